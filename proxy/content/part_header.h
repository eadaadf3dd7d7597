// What the header of a message or a part says about what follows, and where its labels lie.
//
// Parsers of mail take the first of two fields, or the last, or neither; so two that disagree make a doubt,
// and what is in doubt is never converted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/content/header/media_type.h"

namespace heloise {

class PartHeader {
public:
    // Where a Content-Transfer-Encoding field lies in what is sent.
    struct Label {
        std::uint64_t at = 0;
        std::uint64_t octets = 0;
        std::string name;  // as it was written
    };

    // A whole field, which is sent from `at` on in `octets` octets.
    void note(std::string_view field, std::uint64_t at, std::uint64_t octets);
    // The first octets of a field that is too long to be read.
    void note_long(std::string_view beginning);
    // `why` completes "octets over 127 in ...". The first counts.
    void doubt(const char* why);

    [[nodiscard]] const std::optional<MediaType>& type() const { return type_; }
    [[nodiscard]] TransferEncoding encoding() const { return encoding_.value_or(TransferEncoding::SevenBit); }
    [[nodiscard]] bool labelled() const { return encoding_.has_value(); }
    [[nodiscard]] const std::vector<Label>& labels() const { return labels_; }
    // The only Content-Type field, when it says nothing.
    [[nodiscard]] const std::optional<Label>& empty_type() const { return empty_type_; }
    [[nodiscard]] bool mime_version() const { return mime_version_; }
    [[nodiscard]] const char* doubt() const { return doubt_; }

private:
    void note_type(std::string_view value, Label label);
    void note_encoding(std::string_view value, Label label);

    std::optional<MediaType> type_;
    std::optional<Label> empty_type_;
    std::optional<TransferEncoding> encoding_;
    std::vector<Label> labels_;
    bool mime_version_ = false;
    const char* doubt_ = nullptr;
};

}  // namespace heloise
