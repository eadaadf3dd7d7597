// Domains to A-labels with libidn2, and a look at what it made of them.
//
// Of all that browsers map before IDNA 2008 (UTS 46: compatibility characters, other dots, characters that
// are left out) only capitals become small letters here, as RFC 5895 section 2 step 1 suggests: a mail must
// not go to a domain that looks different from the one its sender wrote.
#include "proxy/smtp/idna.h"

#include <algorithm>
#include <array>
#include <memory>

#include <idn2.h>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"
#include "proxy/base/utf8.h"

namespace heloise {
namespace {

// RFC 1035 section 2.3.4.
constexpr std::size_t kLabel = 63;

//   label *( "." label ), each of letters, digits and hyphens (RFC 5890 section 2.3.1)
bool is_ldh_name(std::string_view name) {
    if (name.empty() || name.size() > limits::kDomain) return false;
    std::size_t label = 0;
    for (const char c : name) {
        if (c == '.') {
            if (label == 0) return false;
            label = 0;
        } else if (!is_alnum(c) && c != '-') {
            return false;
        } else if (++label > kLabel) {
            return false;
        }
    }
    return label > 0;
}

// Every `step`th character from `first` to `last` is a capital; its small letter stands `ahead`.
struct Capitals {
    char32_t first, last, step, ahead;
};
// Those that domains are written in. A capital that is missing here is refused, which is what IDNA 2008 does.
constexpr std::array kCapitals{
    Capitals{0xC0, 0xD6, 1, 32},   Capitals{0xD8, 0xDE, 1, 32},    Capitals{0x100, 0x12E, 2, 1},
    Capitals{0x132, 0x136, 2, 1},  Capitals{0x139, 0x147, 2, 1},   Capitals{0x14A, 0x176, 2, 1},
    Capitals{0x179, 0x17D, 2, 1},  Capitals{0x218, 0x21E, 2, 1},   Capitals{0x386, 0x386, 1, 38},
    Capitals{0x388, 0x38A, 1, 37}, Capitals{0x38C, 0x38C, 1, 64},  Capitals{0x38E, 0x38F, 1, 63},
    Capitals{0x391, 0x3A1, 1, 32}, Capitals{0x3A3, 0x3AB, 1, 32},  Capitals{0x400, 0x40F, 1, 80},
    Capitals{0x410, 0x42F, 1, 32}, Capitals{0x48A, 0x4BE, 2, 1},   Capitals{0x4D0, 0x52E, 2, 1},
    Capitals{0x531, 0x556, 1, 48}, Capitals{0x1E00, 0x1E94, 2, 1}, Capitals{0x1EA0, 0x1EFE, 2, 1},
};

char32_t small_letter(char32_t character) {
    for (const Capitals& of : kCapitals) {
        if (character < of.first || character > of.last) continue;
        return (character - of.first) % of.step == 0 ? character + of.ahead : character;
    }
    return character;
}

// A character of two or three octets, no other has capitals that matter here.
void append_small(std::string_view character, std::string& out) {
    const auto bits = [&](std::size_t i) { return static_cast<unsigned char>(character[i]) & 0x3FU; };
    const auto tail = [](char32_t c) { return static_cast<char>(0x80U | (c & 0x3FU)); };
    if (character.size() == 1) {
        out += to_lower(character[0]);
    } else if (character.size() == 2) {
        const char32_t c = small_letter((bits(0) & 0x1FU) << 6U | bits(1));
        out += static_cast<char>(0xC0U | c >> 6U);
        out += tail(c);
    } else if (character.size() == 3) {
        const char32_t c = small_letter((bits(0) & 0xFU) << 12U | bits(1) << 6U | bits(2));
        out += static_cast<char>(0xE0U | c >> 12U);
        out += tail(c >> 6U);
        out += tail(c);
    } else {
        out += character;
    }
}

// REQUIRES: is_utf8(name).
std::string small_letters(std::string_view name) {
    std::string out;
    while (!name.empty()) {
        const std::string_view character = name.substr(0, utf8_octets(name));
        append_small(character, out);
        name.remove_prefix(character.size());
    }
    return out;
}

// RFC 5891 section 4.2.3.1, which a lookup leaves out: no hyphen at either end of a label, nor two where the
// prefix of an A-label has them.
bool hyphens_stand_well(std::string_view name) {
    while (true) {
        const std::string_view label = name.substr(0, name.find('.'));
        if (label.starts_with('-') || label.ends_with('-')) return false;
        if (label.substr(std::min<std::size_t>(label.size(), 2)).starts_with("--") &&
            !label.starts_with("xn"))
            return false;
        if (label.size() == name.size()) return true;
        name.remove_prefix(label.size() + 1);
    }
}

}  // namespace

std::optional<std::string> to_a_labels(std::string_view domain) {
    // An ASCII name needs nothing; whether it may stand where it stands is for its reader (names with "_").
    if (std::none_of(domain.begin(), domain.end(), is_eight_bit)) {
        if (domain.empty() || domain.size() > limits::kDomain) return std::nullopt;
        return std::string(domain);
    }
    // No name that fits has more octets in UTF-8 than four for each of its 255 in ASCII.
    if (domain.size() > 4 * limits::kDomain || !is_utf8(domain)) return std::nullopt;
    if (domain.find('\0') != std::string_view::npos) return std::nullopt;

    // Not IDN2_USE_STD3_ASCII_RULES: with it, libidn2 2.3.3 leaves the octets out that it forbids, and
    // "ü_a.example" becomes another's domain. Without it they come through, and is_ldh_name() sees them.
    const std::string name = small_letters(domain);
    if (!hyphens_stand_well(name)) return std::nullopt;
    char* made = nullptr;
    const int result = idn2_to_ascii_8z(name.c_str(), &made, IDN2_NFC_INPUT | IDN2_NO_TR46);
    const std::unique_ptr<char, void (*)(void*)> owner(made, idn2_free);
    if (result != IDN2_OK || !is_ldh_name(made)) return std::nullopt;
    return std::string(made);
}

}  // namespace heloise
