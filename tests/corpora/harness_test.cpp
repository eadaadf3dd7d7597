// What the harness itself must see: it is shown captures and backs that are wrong in known ways.
//
// So these run without the recorded traffic, and a judge that finds nothing has at least been seen to find
// something.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/corpora/front_judge.h"
#include "tests/corpora/octets.h"
#include "tests/support/rig.h"

namespace heloise::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr bool kClient = true;
constexpr bool kServer = false;

Capture capture(std::vector<Segment> segments) {
    return {"made", std::move(segments), {}};
}

// ---- Reading captures.

TEST(ReadingACapture, TakesSegmentsFromJsonLines) {
    const Capture read = read_capture("x", R"({"t": 0, "from": "server", "data_b64": "MjIwIGENCg=="})"
                                           "\n"
                                           R"({"t": 1, "from": "client", "data_b64": "UVVJVA0K", "new": 1})"
                                           "\n");
    EXPECT_EQ(read.fault, "");
    ASSERT_EQ(read.segments.size(), 2U);
    EXPECT_EQ(read.segments[0].octets, "220 a\r\n");
    EXPECT_TRUE(read.segments[1].from_client);
}

TEST(ReadingACapture, SaysWhichLineIsNoSegment) {
    EXPECT_EQ(read_capture("x", "{\"from\": \"client\"}\n").fault, "line 1 is no segment");
    EXPECT_EQ(read_capture("x", "\nnonsense\n").fault, "line 2 is no segment");
}

TEST(ReadingALeg, GivesEachCommandItsReplyAndContentIsNoCommand) {
    const Leg leg = read_leg(capture({{kServer, "220 a\r\n"},
                                      {kClient, "EHLO c\r\n"},
                                      {kServer, "250-a\r\n250 PIPELINING\r\n"},
                                      {kClient, "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"},
                                      {kServer, "250 m\r\n250 r\r\n354 d\r\n"},
                                      {kClient, "QUIT\r\n.\r"},
                                      {kClient, "\nQUIT\r\n"},
                                      {kServer, "250 e\r\n221 q\r\n"}}));
    ASSERT_EQ(leg.acts.size(), 6U);
    EXPECT_EQ(leg.banner->code, 220);
    EXPECT_EQ(leg.acts[3].verb, "DATA");
    EXPECT_EQ(leg.acts[4].kind, Act::Kind::Content);
    EXPECT_EQ(leg.acts[4].octets, "QUIT\r\n.\r\n");
    EXPECT_EQ(leg.acts[4].said->lines.front(), "e");
    EXPECT_FALSE(leg.acts[4].races);
    EXPECT_EQ(leg.acts[4].cuts, std::vector<std::size_t>{8});
    EXPECT_EQ(leg.acts[1].step, leg.acts[3].step);
    EXPECT_EQ(leg.acts[5].said->code, 221);
}

TEST(ReadingALeg, TakesLinesBehindARefusedDataForCommands) {
    const Leg leg = read_leg(
        capture({{kServer, "220 a\r\n"}, {kClient, "DATA\r\nRSET\r\n"}, {kServer, "503 no\r\n250 ok\r\n"}}));
    ASSERT_EQ(leg.acts.size(), 2U);
    EXPECT_EQ(leg.acts[1].verb, "RSET");
}

TEST(ReadingALeg, SeesAContentThatDidNotWait) {
    const Leg leg = read_leg(capture(
        {{kServer, "220 a\r\n"}, {kClient, "DATA\r\nx\r\n.\r\n"}, {kServer, "354 go\r\n250 ok\r\n"}}));
    ASSERT_EQ(leg.acts.size(), 2U);
    EXPECT_EQ(leg.acts[1].kind, Act::Kind::Content);
    EXPECT_TRUE(leg.acts[1].races);
}

TEST(ReadingALeg, KeepsSecretsApartFromCommands) {
    const Leg leg = read_leg(capture({{kServer, "220 a\r\n"},
                                      {kClient, "AUTH LOGIN\r\n"},
                                      {kServer, "334 x\r\n"},
                                      {kClient, "QUIT\r\n"},
                                      {kServer, "235 ok\r\n"},
                                      {kClient, "QUIT\r\n"}}));
    ASSERT_EQ(leg.acts.size(), 3U);
    EXPECT_EQ(leg.acts[1].kind, Act::Kind::Secret);
    EXPECT_EQ(leg.acts[2].kind, Act::Kind::Command);
}

