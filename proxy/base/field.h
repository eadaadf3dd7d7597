// Named values of something worth telling an operator: data, until the log prints them.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace heloise {

// What a field is called. Keys are constants of a table (session/note_keys.h, daemon/log_keys.h): a Field
// refers to its key, so two fields have the same key when they refer to the same constant.
struct FieldKey {
    std::string_view name;  // a to z and "_"; a string literal's lifetime
    // Texts under this key are always quoted: mostly somebody else's words. Else only where they must be.
    bool quoted = false;
};

// A text, as it was said and with any octets in it; a number; or a list of texts, none of them empty.
using FieldValue = std::variant<std::string, std::uint64_t, std::vector<std::string>>;

class Field {
public:
    Field(const FieldKey& key, std::string text) : key_(&key), value_(std::move(text)) {}
    Field(const FieldKey& key, std::string_view text) : key_(&key), value_(std::string(text)) {}
    Field(const FieldKey& key, const char* text) : key_(&key), value_(std::string(text)) {}
    // REQUIRES: not negative.
    template <std::integral Number>
    requires(!std::same_as<Number, bool> && !std::same_as<Number, char>)
        Field(const FieldKey& key, Number number)
        : key_(&key), value_(static_cast<std::uint64_t>(number)) {}
    Field(const FieldKey& key, std::vector<std::string> texts) : key_(&key), value_(std::move(texts)) {}

    [[nodiscard]] const FieldKey& key() const { return *key_; }
    [[nodiscard]] const FieldValue& value() const { return value_; }

private:
    const FieldKey* key_;
    FieldValue value_;
};

using Fields = std::vector<Field>;

// The value of the first field of that key; null: there is none.
[[nodiscard]] const FieldValue* find(std::span<const Field> fields, const FieldKey& key);
// Its text; empty where there is none, or it is no text.
[[nodiscard]] std::string_view text_of(std::span<const Field> fields, const FieldKey& key);

// Appends " key=value" for each field, in printable ASCII and without loss.
//
// A number is its digits. A text stands between double quotes where its key says so, or where it holds a
// blank, a quote, "=", "\" or anything but printable ASCII. Between quotes, and nowhere else, "\" begins one
// of these:
//
//   \"  \\        the quote, the backslash
//   \x{F6}        the character U+00F6, which was there in UTF-8
//   \xF6          the octet F6, which was no UTF-8; and controls: \x0A
//   \,            in a list: a comma that belongs to a text; others stand between two of them
//
// A list is printed as one such text, quoted where one of its texts would be or holds a comma.
void append_text(std::string& out, std::span<const Field> fields);

// Appends `,"key":value` for each field: numbers as numbers, lists as arrays of strings, texts as strings.
// UTF-8 stays what it is. JSON cannot hold an octet that is no UTF-8: it becomes U+0080 to U+00FF, as if it
// were ISO 8859-1, which it mostly is. Controls are written \u001F, so nothing begins a line of its own.
void append_json(std::string& out, std::span<const Field> fields);
// The same of one text, with its quotes.
void append_json(std::string& out, std::string_view text);

}  // namespace heloise
