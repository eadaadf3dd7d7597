// Writes down what heloise does while a transcript's peers are played, and holds it against nothing.
//
// What --update writes and what a replay shows of a whole session come from here; and a script may grow while
// it is played, so that who models a gateway can see what it was asked before saying what it answers.
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
    // Something that heloise did. Octets of one leg that nothing came between are one output.
    struct Output {
        Side leg = Side::Front;
        std::string octets;     // empty: it closed the leg
        std::size_t after = 0;  // the script's step behind the arrival that caused it
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
    // Why the script could not be played to its end, and the step it was at; empty when it could.
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
