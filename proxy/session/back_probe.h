// The question that each address is asked at start (rule 4): connect, greet, QUIT; never a MAIL.
//
// What it learns goes to the desk: how the address takes EHLO and what it offers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/session/back.h"
#include "proxy/session/machine.h"

namespace heloise {

class BackProbe final : public Machine {
public:
    // `backend` must outlive the probe. It asks as `hostname`. It ends with the first address that greets it,
    // or when all have failed; give it a backend with one address to ask just that. Mail goes first: where
    // somebody waits for its place, it ends.
    BackProbe(const Backend& backend, const std::string& hostname, Moment now);

    void on(const Input& input, Moment now) override;
    [[nodiscard]] std::optional<Duration> deadline() const override { return back_.deadline(); }
    [[nodiscard]] std::vector<Action> take_actions() override { return outbox_.take(); }
    [[nodiscard]] bool finished() const override { return back_.closed(); }

private:
    void after_back(Moment now);

    Outbox outbox_;
    Back back_;
};

}  // namespace heloise
