// SIZE (RFC 1870): how large a message may be. Always offered: heloise enforces the smaller of the operator's
// and the back's limit itself, at MAIL and while the message passes.
#include <algorithm>
#include <charconv>

#include "proxy/base/ascii.h"
#include "proxy/extensions/offer.h"
#include "proxy/extensions/registry.h"
#include "proxy/extensions/size_limit.h"

namespace heloise {
namespace {

// IBM VM reads SIZE= as 31 bits (fact 30); a larger figure helps no gateway.
constexpr std::uint64_t kMostUpstream = 2147483647;

// size-value = 1*20DIGIT (RFC 1870 section 4)
bool is_size(std::string_view value) {
    return !value.empty() && value.size() <= 20 && std::all_of(value.begin(), value.end(), is_digit);
}

std::string arguments(const OfferFacts& facts) {
    const std::uint64_t limit = size_limit(facts);
    return limit == 0 ? std::string() : std::to_string(limit);
}

// The size is that of the message that leaves: whoever asks knows it (rule 21).
std::optional<std::string> upstream(std::string_view value, const OfferFacts& facts) {
    if (!used_upstream(kSize, facts)) return std::nullopt;
    return std::to_string(std::min(read_size(value), kMostUpstream));
}

constexpr ParameterSpec kMail[] = {
    {.keyword = "SIZE", .valid = is_size, .syntax = "SIZE=octets", .after_helo = true, .upstream = upstream}};

}  // namespace

std::uint64_t read_size(std::string_view digits) {
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    return error == std::errc() ? size : UINT64_MAX;
}

std::uint64_t size_limit(const OfferFacts& facts) {
    const std::uint64_t ours = facts.backend.limits.message_size;
    std::uint64_t theirs = 0;
    if (const Keyword* keyword = facts.back == nullptr ? nullptr : facts.back->find("SIZE")) {
        const std::string_view first =
            std::string_view(keyword->arguments).substr(0, keyword->arguments.find(' '));
        if (is_size(first)) theirs = read_size(first);  // "SIZE 0" is no limit (fact 50)
    }
    if (ours == 0 || theirs == 0) return std::max(ours, theirs);
    return std::min(ours, theirs);
}

constexpr Extension kSize{
    .keyword = "SIZE",
    .reference = "RFC 1870",
    .when_back_lacks = WhenBackLacks::OfferAnyway,
    .when_back_has = WhenBackHas::Carry,
    .summary = "offered; heloise enforces the limit",
    .mail_parameters = kMail,
    .arguments = arguments,
};

}  // namespace heloise
