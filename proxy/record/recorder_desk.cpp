// Compares the desk's answers with those of a replay's desk; where they differ, "B! knows" states the fact.
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "proxy/record/recorder.h"
#include "proxy/transcript/backend_facts_text.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;
using Told = RecordedStep::Told;
using What = RecordedStep::Did::What;

constexpr Desk::Ticket kSession = 1;
// A replay's clock may be off by up to kSure: facts that expire, or expired, within it are written.
constexpr Duration kSure = 1s;

// alike() is true when a session does the same with both facts, whatever time they have left.
bool alike(const AddressFacts& one, const AddressFacts& other) {
    const auto names = [](const AddressFacts& facts) {
        std::vector<std::string_view> all;
        for (const auto& [name, lasts] : facts.no_ehlo_as) {
            if (lasts.count() > 0) all.push_back(name);
        }
        return all;
    };
    const auto rest = [](const AddressFacts& facts) {
        return std::tuple(facts.no_ehlo.count() > 0, facts.own_name.count() > 0, facts.single.count() > 0,
                          facts.set_aside_for, facts.may_be_tried(), facts.being_tried, facts.temporary,
                          facts.temporary_as);
    };
    return rest(one) == rest(other) && names(one) == names(other);
}

AddressFacts of(const BackFacts& facts, const std::string& address) {
    const AddressFacts* known = facts.find(address);
    return known == nullptr ? AddressFacts{.address = address} : *known;
}

// earlier() returns the facts as they were `by` earlier.
AddressFacts earlier(AddressFacts facts, Duration by) {
    for (Duration* lasts : {&facts.no_ehlo, &facts.own_name, &facts.single}) {
        if (lasts->count() > 0) *lasts += by;
    }
    for (auto& [name, lasts] : facts.no_ehlo_as) lasts += by;
    facts.set_aside_still += by;
    return facts;
}

}  // namespace

void Recorder::hear(const DeskAnswer& input, Moment now) {
    std::visit([&](const auto& what) { answered(what, now); }, input);
}

void Recorder::answered(const Turn& turn, Moment now) {
    const bool at_once = step_.has_value();
    begin(Told::Event, "B! turn", now);
    turn_came_ = true;
    // The session's other actions of this step are carried out before the place comes, so this line stands
    // behind them.
    if (at_once && must_wait_) step_->did.push_back({What::Line, Side::Back, "B! turn"});
    turn_wanted_ = must_wait_ = false;
    note_others(turn.others_wait);
    compare(turn.facts, now);
}

// note_others() writes above the step whether others wait, because the Turn carries it.
void Recorder::note_others(bool others_wait) {
    if (std::exchange(others_wait_, others_wait) == others_wait) return;
    const char* const line = others_wait ? "B! others-wait" : "B! others-gone";
    if (step_->told == Told::Event && step_->text.starts_with("B! others-")) {
        step_->did.push_back({What::Line, Side::Back, line});  // behind the news that it takes back
    } else {
        step_->before.emplace_back(line);
    }
}

void Recorder::answered(const Waiters& waiters, Moment now) {
    if (step_) return note_others(waiters.others_wait);
    if (std::exchange(others_wait_, waiters.others_wait) == waiters.others_wait) return;
    begin(Told::Event, waiters.others_wait ? "B! others-wait" : "B! others-gone", now);
}

void Recorder::begin_answer(Moment now) {
    const bool at_once = step_.has_value();
    begin(Told::Event, "B! answer", now);
    answered_ = true;
    if (std::exchange(answer_waits_, false) && at_once)
        step_->did.push_back({What::Line, Side::Back, "B! answer"});
}

void Recorder::answered(const Known& known, Moment now) {
    begin_answer(now);
    facts_wanted_ = false;
    compare(known.facts, now);
}

void Recorder::answered(const Recalled& recalled, Moment now) {
    begin_answer(now);
    if (!verdict_wanted_) return;
    const AskVerdict asked = *std::exchange(verdict_wanted_, std::nullopt);
    if (asked.naming.named.empty()) replayed_naming_ = {};
    const auto recall = [&](Naming& naming) {
        return replayed_.verdicts().recall(asked.sender, asked.reverse_path, asked.recipient, naming,
                                           asked.accepted, now);
    };
    Naming naming = replayed_naming_;
    const Recall replayed = recall(replayed_naming_);
    const Recall& real = recalled.recall;
    const bool sure = (!real.reply && !real.elsewhere) || (real.still > kSure && replayed.still > kSure);
    if (sure && replayed.reply == real.reply && replayed.elsewhere == real.elsewhere) return;
    step_->before.push_back("B! knows " + known_text(asked.reverse_path, asked.recipient, real));
    Verdicts& verdicts = replayed_.verdicts();
    if (real.elsewhere) {
        verdicts.take_up_elsewhere(asked.reverse_path, asked.recipient, real.still, now);
    } else if (real.reply) {
        verdicts.take_up(asked.reverse_path, asked.recipient, *real.reply, real.still, now);
    } else {
        verdicts.take_up_nothing(asked.reverse_path, asked.recipient, now);
    }
    replayed_naming_ = std::move(naming);
    static_cast<void>(recall(replayed_naming_));
}

void Recorder::compare(const BackFacts& facts, Moment now) {
    AddressBook& book = replayed_.book();
    replayed_.on(kSession, GiveTurn{}, now);
    const BackFacts early = book.facts({now.steady - kSure, now.wall});
    const BackFacts late = book.facts({now.steady + kSure, now.wall});
    std::vector<AddressFacts> all = facts.addresses;
    for (const AddressFacts& known : early.addresses) {
        if (facts.find(known.address) == nullptr) all.push_back({.address = known.address});
    }
    // A line above a timer's step is read before its deadline, so durations there are longer by early_by.
    const bool by_timer = step_->told == Told::Time && step_->deadline;
    const Duration early_by =
        by_timer ? now.steady - recording_.script().before(now.steady, *step_->deadline) : Duration{};
    for (const AddressFacts& real : all) {
        if (alike(real, of(early, real.address)) && alike(real, of(late, real.address))) continue;
        step_->before.push_back("B! knows " + known_text(earlier(real, early_by)));
        book.take_up(real, now);
    }
    compare(facts.offer);
    replayed_.on(kSession, TakeTurn{}, now);
    static_cast<void>(replayed_.take_answers(kSession));
}

void Recorder::compare(const std::shared_ptr<const Capabilities>& offer) {
    const auto& replayed = replayed_.book().offer();
    if (!offer || (replayed && *offer == *replayed)) return;
    step_->before.push_back("B! knows " + known_text(*offer));
    replayed_.book().take_up(*offer);
}

void Recorder::did_one(const DeskRequest& request) {
    if (std::holds_alternative<TakeTurn>(request)) {
        turn_wanted_ = true;
        return;
    }
    if (std::holds_alternative<AskFacts>(request)) {
        facts_wanted_ = true;
        return;
    }
    if (const auto* ask = std::get_if<AskVerdict>(&request)) {
        verdict_wanted_ = *ask;
        return;
    }
    if (std::holds_alternative<GiveTurn>(request)) turn_wanted_ = facts_wanted_ = false;
    replayed_.on(kSession, request, step_->now);
    static_cast<void>(replayed_.take_answers(kSession));
}

}  // namespace heloise
