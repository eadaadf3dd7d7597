// The dialogue of the servers of 1983 to 1998 that were compiled from their sources and watched, word for
// word, from the shipped profiles.
#include <ostream>

#include <gtest/gtest.h>

#include "tests/support/emulated_peer.h"

namespace heloise {
namespace {

using testing::play;
using testing::shipped_emulation;
using testing::Split;

struct Watched {
    const char* name;
    const char* profile;
    const char* dialogue;
};
void PrintTo(const Watched& dialogue, std::ostream* out) {
    *out << dialogue.name;
}

const Watched kWatched[] = {
    {"NosSession", "nos", R"(
        S: 220 example.org SMTP ready
        C: EHLO x
        S: 500 Command unrecognized
        C: HELO relay.example.net
        S: 250 example.org, Share and Enjoy!
        C: MAIL FROM:<a@b.example>
        S: 250 Ok
        C: RCPT TO:<u1@example.org>
        S: 250 Ok
        C: RCPT TO:<Unknown@Far.example>
        S: 550 <unknown@far.example> address unknown
        C: DATA
        S: 354 Enter mail, end with .
        C: text
        C: .
        S: 250 Sent
        C: DATA
        S: 503 Need RCPT (recipient)
        C: RSET
        S: 250 Reset state
        C: QUIT
        S: 221 Closing
        S! close)"},
    {"NosNeedsBracketsAndTakesParameters", "nos", R"(
        S: 220 example.org SMTP ready
        C: MAIL FROM:a@b
        S: 501 Syntax error
        C: MAIL FROM: <a@b> SIZE=1
        S: 250 Ok)"},
    {"NosNeedsNoMailAndASecondTakesTheFirstOnesPlace", "nos", R"(
        S: 220 example.org SMTP ready
        C: RCPT TO:<c@d>
        S: 250 Ok
        C: MAIL FROM:<a@b>
        S: 250 Ok
        C: MAIL FROM:<e@f>
        S: 250 Ok)"},
    {"Sendmail5Session", "sendmail-5", R"(
        S: 220 gw.example.org Sendmail 5.61.1.6/1.36 ready at Thu, 1 Jan 70 00:00:00 GMT
        C: EHLO x
        S: 500 Command unrecognized
        C: HELO relay.example.net
        S: 250 gw.example.org Hello relay.example.net, pleased to meet you
        C: MAIL FROM:<a@b.example>
        S: 250 <a@b.example>... Sender ok
        C: MAIL FROM:<a@b.example>
        S: 503 Sender already specified
        C: DATA
        S: 503 Need RCPT (recipient)
        C: RCPT TO:<unknown@example.org>
        S: 550 <unknown@example.org>... User unknown
        C: RCPT TO:<u1@example.org>
        S: 250 <u1@example.org>... Recipient ok
        C: DATA
        S: 354 Enter mail, end with "." on a line by itself
        C: text
        C: .
        S: 250 Ok
        C: NOOP
        S: 200 OK
        C: DATA
        S: 503 Need MAIL command
        C: QUIT
        S: 221 gw.example.org closing connection
        S! close)"},
    {"SendmailRefusesItsOwnNameAndStaysAsFact107Has", "sendmail-5", R"(
        S: 220 gw.example.org Sendmail 5.61.1.6/1.36 ready at Thu, 1 Jan 70 00:00:00 GMT
        C: HELO GW.example.org
        S: 553 gw.example.org I refuse to talk to myself
        S! open
        C: MAIL FROM:<a@b>
        S: 250 <a@b>... Sender ok
        C: HELO other.example
        S: 250 gw.example.org Hello other.example, pleased to meet you)"},
    {"Sendmail4RefusesItsOwnNameToo", "sendmail-4.2bsd", R"(
        S: 220 ucbvax.example Sendmail 4.12/4.7 ready at Thu, 1 Jan 70 00:00:00 GMT
        C: HELO ucbvax.example
        S: 553 ucbvax.example I refuse to talk to myself
        C: HELO
        S: 250 ucbvax.example Hello , pleased to meet you)"},
    // The replies and their order are those of a recorded session (fact 100).
    {"SendmailAnswersADeliveryThatIsCutOffThreeTimes", "sendmail-5", R"(
        S: 220 gw.example.org Sendmail 5.61.1.6/1.36 ready at Thu, 1 Jan 70 00:00:00 GMT
        C: HELO x
        S: 250 gw.example.org Hello x, pleased to meet you
        C: MAIL FROM:<a@b.example>
        S: 250 <a@b.example>... Sender ok
        C: RCPT TO:<hangup@far.example>
        S: 250 <hangup@far.example>... Recipient ok
        C: RCPT TO:<u1@example.org>
        S: 250 <u1@example.org>... Recipient ok
        C: DATA
        S: 354 Enter mail, end with "." on a line by itself
        C: text
        C: .
        S: 451 <hangup@far.example>... reply: read error
        S: 250 Ok
        S: 451 <a@b.example>... reply: read error
        C: MAIL FROM:<a@b.example>
        S: 250 <a@b.example>... Sender ok)"},
};

class CompiledServer : public ::testing::TestWithParam<Watched> {};

TEST_P(CompiledServer, SaysWhatItWasSeenToSay) {
    const Emulation how = shipped_emulation(GetParam().profile);
    EXPECT_EQ(play(how, GetParam().dialogue, Split::Lines), "");
    EXPECT_EQ(play(how, GetParam().dialogue, Split::Octets), "");
}

INSTANTIATE_TEST_SUITE_P(Dialogues, CompiledServer, ::testing::ValuesIn(kWatched),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace heloise
