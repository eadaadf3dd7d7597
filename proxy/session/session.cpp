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
    : SessionState(backend, facts, own_name(backend, facts.hostname), *this, now) {
    front_.greet(facts_.hostname);
    if (backend_.connect == ConnectWhen::Early)
        back_.dial(backend_.helo_name.kind == HeloName::Kind::Client ? std::string() : hello_name(), now);
}

void Session::Impl::on_front_octets(std::string_view octets, Moment now) {
    if (front_.closed() || front_.gone()) return;
    front_.octets_came();
    if (!started_) {  // rule 34: before our banner
        for (Action& action : outbox_.take()) {
            if (!std::holds_alternative<Send>(action)) outbox_.add(std::move(action));
        }
        return front_.end(&replies::kTooEarly);
    }
    // Straight from the driver's buffer where nothing stands before it.
    if (front_.ahead().empty() && pending_ == Pending::None) work(octets, now);
    if (!front_.closed()) front_.ahead().append(octets);
    after_back(now);
    // Whatever is waited for, what has been answered by now leaves: however the octets are cut.
    front_.flush();
    note_unoffered();
}

void Session::Impl::note_unoffered() {
    const bool offered = introduction_.said_ehlo() && offer(kPipelining, offered_facts()) != Offer::Withheld;
    const bool waits = pending_ != Pending::None && pending_ != Pending::Recall;
    if (waits && !front_.ahead().empty() && !noted_unoffered_ && !offered) {
        noted_unoffered_ = true;
        outbox_.note(NoteKind::Unoffered, Field(keys::kWhat, "pipelining"));
    }
}

// As far as it goes: until the octets are used up, the back must answer first, or the front is closed.
void Session::Impl::work(std::string_view& octets, Moment now) {
    while (!front_.closed()) {
        if (reads_body()) {
            if (!octets.empty()) front_.touch();
            take_body(octets, now);
            if (reads_body() && (octets.empty() || !body_flows())) break;
            continue;
        }
        if (front_.refused_chunk().under_way()) {
            if (front_.refused_chunk().take(octets)) front_.touch();
            if (front_.refused_chunk().under_way()) break;
            swallowed();
            continue;
        }
        if (pending_ != Pending::None || !front_.next_line(octets)) break;
        end_if_draining();
        // Rule 34, in burst, where the 354 leaves at once: what stands behind DATA was sent before it.
        if (intake_ && intake_->dotted() && !octets.empty()) front_.end(&replies::kTooEarly);
    }
    // Rule 34: nothing may follow DATA until its 354.
    if (pending_ == Pending::Data && !octets.empty()) front_.end(&replies::kTooEarly);
    if (front_.ended()) end_with_front(now, octets);
    if (front_.closed()) octets = {};
    // RFC 2920 section 3.2: answers to a batch may gather, but never while the front has nothing more to
    // send. 354 and the answer to a message are always waited for; behind BDAT stands no command.
    const bool batch = pending_ != Pending::None && pending_ != Pending::Chunk;
    const bool more_to_do = batch && octets.find('\n') != std::string_view::npos;
    constexpr std::size_t kGather = 4096;
    if (!more_to_do || pending_ == Pending::Data || message_complete() || front_.gathered() > kGather)
        front_.flush();
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
    if (front_.closed() || front_.gone() || front_.ended()) return;
    std::string_view unread = front_.ahead().view();
    if (intake_ && intake_->dotted()) unread = behind_the_dot(unread);
    if (!front_.ends_at_once() && !ends_in_quit(unread, in_chunk_ ? chunk_left_ : 0))
        return on_front_gone(now);
    front_.note_end();
    after_back(now);
}

// Nothing more comes: once all that came complete is answered, the session is over.
void Session::Impl::end_with_front(Moment now, std::string_view unread) {
    if (front_.closed() || pending_ != Pending::None) return;
    if (reads_body() && (!unread.empty() || !body_flows())) return;  // the back or the disk is behind
    const bool incomplete = intake_ || front_.refused_chunk().under_way() || front_.inside_line();
    if (incomplete) return on_front_gone(now);
    front_.end(nullptr);
}

void Session::Impl::on_front_gone(Moment now) {
    if (front_.closed() || front_.gone()) return;
    front_.note_gone();
    const FrontState state = front_.state();
    if (state == FrontState::Body || state == FrontState::Chunks)
        outbox_.note(NoteKind::FrontError, Field(keys::kState, name(state)),
                     Field(keys::kWhat, "went away inside a message"),
                     Field(keys::kFrom, transaction_.reverse_path()), Field(keys::kTo, transaction_.named()));
    if (awaits_outcome()) return;  // wait the reply out; on_message_reply() tells
    front_.close();
    let_back_go(now);
}

void Session::Impl::on_drain() {
    draining_ = true;
    end_if_draining();
}

void Session::Impl::on_stop() {
    draining_ = true;
    if (!front_.closed() && busy())
        outbox_.note(NoteKind::TimedOut, Field(keys::kSide, "front"),
                     Field(keys::kState, name(front_.state())), Field(keys::kLimit, "drain"));
    if (!awaits_outcome()) front_.end(&replies::kStopping);
}

void Session::Impl::end_if_draining() {
    if (draining_ && !busy()) front_.end(&replies::kStopping);
}

bool Session::Impl::busy() const {
    if (front_.closed()) return !back_.closed();
    return pending_ != Pending::None || front_.in_transaction();
}

bool Session::Impl::wants_front() const {
    return front_.wants_octets();
}

std::vector<Action> Session::Impl::take_actions() {
    started_ = true;
    if (finished() && !noted_end_) {
        noted_end_ = true;
        outbox_.note(NoteKind::Ended, Field(keys::kAccepted, accepted_));
    }
    return outbox_.take();
}

OfferFacts Session::Impl::offered_facts() const {
    return introduction_.offered(backend_);
}

OfferFacts Session::Impl::live_facts() const {
    return {backend_, &back_.capabilities()};
}

}  // namespace heloise
