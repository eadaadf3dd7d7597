// A message in very many very small chunks: each is answered, and nothing of any of them stays behind.
#include <string>
#include <variant>

#include <gtest/gtest.h>
#include <malloc.h>

#include "proxy/session/session.h"
#include "tests/support/answering_desk.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;

// A session whose back has taken DATA; what is said to either side is counted and thrown away.
class Stream {
public:
    explicit Stream(const Backend& backend) : session_(backend, {"mx.example.org", "t", "127.0.0.1"}, now_) {
        carry_out();
        say("EHLO c.example\r\nMAIL FROM:<a@c.example>\r\n");
        for (const char* reply : {"220 gw\r\n", "250-gw\r\n250 CHUNKING\r\n", "250 ok\r\n"}) answer(reply);
        say("RCPT TO:<r@example.org>\r\n");
        answer("250 ok\r\n");
    }

    void say(std::string_view octets) {
        session_.on(FrontOctets{octets}, now_);
        carry_out();
    }
    void answer(std::string_view reply) {
        session_.on(BackOctets{reply}, now_);
        carry_out();
    }

    std::size_t heard = 0;  // replies by the front
    std::size_t bdats = 0;  // chunks by the back

private:
    void carry_out() {
        for (auto actions = session_.take_actions(); !actions.empty(); actions = session_.take_actions()) {
            for (const Action& action : actions) perform(action);
            desk_.answer(session_, now_);
        }
    }

    void perform(const Action& action) {
        desk_.take(action, now_);
        if (std::holds_alternative<Connect>(action)) session_.on(Called{}, now_);
        const Send* const send = std::get_if<Send>(&action);
        if (send == nullptr) return;
        if (send->to == Side::Front) {
            for (const char octet : send->octets) heard += octet == '\n' ? 1 : 0;
            return;
        }
        session_.on(BackSent{}, now_);
        if (!send->octets.starts_with("BDAT")) return;
        ++bdats;
        session_.on(BackOctets{"250 ok\r\n"}, now_);
    }

    Moment now_{1h, std::chrono::sys_days{std::chrono::January / 1 / 2000}};
    testing::AnsweringDesk desk_;
    Session session_;
};

TEST(TinyChunks, AMillionOfThemLeaveNothingBehind) {
#ifdef HELOISE_SANITIZED
    GTEST_SKIP() << "a sanitizer's allocator keeps what is freed";
#endif
    Backend backend;
    backend.name = "test";
    backend.address = {{"192.0.2.1", 25}};
    backend.content.eight_bit = backend.content.long_lines =
        Handling::Pass;  // nothing is held for a decision
    Stream stream(backend);
    const std::size_t before = stream.heard;
    std::string batch;
    for (int i = 0; i < 1000; ++i) batch += "BDAT 3\r\nx\r\n";
    for (int i = 0; i < 100; ++i) stream.say(batch);  // what there is to warm up is warm
    const std::size_t used = mallinfo2().uordblks;
    for (int i = 0; i < 900; ++i) stream.say(batch);
    EXPECT_EQ(stream.heard - before, 1'000'000U);
    // Of 3,000,000 octets in chunks of 64 KiB.
    EXPECT_GE(stream.bdats, 40U);
    EXPECT_LE(stream.bdats, 50U);
    EXPECT_LT(mallinfo2().uordblks, used + 256 * 1024U);
}

}  // namespace
}  // namespace heloise
