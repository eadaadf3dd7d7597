// A body as a recording keeps it: its size and digest, or its text.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "proxy/base/digest.h"
#include "proxy/record/recorded_script.h"

namespace heloise {

class RecordedBody {
public:
    // Its text is kept as long as that is no more than `text_most`.
    RecordedBody(const NewDigest& new_digest, std::size_t text_most)
        : digest_(new_digest()), text_most_(text_most) {}

    void add(std::string_view octets);
    [[nodiscard]] std::uint64_t octets() const { return octets_; }
    [[nodiscard]] bool has_text() const { return octets_ == text_.size(); }
    // `changed`: see Said.
    void write(RecordedScript& script, Side leg, bool by_peer, bool changed);

private:
    std::unique_ptr<Digest> digest_;
    std::size_t text_most_;
    std::uint64_t octets_ = 0;
    std::string text_;
};

}  // namespace heloise
