// Steps, put together from what the driver shows.
#include "proxy/record/recorder.h"

#include <algorithm>
#include <utility>

#include "proxy/base/ip.h"
#include "proxy/base/limits.h"
#include "proxy/record/recorded_settings.h"

namespace heloise {
namespace {

using Told = RecordedStep::Told;

// A recording leaves for the disk in pieces of so much.
constexpr std::size_t kPiece = 16 * 1024;

// The address that need not be named.
std::string named(const std::string& address) {
    return address == "127.0.0.1" ? std::string() : address;
}

}  // namespace

Recorder::Recorder(const Backend& backend, const Session& session, const SessionFacts& facts, Options options,
                   std::unique_ptr<RecordSink> sink, Moment now)
    : session_(session),
      recording_({std::move(options.new_digest), options.full, backend.content.received, facts.id,
                  std::min(backend.limits.hold, backend.limits.idle), backend.delivery == Delivery::Burst},
                 now.steady),
      sink_(std::move(sink)),
      most_(options.most),
      many_addresses_(backend.address.size() != 1 || !parse_ip(backend.address[0].host)) {
    const std::string settings = recorded_settings(backend, facts);
    if (!settings.empty()) recording_.script().put(settings);
    begin(Told::Connected, named(facts.front_address), now);
    step_->deadline.reset();
    compare(facts.offer);
}

void Recorder::told(const Input& input, Moment now) {
    std::visit([&](const auto& what) { hear(what, now); }, input);
}

void Recorder::begin(Told what, std::string_view text, Moment now) {
    if (step_) return;
    if (what == Told::Flow) stalled_ = false;
    step_ =
        RecordedStep{.told = what, .text = std::string(text), .now = now, .deadline = session_.deadline()};
    step_->front_read_since = front_read_since_;
    if (what == Told::BackEnded) back_ = Back::Left;
    if (what == Told::Spooled) reads_spool_ = false;
    // What was to be read has been in a replay.
    step_->left_behind = what == Told::SpoolFailed && std::exchange(reads_spool_, false);
}

void Recorder::hear(const FrontOctets& input, Moment now) {
    begin(Told::FrontOctets, input.octets, now);
}
void Recorder::hear(FrontEnded, Moment now) {
    begin(Told::FrontEnded, {}, now);
}
void Recorder::hear(FrontGone, Moment now) {
    begin(Told::FrontReset, {}, now);
}
void Recorder::hear(const BackOctets& input, Moment now) {
    begin(Told::BackOctets, input.octets, now);
}
void Recorder::hear(BackEnded, Moment now) {
    begin(Told::BackEnded, {}, now);
}
void Recorder::hear(BackSent, Moment now) {
    begin(Told::Flow, {}, now);
}
void Recorder::hear(const Spooled&, Moment now) {
    begin(Told::Spooled, {}, now);
}
void Recorder::hear(const SpoolFailed&, Moment now) {
    begin(Told::SpoolFailed, {}, now);
}
void Recorder::hear(TimePassed, Moment now) {
    begin(Told::Time, {}, now);
    step_->second_deadline = session_.second_deadline();
}
void Recorder::hear(Drain, Moment now) {
    begin(Told::Event, "F! drain", now);
}
void Recorder::hear(Stop, Moment now) {
    begin(Told::Event, "F! stop", now);
}

void Recorder::hear(const Addresses& input, Moment now) {
    back_ = Back::None;
    std::string line = "B! resolve";
    for (const std::string& address : input.addresses) line.append(" ").append(address);
    begin(Told::Event, line, now);
}

void Recorder::hear(Called, Moment now) {
    called(true, now);
}
void Recorder::hear(const CallFailed&, Moment now) {
    back_ == Back::Resolving ? hear(Addresses{}, now) : called(false, now);
}

void Recorder::called(bool answered, Moment now) {
    back_ = answered ? Back::Open : Back::None;
    const std::string line = answered ? "B! connect" : "B! refuse";
    begin(Told::Event, many_addresses_ ? line + " " + called_ : line, now);
}

void Recorder::speaks_first() {
    step_->speaks_first = true;
    static_cast<void>(done());
}

bool Recorder::done() {
    if (!step_) return true;
    const bool one_came = std::exchange(turn_came_, false);
    if (turn_wanted_ && !std::exchange(must_wait_, true)) {
        step_->before.emplace_back("B! wait");
        // In a replay that holds for the place that was there before it, too.
        step_->left_behind = step_->left_behind || one_came;
    }
    const bool answer_wanted = verdict_wanted_ || facts_wanted_;
    if (answer_wanted && !std::exchange(answer_waits_, true)) {
        step_->before.emplace_back("B! no-answer");
        step_->left_behind = step_->left_behind || answered_;
    }
    answered_ = false;
    step_->reads_spool = reads_spool_;
    step_->deadline_after = session_.deadline();
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
