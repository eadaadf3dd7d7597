// What a header field says to who reads it, however it is written: for comparing one with its conversion.
//
// Naive and on whole strings; it shares no code with proxy/content. Domains are not looked at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/mime_reader.h"

namespace heloise::testing {

// Unfolded, encoded words and RFC 2231 parameters decoded, quotes gone, blanks between words made one.
[[nodiscard]] std::string read_field(std::string_view field);

// The first field that says something else, as words; empty: none. The labels of MIME may have been added or
// changed (Content-Transfer-Encoding), or added (Content-Type, MIME-Version).
[[nodiscard]] std::string field_difference(const MimeNode& sent, const MimeNode& arrived);

}  // namespace heloise::testing
