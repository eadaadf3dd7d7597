// Line by line over the header only; the body costs one comparison a run.
#include "proxy/content/header_watch.h"

#include <algorithm>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

constexpr std::size_t kKept = 256;
constexpr std::size_t kMessageId = 200;

// Is `name` the name of the field that begins this line? Old mailers put blanks before the colon
// (RFC 5322 section 4.5.8 obs-optional).
bool is_field(std::string_view line, std::string_view name) {
    if (!starts_with_ignoring_case(line, name)) return false;
    line.remove_prefix(name.size());
    while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
    return line.starts_with(':');
}

}  // namespace

void HeaderWatch::look(const Run& run) {
    std::string_view octets = run.octets;
    while (in_header_ && !octets.empty()) {
        const std::size_t lf = octets.find('\n');
        const bool complete = lf != std::string_view::npos;
        const std::string_view piece = octets.substr(0, complete ? lf + 1 : octets.size());
        octets.remove_prefix(piece.size());
        if (line_.size() < kKept) line_.append(piece.substr(0, kKept - line_.size()));
        if (complete) end_line();
    }
}

void HeaderWatch::end_line() {
    std::string_view line = line_;
    if (line.ends_with("\r\n")) line.remove_suffix(2);
    if (line.empty()) in_header_ = false;
    if (is_field(line, "Received")) ++received_;
    if (message_id_.empty() && is_field(line, "Message-ID")) {
        const std::string_view value = trim(line.substr(line.find(':') + 1)).substr(0, kMessageId);
        if (std::all_of(value.begin(), value.end(), is_printable)) message_id_ = value;
    }
    line_.clear();
}

}  // namespace heloise
