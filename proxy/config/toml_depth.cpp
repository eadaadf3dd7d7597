// A lexer of strings, comments, brackets and dots: all of TOML that depth depends on.
#include "proxy/config/toml_depth.h"

#include <string>

#include "proxy/base/ascii.h"

namespace heloise {

namespace {

// Each of a key's parts and of the brackets open at one place. A backend's deepest key has four parts.
constexpr int kDepth = 32;

// Walks over the text knowing only what is a string, a comment, a bracket and a dot of a key.
class DepthScanner {
public:
    explicit DepthScanner(std::string_view text) : text_(text) {}

    std::optional<Position> scan() {
        while (next_ < text_.size()) {
            const char c = text_[next_];
            if (c == '"' || c == '\'') {
                skip_string(c);
                continue;
            }
            if (c == '#') {
                skip_comment();
                continue;
            }
            count(c);
            if (dots_ > kDepth || brackets_ > kDepth) return here_;
            advance();
        }
        return std::nullopt;
    }

private:
    void count(char c) {
        if (c == '.') {
            ++dots_;
        } else if (c == '[' || c == '{') {
            ++brackets_;
            dots_ = 0;
        } else if (c == ']' || c == '}') {
            if (brackets_ > 0) --brackets_;
            dots_ = 0;
        } else if (c == '=' || c == ',' || c == '\n') {
            dots_ = 0;
        }
    }

    void advance() {
        ++here_.column;
        if (text_[next_] == '\n') here_ = {here_.line + 1, 1};
        ++next_;
    }

    void skip_comment() {
        while (next_ < text_.size() && text_[next_] != '\n') advance();
    }

    // A string in one or three quotes; those in " know the backslash, those in ' do not. One in single quotes
    // that its line does not end is left to the parser as the fault it is.
    void skip_string(char quote) {
        const std::string three(3, quote);
        const bool multi_line = text_.substr(next_, 3) == three;
        const std::size_t quotes = multi_line ? 3 : 1;
        for (std::size_t i = 0; i < quotes; ++i) advance();
        while (next_ < text_.size()) {
            if (!multi_line && text_[next_] == '\n') return;
            if (text_.substr(next_, quotes) == std::string_view(three).substr(0, quotes)) break;
            if (quote == '"' && text_[next_] == '\\' && next_ + 1 < text_.size()) advance();
            advance();
        }
        for (std::size_t i = 0; i < quotes && next_ < text_.size(); ++i) advance();
        // """five quotes end a string whose last two characters are quotes"""""
        for (int i = 0; multi_line && i < 2 && next_ < text_.size() && text_[next_] == quote; ++i) advance();
    }

    std::string_view text_;
    std::size_t next_ = 0;
    Position here_{1, 1};
    int dots_ = 0;
    int brackets_ = 0;
};

}  // namespace

std::optional<Position> find_excessive_depth(std::string_view text) {
    return DepthScanner(text).scan();
}

}  // namespace heloise
