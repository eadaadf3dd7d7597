// Parameters apart, a field is a row of words: that does for texts, phrases and addresses alike.
#include "tests/support/header_reader.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include "tests/support/field_reading.h"

namespace heloise::testing {
namespace {

std::string low(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string name_of(std::string_view field) {
    return low(trimmed(field.substr(0, field.find(':'))));
}

std::string unquoted(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            out += text[++i];
        } else if (text[i] != '"') {
            out += text[i];
        }
    }
    return out;
}

std::vector<std::string> split_outside_quotes(std::string_view text) {
    std::vector<std::string> pieces(1);
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (c == ';' && !quoted) {
            pieces.emplace_back();
        } else {
            pieces.back() += c;
        }
    }
    return pieces;
}

std::string percent_decoded(std::string_view text) {
    std::string q(text);
    std::replace(q.begin(), q.end(), '%', '=');
    // Q has one more meaning than percent: its underscore is a blank.
    std::string out;
    for (std::size_t from = 0; from <= q.size();) {
        const std::size_t to = std::min(q.find('_', from), q.size());
        out += field_reading::decode_q(std::string_view(q).substr(from, to - from));
        if (to < q.size()) out += '_';
        from = to + 1;
    }
    return out;
}

// "name*0*", "name*1", "name*": RFC 2231 sections 3 and 4.
std::string read_parameters(std::string_view value) {
    const std::vector<std::string> pieces = split_outside_quotes(value);
    std::map<std::string, std::map<int, std::string>> parameters;
    for (std::size_t i = 1; i < pieces.size(); ++i) {
        const std::string_view piece = pieces[i];
        const std::size_t equals = std::min(piece.find('='), piece.size());
        std::string name = low(trimmed(piece.substr(0, equals)));
        std::string said = unquoted(trimmed(piece.substr(std::min(equals + 1, piece.size()))));
        const bool extended = name.ends_with('*');
        if (extended) name.pop_back();
        const std::size_t star = name.find('*');
        const int index = star == std::string::npos ? 0 : std::stoi("0" + name.substr(star + 1));
        if (extended && index == 0) said.erase(0, said.find('\'', said.find('\'') + 1) + 1);
        if (extended) said = percent_decoded(said);
        parameters[name.substr(0, star)][index] = said;
    }
    std::string out = low(trimmed(pieces.front()));
    for (const auto& [name, sections] : parameters) {
        out.append("; ").append(name).append("=");
        for (const auto& [index, said] : sections) out += said;
    }
    return out;
}

std::string read_words(std::string_view value) {
    std::string out;
    bool after_word = false;
    while (!(value = trimmed(value)).empty()) {
        const std::string_view word = value.substr(0, value.find_first_of(" \t"));
        value.remove_prefix(word.size());
        const bool comma = word.ends_with(',');
        const auto decoded = field_reading::decode_word(comma ? word.substr(0, word.size() - 1) : word);
        if (!out.empty() && !(after_word && decoded)) out += ' ';
        out += decoded ? *decoded + (comma ? "," : "") : unquoted(word);
        after_word = decoded.has_value() && !comma;
    }
    // What one word held may have blanks of its own where another writing had them between words.
    std::string even;
    for (const char c : out) {
        if (c != ' ' || !even.ends_with(' ')) even += c;
    }
    return std::string(trimmed(even));
}

std::vector<std::string> telling_fields(const MimeNode& node, bool with_type) {
    std::vector<std::string> all;
    for (const std::string& field : node.fields) {
        const std::string name = name_of(field);
        if (name == "content-transfer-encoding" || name == "mime-version") continue;
        if (name == "content-type" && !with_type) continue;
        all.push_back(name + ": " + read_field(field));
    }
    return all;
}

}  // namespace

std::string read_field(std::string_view field) {
    const std::string name = name_of(field);
    const std::string all = field_reading::unfolded(field);
    const std::string_view value = std::string_view(all).substr(all.find(':') + 1);
    if (name == "content-type" || name == "content-disposition") return read_parameters(value);
    return read_words(value);
}

std::string field_difference(const MimeNode& sent, const MimeNode& arrived) {
    const bool typed = sent.field("content-type").has_value();
    const auto ours = telling_fields(sent, typed);
    const auto theirs = telling_fields(arrived, typed);
    if (ours.size() != theirs.size())
        return std::to_string(ours.size()) + " fields became " + std::to_string(theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
        if (ours[i] != theirs[i]) return "\"" + ours[i] + "\" became \"" + theirs[i] + "\"";
    }
    for (std::size_t i = 0; i < std::min(sent.children.size(), arrived.children.size()); ++i) {
        std::string found = field_difference(sent.children[i], arrived.children[i]);
        if (!found.empty()) return found;
    }
    return {};
}

}  // namespace heloise::testing
