// The way of mail through a session: MAIL, RCPT, DATA and BDAT, and what the back says to them. What live and
// burst delivery have in common; where they differ stand the virtual functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/base/time.h"
#include "proxy/session/back_user.h"
#include "proxy/session/mail_checks.h"
#include "proxy/session/message.h"
#include "proxy/session/session_parts.h"
#include "proxy/smtp/command.h"

namespace heloise {

class MailDelivery : public BackUser, protected Message::Owner {
public:
    // `parts` must outlive the object.
    explicit MailDelivery(SessionParts& parts) : s_(parts), message_(parts, *this) {}
    virtual ~MailDelivery() = default;
    MailDelivery(const MailDelivery&) = delete;
    MailDelivery& operator=(const MailDelivery&) = delete;

    // Commands, in states that allow them.
    void on_mail(const Mail& mail, Moment now);
    void on_rcpt(const Rcpt& rcpt, Moment now);
    void on_data(Moment now);
    void on_bdat(const Bdat& bdat, Moment now);
    // A BDAT that is refused; and its octets have come in full.
    void refuse_chunk(const Bdat& bdat, const Refusal& why, Moment now);
    void on_chunk_refused();
    [[nodiscard]] Message& message() { return message_; }
    [[nodiscard]] const Message& message() const { return message_; }

    // The end of a transaction.
    // Toward the front only; the back's ended with the message, or with its connection.
    void end_transaction();
    // RSET, EHLO or HELO in the middle (rule 2).
    void abort_transaction(Moment now);
    // The back was lost: an open transaction goes on as lost (rule 27).
    void lose_transaction();
    // The front has gone, and the back is not sent the message's end.
    virtual void abandon();
    // The front's transaction is the back's too, and is lost with it.
    [[nodiscard]] virtual bool tied_to_back() const = 0;
    // Messages that the back took.
    [[nodiscard]] std::uint64_t accepted() const { return accepted_; }

    // The desk's answer; false: nobody waits for it.
    [[nodiscard]] virtual bool on_recalled(const Recalled&, Moment) { return false; }

    [[nodiscard]] Pending pending() const override;
    void on_reply(const BackReply& event, Moment now) override;
    void on_early_reply(const BackEarlyReply& event, Moment now) override;
    void on_lost(const BackLost& event, Moment now) override;
    void note_lost(const BackLost& event);

protected:
    // What is asked of the back, or the desk, before the message is complete.
    [[nodiscard]] virtual Pending asked() const = 0;
    // The same, or burst's questions before the message leaves, is answered; or the back was lost meanwhile.
    virtual void on_answer(const BackReply& event, Moment now) = 0;
    virtual void on_answer_lost(const Reply& told, Moment now) = 0;

    // By which facts recipients and the message are judged.
    [[nodiscard]] virtual OfferFacts facts() const = 0;
    // MAIL, RCPT, DATA or the first BDAT is good as far as we can say.
    virtual void open(Moment now) = 0;
    // `line`: as it goes upstream by these facts().
    virtual void ask_recipient(const Rcpt& rcpt, const std::string& line, Moment now) = 0;
    virtual void ask_data(Moment now) = 0;
    virtual void open_chunks(Moment now) = 0;
    virtual void begin_message(Intake::Framing framing, Moment now) = 0;
    // The transaction is over: what is known of its recipients is forgotten.
    virtual void forget_recipients() = 0;

    void on_verdict_due(Moment now) override;

    void refuse_sender(const SpokenRefusal& why);
    void refuse_recipient(const SpokenRefusal& why, const Path& path);
    void accept_recipient();
    void grant_data(Moment now);
    void grant_chunks(Moment now);
    void refuse_first_chunk(Reply why, std::string_view by, Moment now);
    // What the message may be, before anything that only the back can say.
    [[nodiscard]] IntakeLimits intake_limits(Intake::Framing framing) const;
    // The message's reply, though not one to its end: nothing of it is delivered.
    void conclude(Reply verdict, std::string_view by, std::string_view said, Moment now);
    // The back has a transaction open that the front has no more.
    void reset_back(Moment now);

    SessionParts& s_;
    Message message_;

private:
    [[nodiscard]] bool parameters_fit(const Parameters& parameters, ParameterPlace place);
    [[nodiscard]] bool offers_chunking() const;
    void on_message_reply(const BackReply& event, Moment now);
    void on_outcome_lost(const BackLost& event, const Reply& told);

    std::uint64_t accepted_ = 0;
};

}  // namespace heloise
