// A complete message's way through one transaction with the back, in burst delivery (rule 30).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proxy/base/time.h"
#include "proxy/smtp/command.h"
#include "proxy/smtp/reply.h"

namespace heloise {

struct BurstRun {
    enum class Step : std::uint8_t { Mail, Rcpt, Data };
    struct Judged {
        Rcpt rcpt;
        std::optional<Reply> verdict;  // of this attempt
        std::string said;              // by the back, as it said it
        bool unanswerable = false;     // it was answered twice, so it is not asked about
    };

    std::vector<Judged> judged;  // the recipients that the front named and was not refused
    Step step = Step::Mail;      // what the back has been asked
    std::size_t at = 0;          // the recipient that it has been asked about
    int attempts = 0;
    int starts = 0;      // transactions that were broken off and begun anew (BackStartsOver)
    bool asked = false;  // something has been asked on this connection
    Duration since{};    // Moment::steady of the message's end
};

}  // namespace heloise
