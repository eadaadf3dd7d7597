// What the back says to a message, or that it is lost.
#include <utility>

#include "proxy/session/mail_delivery.h"
#include "proxy/session/note_keys.h"

namespace heloise {

Pending MailDelivery::pending() const {
    switch (message_.stage()) {
        case Message::Stage::Kept: return Pending::Burst;
        case Message::Stage::Leaving: return Pending::Flow;
        case Message::Stage::Ended: return Pending::End;
        case Message::Stage::None:
        case Message::Stage::Coming: break;
    }
    return asked();
}

void MailDelivery::on_reply(const BackReply& event, Moment now) {
    if (message_.stage() == Message::Stage::Ended) return on_message_reply(event, now);
    on_answer(event, now);
}

// The one place from which a 250 to a message leaves (rule 24).
void MailDelivery::on_message_reply(const BackReply& event, Moment now) {
    const Reply answer = s_.told_of_message(event.reply);
    const NoteKind kind = answer.positive() ? NoteKind::MessageAccepted : NoteKind::MessageRefused;
    message_.note(kind, answer, "back", event.said);
    if (answer.positive()) {
        ++accepted_;
        s_.front.conduct().delivered();
    }
    if (s_.front.gone()) {
        message_.note(NoteKind::SenderDidNotHear, answer, "back", event.said);
        s_.front.close();
        end_transaction();
        return s_.coordinator.let_back_go(now);
    }
    s_.front.say(answer);
    end_transaction();
    s_.front.flush();
    if (s_.front.closed()) return s_.coordinator.let_back_go(now);
    s_.back.end_transaction(now);
    s_.coordinator.yield_back(now);
}

void MailDelivery::on_early_reply(const BackEarlyReply& event, Moment now) {
    Reply answer = s_.told_of_message(event.reply);
    if (message_.coming()) return message_.refuse(std::move(answer), "back", event.said, now);
    const bool on_its_way =
        message_.stage() == Message::Stage::Leaving || message_.stage() == Message::Stage::Ended;
    if (on_its_way) conclude(std::move(answer), "back", event.said, now);
}

void MailDelivery::note_lost(const BackLost& event) {
    s_.outbox.note(NoteKind::BackLost, Field(keys::kAddress, s_.back.address()),
                   Field(keys::kState, name(s_.front.state())), Field(keys::kWhy, event.why));
}

void MailDelivery::on_lost(const BackLost& event, Moment now) {
    note_lost(event);
    Reply told = s_.told_of_loss(event);
    if (message_.coming()) return message_.refuse(std::move(told), "loss", {}, now);
    if (message_.stage() == Message::Stage::Leaving) return conclude(std::move(told), "loss", {}, now);
    if (message_.stage() == Message::Stage::Ended) return on_outcome_lost(event, told);
    on_answer_lost(told, now);
}

// All of the message was on its way: whether the back has it nobody knows (rule 25).
void MailDelivery::on_outcome_lost(const BackLost& event, const Reply& told) {
    message_.note(event.after_end ? NoteKind::OutcomeUnknown : NoteKind::MessageRefused, told, "loss", {});
    if (s_.front.gone()) {
        message_.note(NoteKind::SenderDidNotHear, told, "loss", {});
    } else {
        s_.front.say(told);
    }
    end_transaction();
    if (s_.front.gone()) s_.front.close();
    s_.coordinator.end_if_draining();
}

void MailDelivery::on_verdict_due(Moment now) {
    message_.tell_verdict();
    end_transaction();
    s_.front.flush();
    reset_back(now);
    s_.back.end_transaction(now);
    s_.coordinator.yield_back(now);
    s_.coordinator.end_if_draining();
}

void MailDelivery::conclude(Reply verdict, std::string_view by, std::string_view said, Moment now) {
    message_.judge(std::move(verdict), by, said);
    on_verdict_due(now);
}

}  // namespace heloise
