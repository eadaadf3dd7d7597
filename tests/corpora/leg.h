// What a captured client did, act by act, and what the captured server said to each.
//
// Read apart from proxy/smtp and proxy/wire, and simpler, so that the judge is not wrong in the way the
// judged is. A capture is no proof of good manners: replies are missing, never end, or answer nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/corpora/capture.h"

namespace heloise::testing {

// A reply, read leniently: LF or CRLF, "NNN", "NNN text", "NNN-text".
struct Said {
    int code = 0;
    std::vector<std::string> lines;  // without code and separator
    std::string raw;                 // as captured
    bool ended = true;               // its last line and that line's end were there
    [[nodiscard]] int first_digit() const { return code / 100; }
};

// Takes replies out of octets as they come.
class ReplyCollector {
public:
    void push(std::string_view octets);
    [[nodiscard]] std::optional<Said> take();
    // What is there of a reply that has not ended; then it is gone.
    [[nodiscard]] std::optional<Said> take_unended();
    [[nodiscard]] std::size_t garbage() const { return garbage_; }  // lines that are no reply

private:
    std::string buffer_;
    Said open_;
    std::vector<Said> done_;
    std::size_t garbage_ = 0;
};

struct Act {
    enum class Kind {
        Command,
        Content,  // what follows DATA, terminator included
        Chunk,    // a BDAT line and its octets
        Secret,   // an answer to a 334
        Tls,      // what no clear leg can say
    };
    Kind kind = Kind::Command;
    std::string verb;               // upper case; of Content "."
    std::string octets;             // as captured
    std::vector<std::size_t> cuts;  // where segments began inside `octets`
    bool whole = true;              // its line end, terminator or last octet was captured
    bool races = false;             // content that was sent before the reply to its DATA
    std::size_t step = 0;           // acts of one step were sent without waiting for the server
    std::optional<Said> said;

    // The command's line, or the chunk's, without its end.
    [[nodiscard]] std::string_view line() const;
    // What stands behind the verb, blanks cut off.
    [[nodiscard]] std::string_view operand() const;
    // A Chunk's octets.
    [[nodiscard]] std::string_view chunk() const;
    [[nodiscard]] bool last_chunk() const;
};

struct Leg {
    std::optional<Said> banner;
    std::vector<Act> acts;
    std::size_t stray = 0;    // replies that answer nothing
    std::size_t garbage = 0;  // lines of the server that are no reply
    bool server_spoke = false;
};

[[nodiscard]] Leg read_leg(const Capture& capture);

// Verbs of RFC 5321 and its extensions.
[[nodiscard]] bool is_known_verb(std::string_view verb);
[[nodiscard]] std::string upper_case(std::string_view text);
// The keyword of EHLO that allows a parameter of MAIL or RCPT; empty: none is known.
[[nodiscard]] std::string keyword_of(const std::string& parameter);
// The keywords of an EHLO reply, upper case, without what stands behind them.
[[nodiscard]] std::set<std::string> first_words(const Said& said);

}  // namespace heloise::testing
