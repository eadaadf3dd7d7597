// Time, order and ends of a session with an emulated system; its words are in legacy_dialogue_test.cpp.
#include "proxy/emulate/legacy_server.h"

#include <gtest/gtest.h>

#include "tests/support/emulated_peer.h"

namespace heloise {
namespace {

using testing::EmulatedPeer;
using testing::emulation_from;

// A system of no name that does what the lines say, beside the usual.
Emulation system(const std::string& top = "", const std::string& verbs = "", const std::string& rest = "") {
    Emulation how = emulation_from(top + R"(
        [verbs]
        HELO = "250 hi"
        MAIL = "250 sender"
        RCPT = "250 recipient"
        DATA = "354 go"
        NOOP = "250 nothing"
        QUIT = { say = "221 bye", then = "close" }
    )" + verbs + rest);
    how.speed = 1;
    return how;
}

constexpr const char* kTransaction = "HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\ntext\r\n.\r\n";
constexpr const char* kReplies =
    "220 legacy.example Service ready\r\n250 hi\r\n250 sender\r\n250 recipient\r\n354 go\r\n";

TEST(LegacyServer, AnswersOctetByOctetAsItAnswersABatch) {
    const Emulation how = system();
    for (const bool split : {false, true}) {
        EmulatedPeer peer(how);
        const std::string all = std::string(kTransaction) + "QUIT\r\n";
        if (split)
            peer.send_octets(all);
        else
            peer.send(all);
        EXPECT_EQ(peer.heard(), std::string(kReplies) + "250 OK\r\n221 bye\r\n");
        EXPECT_TRUE(peer.closed);
        ASSERT_EQ(peer.stored.size(), 1U);
        EXPECT_EQ(peer.stored[0].hello, "HELO x");
        EXPECT_EQ(peer.stored[0].reverse_path, "<a@b>");
        EXPECT_EQ(peer.stored[0].recipients, std::vector<std::string>{"<c@d>"});
        EXPECT_EQ(peer.stored[0].octets, "text\r\n");
    }
}

TEST(LegacyServer, DelayedBannerComesInItsTimeAndCommandsWaitForIt) {
    const Emulation how = system(R"(banner = { say = ["220-wait", "220 ready"], delay = "5s" })");
    EmulatedPeer peer(how);
    EXPECT_FALSE(peer.server().wants_octets());
    peer.send("HELO x\r\n");
    peer.wait(4999ms);
    EXPECT_EQ(peer.heard(), "");
    peer.wait(1ms);
    EXPECT_EQ(peer.heard(), "220-wait\r\n220 ready\r\n250 hi\r\n");
}

TEST(LegacyServer, SlowFinalReplyComesAfterTheMessageIsStored) {
    const Emulation how = system("", "", "[message]\naccepted = { say = \"250\", delay = \"2500ms\" }");
    EmulatedPeer peer(how);
    peer.send(kTransaction);
    EXPECT_EQ(peer.stored.size(), 1U);
    EXPECT_EQ(peer.heard(), kReplies);
    peer.send("QUIT\r\n");
    peer.wait(2499ms);
    EXPECT_EQ(peer.heard(), "");
    peer.wait(1ms);
    EXPECT_EQ(peer.heard(), "250\r\n221 bye\r\n");
}

TEST(LegacyServer, SpeedMultipliesDelays) {
    Emulation how = system(R"(banner = { say = "220 x", delay = "10s" })");
    how.speed = 0.1;
    EmulatedPeer peer(how);
    EXPECT_EQ(peer.server().deadline(), Duration(1s));
    how.speed = 0;
    EXPECT_EQ(EmulatedPeer(how).heard(), "220 x\r\n");
}

TEST(LegacyServer, SaysNeverTwoHundredFiftyForWhatWasNotStored) {
    const Emulation how = system("", "", "[errors]\nstore = \"552 Error in local delivery\"");
    EmulatedPeer peer(how);
    peer.store_works = false;
    peer.send(kTransaction);
    EXPECT_EQ(peer.heard(), std::string(kReplies) + "552 Error in local delivery\r\n");
}

TEST(LegacyServer, MayCloseResetOrFallSilentAtAnyCommand) {
    const Emulation how = system("", R"(
        EHLO = { say = "550 Huh?", then = "close" }
        VRFY = { say = "", then = "reset" }
        HELP = { say = [], then = "silence" }
        EXPN = ""
    )");
    EmulatedPeer closing(how);
    closing.send("EHLO x\r\nHELO x\r\n");
    EXPECT_EQ(closing.heard(), "220 legacy.example Service ready\r\n550 Huh?\r\n");
    EXPECT_TRUE(closing.closed && !closing.reset);

    EmulatedPeer resetting(how);
    resetting.send("VRFY x\r\n");
    EXPECT_TRUE(resetting.closed && resetting.reset);

    EmulatedPeer silent(how);
    (void)silent.heard();
    silent.send("HELP\r\nNOOP\r\nQUIT\r\n");
    silent.wait(1h);
    EXPECT_EQ(silent.heard(), "");
    EXPECT_FALSE(silent.closed);

    EmulatedPeer missing(how);
    (void)missing.heard();
    missing.send("EXPN x\r\nNOOP\r\n");
    EXPECT_EQ(missing.heard(), "250 nothing\r\n");
}

TEST(LegacyServer, HangsUpAfterItsFillOfErrors) {
    const Emulation how = system("", "", "[limits]\nerrors = 3");
    EmulatedPeer peer(how);
    (void)peer.heard();
    peer.send("X\r\nMAIL FROM:<a>\r\n");
    EXPECT_EQ(peer.heard(), "500 Syntax error, command unrecognized\r\n503 Bad sequence of commands\r\n");
    peer.send("X\r\n");
    EXPECT_EQ(peer.heard(), "421 legacy.example Service not available, closing transmission channel\r\n");
    EXPECT_TRUE(peer.closed);
}

TEST(LegacyServer, HangsUpOnAnIdlePeer) {
    const Emulation how = system("", "", "[limits]\nidle = \"180s\"");
    EmulatedPeer peer(how);
    peer.wait(100s);
    peer.send("NOOP\r\n");
    peer.wait(179s);
    EXPECT_FALSE(peer.closed);
    peer.wait(1s);
    EXPECT_TRUE(peer.closed);
}

TEST(LegacyServer, ItsOwnSlownessIsNotThePeersIdleness) {
    const Emulation how =
        system("", "VRFY = { say = \"252 late\", delay = \"200s\" }\n", "[limits]\nidle = \"180s\"");
    EmulatedPeer peer(how);
    peer.send("VRFY x\r\n");
    peer.wait(200s);
    EXPECT_FALSE(peer.closed);
    peer.wait(179s);
    EXPECT_FALSE(peer.closed);
    peer.wait(1s);
    EXPECT_TRUE(peer.closed);
}

TEST(LegacyServer, WithoutAnIdleLimitItWaitsForEver) {
    const Emulation how = system();
    EXPECT_EQ(EmulatedPeer(how).server().deadline(), std::nullopt);
}

TEST(LegacyServer, TooLongACommandIsSwallowedToItsEnd) {
    const Emulation how = system("", "", "[limits]\ncommand_line = 12");
    for (const bool split : {false, true}) {
        EmulatedPeer peer(how);
        (void)peer.heard();
        const std::string lines =
            "NOOP 12345\r\n"
            "NOOP 67890\r\nNOOP 6789012345678901\r\nNOOP\r\n";
        if (split)
            peer.send_octets(lines);
        else
            peer.send(lines);
        EXPECT_EQ(peer.heard(), "250 nothing\r\n250 nothing\r\n500 Line too long\r\n250 nothing\r\n");
    }
}

TEST(LegacyServer, BareLfEndsACommandOnlyWhereItMay) {
    const Emulation strict = system();
    EmulatedPeer peer(strict);
    (void)peer.heard();
    peer.send("NOOP\n");
    EXPECT_EQ(peer.heard(), "");
    const Emulation lenient = system("", "", "[message]\nbare_lf_ends_line = true");
    EmulatedPeer other(lenient);
    (void)other.heard();
    other.send("NOOP\n");
    EXPECT_EQ(other.heard(), "250 nothing\r\n");
}

TEST(LegacyServer, MayRefuseBareLfInAMessageAndHangUp) {
    const Emulation how = system("", "",
                                 "[errors]\nbare_lf = { say = \"451 See "
                                 "http://pobox.com/~djb/docs/smtplf.html.\", then = \"close\" }");
    EmulatedPeer peer(how);
    peer.send("HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nte\nxt\r\n.\r\n");
    EXPECT_EQ(peer.heard(), std::string(kReplies) + "451 See http://pobox.com/~djb/docs/smtplf.html.\r\n");
    EXPECT_TRUE(peer.closed);
    EXPECT_TRUE(peer.stored.empty());
}

TEST(LegacyServer, EarlyReplyIsTheOnlyReplyToItsMessage) {
    const Emulation how = system("", "", "[message]\nearly_after = 10\nearly = \"552 Too many headers\"");
    for (const bool split : {false, true}) {
        EmulatedPeer peer(how);
        const std::string all =
            "HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n12345\r\n12345\r\n12345\r\n.\r\nNOOP\r\n";
        if (split)
            peer.send_octets(all);
        else
            peer.send(all);
        EXPECT_EQ(peer.heard(), std::string(kReplies) + "552 Too many headers\r\n250 nothing\r\n");
        EXPECT_TRUE(peer.stored.empty());
    }
}

TEST(LegacyServer, OversizeIsRefusedAfterTheWholeMessage) {
    const Emulation how = system("", "", "[limits]\nmessage_size = 4\n[errors]\nmessage_size = \"552 big\"");
    EmulatedPeer peer(how);
    peer.send(kTransaction);
    EXPECT_EQ(peer.heard(), std::string(kReplies) + "552 big\r\n");
    EXPECT_TRUE(peer.stored.empty());
}

TEST(LegacyServer, RecipientsOverTheLimitAreRefusedOneByOne) {
    const Emulation how = system("", "", "[limits]\nrecipients = 1");
    EmulatedPeer peer(how);
    peer.send("HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\n");
    EXPECT_EQ(peer.heard(),
              "220 legacy.example Service ready\r\n250 hi\r\n250 sender\r\n250 recipient\r\n"
              "552 Too many recipients\r\n");
}

TEST(LegacyServer, ANewTransactionForgetsTheOneBefore) {
    const Emulation how = system("", "RSET = \"250 forgotten\"\n");
    EmulatedPeer peer(how);
    peer.send("HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRSET\r\nDATA\r\n");
    EXPECT_TRUE(peer.heard().ends_with("250 forgotten\r\n503 Bad sequence of commands\r\n"));
    peer.send("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nHELO y\r\nRCPT TO:<c@d>\r\n");
    EXPECT_TRUE(peer.heard().ends_with("250 hi\r\n503 Bad sequence of commands\r\n"));
}

// CSCdk46673 (fact 66): one unknown command spoils the next message, and only that.
TEST(LegacyServer, MaskedCommandSpoilsTheNextMessage) {
    const Emulation how =
        system("", "", "[syntax]\nmasks_unknown = true\n[errors]\nunknown = \"500 {verb}?\"");
    EmulatedPeer peer(how);
    (void)peer.heard();
    peer.send("HELO x\r\nVRFY x\r\n");
    EXPECT_EQ(peer.heard(), "250 hi\r\n500 XXXX?\r\n");
    peer.send("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nmy text\r\n.\r\n");
    peer.send("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nmy text\r\n.\r\n");
    ASSERT_EQ(peer.stored.size(), 2U);
    EXPECT_EQ(peer.stored[0].octets, "XX XXXX\r\n");
    EXPECT_EQ(peer.stored[1].octets, "my text\r\n");
}

TEST(LegacyServer, PixNeverAnswersAnEndOfDataInTwoReads) {
    const Emulation how = testing::shipped_emulation("pix");
    EmulatedPeer peer(how);
    peer.send("HELO x\r\n");
    peer.send("MAIL FROM:<a@b>\r\n");
    peer.send("RCPT TO:<c@d>\r\n");
    peer.send("DATA\r\n");
    (void)peer.heard();
    peer.send("text\r\n.");
    peer.send("\r\n");
    peer.wait(1h);
    EXPECT_EQ(peer.heard(), "");
    EXPECT_TRUE(peer.stored.empty());

    EmulatedPeer whole(how);
    whole.send("HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n");
    whole.send("DATA\r\n");
    whole.send("te");
    whole.send("xt\r\n.\r\n");
    EXPECT_TRUE(whole.heard().ends_with("250 OK\r\n"));
    EXPECT_EQ(whole.stored.size(), 1U);
}

TEST(LegacyServer, NothingIsHeardAfterTheEnd) {
    const Emulation how = system();
    EmulatedPeer peer(how);
    peer.send("QUIT\r\nNOOP\r\n");
    peer.send("NOOP\r\n");
    EXPECT_EQ(peer.heard(), "220 legacy.example Service ready\r\n221 bye\r\n");
    EXPECT_EQ(peer.server().deadline(), std::nullopt);
    EXPECT_FALSE(peer.server().wants_octets());
}

}  // namespace
}  // namespace heloise
