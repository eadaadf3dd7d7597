// Line by line, after Python 3's email.feedparser.
#include "tests/support/mime_reader.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

namespace heloise {
namespace {

using Lines = std::vector<std::string_view>;

std::string low(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

std::string_view strip(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

Lines split_lines(std::string_view text, bool universal) {
    Lines lines;
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool crlf = text.substr(i, 2) == "\r\n";
        if (!crlf && !(universal && (text[i] == '\r' || text[i] == '\n'))) continue;
        if (crlf) ++i;
        lines.push_back(text.substr(start, i + 1 - start));
        start = i + 1;
    }
    if (start < text.size()) lines.push_back(text.substr(start));
    return lines;
}

std::size_t line_end_octets(std::string_view line) {
    if (line.ends_with("\r\n")) return 2;
    return line.ends_with('\r') || line.ends_with('\n') ? 1 : 0;
}

std::string_view without_end(std::string_view line) {
    return line.substr(0, line.size() - line_end_octets(line));
}

bool is_header_line(std::string_view line) {
    if (line.starts_with("From ") || line.starts_with(' ') || line.starts_with('\t')) return true;
    for (const char c : line) {
        if (c == ':') return true;
        if (c < 33 || c > 126) return false;
    }
    return false;
}

enum class Delimiter { None, Part, Close };

Delimiter is_delimiter(std::string_view line, std::string_view boundary) {
    line = without_end(line);
    if (!line.starts_with("--") || !line.substr(2).starts_with(boundary)) return Delimiter::None;
    line.remove_prefix(2 + boundary.size());
    const bool close = line.starts_with("--");
    if (close) line.remove_prefix(2);
    if (line.find_first_not_of(" \t") != std::string_view::npos) return Delimiter::None;
    return close ? Delimiter::Close : Delimiter::Part;
}

std::optional<std::string> boundary_of(std::string_view value) {
    bool quoted = false;
    std::vector<std::string> parameters(1);
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '"' && (i == 0 || value[i - 1] != '\\')) quoted = !quoted;
        if (value[i] == ';' && !quoted) {
            parameters.emplace_back();
        } else {
            parameters.back() += value[i];
        }
    }
    for (std::size_t i = 1; i < parameters.size(); ++i) {
        const std::size_t equals = parameters[i].find('=');
        if (equals == std::string::npos || low(strip(parameters[i].substr(0, equals))) != "boundary")
            continue;
        std::string_view found = strip(std::string_view(parameters[i]).substr(equals + 1));
        if (found.size() > 1 && found.front() == '"' && found.back() == '"')
            found = found.substr(1, found.size() - 2);
        while (found.ends_with(' ')) found.remove_suffix(1);
        return std::string(found);
    }
    return std::nullopt;
}

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string decode_quoted_printable(std::string_view text) {
    std::string out;
    for (const std::string_view line : split_lines(text, true)) {
        std::string_view rest = without_end(line);
        const std::string_view end = line.substr(rest.size());
        // Before a bare CR or LF, which is no line end by the letter, blanks are text.
        while (end == "\r\n" && (rest.ends_with(' ') || rest.ends_with('\t'))) rest.remove_suffix(1);
        bool soft = false;
        for (std::size_t i = 0; i < rest.size(); ++i) {
            const bool coded =
                rest[i] == '=' && i + 2 < rest.size() && hex(rest[i + 1]) >= 0 && hex(rest[i + 2]) >= 0;
            if (coded) out += static_cast<char>(hex(rest[i + 1]) * 16 + hex(rest[i + 2]));
            if (coded) i += 2;
            if (coded) continue;
            soft = rest[i] == '=' && rest.find_first_not_of(" \t", i + 1) == std::string_view::npos;
            if (soft) break;
            out += rest[i];
        }
        if (!soft) out += end;
    }
    return out;
}

std::string decode_base64(std::string_view text) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        const std::size_t value = kAlphabet.find(c);
        if (c == '=' || value == std::string_view::npos) continue;
        bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFFFF;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out += static_cast<char>(bits >> count & 0xFF);
    }
    return out;
}

class Reader {
public:
    Reader(std::string_view message, bool universal) : lines_(split_lines(message, universal)) {}

    MimeNode part(std::string_view default_type) {
        MimeNode node;
        read_header(node);
        const auto type = node.field("content-type");
        node.type = std::string(default_type);
        if (type) {
            node.type = low(strip(std::string_view(*type).substr(0, type->find(';'))));
            if (std::count(node.type.begin(), node.type.end(), '/') != 1) node.type = "text/plain";
        }
        if (const auto encoding = node.field("content-transfer-encoding"))
            node.encoding = low(strip(*encoding));
        const auto boundary = type ? boundary_of(*type) : std::nullopt;
        if (node.type == "message/rfc822" || node.type == "message/news") {
            node.composite = true;
            node.children.push_back(part("text/plain"));
        } else if (node.type.starts_with("multipart/") && boundary) {
            node.composite = true;
            read_parts(node, *boundary);
        } else {
            node.body = rest();
        }
        return node;
    }

private:
    [[nodiscard]] bool more() const { return at_ < lines_.size() && !at_end_of_part(); }
    [[nodiscard]] bool at_end_of_part() const {
        return std::any_of(open_.begin(), open_.end(), [this](const std::string& boundary) {
            return is_delimiter(lines_[at_], boundary) != Delimiter::None;
        });
    }