TEST(ReadingALeg, EndsAReplyThatNeverEndsWhereTheClientGoesOn) {
    const Leg leg = read_leg(capture({{kServer, "220 no end"},
                                      {kClient, "EHLO c\r\n"},
                                      {kServer, "250-a\r\n"},
                                      {kClient, "MAIL FROM:<a@b>\r\n"},
                                      {kServer, "250 ok\r\n"}}));
    EXPECT_FALSE(leg.banner->ended);
    EXPECT_FALSE(leg.acts[0].said->ended);
    EXPECT_EQ(leg.acts[1].said->lines.front(), "ok");
}

TEST(ReadingALeg, CountsChunksByOctets) {
    const Leg leg =
        read_leg(capture({{kServer, "220 a\r\n"}, {kClient, "BDAT 6\r\nQUIT\r"}, {kClient, "\nBDAT x\r\n"}}));
    ASSERT_EQ(leg.acts.size(), 2U);
    EXPECT_EQ(leg.acts[0].chunk(), "QUIT\r\n");
    EXPECT_EQ(leg.acts[1].kind, Act::Kind::Command);
}

TEST(ReadingALeg, StopsAtTls) {
    const Leg leg = read_leg(capture({{kServer, "220 a\r\n"},
                                      {kClient, "STARTTLS\r\n"},
                                      {kServer, "220 go\r\n"},
                                      {kClient, "\x16\x03\x01"}}));
    ASSERT_EQ(leg.acts.size(), 2U);
    EXPECT_EQ(leg.acts[1].kind, Act::Kind::Tls);
}

TEST(ReadingALeg, DoesWithoutAServer) {
    const Leg leg =
        read_leg(capture({{kClient, "HELO c\r\n"}, {kClient, "DATA\r\n"}, {kClient, "x\r\n.\r\n"}}));
    ASSERT_EQ(leg.acts.size(), 3U);
    EXPECT_EQ(leg.acts[2].kind, Act::Kind::Content);
    EXPECT_LT(leg.acts[1].step, leg.acts[2].step);
}

TEST(Octets, DotsComeAndGo) {
    EXPECT_EQ(dotted(".a\r\n..\r\nb"), "..a\r\n...\r\nb\r\n.\r\n");
    EXPECT_EQ(undotted("..a\r\n...\r\nb\r\n.\r\n"), ".a\r\n..\r\nb\r\n");
    EXPECT_EQ(undotted(".\r\n"), "");
}

// ---- The judge of the back leg.

class BackLeg : public ::testing::Test {
protected:
    BackLeg() { ready("250 ok\r\n"); }

    void ready(const std::string& hello) {
        judge = std::make_unique<BackJudge>(backend);
        judge->connected();
        judge->answered("220 a\r\n");
        say("EHLO a\r\n", hello);
    }
    void say(const std::string& octets, const std::string& reply) {
        judge->sent(octets);
        judge->answered(reply);
    }
    void in_content() {
        say("MAIL FROM:<a@b>\r\n", "250 ok\r\n");
        say("RCPT TO:<a@b>\r\n", "250 ok\r\n");
        say("DATA\r\n", "354 go\r\n");
    }
    void expect(const std::string& wrong) { EXPECT_THAT(judge->wrongs(), Contains(HasSubstr(wrong))); }

    Backend backend = test_backend(Greeting::Auto);
    std::unique_ptr<BackJudge> judge;
};

TEST_F(BackLeg, FindsNothingWrongWithGoodManners) {
    in_content();
    say("a\r\n..b\r\n", "");
    say("c\r\n.\r\n", "250 ok\r\n");
    say("QUIT\r\n", "221 ok\r\n");
    EXPECT_THAT(judge->wrongs(), IsEmpty());
    EXPECT_EQ(judge->taken(), 1U);
}

