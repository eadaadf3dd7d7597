// Parameters of MAIL and RCPT, and the xtext some of them carry.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heloise {

//   esmtp-param   = esmtp-keyword ["=" esmtp-value]               (RFC 5321 section 4.1.2)
//   esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
//   esmtp-value   = 1*(%d33-60 / %d62-126)
struct Parameter {
    std::string keyword;               // upper case
    std::optional<std::string> value;  // as written
    bool operator==(const Parameter&) const = default;
    // "SIZE=1000", "SMTPUTF8"
    [[nodiscard]] std::string text() const;
};

using Parameters = std::vector<Parameter>;

// Splits what stands behind a path: parameters separated by blanks. Empty for a syntax error or more
// than limits::kParameters. Duplicates are kept: the caller refuses them by name.
[[nodiscard]] std::optional<Parameters> parse_parameters(std::string_view text);

[[nodiscard]] const Parameter* find(const Parameters& parameters, std::string_view keyword);
// The first keyword that stands there twice, or empty.
[[nodiscard]] std::string_view duplicated(const Parameters& parameters);

// xtext = *( xchar / "+" 2HEXDIG-upper )  (RFC 3461 section 4). Empty for bad xtext.
[[nodiscard]] std::optional<std::string> decode_xtext(std::string_view text);
[[nodiscard]] std::string encode_xtext(std::string_view octets);

}  // namespace heloise