    std::string rest() {
        std::string text;
        for (; more(); ++at_) text += lines_[at_];
        return text;
    }

    void read_header(MimeNode& node) {
        for (; more(); ++at_) {
            const std::string_view line = lines_[at_];
            if (!is_header_line(line)) {
                if (without_end(line).empty()) ++at_;
                return;
            }
            if ((line.front() == ' ' || line.front() == '\t') && !node.fields.empty()) {
                node.fields.back() += line;
            } else {
                node.fields.emplace_back(line);
            }
        }
    }

    void read_parts(MimeNode& node, const std::string& boundary) {
        bool in_preamble = true;
        bool closed = false;
        while (more() && !closed) {
            const Delimiter delimiter = is_delimiter(lines_[at_], boundary);
            if (delimiter == Delimiter::None) {
                node.preamble += lines_[at_++];
                continue;
            }
            ++at_;
            closed = delimiter == Delimiter::Close;
            if (closed) break;
            in_preamble = false;
            while (more() && is_delimiter(lines_[at_], boundary) != Delimiter::None) ++at_;
            open_.push_back(boundary);
            node.children.push_back(part(node.type == "multipart/digest" ? "message/rfc822" : "text/plain"));
            open_.pop_back();
            MimeNode* last = &node.children.back();
            while (last->composite && !last->children.empty() && last->type.starts_with("message/"))
                last = &last->children.back();
            if (at_ < lines_.size() && !last->composite) last->body = without_end(last->body);
        }
        if (in_preamble) node.composite = false;
        if (closed) node.epilogue = rest();
        if (in_preamble) node.body = std::exchange(node.preamble, {});
    }

    Lines lines_;
    std::size_t at_ = 0;
    std::vector<std::string> open_;
};

void decode(MimeNode& node) {
    if (!node.composite && node.encoding == "base64") node.body = decode_base64(node.body);
    if (!node.composite && node.encoding == "quoted-printable")
        node.body = decode_quoted_printable(node.body);
    for (MimeNode& child : node.children) decode(child);
}

bool may_differ(std::string_view field) {
    const std::string name = low(field.substr(0, field.find(':')));
    return name == "content-transfer-encoding" || name == "content-type" || name == "mime-version";
}

std::string fields_but(const MimeNode& node) {
    std::string all;
    for (const std::string& field : node.fields) {
        if (!may_differ(field)) all += field;
    }
    return all;
}

}  // namespace

std::optional<std::string> MimeNode::field(std::string_view name) const {
    for (const std::string& text : fields) {
        const std::size_t colon = text.find(':');
        if (colon == std::string::npos || low(text.substr(0, colon)) != low(name)) continue;
        std::string value = text.substr(colon + 1);
        std::erase_if(value, [](char c) { return c == '\r' || c == '\n'; });
        return value;
    }
    return std::nullopt;
}

MimeNode read_mime(std::string_view message, bool universal) {
    MimeNode node = Reader(message, universal).part("text/plain");
    decode(node);
    return node;
}

std::string difference(const MimeNode& sent, const MimeNode& arrived, bool rewritten) {
    // A comment in a type, which Python takes for a part of it, may have been rewritten.
    const auto type = sent.field("content-type");
    const bool commented = rewritten && type && type->find('(') != std::string::npos;
    if (sent.type != arrived.type && !commented)
        return fmt::format("type {} became {}", sent.type, arrived.type);
    if (sent.composite != arrived.composite || sent.children.size() != arrived.children.size())
        return fmt::format("{} parts became {}", sent.children.size(), arrived.children.size());
    if (sent.preamble != arrived.preamble || sent.epilogue != arrived.epilogue) return "preamble or epilogue";
    if (!rewritten && fields_but(sent) != fields_but(arrived)) return "fields";
    const bool says_something = type && type->find_first_not_of(" \t\r\n") != std::string_view::npos;
    if (!rewritten && says_something && arrived.field("content-type") != type) return "Content-Type";
    if (sent.body != arrived.body)
        return fmt::format("a body of {} octets became one of {}", sent.body.size(), arrived.body.size());
    for (std::size_t i = 0; i < sent.children.size(); ++i) {
        std::string found = difference(sent.children[i], arrived.children[i], rewritten);
        if (!found.empty()) return fmt::format("{} {}: {}", sent.type, i, found);
    }
    return {};
}

}  // namespace heloise
