// Verdicts, one by one and all together.
#include "proxy/session/burst_recipients.h"

#include <algorithm>
#include <utility>

#include "proxy/base/limits.h"

namespace heloise {

void BurstRecipients::begin() {
    at_ = again_ = 0;
    accepted_ = 0;
    doubtful_.clear();
    for (Judged& one : all_) one = {.rcpt = std::move(one.rcpt), .unanswerable = one.unanswerable};
}

void BurstRecipients::settle(Reply verdict, About about) {
    Judged& judged = all_[at_++];
    judged.verdict = std::move(verdict);
    judged.before = accepted_;
    judged.about = about;
}

void BurstRecipients::judge(const BackReply& reply, Reply told) {
    Judged& judged = all_[at_];
    const bool behind = accepted_ > 0;
    judged.before = accepted_;
    judged.verdict = std::move(told);
    judged.said = reply.said;
    if (reply.reply.positive()) {
        ++accepted_;
    } else {
        judged.about = about(reply.reply, behind);
        if (worth_asking_again(reply.reply, behind) && doubtful_.size() < limits::kAskedAgain)
            doubtful_.push_back(at_);
    }
    ++at_;
}

void BurstRecipients::give_up() {
    if (at_ < all_.size()) all_[at_].unanswerable = true;
}

BurstRecipients::Outcome BurstRecipients::outcome() const {
    const auto count = [this](auto&& what) { return std::count_if(all_.begin(), all_.end(), what); };
    const auto all = static_cast<std::ptrdiff_t>(all_.size());
    const auto alike = [&](auto&& what) { return count(what) == all; };
    if (alike([](const Judged& one) { return one.verdict->positive(); })) return Outcome::Accepted;
    // Who stands among recipients that are refused for themselves, and is refused for another reason, has no
    // verdict yet.
    const auto own_fault = count([](const Judged& one) { return one.about == About::Recipient; });
    const bool refused = alike([](const Judged& one) { return one.verdict->permanent(); }) &&
                         (own_fault == all || own_fault == 0);
    if (refused || alike([](const Judged& one) { return one.verdict->temporary(); })) return Outcome::Refused;
    return Outcome::Mixed;
}

const BurstRecipients::Judged* BurstRecipients::doubtful() const {
    return again_ < doubtful_.size() ? &all_[doubtful_[again_]] : nullptr;
}

void BurstRecipients::judge_again(const BackReply& reply, Reply told) {
    Judged& judged = all_[doubtful_[again_++]];
    if (reply.reply.positive() || about(reply.reply, false) != About::Recipient) return;
    judged.about = About::Recipient;
    judged.verdict = std::move(told);
    judged.said = reply.said;
}

// Of what has been said so far; a recipient without a verdict may still be anything.
std::vector<DeskRequest> BurstRecipients::lessons(const SenderKey& sender, const std::string& reverse_path,
                                                  const Naming& named) const {
    std::vector<DeskRequest> lessons;
    std::vector<Envelope::Place> places;
    bool dependent = false;
    for (const std::size_t number : named.named) places.push_back({number, Envelope::kAny});
    for (const Judged& one : all_) {
        if (!one.verdict) continue;
        const std::string recipient = one.rcpt.forward_path.text();
        if (one.verdict->positive()) {
            lessons.push_back(RecipientTaken{sender, reverse_path, recipient});
            places.push_back({number_of(recipient), accepted_});
        } else if (one.about == About::Recipient) {
            lessons.push_back(RecipientRefused{sender, reverse_path, recipient, *one.verdict});
        } else {
            places.push_back({number_of(recipient), one.before});
            dependent = true;
        }
    }
    if (dependent) lessons.push_back(EnvelopeRefused{sender, reverse_path, Envelope(std::move(places))});
    return lessons;
}

}  // namespace heloise