TEST_F(BackLeg, SeesACommandThatDidNotWait) {
    judge->sent("MAIL FROM:<a@b>\r\n");
    judge->sent("RCPT TO:<a@b>\r\n");
    expect("before the answer");
}

TEST_F(BackLeg, SeesWhatIsNotCanonical) {
    say("MAIL FROM: <a@b>\r\n", "250 ok\r\n");
    expect("not canonical");
}

TEST_F(BackLeg, SeesWhatWasNotOffered) {
    say("MAIL FROM:<a@b> SIZE=1\r\n", "250 ok\r\n");
    expect("not offered: SIZE");
    ready("250-a\r\n250 SIZE 100\r\n");
    say("MAIL FROM:<a@b> SIZE=1\r\n", "250 ok\r\n");
    EXPECT_THAT(judge->wrongs(), IsEmpty());
    say("BDAT 1 LAST\r\nx", "250 ok\r\n");
    expect("BDAT that was not offered");
}

TEST_F(BackLeg, SeesWhatIsOutOfOrder) {
    say("DATA\r\n", "503 no\r\n");
    expect("DATA out of order");
    say("XFOO\r\n", "500 no\r\n");
    expect("no back need know");
}

TEST_F(BackLeg, SeesOctetsThatTheBackDoesNotTake) {
    in_content();
    judge->sent("\xC3\xA4\r\n");
    expect("over 127");
    ready("250-a\r\n250 8BITMIME\r\n");
    in_content();
    judge->sent("\xC3\xA4\r\n");
    EXPECT_THAT(judge->wrongs(), IsEmpty());
    judge->sent("a\n");
    expect("CR or LF alone");
}

TEST_F(BackLeg, SeesABareCrBetweenTwoWrites) {
    in_content();
    judge->sent("a\r");
    EXPECT_THAT(judge->wrongs(), IsEmpty());
    judge->sent("b\r\n");
    expect("CR or LF alone");
}

TEST_F(BackLeg, SeesALongLineAndANul) {
    in_content();
    judge->sent(std::string(600, 'a'));
    judge->sent(std::string(399, 'a') + "\r\n");
    expect("limits.text_line");
    ready("250 ok\r\n");
    in_content();
    judge->sent(std::string("a\0\r\n", 4));
    expect("NUL");
}

TEST_F(BackLeg, SeesAnEndInTwoWrites) {
    in_content();
    judge->sent("a\r\n");
    say(".\r\n", "250 ok\r\n");
    expect("two writes");
    EXPECT_EQ(judge->taken(), 1U);
}

// ---- The judge of the front leg.

constexpr const char* kGreek = "Subject: x\r\n\r\n\xCE\xB1\xCE\xB2\r\n.\r\n";

Leg good_leg(const std::string& content = kGreek) {
    return read_leg(capture({{kServer, "220 a\r\n"},
                             {kClient, "EHLO c.example\r\n"},
                             {kServer, "250-a\r\n250 PIPELINING\r\n"},
                             {kClient, "mail from: <a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n"},
                             {kServer, "250 m\r\n250 r\r\n354 d\r\n"},
                             {kClient, content},
                             {kServer, "250 e\r\n"},
                             {kClient, "QUIT\r\n"},
                             {kServer, "221 q\r\n"}}));
}

// Takes mail as it should, and says that it took something else.
class Liar : public Gateway {
public:
    explicit Liar(std::function<void(std::vector<Delivered>&)> lie) : lie_(std::move(lie)) {}
    std::string connect() override { return back_.connect(); }
    std::string receive(std::string_view octets) override { return back_.receive(octets); }
    [[nodiscard]] bool hung_up() const override { return back_.hung_up(); }
    [[nodiscard]] std::vector<Delivered> delivered() const override {
        std::vector<Delivered> all;
        for (const auto& one : back_.accepted)
            all.push_back({path_in(one.from), {path_in(one.recipients[0])}, one.content});
        lie_(all);
        return all;
    }

private:
    ModelBack back_;
    std::function<void(std::vector<Delivered>&)> lie_;
};

