// Fields in the two formats of the log.
#include "proxy/base/field.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include <fmt/format.h>

#include "proxy/base/ascii.h"
#include "proxy/base/utf8.h"

namespace heloise {
namespace {

constexpr std::string_view kUnquotedNever = " \"=\\";

bool stands_bare(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return is_printable(c) && kUnquotedNever.find(c) == std::string_view::npos;
    });
}

// The octets at the start of `text` that `special` does not want to see, and that are printable ASCII.
std::string_view plain_start(std::string_view text, std::string_view special) {
    const auto end = std::find_if(text.begin(), text.end(), [&](char c) {
        return !is_printable(c) || special.find(c) != std::string_view::npos;
    });
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// The next character, or an octet that begins none.
std::string_view next_character(std::string_view text) {
    return text.substr(0, std::max<std::size_t>(utf8_octets(text), 1));
}

// What stands between the quotes; `special`: what gets a "\" before it.
void append_escaped(std::string& out, std::string_view text, std::string_view special) {
    while (!text.empty()) {
        const std::string_view plain = plain_start(text, special);
        out.append(plain);
        text.remove_prefix(plain.size());
        if (text.empty()) return;
        const std::string_view one = next_character(text);
        if (special.find(text.front()) != std::string_view::npos) {
            out.append("\\").append(one);
        } else {
            out.append(printable_utf8(one));
        }
        text.remove_prefix(one.size());
    }
}

void append_value(std::string& out, const FieldKey& key, const std::string& text) {
    if (!key.quoted && stands_bare(text)) {
        out.append(text);
        return;
    }
    out.append("\"");
    append_escaped(out, text, "\"\\");
    out.append("\"");
}

void append_value(std::string& out, const FieldKey&, std::uint64_t number) {
    fmt::format_to(std::back_inserter(out), "{}", number);
}

void append_value(std::string& out, const FieldKey& key, const std::vector<std::string>& texts) {
    const bool bare = !key.quoted && std::all_of(texts.begin(), texts.end(), [](const std::string& text) {
        return stands_bare(text) && text.find(',') == std::string::npos;
    });
    const std::string_view quote = bare ? "" : "\"";
    out.append(quote);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i > 0) out.append(",");
        append_escaped(out, texts[i], bare ? "" : "\"\\,");
    }
    out.append(quote);
}

// A character of a JSON string, or an octet that is none.
void append_json_character(std::string& out, std::string_view one) {
    const auto first = static_cast<unsigned char>(one.front());
    const auto last = static_cast<unsigned char>(one.back());
    const bool high_control = one.size() == 2 && first == 0xC2 && last < 0xA0;  // U+0080 to U+009F
    if (first == '"' || first == '\\') {
        out.append("\\").append(one);
    } else if (one.size() == 1 || high_control) {
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", last);
    } else {
        out.append(one);
    }
}

void append_json_value(std::string& out, const std::string& text) {
    append_json(out, text);
}

void append_json_value(std::string& out, std::uint64_t number) {
    fmt::format_to(std::back_inserter(out), "{}", number);
}

void append_json_value(std::string& out, const std::vector<std::string>& texts) {
    out.append("[");
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i > 0) out.append(",");
        append_json(out, texts[i]);
    }
    out.append("]");
}

}  // namespace

const FieldValue* find(std::span<const Field> fields, const FieldKey& key) {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return &field.key() == &key; });
    return found == fields.end() ? nullptr : &found->value();
}

std::string_view text_of(std::span<const Field> fields, const FieldKey& key) {
    const FieldValue* value = find(fields, key);
    const std::string* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
    return text == nullptr ? std::string_view() : *text;
}

void append_text(std::string& out, std::span<const Field> fields) {
    for (const Field& field : fields) {
        out.append(" ").append(field.key().name).append("=");
        std::visit([&](const auto& value) { append_value(out, field.key(), value); }, field.value());
    }
}

void append_json(std::string& out, std::span<const Field> fields) {
    for (const Field& field : fields) {
        out.append(",");
        append_json(out, field.key().name);
        out.append(":");
        std::visit([&](const auto& value) { append_json_value(out, value); }, field.value());
    }
}

void append_json(std::string& out, std::string_view text) {
    out.append("\"");
    while (!text.empty()) {
        const std::string_view plain = plain_start(text, "\"\\");
        out.append(plain);
        text.remove_prefix(plain.size());
        if (text.empty()) break;
        const std::string_view one = next_character(text);
        append_json_character(out, one);
        text.remove_prefix(one.size());
    }
    out.append("\"");
}

}  // namespace heloise
