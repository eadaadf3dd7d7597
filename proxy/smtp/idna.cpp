// Domains to A-labels with libidn2, and a look at what it made of them.
#include "proxy/smtp/idna.h"

#include <algorithm>
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
    char* made = nullptr;
    const int result =
        idn2_to_ascii_8z(std::string(domain).c_str(), &made, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    const std::unique_ptr<char, void (*)(void*)> owner(made, idn2_free);
    if (result != IDN2_OK || !is_ldh_name(made)) return std::nullopt;
    return std::string(made);
}

}  // namespace heloise
