// Parameters of MAIL and RCPT, and xtext.
#include "proxy/smtp/parameter.h"

#include <algorithm>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"

namespace heloise {
namespace {

bool is_value_octet(char c) {
    return c > ' ' && c <= '~' && c != '=';
}
bool is_xchar(char c) {
    return is_value_octet(c) && c != '+';
}

// Goes from `from` past the octets that `good` takes.
template <typename Good>
std::size_t run(std::string_view text, std::size_t from, Good good) {
    while (from < text.size() && good(text[from])) ++from;
    return from;
}

//   esmtp-param = esmtp-keyword ["=" esmtp-value] , all of `text`.
std::optional<Parameter> parse_parameter(std::string_view text) {
    const std::size_t end = run(text, 0, [](char c) { return is_alnum(c) || c == '-'; });
    if (end == 0 || text.front() == '-') return std::nullopt;
    std::optional<Parameter> parameter(std::in_place);
    parameter->keyword = upper(text.substr(0, end));
    if (end == text.size()) return parameter;
    const std::string_view value = text.substr(end + 1);
    if (text[end] != '=' || value.empty() || run(value, 0, is_value_octet) != value.size())
        return std::nullopt;
    parameter->value.emplace(value);
    return parameter;
}

unsigned hex_value(char c) {
    return static_cast<unsigned>(is_digit(c) ? c - '0' : c - 'A' + 10);
}

}  // namespace

std::string Parameter::text() const {
    return value ? keyword + '=' + *value : keyword;
}

std::optional<Parameters> parse_parameters(std::string_view text) {
    std::optional<Parameters> parameters(std::in_place);
    std::size_t at = run(text, 0, is_blank);
    while (at < text.size()) {
        const std::size_t end = run(text, at, [](char c) { return !is_blank(c); });
        auto parameter = parse_parameter(text.substr(at, end - at));
        if (!parameter || parameters->size() == limits::kParameters) return std::nullopt;
        parameters->push_back(*std::move(parameter));
        at = run(text, end, is_blank);
    }
    return parameters;
}

const Parameter* find(const Parameters& parameters, std::string_view keyword) {
    const auto found = std::find_if(parameters.begin(), parameters.end(), [keyword](const Parameter& one) {
        return equal_ignoring_case(one.keyword, keyword);
    });
    return found == parameters.end() ? nullptr : &*found;
}

std::string_view duplicated(const Parameters& parameters) {
    // At most limits::kParameters of them, most often one or two: each against those before it.
    for (std::size_t i = 1; i < parameters.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (parameters[i].keyword == parameters[j].keyword) return parameters[i].keyword;
        }
    }
    return {};
}

std::optional<std::string> decode_xtext(std::string_view text) {
    std::optional<std::string> out(std::in_place);
    out->reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_xchar(text[i])) {
            out->push_back(text[i]);
            continue;
        }
        if (text[i] != '+' || text.size() - i < 3) return std::nullopt;
        if (!is_hex_upper(text[i + 1]) || !is_hex_upper(text[i + 2])) return std::nullopt;
        out->push_back(static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])));
        i += 2;
    }
    return out;
}

std::string encode_xtext(std::string_view octets) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    out.reserve(octets.size());
    for (const char c : octets) {
        if (is_xchar(c)) {
            out.push_back(c);
            continue;
        }
        const auto octet = static_cast<unsigned char>(c);
        out.push_back('+');
        out.push_back(kHex[octet >> 4U]);
        out.push_back(kHex[octet & 0xFU]);
    }
    return out;
}

}  // namespace heloise
