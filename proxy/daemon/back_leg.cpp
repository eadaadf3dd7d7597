// Speaking to a back.
#include "proxy/daemon/back_leg.h"

#include <algorithm>
#include <utility>

#include "proxy/base/check.h"

namespace heloise {

void BackLeg::resolve(const Endpoint& endpoint) {
    if (const auto literal = SocketAddress::from_host(endpoint.host, endpoint.port)) {
        owner_.on_addresses({literal->text()});
        return;
    }
    lookup_ = std::make_unique<Lookup>(loop_, endpoint, [this](const auto& answer) { on_answer(answer); });
}

void BackLeg::on_answer(const Lookup::Answer& answer) {
    lookup_.reset();
    if (answer.addresses.empty()) return owner_.on_back_failed(answer.error);
    std::vector<std::string> texts;
    for (const SocketAddress& address : answer.addresses) texts.push_back(address.text());
    owner_.on_addresses(texts);
}

void BackLeg::connect(const std::string& address) {
    CHECK(!connection_);
    lookup_.reset();  // one that was given up must not answer in this connection's place
    const auto parsed = SocketAddress::parse(address);
    CHECK(parsed);
    connection_ = std::make_unique<Connection>(loop_);
    connection_->connect(*parsed, *this);
}

void BackLeg::on_connected(Connection&, const char* error) {
    if (error == nullptr) {
        connected_ = true;
        return owner_.on_back_connected();
    }
    connection_.reset();
    owner_.on_back_failed(error);
}

void BackLeg::set_layer(std::unique_ptr<StreamLayer> layer) {
    CHECK(connection_ && gathered_.empty());
    connection_->set_layer(std::move(layer));
}

// Rules 11 and 24. What arrives after the look was not there before the question was asked. What is unheard
// comes in by the usual way, through a read.
bool BackLeg::send(std::string octets, bool guarded, bool ends_message) {
    if (!connection_ || forgets_) return false;
    if (guarded && connection_->hear_now()) {
        forgets_ = true;
        return false;
    }
    if (ends_message) end_at_ = std::min(end_at_, gathered_.size());
    if (gathered_.empty()) {
        gathered_ = std::move(octets);
    } else {
        gathered_ += octets;
    }
    return true;
}

void BackLeg::flush() {
    if (gathered_.empty()) return;
    CHECK(connection_);
    end_at_ = std::string::npos;
    const auto sent = connection_->send(std::exchange(gathered_, {}));
    if (sent != Connection::Sent::All) return owner_.on_back_stalled();
    if (!forgets_) owner_.on_back_sent();
}

void BackLeg::on_sent(Connection&) {
    if (!forgets_) owner_.on_back_sent();
}

// A last word is tried. But who closes before a message's end could leave counts on its never having left: it
// would be a message that nobody knows of.
bool BackLeg::close() {
    const bool forgotten = connection_ && end_at_ < gathered_.size();
    if (forgotten) gathered_.resize(end_at_);
    if (connection_ && !gathered_.empty()) static_cast<void>(connection_->send(std::move(gathered_)));
    gathered_.clear();
    end_at_ = std::string::npos;
    lookup_.reset();
    if (connection_ && connected_) connection_->leave_gently();
    connection_.reset();
    connected_ = false;
    forgets_ = false;
    return forgotten;
}

void BackLeg::let_read(bool room) {
    if (!connection_) return;
    // What made a write be forgotten must be heard, or the owner waits for ever. And before what waits for
    // the socket leaves, a guarded question perhaps, the back is heard as well: libuv reads before it writes.
    const bool wanted = room || forgets_ || connection_->backlog() > 0;
    wanted ? connection_->resume() : connection_->pause();
}

}  // namespace heloise
