// One rule for every extension there will ever be; what differs between them is in their own files.
#include "proxy/extensions/offer.h"

#include <algorithm>

#include "proxy/base/ascii.h"
#include "proxy/extensions/registry.h"
#include "proxy/extensions/size_limit.h"

namespace heloise {
namespace {

// IBM VM reads SIZE= as 31 bits (fact 30); a larger figure helps no gateway.
constexpr std::uint64_t kSizeUpstream = 2147483647;

bool back_has(const Extension& extension, const OfferFacts& facts) {
    return facts.back != nullptr && facts.back->has(extension.keyword);
}

bool carries(const Extension& extension, KeywordPolicy policy) {
    switch (extension.when_back_has) {
        case WhenBackHas::Carry: return policy != KeywordPolicy::Strip;
        case WhenBackHas::OnRequest: return policy == KeywordPolicy::Pass;
        case WhenBackHas::Withhold: return false;
    }
    return false;
}

struct Found {
    const Extension* extension = nullptr;
    const ParameterSpec* spec = nullptr;
};

Found find_parameter(std::string_view keyword, ParameterPlace place) {
    for (const Extension* extension : all_extensions()) {
        const auto specs =
            place == ParameterPlace::Mail ? extension->mail_parameters : extension->rcpt_parameters;
        for (const ParameterSpec& spec : specs) {
            if (spec.keyword == keyword) return {extension, &spec};
        }
    }
    return {};
}

}  // namespace

const char* name(Offer offer) {
    switch (offer) {
        case Offer::Native: return "native";
        case Offer::Emulated: return "emulated";
        case Offer::Withheld: return "withheld";
    }
    return "withheld";
}

KeywordPolicy policy_of(const Extension& extension, const Backend& backend) {
    const auto found = backend.keywords.find(std::string(extension.keyword));
    return found == backend.keywords.end() ? backend.keyword_default : found->second;
}

Offer offer(const Extension& extension, const OfferFacts& facts) {
    const KeywordPolicy policy = policy_of(extension, facts.backend);
    if (policy == KeywordPolicy::Strip) return Offer::Withheld;
    if (extension.offer_if != nullptr && !extension.offer_if(facts)) return Offer::Withheld;
    if (policy != KeywordPolicy::Emulate && back_has(extension, facts) && carries(extension, policy))
        return Offer::Native;
    if (policy == KeywordPolicy::Pass || extension.when_back_lacks == WhenBackLacks::Withhold)
        return Offer::Withheld;
    return Offer::Emulated;
}

std::vector<std::string> offered_lines(const OfferFacts& facts) {
    std::vector<std::string> lines;
    for (const Extension* extension : all_extensions()) {
        if (offer(*extension, facts) == Offer::Withheld) continue;
        std::string line(extension->keyword);
        if (extension->arguments != nullptr) {
            const std::string arguments = extension->arguments(facts);
            if (!arguments.empty()) line.append(" ").append(arguments);
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

bool used_upstream(const Extension& extension, const OfferFacts& facts) {
    return back_has(extension, facts) && carries(extension, policy_of(extension, facts.backend));
}

std::optional<ParameterFault> check_parameter(const Parameter& parameter, ParameterPlace place,
                                              const OfferFacts& facts, bool said_helo) {
    const auto [extension, spec] = find_parameter(parameter.keyword, place);
    const bool taken =
        extension != nullptr && (offer(*extension, facts) != Offer::Withheld ||
                                 (said_helo && (extension == &kSize || extension == &kEightBitMime)));
    if (!taken) return ParameterFault{ParameterFault::Kind::NotOffered, parameter.keyword};
    const bool good = parameter.value ? spec->valid(*parameter.value) : !spec->needs_value;
    if (!good) return ParameterFault{ParameterFault::Kind::BadValue, std::string(spec->syntax)};
    return std::nullopt;
}

Parameters upstream_parameters(const Parameters& parameters, ParameterPlace place, const OfferFacts& facts) {
    Parameters upstream;
    for (const Parameter& parameter : parameters) {
        const Extension* extension = find_parameter(parameter.keyword, place).extension;
        if (extension == nullptr || !used_upstream(*extension, facts)) continue;
        upstream.push_back(parameter);
        if (extension == &kSize)
            upstream.back().value = std::to_string(std::min(read_size(*parameter.value), kSizeUpstream));
    }
    return upstream;
}

}  // namespace heloise
