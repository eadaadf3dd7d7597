// Each input reaches the back half or the front half, and what follows is carried on.
#include "proxy/session/inputs.h"

#include <utility>

#include "proxy/base/ascii.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/session_impl.h"
#include "proxy/smtp/command.h"

namespace heloise {
namespace {

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

Session::Session(const Backend& backend, SessionFacts facts, Moment now)
    : impl_(std::make_unique<Impl>(backend, std::move(facts), now)) {}
Session::~Session() = default;

void Session::on(const Input& input, Moment now) {
    impl_->on(input, now);
}

void Session::Impl::on(const Input& input, Moment now) {
    s_.front.at(now);
    std::visit([&](const auto& what) { handle(what, now); }, input);
}

void Session::Impl::handle(const FrontOctets& input, Moment now) {
    if (s_.front.closed() || s_.front.gone()) return;
    s_.front.octets_came();
    if (!started_) {  // rule 34: before our banner
        for (Action& action : s_.outbox.take()) {
            if (!std::holds_alternative<Send>(action)) s_.outbox.add(std::move(action));
        }
        return s_.front.end(&replies::kTooEarly);
    }
    std::string_view octets = input.octets;
    // Straight from the driver's buffer where nothing stands before it.
    if (s_.front.ahead().empty() && pending() == Pending::None) work(octets, now);
    if (!s_.front.closed()) s_.front.ahead().append(octets);
    carry_on(now);
    // Whatever is waited for, the replies that are ready leave: however the octets are cut.
    s_.front.flush();
    note_unoffered();
}

// Exim says all it has, QUIT included, ends its side and reads on; so do others without QUIT. A sender that
// ends while it waits has given up, and will not hear what becomes of its message (rule 25).
void Session::Impl::handle(FrontEnded, Moment now) {
    if (s_.front.closed() || s_.front.gone() || s_.front.ended()) return;
    const IncomingMessage& message = delivery_->message().incoming();
    std::string_view unread = s_.front.ahead().view();
    if (message.dotted()) unread = behind_the_dot(unread);
    if (!s_.front.ends_at_once() && !ends_in_quit(unread, message.chunk_left()))
        return handle(FrontGone{}, now);
    s_.front.note_end();
    carry_on(now);
}

void Session::Impl::handle(FrontReadAgain, Moment) {
    s_.front.octets_came();
}

void Session::Impl::handle(FrontGone, Moment now) {
    if (s_.front.closed() || s_.front.gone()) return;
    s_.front.note_gone();
    const FrontState state = s_.front.state();
    if (state == FrontState::Body || state == FrontState::Chunks)
        s_.outbox.note(NoteKind::FrontError, Field(keys::kState, name(state)),
                       Field(keys::kWhat, "went away inside a message"),
                       Field(keys::kFrom, s_.transaction.reverse_path()),
                       Field(keys::kTo, s_.transaction.named()));
    if (awaits_outcome()) return;  // wait the reply out; MailDelivery tells
    s_.front.close();
    let_back_go(now);
}

void Session::Impl::handle(const DeskAnswer& input, Moment now) {
    if (const auto* recalled = std::get_if<Recalled>(&input)) {
        if (!delivery_->on_recalled(*recalled, now)) return;
        carry_on(now);
        return note_unoffered();
    }
    if (const auto* turn = std::get_if<Turn>(&input)) others_wait_ = turn->others_wait;
    if (const auto* waiters = std::get_if<Waiters>(&input)) others_wait_ = waiters->others_wait;
    s_.back.on(input, now);
    carry_on(now);
    yield_back(now);
    carry_on(now);
}

void Session::Impl::handle(const Spooled& input, Moment now) {
    s_.front.touch();
    if (delivery_->message().on_spooled(input.octets)) carry_on(now);
}

void Session::Impl::handle(const SpoolFailed& input, Moment now) {
    s_.outbox.note(NoteKind::SpoolFailed, Field(keys::kWhy, input.why));
    if (delivery_->message().on_spool_failed(now)) carry_on(now);
}

void Session::Impl::handle(Drain, Moment) {
    draining_ = true;
    end_if_draining();
}

void Session::Impl::handle(Stop, Moment) {
    draining_ = true;
    if (!s_.front.closed() && busy())
        s_.outbox.note(NoteKind::TimedOut, Field(keys::kSide, "front"),
                       Field(keys::kState, name(s_.front.state())), Field(keys::kLimit, "drain"));
    if (!awaits_outcome()) s_.front.end(&replies::kStopping);
}

std::vector<Action> Session::take_actions() {
    return impl_->take_actions();
}
std::optional<Duration> Session::deadline() const {
    return impl_->deadlines().front();
}
std::optional<Duration> Session::second_deadline() const {
    return impl_->deadlines()[1];
}
bool Session::wants_front() const {
    return impl_->wants_front();
}
bool Session::busy() const {
    return impl_->busy();
}
bool Session::awaits_outcome() const {
    return impl_->awaits_outcome();
}
bool Session::finished() const {
    return impl_->finished();
}

}  // namespace heloise
