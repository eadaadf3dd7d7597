// Every reply that heloise authors itself: code, status and text in one place.
//
// An empty status means that the reply never carries one: greetings and the answers to EHLO and HELO
// (RFC 2034 section 4). Texts hold no name of the back and nothing a peer sent.
#pragma once

#include <string_view>

namespace heloise {

struct Refusal {
    int code;
    std::string_view status;
    std::string_view text;
};

namespace replies {

// Agreeing.
inline constexpr Refusal kNoop{250, "2.0.0", "OK"};
inline constexpr Refusal kSender{250, "2.1.0", "Sender OK"};
inline constexpr Refusal kRecipient{250, "2.1.5", "Recipient OK"};
inline constexpr Refusal kReset{250, "2.0.0", "Reset"};
inline constexpr Refusal kVrfy{252, "2.1.5", "Send the mail; it will be tried"};
inline constexpr Refusal kHelp{214, "2.0.0", "HELO EHLO MAIL RCPT DATA BDAT RSET NOOP QUIT HELP VRFY"};
inline constexpr Refusal kStartMail{354, "", "Start mail input; end with <CRLF>.<CRLF>"};

// The session.
inline constexpr Refusal kIdle{421, "4.4.2", "Idle too long"};
inline constexpr Refusal kHeldTooLong{421, "4.4.2", "Silent too long while others wait"};
inline constexpr Refusal kStopping{421, "4.3.2", "Stopping, try again later"};
inline constexpr Refusal kTooManyErrors{421, "4.7.0", "Too many errors"};
inline constexpr Refusal kTooEarly{554, "5.5.0", "Spoke before its turn"};

// Syntax and order.
inline constexpr Refusal kLineTooLong{500, "5.5.2", "Line too long"};
inline constexpr Refusal kBareLf{500, "5.5.2", "Line ended by LF alone, must be CRLF"};
inline constexpr Refusal kUnknownCommand{500, "5.5.2", "Command not recognized"};
inline constexpr Refusal kNotLmtp{500, "5.5.2", "This is SMTP, say EHLO"};
inline constexpr Refusal kNotImplemented{502, "5.5.1", "Command not implemented"};
inline constexpr Refusal kSayHello{503, "5.5.1", "Say EHLO or HELO first"};
inline constexpr Refusal kNeedMail{503, "5.5.1", "MAIL first"};
inline constexpr Refusal kNestedMail{503, "5.5.1", "A transaction is open; finish it or say RSET"};
inline constexpr Refusal kNeedRcpt{503, "5.5.1", "No recipient has been accepted"};
inline constexpr Refusal kMessageBegun{503, "5.5.1", "The message has begun; go on with BDAT or say RSET"};
inline constexpr Refusal kNeedBdat{503, "5.5.1", "BODY=BINARYMIME wants BDAT"};
inline constexpr Refusal kDead{503, "5.5.1", "The transaction has failed; say RSET"};
inline constexpr Refusal kBackLine{500, "5.5.2", "Longer than the gateway's command line"};

// Addresses.
inline constexpr Refusal kUtf8Sender{550, "5.6.7", "is not ASCII"};
inline constexpr Refusal kUtf8Recipient{553, "5.6.7", "is not ASCII"};
inline constexpr Refusal kNullSender{550, "5.7.1", "The gateway takes no null reverse-path"};
inline constexpr Refusal kNullRecipient{501, "5.5.4", "Syntax: RCPT TO:<address> [parameter ...]"};
inline constexpr Refusal kRelaying{550, "5.7.1", "Not a domain of this gateway"};
inline constexpr Refusal kRouting{550, "5.7.1", "Routing within an address is refused"};
inline constexpr Refusal kTooManyRecipients{452, "4.5.3", "Too many recipients"};

// The message.
inline constexpr Refusal kTooLarge{552, "5.3.4", "Message is larger than the limit"};
inline constexpr Refusal kTooLargeConverted{
    552, "5.3.4", "Message is larger than the limit once it is converted for the gateway"};
inline constexpr Refusal kEightBit{554, "5.6.3", "Message is 8-bit and the gateway takes 7-bit only"};
inline constexpr Refusal kLongLine{554, "5.6.3", "Message has a line that is too long for the gateway"};
inline constexpr Refusal kDotBehindCut{554, "5.6.3",
                                       "Message has a line that may end it early at the gateway"};
inline constexpr Refusal kBareNewline{550, "5.5.2", "Message has a CR or LF alone; lines end with CRLF"};
inline constexpr Refusal kNul{554, "5.6.0", "Message holds NUL octets"};
inline constexpr Refusal kHeaderField{554, "5.6.0", "A header field is longer than the gateway takes: "};
inline constexpr Refusal kNotConvertible{554, "5.6.3", "Cannot be converted for the gateway"};
inline constexpr Refusal kUtf8Header{554, "5.6.9", "The gateway takes ASCII headers only"};
inline constexpr Refusal kSpoolFull{452, "4.3.1", "No room to keep the message, try again later"};
inline constexpr Refusal kMixed{451, "4.5.3",
                                "Recipients were judged differently; try again for each one's verdict"};
inline constexpr Refusal kBurstLate{451, "4.4.1",
                                    "The gateway did not have the message in time, try again later"};
inline constexpr Refusal kLoop{554, "5.4.6", "Too many Received lines: a loop"};

// The back.
inline constexpr Refusal kUnreachable{451, "4.4.1", "The gateway cannot be reached, try again later"};
inline constexpr Refusal kNoTurn{451, "4.3.2", "The gateway is busy, try again later"};
inline constexpr Refusal kLost{451, "4.4.2", "The connection to the gateway was lost, try again later"};
inline constexpr Refusal kBack421{451, "4.3.2", "The gateway is closing, try again later"};
inline constexpr Refusal kNonsense{451, "4.5.0", "The gateway's answer made no sense, try again later"};
inline constexpr Refusal kDisorder{451, "4.3.0", "The gateway lost track of the session, try again later"};
inline constexpr Refusal kPromise{451, "4.3.5", "The gateway no longer offers this, say EHLO again"};

}  // namespace replies
}  // namespace heloise
