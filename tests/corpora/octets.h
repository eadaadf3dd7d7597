// What a message is to a reader that knows nothing of proxy/: plain octets, looked at naively.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace heloise::testing {

[[nodiscard]] bool is_ascii_text(std::string_view text);
[[nodiscard]] std::size_t longest_line(std::string_view text);  // CRLF included
// The octets of a DATA content without terminator and dots.
[[nodiscard]] std::string undotted(std::string_view content);
[[nodiscard]] std::string dotted(std::string text);
// What stands below heloise's own Received field, whose date ends it: a message may begin with a blank.
[[nodiscard]] std::optional<std::string> below_our_received(const std::string& content);
// The first difference between a message and what became of it, for who reads both; empty: none.
[[nodiscard]] std::string reader_difference(const std::string& sent, const std::string& arrived);

}  // namespace heloise::testing
