// Inputs and replies: the part of a session that is the same whatever is being said.
#include "proxy/session/session.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/base/limits.h"
#include "proxy/extensions/registry.h"
#include "proxy/session/burst_judge.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/session_impl.h"

namespace heloise {
namespace {

// What is said to the back where the sender's name is not.
std::string own_name(const Backend& backend, const std::string& hostname) {
    return backend.helo_name.kind == HeloName::Kind::Literal ? backend.helo_name.literal : hostname;
}

// What stands behind a dotted message's end; nothing while that has not come.
std::string_view behind_the_dot(std::string_view octets) {
    constexpr std::string_view kDot = ".\r\n";
    if (octets.starts_with(kDot)) return octets.substr(kDot.size());
    const std::size_t at = octets.find("\n.\r\n");
    return at == std::string_view::npos ? std::string_view() : octets.substr(at + 1 + kDot.size());
}

// Is the last command a QUIT? The octets of chunks are no commands; `chunk` of them come first.
bool ends_in_quit(std::string_view octets, std::uint64_t chunk) {
    std::string_view last;
    while (octets.size() > chunk) {
        octets.remove_prefix(static_cast<std::size_t>(std::exchange(chunk, 0)));
        const std::size_t end = octets.find('\n');
        if (end == std::string_view::npos) return false;
        last = octets.substr(0, end);
        octets.remove_prefix(end + 1);
        while (last.ends_with('\r')) last.remove_suffix(1);
        const ParsedCommand parsed = parse_command(last);
        if (const auto* command = std::get_if<Command>(&parsed)) {
            if (const auto* bdat = std::get_if<Bdat>(command)) chunk = bdat->octets;
        }
    }
    return equal_ignoring_case(trim(last), "QUIT");
}

}  // namespace

Session::Impl::Impl(const Backend& backend, SessionFacts facts, Moment now)
    : SessionState(backend, facts, own_name(backend, facts.hostname), now) {
    replies_.announce({220, {fmt::format("{} ESMTP heloise", facts_.hostname)}});
    flush();
    if (backend_.connect == ConnectWhen::Early)
        back_.dial(backend_.helo_name.kind == HeloName::Kind::Client ? std::string() : hello_name(), now);
}

void Session::Impl::on_front_octets(std::string_view octets, Moment now) {
    now_ = now;
    if (front_closed_ || front_gone_) return;
    last_heard_ = now.steady;
    if (!started_) {  // rule 34: before our banner
        for (Action& action : outbox_.take()) {
            if (!std::holds_alternative<Send>(action)) outbox_.add(std::move(action));
        }
        return end_front(&replies::kTooEarly, now);
    }
    if (ahead_.empty() && pending_ == Pending::None) {
        work(octets, now);  // straight from the driver's buffer
        if (!front_closed_) ahead_.assign(octets);
    } else {
        ahead_.erase(0, std::exchange(ahead_at_, 0));
        ahead_.append(octets);
    }
    after_back(now);
    note_unoffered();
}

void Session::Impl::note_unoffered() {
    const bool offered = hello_ && hello_->extended && offer(kPipelining, offered_facts()) != Offer::Withheld;
    const bool waits = pending_ != Pending::None && pending_ != Pending::Recall;
    if (waits && !ahead_.empty() && !noted_unoffered_ && !offered) {
        noted_unoffered_ = true;
        outbox_.note(NoteKind::Unoffered, Field(keys::kWhat, "pipelining"));
    }
}

// As far as it goes: until the octets are used up, the back must answer first, or the front is closed.
void Session::Impl::work(std::string_view& octets, Moment now) {
    while (!front_closed_) {
        if (reads_body()) {
            if (!octets.empty()) heard_ = now.steady;
            take_body(octets, now);
            if (reads_body() && (octets.empty() || !body_flows())) break;
            continue;
        }
        if (swallow_ > 0) {
            const auto octets_now =
                static_cast<std::size_t>(std::min<std::uint64_t>(swallow_, octets.size()));
            octets.remove_prefix(octets_now);
            swallow_ -= octets_now;
            if (octets_now > 0) heard_ = now.steady;
            if (swallow_ > 0) break;
            swallowed();
            continue;
        }
        if (pending_ != Pending::None) break;
        const auto result = lines_.next(octets);
        if (std::holds_alternative<LineReader::NeedMore>(result)) break;
        heard_ = now.steady;
        replies_.owe();
        if (const auto* line = std::get_if<LineReader::Line>(&result)) {
            on_line(*line, now);
        } else {
            fail(replies::kLineTooLong);
            // The octets behind a BDAT are no commands, and how many they are is not known (rule 17).
            const bool bdat = starts_with_ignoring_case(std::get<LineReader::TooLong>(result).start, "BDAT");
            if (bdat) end_front(nullptr, now);
        }
        end_if_draining(now);
        // Rule 34, in burst, where the 354 leaves at once: what stands behind DATA was sent before it.
        if (intake_ && intake_->dotted() && !octets.empty()) end_front(&replies::kTooEarly, now);
    }
    // Rule 34: nothing may follow DATA until its 354.
    if (pending_ == Pending::Data && !octets.empty()) end_front(&replies::kTooEarly, now);
    if (front_ended_) end_with_front(now, octets);
    if (front_closed_) octets = {};
    // RFC 2920 section 3.2: answers to a batch may gather, but never while the front has nothing more to
    // send. 354 and the answer to a message are always waited for; behind BDAT stands no command. The desk
    // does not let anybody wait.
    const bool batch = pending_ != Pending::None && pending_ != Pending::Chunk;
    const bool more_to_do =
        pending_ == Pending::Recall || (batch && octets.find('\n') != std::string_view::npos);
    constexpr std::size_t kGather = 4096;
    if (!more_to_do || pending_ == Pending::Data || message_complete() || replies_.octets() > kGather)
        flush();
}

void Session::Impl::flush() {
    std::string octets = replies_.take();
    if (!octets.empty() && !front_closed_) outbox_.add(Send{Side::Front, std::move(octets), false});
}

void Session::Impl::say(const Reply& reply) {
    heard_ = now_.steady;
    replies_.answer(reply);
}

void Session::Impl::say(const Refusal& reply) {
    say_own(reply.code, reply.status, reply.text);
}

void Session::Impl::say_own(int code, std::string_view status, std::string_view text) {
    say(own_reply(code, status, text, statuses()));
}

void Session::Impl::fail(const Refusal& error) {
    say(error);
    count_error(error.text);
}

void Session::Impl::count_error(std::string_view what) {
    outbox_.note(NoteKind::FrontError, Field(keys::kState, name(front_)), Field(keys::kWhat, what));
    if (conduct_.error()) end_front(&replies::kTooManyErrors, now_);
}

void Session::Impl::count_junk(std::string_view what) {
    if (conduct_.junk_is_error()) count_error(what);
}

void Session::Impl::count_refusal() {
    if (conduct_.refusal_is_error()) count_error("refused far too often");
}

void Session::Impl::refuse(const Refusal& why) {
    say(why);
    count_refusal();
}

void Session::Impl::refuse_order(const Refusal& why) {
    conduct_.excused() ? refuse(why) : fail(why);
}

// Ends the session toward the front, with a last word unless it is gone. What the back was doing for it is
// ended too, except a message whose fate is already the back's (rule 25).
void Session::Impl::end_front(const Refusal* farewell, Moment now) {
    if (front_closed_) return;
    replies_.forgive();
    if (farewell != nullptr)
        replies_.announce(own_reply(farewell->code, farewell->status, farewell->text, statuses()));
    flush();
    close_front();
    let_back_go(now);
}

void Session::Impl::close_front() {
    if (front_closed_) return;
    flush();
    note_refused_recipients();
    front_closed_ = true;
    ahead_.clear();
    ahead_at_ = 0;
    outbox_.add(Close{Side::Front});
}

// The front needs the back no more.
void Session::Impl::let_back_go(Moment now) {
    if (awaits_outcome()) return;
    if (pending_ == Pending::Burst) BurstJudge{*this}.keep();
    intake_.reset();
    forget_outflow();
    pending_ = Pending::None;
    if (back_.ready() && !back_.in_transaction()) {
        back_.quit(now);
    } else if (back_.resetting()) {
        return;  // QUIT follows the answer
    } else if (back_.state() == BackState::Leaving) {
        back_.give_up();
    } else if (!back_.closed()) {
        back_.drop(now);
    }
}

// Exim says all it has, QUIT included, ends its side and reads on; so do others without QUIT. A sender that
// ends while it waits has given up, and will not hear what becomes of its message (rule 25).
void Session::Impl::on_front_ended(Moment now) {
    now_ = now;
    if (front_closed_ || front_gone_ || front_ended_) return;
    const bool at_once = now.steady - last_heard_ <= limits::kEndsBehind;
    std::string_view unread = std::string_view(ahead_).substr(ahead_at_);
    if (intake_ && intake_->dotted()) unread = behind_the_dot(unread);
    if (!at_once && !ends_in_quit(unread, in_chunk_ ? chunk_left_ : 0)) return on_front_gone(now);
    front_ended_ = true;
    after_back(now);
}

// Nothing more comes: once all that came complete is answered, the session is over.
void Session::Impl::end_with_front(Moment now, std::string_view unread) {
    if (front_closed_ || pending_ != Pending::None) return;
    if (reads_body() && (!unread.empty() || !body_flows())) return;  // the back or the disk is behind
    const bool incomplete = intake_ || swallow_ > 0 || !lines_.at_rest();
    if (incomplete) return on_front_gone(now);
    end_front(nullptr, now);
}

void Session::Impl::on_front_gone(Moment now) {
    now_ = now;
    if (front_closed_ || front_gone_) return;
    front_gone_ = true;
    if (front_ == FrontState::Body || front_ == FrontState::Chunks)
        outbox_.note(NoteKind::FrontError, Field(keys::kState, name(front_)),
                     Field(keys::kWhat, "went away inside a message"),
                     Field(keys::kFrom, mail_.reverse_path.text()), Field(keys::kTo, noted_recipients_));
    if (awaits_outcome()) return;  // wait the reply out; on_message_reply() tells
    close_front();
    let_back_go(now);
}

void Session::Impl::on_drain(Moment now) {
    now_ = now;
    draining_ = true;
    end_if_draining(now);
}

void Session::Impl::on_stop(Moment now) {
    now_ = now;
    draining_ = true;
    if (!front_closed_ && busy())
        outbox_.note(NoteKind::TimedOut, Field(keys::kSide, "front"), Field(keys::kState, name(front_)),
                     Field(keys::kLimit, "drain"));
    if (!awaits_outcome()) end_front(&replies::kStopping, now);
}

void Session::Impl::end_if_draining(Moment now) {
    if (draining_ && !busy()) end_front(&replies::kStopping, now);
}

bool Session::Impl::busy() const {
    if (front_closed_) return !back_.closed();
    return pending_ != Pending::None || in_transaction();
}

bool Session::Impl::wants_front() const {
    return !front_closed_ && !front_gone_ && !front_ended_ && ahead_.size() - ahead_at_ < limits::kFrontAhead;
}

std::vector<Action> Session::Impl::take_actions() {
    started_ = true;
    if (finished() && !noted_end_) {
        noted_end_ = true;
        outbox_.note(NoteKind::Ended, Field(keys::kAccepted, accepted_));
    }
    return outbox_.take();
}

bool Session::Impl::statuses() const {
    return policy_of(kEnhancedStatusCodes, backend_) != KeywordPolicy::Strip;
}

OfferFacts Session::Impl::offered_facts() const {
    return {backend_, promised_.get()};
}

OfferFacts Session::Impl::live_facts() const {
    return {backend_, &back_.capabilities()};
}

}  // namespace heloise
