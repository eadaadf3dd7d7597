// Steps taken as soon as they may be; see live_player.h.
#include "proxy/tools/live_player.h"

#include <utility>

#include "proxy/config/units.h"

namespace heloise {

LivePlayer::LivePlayer(const Settings& settings, FrontPlay& play)
    : settings_(settings), play_(play), timer_(loop_, [this] { on_time(); }) {}

void LivePlayer::run() {
    loop_.later([this] { go_on(); });
    loop_.run();
    connection_.reset();
}

void LivePlayer::go_on() {
    timer_.set(std::nullopt);
    while (take(play_.next())) {
    }
}

bool LivePlayer::take(FrontPlay::Step step) {
    using Kind = FrontPlay::Step::Kind;
    switch (step.kind) {
        case Kind::Connect: call(); return false;
        case Kind::Say:
            if (connection_ == nullptr) {
                play_.on_failure("the server has hung up");
                return true;
            }
            if (connection_->send(std::move(step.octets)) == Connection::Sent::All) return true;
            wait_for_server();  // it reads on, or the connection is broken and tells so
            return false;
        case Kind::Hear:
            if (connection_ == nullptr) {
                play_.on_failure("the server has hung up");
                return true;
            }
            wait_for_server();
            return false;
        case Kind::Wait: {
            const std::chrono::duration<double, std::milli> lasts = step.lasts * settings_.speed;
            if (lasts.count() < 1) return true;
            pausing_ = true;
            timer_.set_in(std::chrono::duration_cast<Duration>(lasts));
            return false;
        }
        case Kind::Reset:
            if (connection_ != nullptr) connection_->make_reset();
            connection_.reset();
            return true;
        case Kind::Leave: connection_.reset(); return true;
        case Kind::Done: break;
    }
    connection_.reset();
    loop_.stop();
    return false;
}

void LivePlayer::call() {
    connection_ = std::make_unique<Connection>(loop_);
    wait_for_server();
    connection_->connect(settings_.server, *this);
}

void LivePlayer::on_connected(Connection&, const char* error) {
    if (error == nullptr) return go_on();
    fail(error);
}

void LivePlayer::on_octets(Connection&, std::string_view octets) {
    play_.on_octets(octets);
    if (!pausing_) go_on();
}

void LivePlayer::on_closed(Connection&, Connection::Ending) {
    connection_.reset();
    play_.on_closed();
    if (!pausing_) go_on();
}

void LivePlayer::on_sent(Connection&) {
    if (!pausing_) go_on();
}

void LivePlayer::on_time() {
    if (std::exchange(pausing_, false)) return go_on();
    fail("nothing within " + duration_text(settings_.timeout));
}

void LivePlayer::fail(std::string_view why) {
    connection_.reset();
    play_.on_failure(why);
    go_on();
}

}  // namespace heloise
