// A row per verb whose line may be told, and how much of it.
#include "proxy/record/secrets.h"

#include <algorithm>
#include <array>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"

namespace heloise {
namespace {

constexpr std::string_view kAuth = "AUTH";
constexpr std::array<std::string_view, 9> kMechanisms{"PLAIN",  "LOGIN",   "CRAM-MD5", "DIGEST-MD5", "NTLM",
                                                      "GSSAPI", "XOAUTH2", "EXTERNAL", "OAUTHBEARER"};

bool is_space(char c) {
    return is_blank(c) || c == '\r' || c == '\n';
}
bool is_name(char c) {
    return is_alnum(c) || std::string_view("-._:[]").find(c) != std::string_view::npos;
}
bool is_count(char c) {
    return is_digit(c) || is_blank(c) || std::string_view("LASTlast").find(c) != std::string_view::npos;
}
bool is_visible(char c) {
    return c >= ' ' && c <= '~';
}

// What may be told of a line that begins with `verb`, and behind it with `then`: that, and what follows as
// long as `told` is true of it. No word of a letter that was sent as commands gets further than a verb by
// chance.
struct Row {
    std::string_view verb;
    std::string_view then;
    bool (*told)(char);
};
constexpr std::array kRows{
    Row{"EHLO", " ", is_name},         Row{"HELO", " ", is_name},       Row{"LHLO", " ", is_name},
    Row{"MAIL", " FROM:", is_visible}, Row{"RCPT", " TO:", is_visible}, Row{"BDAT", " ", is_count},
    Row{"DATA", "", nullptr},          Row{"RSET", "", nullptr},        Row{"QUIT", "", nullptr},
    Row{"NOOP", "", nullptr},          Row{"HELP", "", nullptr},        Row{"VRFY", "", nullptr},
    Row{"EXPN", "", nullptr},          Row{"ETRN", "", nullptr},        Row{"TURN", "", nullptr},
    Row{"STARTTLS", "", nullptr}};

bool starts_with(std::string_view line, std::string_view start) {
    return line.size() >= start.size() && upper(line.substr(0, start.size())) == start;
}

// "MAIL+..." would be base64.
const Row* row_of(std::string_view line) {
    const auto row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& one) {
        const std::size_t size = one.verb.size();
        return starts_with(line, one.verb) && (line.size() == size || is_space(line[size]));
    });
    return row == kRows.end() ? nullptr : &*row;
}

std::size_t told_of(const Row& row, std::string_view line) {
    std::size_t told = row.verb.size();
    if (row.told == nullptr || !starts_with(line.substr(told), row.then)) return told;
    told += row.then.size();
    while (told < line.size() && row.told(line[told])) ++told;
    return told;
}

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && !is_alnum(text.front())) text.remove_prefix(1);
    return text;
}

bool is_auth(std::string_view line) {
    const std::string_view text = without_blanks(line);
    return starts_with(text, kAuth) && (text.size() == kAuth.size() || !is_alnum(text[kAuth.size()]));
}

// The verb, and a mechanism that is one.
std::size_t told_of_auth(std::string_view line) {
    const std::string_view text = without_blanks(line);
    const std::size_t before = line.size() - text.size() + kAuth.size();
    const std::string_view rest = text.substr(kAuth.size());
    for (const std::string_view mechanism : kMechanisms) {
        const std::size_t end = 1 + mechanism.size();
        const bool is_it = rest.starts_with(' ') && starts_with(rest.substr(1), mechanism);
        if (is_it && (rest.size() == end || is_space(rest[end]))) return before + end;
    }
    return before;
}

// An unknown verb, from a sender who has not yet begun anything that could be a letter or a name.
std::size_t told_of_word(std::string_view line) {
    constexpr std::size_t kLongest = 16;
    const auto end =
        std::find_if_not(line.begin(), line.end(), [](char c) { return is_alnum(c) || c == '-'; });
    const auto size = static_cast<std::size_t>(end - line.begin());
    return size <= kLongest && (end == line.end() || is_space(*end)) ? size : 0;
}

bool is_blank_from(std::string_view line, std::size_t at) {
    return std::all_of(line.begin() + static_cast<std::ptrdiff_t>(at), line.end(), is_space);
}

}  // namespace

std::size_t Secrets::told(std::string_view line) const {
    if (is_auth(line)) return told_of_auth(line);
    if (const Row* row = row_of(line)) return told_of(*row, line);
    return exchange_ || careful_ ? 0 : told_of_word(line);
}

bool Secrets::may_tell(std::string_view begun) const {
    if (exchange_ || is_auth(begun)) return false;
    const bool becomes_one = std::any_of(kRows.begin(), kRows.end(), [&](const Row& row) {
        return starts_with(row.verb, upper(begun)) ||
               (starts_with(begun, row.verb) && starts_with(row.then, upper(begun.substr(row.verb.size()))));
    });
    return becomes_one || (row_of(begun) != nullptr && is_blank_from(begun, told(begun)));
}

bool Secrets::may_become_one(std::string_view begun) const {
    return exchange_ || is_auth(begun) || starts_with(kAuth, upper(without_blanks(begun)));
}

std::string Secrets::shown(std::string_view line) const {
    const std::size_t kept = told(line);
    return std::string(line.substr(0, kept)) + masked(line.substr(kept));
}

Said Secrets::written(std::string_view line) {
    Said said{.octets = shown(line), .body_sha256 = {}};
    const bool auth = is_auth(line);
    const std::size_t kept = told(line);
    const Row* const row = row_of(line);
    exchange_ = auth || (exchange_ && row == nullptr);
    careful_ |= auth || (row != nullptr && (row->verb == "DATA" || row->verb == "BDAT"));
    if (!exchange_ || (auth && is_blank_from(line, kept))) return said;  // no initial response
    // What is longer than a command may be has to stay so; and only CRLF can follow a secret.
    const bool crlf = line.ends_with("\r\n");
    const bool bare =
        line.substr(0, line.size() - (crlf ? 2 : 0)).find_first_of("\r\n") != std::string_view::npos;
    if (!crlf || bare || line.size() > limits::kFrontLine) return said;
    said.omitted = Said::Omitted::Secret;
    said.octets = std::string(line.substr(0, kept)).append(auth ? " \r\n" : "\r\n");
    return said;
}

std::string Secrets::masked(std::string_view octets) {
    std::string text(octets);
    // A control octet, and one that is not ASCII, is answered differently.
    for (char& c : text) {
        if (static_cast<unsigned char>(c) > 127) {
            c = '\x80';
        } else if (is_visible(c) && c != ' ') {
            c = 'x';
        }
    }
    return text;
}

}  // namespace heloise
