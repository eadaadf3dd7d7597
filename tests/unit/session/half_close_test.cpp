// A front that ends its side and reads on (rule 25), where that hangs on what no dialogue shows: since when
// it has been read. The dialogues are tests/transcripts/order/half_close_*.smtp.
#include <gtest/gtest.h>

#include "proxy/session/session.h"
#include "tests/support/rig.h"

namespace heloise::testing {
namespace {

using namespace std::chrono_literals;

// All that a sender without QUIT has to say, long before the back is there.
struct HalfClose : ::testing::Test {
    Rig rig{test_backend(Greeting::Helo)};

    HalfClose() {
        rig.tell([this](Session& session) {
            session.on(
                FrontOctets{
                    "EHLO client.example\r\nMAIL FROM:<a@client.example>\r\nRCPT TO:<b@example.org>\r\n"
                    "BDAT 14 LAST\r\nSubject: a\r\n\r\n"},
                rig.now);
        });
        rig.now = rig.now.plus(20s);
    }
};

TEST_F(HalfClose, BehindATimeInWhichNobodyReadIsNoGivingUp) {
    rig.tell([this](Session& session) {
        session.on(FrontReadAgain{}, rig.now);
        session.on(FrontEnded{}, rig.now);
    });
    rig.run();
    EXPECT_EQ(rig.back.accepted.size(), 1U);
    EXPECT_TRUE(rig.replies().back().starts_with("250 ")) << rig.replies().back();
    EXPECT_TRUE(rig.session().finished());
}

TEST_F(HalfClose, LongAfterItWasReadAgainIsGivingUp) {
    rig.tell([this](Session& session) { session.on(FrontReadAgain{}, rig.now); });
    rig.now = rig.now.plus(2s);
    rig.tell([this](Session& session) { session.on(FrontEnded{}, rig.now); });
    rig.run();
    EXPECT_TRUE(rig.back.accepted.empty());
    EXPECT_TRUE(rig.session().finished());
}

}  // namespace
}  // namespace heloise::testing
