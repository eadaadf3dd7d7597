// Cuts lines as old programs do; see legacy_lines.h.
#include "proxy/emulate/legacy_lines.h"

#include <algorithm>

namespace heloise {
namespace {

std::size_t line_end_octets(std::string_view line) {
    return line.ends_with("\r\n") ? 2 : line.ends_with('\n') ? 1 : 0;
}

}  // namespace

LineStep line_step(std::string_view begun, std::string_view octets, std::size_t buffer, bool text_mode) {
    const std::size_t lf = octets.find('\n');
    const bool has_end = lf != std::string_view::npos;
    const LineStep all{has_end ? lf + 1 : octets.size(), has_end};
    if (buffer == 0) return all;
    const std::string_view content = octets.substr(0, has_end ? lf : octets.size());
    // In text mode a CR may be the beginning of a line end, which is none of the content.
    const char last = content.empty() ? (begun.empty() ? '\0' : begun.back()) : content.back();
    const std::size_t filled = begun.size() + content.size() - (text_mode && last == '\r' ? 1 : 0);
    if (filled < buffer) return all;
    return {buffer - std::min(begun.size(), buffer), true};
}

void cut_line(std::string& line, const EmulatedReading& how) {
    const std::size_t content = line.size() - line_end_octets(line);
    for (std::size_t at = 0; at < content; ++at) {
        if (!(how.cr_ends_line && line[at] == '\r') && !(how.nul_ends_line && line[at] == '\0')) continue;
        line.erase(at, content - at);
        return;
    }
}

std::string delivered_line(std::string_view line, std::size_t buffer) {
    std::string out;
    std::size_t content = line.size() - line_end_octets(line);
    for (; buffer > 0 && content >= buffer; content -= buffer) {
        out += line.substr(0, buffer);
        out += "\r\n";
        line.remove_prefix(buffer);
    }
    out += line;
    return out;
}

}  // namespace heloise
