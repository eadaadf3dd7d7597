// Logs what heloise does while a transcript's peers are played, and compares it with nothing.
//
// replay --update, and a replay's differences behind the first, are made from this log. The script may grow
// while it is played, so that the author of a gateway's lines can see each question before answering it.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/replay/expectations.h"
#include "proxy/replay/replay_observer.h"
#include "proxy/transcript/script.h"

namespace heloise {

class OutputLog final : public ReplayObserver {
public:
    // Output is one thing that heloise did. Consecutive octets on one leg form one Output.
    struct Output {
        Side leg = Side::Front;
        std::string octets;     // empty: heloise closed the leg
        std::size_t after = 0;  // the index of the step behind the arrival that caused it
    };

    // The script must outlive this.
    explicit OutputLog(const Script& script) : script_(script) {}

    void play(std::size_t now, std::size_t until) override;
    void settle(Side) override {}
    void said(Side leg, std::string_view octets) override;
    void closed(Side leg) override { outputs_.push_back({leg, {}, after_}); }
    void noted(NoteKind kind) override { ++notes_[static_cast<std::size_t>(kind)]; }
    void finish() override {}
    void fail(std::string expected, std::string got) override;
    [[nodiscard]] bool failed() const override { return stuck_.has_value(); }

    [[nodiscard]] const std::vector<Output>& outputs() const { return outputs_; }
    [[nodiscard]] const std::array<int, kNoteKinds>& notes() const { return notes_; }
    // stuck() says why the script could not be played to its end, and stuck_at() at which step; stuck() is
    // empty when it could.
    [[nodiscard]] const std::optional<Difference>& stuck() const { return stuck_; }
    [[nodiscard]] std::size_t stuck_at() const { return now_; }

private:
    const Script& script_;
    std::vector<Output> outputs_;
    std::array<int, kNoteKinds> notes_{};
    std::size_t now_ = 0;
    std::size_t after_ = 0;
    std::optional<Difference> stuck_;
};

}  // namespace heloise
