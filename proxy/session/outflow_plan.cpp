// A table of "the back has it" and "the operator wants it", and the arithmetic of what leaves.
#include "proxy/session/outflow_plan.h"

#include <algorithm>

#include "proxy/base/limits.h"
#include "proxy/extensions/registry.h"
#include "proxy/extensions/size_limit.h"
#include "proxy/session/upstream_lines.h"

namespace heloise {

OutflowPlan plan_outflow(const Mail& mail, bool counted, bool extended, const OfferFacts& facts) {
    const Backend& backend = facts.backend;
    const ContentPolicy& content = backend.content;
    const bool smtputf8 = declares_utf8(mail);
    const bool chunks = counted && used_upstream(kChunking, facts);
    ConversionNeeds needs;
    needs.seven_bit = !used_upstream(kEightBitMime, facts) && content.eight_bit == Handling::Convert;
    needs.ascii_headers = needs.seven_bit || (smtputf8 && !used_upstream(kSmtpUtf8, facts));
    needs.headers_too = !(smtputf8 && content.utf8 == Handling::Reject);
    needs.line_max = content.long_lines == Handling::Convert ? backend.limits.text_line : 0;
    needs.no_leading_dot = backend.quirks.leading_dot == LeadingDot::Encode && !chunks;
    // Rule 18: NOS and its kind cut lines at 255 octets, and none of them knows EHLO.
    needs.no_dot_behind_cut = !extended;
    needs.signed_too = content.signed_parts == Handling::Convert;
    needs.lookahead = content.lookahead;
    needs.spool = backend.limits.spool;
    // Binary content passes as it is or is converted in full; there is nothing in between.
    const bool told_binary = used_upstream(kBinaryMime, facts) && used_upstream(kEightBitMime, facts);
    const bool native = chunks && told_binary && !needs.ascii_headers;
    const bool binary = declares_binary(mail);
    needs.no_binary = binary && !native;
    const bool as_it_is =
        binary ? native
               : !needs.seven_bit && !needs.ascii_headers && needs.line_max == 0 && !needs.no_leading_dot;
    OutflowPlan plan;
    if (!as_it_is) plan.needs = needs;
    plan.chunked = chunks;
    plan.smtputf8 = smtputf8;
    plan.octets_max = size_limit(facts);
    plan.header_field = backend.limits.header_field;
    return plan;
}

std::optional<std::uint64_t> size_on_the_fly(const OutflowPlan& plan, const Mail& mail, std::size_t field,
                                             const Backend& backend) {
    // The field may name a recipient, whom nobody knows yet, and its date have a digit more.
    constexpr std::size_t kMore = limits::kPath + 16;
    const bool grows = plan.needs || backend.content.bare_newline != BareNewline::Reject;
    const auto declared = declared_size(mail);
    if (grows || !declared) return std::nullopt;
    const std::uint64_t most = plan.octets_max == 0 ? UINT64_MAX : plan.octets_max;
    return *declared >= most ? *declared : std::min(*declared + field + kMore, most);
}

std::optional<std::uint64_t> size_of_stored(const OutflowPlan& plan, const StoredMessage& stored,
                                            std::size_t field) {
    if (plan.needs) {
        const bool plain = !stored.facts.eight_bit && !plan.needs->no_binary && !plan.needs->no_leading_dot;
        const bool short_lines =
            plan.needs->line_max == 0 || stored.facts.longest_line <= plan.needs->line_max;
        if (!plain || !short_lines) return std::nullopt;
    }
    const std::size_t line_end = plan.chunked || stored.ends_line ? 0 : 2;  // which dotted framing needs
    return stored.octets + field + line_end;
}

}  // namespace heloise
