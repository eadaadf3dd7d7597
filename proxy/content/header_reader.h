// Cuts a header into fields, and finds its end, which need not be the empty line.
//
// A field is read as a whole up to limits::kHeaderField octets; a longer one comes in pieces. What is a field
// is decided as Python's email package does, the reader that most follow. It changes nothing: the texts of
// all items together are the header as it came.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/content/boundaries.h"

namespace heloise {

enum class HeaderLine : std::uint8_t {
    Field,         // a name of printable ASCII without blanks, and a colon
    Continuation,  // begins with a blank
    Empty,
    EnvelopeFrom,  // "From ", as mailboxes have it
    Unclear,       // some take it for a field: a name with octets over 127, blanks before the colon, ">From "
    Text,          // none of these: the body has begun without an empty line
};
// `line` with or without its line end, or its beginning when it is long.
[[nodiscard]] HeaderLine classify_header_line(std::string_view line);

class HeaderReader {
public:
    struct Item {
        enum class Kind : std::uint8_t {
            NeedMore,
            Field,       // whole, with its line ends; without the last one where the message ends in it
            FirstPiece,  // of a field that is too long to be held
            Piece,       // of it, further
            Line,        // the header is over with this line: empty, a delimiter, or of the body
            End,         // the message ended in the header
        } kind = Kind::NeedMore;
        std::string_view text;  // valid until the next call
        HeaderLine line = HeaderLine::Field;
    };

    void start();
    // Takes from the front of `octets`. `at_end`: nothing will follow them.
    Item next(std::string_view& octets, const Boundaries& boundaries, bool at_end);

    // A continuation of nothing but blanks was seen: some take it for the empty line.
    [[nodiscard]] bool blank_line() const { return blank_line_; }

private:
    enum class Long : std::uint8_t { No, Line, LineStart };  // inside a long field: in a line, before one

    Item next_of_long(std::string_view& octets);
    Item begin_long();
    Item end_line(const Boundaries& boundaries);
    Item take_field();

    std::string field_;  // complete lines of the field
    std::string line_;   // the line that is not complete
    std::string given_;  // the text of the last item
    Long long_ = Long::No;
    bool first_line_ = true;
    bool blank_line_ = false;
};

}  // namespace heloise
