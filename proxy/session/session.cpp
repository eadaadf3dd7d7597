// How a session carries on: events of the back, then octets of the front, until neither leads any further.
#include "proxy/session/session.h"

#include <utility>

#include "proxy/extensions/registry.h"
#include "proxy/session/burst_delivery.h"
#include "proxy/session/joint_rules.h"
#include "proxy/session/live_delivery.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/session_impl.h"

namespace heloise {
namespace {

std::unique_ptr<MailDelivery> delivery_for(const Backend& backend, SessionParts& parts) {
    if (backend.delivery == Delivery::Burst) return std::make_unique<BurstDelivery>(parts);
    return std::make_unique<LiveDelivery>(parts);
}

}  // namespace

Session::Impl::Impl(const Backend& backend, SessionFacts facts, Moment now)
    : commands_(s_, delivery_),
      s_(backend, std::move(facts), *this, commands_, now),
      delivery_(delivery_for(backend, s_)) {
    s_.front.greet(s_.facts.hostname);
    if (backend.connect == ConnectWhen::Early)
        s_.back.dial(backend.helo_name.kind == HeloName::Kind::Client ? std::string() : s_.hello_name(), now);
}

BackUser& Session::Impl::user() {
    if (commands_.pending() != Pending::None) return commands_;
    return *delivery_;
}

const BackUser& Session::Impl::user() const {
    return const_cast<Impl&>(*this).user();
}

void Session::Impl::carry_on(Moment now) {
    while (true) {
        while (const auto event = s_.back.take_event()) on_back_event(*event, now);
        const auto forced = forced_front(s_.front.state(), s_.back.state());
        if (forced && delivery_->tied_to_back()) s_.front.enter(*forced);
        delivery_->message().pump(now);
        if (s_.front.closed()) return;
        s_.front.ahead().hand_to([&](std::string_view& octets) {
            work(octets, now);
            return !s_.front.closed();
        });
        if (!s_.back.has_event()) return;
    }
}

void Session::Impl::on_back_event(const BackEvent& event, Moment now) {
    if (std::holds_alternative<BackReady>(event)) {
        if (!s_.back.ready()) return;  // it has left since; BackClosed follows
        if (s_.front.closed()) return s_.back.quit(now);
        if (!user().on_ready(now)) yield_back(now);
    } else if (const auto* reply = std::get_if<BackReply>(&event)) {
        user().on_reply(*reply, now);
        end_if_draining();
    } else if (const auto* early = std::get_if<BackEarlyReply>(&event)) {
        user().on_early_reply(*early, now);
    } else if (const auto* lost = std::get_if<BackLost>(&event)) {
        user().on_lost(*lost, now);
    } else if (const auto* over = std::get_if<BackStartsOver>(&event)) {
        user().on_starts_over(*over, now);
    } else if (std::holds_alternative<BackUnavailable>(event)) {
        user().on_unavailable(now);
    } else {
        user().on_closed(now);
    }
}

// As far as it goes: until the octets are used up, the back must answer first, or the front is closed.
void Session::Impl::work(std::string_view& octets, Moment now) {
    Message& message = delivery_->message();
    RefusedChunk& refused = s_.front.refused_chunk();
    while (!s_.front.closed()) {
        if (message.reads()) {
            if (!octets.empty()) s_.front.touch();
            message.take(octets, now);
            if (message.reads() && (octets.empty() || !message.flows())) break;
        } else if (refused.under_way()) {
            if (refused.take(octets)) s_.front.touch();
            if (refused.under_way()) break;
            delivery_->on_chunk_refused();
        } else {
            if (pending() != Pending::None || !s_.front.next_line(octets)) break;
            end_if_draining();
            // Rule 34, in burst, where the 354 leaves at once: what stands behind DATA was sent before it.
            if (message.incoming().dotted() && !octets.empty()) s_.front.end(&replies::kTooEarly);
        }
    }
    // Rule 34: nothing may follow DATA until its 354.
    if (pending() == Pending::Data && !octets.empty()) s_.front.end(&replies::kTooEarly);
    if (s_.front.ended()) end_with_front(octets, now);
    if (s_.front.closed()) octets = {};
    flush_unless_more(octets);
}

// RFC 2920 section 3.2: answers to a batch may gather, but never while the front has nothing more to send.
// 354 and the answer to a message are always waited for; behind BDAT stands no command.
void Session::Impl::flush_unless_more(std::string_view unread) {
    const Pending waits = pending();
    const bool batch = waits != Pending::None && waits != Pending::Chunk;
    const bool more = batch && unread.find('\n') != std::string_view::npos;
    const bool always = waits == Pending::Data || delivery_->message().complete();
    constexpr std::size_t kGather = 4096;
    if (!more || always || s_.front.gathered() > kGather) s_.front.flush();
}

void Session::Impl::note_unoffered() {
    const bool waits = pending() != Pending::None && pending() != Pending::Recall;
    if (!waits || s_.front.ahead().empty() || noted_unoffered_) return;
    if (s_.introduction.said_ehlo() && offer(kPipelining, s_.offered()) != Offer::Withheld) return;
    noted_unoffered_ = true;
    s_.outbox.note(NoteKind::Unoffered, Field(keys::kWhat, "pipelining"));
}

// Nothing more comes: once all that came complete is answered, the session is over.
void Session::Impl::end_with_front(std::string_view unread, Moment now) {
    const Message& message = delivery_->message();
    if (s_.front.closed() || pending() != Pending::None) return;
    if (message.reads() && (!unread.empty() || !message.flows())) return;  // the back or the disk is behind
    const bool incomplete =
        message.coming() || s_.front.refused_chunk().under_way() || s_.front.inside_line();
    if (incomplete) return handle(FrontGone{}, now);
    s_.front.end(nullptr);
}

void Session::Impl::yield_back(Moment now) {
    if (others_wait_ && back_unneeded() && s_.back.ready()) s_.back.quit(now);
}

void Session::Impl::end_if_draining() {
    if (draining_ && !busy()) s_.front.end(&replies::kStopping);
}

// What the back was doing for the front is ended, except a message whose fate is already the back's (rule
// 25).
void Session::Impl::let_back_go(Moment now) {
    if (awaits_outcome()) return;
    delivery_->abandon();
    commands_.stop();
    if (s_.back.ready() && !s_.back.in_transaction()) {
        s_.back.quit(now);
    } else if (s_.back.resetting()) {
        return;  // QUIT follows the answer
    } else if (s_.back.state() == BackState::Leaving) {
        s_.back.give_up();
    } else if (!s_.back.closed()) {
        s_.back.drop(now);
    }
}

bool Session::Impl::busy() const {
    if (s_.front.closed()) return !s_.back.closed();
    return pending() != Pending::None || s_.front.in_transaction();
}

std::vector<Action> Session::Impl::take_actions() {
    started_ = true;
    if (finished() && !noted_end_) {
        noted_end_ = true;
        s_.outbox.note(NoteKind::Ended, Field(keys::kAccepted, delivery_->accepted()));
    }
    return s_.outbox.take();
}

}  // namespace heloise
