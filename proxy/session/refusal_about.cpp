// A refusal's code, status and words.
#include "proxy/session/refusal_about.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "proxy/base/ascii.h"
#include "proxy/smtp/enhanced_status.h"

namespace heloise {
namespace {

// z/OS, Exchange, Exim, sendmail and Postfix say "too many"; other words for the same.
constexpr std::array<std::string_view, 6> kTooMany{"too many",
                                                   "recipient limit",
                                                   "recipients limit",
                                                   "maximum recipients",
                                                   "maximum number of recipients",
                                                   "number of recipients exceed"};

bool says_too_many(const std::string& line) {
    if (std::any_of(kTooMany.begin(), kTooMany.end(),
                    [&](std::string_view words) { return contains_ignoring_case(line, words); }))
        return true;
    std::size_t octets = 0;
    const auto status = read_status(line, octets);
    return status && status->klass != 2 && status->subject == 5 && status->detail == 3;
}

bool is_of_transaction(const Reply& refusal) {
    return refusal.code == 452 || refusal.code == 552 || is_no_verdict(refusal) ||
           std::any_of(refusal.lines.begin(), refusal.lines.end(), says_too_many);
}

}  // namespace

About about(const Reply& refusal, bool behind_accepted) {
    const bool unclear = refusal.permanent() && behind_accepted;
    return unclear || is_of_transaction(refusal) ? About::Transaction : About::Recipient;
}

bool is_no_verdict(const Reply& refusal) {
    return refusal.code >= 500 && refusal.code <= 504;
}

bool worth_asking_again(const Reply& refusal, bool behind_accepted) {
    return about(refusal, behind_accepted) != about(refusal, false);
}

}  // namespace heloise
