// The public face of a session: each input reaches the back half or the front half, and what follows is
// carried on.
#include "proxy/session/session.h"
#include "proxy/session/session_impl.h"

namespace heloise {

Session::Session(const Backend& backend, AddressBook& book, SessionFacts facts, Moment now)
    : impl_(std::make_unique<Impl>(backend, book, std::move(facts), now)) {}
Session::~Session() = default;

void Session::on_front_octets(std::string_view octets, Moment now) {
    impl_->on_front_octets(octets, now);
}
void Session::on_front_ended(Moment now) {
    impl_->on_front_ended(now);
}
void Session::on_front_read_again(Moment now) {
    impl_->on_front_read_again(now);
}
void Session::on_front_gone(Moment now) {
    impl_->on_front_gone(now);
}
void Session::on_waiters(bool others_wait, Moment now) {
    impl_->on_waiters(others_wait, now);
}
void Session::on_spooled(std::string_view octets, Moment now) {
    impl_->on_spooled(octets, now);
}
void Session::on_spool_failed(std::string_view why, Moment now) {
    impl_->on_spool_failed(why, now);
}
void Session::on_time(Moment now) {
    impl_->on_time(now);
}
void Session::on_drain(Moment now) {
    impl_->on_drain(now);
}
void Session::on_stop(Moment now) {
    impl_->on_stop(now);
}

void Session::on_turn(Moment now) {
    impl_->back().on_turn(now);
    impl_->after_back(now);
}
void Session::on_addresses(const std::vector<std::string>& addresses, Moment now) {
    impl_->back().on_addresses(addresses, now);
    impl_->after_back(now);
}
void Session::on_back_connected(Moment now) {
    impl_->back().on_connected(now);
    impl_->after_back(now);
}
void Session::on_back_failed(std::string_view why, Moment now) {
    impl_->back().on_failed(why, now);
    impl_->after_back(now);
}
void Session::on_back_octets(std::string_view octets, Moment now) {
    impl_->back().on_octets(octets, now);
    impl_->after_back(now);
}
void Session::on_back_closed(Moment now) {
    impl_->back().on_closed(now);
    impl_->after_back(now);
}
void Session::on_back_sent(Moment now) {
    impl_->back().on_sent(now);
    impl_->after_back(now);
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
