// A scene for tests of whole sessions on real sockets: a sender, the runner of one backend, and a gateway,
// all on one loop.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/daemon/backend_runner.h"
#include "tests/support/loopback.h"

namespace heloise {

// Takes everything, one connection after another, and remembers the commands.
class Gateway final : private Listener::Owner, private Connection::Owner {
public:
    explicit Gateway(Loop& loop)
        : listener_(Listener::open(loop, *this, *SocketAddress::from_host("127.0.0.1", 0)).listener) {}

    [[nodiscard]] Endpoint endpoint() const { return {"127.0.0.1", listener_->address().port()}; }
    [[nodiscard]] Connection& connection() { return *connection_; }

    std::vector<std::string> commands;
    std::size_t body = 0;  // octets after DATA, its end included
    int connections = 0;
    int closed = 0;
    bool stops_at_data = false;

private:
    void on_incoming(Listener&, std::unique_ptr<Connection> connection, const SocketAddress&) override {
        connection_ = std::move(connection);
        ++connections;
        in_body_ = false;
        connection_->start(*this);
        say("220 gateway\r\n");
    }
    void on_octets(Connection&, std::string_view octets) override {
        buffer_ += octets;
        if (in_body_) return take_body();
        for (std::size_t end = buffer_.find("\r\n"); end != std::string::npos; end = buffer_.find("\r\n")) {
            const std::string line = buffer_.substr(0, end);
            buffer_.erase(0, end + 2);
            commands.push_back(line);
            answer(line);
        }
    }
    void on_closed(Connection&, Connection::Ending) override { ++closed; }

    void answer(const std::string& line) {
        if (line == "DATA") {
            in_body_ = true;
            if (stops_at_data) connection_->pause();
            return say("354 go\r\n");
        }
        say(line.starts_with("EHLO") ? "250-gateway\r\n250 8BITMIME\r\n"
            : line == "QUIT"         ? "221 bye\r\n"
                                     : "250 ok\r\n");
    }
    void take_body() {
        tail_ = (tail_ + buffer_).substr(std::max<std::size_t>(5, tail_.size() + buffer_.size()) - 5);
        body += buffer_.size();
        buffer_.clear();
        if (tail_ != "\r\n.\r\n") return;
        in_body_ = false;
        tail_.clear();
        say("250 taken\r\n");
    }
    void say(const char* what) { static_cast<void>(connection_->send(what)); }

    std::unique_ptr<Listener> listener_;
    std::unique_ptr<Connection> connection_;
    std::string buffer_;
    std::string tail_;
    bool in_body_ = false;
};

struct Scene {
    Loop loop;
    Gateway gateway{loop};
    Log log{{LogFormat::Text, LogLevel::Error}};
    Worker worker{loop, log, {100, 50}};
    int ended = 0;
    std::shared_ptr<Backend> backend = std::make_shared<Backend>();
    std::unique_ptr<BackendRunner> runner;
    std::unique_ptr<Listener> listener;

    Scene() {
        worker.hostname = "mx.example.org";
        worker.when_one_ended = [this] { ++ended; };
        backend->name = "test";
        backend->address = {gateway.endpoint()};
    }
    // To be called when the backend is as the test wants it.
    void open() {
        runner = std::make_unique<BackendRunner>(worker, backend);
        listener = Listener::open(loop, *runner, *SocketAddress::from_host("127.0.0.1", 0)).listener;
    }
};

struct Sender {
    Scene& scene;
    Ear ear;
    Connection connection{scene.loop};

    explicit Sender(Scene& the_scene) : scene(the_scene) {
        connection.connect(scene.listener->address(), ear);
    }
    [[nodiscard]] bool until(std::string_view heard) {
        return run_until(scene.loop, [&] { return ear.octets.find(heard) != std::string::npos; });
    }
    // Says something and waits for the answer to it.
    [[nodiscard]] bool says(const std::string& what, std::string_view heard) {
        ear.octets.clear();
        static_cast<void>(connection.send(what));
        return until(heard);
    }
    [[nodiscard]] bool begins_a_message() {
        return until("220 ") && says("EHLO client.example\r\n", "250 ") &&
               says("MAIL FROM:<a@b.example>\r\n", "250 ") && says("RCPT TO:<c@d.example>\r\n", "250 ") &&
               says("DATA\r\n", "354 ");
    }
};

}  // namespace heloise
