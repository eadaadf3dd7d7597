// A recorded session as text: the `.smtp` format, parsed and printed.
//
// One format serves the recorder, the replayer and the tests, so that a session recorded in production is a
// regression test as it stands. The format, with a worked example: tests/transcripts/README.md. What the
// lines mean to a session is the replayer's business; here it is only known which lines there may be.
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
    // Anything: octets of no matter, up to the leg's next step; never the end of a message. Begins: what
    // the leg's next step says may begin to come. Date: of a Received field. Size: of a chunk. Parameters: of
    // MAIL, where they depend on a body left out.
    enum class Omitted : std::uint8_t { Nothing, Body, Secret, Anything, Begins, Date, Size, Parameters };

    Side leg = Side::Front;
    bool by_peer = true;
    std::string octets;  // with the CRLF that the line stands for
    // Body, Anything, Begins: instead of `octets`; Secret, Date, Parameters: before their CRLF; Size: behind
    // their "BDAT ".
    Omitted omitted = Omitted::Nothing;
    std::uint64_t body_octets = 0;  // of the omitted body, framing dots included
    std::string body_sha256;        // lower-case hexadecimal, of the real body
    bool body_changed = false;      // heloise converted it: another body's size would be another
    bool operator==(const Said&) const = default;
};

// "B! connect", "B= close": what the peer or the network ("!") or heloise ("=") does to a leg.
struct Event {
    Side leg = Side::Front;
    bool by_peer = true;
    std::string name;
    std::vector<std::string> operands;
    bool operator==(const Event&) const = default;
};

// "F~ 1500ms": time passes. Which leg it stands on says nothing.
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

// The canonical text: parsing it gives the transcript back, and printing what was parsed from canonical text
// gives that text, octet for octet.
[[nodiscard]] std::string print(const Transcript& transcript);
// One line, without its newline.
[[nodiscard]] std::string print(const TranscriptLine& line);

}  // namespace heloise
