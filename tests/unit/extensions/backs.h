// What the tests of proxy/extensions share: backs that announce some keywords, and policies by keyword.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/extensions/offer.h"
#include "proxy/extensions/registry.h"

namespace heloise {

inline Capabilities having(std::initializer_list<std::string_view> keywords) {
    std::vector<Keyword> all;
    for (const std::string_view keyword : keywords) all.push_back({std::string(keyword), ""});
    return Capabilities(std::move(all));
}

inline Backend with(const Extension& extension, KeywordPolicy policy) {
    Backend backend;
    backend.keywords[std::string(extension.keyword)] = policy;
    return backend;
}

// What an extension becomes under each policy, at a back that announces these keywords.
struct Outcomes {
    Offer automatic, emulate, pass, strip;
    bool operator==(const Outcomes&) const = default;
};
inline Outcomes outcomes(const Extension& extension, std::initializer_list<std::string_view> keywords) {
    const Capabilities back = having(keywords);
    const auto under = [&](KeywordPolicy policy) {
        const Backend backend = with(extension, policy);
        return offer(extension, {backend, &back});
    };
    return {under(KeywordPolicy::Auto), under(KeywordPolicy::Emulate), under(KeywordPolicy::Pass),
            under(KeywordPolicy::Strip)};
}
inline constexpr Outcomes kWhereTheBackHasIt{Offer::Native, Offer::Emulated, Offer::Native, Offer::Withheld};
inline constexpr Outcomes kWhereTheBackLacksIt{Offer::Emulated, Offer::Emulated, Offer::Withheld,
                                               Offer::Withheld};

// The parameter of MAIL as it goes upstream: "BODY=8BITMIME", or "" where it does not.
inline std::string upstream(const Parameter& parameter, const OfferFacts& facts) {
    const Parameters gone = upstream_parameters({parameter}, ParameterPlace::Mail, facts);
    return gone.empty() ? "" : gone.front().text();
}

// What is wrong with a parameter of MAIL: "" for nothing, "555 SMTPUTF8", "501 BODY=7BIT or BODY=8BITMIME".
inline std::string fault(const Parameter& parameter, const OfferFacts& facts, bool said_helo = false) {
    const auto found = check_parameter(parameter, ParameterPlace::Mail, facts, said_helo);
    if (!found) return "";
    return (found->kind == ParameterFault::Kind::NotOffered ? "555 " : "501 ") + found->text;
}

}  // namespace heloise