std::vector<std::string> problems_with(const std::function<void(std::vector<Delivered>&)>& lie,
                                       const std::string& content = kGreek) {
    Liar liar(lie);
    const Backend backend = test_backend(Greeting::Ehlo);
    Play play(backend, liar, {Cut::AsCaptured, Pace::AsCaptured, 1});
    const Leg leg = good_leg(content);
    play.run(leg);
    return judge(play, liar, backend).problems;
}

TEST(FrontJudge, IsContentWithWhatIsGood) {
    EXPECT_THAT(problems_with([](auto&) {}), IsEmpty());
}

TEST(FrontJudge, SeesAMessageThatIsLostOrComesTwice) {
    EXPECT_THAT(problems_with([](auto& all) { all.clear(); }), Contains(HasSubstr("nothing has arrived")));
    EXPECT_THAT(problems_with([](auto& all) {
                    if (!all.empty()) all.push_back(all[0]);
                }),
                Contains(HasSubstr("not told of")));
}

TEST(FrontJudge, SeesAnotherEnvelope) {
    EXPECT_THAT(problems_with([](auto& all) {
                    if (!all.empty()) all[0].from = "<x@b.example>";
                }),
                Contains(HasSubstr("another sender")));
    EXPECT_THAT(problems_with([](auto& all) {
                    if (!all.empty()) all[0].recipients.push_back("<x@d.example>");
                }),
                Contains(HasSubstr("other recipients")));
}

TEST(FrontJudge, SeesAnotherContent) {
    const auto one_more = [](auto& all) {
        if (!all.empty()) all[0].content += "x\r\n";
    };
    EXPECT_THAT(problems_with(one_more), Contains(HasSubstr("another message arrived")));
    EXPECT_THAT(problems_with(one_more, "Subject: x\r\n\r\nplain\r\n.\r\n"),
                Contains(HasSubstr("nothing had to change")));
    EXPECT_THAT(problems_with([](auto& all) {
                    if (!all.empty()) all[0].content.erase(0, 3);
                }),
                Contains(HasSubstr("no Received")));
}

// What is refused although nothing speaks against it has no reason that the judge could see.
TEST(FrontJudge, SeesARefusalWithoutAReason) {
    Liar liar([](auto&) {});
    Backend backend = test_backend(Greeting::Ehlo);
    backend.access.recipients = {"elsewhere.example"};
    Play play(backend, liar, {Cut::AsCaptured, Pace::AsCaptured, 1});
    const Leg leg = good_leg();
    play.run(leg);
    EXPECT_THAT(judge(play, liar, backend).problems, Contains(HasSubstr("a good address is refused")));
}

// ---- In front of every back, without anything recorded.

TEST(EveryPlace, DeliversWhatAnyClientMaySend) {
    for (const Place& place : places()) {
        for (const Cut cut : {Cut::AsCaptured, Cut::Whole, Cut::Octets, Cut::Random}) {
            const auto gateway = place.gateway();
            Play play(place.backend, *gateway, {cut, Pace::AsCaptured, 1});
            const Leg leg = good_leg();
            play.run(leg);
            const Verdict verdict = judge(play, *gateway, place.backend);
            EXPECT_THAT(verdict.problems, IsEmpty()) << place.name;
            EXPECT_EQ(verdict.delivered, 1U) << place.name;
        }
    }
}

TEST(EveryPlace, RefusesAMessageBeforeIts354AndServesAPatientSender) {
    const Leg leg =
        read_leg(capture({{kServer, "220 a\r\n"},
                          {kClient, "EHLO c.example\r\n"},
                          {kServer, "250 a\r\n"},
                          {kClient, "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nx\r\n.\r\n"},
                          {kServer, "250 m\r\n250 r\r\n354 d\r\n250 e\r\n"}}));
    for (const Place& place : places()) {
        for (const Pace pace : {Pace::AsCaptured, Pace::Patient}) {
            const auto gateway = place.gateway();
            Play play(place.backend, *gateway, {Cut::Whole, pace, 1});
            play.run(leg);
            const Verdict verdict = judge(play, *gateway, place.backend);
            EXPECT_THAT(verdict.problems, IsEmpty()) << place.name;
            EXPECT_EQ(verdict.delivered, pace == Pace::Patient ? 1U : 0U) << place.name;
        }
    }
}

}  // namespace
}  // namespace heloise::testing
