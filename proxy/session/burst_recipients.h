// The recipients of a message in burst delivery, and what the back said of each in one attempt (rule 30).
//
// A 5xx behind accepted recipients may be about them ("550 Too many recipients" to the fourth). So it is
// doubtful, and asked about once more with nobody before it. What is still about the transaction then is
// remembered of this envelope alone, so that those whom the back took get the message at the next attempt,
// and the others later in one of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proxy/backend/desk_messages.h"
#include "proxy/session/back_link.h"
#include "proxy/session/refusal_about.h"
#include "proxy/smtp/command.h"
#include "proxy/smtp/reply.h"

namespace heloise {

class BurstRecipients {
public:
    struct Judged {
        Rcpt rcpt;
        std::optional<Reply> verdict{};  // of this attempt, as the front may hear it
        std::string said{};              // by the back, as it said it; empty: the verdict is ours
        std::uint32_t before = 0;        // so many had been accepted when it was asked about
        bool unanswerable = false;       // it was answered twice, so it is not asked about
        About about = About::Recipient;
    };

    // The front has named it, and was not refused.
    void add(const Rcpt& rcpt) { all_.push_back({.rcpt = rcpt}); }
    void forget() { all_.clear(); }
    [[nodiscard]] const std::vector<Judged>& all() const { return all_; }
    // By the back in this attempt.
    [[nodiscard]] std::uint32_t accepted() const { return accepted_; }

    // An attempt begins: nobody has a verdict.
    void begin();
    // Who is to be asked about next; null: all have a verdict.
    [[nodiscard]] const Judged* next() const { return at_ < all_.size() ? &all_[at_] : nullptr; }
    // REQUIRES for these: next(). Its verdict: ours, without asking; or the back's `reply`, of which the
    // front may hear `told`.
    void settle(Reply verdict, About about);
    void judge(const BackReply& reply, Reply told);
    // It was answered twice: in attempts from now on it is not asked about.
    void give_up();

    // What all the verdicts are together.
    enum class Outcome : std::uint8_t {
        Accepted,
        Refused,  // all alike
        Mixed,    // or not each has its own verdict yet
    };
    // REQUIRES: !next().
    [[nodiscard]] Outcome outcome() const;

    // Who is to be asked about once more, at the head of a transaction; null: nobody.
    [[nodiscard]] const Judged* doubtful() const;
    // REQUIRES: doubtful(). What the back says now counts where it is about the recipient alone.
    void judge_again(const BackReply& reply, Reply told);

    // What the backend's desk should remember of this attempt, for this sender. `named`: all recipients of
    // the transaction, those who were refused at once included.
    [[nodiscard]] std::vector<DeskRequest> lessons(const SenderKey& sender, const std::string& reverse_path,
                                                   const Naming& named) const;

private:
    std::vector<Judged> all_;
    std::size_t at_ = 0;  // whom the back is asked about
    std::uint32_t accepted_ = 0;
    std::vector<std::size_t> doubtful_;  // of all_; limits::kAskedAgain at most
    std::size_t again_ = 0;              // of doubtful_, whom the back is asked about
};

}  // namespace heloise
