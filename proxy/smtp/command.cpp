// Lines to commands. One table says which words are verbs; a function per verb with a syntax of its own.
#include "proxy/smtp/command.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "proxy/base/ascii.h"
#include "proxy/smtp/hello.h"

namespace heloise {
namespace {

struct Word {
    std::string_view text;
    Verb verb;
};

// The usual ones first, since it is searched from the top.
constexpr std::array kWords{
    Word{"RCPT", Verb::Rcpt},
    Word{"MAIL", Verb::Mail},
    Word{"DATA", Verb::Data},
    Word{"BDAT", Verb::Bdat},
    Word{"EHLO", Verb::Ehlo},
    Word{"HELO", Verb::Helo},
    Word{"QUIT", Verb::Quit},
    Word{"RSET", Verb::Rset},
    Word{"NOOP", Verb::Noop},
    Word{"STARTTLS", Verb::StartTls},
    Word{"AUTH", Verb::Auth},
    Word{"VRFY", Verb::Vrfy},
    Word{"EXPN", Verb::Expn},
    Word{"HELP", Verb::Help},
    Word{"LHLO", Verb::Lhlo},
    // RFC 821, and what was registered since.
    Word{"SEND", Verb::Unsupported},
    Word{"SOML", Verb::Unsupported},
    Word{"SAML", Verb::Unsupported},
    Word{"TURN", Verb::Unsupported},
    Word{"ETRN", Verb::Unsupported},
    Word{"ATRN", Verb::Unsupported},
    // Postfix, sendmail, z/OS and VM, Exchange.
    Word{"XCLIENT", Verb::Unsupported},
    Word{"XFORWARD", Verb::Unsupported},
    Word{"VERB", Verb::Unsupported},
    Word{"ONEX", Verb::Unsupported},
    Word{"TICK", Verb::Unsupported},
    Word{"QUEU", Verb::Unsupported},
    Word{"XEXCH50", Verb::Unsupported},
    Word{"X-LINK2STATE", Verb::Unsupported},
    // RFC 9110 section 9.3, RFC 5789.
    Word{"GET", Verb::Http},
    Word{"POST", Verb::Http},
    Word{"HEAD", Verb::Http},
    Word{"PUT", Verb::Http},
    Word{"DELETE", Verb::Http},
    Word{"OPTIONS", Verb::Http},
    Word{"CONNECT", Verb::Http},
    Word{"TRACE", Verb::Http},
    Word{"PATCH", Verb::Http},
};

constexpr std::string_view kMailSyntax = "Syntax: MAIL FROM:<address> [parameter ...]";
constexpr std::string_view kRcptSyntax = "Syntax: RCPT TO:<address> [parameter ...]";
constexpr std::string_view kOnce = ", each parameter once";

CommandError syntax_error(Verb verb, std::string_view syntax, std::string_view more = {}) {
    std::string text(syntax);
    return {verb, 501, "5.5.4", text.append(more), false};
}

// Is this what a browser asks for: a path, "*", a URL, or CONNECT's host:port? A lone "GET" or "GET mail"
// is a typing error of somebody at a terminal, and gets the same 500 as any other.
bool is_request_target(std::string_view argument) {
    const std::string_view first = argument.substr(0, argument.find_first_of(" \t"));
    return first.starts_with('/') || first.starts_with('*') || first.find(':') != std::string_view::npos;
}

Verb verb_of(std::string_view word, std::string_view argument) {
    const auto* const found = std::find_if(kWords.begin(), kWords.end(), [word](const Word& one) {
        return equal_ignoring_case(one.text, word);
    });
    if (found == kWords.end()) return Verb::Unknown;
    if (found->verb == Verb::Http && !is_request_target(argument)) return Verb::Unknown;
    return found->verb;
}

//   ehlo = "EHLO" SP ( Domain / address-literal ) ;  helo = "HELO" SP Domain (RFC 5321 section 4.1.1.1)
// DEPARTS from RFC 5321: HELO may come alone and an operand may be anything readable; old senders do both.
ParsedCommand parse_hello(Verb verb, std::string_view operand) {
    const bool extended = verb == Verb::Ehlo;
    const HelloForm form = classify_hello(operand);
    if (form == HelloForm::Bad || (extended && form == HelloForm::Missing)) {
        return syntax_error(verb, extended ? "Syntax: EHLO hostname" : "Syntax: HELO hostname");
    }
    return Hello{extended, std::string(operand)};
}

// What MAIL and RCPT have in common.
struct Envelope {
    Path path;
    Parameters parameters;
};

//   *WSP word *WSP ":" *WSP Path [ 1*WSP parameters ]   (RFC 5321 section 4.1.1.2 and 4.1.1.3, without the
//   *WSP)
std::variant<Envelope, CommandError> parse_envelope(Verb verb, std::string_view word, std::string_view text) {
    const std::string_view syntax = verb == Verb::Mail ? kMailSyntax : kRcptSyntax;
    if (!starts_with_ignoring_case(text, word)) return syntax_error(verb, syntax);
    text = trim(text.substr(word.size()));
    if (!text.starts_with(':')) return syntax_error(verb, syntax);
    text.remove_prefix(1);
    auto path = take_path(text);
    if (!path || (!text.empty() && !is_blank(text.front()))) return syntax_error(verb, syntax);
    auto parameters = parse_parameters(text);
    if (!parameters) return syntax_error(verb, syntax);
    if (!duplicated(*parameters).empty()) return syntax_error(verb, syntax, kOnce);
    return Envelope{*std::move(path), *std::move(parameters)};
}

ParsedCommand parse_mail(std::string_view text) {
    auto parsed = parse_envelope(Verb::Mail, "FROM", text);
    if (auto* error = std::get_if<CommandError>(&parsed)) return std::move(*error);
    auto& envelope = std::get<Envelope>(parsed);
    return Mail{std::move(envelope.path), std::move(envelope.parameters)};
}

ParsedCommand parse_rcpt(std::string_view text) {
    auto parsed = parse_envelope(Verb::Rcpt, "TO", text);
    if (auto* error = std::get_if<CommandError>(&parsed)) return std::move(*error);
    auto& envelope = std::get<Envelope>(parsed);
    // Only a reverse-path may be null.
    if (envelope.path.null) return syntax_error(Verb::Rcpt, kRcptSyntax);
    return Rcpt{std::move(envelope.path), std::move(envelope.parameters)};
}

//   chunk-size = 1*20DIGIT , as far as a signed count of octets goes. Removes it from `text`.
std::optional<std::uint64_t> take_chunk_size(std::string_view& text) {
    constexpr std::size_t kDigits = 20;
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    std::uint64_t value = 0;
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) {
        const auto digit = static_cast<std::uint64_t>(text[digits] - '0');
        if (++digits > kDigits || value > (kMost - digit) / 10) return std::nullopt;
        value = value * 10 + digit;
    }
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    return value;
}

//   bdat-cmd = "BDAT" SP chunk-size [ SP end-marker ] ; end-marker = "LAST"   (RFC 3030 section 2)
ParsedCommand parse_bdat(std::string_view text) {
    CommandError error = syntax_error(Verb::Bdat, "Syntax: BDAT octets [LAST]");
    error.close = true;
    const auto octets = take_chunk_size(text);
    if (!octets) return error;
    if (text.empty()) return Bdat{*octets, false};
    if (!is_blank(text.front()) || !equal_ignoring_case(trim(text), "LAST")) return error;
    return Bdat{*octets, true};
}

ParsedCommand parse_bare(Verb verb, std::string_view argument) {
    if (argument.empty()) return Plain{verb, {}};
    return syntax_error(verb, "Syntax: ", name(verb));
}

bool is_forbidden(char c) {
    return is_control(c) && c != '\t';
}

}  // namespace

