// A transcript's sender over real sockets, to a server of the test's own.
#include "proxy/tools/live_player.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/loopback.h"

namespace heloise {
namespace {

// Takes connections in a thread of its own and answers each line with the next of its replies; hangs up
// behind the last.
class Server {
public:
    explicit Server(std::vector<std::string> replies) : replies_(std::move(replies)) {
        listener_ = Listener::open(loop_, acceptor_, *SocketAddress::from_host("127.0.0.1", 0)).listener;
        address_ = listener_->address();
        acceptor_.when_incoming = [this] {
            acceptor_.accepted.back()->start(ear_);
            answer();
        };
        ear_.when_octets = [this] {
            if (ear_.octets.ends_with("\r\n")) answer();
        };
        thread_ = std::thread([this] {
            const bool done = run_until(loop_, [this] { return over_.load(); });
            EXPECT_TRUE(done);
        });
    }
    ~Server() { finish(); }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // What it heard.
    std::string finish() {
        over_ = true;
        if (thread_.joinable()) thread_.join();
        return ear_.octets;
    }
    [[nodiscard]] const SocketAddress& address() const { return address_; }

private:
    void answer() {
        if (next_ < replies_.size()) acceptor_.accepted.back()->send(replies_[next_++]);
        if (next_ == replies_.size() && ends_)
            loop_.later([this] { acceptor_.accepted.back()->end_output(); });
    }

    std::vector<std::string> replies_;
    std::size_t next_ = 0;
    bool ends_ = replies_.empty() || replies_.back().starts_with("221");
    std::atomic<bool> over_{false};
    Loop loop_;
    Ear ear_;
    Acceptor acceptor_;
    std::unique_ptr<Listener> listener_;
    SocketAddress address_ = *SocketAddress::from_host("127.0.0.1", 1);
    std::thread thread_;
};

std::vector<Difference> played(std::string_view text, const SocketAddress& server,
                               Duration timeout = kPatience) {
    const Transcript transcript = std::get<Transcript>(parse_transcript(text));
    FrontPlay play(transcript, false);
    LivePlayer({server, timeout, 0}, play).run();
    return play.differences();
}

constexpr std::string_view kShort =
    "F! connect\nF< 220 a\nF> HELO a.example\nF< 250 a\nF~ 1h\nF> QUIT\nF< 221 a\nF= close\n";

TEST(LivePlayer, PlaysTheSenderToItsEnd) {
    Server server({"220 b\r\n", "250 b\r\n", "221 b\r\n"});
    EXPECT_TRUE(played(kShort, server.address()).empty());
    EXPECT_EQ(server.finish(), "HELO a.example\r\nQUIT\r\n");
}

TEST(LivePlayer, TellsWhatTheServerSaysOtherwise) {
    Server server({"220 b\r\n", "502 b\r\n", "221 b\r\n"});
    const auto differences = played(kShort, server.address());
    ASSERT_EQ(differences.size(), 1U);
    EXPECT_EQ(differences[0].line, 4);
    EXPECT_EQ(differences[0].got, "F< 502 b");
}

TEST(LivePlayer, AServerThatIsNotThereIsSaid) {
    const auto differences = played(kShort, *SocketAddress::from_host("127.0.0.1", unused_port()));
    ASSERT_EQ(differences.size(), 1U);
    EXPECT_EQ(differences[0].got, "(connection refused)");
}

TEST(LivePlayer, AServerThatIsSilentIsNotWaitedForForEver) {
    Server server({"220 b\r\n", ""});
    const auto differences = played(kShort, server.address(), 50ms);
    ASSERT_EQ(differences.size(), 1U);
    EXPECT_EQ(differences[0].expected, "F< 250 a");
}

}  // namespace
}  // namespace heloise
