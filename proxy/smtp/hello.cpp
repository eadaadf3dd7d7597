// The forms of a HELO operand, most usual first.
#include "proxy/smtp/hello.h"

#include <algorithm>
#include <cstdint>

#include "proxy/base/ascii.h"
#include "proxy/base/ip.h"
#include "proxy/base/limits.h"
#include "proxy/smtp/path.h"

namespace heloise {
namespace {

constexpr std::string_view kIpv6Tag = "IPv6:";

bool is_bare_ipv6(std::string_view text) {
    return starts_with_ignoring_case(text, kIpv6Tag) && parse_ipv6(text.substr(kIpv6Tag.size())).has_value();
}

//   "#" 1*10DIGIT, of 32 bits (RFC 821 section 4.1.2)
bool is_number(std::string_view text) {
    constexpr std::size_t kDigits = 10;
    if (!text.starts_with('#') || text.size() < 2 || text.size() > 1 + kDigits) return false;
    std::uint64_t value = 0;
    for (const char c : text.substr(1)) {
        if (!is_digit(c)) return false;
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value <= UINT32_MAX;
}

}  // namespace

HelloForm classify_hello(std::string_view operand) {
    if (operand.empty()) return HelloForm::Missing;
    const bool control =
        std::any_of(operand.begin(), operand.end(), [](char c) { return is_control(c) && !is_blank(c); });
    if (control || operand.size() > limits::kDomain) return HelloForm::Bad;
    if (is_address_literal(operand)) return HelloForm::Literal;
    if (is_domain(operand)) {
        return operand.find('.') == std::string_view::npos ? HelloForm::Label : HelloForm::Domain;
    }
    if (is_bare_ipv6(operand)) return HelloForm::BareIpv6;
    if (is_number(operand)) return HelloForm::Number;
    return HelloForm::Junk;
}

}  // namespace heloise
