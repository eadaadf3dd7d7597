// Lines as a server reads them that knows no more than 255 octets of one: the rest is a line of its own (NOS,
// fact 102). A dot left alone so ends the message there, and what follows are commands.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace heloise {

inline constexpr std::size_t kCutAfter = 255;
// Lines of so many octets, CRLF counted, are not cut.
inline constexpr std::size_t kUncutLine = kCutAfter + 1;

// Does a cut after each 255 octets leave the last one, a dot, alone? `octets` of the line without its CRLF
// and without the dot that stuffing adds to one that begins with a dot: that one is on the wire, so it counts
// here.
[[nodiscard]] constexpr bool cut_leaves_dot(std::size_t octets, bool dot_first, bool dot_last) {
    const std::size_t sent = octets + (dot_first ? 1 : 0);
    return dot_last && sent > kCutAfter && sent % kCutAfter == 1;
}

// `line` without its CRLF.
[[nodiscard]] constexpr bool cut_leaves_dot(std::string_view line) {
    return cut_leaves_dot(line.size(), line.starts_with('.'), line.ends_with('.'));
}

// Looks for such a line in plain octets, their line ends CRLF, cut anywhere.
class CutLineWatch {
public:
    // True once there was one.
    bool look(std::string_view octets);
    // The octets seen so far are all, and what ends the message will end their last line.
    bool look_at_end();

private:
    void keep_end_of(std::string_view piece);

    std::size_t column_ = 0;  // octets of the current line so far
    bool dot_first_ = false;
    std::array<char, 2> last_{};  // octets of the line so far
    bool found_ = false;
};

}  // namespace heloise
