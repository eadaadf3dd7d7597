// One check after the other; the order decides which of several reasons is told.
#include "proxy/session/mail_checks.h"

#include <fmt/core.h>

#include "proxy/base/limits.h"
#include "proxy/extensions/recipient_limit.h"
#include "proxy/extensions/size_limit.h"
#include "proxy/policy/access.h"
#include "proxy/session/upstream_lines.h"
#include "proxy/smtp/idna.h"

namespace heloise {
namespace {

// Rule 36.
const Refusal* why_not_received(const Path& path, const Backend& backend) {
    const std::string domain = path.ascii ? path.domain : to_a_labels(path.domain).value_or("");
    const bool passes_routes = backend.quirks.source_routes == SourceRoutes::Pass;
    switch (reception_of(backend.access, {.local = path.local,
                                          .domain = domain,
                                          .bare = path.domain.empty() && path.route.empty(),
                                          .routed = passes_routes && !path.route.empty()})) {
        case Reception::Ours: break;
        case Reception::OtherDomain: return &replies::kRelaying;
        case Reception::Routing: return &replies::kRouting;
    }
    return nullptr;
}

}  // namespace

std::optional<BadParameter> bad_parameter(const Parameters& parameters, ParameterPlace place,
                                          const Introduction& introduction, const Backend& backend) {
    constexpr std::size_t kShown = 64;
    for (const Parameter& parameter : parameters) {
        const auto fault =
            check_parameter(parameter, place, introduction.offered(backend), introduction.said_helo());
        if (!fault) continue;
        const bool unknown = fault->kind == ParameterFault::Kind::NotOffered;
        return BadParameter{!unknown,
                            fmt::format("{}: {}", unknown ? "Unsupported parameter" : "Syntax",
                                        fault->text.substr(0, kShown)),
                            parameter.keyword.substr(0, kShown)};
    }
    return std::nullopt;
}

std::optional<SpokenRefusal> refusal_of(const Mail& mail, const OfferFacts& facts) {
    const Quirks& quirks = facts.backend.quirks;
    if (mail.reverse_path.null && quirks.null_sender.kind == NullSender::Kind::Reject)
        return replies::kNullSender;
    const std::uint64_t limit = size_limit(facts);
    if (limit > 0 && declared_size(mail).value_or(0) > limit) return replies::kTooLarge;
    return std::nullopt;
}

std::optional<SpokenRefusal> unsayable_sender(const Mail& mail, const OfferFacts& facts) {
    auto why = why_unsayable(mail.reverse_path, declares_utf8(mail), facts);
    if (!why) return std::nullopt;
    return SpokenRefusal(replies::kUtf8Sender, *std::move(why));
}

std::optional<SpokenRefusal> refusal_of(const Rcpt& rcpt, bool declared_utf8, std::size_t accepted,
                                        const OfferFacts& promised, const OfferFacts& facts) {
    const Path& path = rcpt.forward_path;
    if (path.null) return replies::kNullRecipient;
    if (auto why = why_unsayable(path, declared_utf8, facts))
        return SpokenRefusal(replies::kUtf8Recipient, *std::move(why));
    if (const Refusal* why = why_not_received(path, facts.backend)) {
        SpokenRefusal refusal(*why);
        refusal.by = "access";
        return refusal;
    }
    const std::size_t most = recipient_limit(facts);
    if (accepted >= limits::kRecipients || (most > 0 && accepted >= most)) return replies::kTooManyRecipients;
    if (promise_broken(rcpt.parameters, ParameterPlace::Rcpt, promised, facts)) return replies::kPromise;
    return std::nullopt;
}

}  // namespace heloise
