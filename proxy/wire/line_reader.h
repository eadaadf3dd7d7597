// Octets into command lines, bounded, without copying a line that arrives whole.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace heloise {

class LineReader {
public:
    // A line without its end. `text` is valid until the next call or until the input goes away.
    struct Line {
        std::string_view text;
        bool bare_lf = false;  // ended by LF alone
    };
    struct NeedMore {};
    // The line was swallowed up to its end. How it began, at most kStart octets.
    static constexpr std::size_t kStart = 8;
    struct TooLong {
        std::string start;
    };
    using Result = std::variant<NeedMore, Line, TooLong>;

    // `octets_max` counts the line end too.
    explicit LineReader(std::size_t octets_max) : octets_max_(octets_max) {}

    // Takes octets from the front of `octets`, up to and with the first LF; all of them when there is none.
    // A CR that no LF follows stays in the line, for the parser to refuse.
    Result next(std::string_view& octets);

    // True when nothing of a line is held.
    [[nodiscard]] bool at_rest() const { return partial_.empty() && !too_long_; }

private:
    std::size_t octets_max_;
    std::string partial_;
    std::string whole_;  // backs Line::text when the line came in pieces
    bool too_long_ = false;
    std::string start_;  // of a line that is too long
};

}  // namespace heloise
