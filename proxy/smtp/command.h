// Every command a front may send, as a closed set: after this, nobody looks at strings to know a verb.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "proxy/smtp/parameter.h"
#include "proxy/smtp/path.h"

namespace heloise {

enum class Verb : std::uint8_t {
    Ehlo,
    Helo,
    Mail,
    Rcpt,
    Data,
    Bdat,
    Rset,
    Noop,
    Quit,
    Vrfy,
    Expn,
    Help,
    StartTls,
    Auth,
    Lhlo,         // LMTP: we are not
    Http,         // GET, POST, CONNECT, ...: not a mail sender at all (rule 35)
    Unsupported,  // SEND SOML SAML TURN ETRN ATRN XCLIENT XFORWARD ...: known, answered 502
    Unknown,
};

[[nodiscard]] std::string_view name(Verb verb);

struct Hello {
    bool extended = false;
    std::string operand;  // trimmed, may be empty
};
struct Mail {
    Path reverse_path;
    Parameters parameters;
};
struct Rcpt {
    Path forward_path;
    Parameters parameters;
};
struct Bdat {
    std::uint64_t octets = 0;
    bool last = false;
};
// A verb with what followed it, trimmed: DATA RSET NOOP QUIT VRFY EXPN HELP STARTTLS AUTH and the odd ones.
struct Plain {
    Verb verb = Verb::Unknown;
    std::string argument;
};

using Command = std::variant<Hello, Mail, Rcpt, Bdat, Plain>;

// A line that is no command. The reply to give, authored here because only the parser knows what was
// wrong and what would be right: text "Syntax: MAIL FROM:<address> [parameter ...]".
struct CommandError {
    Verb verb = Verb::Unknown;  // as far as it could be read
    int code = 500;
    std::string_view status;  // "5.5.2"
    std::string text;
    bool close = false;  // rule 17: a BDAT whose size can't be read leaves no way to go on
};

using ParsedCommand = std::variant<Command, CommandError>;

// Parses one line without its line end. Blanks at its end are dropped; one before the verb makes it unknown.
//
// - An unknown verb is no error here: Plain{Unknown}.
// - NUL anywhere, or another control octet but HT outside EHLO and HELO (there it is a 501): 500 5.5.2.
// - MAIL: "FROM:" in any case, blanks around the colon and missing brackets tolerated (rule 7).
// - Bad path or parameter syntax, a parameter twice, a null path in RCPT: 501 5.5.4.
// - EHLO without an operand, EHLO or HELO with a Bad one: 501 5.5.4.
// - DATA, RSET, QUIT with an argument: 501 5.5.4 (RFC 5321 section 4.3.2).
// - BDAT: chunk-size = 1*20DIGIT up to 2^63-1, end-marker "LAST" in any case; else 501 5.5.4 and close.
[[nodiscard]] ParsedCommand parse_command(std::string_view line);

}  // namespace heloise
