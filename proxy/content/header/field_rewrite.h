// A header field that is being rewritten: what all that work on one share.
#pragma once

#include <algorithm>
#include <string_view>

#include "proxy/base/ascii.h"
#include "proxy/content/header/encoded_word.h"
#include "proxy/content/header/field_value.h"
#include "proxy/content/header/field_writer.h"

namespace heloise {

[[nodiscard]] inline bool has_eight_bit(std::string_view text) {
    return std::any_of(text.begin(), text.end(), is_eight_bit);
}

// The value is read from left to right, once, by whoever knows the field's grammar.
struct FieldRewrite {
    FieldRewrite(std::string_view field_name, std::string_view folded, bool to_ascii, std::size_t line_max,
                 bool too_long)
        : name(field_name),
          ascii(to_ascii),
          value(folded),
          finder(value.text()),
          charset(charset_of(value.text())),
          writer(field_name, line_max, too_long) {}

    std::string_view name;
    bool ascii;
    FieldValue value;
    EncodedWordFinder finder;
    // Of all the field: what is one word's UTF-8 by chance may be another charset's.
    Charset charset;
    FieldWriter writer;

    [[nodiscard]] bool must_go(std::string_view part) const { return ascii && has_eight_bit(part); }
    void blanks(std::string_view run) { writer.blanks(run, value.folded(run)); }
    // A part of the value as it stands; it may be folded at its blanks, but for those behind a backslash.
    void as_it_is(std::string_view part);
};

}  // namespace heloise
