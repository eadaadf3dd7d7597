// delivery = "live": the back takes part in the transaction from MAIL on, and the sender hears its words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "proxy/session/mail_delivery.h"
#include "proxy/session/resay.h"

namespace heloise {

class LiveDelivery final : public MailDelivery {
public:
    using MailDelivery::MailDelivery;

    [[nodiscard]] bool tied_to_back() const override { return !resay_.under_way(); }

    [[nodiscard]] bool on_ready(Moment now) override;
    void on_lost(const BackLost& event, Moment now) override;
    void on_starts_over(const BackStartsOver& event, Moment now) override;
    void on_unavailable(Moment now) override;
    void on_closed(Moment now) override;
    [[nodiscard]] std::optional<Duration> deadline() const override;
    void on_late(Moment now) override;

private:
    [[nodiscard]] Pending asked() const override { return asked_; }
    void on_answer(const BackReply& event, Moment now) override;
    void on_answer_lost(const Reply& told, Moment now) override;
    [[nodiscard]] OfferFacts facts() const override { return s_.live(); }
    void open(Moment now) override;
    void ask_recipient(const Rcpt& rcpt, const std::string& line, Moment now) override;
    void ask_data(Moment now) override;
    void open_chunks(Moment now) override;
    void begin_message(Intake::Framing framing, Moment now) override;
    void forget_recipients() override {}
    void on_message_complete(Moment now) override { message_.leave(now); }
    void on_message_refused(Moment now) override { s_.back.drop(now); }
    [[nodiscard]] std::string only_recipient() const override { return s_.transaction.last_recipient(); }
    void abandon() override;

    void ask_mail(Moment now);
    void on_mail_reply(const BackReply& event, Moment now);
    void on_rcpt_reply(const BackReply& event);
    void on_data_reply(const BackReply& event, Moment now);
    void refuse_mail(const SpokenRefusal& why, Moment now);

    // resay.cpp
    void say_again(Moment now);
    void on_resay_reply(const BackReply& event, Moment now);
    void give_up_resay(std::string_view why, Moment now);

    Pending asked_ = Pending::None;  // Mail, Rcpt, Data or Chunk
    Duration since_{};               // MAIL was said, or the transaction is said again
    Resay resay_;
};

}  // namespace heloise
