// Each input reaches the back half or the front half, and what follows is carried on.
#include "proxy/session/inputs.h"

#include <utility>

#include "proxy/session/session_impl.h"

namespace heloise {

Session::Session(const Backend& backend, SessionFacts facts, Moment now)
    : impl_(std::make_unique<Impl>(backend, std::move(facts), now)) {}
Session::~Session() = default;

void Session::on(const Input& input, Moment now) {
    impl_->on(input, now);
}

void Session::Impl::on(const Input& input, Moment now) {
    front_.at(now);
    std::visit([&](const auto& what) { handle(what, now); }, input);
}

void Session::Impl::handle(const FrontOctets& input, Moment now) {
    on_front_octets(input.octets, now);
}
void Session::Impl::handle(FrontEnded, Moment now) {
    on_front_ended(now);
}
void Session::Impl::handle(FrontReadAgain, Moment) {
    front_.octets_came();
}
void Session::Impl::handle(FrontGone, Moment now) {
    on_front_gone(now);
}
void Session::Impl::handle(const DeskAnswer& input, Moment now) {
    if (const auto* recalled = std::get_if<Recalled>(&input)) return on_recalled(*recalled, now);
    if (const auto* turn = std::get_if<Turn>(&input)) others_wait_ = turn->others_wait;
    if (const auto* waiters = std::get_if<Waiters>(&input)) others_wait_ = waiters->others_wait;
    back_.on(input, now);
    after_back(now);
    yield_back(now);
    after_back(now);
}
void Session::Impl::handle(const Spooled& input, Moment now) {
    on_spooled(input.octets, now);
}
void Session::Impl::handle(const SpoolFailed& input, Moment now) {
    on_spool_failed(input.why, now);
}
void Session::Impl::handle(TimePassed, Moment now) {
    on_time(now);
}
void Session::Impl::handle(Drain, Moment) {
    on_drain();
}
void Session::Impl::handle(Stop, Moment) {
    on_stop();
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
