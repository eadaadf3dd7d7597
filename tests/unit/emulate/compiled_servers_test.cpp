// The servers of 1983 to 1998 that were compiled from their sources and watched: buffers, second replies,
// damage, from the shipped profiles; their words are in compiled_dialogue_test.cpp. "Fact N" is row N of the
// table of documented wire facts.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/emulated_peer.h"

namespace heloise {
namespace {

using testing::EmulatedPeer;
using testing::shipped_emulation;

constexpr const char* kUpToData = "HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n";

// A system in a message; each of these commands in a read of its own.
EmulatedPeer& into_data(EmulatedPeer& peer, const std::vector<std::string>& recipients = {"c@d"}) {
    peer.send("HELO x\r\n");
    peer.send("MAIL FROM:<a@b>\r\n");
    for (const std::string& recipient : recipients) peer.send("RCPT TO:<" + recipient + ">\r\n");
    peer.send("DATA\r\n");
    (void)peer.heard();
    return peer;
}

struct Longest {
    const char* profile;
    std::size_t octets;  // of a command with CRLF that has one reply
};

// Fact 101: conf.h's and smtp.h's buffers, less the NUL; NOS reads CRLF as one octet.
TEST(CompiledServers, ACommandOverTheBufferHasTwoReplies) {
    for (const auto& [profile, octets] :
         {Longest{"nos", 256}, {"sendmail-4.2bsd", 255}, {"sendmail-5", 1023}}) {
        const Emulation how = shipped_emulation(profile);
        for (const bool over : {false, true}) {
            const std::string command = "XXXX" + std::string(octets - 6 + (over ? 1 : 0), 'x') + "\r\n";
            EmulatedPeer peer(how);
            (void)peer.heard();
            peer.send(command);
            const std::string once = "500 Command unrecognized\r\n";
            EXPECT_EQ(peer.heard(), over ? once + once : once) << profile;
            peer.send_octets(command);
            EXPECT_EQ(peer.heard(), over ? once + once : once) << profile << " octet by octet";
        }
    }
}

// As recorded: 501 for what the buffer holds of the address, which has no bracket, and 500 for the rest.
TEST(CompiledServers, NosAnswersALongRcptTwice) {
    const Emulation how = shipped_emulation("nos");
    EmulatedPeer peer(how);
    peer.send("HELO x\r\nMAIL FROM:<a@b>\r\n");
    (void)peer.heard();
    peer.send("RCPT TO:<" + std::string(120, 'l') + "@" + std::string(140, 'd') + ".example.org>\r\n");
    EXPECT_EQ(peer.heard(), "501 Syntax error\r\n500 Command unrecognized\r\n");
}

// Fact 102: 255 octets and a dot; all replies are those of the recorded session.
TEST(CompiledServers, NosEndsAMessageAtADotBehind255Octets) {
    const Emulation how = shipped_emulation("nos");
    const std::string line(255, 'x');
    const std::string all =
        "Subject: s\r\n\r\none\r\n" + line +
        ".\r\nRSET\r\nHELO evil\r\nMAIL FROM:<evil@b.example>\r\nRCPT TO:<u2@example.org>\r\n"
        "DATA\r\nsmuggled\r\n" +
        line + ".\r\nlast\r\n.\r\n";
    for (const bool split : {false, true}) {
        EmulatedPeer peer(how);
        into_data(peer);
        if (split)
            peer.send_octets(all);
        else
            peer.send(all);
        EXPECT_EQ(peer.heard(),
                  "250 Sent\r\n250 Reset state\r\n250 example.org, Share and Enjoy!\r\n250 Ok\r\n250 Ok\r\n"
                  "354 Enter mail, end with .\r\n250 Sent\r\n500 Command unrecognized\r\n"
                  "500 Command unrecognized\r\n");
        ASSERT_EQ(peer.stored.size(), 2U);
        EXPECT_EQ(peer.stored[0].octets, "Subject: s\r\n\r\none\r\n" + line + "\r\n");
        EXPECT_EQ(peer.stored[1].reverse_path, "<evil@b.example>");
        EXPECT_EQ(peer.stored[1].recipients, std::vector<std::string>{"<u2@example.org>"});
    }
}

// Facts 103 and 104.
TEST(CompiledServers, NosUndoesTwoDotsAloneAndLosesWhatStandsBehindACr) {
    const Emulation how = shipped_emulation("nos");
    EmulatedPeer peer(how);
    into_data(peer, {"Ada@Example.org", "Ada@Example.org"});
    peer.send("..\r\n..x\r\n.y\r\nlost\rhere\r\n.\rand here\r\nQUIT\r\n");
    ASSERT_EQ(peer.stored.size(), 1U);
    EXPECT_EQ(peer.stored[0].octets, ".\r\n..x\r\n.y\r\nlost\r\n");
    EXPECT_EQ(peer.stored[0].recipients,
              (std::vector<std::string>{"<ada@example.org>", "<ada@example.org>"}));
    EXPECT_TRUE(peer.closed);
}

TEST(CompiledServers, NosKeepsTheSenderOverRset) {
    const Emulation how = shipped_emulation("nos");
    EmulatedPeer peer(how);
    peer.send("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRSET\r\nRCPT TO:<e@f>\r\nDATA\r\nx\r\n.\r\n");
    ASSERT_EQ(peer.stored.size(), 1U);
    EXPECT_EQ(peer.stored[0].reverse_path, "<a@b>");
    EXPECT_EQ(peer.stored[0].recipients, std::vector<std::string>{"<e@f>"});
}

// Fact 100: three replies and the message is delivered all the same; they come late.
TEST(CompiledServers, SendmailAnswersALongFieldThreeTimesAndDelivers) {
    std::string field = "To: <n@example.org>";
    while (field.size() < 2600) field += ",\r\n\t<person@some.long.domain.example>";
    for (const char* profile : {"sendmail-5", "sendmail-4.2bsd"}) {
        Emulation how = shipped_emulation(profile);
        how.speed = 1;
        EmulatedPeer peer(how);
        into_data(peer);
        peer.send("From: a@b\r\n" + field + "\r\n\r\ntext\r\n.\r\n");
        peer.send("NOOP\r\n");
        EXPECT_EQ(peer.heard(), "554 Unbalanced '<'\r\n") << profile;
        peer.wait(10ms);
        EXPECT_EQ(peer.heard(), "554 <c@d>... Unbalanced '<'\r\n");
        EXPECT_FALSE(peer.server().wants_octets());
        peer.wait(14ms);
        EXPECT_EQ(peer.heard(), "554 <c@d>... Unbalanced '<'\r\n200 OK\r\n");
        EXPECT_EQ(peer.stored.size(), 1U);
    }
}

TEST(CompiledServers, SendmailTakesAFieldOf2500OctetsAndALongBody) {
    const Emulation how = shipped_emulation("sendmail-5");
    EmulatedPeer peer(how);
    into_data(peer);
    std::string field = "To: <n@example.org>";
    while (field.size() < 2400) field += ",\r\n\t<person@some.long.domain.example>";
    const std::string line = "X-Long: in the body\r\n";
    std::string body;
    for (int i = 0; i < 300; ++i) body += line + "\t folded\r\n";
    peer.send(field + "\r\n\r\n" + body + ".\r\n");
    EXPECT_EQ(peer.heard(), "250 Ok\r\n");
}

// Fact 105: with a line end added, which makes an empty line of the last LF.
TEST(CompiledServers, SendmailDeliversLongLinesInPieces) {
    const Emulation how = shipped_emulation("sendmail-4.2bsd");
    EmulatedPeer peer(how);
    into_data(peer);
    const std::string fits(254, 'f'), full(255, 'g'), over(300, 'h');
    peer.send("\r\n" + fits + "\r\n" + full + "\r\n" + over + "\r\n.\r\n");
    ASSERT_EQ(peer.stored.size(), 1U);
    EXPECT_EQ(peer.stored[0].octets, "\r\n" + fits + "\r\n" + full + "\r\n\r\n" + over.substr(0, 255) +
                                         "\r\n" + over.substr(255) + "\r\n");
}

TEST(CompiledServers, SendmailEndsAMessageAtADotBehindItsBuffer) {
    const Emulation how = shipped_emulation("sendmail-5");
    EmulatedPeer peer(how);
    into_data(peer);
    peer.send("\r\n" + std::string(2499, 'x') + ".\r\n");
    EXPECT_EQ(peer.heard(), "250 Ok\r\n");
}

// Fact 106.
TEST(CompiledServers, Sendmail5ClearsTheEighthBitAndLosesWhatStandsBehindNul) {
    const Emulation how = shipped_emulation("sendmail-5");
    EmulatedPeer peer(how);
    peer.send("MAIL FROM:<a@b>\r\n");
    (void)peer.heard();
    peer.send("RCPT TO:<m\xfcller@d>\r\n");
    EXPECT_EQ(peer.heard(), "250 <m|ller@d>... Recipient ok\r\n");
    using namespace std::string_literals;
    peer.send("DATA\r\n"s);
    peer.send(".x..\r\n...\r\ncaf\xe9\r\none\0two\r\n.\0x\r\n"s);
    ASSERT_EQ(peer.stored.size(), 1U);
    EXPECT_EQ(peer.stored[0].octets, ".x..\r\n..\r\ncafi\r\none\r\n");
}

// Fact 109.
TEST(CompiledServers, SendmailKeepsRecipientsFromBeforeMail) {
    const Emulation how = shipped_emulation("sendmail-5");
    EmulatedPeer peer(how);
    peer.send("RCPT TO:<early@d>\r\n");
    peer.send("RSET\r\n");
    peer.send("MAIL FROM:<a@b>\r\n");
    peer.send("DATA\r\n");
    peer.send("x\r\n.\r\n");
    ASSERT_EQ(peer.stored.size(), 1U);
    EXPECT_EQ(peer.stored[0].recipients, std::vector<std::string>{"<early@d>"});
}

// Fact 108: what is sent ahead of the replies is read by the child and, from behind MAIL, by the parent once
// more.
TEST(CompiledServers, SendmailRunsCommandsSentAheadTwice) {
    const Emulation how = shipped_emulation("sendmail-5");
    EmulatedPeer peer(how);
    peer.send(std::string(kUpToData));
    (void)peer.heard();
    peer.send("x\r\n.\r\nQUIT\r\n");
    EXPECT_EQ(peer.heard(), "250 Ok\r\n250 <c@d>... Recipient ok\r\n503 Need MAIL command\r\n");
    EXPECT_EQ(peer.stored.size(), 1U);
    EXPECT_FALSE(peer.closed) << "QUIT went with the child";
    peer.send("QUIT\r\n");
    EXPECT_TRUE(peer.closed);
}

TEST(CompiledServers, SendmailRunsOneCommandAtATimeOnce) {
    const Emulation how = shipped_emulation("sendmail-5");
    EmulatedPeer peer(how);
    for (int i = 0; i < 2; ++i) {
        into_data(peer);
        peer.send("x\r\n.\r\n");
        EXPECT_EQ(peer.heard(), "250 Ok\r\n");
    }
    peer.send("MAIL FROM:<a@b>\r\n");
    peer.send("RSET\r\n");
    (void)peer.heard();
    peer.send("NOOP\r\n");
    EXPECT_EQ(peer.heard(), "200 OK\r\n");
    EXPECT_EQ(peer.stored.size(), 2U);
}

}  // namespace
}  // namespace heloise
