// What the operator wants of one backend: plain data, one member per key of `[[backend]]`.
//
// The defaults here are the defaults of the configuration. The loader fills it, the session obeys it,
// and neither knows the other. Key names and meanings: conf/heloise.toml.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "proxy/base/time.h"
#include "proxy/policy/access.h"
#include "proxy/policy/endpoint.h"
#include "proxy/policy/listen.h"

namespace heloise {

using namespace std::chrono_literals;

enum class Greeting : std::uint8_t { Helo, Ehlo, Auto };
enum class ConnectWhen : std::uint8_t { Late, Early };
enum class Delivery : std::uint8_t { Live, Burst };
enum class KeywordPolicy : std::uint8_t { Auto, Emulate, Pass, Strip };
enum class Handling : std::uint8_t { Convert, Reject, Pass };  // of what the back cannot take as it is
enum class BareNewline : std::uint8_t { Normalise, Reject };
enum class NulHandling : std::uint8_t { Reject, Strip };
enum class RsetUse : std::uint8_t { AfterHelo, Never };
enum class SourceRoutes : std::uint8_t { Strip, Pass };
enum class LeadingDot : std::uint8_t { Stuff, Encode };

// What we call ourselves to the back.
struct HeloName {
    enum class Kind : std::uint8_t { Client, Hostname, Literal } kind = Kind::Client;
    std::string literal;  // only for Kind::Literal
    bool operator==(const HeloName&) const = default;
};

struct ContentPolicy {
    Handling eight_bit = Handling::Convert;
    Handling long_lines = Handling::Convert;
    BareNewline bare_newline = BareNewline::Normalise;
    NulHandling nul = NulHandling::Reject;
    bool received = true;
    Handling signed_parts = Handling::Convert;  // content.signed; Convert or Reject
    Handling utf8 = Handling::Convert;          // Convert or Reject
    std::size_t lookahead = 256 * 1024;
    bool operator==(const ContentPolicy&) const = default;
};

struct BackendLimits {
    std::size_t sessions = 0;
    Duration queue_timeout = 60s;
    Duration hold = 30s;
    std::size_t messages_per_session = 0;
    Duration session_gap = 0s;
    std::uint64_t message_size = 0;
    std::uint64_t spool = 64 * 1024 * 1024;
    std::size_t recipients = 0;
    std::size_t command_line = 512;
    std::size_t text_line = 1000;
    std::size_t header_field = 0;
    std::size_t senders = 0;
    std::size_t senders_per_address = 0;
    Duration idle = 5min;
    bool operator==(const BackendLimits&) const = default;
};

struct BackTimeouts {
    Duration setup = 4min;
    Duration connect = 30s;
    Duration greeting = 5min;
    Duration ehlo = 30s;
    Duration command = 5min;
    Duration data_start = 2min;
    Duration data_block = 3min;
    Duration data_end = 10min;
    Duration quit = 5s;
    Duration burst_start = 2min;
    bool operator==(const BackTimeouts&) const = default;
};

enum class ReplyPlace : std::uint8_t { Banner, Ehlo, Helo, Mail, Rcpt, Data, DataEnd, Rset };

// quirks.replies: a reply of the back at `at` whose printed form ("552 Error in local delivery")
// contains `match` is treated as if the back had said `say`. Only 4xx and 5xx, both ways.
struct ReplyRule {
    ReplyPlace at = ReplyPlace::DataEnd;
    std::string match;
    std::string say;
    bool operator==(const ReplyRule&) const = default;
};

struct NullSender {
    enum class Kind : std::uint8_t { Pass, Reject, Replace } kind = Kind::Pass;
    std::string path;  // "<postmaster@example.org>", only for Kind::Replace
    bool operator==(const NullSender&) const = default;
};

struct Quirks {
    std::vector<std::string> verbs;  // upper case; empty: no narrowing
    RsetUse rset = RsetUse::AfterHelo;
    std::vector<std::string> expect_hangup;
    NullSender null_sender;
    SourceRoutes source_routes = SourceRoutes::Strip;
    LeadingDot leading_dot = LeadingDot::Stuff;
    std::vector<ReplyRule> replies;
    bool operator==(const Quirks&) const = default;
};

struct Backend {
    std::string name;
    std::vector<Listen> listen;
    std::vector<Endpoint> address;
    std::string profile;
    Greeting greeting = Greeting::Auto;
    HeloName helo_name;
    ConnectWhen connect = ConnectWhen::Late;
    Delivery delivery = Delivery::Live;
    KeywordPolicy keyword_default = KeywordPolicy::Auto;
    std::map<std::string, KeywordPolicy> keywords;  // upper case
    ContentPolicy content;
    BackendLimits limits;
    BackTimeouts timeouts;
    Quirks quirks;
    Access access;
    bool operator==(const Backend&) const = default;
};

}  // namespace heloise
