// The dialogue of each legacy system as its source documents it, word for word, from the shipped profiles.
#include <ostream>

#include <gtest/gtest.h>

#include "tests/support/emulated_peer.h"

namespace heloise {
namespace {

using testing::play;
using testing::shipped_emulation;
using testing::Split;

struct Documented {
    const char* name;
    const char* profile;
    const char* dialogue;
};
void PrintTo(const Documented& dialogue, std::ostream* out) {
    *out << dialogue.name;
}

const Documented kDocumented[] = {
    {"MsMailInboundSessionOfQ112286", "msmail-3.0", R"(
        S: 220 All set, fire away
        C: HELO company.com
        S: 250 Hi there, pleased to meet you
        C: MAIL From:<root@company.com>
        S: 250 Sender OK
        C: RCPT To:<admin@mspo1.dept>
        S: 250 Recipient OK
        C: DATA
        S: 354 Start mail input; end with <CRLF>.<CRLF>
        C: Date: Tue, 23 Feb 93 08:55:16 PST
        C:
        C: text
        C: .
        S: 250
        C: QUIT
        S: 221 See you later
        S! close)"},
    {"MsMailHangsUpOnEhloOfQ100352", "msmail-3.0", R"(
        S: 220 All set, fire away
        C: EHLO client
        S: 550 Huh?
        S! close)"},
    {"MsMailHangsUpOnAnyUnknownCommandOfQ99854", "msmail-3.0", R"(
        S: 220 All set, fire away
        C: HELO client
        S: 250 Hi there, pleased to meet you
        C: NOOP
        S: 500 Huh?
        S! close)"},
    {"MsMailStaysOnABadSequenceOfQ99855", "msmail-3.0", R"(
        S: 220 All set, fire away
        C: MAIL FROM:<a@b>
        S: 503 Bad command sequence
        C: HELO client
        S: 250 Hi there, pleased to meet you
        C: RCPT TO:<a@b>
        S: 503 Bad command sequence
        C: DATA
        S: 503 Bad command sequence
        S! open)"},
    {"MsMailIsLenientAsInQ107087AndQ105130", "msmail-3.0", R"(
        S: 220 All set, fire away
        C: hello fake.host.com
        S: 250 Hi there, pleased to meet you
        C: mail from:jdoe
        S: 250 Sender OK
        C: helo
        S: 250 Hi there, pleased to meet you
        C: mail from:<>
        S: 250 Sender OK)"},
    {"MsMailKnowsNoMailboxOverTenOctetsAsInQ107089", "msmail-3.0", R"(
        S: 220 All set, fire away
        C: HELO client
        S: 250 Hi there, pleased to meet you
        C: MAIL FROM:<a@b>
        S: 250 Sender OK
        C: RCPT TO:<elevenoctet@mspo1.dept>
        S: 550 Addressee unknown
        C: RCPT TO:<tenoctets1@mspo1.dept>
        S: 250 Recipient OK
        C: RCPT TO:<unknown@mspo1.dept>
        S: 550 Addressee unknown)"},
    {"MsMailMayRefuseAMessageItTookTheRecipientsOfAsInQ99856", "msmail-3.0", R"(
        S: 220 All set, fire away
        C: HELO client
        S: 250 Hi there, pleased to meet you
        C: MAIL FROM:<a@b>
        S: 250 Sender OK
        C: RCPT TO:<norights@mspo1.dept>
        S: 250 Recipient OK
        C: DATA
        S: 354 Start mail input; end with <CRLF>.<CRLF>
        C: text
        C: .
        S: 552 Error in local delivery
        S! open)"},
    {"MsMail302StaysOnEhloAndStumblesOverRsetAsInQ101461", "msmail-3.0.2", R"(
        S: 220 marvgard All set, fire away
        C: EHLO client
        S: 550 Huh?
        S! open
        C: RSET
        S: 503 Bad command sequence
        C: HELO client
        S: 250 marvgard Hi there, pleased to meet you
        C: RSET
        S: 250 OK
        C: VRFY admin
        S: 500 Huh?
        S! close)"},
    {"VmLevel320AnswersEhloWithTheDocumentedFiveLines", "ibm-vm-320", R"(
        S: 220 HOSTA.IBM.COM running IBM VM SMTP Level 320 on Sat, 1 May 99 12:00:00 EDT
        C: EHLO HOSTB.IBM.COM
        S: 250-HOSTA.IBM.COM is my domain name.
        S: 250-EXPN
        S: 250-HELP
        S: 250-8BITMIME
        S: 250 SIZE 524288)"},
    {"VmLevel320ReadsParametersOnlyAfterEhlo", "ibm-vm-320", R"(
        S: 220 HOSTA.IBM.COM running IBM VM SMTP Level 320 on Sat, 1 May 99 12:00:00 EDT
        C: HELO #16909060
        S: 250 HOSTA.IBM.COM is my domain name.
        C: MAIL FROM:<a@b> SIZE=524289 BODY=8BITMIME
        S: 250 OK
        C: EHLO IPv6:2001:db8::1
        S: 250-HOSTA.IBM.COM is my domain name.
        S: 250-EXPN
        S: 250-HELP
        S: 250-8BITMIME
        S: 250 SIZE 524288
        C: MAIL FROM:<a@b> SIZE=524289
        S: 552 Mail file too large
        C: MAIL FROM:<a@b> SIZE=524288 BODY=8BITMIME
        S: 250 OK
        C: TURN
        S: 502 Command not implemented)"},
    {"VmV2R2SessionOfQ102107", "ibm-vm-v2r2", R"(
        S: 220 yourhost.yourdomain.com running IBM VM SMTP V2R2 on Fri, 19 Mar 93 12:19:29 EST
        C: HELO
        S: 501 Syntax Error. Domain name missing
        C: helo myhost.mydomain.com
        S: 250 yourhost.yourdomain.com is my domain name.
        C: quit
        S: 221 yourhost.yourdomain.com IBM VM SMTP V2R2 closing connection
        S! close)"},
    {"VmV2R2RefusesEhloAndStays", "ibm-vm-v2r2", R"(
        S: 220 yourhost.yourdomain.com running IBM VM SMTP V2R2 on Fri, 19 Mar 93 12:19:29 EST
        C: EHLO myhost.mydomain.com
        S: 500 Syntax error, command unrecognized
        S! open)"},
    {"ZosNeedsBracketsAndKnowsNoEhlo", "zos", R"(
        S: 220 MVS1.EXAMPLE.COM running IBM MVS SMTP on Thu, 1 Jan 70 00:00:00 GMT
        C: EHLO client.example
        S: 500 Syntax error, command unrecognized
        C: HELO client.example
        S: 250 MVS1.EXAMPLE.COM is my domain name.
        C: NOOP
        S: 250 OK
        C: MAIL FROM:a@b
        S: 501 Syntax error in parameters or arguments
        C: MAIL FROM:<a@b>
        S: 250 OK
        C: RCPT TO:c@d
        S: 501 Syntax error in parameters or arguments
        C: RCPT TO:<c@d>
        S: 250 OK)"},
    {"PixMasksTheBannerAndKnowsSevenCommandsAsInQ295725", "pix", R"(
        S: 220 ****************************************************************************2*************
        C: ehlo
        S: 500 Unrecognized command
        S! open
        C: HELO mail.domain1.com
        S: 250 OK
        C: MAIL From:<user@domain1.com>
        S: 250 OK - mail from <user@domain1.com>
        C: RCPT To:<user@domain2.com>
        S: 250 OK - Recipient <user@domain2.com>
        C: DATA
        S: 354 Send data.  End with CRLF.CRLF)"},
    {"Exchange55SessionOfQ262945", "exchange-5.5", R"(
        S: 220 server2.COMPANY2.COM ESMTP Server (Microsoft Exchange Internet Mail Service 5.5.2651.58) ready
        C: EHLO server1.COMPANY1.COM
        S: 250-server2.COMPANY2.COM Hello [server1.COMPANY1.COM]
        S: 250-XEXCH50
        S: 250-HELP
        S: 250-ETRN
        S: 250-DSN
        S: 250-SIZE 0
        S: 250-AUTH LOGIN
        S: 250 AUTH=LOGIN
        C: MAIL FROM:<JohnD@COMPANY1.com> SIZE=1460 RET=FULL
        S: 250 OK - mail from <JohnD@COMPANY1.com>; can accomodate 1460 bytes
        C: RCPT TO:<janed@company2.com> NOTIFY=FAILURE,DELAY
        S: 250 OK - Recipient <janed@company2.com>
        C: DATA
        S: 354 Send data.  End with CRLF.CRLF
        C: text
        C: .
        S: 250 OK
        C: QUIT
        S: 221 closing connection
        S! close)"},
    {"Exchange55TakesNoSecondEhloAsInQ297269", "exchange-5.5", R"(
        S: 220 server2.COMPANY2.COM ESMTP Server (Microsoft Exchange Internet Mail Service 5.5.2651.58) ready
        C: HELO client.example
        S: 250 OK
        C: RSET
        S: 250 OK
        C: EHLO client.example
        S: 503 Bad Sequence
        C: EXPN staff
        S: 502 command not implemented
        C: STARTTLS
        S: 554 Unable to initialize security subsystem
        S! open)"},
    {"Rfc821Scenario1", "rfc821", R"(
        S: 220 BBN-UNIX.ARPA Simple Mail Transfer Service Ready
        C: HELO USC-ISIF.ARPA
        S: 250 BBN-UNIX.ARPA
        C: MAIL FROM:<Smith@USC-ISIF.ARPA>
        S: 250 OK
        C: RCPT TO:<Jones@BBN-UNIX.ARPA>
        S: 250 OK
        C: RCPT TO:<Unknown@BBN-UNIX.ARPA>
        S: 550 No such user here
        C: DATA
        S: 354 Start mail input; end with <CRLF>.<CRLF>
        C: Blah blah blah...
        C: ...etc. etc. etc.
        C: .
        S: 250 OK
        C: QUIT
        S: 221 BBN-UNIX.ARPA Service closing transmission channel
        S! close)"},
    {"Rfc821TakesOnlyTheCanonicalForm", "rfc821", R"(
        S: 220 BBN-UNIX.ARPA Simple Mail Transfer Service Ready
        C: HELO
        S: 501 Syntax error in parameters or arguments
        C: HELO client.example
        S: 250 BBN-UNIX.ARPA
        C: MAIL FROM: <a@b>
        S: 501 Syntax error in parameters or arguments
        C: MAIL FROM:a@b
        S: 501 Syntax error in parameters or arguments
        C: MAIL FROM:<a@b> SIZE=1
        S: 501 Syntax error in parameters or arguments
        C: MAIL FROM:<@x,@y:a@b>
        S: 250 OK
        C: MAIL FROM:<a@b>
        S: 503 Bad sequence of commands)"},
};

class Shipped : public ::testing::TestWithParam<Documented> {};

TEST_P(Shipped, SaysWhatItsSourceSays) {
    EXPECT_EQ(play(shipped_emulation(GetParam().profile), GetParam().dialogue, Split::Lines), "");
}

TEST_P(Shipped, SaysTheSameToOneOctetAtATime) {
    Emulation how = shipped_emulation(GetParam().profile);
    how.message.split_end_lost = false;  // PIX alone cares, and has its own test
    EXPECT_EQ(play(how, GetParam().dialogue, Split::Octets), "");
}

INSTANTIATE_TEST_SUITE_P(Dialogues, Shipped, ::testing::ValuesIn(kDocumented),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace heloise
