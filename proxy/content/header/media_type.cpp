// RFC 2045 section 5.1: type "/" subtype *(";" attribute "=" value), comments and folds between them.
#include "proxy/content/header/media_type.h"

#include <algorithm>
#include <array>
#include <optional>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"

namespace heloise {
namespace {

constexpr bool is_space(char c) {
    return is_blank(c) || c == '\r' || c == '\n';
}

// RFC 2045 section 5.1: a token has no blanks, controls and tspecials.
constexpr bool is_token(char c) {
    return is_printable(c) && c != ' ' &&
           std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
}

// Past blanks, folds and comments. False: a comment without end.
bool skip_cfws(std::string_view& text) {
    std::size_t depth = 0;
    while (!text.empty()) {
        if (depth == 0 && !is_space(text.front()) && text.front() != '(') return true;
        if (text.front() == '(') ++depth;
        if (text.front() == ')') --depth;
        if (text.front() == '\\') text.remove_prefix(1);
        if (!text.empty()) text.remove_prefix(1);
    }
    return depth == 0;
}

std::string_view take_token(std::string_view& text) {
    const std::size_t octets =
        static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_token) - text.begin());
    const std::string_view token = text.substr(0, octets);
    text.remove_prefix(octets);
    return token;
}

std::string_view trim_spaces(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

// Up to the next semicolon outside a quoted string, which is left out.
std::string_view take_parameter(std::string_view& text) {
    bool quoted = false;
    std::size_t i = 0;
    for (; i < text.size() && (quoted || text[i] != ';'); ++i) {
        if (text[i] == '"') quoted = !quoted;
        if (quoted && text[i] == '\\') ++i;
    }
    const std::string_view parameter = text.substr(0, std::min(i, text.size()));
    text.remove_prefix(std::min(i + 1, text.size()));
    return parameter;
}

// A value that a strict reader and one that knows neither comments nor escapes take for the same.
std::optional<std::string_view> plain_value(std::string_view value) {
    const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    if (quoted) value = value.substr(1, value.size() - 2);
    const auto plain = [quoted](char c) {
        if (!is_printable(c) || c == '"' || c == '\\') return false;
        return quoted || (c != ' ' && c != '(' && c != ')' && c != '<' && c != '>');
    };
    if (!std::all_of(value.begin(), value.end(), plain)) return std::nullopt;
    while (value.ends_with(' ')) value.remove_suffix(1);  // RFC 2046 section 5.1.1: cannot end in a blank
    return value;
}

struct TypeName {
    std::string_view type, subtype;
    MediaType::Kind kind;
};
constexpr std::array kTypeNames{
    TypeName{"text", "", MediaType::Kind::Text},
    TypeName{"multipart", "", MediaType::Kind::Multipart},
    TypeName{"message", "rfc822", MediaType::Kind::Message},
    TypeName{"message", "news", MediaType::Kind::Message},
    TypeName{"message", "global", MediaType::Kind::GlobalMessage},
    TypeName{"message", "global-headers", MediaType::Kind::GlobalMessage},
    TypeName{"message", "global-delivery-status", MediaType::Kind::GlobalMessage},
    TypeName{"message", "global-disposition-notification", MediaType::Kind::GlobalMessage},
    TypeName{"message", "", MediaType::Kind::OtherMessage},
};

MediaType::Kind kind_of(std::string_view type, std::string_view subtype) {
    for (const TypeName& name : kTypeNames) {
        if (!equal_ignoring_case(type, name.type)) continue;
        if (name.subtype.empty() || equal_ignoring_case(subtype, name.subtype)) return name.kind;
    }
    return MediaType::Kind::Other;
}

// Neither type nor subtype could be read: some take it for text, some for nothing, and who guesses more than
// that must have found one of these words.
MediaType malformed(std::string_view value) {
    MediaType media;
    media.kind = MediaType::Kind::Other;
    media.clear = !contains_ignoring_case(value, "multipart") && !contains_ignoring_case(value, "message");
    return media;
}

// Quotes that some readers do not see where others do, or a second "boundary" for those who see none: what is
// inside a value and what is a parameter then depends on the reader.
bool may_hide_a_boundary(std::string_view parameter, std::string_view name, std::string_view value) {
    const auto quotes = std::count(parameter.begin(), parameter.end(), '"');
    const bool encloses = quotes == 2 && value.size() >= 2 && value.starts_with('"') && value.ends_with('"');
    if (quotes != 0 && !encloses) return true;
    // A comment may hide a semicolon or a quote from some and not from others.
    return name.find('(') != std::string_view::npos ||
           (!equal_ignoring_case(name, "boundary") && contains_ignoring_case(value, "boundary"));
}

// Of a multipart; empty where readers may differ.
std::string read_boundary(std::string_view rest) {
    // RFC 2231: not all know it. And not all know what a backslash is.
    if (contains_ignoring_case(rest, "boundary*") || rest.find('\\') != std::string_view::npos) return {};
    std::optional<std::string_view> boundary;
    while (!rest.empty()) {
        const std::string_view parameter = trim_spaces(take_parameter(rest));
        const std::size_t equals = std::min(parameter.find('='), parameter.size());
        const std::string_view name = trim_spaces(parameter.substr(0, equals));
        const std::string_view value = trim_spaces(parameter.substr(std::min(equals + 1, parameter.size())));
        if (may_hide_a_boundary(parameter, name, value)) return {};
        if (!equal_ignoring_case(name, "boundary")) continue;
        if (boundary) return {};
        boundary = plain_value(value);
        // Python takes angle brackets for quotes.
        if (!boundary || boundary->empty() || boundary->starts_with('<')) return {};
    }
    return boundary && boundary->size() <= limits::kBoundary ? std::string(*boundary) : std::string();
}

void read_parameters(std::string_view rest, MediaType& media) {
    if (media.kind == MediaType::Kind::Multipart) media.boundary = read_boundary(rest);
    if (media.kind != MediaType::Kind::Text) return;
    while (!rest.empty()) {
        const std::string_view parameter = trim_spaces(take_parameter(rest));
        const std::size_t equals = parameter.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view name = trim_spaces(parameter.substr(0, equals));
        const auto value = plain_value(trim_spaces(parameter.substr(equals + 1)));
        if (equal_ignoring_case(name, "charset") && value) {
            media.wide = starts_with_ignoring_case(*value, "utf-16") ||
                         starts_with_ignoring_case(*value, "utf-32") ||
                         contains_ignoring_case(*value, "ucs-");
        }
    }
}

struct EncodingName {
    std::string_view name;
    TransferEncoding encoding;
};
// The first five are RFC 2045 section 6.1; the others are what real senders write.
constexpr std::array kEncodingNames{
    EncodingName{"7bit", TransferEncoding::SevenBit},
    EncodingName{"8bit", TransferEncoding::EightBit},
    EncodingName{"binary", TransferEncoding::Binary},
    EncodingName{"quoted-printable", TransferEncoding::QuotedPrintable},
    EncodingName{"base64", TransferEncoding::Base64},
    EncodingName{"", TransferEncoding::SevenBit},
    EncodingName{"7-bit", TransferEncoding::SevenBit},
    EncodingName{"7bits", TransferEncoding::SevenBit},
    EncodingName{"7 bit", TransferEncoding::SevenBit},
    EncodingName{"none", TransferEncoding::SevenBit},
    EncodingName{"8-bit", TransferEncoding::EightBit},
    EncodingName{"8bits", TransferEncoding::EightBit},
    EncodingName{"8 bit", TransferEncoding::EightBit},
};

}  // namespace

