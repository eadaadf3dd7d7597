// Paths, read once from left to right. What a path may hold beyond RFC 5321 stands in the header.
#include "proxy/smtp/path.h"

#include <array>
#include <cstdint>

#include "proxy/base/ascii.h"
#include "proxy/base/ip.h"
#include "proxy/base/limits.h"
#include "proxy/base/utf8.h"

namespace heloise {
namespace {

constexpr std::string_view kIpv6Tag = "IPv6:";

// Which octets of ASCII stand where, looked up instead of compared: every octet of every path comes by.
enum Class : std::uint8_t { kAtext = 1, kQtext = 2, kLabel = 4 };

// atext is RFC 5322 section 3.2.3's. kLabel is Let-dig and the underscore, which names of Windows
// machines have and RFC 5321 has not.
constexpr std::array<std::uint8_t, 128> kClasses = [] {
    std::array<std::uint8_t, 128> classes{};
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const char c = static_cast<char>(i);
        const bool special = std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
        if (is_alnum(c) || special) classes[i] |= kAtext;
        if (is_printable(c) && c != '"' && c != '\\') classes[i] |= kQtext;
        if (is_alnum(c) || c == '_') classes[i] |= kLabel;
    }
    return classes;
}();

// One path on its way through the grammar. Each take_*() goes past what it names; where that does not
// stand there it says false, and the path is given up.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
    [[nodiscard]] bool ascii() const { return ascii_; }
    [[nodiscard]] std::string_view from(std::size_t start) const { return text_.substr(start, at_ - start); }

    bool take(char c) {
        if (at_end() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    //   Local-part = Dot-string / Quoted-string
    bool take_local() { return !at_end() && text_[at_] == '"' ? take_quoted() : take_dotted(kAtext); }

    //   Domain = (sub-domain *("." sub-domain)) / address-literal
    bool take_domain() {
        const std::size_t start = at_;
        const bool good = !at_end() && text_[at_] == '[' ? take_literal() : take_name();
        return good && at_ - start <= limits::kDomain;
    }

    //   A-d-l ":" ;  A-d-l = "@" Domain *( "," "@" Domain )
    bool take_route() {
        do {
            if (!take('@') || !take_domain()) return false;
        } while (take(','));
        return true;
    }

private:
    // One octet of a class, or one character of UTF-8 (RFC 6531 section 3.3 adds it to each of them).
    bool take_one(std::uint8_t wanted) {
        if (at_end()) return false;
        const char c = text_[at_];
        if (!is_eight_bit(c)) {
            if ((kClasses[static_cast<unsigned char>(c)] & wanted) == 0) return false;
            ++at_;
            return true;
        }
        const std::size_t octets = utf8_octets(text_.substr(at_));
        at_ += octets;
        ascii_ = ascii_ && octets == 0;
        return octets > 0;
    }

    //   1*octet *("." 1*octet)
    bool take_dotted(std::uint8_t wanted) {
        do {
            if (!take_one(wanted)) return false;
            while (take_one(wanted)) {
            }
        } while (take('.'));
        return true;
    }

    //   sub-domain = Let-dig [*( Let-dig / "-" ) Let-dig] / U-label
    bool take_name() {
        do {
            if (!take_one(kLabel)) return false;
            bool hyphen = false;
            while (true) {
                if (take('-')) {
                    hyphen = true;
                } else if (take_one(kLabel)) {
                    hyphen = false;
                } else {
                    break;
                }
            }
            if (hyphen) return false;
        } while (take('.'));
        return true;
    }

    //   Quoted-string = DQUOTE *( qtextSMTP / "\" %d32-126 ) DQUOTE
    bool take_quoted() {
        ++at_;
        while (!take('"')) {
            if (take('\\')) {
                if (at_end() || !is_printable(text_[at_])) return false;
                ++at_;
            } else if (!take_one(kQtext)) {
                return false;
            }
        }
        return true;
    }

    bool take_literal() {
        const std::size_t end = text_.find(']', at_);
        if (end == std::string_view::npos) return false;
        const std::string_view literal = text_.substr(at_, end + 1 - at_);
        at_ = end + 1;
        return is_address_literal(literal);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    bool ascii_ = true;
};

//   [ A-d-l ":" ] Local-part [ "@" Domain ] , or nothing, or the "@" that Notes sends for nothing.
// Returns the octets it took; empty for anything else.
std::optional<std::size_t> read_inside(std::string_view text, bool brackets, Path& path) {
    if (brackets && (text.starts_with('>') || text.starts_with("@>"))) {
        path.null = true;
        return text.find('>');
    }
    Scanner scanner(text);
    if (text.starts_with('@')) {
        if (!scanner.take_route()) return std::nullopt;
        path.route = scanner.from(0);
        if (!scanner.take(':')) return std::nullopt;
    }
    std::size_t start = scanner.at();
    if (!scanner.take_local()) return std::nullopt;
    path.local = scanner.from(start);
    if (scanner.take('@')) {
        start = scanner.at();
        if (!scanner.take_domain()) return std::nullopt;
        path.domain = scanner.from(start);
    }
    path.ascii = scanner.ascii();
    return scanner.at();
}

}  // namespace

std::optional<Path> take_path(std::string_view& text) {
    std::string_view rest = text;
    while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
    const bool brackets = rest.starts_with('<');
    if (brackets) rest.remove_prefix(1);

    // One octet more than a path may have is enough to see that it has too many.
    constexpr std::size_t kInside = limits::kPath - 2;
    std::string_view inside = rest.substr(0, kInside + 1);
    if (!brackets) inside = inside.substr(0, inside.find_first_of(" \t"));
    std::optional<Path> path(std::in_place);
    const auto octets = read_inside(inside, brackets, *path);
    if (!octets || *octets > kInside) return std::nullopt;
    rest.remove_prefix(*octets);

    if (brackets) {
        if (!rest.starts_with('>')) return std::nullopt;
        rest.remove_prefix(1);
    } else if (*octets != inside.size()) {
        return std::nullopt;
    }
    text = rest;
    return path;
}

std::string Path::mailbox() const {
    if (null || domain.empty()) return local;
    std::string out;
    out.reserve(local.size() + 1 + domain.size());
    out.append(local).append(1, '@').append(domain);
    return out;
}

std::string Path::text(bool with_route) const {
    std::string out = "<";
    if (with_route && !route.empty()) out.append(route).append(1, ':');
    return out.append(mailbox()).append(1, '>');
}

bool is_domain(std::string_view text) {
    Scanner scanner(text);
    return scanner.take_domain() && scanner.at_end() && scanner.ascii();
}

//   address-literal = "[" ( IPv4 / "IPv6:" IPv6 ) "]" (RFC 5321 section 4.1.3); no other tag was ever
//   registered.
bool is_address_literal(std::string_view text) {
    if (text.size() < 2 || !text.starts_with('[') || !text.ends_with(']')) return false;
    const std::string_view inside = text.substr(1, text.size() - 2);
    if (!starts_with_ignoring_case(inside, kIpv6Tag)) return parse_ipv4(inside).has_value();
    return parse_ipv6(inside.substr(kIpv6Tag.size())).has_value();
}

}  // namespace heloise
