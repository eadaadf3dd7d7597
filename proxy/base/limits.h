// Every bound that no configuration key sets, each with its reason. A queue, loop or wait without
// a row here or a key in conf/heloise.toml is a defect.
#pragma once

#include <cstddef>
#include <cstdint>

#include "proxy/base/time.h"

namespace heloise::limits {

using namespace std::chrono_literals;

// A command line from the front, CRLF included: 512 (RFC 5321 section 4.5.3.1.4) plus the growth that
// extensions allow; 2,048 is what Postfix and Exim take, and room for every registered parameter.
inline constexpr std::size_t kFrontLine = 2048;

// Commands the front sent ahead that wait for their turn. A batch of 100 RCPTs with paths of 256
// octets fits (RFC 5321 section 4.5.3.1.8); what is over stays in the kernel, as backpressure.
inline constexpr std::size_t kFrontAhead = 64 * 1024;

// Octets on their way to one peer, beyond which its counterpart is not read any more.
inline constexpr std::size_t kUnsent = 64 * 1024;

// One read from a socket. Both legs of every session read into the same buffer of the loop.
inline constexpr std::size_t kRead = 64 * 1024;

// Raw octets that a look through a connection's layer takes in, until there is plaintext or an end: one read.
// Whoever has sent more that holds neither has spoken all the same.
inline constexpr std::size_t kLook = kRead;

// What one session may hold at most while a peer stalls: commands ahead, and for either leg the unsent
// octets plus one read, of which each octet may be a dot or a bare newline that doubles. Where content may
// have to be converted, content.lookahead (up to three times, where what is held grows as it is mended), one
// header field and one read of the spool come on top.
inline constexpr std::size_t kSessionMemory = kFrontAhead + 2 * (kUnsent + 2 * kRead);

// A line of a back's reply: what is kept of it (RFC 5321 section 4.5.3.1.5); the rest is swallowed.
inline constexpr std::size_t kReplyLine = 512;
inline constexpr std::size_t kReplyLines = 128;
// The rest of an over-long reply line that is swallowed before the back is given up.
inline constexpr std::size_t kReplyOctets = 256 * 1024;

// RFC 5321 section 4.5.3.1: local part 64, domain 255, path 256 with its brackets.
inline constexpr std::size_t kDomain = 255;
inline constexpr std::size_t kPath = 256;

// Parameters of one MAIL or RCPT. There are fewer registered keywords than that.
inline constexpr std::size_t kParameters = 32;

// Errors since the last accepted message before 421 (rule 33). Postfix's smtpd_hard_error_limit is 20.
inline constexpr int kErrors = 20;

// Refusals that a transaction may hear; the next recipients are refused unasked, and those accepted are still
// delivered. Postfix's smtpd_recipient_overshoot_limit is 1,000.
inline constexpr std::size_t kRefusals = 1000;
// Recipients refused unasked before each counts as an error: no list is so long, so nobody reads the answers.
inline constexpr std::size_t kUnasked = 10000;

// Received lines before 554 5.4.6: Postfix hopcount_limit 50, sendmail MaxHopCount 25, RFC 5321
// section 6.3 says at least 100.
inline constexpr int kReceivedLines = 100;

// Recipients of a transaction when limits.recipients is 0: the envelope must not grow for ever.
// Postfix smtpd_recipient_limit is 1,000; z/OS takes 2,000.
inline constexpr std::size_t kRecipients = 10000;

// How long an open transaction's front may be silent before the back, which others may want, is let go
// is limits.hold; how long a back that nobody uses stays open for the same front's next message is this.
inline constexpr Duration kBackIdle = 30s;

// A sender that ends its side so soon behind its last octet has said all and reads on (rule 25): Exim does it
// in one write and a shutdown(). One that ends later had waited, and gave up.
inline constexpr Duration kEndsBehind = 1s;

// A sender that has said nothing at all since it connected. Postfix's postscreen and Exim wait longer,
// but a session costs a descriptor; the 5 minutes of RFC 5321 start with its first command.
inline constexpr Duration kFirstCommand = 5min;

// One message may take this long to arrive: 20 MiB at 9,600 bit/s. RFC 5321 section 4.5.3.2.5 bounds each
// block, which a sender of one octet a minute keeps for ever.
inline constexpr Duration kBody = 6h;

// Commands in a row that carry no mail on (NOOP, RSET, VRFY, HELP, EHLO, empty chunks); each further one
// counts as an error. Postfix's smtpd_junk_command_limit is 100.
inline constexpr int kJunk = 100;

// Multiparts and messages within each other; what lies deeper is not looked into. Postfix: mime_nesting_limit
// 100.
inline constexpr std::size_t kMimeDepth = 100;

// A boundary: RFC 2046 allows 70; Postfix looks at 2,048, and real mail has been seen with some hundred.
inline constexpr std::size_t kBoundary = 256;

// A header field that is read as a whole, because it may have to be rewritten. Postfix: header_size_limit
// 102,400. A longer one passes if nothing in it has to change.
inline constexpr std::size_t kHeaderField = 100 * 1024;

// One read of the spool, and one chunk (BDAT) toward a back.
inline constexpr std::size_t kSpoolRead = 64 * 1024;
inline constexpr std::size_t kChunk = 64 * 1024;

// Addresses that one complete message is tried at when backs are lost before they have all of it.
inline constexpr int kBurstAttempts = 3;

// Verdicts on recipients that burst delivery remembers (rule 30): 10,000 of up to 1,300 octets (two paths, a
// reply's line, the maps' own) are 13 MB a backend at the worst. Who holds most loses its oldest first, so
// that one network pushes out only its own. An envelope, 16 octets a recipient, counts as one for each 32 of
// them.
inline constexpr std::size_t kVerdicts = 10000;
inline constexpr std::size_t kEnvelopeWeight = 32;
// How long they last.
inline constexpr Duration kVerdictLasts = 24h;
inline constexpr Duration kTemporaryVerdictLasts = 5min;

// Recipients of one message that are asked about once more, at the head of a transaction: RFC 5321 section
// 4.5.3.1.8 lets a message have 100, and each costs a round trip, or the seconds by which a gateway delays
// its refusals. The others wait for a transaction of their own.
inline constexpr std::size_t kAskedAgain = 100;

// A dead address is set aside for the first, doubling to the second (rule 26).
inline constexpr Duration kSetAside = 30s;
inline constexpr Duration kSetAsideMost = 10min;

// How long learnt facts about a greeting last (rule 4).
inline constexpr Duration kLearntFromReply = 24h;
inline constexpr Duration kLearntFromSilence = 1h;
// Connections in a row that ended in 4xx at EHLO before HELO is tried.
inline constexpr int kTemporaryGreetings = 2;

// Names of senders, an address each, about which it is remembered how EHLO was taken with them. One is the
// usual case, a second shows that all are alike; more only where somebody tries names.
inline constexpr std::size_t kNamesKnown = 8;

// A refused command of more octets than this (CRLF included) may have been two to a gateway that cuts lines:
// NOS at 255, others later (fact 101). So long its second answer is waited for (rule 11).
inline constexpr std::size_t kLongCommand = 254;
inline constexpr Duration kSecondAnswer = 50ms;

// Accepted recipients that are kept to be said again on another connection (rules 4 and 11), in octets: a
// thousand of usual length. And how often that is done for one transaction.
inline constexpr std::size_t kSaidAgain = 64 * 1024;
inline constexpr int kAgain = 8;

// Addresses that one configured back may resolve to, and attempts for one transaction.
inline constexpr std::size_t kAddresses = 16;
inline constexpr int kAttempts = 32;

// Addresses about which facts are remembered; the oldest goes first.
inline constexpr std::size_t kAddressesKnown = 1024;

// Connections that the kernel completes before we accept them. Linux cuts it to net.core.somaxconn.
inline constexpr int kListenBacklog = 1024;
// Taken from there in one round of the loop, so that those already inside get their turn.
inline constexpr int kAcceptsAtOnce = 32;
// When accept() fails for want of descriptors: how long until it is tried again.
inline constexpr Duration kAcceptPause = 100ms;

// How long a connection may take from accept() until it is admitted, a PROXY header (rule 41) and a TLS
// handshake included, and how many may be on their way at once: whoever floods a listener with halves of
// handshakes holds no more descriptors than those who linger.
inline constexpr Duration kArrival = 10s;
inline constexpr std::size_t kArriving = 256;

// How long a connection we have ended waits for its peer to end too (nginx: lingering_timeout 5s), and how
// many of them may at once.
inline constexpr Duration kLinger = 5s;
inline constexpr std::size_t kLingering = 256;

// How long a loop that ends waits for what its thread pool has in hand; a disk is faster than that, a name
// server need not be.
inline constexpr Duration kFarewell = 250ms;

// Octets of recordings that wait for the disk, of all sessions together: a second of a busy machine's. A
// recording that would need more is given up.
inline constexpr std::size_t kRecordQueue = 16 * 1024 * 1024;
// How long a daemon that stops waits for the disk to take its last recordings.
inline constexpr Duration kRecordFarewell = 5s;
// How long nothing is recorded after the disk failed.
inline constexpr Duration kRecordPause = 10s;

// Descriptors one session may hold: its two legs, the two files of its spool, and its recording.
inline constexpr std::size_t kSessionDescriptors = 5;

// Descriptors kept free of sessions: the standard streams, the loop's own, listeners, files.
inline constexpr std::size_t kDescriptorsReserved = 64;

// A transcript may come from anywhere. One pause in it: no timeout is longer, and the clock holds 292 million
// of these. A body left out, which a replay has to make up in memory: eight times the largest message that
// gateways of today take (128 MiB).
inline constexpr Duration kPause = 24h * 366;
inline constexpr std::uint64_t kBodyLeftOut = std::uint64_t{1} << 30U;

}  // namespace heloise::limits
