// A complete message's way through one transaction with the back, in burst delivery (rule 30).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proxy/backend/envelope.h"
#include "proxy/base/time.h"
#include "proxy/session/refusal_about.h"
#include "proxy/smtp/command.h"
#include "proxy/smtp/reply.h"

namespace heloise {

struct BurstRun {
    // From Reset on nothing of the message will be sent any more: what was refused behind others is asked
    // about at the head of a transaction.
    enum class Step : std::uint8_t { Mail, Rcpt, Data, Reset, MailAgain, RcptAgain };
    struct Judged {
        Rcpt rcpt;
        std::optional<Reply> verdict{};  // of this attempt
        std::string said{};              // by the back, as it said it
        std::uint32_t before = 0;        // so many had been accepted when it was asked about
        bool unanswerable = false;       // it was answered twice, so it is not asked about
        About about = About::Recipient;
    };

    std::vector<Judged> judged;         // the recipients that the front named and was not refused
    Naming naming;                      // all that it named
    Rcpt inquired;                      // about which the desk is asked, or the back at once
    std::uint64_t recalls = 0;          // so many the desk has been asked about
    Step step = Step::Mail;             // what the back has been asked
    std::size_t at = 0;                 // the recipient that it has been asked about
    std::uint32_t accepted = 0;         // by the back in this attempt
    std::vector<std::size_t> doubtful;  // of `judged`, worth asking again; limits::kAskedAgain at most
    std::size_t again = 0;              // the one of these that it has been asked about
    int attempts = 0;
    int starts = 0;             // transactions that were broken off and begun anew (BackStartsOver)
    bool asked = false;         // something has been asked on this connection
    bool in_vain = false;       // the back was asked about a recipient at once, and did not answer
    bool noted = false;         // what the conversion changed
    std::uint64_t misfits = 0;  // Back::misfits() when this attempt began
    Duration since{};           // Moment::steady of the message's end

    [[nodiscard]] bool judging() const { return step >= Step::Reset; }
    // The front begins a transaction, or has ended one.
    void forget_recipients() {
        judged.clear();
        naming = {};
        in_vain = false;
    }
};

}  // namespace heloise
