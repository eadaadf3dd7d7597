// One backend's desk: all that its sessions share. It gives out the places in turn (rule 28), knows what is
// remembered of the addresses (rules 4 and 26) and of what recipients were told (rule 30).
//
// Pure. Sessions are not called: answers wait here until whoever drives the sessions takes them and hands
// each in as an input of its own.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "proxy/backend/address_book.h"
#include "proxy/backend/desk_messages.h"
#include "proxy/backend/places.h"
#include "proxy/backend/verdicts.h"
#include "proxy/base/time.h"

namespace heloise {

class Desk {
public:
    using Ticket = Places::Ticket;
    struct Answer {
        Ticket ticket = 0;
        DeskAnswer what;
    };

    // See Places.
    Desk(std::size_t places, Duration gap) : places_(places, gap) {}

    // A session, under the name that the driver has given it, asks or tells something.
    void on(Ticket ticket, DeskRequest request, Moment now);
    // It has ended: its place goes back, and what it has not been told will not be.
    void leave(Ticket ticket, Moment now);
    // Time has come for next_grant().
    void on_time(Moment now) { grant(now); }
    // After a reload. Those inside stay.
    void resize(std::size_t places, Duration gap, Moment now);

    // The oldest answer that has not been taken; and all that are for one session, oldest first.
    [[nodiscard]] std::optional<Answer> take_answer();
    [[nodiscard]] std::vector<DeskAnswer> take_answers(Ticket ticket);
    [[nodiscard]] bool has_answers() const { return !answers_.empty(); }
    // When a place becomes free for somebody who waits; empty when time changes nothing.
    [[nodiscard]] std::optional<Duration> next_grant() const { return places_.next_grant(); }

    // For a replay, whose recording says what was known.
    [[nodiscard]] AddressBook& book() { return book_; }
    [[nodiscard]] const AddressBook& book() const { return book_; }
    [[nodiscard]] Verdicts& verdicts() { return verdicts_; }

private:
    struct Guest {
        std::uint64_t turn = 0;             // the number of its TakeTurn
        bool inside = false;                // it has a place
        bool told_of_waiters = false;       // that others wait, or not
        std::vector<std::string> trying{};  // addresses that were set aside, which it may try for all
    };

    void handle(Ticket ticket, const TakeTurn& take, Moment now);
    void handle(Ticket ticket, const GiveTurn&, Moment now);
    void handle(Ticket ticket, const AskFacts& ask, Moment now);
    void handle(Ticket ticket, AskVerdict& ask, Moment now);
    void handle(Ticket ticket, const Learnt& learnt, Moment now);
    void handle(Ticket ticket, const RecipientRefused& refused, Moment now);
    void handle(Ticket ticket, EnvelopeRefused& refused, Moment now);
    void handle(Ticket ticket, const RecipientTaken& taken, Moment now);

    void give_back(Ticket ticket, Moment now);
    void grant(Moment now);
    void tell_those_inside();
    [[nodiscard]] BackFacts facts_for(Guest& guest, Moment now);
    void end_tries(Guest& guest, std::string_view but = {});

    Places places_;
    AddressBook book_;
    Verdicts verdicts_;
    std::map<Ticket, Guest> guests_;  // those that wait, are inside, or have asked something
    std::deque<Answer> answers_;
    bool waiters_told_ = false;  // to those inside: that others wait
};

}  // namespace heloise
