// Bodies of lines of "x".
#include "proxy/replay/placeholder_body.h"

#include <algorithm>

namespace heloise {

std::string placeholder_body(std::uint64_t octets) {
    constexpr std::uint64_t kLine = 72;
    std::string body;
    while (body.size() < octets) {
        const std::uint64_t left = octets - body.size();
        std::uint64_t line = std::min(body.empty() && left > 3 ? 2 : kLine, left);
        if (left - line == 1) --line;  // a last line of one octet would have no room for its CRLF
        if (line < 2) return body.append(left, 'x');
        body.append(line - 2, 'x').append("\r\n");
    }
    return body;
}

std::string octets_of(const Said& said) {
    if (said.omitted == Said::Omitted::Body) return placeholder_body(said.body_octets);
    if (said.omitted == Said::Omitted::Secret)
        return std::string(said.octets).insert(said.octets.size() - 2, "secret");
    return said.octets;
}

}  // namespace heloise
