// A back's answer to EHLO, as keywords with their arguments.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/smtp/reply.h"

namespace heloise {

//   ehlo-line = ehlo-keyword *( SP ehlo-param )       (RFC 5321 section 4.1.1.1)
struct Keyword {
    std::string name;       // upper case
    std::string arguments;  // as written, one space between them
    bool operator==(const Keyword&) const = default;
};

// What one server says it can do. Empty after HELO and after a one-line EHLO reply (RFC 1869 section 4.3).
class Capabilities {
public:
    Capabilities() = default;
    explicit Capabilities(std::vector<Keyword> keywords) : keywords_(std::move(keywords)) {}

    [[nodiscard]] bool has(std::string_view keyword) const { return find(keyword) != nullptr; }
    [[nodiscard]] const Keyword* find(std::string_view keyword) const;
    [[nodiscard]] const std::vector<Keyword>& all() const { return keywords_; }
    bool operator==(const Capabilities&) const = default;

private:
    std::vector<Keyword> keywords_;
};

// Reads every line but the first. A line whose first word is no keyword is skipped; "AUTH=LOGIN PLAIN"
// (fact 50) is read as AUTH, its mechanisms joined with those of a proper AUTH line; of a keyword
// that stands there twice the first counts. REQUIRES: reply.positive().
[[nodiscard]] Capabilities read_capabilities(const Reply& reply);

}  // namespace heloise
