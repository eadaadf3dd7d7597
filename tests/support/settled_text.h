// What rule 15 makes of CR and LF in a message, said of the whole text at once: for holding against it what
// the intake makes of it octet by octet. It shares no code with proxy/.
#pragma once

#include <string>
#include <string_view>

namespace heloise {

// One or more CR before LF, and an LF alone, are CRLF; so are those at the very end. Every other CR stays.
[[nodiscard]] std::string with_lone_crs(std::string_view content);
// The same with a blank for each CR that is left: the text whose fields and parts are the message's.
[[nodiscard]] std::string structure_text(std::string_view content);

// What a message of one part becomes: a CR alone is a blank in its header and a CRLF in its body.
[[nodiscard]] std::string settled_text(std::string_view content);

// What is wrong with `settled`, as words; empty: nothing. Right is: of a message without NUL nothing has
// changed but its line ends; each CR alone became a blank or a CRLF; and every header has the same fields,
// and every multipart the same parts, as structure_text() says.
[[nodiscard]] std::string settling_fault(std::string_view content, std::string_view settled);

}  // namespace heloise
