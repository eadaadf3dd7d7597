// Paths and parameters for a back that takes less than the sender wrote.
#include "proxy/session/upstream_lines.h"

#include <algorithm>

#include <fmt/core.h>

#include "proxy/base/ascii.h"
#include "proxy/base/utf8.h"
#include "proxy/extensions/registry.h"
#include "proxy/extensions/size_limit.h"
#include "proxy/smtp/hello.h"
#include "proxy/smtp/idna.h"

namespace heloise {
namespace {

constexpr std::size_t kCrlf = 2;

// Of a back that nobody has heard yet.
bool may_turn_out_to_take_utf8(const Backend& backend) {
    const Capabilities most({{"8BITMIME", ""}, {"SMTPUTF8", ""}});
    return backend.greeting != Greeting::Helo && used_upstream(kSmtpUtf8, {backend, &most});
}

void append(std::string& line, const Parameters& parameters) {
    for (const Parameter& parameter : parameters) line.append(" ").append(parameter.text());
}

void take_out(Parameters& parameters, std::string_view keyword) {
    std::erase_if(parameters, [&](const Parameter& parameter) {
        return equal_ignoring_case(parameter.keyword, keyword);
    });
}

// What the sender declared of its message, as far as it holds of the one that leaves: a gateway that compares
// would refuse a message for good because of a figure about another.
Parameters outgoing_parameters(Parameters said, std::optional<std::uint64_t> octets) {
    for (Parameter& parameter : said) {
        if (octets && equal_ignoring_case(parameter.keyword, "SIZE"))
            parameter.value = std::to_string(*octets);
    }
    if (!octets) take_out(said, "SIZE");
    // Seven bits are what is understood without a word, and no promise to make for another's message.
    const Parameter* body = find(said, "BODY");
    if (body != nullptr && body->value && equal_ignoring_case(*body->value, "7BIT")) take_out(said, "BODY");
    return said;
}

}  // namespace

bool declares_utf8(const Mail& mail) {
    return find(mail.parameters, "SMTPUTF8") != nullptr;
}

bool declares_binary(const Mail& mail) {
    const Parameter* body = find(mail.parameters, "BODY");
    return body != nullptr && body->value && equal_ignoring_case(*body->value, "BINARYMIME");
}

std::optional<std::uint64_t> declared_size(const Mail& mail) {
    const Parameter* size = find(mail.parameters, "SIZE");
    if (size == nullptr) return std::nullopt;
    return read_size(*size->value);
}

std::optional<std::string> why_unsayable(const Path& path, bool declared_utf8, const OfferFacts& facts) {
    if (path.ascii) return std::nullopt;
    // A reply line has 512 octets (RFC 5321 section 4.5.3.1.5); what is shown may be eight times what came.
    constexpr std::size_t kShown = 256;
    const std::string shown = fmt::format("<{}>", printable_utf8(path.mailbox()).substr(0, kShown));
    if (!declared_utf8) return shown + " is not ASCII, and SMTPUTF8 was not asked for";
    if (facts.back == nullptr && may_turn_out_to_take_utf8(facts.backend)) return std::nullopt;
    if (used_upstream(kSmtpUtf8, facts)) return std::nullopt;
    if (!is_ascii(path.local)) return shown + ": the gateway takes ASCII local parts only";
    if (!to_a_labels(path.domain)) return shown + ": not a domain by IDNA 2008";
    return std::nullopt;
}

Path sayable(const Path& path, const OfferFacts& facts) {
    if (path.ascii || used_upstream(kSmtpUtf8, facts)) return path;
    Path said = path;
    if (!is_ascii(said.route)) said.route.clear();
    if (const auto domain = to_a_labels(said.domain)) said.domain = *domain;
    said.ascii = true;
    return said;
}

std::string mail_line(const Mail& mail, std::optional<std::uint64_t> octets, const OfferFacts& facts) {
    const Quirks& quirks = facts.backend.quirks;
    const bool replaced = mail.reverse_path.null && quirks.null_sender.kind == NullSender::Kind::Replace;
    const Path path = sayable(mail.reverse_path, facts);
    std::string line = "MAIL FROM:";
    line.append(replaced ? quirks.null_sender.path : path.text(quirks.source_routes == SourceRoutes::Pass));
    Parameters parameters =
        upstream_parameters(outgoing_parameters(mail.parameters, octets), ParameterPlace::Mail, facts);
    // Where there is no room for both, the address counts.
    const auto with_parameters = [&] {
        std::string with = line;
        append(with, parameters);
        return with;
    };
    if (!line_fits(with_parameters(), facts.backend)) take_out(parameters, "SIZE");
    return with_parameters();
}

std::string rcpt_line(const Rcpt& rcpt, const OfferFacts& facts) {
    const bool routes = facts.backend.quirks.source_routes == SourceRoutes::Pass;
    std::string line = "RCPT TO:";
    line.append(sayable(rcpt.forward_path, facts).text(routes));
    append(line, upstream_parameters(rcpt.parameters, ParameterPlace::Rcpt, facts));
    return line;
}

bool line_fits(std::string_view line, const Backend& backend) {
    return line.size() + kCrlf <= backend.limits.command_line;
}

std::string upstream_name(const Backend& backend, const std::string& hostname, const Hello* hello) {
    switch (backend.helo_name.kind) {
        case HeloName::Kind::Literal: return backend.helo_name.literal;
        case HeloName::Kind::Hostname: return hostname;
        case HeloName::Kind::Client: break;
    }
    const bool domain = hello != nullptr && classify_hello(hello->operand) == HelloForm::Domain;
    return domain ? hello->operand : hostname;
}

}  // namespace heloise
