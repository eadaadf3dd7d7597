// One pass from left to right; what the host is decides what may follow it.
#include "proxy/config/endpoint_text.h"

#include <algorithm>
#include <charconv>

#include "proxy/base/ascii.h"
#include "proxy/base/ip.h"
#include "proxy/smtp/path.h"

namespace heloise {

namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
    return port;
}

// "10.0.0.256" is no name but a slip: no top-level domain is all digits (RFC 3696 section 2).
bool is_host(std::string_view text) {
    if (parse_ipv4(text)) return true;
    const std::string_view last = text.substr(text.rfind('.') + 1);
    return is_domain(text) && !is_address_literal(text) && !std::all_of(last.begin(), last.end(), is_digit);
}

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view text, std::uint16_t port) {
    std::string_view host = text;
    std::string_view tail;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        host = text.substr(1, end - 1);
        tail = text.substr(end + 1);
        if (!parse_ipv6(host)) return std::nullopt;
    } else {
        const std::size_t colon = std::min(text.find(':'), text.size());
        host = text.substr(0, colon);
        tail = text.substr(colon);
        const bool wildcard = (host.empty() && !tail.empty()) || host == "*";
        if (!wildcard && !is_host(host)) return std::nullopt;
        if (wildcard) host = "0.0.0.0";
    }
    if (tail.empty()) return Endpoint{std::string(host), port};
    if (tail.front() != ':') return std::nullopt;
    const std::optional<std::uint16_t> given = parse_port(tail.substr(1));
    if (!given) return std::nullopt;
    return Endpoint{std::string(host), *given};
}

}  // namespace heloise
