// What the sender declared of its message, as far as it holds of the one that leaves (rule 21): a gateway
// that compares would refuse a message for good because of a figure about another.
#include <algorithm>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"
#include "proxy/extensions/registry.h"
#include "proxy/extensions/size_limit.h"
#include "proxy/session/session_impl.h"

namespace heloise {
namespace {

Parameter* find_in(Parameters& parameters, std::string_view keyword) {
    const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const Parameter& parameter) {
        return equal_ignoring_case(parameter.keyword, keyword);
    });
    return found == parameters.end() ? nullptr : &*found;
}

void take_out(Parameters& parameters, std::string_view keyword) {
    std::erase_if(parameters, [&](const Parameter& parameter) {
        return equal_ignoring_case(parameter.keyword, keyword);
    });
}

}  // namespace

// Octets of the message that leaves for this back. What a live one grows by is not known before its end where
// a line may be too long, a line end not be CRLF, or anything be converted; else it is our field alone. A
// complete one is known where nothing in it has to change.
std::optional<std::uint64_t> Session::Impl::outgoing_size() const {
    const OutflowPlan how = plan();
    if (!store_) {
        // The field may name a recipient, whom nobody knows yet, and its date have a digit more.
        constexpr std::size_t kMore = limits::kPath + 16;
        const bool grows = how.needs || backend_.content.bare_newline != BareNewline::Reject;
        const Parameter* declared = find(mail_.parameters, "SIZE");
        if (grows || declared == nullptr) return std::nullopt;
        const std::uint64_t octets = read_size(*declared->value);
        const std::uint64_t most = how.octets_max == 0 ? UINT64_MAX : how.octets_max;
        return octets >= most ? octets : std::min(octets + our_received().size() + kMore, most);
    }
    if (how.needs) {
        const bool plain = !message_facts_.eight_bit && !how.needs->no_binary && !how.needs->no_leading_dot;
        const bool short_lines =
            how.needs->line_max == 0 || message_facts_.longest_line <= how.needs->line_max;
        if (!plain || !short_lines) return std::nullopt;
    }
    const std::size_t line_end = how.chunked || store_->ends_line() ? 0 : 2;  // which dotted framing needs
    return store_->size() + our_received().size() + line_end;
}

Parameters Session::Impl::outgoing_parameters() const {
    Parameters said = mail_.parameters;
    if (Parameter* size = find_in(said, "SIZE")) {
        const auto octets = outgoing_size();
        if (octets) {
            size->value = std::to_string(*octets);
        } else {
            take_out(said, "SIZE");
        }
    }
    // Seven bits are what is understood without a word, and no promise to make for another's message.
    const Parameter* body = find_in(said, "BODY");
    if (body != nullptr && body->value && equal_ignoring_case(*body->value, "7BIT")) take_out(said, "BODY");
    return said;
}

}  // namespace heloise
