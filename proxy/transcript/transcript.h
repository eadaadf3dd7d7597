// A recorded session as text: the `.smtp` format, parsed and printed.
//
// The recorder, the replayer and the tests share one format, so that a session recorded in production is a
// regression test as it stands. The format, with a worked example: tests/transcripts/README.md. This parser
// knows which lines there may be; the replayer knows what they mean to a session.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proxy/base/time.h"
#include "proxy/session/actions.h"

namespace heloise {

// A comment with its "#", or an empty line.
struct Remark {
    std::string text;
    bool operator==(const Remark&) const = default;
};

// "@ limits.sessions = 1", "@ /hostname = "mx.example.org"": a line of configuration.
struct Setting {
    std::string key;         // without the "/"
    std::string value;       // TOML, as written
    bool top_level = false;  // written with "/": not of [[backend]]
    bool operator==(const Setting&) const = default;
};

// "F> MAIL FROM:<a@b.example>": octets on a leg, said by the peer (">") or by heloise ("<").
struct Said {
    // Omitted says which octets a line leaves out. Anything: any octets up to the leg's next step, except
    // the end of a message. Begins: the octets of the leg's next step may begin to come here. Date: the date
    // of a Received field. Size: the size of a chunk. Parameters: those of MAIL, where they depend on an
    // omitted body.
    enum class Omitted : std::uint8_t { Nothing, Body, Secret, Anything, Begins, Date, Size, Parameters };

    Side leg = Side::Front;
    bool by_peer = true;
    std::string octets;  // with the CRLF that ends the line
    // Body, Anything and Begins replace `octets`; Secret, Date and Parameters stand before its CRLF; Size
    // stands behind its "BDAT ".
    Omitted omitted = Omitted::Nothing;
    std::uint64_t body_octets = 0;  // size of the omitted body, framing dots included
    std::string body_sha256;        // digest of the real body, lower-case hexadecimal
    bool body_changed = false;      // heloise converted it: a placeholder body gets another size
    bool operator==(const Said&) const = default;
};

// "B! connect", "B= close": an act of the peer or the network ("!"), or of heloise ("="), on a leg.
struct Event {
    Side leg = Side::Front;
    bool by_peer = true;
    std::string name;
    std::vector<std::string> operands;
    bool operator==(const Event&) const = default;
};

// "F~ 1500ms": time passes. The letter of the leg has no meaning.
struct Pause {
    Side leg = Side::Front;
    Duration lasts{};
    bool operator==(const Pause&) const = default;
};

struct TranscriptLine {
    int number = 0;  // 1-based
    std::variant<Remark, Setting, Said, Event, Pause> what;
    bool operator==(const TranscriptLine&) const = default;
};

struct Transcript {
    std::vector<TranscriptLine> lines;
    bool operator==(const Transcript&) const = default;
};

struct TranscriptError {
    int line = 0;
    std::string text;
};

[[nodiscard]] std::variant<Transcript, TranscriptError> parse_transcript(std::string_view text);

// print() returns the canonical text: parsing it gives the transcript back, and printing a transcript that
// was parsed from canonical text gives that text, octet for octet.
[[nodiscard]] std::string print(const Transcript& transcript);
// print() of one line has no newline.
[[nodiscard]] std::string print(const TranscriptLine& line);

}  // namespace heloise
