// The parameters of a MIME field, found in its tokens, and one of them written by RFC 2231.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/content/header/field_tokens.h"
#include "proxy/content/header/field_writer.h"

namespace heloise {

//   parameter = name [ "*" section ] [ "*" ] "=" value (RFC 2231 section 7)
struct MimeParameter {
    std::span<const FieldToken> tokens = {};  // all between two semicolons
    std::string_view attribute = {};          // as written; empty when this is no parameter
    std::string name = {};                    // of it, lower case, without section and asterisks
    std::optional<std::size_t> section = {};
    bool extended = false;              // its value is percent-encoded
    const FieldToken* value = nullptr;  // an Atom or a Quoted, one of `tokens`

    // What a plain value says.
    [[nodiscard]] std::string plain() const;
};

// What stands between two semicolons. One that is no parameter has neither attribute nor value.
[[nodiscard]] MimeParameter read_parameter(std::span<const FieldToken> tokens);

// Percent-encoded text to octets. With `charset`: what stands before the second apostrophe is taken away, and
// nothing comes back where there are not two.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text, bool charset);

// Only what is over 127 is encoded; the text is percent-encoded already.
[[nodiscard]] std::string percent_mended(std::string_view text);

// name*=charset''text, or in parts. No octet that would have to be quoted stays.
void write_extended(std::string_view name, std::string_view text, FieldWriter& writer);

}  // namespace heloise
