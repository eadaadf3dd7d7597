// The write that ends a message is marked: a driver that closes the back at once must not let it leave.
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "proxy/session/session.h"
#include "tests/support/answering_desk.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;

// A session that has a transaction with its back; what it writes there is kept.
class Writes {
public:
    explicit Writes(const std::string& ehlo_reply, const std::string& body = {})
        : session_(backend(), {"mx", "t", "127.0.0.1"}, now_) {
        carry_out();
        front("EHLO c.example\r\nMAIL FROM:<a@c.example>" + body + "\r\n");
        for (const std::string& reply : {std::string("220 gw\r\n"), ehlo_reply, std::string("250 ok\r\n")})
            back(reply);
        front("RCPT TO:<r@example.org>\r\n");
        back("250 ok\r\n");
    }

    void front(std::string_view octets) {
        session_.on(FrontOctets{octets}, now_);
        carry_out();
    }
    void back(std::string_view reply) {
        session_.on(BackOctets{reply}, now_);
        carry_out();
    }

    std::string unmarked;  // commands too
    std::string marked;
    bool closed = false;

private:
    static const Backend& backend() {
        static const Backend kBackend = [] {
            Backend one;
            one.name = "test";
            one.address = {{"192.0.2.1", 25}};
            return one;
        }();
        return kBackend;
    }
    void carry_out() {
        for (auto actions = session_.take_actions(); !actions.empty(); actions = session_.take_actions()) {
            for (const Action& action : actions) perform(action);
            desk_.answer(session_, now_);
            if (std::exchange(wrote_, false) && !closed) session_.on(BackSent{}, now_);
        }
    }
    void perform(const Action& action) {
        desk_.take(action, now_);
        if (std::holds_alternative<Connect>(action)) session_.on(Called{}, now_);
        const auto* close = std::get_if<Close>(&action);
        closed = closed || (close != nullptr && close->whom == Side::Back);
        const auto* send = std::get_if<Send>(&action);
        if (send == nullptr || send->to != Side::Back) return;
        wrote_ = true;
        (send->ends_message ? marked : unmarked) += send->octets;
    }

    Moment now_{1h, std::chrono::sys_days{std::chrono::January / 1 / 2000}};
    testing::AnsweringDesk desk_;
    Session session_;
    bool wrote_ = false;
};

TEST(MessageEnd, ADotIsMarked) {
    Writes writes("250 gw\r\n");
    writes.front("DATA\r\n");
    writes.back("354 go\r\n");
    writes.front("a: b\r\n\r\none\r\n");
    EXPECT_EQ(writes.marked, "");
    writes.front(".\r\n");
    EXPECT_TRUE(writes.marked.ends_with("\r\n.\r\n")) << writes.marked;
    EXPECT_EQ(writes.unmarked.find("\r\n.\r\n"), std::string::npos);
    writes.back("250 kept\r\n");
    const std::string end = writes.marked;
    writes.front("QUIT\r\n");
    EXPECT_EQ(writes.marked, end);
}

// The back answers a chunk twice, as no back may: the rest of the message and the hang-up come of one
// arrival.
TEST(MessageEnd, ALastChunkIsMarkedAndNoOther) {
    Writes writes("250-gw\r\n250-8BITMIME\r\n250-CHUNKING\r\n250 BINARYMIME\r\n", " BODY=BINARYMIME");
    const std::string first(300'000, 'x');
    writes.front("BDAT " + std::to_string(first.size()) + "\r\n" + first);
    EXPECT_NE(writes.unmarked.find("BDAT "), std::string::npos);
    EXPECT_EQ(writes.marked, "");
    writes.front("BDAT 4 LAST\r\ntwo\n");
    EXPECT_EQ(writes.marked, "");
    writes.back("250 ok\r\n250 ok\r\n");
    EXPECT_TRUE(writes.marked.starts_with("BDAT ")) << writes.marked.substr(0, 100);
    EXPECT_TRUE(writes.marked.ends_with("two\n"));
    EXPECT_EQ(writes.unmarked.find(" LAST\r\n"), std::string::npos);
    EXPECT_TRUE(writes.closed);
}

}  // namespace
}  // namespace heloise
