// A message as the front sends it: the framing off, and every reason to take no more of it.
//
// The octets are looked at once (wire/content_reader). What they are worth to the back is not decided here:
// see outflow.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/content/header_watch.h"
#include "proxy/content/place_watch.h"
#include "proxy/policy/backend.h"
#include "proxy/session/refusals.h"
#include "proxy/wire/content_reader.h"

namespace heloise {

// What the message may be. What may be converted is not limited here.
struct IntakeLimits {
    std::uint64_t octets = 0;    // 0: no limit
    std::size_t line = 0;        // with CRLF; 0: any length
    bool eight_bit = true;       // octets over 127 are allowed
    bool dot_behind_cut = true;  // so are lines that cut_leaves_dot() (wire/cut_line.h)
    bool binary = false;         // BODY=BINARYMIME: octets are octets; only counted framing
    BareNewline bare_newline = BareNewline::Normalise;
    NulHandling nul = NulHandling::Reject;
};

class Intake {
public:
    using Framing = ContentReader::Framing;

    Intake(const IntakeLimits& limits, Framing framing);

    // The next stretch of the message from the front of `octets`, NeedMore, or the End of dotted framing. A
    // binary run makes none of the promises of wire/run.h. After a refusal it goes on, so that the end is
    // found.
    ContentReader::Result next(std::string_view& octets);
    // Counted: no more comes. What is still owed, run by run; the last one is empty.
    [[nodiscard]] Run finish();

    // Why it cannot be taken; once there is a reason it stays. A string literal's lifetime.
    [[nodiscard]] const Refusal* refusal() const { return refusal_; }
    [[nodiscard]] const ContentReader::Facts& facts() const;
    [[nodiscard]] const std::string& message_id() const { return watch_.message_id(); }
    [[nodiscard]] bool dotted() const { return framing_ == Framing::Dotted; }
    [[nodiscard]] bool binary() const { return limits_.binary; }

private:
    void look(const Run& run);
    void check_facts();

    IntakeLimits limits_;
    Framing framing_;
    ContentReader reader_;
    ContentReader::Facts binary_facts_;
    HeaderWatch watch_;
    PlaceWatch place_;
    const Refusal* refusal_ = nullptr;
};

}  // namespace heloise
