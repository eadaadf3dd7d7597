// Who hears what happens: whoever has the connection now.
#include "proxy/session/back.h"

#include "proxy/base/check.h"
#include "proxy/session/note_keys.h"

namespace heloise {

void Back::quit(Moment now) {
    CHECK(ready());
    dial_.leave(BackLink::After::Close, true, now);
}

void Back::drop(Moment now) {
    if (state() == BackState::Connecting || state() == BackState::Banner)
        dial_.learn({AddressLesson::Kind::TryAbandoned, address()});
    link_.close();
    dialogue_.forget_chunks();
    link_.give_turn();
    link_.forget_events();
    link_.enter(BackState::Closed, now);
}

void Back::on(const BackOctets& input, Moment now) {
    std::string_view octets = input.octets;
    const std::uint64_t call = link_.calls();
    // What stands behind a reply that has led to another connection is not that one's.
    while (!octets.empty() && link_.open() && link_.calls() == call) {
        if (state() == BackState::Leaving) {  // whatever it says ends it
            if (!std::holds_alternative<ReplyReader::NeedMore>(link_.reader().next(octets))) dial_.left(now);
            return;
        }
        is_greeting(state()) ? dial_.on_octets(octets, now) : dialogue_.on_octets(octets, now);
    }
}

void Back::on(BackEnded, Moment now) {
    if (!link_.open()) return;
    if (is_greeting(state())) return dial_.on_hang_up(now);
    state() == BackState::Leaving ? dial_.left(now) : dialogue_.on_hang_up(now);
}

std::optional<Duration> Back::deadline() const {
    if (const auto due = dialogue_.deadline()) return due;
    const auto timeout = row(state()).timeout;
    if (timeout == nullptr) return std::nullopt;
    return since() + backend_.timeouts.*timeout;
}

void Back::on(TimePassed, Moment now) {
    const auto due = deadline();
    if (!due || now.steady < *due) return;
    if (state() != BackState::Settling) link_.note_timeout();
    if (is_greeting(state()) || state() == BackState::Resolving) return dial_.on_timeout(now);
    state() == BackState::Leaving ? dial_.left(now) : dialogue_.on_timeout(now);
}

}  // namespace heloise
