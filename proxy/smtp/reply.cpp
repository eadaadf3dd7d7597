// Replies: printing ours, putting a peer's together from octets.
#include "proxy/smtp/reply.h"

#include <utility>

#include <fmt/format.h>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/base/limits.h"

namespace heloise {
namespace {

constexpr std::size_t kCode = 3;
// What a log line shows of a line that is no reply: enough to know "HTTP/1.1 400" or a TLS alert by.
constexpr std::size_t kExcerpt = 40;

// As a log may hold it.
std::string excerpt(std::string_view line) {
    std::string out(line.substr(0, kExcerpt));
    for (char& c : out) {
        if (!is_printable(c)) c = '?';
    }
    return out;
}

// Reply-code = %x32-35 2DIGIT. RFC 5321 has %x30-35 in the middle; a code beyond it is one we do not know,
// and such a code still means what its first digit says (section 4.3.2).
bool begins_with_code(std::string_view line) {
    return line.size() >= kCode && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]);
}

int code_of(std::string_view line) {
    return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

}  // namespace

std::string first_line(const Reply& reply) {
    return std::to_string(reply.code).append(" ").append(reply.lines.front());
}

std::string print(const Reply& reply) {
    CHECK(!reply.lines.empty());
    std::string out;
    for (std::size_t i = 0; i < reply.lines.size(); ++i) {
        const char separator = i + 1 < reply.lines.size() ? '-' : ' ';
        fmt::format_to(std::back_inserter(out), "{:03}{}{}\r\n", reply.code, separator, reply.lines[i]);
    }
    return out;
}

ReplyReader::Result ReplyReader::next(std::string_view& octets) {
    while (!octets.empty()) {
        const std::size_t end = octets.find('\n');
        const bool whole = end != std::string_view::npos;
        const std::string_view part = octets.substr(0, end);
        line_.append(part.substr(0, limits::kReplyLine - line_.size()));
        octets_ += part.size() + (whole ? 1 : 0);
        octets.remove_prefix(whole ? end + 1 : part.size());
        if (octets_ > limits::kReplyOctets) {
            return Malformed{fmt::format("a reply of more than {} octets", limits::kReplyOctets)};
        }
        if (!whole) break;
        if (auto result = take_line()) return *std::move(result);
    }
    return NeedMore{};
}

// Reads line_ as one line of the reply: a result when that settles it.
std::optional<ReplyReader::Result> ReplyReader::take_line() {
    // All of the CRs: text that ended in one would grow another each time it is printed and read.
    while (line_.ends_with('\r')) line_.pop_back();
    const bool bare = line_.size() == kCode;
    if (!begins_with_code(line_) || (!bare && line_[kCode] != ' ' && line_[kCode] != '-')) {
        return Malformed{fmt::format("not a reply: \"{}\"", excerpt(line_))};
    }
    const int code = code_of(line_);
    if (reply_.lines.empty()) reply_.code = code;
    if (reply_.code != code) return Malformed{fmt::format("a reply with both {} and {}", reply_.code, code)};
    if (reply_.lines.size() == limits::kReplyLines) {
        return Malformed{fmt::format("a reply of more than {} lines", limits::kReplyLines)};
    }
    reply_.lines.push_back(bare ? std::string() : line_.substr(kCode + 1));
    const bool last = bare || line_[kCode] == ' ';
    line_.clear();
    if (!last) return std::nullopt;
    Reply whole = std::exchange(reply_, Reply{});
    octets_ = 0;
    return whole;
}

bool ReplyReader::at_rest() const {
    return octets_ == 0;
}

void ReplyReader::reset() {
    *this = ReplyReader();
}

}  // namespace heloise
