// The back's words may be anything; what leaves here is what RFC 5321 section 4.2 promises the front.
#include "proxy/session/reply_rules.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/base/limits.h"

namespace heloise {
namespace {

// Replies that a front may know: RFC 5321 section 4.2.3, RFC 4954, RFC 7504 and RFC 3207.
constexpr std::array kKnown{211, 214, 220, 221, 250, 251, 252, 432, 450, 451, 452,
                            454, 455, 458, 459, 500, 501, 502, 503, 504, 521, 523,
                            530, 534, 535, 538, 550, 551, 552, 553, 554, 555, 556};
// "NNN-" and CRLF, of the 512 octets of a reply line (RFC 5321 section 4.5.3.1.5).
constexpr std::size_t kText = 512 - 6;

int known_code(const Reply& reply, StatusContext context) {
    if (reply.positive()) {  // only RCPT has more than one way to say yes
        const bool forwards = context == StatusContext::Rcpt && (reply.code == 251 || reply.code == 252);
        return forwards ? reply.code : 250;
    }
    if (std::find(kKnown.begin(), kKnown.end(), reply.code) != kKnown.end()) return reply.code;
    return reply.temporary() ? 451 : 554;
}

std::string printable(std::string_view text) {
    std::string out(text);
    std::replace_if(
        out.begin(), out.end(), [](char c) { return !is_printable(c); }, '?');
    return out;
}

// The status on one line, if it fits the code; it is cut off the text in any case where it is one.
std::optional<EnhancedStatus> cut_status(std::string_view& text, int code) {
    std::size_t octets = 0;
    const auto status = read_status(text, octets);
    if (!status) return std::nullopt;
    text.remove_prefix(octets);
    return status->klass == code / 100 ? status : std::nullopt;
}

}  // namespace

Reply apply_rules(Reply reply, ReplyPlace place, const Quirks& quirks) {
    if (!reply.temporary() && !reply.permanent()) return reply;
    for (const ReplyRule& rule : quirks.replies) {
        if (rule.at != place || print(reply).find(rule.match) == std::string::npos) continue;
        Reply said;
        said.code = (rule.say[0] - '0') * 100 + (rule.say[1] - '0') * 10 + (rule.say[2] - '0');
        said.lines.push_back(rule.say.size() > 4 ? rule.say.substr(4) : std::string());
        return said;
    }
    return reply;
}

bool announces_hang_up(const Reply& reply, const Quirks& quirks) {
    const auto& texts = quirks.expect_hangup;
    return !reply.positive() && std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
        return contains_ignoring_case(print(reply), text);
    });
}

Reply for_front(const Reply& reply, const ForFront& how) {
    CHECK(reply.positive() || reply.temporary() || reply.permanent());
    Reply out;
    out.code = known_code(reply, how.context);

    std::optional<EnhancedStatus> status;
    std::vector<std::string_view> texts;
    for (const std::string& line : reply.lines) {
        if (texts.size() == limits::kReplyLines) break;
        std::string_view text = line;
        const auto found = how.statuses ? cut_status(text, reply.code) : std::nullopt;
        if (!status) status = found;
        texts.push_back(trim(text));
    }
    // Rule 13, RFC 5321 section 4.5.3.1.10: an old server's 552 at a further RCPT means "enough for now".
    const bool too_many = how.context == StatusContext::Rcpt && out.code == 552 && how.recipients_accepted &&
                          (!status || *status == EnhancedStatus{5, 5, 3});
    if (too_many) {
        out.code = 452;
        status = EnhancedStatus{4, 5, 3};
    }
    if (!status || status->klass != out.code / 100) status = choose_status(out.code, how.context);

    const std::string prefix = how.statuses ? status->text() + " " : std::string();
    for (const std::string_view text : texts) {
        const std::string_view words = text.empty() ? (reply.positive() ? "OK" : "Refused") : text;
        out.lines.push_back(prefix + printable(words.substr(0, kText - prefix.size())));
    }
    return out;
}

Reply own_reply(int code, std::string_view status, std::string_view text, bool statuses) {
    if (!statuses || status.empty()) return {code, {std::string(text)}};
    return {code, {fmt::format("{} {}", status, text)}};
}

}  // namespace heloise
