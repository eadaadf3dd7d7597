// How long a front may take, and what happens when it takes longer. The back's own times are Back's.
#include <algorithm>
#include <array>

#include "proxy/base/limits.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/session_impl.h"

namespace heloise {

std::array<std::optional<Duration>, 3> Session::Impl::deadlines() const {
    std::array due{s_.back.deadline(), front_deadline(), idle_back_deadline()};
    std::sort(due.begin(), due.end(),
              [](const auto& one, const auto& other) { return one && (!other || *one < *other); });
    return due;
}

// The front does nothing for which it needs the back; in burst that is so until its message is complete.
bool Session::Impl::back_unneeded() const {
    return pending() == Pending::None && (!s_.front.in_transaction() || !delivery_->tied_to_back());
}

// A back that waits for the front's next message is not kept from its other work for ever.
std::optional<Duration> Session::Impl::idle_back_deadline() const {
    if (!s_.back.ready() || !back_unneeded() || s_.front.closed()) return std::nullopt;
    return s_.back.since() + limits::kBackIdle;
}

// Who is waited for decides: the back, or the front.
std::optional<Duration> Session::Impl::front_deadline() const {
    if (s_.front.closed() || s_.front.gone()) return std::nullopt;
    return pending() == Pending::None ? patience_ends() : user().deadline();
}

std::optional<Duration> Session::Impl::patience_ends() const {
    const Message& message = delivery_->message();
    const RefusedChunk& refused = s_.front.refused_chunk();
    const Duration message_ends = message.incoming().since() + limits::kBody;
    // A front that is not read because its back takes nothing is not silent; the back's own timeout runs.
    const bool back_is_slow =
        s_.back.streaming() && (s_.back.unsent() || (s_.back.chunked() && !s_.back.takes_more()));
    if (message.reads() && back_is_slow) return message_ends;
    Duration patience = s_.backend.limits.idle;
    if (s_.introduction.hello() == nullptr) patience = std::min(patience, limits::kFirstCommand);
    if (others_wait_ && !back_unneeded() && !s_.back.closed())
        patience = std::min(patience, s_.backend.limits.hold);
    const Duration due = s_.front.heard() + patience;
    if (refused.under_way()) return std::min(due, refused.since() + limits::kBody);
    return message.coming() ? std::min(due, message_ends) : due;
}

void Session::Impl::handle(TimePassed, Moment now) {
    s_.back.on(TimePassed{}, now);
    carry_on(now);
    const auto idle = idle_back_deadline();
    if (idle && now.steady >= *idle) {
        s_.back.quit(now);
        carry_on(now);
    }
    const auto due = front_deadline();
    if (!due || now.steady < *due) return;
    s_.outbox.note(NoteKind::TimedOut, Field(keys::kSide, "front"),
                   Field(keys::kState, name(s_.front.state())),
                   Field(keys::kWaitingForTurn, s_.back.waiting_turn() ? "yes" : "no"));
    on_front_late(now);
    carry_on(now);
}

void Session::Impl::on_front_late(Moment now) {
    if (pending() != Pending::None) return user().on_late(now);
    const bool held = now.steady < s_.front.heard() + s_.backend.limits.idle;
    s_.front.end(held && others_wait_ ? &replies::kHeldTooLong : &replies::kIdle);
}

}  // namespace heloise
