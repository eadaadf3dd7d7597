// The keys of [backend.content] and [backend.access].
#include <fmt/format.h>

#include "proxy/base/ascii.h"
#include "proxy/base/ip.h"
#include "proxy/config/option_kinds.h"
#include "proxy/config/options.h"
#include "proxy/smtp/path.h"

namespace heloise {

namespace {

constexpr std::array kHandlings{Choice{"convert", Handling::Convert}, Choice{"reject", Handling::Reject},
                                Choice{"pass", Handling::Pass}};
// What is signed or has headers in UTF-8 is changed or refused; there is no third way that a back takes.
constexpr std::array kChangeOrRefuse{Choice{"convert", Handling::Convert},
                                     Choice{"reject", Handling::Reject}};
constexpr std::array kBareNewlines{Choice{"normalise", BareNewline::Normalise},
                                   Choice{"reject", BareNewline::Reject}};
constexpr std::array kNuls{Choice{"reject", NulHandling::Reject}, Choice{"strip", NulHandling::Strip}};

// Below this the text of any letter would go through a file.
constexpr std::uint64_t kLeastLookahead = 4ULL << 10U;
// Each session may hold that much; what is larger is what the spool is for.
constexpr std::uint64_t kMostLookahead = 16ULL << 20U;

// Why `text` is no network, as far as a common slip explains it.
std::string network_hint(std::string_view text) {
    const std::size_t slash = text.find('/');
    const bool address = slash != std::string_view::npos && parse_ip(text.substr(0, slash)).has_value();
    return address ? "; an address behind which bits of the network's hosts are set is none" : "";
}

void read_senders(const Value& value, Access& into) {
    const std::optional<std::vector<std::string>> texts = read_strings(value);
    if (!texts) return;
    std::vector<Network> networks;
    for (std::size_t i = 0; i < texts->size(); ++i) {
        const std::string& text = (*texts)[i];
        if (const std::optional<Network> network = parse_network(text)) {
            networks.push_back(*network);
            continue;
        }
        value.element(i).error(
            fmt::format("must be a network, like \"10.0.0.0/8\", \"::1/128\" or \"192.0.2.7\", not {}{}",
                        shown(text), network_hint(text)));
    }
    into.senders = std::move(networks);
}

void read_recipients(const Value& value, Access& into) {
    const std::optional<std::vector<std::string>> texts = read_strings(value);
    if (!texts) return;
    std::vector<std::string> domains;
    for (std::size_t i = 0; i < texts->size(); ++i) {
        const std::string_view text = (*texts)[i];
        const bool subdomains = text.starts_with('.');
        if (is_domain(subdomains ? text.substr(1) : text)) {
            domains.push_back(lower(text));
        } else {
            value.element(i).refuse("a domain, like \"example.org\", or \".example.org\" for all below it");
        }
    }
    into.recipients = std::move(domains);
}

std::string print_senders(const Access& from) {
    std::vector<std::string> texts;
    for (const Network& network : from.senders) texts.push_back(network.text());
    return toml_strings(texts);
}

}  // namespace

const Options<ContentPolicy>& content_options() {
    static const Options<ContentPolicy> kOptions{
        choice("eight_bit", &ContentPolicy::eight_bit, kHandlings),
        choice("signed", &ContentPolicy::signed_parts, kChangeOrRefuse),
        choice("utf8", &ContentPolicy::utf8, kChangeOrRefuse),
        choice("long_lines", &ContentPolicy::long_lines, kHandlings),
        choice("bare_newline", &ContentPolicy::bare_newline, kBareNewlines),
        choice("nul", &ContentPolicy::nul, kNuls),
        flag<ContentPolicy>("received", &ContentPolicy::received),
        octets("lookahead", &ContentPolicy::lookahead, kLeastLookahead, kMostLookahead),
    };
    return kOptions;
}

const Options<Access>& access_options() {
    static const Options<Access> kOptions{
        plain<Access>("senders", read_senders, print_senders),
        plain<Access>("recipients", read_recipients,
                      [](const Access& from) { return toml_strings(from.recipients); }),
    };
    return kOptions;
}

}  // namespace heloise
