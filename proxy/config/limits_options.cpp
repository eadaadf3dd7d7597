// The keys of [backend.limits] and [backend.timeouts].
#include "proxy/config/option_kinds.h"
#include "proxy/config/options.h"

namespace heloise {

namespace {

// More of a thing that costs a descriptor each than a kernel hands out.
constexpr std::size_t kMostSessions = 1'000'000;
constexpr std::uint64_t kMostOctets = 1ULL << 40U;
// A wait over a day is a slip of the unit.
constexpr Duration kLongest = 24h;
constexpr Duration kShortest = 1ms;

// The least that still holds "MAIL FROM:<...>" with a name and a domain of any use.
constexpr std::size_t kLeastCommandLine = 64;
// Quoted-printable needs lines of 76 characters and CRLF (RFC 2045 section 6.7).
constexpr std::size_t kLeastTextLine = 78;
constexpr std::size_t kMostLine = 1'048'576;

}  // namespace

const Options<BackendLimits>& limits_options() {
    using Limits = BackendLimits;
    static const Options<Limits> kOptions{
        whole("sessions", &Limits::sessions, 0, kMostSessions),
        duration("queue_timeout", &Limits::queue_timeout, 0s, kLongest),
        duration("hold", &Limits::hold, kShortest, kLongest),
        octets("spool", &Limits::spool, 0, kMostOctets),
        whole("messages_per_session", &Limits::messages_per_session, 0, kMostSessions),
        duration("session_gap", &Limits::session_gap, 0s, kLongest),
        octets("message_size", &Limits::message_size, 0, kMostOctets),
        whole("recipients", &Limits::recipients, 0, kMostSessions),
        whole("command_line", &Limits::command_line, kLeastCommandLine, kMostLine),
        whole("text_line", &Limits::text_line, kLeastTextLine, kMostLine),
        whole("header_field", &Limits::header_field, 0, kMostLine),
        later<Limits>("reuse", "0"),
        whole("senders", &Limits::senders, 0, kMostSessions),
        whole("senders_per_address", &Limits::senders_per_address, 0, kMostSessions),
        duration("idle", &Limits::idle, kShortest, kLongest),
    };
    return kOptions;
}

const Options<BackTimeouts>& timeouts_options() {
    static const Options<BackTimeouts> kOptions{
        duration("setup", &BackTimeouts::setup, kShortest, kLongest),
        duration("burst_start", &BackTimeouts::burst_start, kShortest, kLongest),
        duration("connect", &BackTimeouts::connect, kShortest, kLongest),
        duration("greeting", &BackTimeouts::greeting, kShortest, kLongest),
        duration("ehlo", &BackTimeouts::ehlo, kShortest, kLongest),
        duration("command", &BackTimeouts::command, kShortest, kLongest),
        duration("data_start", &BackTimeouts::data_start, kShortest, kLongest),
        duration("data_block", &BackTimeouts::data_block, kShortest, kLongest),
        duration("data_end", &BackTimeouts::data_end, kShortest, kLongest),
        duration("quit", &BackTimeouts::quit, kShortest, kLongest),
    };
    return kOptions;
}

}  // namespace heloise
