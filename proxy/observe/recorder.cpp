// Steps, put together from what the driver shows.
#include "proxy/observe/recorder.h"

#include <algorithm>
#include <set>
#include <utility>

#include "proxy/base/ip.h"
#include "proxy/base/limits.h"
#include "proxy/observe/known_facts.h"
#include "proxy/observe/recorded_settings.h"

namespace heloise {
namespace {

using Told = RecordedStep::Told;
using What = RecordedStep::Did::What;

// A recording leaves for the disk in pieces of so much.
constexpr std::size_t kPiece = 16 * 1024;

// The address that need not be named.
std::string named(const std::string& address) {
    return address == "127.0.0.1" ? std::string() : address;
}

}  // namespace

Recorder::Recorder(const Backend& backend, AddressBook& book, const SessionFacts& facts, Options options,
                   std::unique_ptr<RecordSink> sink, Moment now)
    : book_(book),
      recording_({std::move(options.new_digest), options.full, backend.content.received, facts.id,
                  std::min(backend.limits.hold, backend.limits.idle), backend.delivery == Delivery::Burst},
                 now.steady),
      sink_(std::move(sink)),
      most_(options.most),
      many_addresses_(backend.address.size() != 1 || !parse_ip(backend.address[0].host)) {
    const std::string settings = recorded_settings(backend, facts);
    if (!settings.empty()) recording_.script().put(settings);
    told(Told::Connected, named(facts.front_address), now, std::nullopt);
}

Recorder::~Recorder() {
    book_.verdicts().unwatch(this);
}

void Recorder::told(Told what, std::string_view text, Moment now, std::optional<Duration> deadline) {
    if (step_) return look_at_book(now);
    const bool stalled = what == Told::Flow && std::exchange(stalled_, false);
    lineless_ = what == Told::Spooled || (what == Told::Flow && !stalled);
    step_ = RecordedStep{.told = what, .text = std::string(text), .now = now, .deadline = deadline};
    step_->front_read_since = front_read_since_;
    if (what == Told::BackEnded) back_ = Back::Left;
    if (what == Told::Spooled) reads_spool_ = false;
    // What was to be read has been in a replay.
    step_->left_behind = what == Told::SpoolFailed && std::exchange(reads_spool_, false);
    // What counts from now on counts from where it is written.
    Moment written = now;
    if (what == Told::Time && deadline) written.steady = recording_.script().before(now.steady, *deadline);
    look_at_book(written);
    // Where a timer has gone off, the replay's clock has come to the deadline.
    Duration clock = recording_.script().clock();
    if (what == Told::Time && deadline) clock = std::max(clock, *deadline);
    step_->ran_out = any_runs_out(clock, now.steady);
    step_->runs_out = any_runs_out(now.steady, now.steady + RecordedScript::kNear);
    book_.verdicts().watch(this);
}

void Recorder::told_time(Moment now, std::optional<Duration> deadline,
                         std::optional<Duration> second_deadline) {
    told(Told::Time, {}, now, deadline);
    step_->second_deadline = second_deadline;
}

// May an address be tried, or asked with EHLO, from some moment between these two?
bool Recorder::any_runs_out(Duration after, Duration until) const {
    const auto between = [&](Duration end) { return after < end && end <= until; };
    return std::any_of(known_.begin(), known_.end(), [&](const auto& one) {
        const AddressBook::Known& known = one.second;
        const bool of_a_name = std::any_of(known.no_ehlo_as.begin(), known.no_ehlo_as.end(),
                                           [&](const auto& as) { return between(as.second); });
        return of_a_name || between(known.no_ehlo) || between(known.own_name) || between(known.single) ||
               (known.set_aside_for > Duration{} && between(known.set_aside_still));
    });
}

void Recorder::told_turn(bool others_wait, Moment now, std::optional<Duration> deadline) {
    const bool at_once = step_.has_value();
    told(Told::Event, "B! turn", now, deadline);
    turn_came_ = true;
    turn_due_ = at_once && must_wait_;
    turn_wanted_ = must_wait_ = false;
    note_others(others_wait);
}

// Whether others wait is told with the turn.
void Recorder::note_others(bool others_wait) {
    if (std::exchange(others_wait_, others_wait) != others_wait)
        step_->before.emplace_back(others_wait ? "B! others-wait" : "B! others-gone");
}

void Recorder::told_waiters(bool others_wait, Moment now, std::optional<Duration> deadline) {
    if (step_) {
        look_at_book(now);
        return note_others(others_wait);
    }
    if (std::exchange(others_wait_, others_wait) == others_wait) return;
    told(Told::Event, others_wait ? "B! others-wait" : "B! others-gone", now, deadline);
}

void Recorder::told_addresses(const std::vector<std::string>& addresses, Moment now,
                              std::optional<Duration> deadline) {
    back_ = Back::None;
    std::string line = "B! resolve";
    for (const std::string& address : addresses) line.append(" ").append(address);
    told(Told::Event, line, now, deadline);
}

void Recorder::told_call(bool answered, Moment now, std::optional<Duration> deadline) {
    if (back_ == Back::Resolving) return told_addresses({}, now, deadline);
    back_ = answered ? Back::Open : Back::None;
    const std::string line = answered ? "B! connect" : "B! refuse";
    told(Told::Event, many_addresses_ ? line + " " + called_ : line, now, deadline);
}

void Recorder::speaks_first() {
    step_->speaks_first = true;
    thought();
    static_cast<void>(done(std::nullopt));
}

// What others have learnt since, and what was known before.
// A replay has no moment at which it could learn before what has no line: it does so before the next.
void Recorder::look_at_book(Moment now) {
    unlooked_ = lineless_ && book_.version() != book_version_;
    if (lineless_) return;
    remember_own();
    thinks_ = true;
    if (book_.version() == book_version_) return;
    const auto before = std::exchange(known_, {});
    const std::optional<Capabilities> offer = std::exchange(offer_, std::nullopt);
    remember_book();
    step_->learns = step_->learns || known_ != before;
    std::set<std::string> worth_knowing;
    for (const AddressBook::Known& one : book_.known(now)) {
        const auto known = before.find(one.address);
        if (known == before.end() || known->second != known_.at(one.address))
            step_->before.push_back("B! knows " + known_text(one));
        worth_knowing.insert(one.address);
    }
    // Of what is gone there is nothing to know any more.
    for (const auto& [address, known] : before) {
        if (worth_knowing.contains(address)) continue;
        const auto now_known = known_.find(address);
        if (now_known == known_.end() || now_known->second != known)
            step_->before.push_back("B! knows " + known_text({.address = address}));
    }
    if (offer_ && offer_ != offer) step_->before.push_back("B! knows " + known_text(*offer_));
}

void Recorder::remember_book() {
    book_version_ = book_.version();
    known_.clear();
    for (AddressBook::Known& one : book_.known({})) {
        std::string address = one.address;
        known_.emplace(std::move(address), std::move(one));
    }
    offer_.reset();
    if (const Capabilities* offer = book_.latest_capabilities()) offer_ = *offer;
}

// What is not known is worth a line only where a replay might know it: another session has been told
// meanwhile.
void Recorder::on_recalled(std::string_view reverse_path, std::string_view recipient, const Recall& recall) {
    const std::size_t number = Verdicts::number_of_both(reverse_path, number_of(recipient));
    const bool might_know = may_know_.erase(number) > 0;
    if (recall.elsewhere) on_remembered(number);
    if (recall.reply || recall.elsewhere || might_know)
        step_->before.push_back("B! knows " + known_text(reverse_path, recipient, recall));
}

// A replay's table has this bound, too.
void Recorder::on_remembered(std::size_t number) {
    if (may_know_.size() < limits::kVerdicts) may_know_.insert(number);
}

void Recorder::thought() {
    end_at_ = std::string::npos;
    // What was asked for together with the place has been done without it.
    if (std::exchange(turn_due_, false)) step_->did.push_back({What::Line, Side::Back, "B! turn"});
    remember_own();
}

void Recorder::remember_own() {
    if (!std::exchange(thinks_, false) || book_.version() == book_version_) return;
    const auto before = std::exchange(known_, {});
    remember_book();
    step_->asks_book = true;
    step_->learns = step_->learns || known_ != before;
}

bool Recorder::done(std::optional<Duration> deadline) {
    if (!step_) return true;
    book_.verdicts().unwatch(this);
    const bool one_came = std::exchange(turn_came_, false);
    if (turn_wanted_ && !std::exchange(must_wait_, true)) {
        step_->before.emplace_back("B! wait");
        // In a replay that holds for the place that was there before it, too.
        step_->left_behind = step_->left_behind || one_came;
    }
    step_->reads_spool = reads_spool_;
    step_->deadline_after = deadline;
    commit(*std::exchange(step_, std::nullopt));
    if (written_ + recording_.script().size() > most_) return cut();
    return recording_.script().size() < kPiece || hand_on();
}

bool Recorder::hand_on() {
    std::string text = recording_.script().take();
    written_ += text.size();
    return sink_->write(std::move(text));
}

// What there is so far is a recording too.
bool Recorder::cut() {
    recording_.cut();
    if (hand_on()) sink_->finish();
    return false;
}

// A front that speaks first stands right behind its coming: what must be above it is above that too.
void Recorder::commit(RecordedStep step) {
    if (step.told == Told::Connected && step.speaks_first) {
        early_ = std::move(step);
        return;
    }
    if (early_) {
        RecordedStep early = *std::exchange(early_, std::nullopt);
        early.before.insert(early.before.end(), step.before.begin(), step.before.end());
        step.before.clear();
        recording_.add(early);
    }
    recording_.add(step);
}

void Recorder::finish() {
    recording_.end();
    if (hand_on()) sink_->finish();
}

}  // namespace heloise
