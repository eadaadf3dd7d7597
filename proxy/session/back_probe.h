// The question that each address is asked at start (rule 4): connect, greet, QUIT; never a MAIL.
//
// What it learns goes into the address book: how the address takes EHLO and what it offers. Driven like a
// Session: tell it what happened, carry out its actions, arm a timer from deadline().
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/session/actions.h"
#include "proxy/session/back.h"

namespace heloise {

class BackProbe {
public:
    // `backend` and `book` must outlive the probe. It asks as `hostname`; take the first actions at once. The
    // driver may grant its TakeTurn whenever a place is free. It ends with the first address that greets it,
    // or when all have failed; give it a backend with one address to ask just that.
    BackProbe(const Backend& backend, AddressBook& book, const std::string& hostname, Moment now);

    void on_turn(Moment now);
    void on_addresses(const std::vector<std::string>& addresses, Moment now);
    void on_back_connected(Moment now);
    void on_back_failed(std::string_view why, Moment now);
    void on_back_octets(std::string_view octets, Moment now);
    void on_back_closed(Moment now);
    void on_back_sent(Moment now);
    void on_time(Moment now);
    // Somebody has real mail for the place this holds.
    void abandon(Moment now) { back_.drop(now); }
    [[nodiscard]] std::optional<Duration> deadline() const { return back_.deadline(); }
    [[nodiscard]] std::vector<Action> take_actions() { return outbox_.take(); }
    [[nodiscard]] bool finished() const { return back_.closed(); }

private:
    void after_back(Moment now);

    AddressBook& book_;
    Outbox outbox_;
    Back back_;
};

}  // namespace heloise
