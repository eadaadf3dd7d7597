// Text in a header field: a row of words, of which some become encoded words (RFC 2047 section 5).
//
// It serves unstructured fields, comments and phrases, which differ only in how a word is written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/content/header/field_rewrite.h"

namespace heloise {

// Writes such a row so that it reads the same. Readers drop the blanks between two encoded words (RFC 2047
// section 6.2): where that would lose some, they go into the new one.
class FieldTextWriter {
public:
    // `encoding`: some word of the field is going to be encoded.
    FieldTextWriter(FieldRewrite& rewrite, bool encoding) : rewrite_(rewrite), encoding_(encoding) {}

    struct Word {
        std::string_view raw;  // as written
        std::string_view means;
        EncodedWordFinder::Reading reading = EncodedWordFinder::Reading::Text;
        bool encode = false;
    };
    // `before`: the blanks before it; views need not outlive the call. REQUIRES: blanks between two words.
    void word(std::string_view before, const Word& word);
    // The row has ended; `glued`: octets that follow without a blank. True when the last word is a new
    // encoded one. Another row may begin.
    [[nodiscard]] bool end(std::size_t glued = 0);
    // A new encoded word is, so that `glued` matters.
    [[nodiscard]] bool open() const { return open_; }

private:
    enum class Last : std::uint8_t { None, Text, Word, Murky, Encoded };
    void begin_stretch(std::string_view before, std::string_view means);
    void end_stretch(std::size_t glued);

    FieldRewrite& rewrite_;
    bool encoding_;
    bool open_ = false;    // a stretch of words to be encoded together is
    std::string stretch_;  // what it means
    Last last_ = Last::None;
};

// The body of an unstructured field.
void write_unstructured(FieldRewrite& rewrite);

// A comment with its parentheses, well nested.
void write_comment(std::string_view comment, FieldRewrite& rewrite);

}  // namespace heloise
