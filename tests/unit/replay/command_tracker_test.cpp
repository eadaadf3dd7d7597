// Where lines stand: replies by their commands, messages by their ends.
#include "proxy/replay/command_tracker.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace heloise {
namespace {

// The place of the line that begins with `text`; the last of them.
Place place(std::string_view text, const std::string& line) {
    const auto parsed = parse_transcript(text);
    const auto& transcript = std::get<Transcript>(parsed);
    const Script script = script_of(transcript);
    const auto all = places(script);
    const auto found = std::find_if(script.rbegin(), script.rend(),
                                    [&](const auto* one) { return print(*one).starts_with(line); });
    return all.at(static_cast<std::size_t>(script.rend() - found) - 1);
}

constexpr std::string_view kPipelined =
    "F! connect\nF< 220 a\nF> EHLO b\nF< 250-a\nF< 250 SIZE\nF> MAIL FROM:<>\nF> RCPT TO:<a@b>\nF> DATA\n"
    "F< 250 2.1.0 OK\nF< 550 5.1.1 No\nF< 354 Go\nF> MAIL is in the text\nF> .\nF< 250 2.0.0 OK\nF> QUIT\nF< "
    "221 Bye\n"
    "F= close\n";

TEST(CommandTracker, RepliesBelongToTheirCommandsInOrder) {
    EXPECT_EQ(place(kPipelined, "F< 220"), Place::Banner);
    EXPECT_EQ(place(kPipelined, "F< 250-a"), Place::Hello);
    EXPECT_EQ(place(kPipelined, "F< 250 SIZE"), Place::Offer);
    EXPECT_EQ(place(kPipelined, "F< 250 2.1.0"), Place::Mail);
    EXPECT_EQ(place(kPipelined, "F< 550"), Place::Rcpt);
    EXPECT_EQ(place(kPipelined, "F< 354"), Place::Data);
    EXPECT_EQ(place(kPipelined, "F< 250 2.0.0"), Place::MessageEnd);
    EXPECT_EQ(place(kPipelined, "F< 221"), Place::OtherReply);
    EXPECT_EQ(place(kPipelined, "F= close"), Place::FrontClose);
}

TEST(CommandTracker, ADataThatIsRefusedHasNoMessage) {
    EXPECT_EQ(place("F< 220 a\nF> DATA\nF< 503 no\nF> RCPT TO:<a@b>\nF< 250 OK\n", "F< 250"), Place::Rcpt);
}

TEST(CommandTracker, ChunksAreCounted) {
    const std::string_view text = "F< 220 a\nF> BDAT 6 LAST\nF> QUIT\nF< 250 OK\nF> QUIT\nF< 221 Bye\n";
    EXPECT_EQ(place(text, "F< 250"), Place::Chunk);
    EXPECT_EQ(place(text, "F< 221"), Place::OtherReply);
}

TEST(CommandTracker, TheGatewayHearsCommandsAndAMessage) {
    const std::string_view text =
        "B! connect\nB> 220 gw\nB< EHLO a\nB> 250 gw\nB< MAIL FROM:<>\nB> 250 OK\nB< RCPT TO:<a@b>\nB> 250 "
        "OK\nB< DATA\n"
        "B> 354 Go\nB< Received: from a\nB< \\x09by b\nB< Subject: x\nB< .\nB> 250 OK\nB< QUIT\nB= close\n";
    EXPECT_EQ(place(text, "B< EHLO"), Place::BackHello);
    EXPECT_EQ(place(text, "B< MAIL"), Place::BackMail);
    EXPECT_EQ(place(text, "B< RCPT"), Place::BackRcpt);
    EXPECT_EQ(place(text, "B< DATA"), Place::BackData);
    EXPECT_EQ(place(text, "B< Received"), Place::Received);
    EXPECT_EQ(place(text, "B< \\x09by"), Place::Received);
    EXPECT_EQ(place(text, "B< Subject"), Place::Content);
    EXPECT_EQ(place(text, "B< ."), Place::Terminator);
    EXPECT_EQ(place(text, "B< QUIT"), Place::BackOther);
    EXPECT_EQ(place(text, "B= close"), Place::BackClose);
    EXPECT_EQ(place(text, "B! connect"), Place::Call);
}

TEST(CommandTracker, AVerbEndsWhereAWordEnds) {
    EXPECT_EQ(back_command("mail FROM:<>"), Place::BackMail);
    EXPECT_EQ(back_command("DATA"), Place::BackData);
    EXPECT_EQ(back_command("DATABASE"), Place::BackOther);
}

}  // namespace
}  // namespace heloise
