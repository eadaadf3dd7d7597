// The commands of a front: those about no message are carried out here, the others go to the delivery.
#pragma once

#include <optional>
#include <string>

#include "proxy/session/back_user.h"
#include "proxy/session/front.h"
#include "proxy/session/mail_delivery.h"
#include "proxy/session/session_parts.h"

namespace heloise {

class SessionCommands final : public Front::Owner, public BackUser {
public:
    // Both must outlive the object, and may be made after it.
    SessionCommands(SessionParts& parts, const std::unique_ptr<MailDelivery>& delivery)
        : s_(parts), delivery_(delivery) {}

    void on_hello(const Command& said, Moment now) override;
    void on_mail(const Command& said, Moment now) override;
    void on_rcpt(const Command& said, Moment now) override;
    void on_data(const Command& said, Moment now) override;
    void on_bdat(const Command& said, Moment now) override;
    void on_rset(const Command& said, Moment now) override;
    void on_quit(const Command& said, Moment now) override;
    void on_expn(const Command& said, Moment now) override;
    void on_http(const Command& said, Moment now) override;
    void on_out_of_order(const Command& said, const Refusal& why, Moment now) override;
    void on_unreadable(const CommandError& error) override;
    void on_front_closing() override { s_.transaction.note_refused(); }
    void on_front_over(Moment now) override { s_.coordinator.let_back_go(now); }

    // None, Hello or Verb.
    [[nodiscard]] Pending pending() const override { return pending_; }
    // Nobody waits any more.
    void stop() { pending_ = Pending::None; }
    [[nodiscard]] bool on_ready(Moment now) override;
    void on_reply(const BackReply& event, Moment now) override;
    void on_early_reply(const BackEarlyReply&, Moment) override {}
    void on_lost(const BackLost& event, Moment now) override;
    void on_starts_over(const BackStartsOver&, Moment) override {}
    void on_unavailable(Moment now) override;
    void on_closed(Moment now) override;
    [[nodiscard]] std::optional<Duration> deadline() const override;
    void on_late(Moment now) override;

private:
    void answer_hello();
    void ask_verb(Moment now);
    void refuse_verb(const Refusal& why, Moment now);

    SessionParts& s_;
    const std::unique_ptr<MailDelivery>& delivery_;
    Pending pending_ = Pending::None;
    Duration since_{};       // since when the front waits
    std::string verb_line_;  // EXPN, as it goes upstream
};

}  // namespace heloise
