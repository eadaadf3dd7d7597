// Enhanced status codes: reading them, and the table of those we choose.
#include "proxy/smtp/enhanced_status.h"

#include <array>
#include <cstdint>

#include <fmt/format.h>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"

namespace heloise {
namespace {

// Contexts as bits, so that a row may stand for several.
constexpr unsigned bit(StatusContext context) {
    return 1U << static_cast<unsigned>(context);
}
constexpr unsigned kMail = bit(StatusContext::Mail);
constexpr unsigned kRcpt = bit(StatusContext::Rcpt);
constexpr unsigned kContent = bit(StatusContext::Data) | bit(StatusContext::MessageEnd);
constexpr unsigned kAny = ~0U;

struct Row {
    int code;
    unsigned contexts;
    int subject;
    int detail;
};

// The first row that fits counts. What is cited in quotes is RFC 3463's (and RFC 1893's) own word for the
// status; a code that is not here says no more than its class, x.0.0.
constexpr std::array kRows{
    // RFC 2034 section 5 shows 2.1.0 and 2.1.5. A message taken is 2.0.0: 2.6.0 would speak of its media.
    Row{250, kMail, 1, 0}, Row{250, kRcpt, 1, 5}, Row{251, kRcpt, 1, 5}, Row{252, kRcpt, 1, 5},
    Row{235, kAny, 7, 0},   // RFC 4954 section 6
    Row{421, kAny, 3, 2},   // "system not accepting network messages": shutdown, load, maintenance
    Row{432, kAny, 7, 12},  // RFC 4954 section 6
    Row{450, kRcpt, 2, 1},  // "mailbox disabled ... transient if only temporarily": 450 is a busy mailbox
    Row{450, kAny, 3, 0}, Row{451, kAny, 3, 0},  // "local error in processing"
    Row{452, kRcpt, 5, 3},                       // RFC 5321 section 4.5.3.1.10: too many recipients
    Row{452, kAny, 3, 1},                        // "mail system full"
    Row{454, kAny, 7, 0},                        // RFC 4954 section 4.7.0, RFC 3207 section 4
    Row{455, kAny, 5, 4},  // "invalid command arguments ... out of range or unrecognized features"
    Row{500, kAny, 5, 2},  // "syntax was wrong or the command is unrecognized"
    Row{501, kAny, 5, 4}, Row{502, kAny, 5, 1},  // "either out of sequence or unsupported"
    Row{503, kAny, 5, 1}, Row{504, kAny, 5, 4}, Row{521, kAny, 3, 2},  // RFC 7504 section 4
    Row{530, kAny, 7, 0},  // RFC 4954 section 6, as the next three
    Row{534, kAny, 7, 9}, Row{535, kAny, 7, 8}, Row{538, kAny, 7, 11},
    // 550 is "mailbox unavailable" in RFC 821, all that an old gateway can mean. For a sender that is the
    // address, but not what about it: 5.7.1 would tell the sender of a policy nobody has spoken of.
    Row{550, kRcpt, 1, 1}, Row{550, kMail, 1, 0},
    Row{550, kContent, 7, 1},  // RFC 5321 section 4.3.2: to DATA, 550 is "rejections for policy reasons"
    Row{551, kRcpt, 1, 6},     // "no longer accepted for that address"
    // At the message's end a gateway's 552 need not mean its size: MS Mail says "552 Error in local
    // delivery" for anything (KB Q115495). 5.3.4 there would make senders give up on a shorter message.
    Row{552, kRcpt, 2, 2},  // "mailbox full"
    Row{552, kMail, 3, 4},  // "message too big for system": it answers SIZE= (RFC 1870 section 6.1)
    Row{552, kAny, 3, 0}, Row{553, kRcpt, 1, 3},   // "bad destination mailbox address syntax"
    Row{553, kMail, 1, 7},                         // "bad sender's mailbox address syntax"
    Row{555, kAny, 5, 4}, Row{556, kRcpt, 1, 10},  // RFC 7504 section 4: the recipient's domain takes no mail
};

//   1*3DIGIT , removed from `text`.
std::optional<int> take_number(std::string_view& text) {
    int value = 0;
    std::size_t digits = 0;
    while (digits < 3 && digits < text.size() && is_digit(text[digits])) {
        value = value * 10 + (text[digits++] - '0');
    }
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    return value;
}

std::optional<int> take_dot_and_number(std::string_view& text) {
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
    return take_number(text);
}

bool is_class(int digit) {
    return digit == 2 || digit == 4 || digit == 5;
}

}  // namespace

std::string EnhancedStatus::text() const {
    return fmt::format("{}.{}.{}", klass, subject, detail);
}

std::optional<EnhancedStatus> read_status(std::string_view text, std::size_t& octets) {
    if (text.empty() || !is_digit(text[0]) || !is_class(text[0] - '0')) return std::nullopt;
    std::string_view rest = text.substr(1);
    const auto subject = take_dot_and_number(rest);
    if (!subject) return std::nullopt;
    const auto detail = take_dot_and_number(rest);
    if (!detail || (!rest.empty() && rest.front() != ' ')) return std::nullopt;
    octets = text.size() - rest.size() + (rest.empty() ? 0 : 1);
    return EnhancedStatus{text[0] - '0', *subject, *detail};
}

EnhancedStatus choose_status(int code, StatusContext context) {
    const int klass = code / 100;
    CHECK(is_class(klass));
    for (const Row& row : kRows) {
        if (row.code == code && (row.contexts & bit(context)) != 0) return {klass, row.subject, row.detail};
    }
    return {klass, 0, 0};
}

}  // namespace heloise
