// The rule for every extension there will ever be; what differs between them is in their own files.
#include "proxy/extensions/offer.h"

#include <algorithm>

#include "proxy/extensions/registry.h"

namespace heloise {
namespace {

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

bool may_be_told(std::string_view verb, const Backend& backend) {
    const auto& verbs = backend.quirks.verbs;
    return verb.empty() || verbs.empty() || std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

struct Found {
    const Extension* extension;
    const ParameterSpec* spec;
};

// Most parameters belong to one extension, BODY to two.
std::vector<Found> find_specs(std::string_view keyword, ParameterPlace place) {
    std::vector<Found> found;
    for (const Extension* extension : all_extensions()) {
        const auto specs =
            place == ParameterPlace::Mail ? extension->mail_parameters : extension->rcpt_parameters;
        for (const ParameterSpec& spec : specs) {
            if (spec.keyword == keyword) found.push_back({extension, &spec});
        }
    }
    return found;
}

bool fits(const ParameterSpec& spec, const Parameter& parameter) {
    return parameter.value ? spec.valid(*parameter.value) : !spec.needs_value;
}

// The one extension whose parameter it is.
std::optional<Found> find_spec(const Parameter& parameter, ParameterPlace place) {
    for (const Found& found : find_specs(parameter.keyword, place)) {
        if (fits(*found.spec, parameter)) return found;
    }
    return std::nullopt;
}

}  // namespace

KeywordPolicy policy_of(const Extension& extension, const Backend& backend) {
    const auto found = backend.keywords.find(std::string(extension.keyword));
    return found == backend.keywords.end() ? backend.keyword_default : found->second;
}

Offer offer(const Extension& extension, const OfferFacts& facts) {
    const KeywordPolicy policy = policy_of(extension, facts.backend);
    if (policy == KeywordPolicy::Strip) return Offer::Withheld;
    if (extension.needs != nullptr && offer(*extension.needs, facts) == Offer::Withheld)
        return Offer::Withheld;
    if (extension.offer_if != nullptr && !extension.offer_if(facts)) return Offer::Withheld;
    if (policy != KeywordPolicy::Emulate && used_upstream(extension, facts)) return Offer::Native;
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
    const KeywordPolicy policy = policy_of(extension, facts.backend);
    const bool our_work =
        policy == KeywordPolicy::Emulate && extension.when_back_lacks == WhenBackLacks::Adapt;
    if (our_work || !back_has(extension, facts) || !carries(extension, policy)) return false;
    if (!may_be_told(extension.verb, facts.backend)) return false;
    return extension.needs == nullptr || used_upstream(*extension.needs, facts);
}

std::optional<ParameterFault> check_parameter(const Parameter& parameter, ParameterPlace place,
                                              const OfferFacts& facts, bool said_helo) {
    const ParameterSpec* taken = nullptr;
    bool fits_another = false;  // of an extension that was not offered
    for (const auto& [extension, spec] : find_specs(parameter.keyword, place)) {
        const bool takes = said_helo ? spec->after_helo : offer(*extension, facts) != Offer::Withheld;
        if (takes && fits(*spec, parameter)) return std::nullopt;
        if (takes) taken = spec;
        fits_another = fits_another || fits(*spec, parameter);
    }
    if (taken == nullptr) return ParameterFault{ParameterFault::Kind::NotOffered, parameter.keyword};
    if (fits_another) return ParameterFault{ParameterFault::Kind::NotOffered, parameter.text()};
    return ParameterFault{ParameterFault::Kind::BadValue, std::string(taken->syntax)};
}

Parameters upstream_parameters(const Parameters& parameters, ParameterPlace place, const OfferFacts& facts) {
    Parameters upstream;
    for (const Parameter& parameter : parameters) {
        const std::optional<Found> found = find_spec(parameter, place);
        if (!found) continue;
        if (found->spec->upstream == nullptr) {
            if (used_upstream(*found->extension, facts)) upstream.push_back(parameter);
        } else if (auto value = found->spec->upstream(parameter.value.value_or(""), facts)) {
            upstream.push_back({parameter.keyword, std::move(value)});
        }
    }
    return upstream;
}

bool promise_broken(const Parameters& parameters, ParameterPlace place, const OfferFacts& promised,
                    const OfferFacts& live) {
    return std::any_of(parameters.begin(), parameters.end(), [&](const Parameter& parameter) {
        const std::optional<Found> found = find_spec(parameter, place);
        if (!found || found->extension->when_back_lacks == WhenBackLacks::OfferAnyway) return false;
        return used_upstream(*found->extension, promised) &&
               offer(*found->extension, live) == Offer::Withheld;
    });
}

}  // namespace heloise