MediaType read_media_type(std::string_view value) {
    std::string_view rest = value;
    if (trim_spaces(rest).empty()) return {};
    if (!skip_cfws(rest)) return malformed(value);
    const std::string_view type = take_token(rest);
    if (type.empty() || !skip_cfws(rest) || !rest.starts_with('/')) return malformed(value);
    rest.remove_prefix(1);
    if (!skip_cfws(rest)) return malformed(value);
    const std::string_view subtype = take_token(rest);
    if (subtype.empty() || !skip_cfws(rest)) return malformed(value);
    if (!rest.empty() && rest.front() != ';') return malformed(value);
    MediaType media;
    media.kind = kind_of(type, subtype);
    if (media.kind == MediaType::Kind::Multipart) {
        media.digest = equal_ignoring_case(subtype, "digest");
        media.signature = equal_ignoring_case(subtype, "signed") || equal_ignoring_case(subtype, "encrypted");
    }
    // A comment or a blank inside makes another type of it for those who only split at ";" and "/".
    const std::string_view head = trim_spaces(value.substr(0, value.find(';')));
    if (head.size() != type.size() + 1 + subtype.size())
        media.clear = media.kind == MediaType::Kind::Text || media.kind == MediaType::Kind::Other;
    read_parameters(rest, media);
    return media;
}

TransferEncoding read_transfer_encoding(std::string_view value) {
    value = trim_spaces(value);
    std::string_view name = value;
    if (const std::size_t comment = value.find('('); comment != std::string_view::npos && comment > 0) {
        std::string_view rest = value.substr(comment);
        if (!skip_cfws(rest) || !rest.empty()) return TransferEncoding::Unknown;
        name = trim_spaces(value.substr(0, comment));
    }
    for (const EncodingName& known : kEncodingNames) {
        if (!equal_ignoring_case(name, known.name)) continue;
        // With a comment behind it, some decode and some do not.
        return name == value || is_identity(known.encoding) ? known.encoding : TransferEncoding::Unknown;
    }
    return TransferEncoding::Unknown;
}

}  // namespace heloise
