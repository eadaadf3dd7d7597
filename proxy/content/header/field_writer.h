// Writes a header field anew, and decides where its lines end.
//
// What is written is a row of pieces that must not be cut, and between them places where a line may end:
// before blanks that were there already. Folds of the field as it came stay. A line that holds a new encoded
// word has at most 76 octets (RFC 2047 section 2), and none has more than the back takes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "proxy/content/header/encoded_word.h"

namespace heloise {

class FieldWriter {
public:
    // Starts with "name:". `line_max`: octets of a line, CRLF counted; 0: any length. `tidy`: every line is
    // to have at most 76 octets where that is possible, because one of them was too long.
    FieldWriter(std::string_view name, std::size_t line_max, bool tidy);

    // Blanks; `folded`: there was a fold in them. None is no place to fold at.
    void blanks(std::string_view run, bool folded);
    // A line may end here though there is no blank: between two tokens of a structured field.
    void point();
    // There is a blank here: that before, or a new one.
    void apart();
    // A part of a piece.
    void text(std::string_view octets);
    // The current piece is new: its line is to have at most 76 octets.
    void touch() { piece_touched_ = true; }
    // Encoded words, as many as it takes. The first continues the current piece; behind the last, `glued`
    // more octets are to come before the next blank.
    void encoded(std::string_view text, Charset charset, std::size_t glued = 0);

    // It cannot be written. The first reason counts; it is said without the field's name.
    void refuse(std::string why);
    [[nodiscard]] const std::string& refusal() const { return refusal_; }
    // The longest piece that can be written on a line of its own, behind one blank.
    [[nodiscard]] std::size_t piece_max() const { return hard_ > 1 ? hard_ - 1 : 0; }
    // The field with its CRLF. REQUIRES: nothing more is written.
    [[nodiscard]] std::string finish();

private:
    [[nodiscard]] bool may_fold() const { return point_ || !blanks_.empty(); }
    [[nodiscard]] std::size_t room(bool on_new_line, std::size_t glued) const;
    void settle();

    std::string out_;
    std::size_t column_;
    std::size_t hard_;  // octets of a line without its CRLF: no more
    std::size_t soft_;  // no more if it can be helped
    bool tidy_;
    bool touched_;         // the current line
    bool first_ = true;    // no piece has been settled
    std::string blanks_;   // before the current piece
    bool folded_ = false;  // there was a fold in them
    bool point_ = false;
    std::string piece_;
    bool piece_touched_ = false;
    std::string refusal_;
};

}  // namespace heloise
