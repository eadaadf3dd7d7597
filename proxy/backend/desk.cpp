// Requests become changes of what is shared, and answers.
#include "proxy/backend/desk.h"

#include <algorithm>
#include <utility>

namespace heloise {

void Desk::on(Ticket ticket, DeskRequest request, Moment now) {
    std::visit([&](auto& what) { handle(ticket, what, now); }, request);
}

void Desk::handle(Ticket ticket, const TakeTurn& take, Moment now) {
    guests_[ticket].turn = take.number;
    places_.enter(ticket);
    grant(now);
}

void Desk::handle(Ticket ticket, const GiveTurn&, Moment now) {
    std::erase_if(answers_, [&](const Answer& answer) {
        return answer.ticket == ticket && !std::holds_alternative<Recalled>(answer.what);
    });
    give_back(ticket, now);
}

void Desk::leave(Ticket ticket, Moment now) {
    std::erase_if(answers_, [&](const Answer& answer) { return answer.ticket == ticket; });
    give_back(ticket, now);
}

void Desk::give_back(Ticket ticket, Moment now) {
    const auto guest = guests_.find(ticket);
    if (guest == guests_.end()) return;
    end_tries(guest->second);
    guests_.erase(guest);
    places_.leave(ticket, now);
    grant(now);
}

void Desk::handle(Ticket ticket, const AskFacts& ask, Moment now) {
    answers_.push_back({ticket, Known{ask.number, facts_for(guests_[ticket], now)}});
}

void Desk::handle(Ticket ticket, AskVerdict& ask, Moment now) {
    Recalled answer{.number = ask.number, .naming = std::move(ask.naming)};
    answer.recall =
        verdicts_.recall(ask.sender, ask.reverse_path, ask.recipient, answer.naming, ask.accepted, now);
    answers_.push_back({ticket, std::move(answer)});
}

// What the session has found out of an address ends its trying; one that has been reached is the one that
// the session stays with.
void Desk::handle(Ticket ticket, const Learnt& learnt, Moment now) {
    using Kind = AddressLesson::Kind;
    const AddressLesson& lesson = learnt.lesson;
    book_.learn(lesson, now);
    const auto guest = guests_.find(ticket);
    if (guest == guests_.end()) return;
    if (lesson.kind == Kind::Reached) return end_tries(guest->second, lesson.address);
    if (lesson.kind == Kind::Unreachable || lesson.kind == Kind::TryAbandoned)
        std::erase(guest->second.trying, lesson.address);
}

void Desk::handle(Ticket, const RecipientRefused& refused, Moment now) {
    verdicts_.remember(refused.sender, refused.reverse_path, refused.recipient, refused.reply, now);
}

void Desk::handle(Ticket, EnvelopeRefused& refused, Moment now) {
    verdicts_.remember(refused.sender, refused.reverse_path, std::move(refused.envelope), now);
}

void Desk::handle(Ticket, const RecipientTaken& taken, Moment) {
    verdicts_.forget(taken.sender, taken.reverse_path, taken.recipient);
}

void Desk::resize(std::size_t places, Duration gap, Moment now) {
    places_.resize(places, gap);
    grant(now);
}

void Desk::grant(Moment now) {
    for (const Ticket ticket : places_.take_grants(now)) {
        Guest& guest = guests_[ticket];
        guest.inside = true;
        guest.told_of_waiters = places_.anyone_waits();
        answers_.push_back({ticket, Turn{guest.turn, guest.told_of_waiters, facts_for(guest, now)}});
    }
    tell_those_inside();
}

void Desk::tell_those_inside() {
    const bool others_wait = places_.anyone_waits();
    if (std::exchange(waiters_told_, others_wait) == others_wait) return;
    for (auto& [ticket, guest] : guests_) {
        if (guest.inside && std::exchange(guest.told_of_waiters, others_wait) != others_wait)
            answers_.push_back({ticket, Waiters{others_wait}});
    }
}

// Whoever asks first when an address's time is over may try it, for all; the others go on being told no.
BackFacts Desk::facts_for(Guest& guest, Moment now) {
    end_tries(guest);
    BackFacts facts = book_.facts(now);
    for (const AddressFacts& one : facts.addresses) {
        if (one.set_aside_for.count() == 0 || !one.may_be_tried()) continue;
        book_.begin_try(one.address);
        guest.trying.push_back(one.address);
    }
    return facts;
}

void Desk::end_tries(Guest& guest, std::string_view but) {
    for (const std::string& address : std::exchange(guest.trying, {})) {
        if (address != but) book_.end_try(address);
    }
}

std::optional<Desk::Answer> Desk::take_answer() {
    if (answers_.empty()) return std::nullopt;
    Answer answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
}

std::vector<DeskAnswer> Desk::take_answers(Ticket ticket) {
    std::vector<DeskAnswer> some;
    for (Answer& answer : answers_) {
        if (answer.ticket == ticket) some.push_back(std::move(answer.what));
    }
    if (!some.empty()) std::erase_if(answers_, [&](const Answer& one) { return one.ticket == ticket; });
    return some;
}

}  // namespace heloise
