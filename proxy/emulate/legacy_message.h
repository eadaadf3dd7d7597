// One message a legacy system has taken, and how it looks in a file.
#pragma once

#include <string>
#include <vector>

namespace heloise {

struct LegacyMessage {
    std::string hello;                    // "HELO client.example", as it came
    std::string reverse_path;             // "<a@b>", and what stood behind it: "<a@b> SIZE=1000"
    std::vector<std::string> recipients;  // likewise, the accepted ones
    std::string octets;                   // the message, unstuffed, otherwise as it came
};

//   MAIL FROM:<a@b>
//   RCPT TO:<c@d>            one line for each
//   HELO client.example
//                            an empty line, and from here on the message octet by octet
// The lines of the envelope end with LF.
[[nodiscard]] std::string file_text(const LegacyMessage& message);

// "000001.msg": they sort in the order the messages came.
[[nodiscard]] std::string file_name(unsigned long number);
// The number in such a name, or 0 when it is none.
[[nodiscard]] unsigned long file_number(const std::string& name);

}  // namespace heloise
