// delivery = "burst": the message is here in full before the back hears of it, and then goes in one unbroken
// transaction (rule 30). A sender that dribbles keeps nobody from the gateway.
//
// SMTP gives one reply for all recipients at a message's end. So a message that the back would take for some
// of them only is given to none, and what was said to each is remembered for the sender's next attempt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/session/burst_inquiry.h"
#include "proxy/session/burst_recipients.h"
#include "proxy/session/mail_delivery.h"

namespace heloise {

class BurstDelivery final : public MailDelivery, private BurstInquiry::Owner {
public:
    explicit BurstDelivery(SessionParts& parts) : MailDelivery(parts), inquiry_(parts, message_, *this) {}

    [[nodiscard]] bool on_recalled(const Recalled& recalled, Moment now) override {
        return inquiry_.on_recalled(recalled, now);
    }
    [[nodiscard]] bool tied_to_back() const override { return false; }

    [[nodiscard]] bool on_ready(Moment now) override;
    void on_early_reply(const BackEarlyReply& event, Moment now) override;
    void on_lost(const BackLost& event, Moment now) override;
    void on_starts_over(const BackStartsOver& event, Moment now) override;
    void on_unavailable(Moment now) override;
    void on_closed(Moment now) override;
    [[nodiscard]] std::optional<Duration> deadline() const override;
    void on_late(Moment now) override;

private:
    // What the back has been asked for the message. From Reset on nothing of that will be sent any more: what
    // was refused behind others is asked about at the head of a transaction.
    enum class Step : std::uint8_t { Mail, Rcpt, Data, Reset, MailAgain, RcptAgain };

    [[nodiscard]] Pending asked() const override { return inquiry_.pending(); }
    void on_answer(const BackReply& event, Moment now) override;
    void on_answer_lost(const Reply& told, Moment now) override;
    [[nodiscard]] OfferFacts facts() const override { return s_.offered(); }
    void open(Moment now) override;
    void ask_recipient(const Rcpt& rcpt, const std::string&, Moment now) override {
        inquiry_.about(rcpt, now);
    }
    void ask_data(Moment now) override { grant_data(now); }
    void open_chunks(Moment now) override { grant_chunks(now); }
    void begin_message(Intake::Framing framing, Moment now) override;
    void forget_recipients() override;
    void on_message_complete(Moment now) override;
    void on_message_refused(Moment now) override;
    [[nodiscard]] std::string only_recipient() const override;
    void abandon() override;

    void on_recipient_good(const Rcpt& rcpt) override;
    void on_recipient_refused(const Rcpt& rcpt, const Reply& answer, std::string_view said,
                              bool remembered) override;
    void on_back_asked(Moment now) override;

    // An attempt to deliver.
    void begin_attempt(Moment now);
    // Why this message cannot go to this back at all.
    [[nodiscard]] std::optional<Reply> refusal_here() const;
    void ask_next_recipient(Moment now);
    void weigh(Moment now);
    void ask_for_data(Moment now);
    void on_attempt_lost(const BackLost& event, Moment now);

    // burst_judging.cpp: some recipients are taken and some are not.
    [[nodiscard]] bool judging() const { return step_ >= Step::Reset; }
    void settle(Moment now);
    void ask_again(Moment now);
    void ask_recipient_again(Moment now);
    void judge_again(const BackReply& event, Moment now);
    void conclude_mixed(Moment now);
    void remember();
    void note_refused(const Rcpt& rcpt, const Reply& answer, std::string_view said, bool remembered);
    // Replies have not fitted since this attempt began: nothing of it is remembered.
    [[nodiscard]] bool garbled() const { return s_.back.misfits() != misfits_; }

    BurstInquiry inquiry_;
    BurstRecipients recipients_;
    Step step_ = Step::Mail;
    Duration since_{};  // Moment::steady of the message's end
    int attempts_ = 0;
    int starts_ = 0;             // transactions that were broken off and begun anew (BackStartsOver)
    bool asked_back_ = false;    // something, on this connection
    std::uint64_t misfits_ = 0;  // Back::misfits() when this attempt began
};

}  // namespace heloise
