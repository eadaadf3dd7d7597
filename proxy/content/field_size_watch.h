// Watches the size of a message's header fields as they leave (limits.header_field). It changes nothing and
// holds the beginning of one line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace heloise {

class FieldSizeWatch {
public:
    // `most`: octets of one field, its folds and all CRLFs counted; 0: any.
    explicit FieldSizeWatch(std::size_t most) : in_header_(most > 0), most_(most) {}

    // Plain octets from the message's first on, their line ends CRLF, cut anywhere. True once a field is
    // larger than may be. Parts and enclosed messages have headers of their own, which are text to an old
    // back: they are not looked at.
    bool look(std::string_view octets);
    // The name of the field that is too large: printable ASCII, at most 40 octets. REQUIRES: look() was
    // true.
    [[nodiscard]] std::string name() const;

private:
    void begin_line();
    void end_line();

    bool in_header_;
    std::size_t most_;
    std::string line_;   // the beginning of the current one
    std::string field_;  // the beginning of the current field
    std::size_t line_octets_ = 0;
    std::size_t field_octets_ = 0;  // of its lines before this one
    bool over_ = false;
};

}  // namespace heloise