std::string_view name(Verb verb) {
    // These stand for many words.
    switch (verb) {
        case Verb::Http: return "HTTP";
        case Verb::Unsupported: return "UNSUPPORTED";
        case Verb::Unknown: return "UNKNOWN";
        default: break;
    }
    for (const Word& word : kWords) {
        if (word.verb == verb) return word.text;
    }
    return "UNKNOWN";
}

ParsedCommand parse_command(std::string_view line) {
    while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    const std::string_view argument = trim(line.substr(end));
    const Verb verb = verb_of(line.substr(0, end), argument);
    // A greeting with controls is a bad greeting (rule 3); one with NUL is no command at all.
    const bool greeting = verb == Verb::Ehlo || verb == Verb::Helo;
    const bool nul = line.find('\0') != std::string_view::npos;
    if (nul || (!greeting && std::any_of(line.begin(), line.end(), is_forbidden))) {
        return CommandError{verb, 500, "5.5.2", "Control octet in command", verb == Verb::Bdat};
    }
    switch (verb) {
        case Verb::Ehlo:
        case Verb::Helo: return parse_hello(verb, argument);
        case Verb::Mail: return parse_mail(argument);
        case Verb::Rcpt: return parse_rcpt(argument);
        case Verb::Bdat: return parse_bdat(argument);
        case Verb::Data:
        case Verb::Rset:
        case Verb::Quit: return parse_bare(verb, argument);
        default: return Plain{verb, std::string(argument)};
    }
}

}  // namespace heloise
