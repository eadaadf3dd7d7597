// AUTH (RFC 4954) as it is heard by somebody who must not understand it.
#include "proxy/observe/secrets.h"

#include <algorithm>
#include <array>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"

namespace heloise {
namespace {

constexpr std::string_view kAuth = "AUTH";
constexpr std::array<std::string_view, 16> kCommands{"EHLO", "HELO", "LHLO", "MAIL",    "RCPT", "DATA",
                                                     "BDAT", "RSET", "QUIT", "NOOP",    "VRFY", "EXPN",
                                                     "HELP", "ETRN", "TURN", "STARTTLS"};
constexpr std::array<std::string_view, 9> kMechanisms{"PLAIN",  "LOGIN",   "CRAM-MD5", "DIGEST-MD5", "NTLM",
                                                      "GSSAPI", "XOAUTH2", "EXTERNAL", "OAUTHBEARER"};

bool is_space(char c) {
    return is_blank(c) || c == '\r' || c == '\n';
}

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && !is_alnum(text.front())) text.remove_prefix(1);
    return text;
}

// Does a line begin with this word, as far as it goes? `whole`: and does the word end there?
bool begins(std::string_view line, std::string_view word, bool whole) {
    const std::size_t common = std::min(line.size(), word.size());
    if (upper(line.substr(0, common)) != word.substr(0, common)) return false;
    if (!whole) return true;
    return common == word.size() && (line.size() == common || !is_alnum(line[common]));
}

// "MAIL+..." would be base64.
bool is_command(std::string_view line) {
    return std::any_of(kCommands.begin(), kCommands.end(), [&](std::string_view verb) {
        return begins(line, verb, true) && (line.size() == verb.size() || is_space(line[verb.size()]));
    });
}

// How much of an AUTH line is no secret: the verb, and a mechanism that is one.
std::size_t harmless(std::string_view line) {
    const std::string_view text = without_blanks(line);
    if (!begins(text, kAuth, true)) return 0;
    const std::size_t before = line.size() - text.size() + kAuth.size();
    for (const std::string_view mechanism : kMechanisms) {
        const std::string_view rest = text.substr(kAuth.size());
        if (rest.starts_with(' ') && begins(rest.substr(1), mechanism, true))
            return before + 1 + mechanism.size();
    }
    return before;
}

}  // namespace

bool Secrets::may_hold(std::string_view line) const {
    return exchange_ || begins(without_blanks(line), kAuth, false);
}

Said Secrets::written(std::string_view line) {
    Said said{.octets = std::string(line), .body_sha256 = {}};
    const bool auth = begins(without_blanks(line), kAuth, true);
    exchange_ = auth || (exchange_ && !is_command(line));
    if (!exchange_) return said;
    const std::size_t kept = harmless(line);
    const bool nothing = std::all_of(line.begin() + static_cast<std::ptrdiff_t>(kept), line.end(), is_space);
    if (auth && nothing) return said;  // no initial response
    // What is longer than a command may be has to stay so; and only CRLF can follow a secret.
    const bool crlf = line.ends_with("\r\n");
    const bool bare =
        line.substr(0, line.size() - (crlf ? 2 : 0)).find_first_of("\r\n") != std::string_view::npos;
    if (crlf && !bare && line.size() <= limits::kFrontLine) {
        said.omitted = Said::Omitted::Secret;
        said.octets = std::string(line.substr(0, kept)).append(auth ? " \r\n" : "\r\n");
        return said;
    }
    said.octets.replace(kept, std::string::npos, masked(line.substr(kept)));
    return said;
}

std::string Secrets::masked(std::string_view octets) {
    std::string text(octets);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return !is_space(c); }, 'x');
    return text;
}

}  // namespace heloise
