// What a transcript expects of heloise, held against what a session does.
//
// Each leg has its own queue of expected lines: order is strict within a leg, and across legs a line may come
// late, but never before the peers have said and done what stands above it. The first difference is kept and
// the rest not looked at, because after it the two sides are having different conversations.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/replay/replay_observer.h"
#include "proxy/transcript/script.h"
#include "proxy/transcript/transcript.h"

namespace heloise {

struct Difference {
    int line = 0;          // of the transcript
    std::string expected;  // one or more lines, as a transcript would have them, or a sentence
    std::string got;
};

class Expectations final : public ReplayObserver {
public:
    // The transcript must outlive this.
    explicit Expectations(const Transcript& transcript);

    [[nodiscard]] const Script& script() const { return script_; }

    void play(std::size_t now, std::size_t until) override;
    // Everything expected of a leg above the step that begins must have come.
    void settle(Side leg) override;
    void said(Side leg, std::string_view octets) override;
    void closed(Side leg) override;
    void noted(NoteKind kind) override;
    // Nothing may be left.
    void finish() override;

    // A difference at the step being played. Only the first is kept.
    void fail(std::string expected, std::string got) override;
    [[nodiscard]] bool failed() const override { return difference_.has_value(); }
    [[nodiscard]] const std::optional<Difference>& difference() const { return difference_; }

private:
    struct Leg {
        std::vector<std::size_t> steps;    // of the script, that heloise has to fulfil
        std::size_t next = 0;              // in steps
        std::string heard;                 // said by heloise, not yet matched
        std::optional<std::size_t> chunk;  // of one that it announced: what is still to come
    };

    [[nodiscard]] Leg& at(Side leg) { return legs_[leg == Side::Front ? 0 : 1]; }
    [[nodiscard]] const TranscriptLine* head(const Leg& leg) const;
    [[nodiscard]] std::string nothing_more(const Leg& leg) const;
    void end_anything(Side leg, std::size_t before);
    [[nodiscard]] bool awaits_rest(Leg& leg);
    static void count_chunk(Leg& leg, std::string_view matched);
    void take_heard(Side side, bool ended);
    void fail_at(const TranscriptLine* line, std::string expected, std::string got);
    void finish_notes();

    Script script_;
    std::array<Leg, 2> legs_;
    std::array<int, kNoteKinds> notes_{};
    std::size_t now_ = 0;
    std::size_t until_ = 0;
    bool last_ =
        false;  // nothing is compared from there on: what comes before its time is not known to be wrong
    std::optional<Difference> difference_;
};

}  // namespace heloise
