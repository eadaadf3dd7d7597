// The few words of an answer that are not fixed: "{hostname}" and its like.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace heloise {

struct PlaceholderValues {
    std::string_view hostname{};  // {hostname}  the system's own name
    std::string_view date{};      // {date}      when the connection began
    std::string_view operand{};   // {operand}   what the peer said after HELO or EHLO
    std::string_view path{};      // {path}      the path of this MAIL or RCPT, brackets included
    std::string_view size{};      // {size}      the SIZE= of this MAIL
    std::string_view verb{};      // {verb}      the command's first word
    std::string_view sender{};    // {sender}    the path of the last MAIL that was taken, likewise
};

// `text` with every placeholder replaced. Octets of the peer that are not printable become "?": an
// answer must stay one line.
[[nodiscard]] std::string expand(std::string_view text, const PlaceholderValues& values);

// The first "{word}" of `text` that is no placeholder, without braces, or empty.
[[nodiscard]] std::string_view unknown_placeholder(std::string_view text);

// "Fri, 19 Mar 93 12:19:29 GMT": the date of RFC 822, two digits for the year as all these systems have it.
[[nodiscard]] std::string rfc822_date(std::chrono::sys_seconds when);

}  // namespace heloise
