// The smaller encoding, with a bias to the readable one.
#include "proxy/content/encoding_choice.h"

#include <algorithm>

#include "proxy/base/ascii.h"
#include "proxy/base/utf8.h"

namespace heloise {
namespace {

constexpr std::size_t kLongestCharacter = 4;

std::size_t octets_announced(char first) {
    const auto octet = static_cast<unsigned char>(first);
    return octet < 0x80 ? 1 : octet < 0xE0 ? 2 : octet < 0xF0 ? 3 : kLongestCharacter;
}

}  // namespace

void Utf8Watch::look(std::string_view octets) {
    while (valid_ && !octets.empty()) {
        if (!partial_.empty()) {
            end_character(octets);
            continue;
        }
        const auto* const high = std::find_if(octets.begin(), octets.end(), is_eight_bit);
        octets.remove_prefix(static_cast<std::size_t>(high - octets.begin()));
        if (octets.empty()) return;
        eight_bit_ = true;
        const std::size_t wanted = octets_announced(octets.front());
        if (octets.size() < wanted) {
            end_character(octets);
            continue;
        }
        const std::size_t character = utf8_octets(octets.substr(0, wanted));
        valid_ = character != 0;
        octets.remove_prefix(character);
    }
}

void Utf8Watch::end_character(std::string_view& octets) {
    partial_ += octets.front();
    octets.remove_prefix(1);
    if (partial_.size() < octets_announced(partial_.front())) return;
    valid_ = utf8_octets(partial_) == partial_.size();
    partial_.clear();
}

void EncodingChoice::measure(std::string_view octets) {
    if (measuring_ && text_) meter_.look(octets);
}

void EncodingChoice::finish(bool complete) {
    measuring_ = false;
    whole_ = complete;
    finished_ = true;
}

bool EncodingChoice::base64() const {
    // Only text has lines: a decoder may give quoted-printable's line ends back as its own (RFC 2045 section
    // 6.7 rule 4), which spoils all else. Text in quoted-printable is read by those who know no MIME, too; an
    // eighth is a fair price for that, and a few octets are none.
    constexpr std::uint64_t kFewOctets = 64;
    if (!text_) return true;
    return meter_.quoted_printable() > meter_.base64() + meter_.base64() / 8 + kFewOctets;
}

std::string_view EncodingChoice::charset() const {
    if (!whole_ || !charset_watch_.valid() || !charset_watch_.complete()) return "unknown-8bit";  // RFC 1428
    return charset_watch_.eight_bit() ? "utf-8" : "us-ascii";
}

}  // namespace heloise
