// Holds a row for each fault.
#include "proxy/content/fault_text.h"

#include <algorithm>

namespace heloise {

std::string fault_text(Fault fault, std::size_t line_max) {
    switch (fault) {
        case Fault::None: break;
        case Fault::EightBit: return "octets over 127";
        case Fault::LongLine:
            return "a line of more than " + std::to_string(std::max<std::size_t>(line_max, 2) - 2) +
                   " octets";
        case Fault::LeadingDot: return "a line that begins with a dot";
        case Fault::Nul: return "a NUL";
        case Fault::BareNewline: return "a bare CR or LF";
        case Fault::DotBehindCut: return "a line that, cut after 255 octets, leaves a dot alone";
    }
    return {};
}

bool has_bare_newline(std::string_view text) {
    while (!text.empty()) {
        const std::size_t at = text.find_first_of("\r\n");
        if (at == std::string_view::npos) return false;
        if (!text.substr(at).starts_with("\r\n")) return true;
        text.remove_prefix(at + 2);
    }
    return false;
}

}  // namespace heloise
