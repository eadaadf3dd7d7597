// How one legacy system behaves on the wire: plain data, filled from the [emulate] table of its profile.
//
// There is one machine (legacy_server.h) for all systems and no code that knows any of them by name:
// a new system is a new file. What a member is not given keeps RFC 821's wording and rules.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "proxy/base/time.h"

namespace heloise {

using namespace std::chrono_literals;

// What the system does after an answer.
enum class Then : std::uint8_t {
    Stay,     // goes on
    Close,    // ends the connection once the answer has left
    Reset,    // resets it
    Silence,  // stays connected, takes everything, never says anything again
};

// One answer, word for word. Lines stand as on the wire, code and separator included and without the
// line end, so that a malformed reply can be written down too. Placeholders: placeholders.h.
struct Answer {
    std::vector<std::string> lines;  // none: nothing is said
    Duration delay{};                // before the first line
    Then then = Then::Stay;
    // Replies that follow though nothing was asked, each with its own delay behind the one before (facts 87,
    // 100). Until the last has left the system reads nothing.
    std::vector<Answer> also = {};

    // Whether the command has its effect: the first line says 2xx or 3xx.
    [[nodiscard]] bool positive() const {
        return !lines.empty() && !lines.front().empty() &&
               (lines.front().front() == '2' || lines.front().front() == '3');
    }
    bool operator==(const Answer&) const = default;
};

// How the system gets lines out of the octets: old programs read them into a buffer of fixed size, as C's
// fgets() does, and handle them as C strings.
struct EmulatedReading {
    // Octets of a command read at once, line end included; what is over is a command of its own, with a reply
    // of its own (fact 101). 0: all of it, and limits.command_line counts.
    std::size_t command = 0;
    std::size_t line = 0;        // likewise of a line of a message: the rest is a line of its own (fact 102)
    std::size_t delivered = 0;   // of a line of a message delivered at once, each with a line end (fact 105)
    bool text_mode = false;      // CRLF is one octet by then (NOS)
    bool cr_ends_line = false;   // what stands behind a lone CR is lost (fact 104)
    bool nul_ends_line = false;  // likewise behind a NUL (fact 106)
    bool seven_bit = false;      // the eighth bit of commands is cleared; of messages: message.seven_bit
    bool lower_case = false;     // commands become lower case, and addresses in them (fact 104)
};

// Where the system is strict and where it is lenient.
struct EmulatedSyntax {
    enum class Brackets : std::uint8_t { Required, Optional } brackets = Brackets::Required;
    enum class Blanks : std::uint8_t { Refused, Accepted } blanks = Blanks::Refused;  // around the colon
    enum class Parameters : std::uint8_t {
        Refused,    // errors.parameters
        Ignored,    // taken without a word
        AfterEhlo,  // read after EHLO, silently ignored after HELO (IBM VM, fact 29)
    } parameters = Parameters::Refused;
    std::vector<std::string> needs_hello = {"MAIL", "RCPT", "DATA"};  // errors.sequence before HELO
    std::map<std::string, std::string> aliases;  // "HELLO" taken as "HELO": both upper case
    // PIX 4.2: an unknown command reaches the server behind as X's, {verb} says so, and the next
    // message of that session arrives as X's too (fact 66).
    bool masks_unknown = false;
    // The sender is "<>" until MAIL names one, and that one until MAIL names another: no message's end and no
    // RSET forgets it (NOS, fact 104).
    bool keeps_sender = false;
    // RCPT before MAIL is taken, and goes along with what follows; RSET does not forget it (fact 109).
    bool early_recipients = false;
    // MAIL makes a child, which has a copy of what one read brought behind MAIL. When the child ends, at a
    // message's end or RSET, its read-ahead goes with it, and the parent reads its own copy (fact 108).
    bool forks = false;
};

struct EmulatedLimits {
    std::size_t sessions = 0;        // connections at once, 0: no limit
    std::size_t local_part = 0;      // octets of a recipient's local part, 0: no limit
    std::size_t recipients = 0;      // per transaction
    std::uint64_t message_size = 0;  // octets; what is over is swallowed, then errors.message_size
    std::size_t command_line = 0;    // octets, line end included
    std::size_t data_line = 0;       // octets, line end left out
    std::size_t header_field = 0;    // octets with its folds: over it errors.header_field, delivered or not
    int errors = 0;                  // bad commands in a session before errors.errors
    Duration idle{};                 // silence of the peer before errors.idle
};

struct EmulatedMessage {
    Answer accepted{{"250 OK"}, {}, Then::Stay};
    bool bare_lf_ends_line = false;     // else a bare LF is content, and no command ends with it
    bool bare_lf_ends_message = false;  // LF.LF, LF.CRLF and CRLF.LF end the message (Exchange 4.0)
    bool split_end_lost = false;        // PIX: an end that comes in two reads is not seen (fact 65)
    bool seven_bit = false;             // the eighth bit is cut off
    // Whose first dot is taken away: every line's (RFC 821), that of lines which begin with two, or that of
    // the line which is two dots and nothing else (NOS, fact 103).
    enum class Dots : std::uint8_t { All, Doubled, Alone } dots = Dots::All;
    // A reply in mid-body (facts 59, 69, 76): after so many octets; 0: none.
    std::uint64_t early_after = 0;
    Answer early;
};

struct EmulatedRecipients {
    std::vector<std::string> refused;        // parts of local parts that get errors.recipient
    std::vector<std::string> undeliverable;  // accepted, then errors.delivery after the message
    std::vector<std::string> failing;        // accepted, then errors.failing; the others get the message
};

struct EmulatedErrors {
    Answer unknown{{"500 Syntax error, command unrecognized"}, {}, Then::Stay};
    Answer sequence{{"503 Bad sequence of commands"}, {}, Then::Stay};
    Answer syntax{{"501 Syntax error in parameters or arguments"}, {}, Then::Stay};
    Answer parameters{{"501 Syntax error in parameters or arguments"}, {}, Then::Stay};
    std::optional<Answer> hello_operand;  // HELO without a name; absent: it needs none
    std::optional<Answer> hello_again;    // a second HELO or EHLO; absent: it starts afresh
    std::optional<Answer> own_name;       // HELO or EHLO with the system's own name (fact 107)
    // What is out of order; absent: sequence.
    std::optional<Answer> mail_again;     // a second MAIL
    std::optional<Answer> no_mail;        // RCPT or DATA without it
    std::optional<Answer> no_recipients;  // DATA
    std::optional<Answer> bare_lf;        // a message with a bare LF (qmail, fact 84); absent: taken
    Answer command_line{{"500 Line too long"}, {}, Then::Stay};
    Answer recipient{{"550 Requested action not taken: mailbox unavailable"}, {}, Then::Stay};
    Answer recipients{{"552 Too many recipients"}, {}, Then::Stay};
    Answer message_size{{"552 Requested mail action aborted: exceeded storage allocation"}, {}, Then::Stay};
    Answer data_line{{"500 Line too long"}, {}, Then::Stay};
    Answer delivery{{"554 Transaction failed"}, {}, Then::Stay};
    Answer failing{{"451 Requested action aborted: error in processing"}, {}, Then::Stay};
    Answer header_field{{"554 Transaction failed"}, {}, Then::Stay};
    Answer store{{"451 Requested action aborted: local error in processing"}, {}, Then::Stay};
    Answer errors{{"421 {hostname} Service not available, closing transmission channel"}, {}, Then::Close};
    Answer idle{{}, {}, Then::Close};
};

struct Emulation {
    std::string hostname = "legacy.example";
    std::string date = "now";  // what {date} says; "now": the time of the connection, RFC 822
    Answer banner{{"220 {hostname} Service ready"}, {}, Then::Stay};
    // PIX: every octet behind the banner's code that is not among these becomes "*". Absent: no masking.
    std::optional<std::string> banner_keeps;
    // Every verb the system knows, upper case. HELO EHLO MAIL RCPT DATA RSET QUIT have their effect
    // when their answer is positive; all others are only answered. "MAIL SIZE" stands for a MAIL whose SIZE=
    // is read, if that has an answer of its own.
    std::map<std::string, Answer> verbs;
    EmulatedReading reading;
    EmulatedSyntax syntax;
    EmulatedLimits limits;
    EmulatedMessage message;
    EmulatedRecipients recipients;
    EmulatedErrors errors;
    double speed = 1;  // delays are multiplied with it; of the command line, in no profile
};

}  // namespace heloise
