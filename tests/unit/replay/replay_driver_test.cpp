// The duties of a driver, on paper.
#include "proxy/replay/replay_driver.h"

#include <gtest/gtest.h>

#include "proxy/replay/expectations.h"

namespace heloise {
namespace {

using namespace std::chrono_literals;

class ReplayDriverTest : public testing::Test {
protected:
    ReplayDriverTest() {
        backend_.name = "test";
        backend_.address = {Endpoint{"192.0.2.25", 25}};
        backend_.greeting = Greeting::Helo;
    }

    // A transcript that allows whatever is in it from the start.
    void expect(std::string_view text) {
        transcript_ = std::get<Transcript>(parse_transcript(text));
        expectations_.emplace(transcript_);
        expectations_->play(0, expectations_->script().size());
        driver_.emplace(backend_, "mx.example.org", *expectations_);
        driver_->open_front("127.0.0.1", false);
    }
    void happen(const std::string& name) { driver_->happen({Side::Back, true, name, {}}); }
    // What is still open, once nothing more comes.
    std::string difference() {
        driver_->finish();
        const auto& found = expectations_->difference();
        return found ? "expected " + found->expected + ", got " + found->got : "";
    }

    Backend backend_;
    Transcript transcript_;
    std::optional<Expectations> expectations_;
    std::optional<ReplayDriver> driver_;
};

const std::string kBegin = "F< 220 mx.example.org ESMTP heloise\nF< 250 mx.example.org\n";
constexpr std::string_view kMail = "HELO a.example\r\nMAIL FROM:<a@a.example>\r\n";

TEST_F(ReplayDriverTest, APlaceIsThereAtOnceUnlessItMustBeWaitedFor) {
    expect(kBegin);
    happen("wait");
    driver_->front_says(kMail, false);
    happen("connect");  // nobody calls yet
    EXPECT_EQ(difference(), "expected that heloise calls the back, got it does not");
}

TEST_F(ReplayDriverTest, WhatIsStalledIsSaidWhenItFlows) {
    expect(kBegin + "B< HELO a.example\n");
    driver_->front_says(kMail, false);
    happen("connect");
    happen("stall");
    driver_->back_says("220 gw\r\n", false, false);
    EXPECT_FALSE(expectations_->difference());
    happen("flow");
    EXPECT_EQ(difference(), "");
}

TEST_F(ReplayDriverTest, AGuardedWriteIsForgottenWhileTheBackHasMoreToSay) {
    expect(kBegin + "F< 451 4.4.1 The gateway cannot be reached, try again later\n");
    driver_->front_says(kMail, false);
    happen("connect");
    driver_->back_says("220 gw\r\n", true, true);  // HELO would follow
    driver_->end_back();
    EXPECT_EQ(difference(), "");
}

TEST_F(ReplayDriverTest, ASpeakerWhoLeavesDoesNotSeeUsClose) {
    expect("F< 220 mx.example.org ESMTP heloise\nF< 221 2.0.0 mx.example.org closing connection\n");
    driver_->front_says("QUIT\r\n", true);
    driver_->end_front(true);
    EXPECT_EQ(difference(), "");
}

TEST_F(ReplayDriverTest, ATurnThatNobodyWantsIsAMistake) {
    expect("F< 220 mx.example.org ESMTP heloise\n");
    happen("turn");
    EXPECT_EQ(difference(), "expected that heloise waits for a place, got it does not");
}

TEST_F(ReplayDriverTest, WhatTheBackSaidUnheardMakesAWriteForgotten) {
    expect(kBegin + "B< HELO a.example\nF< 451 4.4.1 The gateway cannot be reached, try again later\n");
    driver_->front_says(kMail, false);
    happen("connect");
    driver_->back_says("220 gw\r\n", false, false);
    happen("unheard");
    driver_->back_says("250 gw\r\n", true, false);  // MAIL would follow
    driver_->end_back();
    EXPECT_EQ(difference(), "");
}

TEST_F(ReplayDriverTest, WhatIsKnownMayStandBeforeTheSender) {
    backend_.greeting = Greeting::Auto;
    transcript_ = std::get<Transcript>(parse_transcript(kBegin + "B< HELO a.example\n"));
    expectations_.emplace(transcript_);
    expectations_->play(0, expectations_->script().size());
    driver_.emplace(backend_, "mx.example.org", *expectations_);
    driver_->happen({Side::Back, true, "knows", {"address", "192.0.2.25:25", "no-ehlo=1h"}});
    driver_->open_front("127.0.0.1", false);
    driver_->front_says(kMail, false);
    happen("connect");
    driver_->back_says("220 gw\r\n", false, false);
    EXPECT_EQ(difference(), "");
}

// No timer has gone off meanwhile, until it is told what time it is.
TEST_F(ReplayDriverTest, WhenItIsLateTheDeadlineIsStillThere) {
    expect("F< 220 mx.example.org ESMTP heloise\nF< 250 mx.example.org\n");
    driver_->happen({Side::Front, true, "late", {"1h"}});
    driver_->front_says("HELO a.example\r\n", false);
    EXPECT_FALSE(expectations_->difference());
    driver_->end_front(true);
    EXPECT_EQ(difference(), "");
}

TEST_F(ReplayDriverTest, TimeThatPassesKeepsTheDeadline) {
    expect("F< 220 mx.example.org ESMTP heloise\nF< 421 4.4.2 Idle too long\nF= close\n");
    driver_->pass(1h);
    EXPECT_EQ(difference(), "");
}

TEST_F(ReplayDriverTest, ALookUpThatIsNeverAnsweredIsAMistake) {
    backend_.address = {Endpoint{"gw.example", 25}};
    expect(kBegin);
    driver_->front_says(kMail, false);
    EXPECT_EQ(difference(), "expected no look-up that is not answered, got Resolve");
}

}  // namespace
}  // namespace heloise
