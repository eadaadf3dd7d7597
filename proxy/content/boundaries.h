// The boundaries of the multiparts that are open, and which line is a delimiter of one.
//
// A delimiter is "--", the boundary, "--" for the last, and blanks (RFC 2046 section 5.1.1). The same section
// also lets a reader take any line that only begins so; such a line is told apart here, because readers
// differ on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heloise {

class Boundaries {
public:
    struct Match {
        enum class Kind : std::uint8_t {
            None,
            Part,   // a part follows
            Close,  // the multipart is complete
            Odd,    // begins with a delimiter, and goes on
        } kind = Kind::None;
        std::size_t level = 0;
    };

    // `level` is the caller's name for the multipart, higher than those open.
    void open(std::string boundary, std::size_t level);
    // Those of `level` and above are no delimiters any more.
    void close_from(std::size_t level);
    [[nodiscard]] bool any() const { return !open_.empty(); }

    // Would a line be a delimiter of both `boundary` and an open one?
    [[nodiscard]] bool clash(std::string_view boundary) const;

    // `line` with or without its line end. The innermost that fits.
    [[nodiscard]] Match match(std::string_view line) const;

private:
    struct Open {
        std::string boundary;
        std::size_t level;
    };
    std::vector<Open> open_;  // outermost first
};

}  // namespace heloise
