// The value of a header field without its folds, and where they were.
//
// A fold is a CRLF before a blank and means nothing (RFC 5322 section 2.2.3): all that reads a value reads it
// unfolded, and what is written again keeps its folds where it can.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace heloise {

class FieldValue {
public:
    // `folded` ends before the field's last CRLF; every CRLF in it stands before a blank.
    explicit FieldValue(std::string_view folded);
    FieldValue(const FieldValue&) = delete;  // views into text() must not outlive it
    FieldValue& operator=(const FieldValue&) = delete;

    [[nodiscard]] std::string_view text() const { return text_; }
    // Was there a fold in these blanks? Only in blanks of text() there can have been one.
    [[nodiscard]] bool folded(std::string_view blanks) const;

private:
    std::string text_;
    std::vector<std::size_t> folds_;  // each before the blank at this place
};

// The blanks at the start of `text`, or what stands before the first one.
[[nodiscard]] std::string_view leading_blanks(std::string_view text);
[[nodiscard]] std::string_view leading_word(std::string_view text);

}  // namespace heloise
