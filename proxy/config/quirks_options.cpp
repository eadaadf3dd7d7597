// The keys of [backend.quirks].
#include <algorithm>

#include <fmt/format.h>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"
#include "proxy/config/nearest.h"
#include "proxy/config/option_kinds.h"
#include "proxy/config/options.h"
#include "proxy/smtp/path.h"

namespace heloise {

namespace {

constexpr std::array kRsetUses{Choice{"after-helo", RsetUse::AfterHelo}, Choice{"never", RsetUse::Never}};
constexpr std::array kSourceRoutes{Choice{"strip", SourceRoutes::Strip}, Choice{"pass", SourceRoutes::Pass}};
constexpr std::array kLeadingDots{Choice{"stuff", LeadingDot::Stuff}, Choice{"encode", LeadingDot::Encode}};
constexpr std::array kPlaces{Choice{"banner", ReplyPlace::Banner},    Choice{"ehlo", ReplyPlace::Ehlo},
                             Choice{"helo", ReplyPlace::Helo},        Choice{"mail", ReplyPlace::Mail},
                             Choice{"rcpt", ReplyPlace::Rcpt},        Choice{"data", ReplyPlace::Data},
                             Choice{"data-end", ReplyPlace::DataEnd}, Choice{"rset", ReplyPlace::Rset}};

// What heloise may ever say to a back.
constexpr std::array<std::string_view, 14> kVerbs{"HELO", "EHLO", "MAIL", "RCPT", "DATA", "RSET",     "QUIT",
                                                  "BDAT", "NOOP", "VRFY", "EXPN", "HELP", "STARTTLS", "AUTH"};
constexpr std::array<std::string_view, 4> kNeeded{"MAIL", "RCPT", "DATA", "QUIT"};

bool holds(const std::vector<std::string>& verbs, std::string_view verb) {
    return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

void check_needed(const Value& value, const std::vector<std::string>& verbs) {
    if (verbs.empty()) return;
    if (!holds(verbs, "HELO") && !holds(verbs, "EHLO"))
        value.error("must hold HELO or EHLO: no mail passes without");
    for (const std::string_view verb : kNeeded) {
        if (!holds(verbs, verb)) value.error(fmt::format("must hold {}: no mail passes without", verb));
    }
}

void read_verbs(const Value& value, Quirks& into) {
    const std::optional<std::vector<std::string>> texts = read_strings(value);
    if (!texts) return;
    std::vector<std::string> verbs;
    for (std::size_t i = 0; i < texts->size(); ++i) {
        std::string verb = upper((*texts)[i]);
        if (std::find(kVerbs.begin(), kVerbs.end(), verb) != kVerbs.end()) {
            verbs.push_back(std::move(verb));
            continue;
        }
        const std::string_view meant = nearest(verb, kVerbs);
        value.element(i).error(fmt::format("{} is no command that heloise ever sends; those are {}{}",
                                           shown((*texts)[i]), fmt::join(kVerbs, ", "),
                                           meant.empty() ? "" : fmt::format("; did you mean {}?", meant)));
    }
    if (verbs.size() == texts->size()) check_needed(value, verbs);
    into.verbs = std::move(verbs);
}

void read_expect_hangup(const Value& value, Quirks& into) {
    const std::optional<std::vector<Value>> elements = read_array(value);
    if (!elements) return;
    into.expect_hangup.clear();
    for (const Value& element : *elements) {
        if (auto text = read_text(element)) into.expect_hangup.push_back(std::move(*text));
    }
}

void read_null_sender(const Value& value, Quirks& into) {
    const std::string_view accepts =
        "\"pass\", \"reject\" or an address in brackets, like \"<postmaster@example.org>\"";
    const auto* text = std::get_if<std::string>(&value.node().value);
    if (text == nullptr) return value.refuse(accepts);
    if (*text == "pass") {
        into.null_sender = {NullSender::Kind::Pass, {}};
    } else if (*text == "reject") {
        into.null_sender = {NullSender::Kind::Reject, {}};
    } else {
        std::string_view rest = *text;
        const std::optional<Path> path = text->starts_with('<') ? take_path(rest) : std::nullopt;
        if (!path || !rest.empty() || path->null || !path->ascii) return value.refuse(accepts);
        into.null_sender = {NullSender::Kind::Replace, path->text()};
    }
}

std::string print_null_sender(const Quirks& from) {
    switch (from.null_sender.kind) {
        case NullSender::Kind::Pass: return toml_string("pass");
        case NullSender::Kind::Reject: return toml_string("reject");
        case NullSender::Kind::Replace: break;
    }
    return toml_string(from.null_sender.path);
}

bool is_refusal_code(std::string_view text) {
    return text.size() >= 3 && (text[0] == '4' || text[0] == '5') && text[1] >= '0' && text[1] <= '5' &&
           is_digit(text[2]);
}

// An enhanced status code behind a reply code must be of its class (RFC 2034 section 4).
bool contradicts_itself(std::string_view say) {
    const bool status = say.size() > 5 && is_digit(say[4]) && say[5] == '.';
    return status && say[4] != say[0];
}

void read_say(const Value& value, std::string& into) {
    const std::optional<std::string> say = read_text(value);
    if (!say) return;
    const bool reply =
        is_refusal_code(*say) && say->size() > 4 && (*say)[3] == ' ' && !trim(say->substr(4)).empty();
    if (!reply || say->size() + 2 > limits::kReplyLine) {
        return value.refuse("a reply of 4xx or 5xx with its text, like \"451 4.3.0 Try again later\"");
    }
    if (contradicts_itself(*say))
        return value.error("the enhanced status code must begin with the reply's first digit");
    into = *say;
}

void read_match(const Value& value, std::string& into) {
    const std::optional<std::string> match = read_text(value);
    if (!match) return;
    const bool code = match->size() >= 3 && std::all_of(match->begin(), match->begin() + 3, is_digit) &&
                      (match->size() == 3 || (*match)[3] == ' ');
    if (code && !is_refusal_code(*match)) return value.error("only replies of 4xx and 5xx are ever changed");
    into = *match;
}

const Options<ReplyRule>& rule_options() {
    static const Options<ReplyRule> kOptions{
        choice("at", &ReplyRule::at, kPlaces),
        special<ReplyRule>(
            "match", "", [](const Value& value, ReplyRule& into) { read_match(value, into.match); },
            [](const ReplyRule& from) { return toml_string(from.match); }),
        special<ReplyRule>(
            "say", "", [](const Value& value, ReplyRule& into) { read_say(value, into.say); },
            [](const ReplyRule& from) { return toml_string(from.say); }),
    };
    return kOptions;
}

void read_replies(const Value& value, Quirks& into) {
    const std::optional<std::vector<Value>> elements = read_array(value);
    if (!elements) return;
    into.replies.clear();
    for (const Value& element : *elements) {
        if (!is_table(element)) continue;
        ReplyRule rule;
        read_options(element, rule_options(), rule);
        for (const std::string_view key : {"at", "match", "say"}) {
            if (!element.member(key)) element.error(fmt::format("{} is missing", key));
        }
        into.replies.push_back(std::move(rule));
    }
}

std::string print_replies(const Quirks& from) {
    std::vector<std::string> rules;
    for (const ReplyRule& rule : from.replies) rules.push_back(toml_table(printed(rule_options(), rule)));
    return toml_array(rules);
}

}  // namespace

const Options<Quirks>& quirks_options() {
    static const Options<Quirks> kOptions{
        plain<Quirks>("verbs", read_verbs, [](const Quirks& from) { return toml_strings(from.verbs); }),
        choice("rset", &Quirks::rset, kRsetUses),
        plain<Quirks>("expect_hangup", read_expect_hangup,
                      [](const Quirks& from) { return toml_strings(from.expect_hangup); }),
        plain<Quirks>("null_sender", read_null_sender, print_null_sender),
        choice("source_routes", &Quirks::source_routes, kSourceRoutes),
        choice("leading_dot", &Quirks::leading_dot, kLeadingDots),
        plain<Quirks>("replies", read_replies, print_replies),
    };
    return kOptions;
}

}  // namespace heloise
