// Three fields of all that pass matter here.
#include "proxy/content/part_header.h"

#include <utility>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

// Labels that agree are all rewritten, but a header of a million must not be remembered.
constexpr std::size_t kLabels = 8;

}  // namespace

void PartHeader::note(std::string_view field, std::uint64_t at, std::uint64_t octets) {
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view name = field.substr(0, colon);
    const std::string_view value = field.substr(colon + 1);
    if (equal_ignoring_case(name, "Content-Type")) note_type(value, {at, octets, std::string(name)});
    if (equal_ignoring_case(name, "Content-Transfer-Encoding"))
        note_encoding(value, {at, octets, std::string(name)});
    if (equal_ignoring_case(name, "MIME-Version")) mime_version_ = true;
}

void PartHeader::note_long(std::string_view beginning) {
    const std::string_view name = beginning.substr(0, beginning.find(':'));
    if (starts_with_ignoring_case(name, "Content-T"))
        doubt("a part with a Content-Type field that is too long");
}

void PartHeader::doubt(const char* why) {
    if (doubt_ == nullptr) doubt_ = why;
}

void PartHeader::note_type(std::string_view value, Label label) {
    const bool says_nothing = value.find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (says_nothing && !type_) {
        empty_type_ = std::move(label);
    } else {
        empty_type_.reset();
    }
    MediaType type = read_media_type(value);
    if (!type.clear) doubt("a part with a Content-Type field that cannot be read");
    if (type_ && *type_ != type) doubt("a part with two different Content-Type fields");
    if (!type_) type_ = std::move(type);
}

void PartHeader::note_encoding(std::string_view value, Label label) {
    const TransferEncoding encoding = read_transfer_encoding(value);
    if ((encoding_ && *encoding_ != encoding) || labels_.size() == kLabels)
        doubt("a part with two different Content-Transfer-Encoding fields");
    if (!encoding_) encoding_ = encoding;
    if (labels_.size() < kLabels) labels_.push_back(std::move(label));
}

}  // namespace heloise
