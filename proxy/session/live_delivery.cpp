// Each command of the transaction is asked of the back, and answered as it answers.
#include "proxy/session/live_delivery.h"

#include <utility>

#include "proxy/base/limits.h"
#include "proxy/extensions/registry.h"
#include "proxy/extensions/size_limit.h"
#include "proxy/session/upstream_lines.h"

namespace heloise {

void LiveDelivery::open(Moment now) {
    const Mail& mail = s_.transaction.mail();
    // What a back that has SMTPUTF8 may be told is known only when it is greeted.
    if (!mail.reverse_path.ascii && !declares_utf8(mail))
        return refuse_sender(*unsayable_sender(mail, s_.offered()));
    asked_ = Pending::Mail;
    since_ = now.steady;
    if (s_.back.ready()) return ask_mail(now);
    if (s_.back.closed()) s_.back.dial(s_.hello_name(), now);
}

void LiveDelivery::ask_mail(Moment now) {
    const Mail& mail = s_.transaction.mail();
    const OfferFacts live = s_.live();
    if (promise_broken(mail.parameters, ParameterPlace::Mail, s_.offered(), live))
        return refuse_mail(replies::kPromise, now);
    const std::uint64_t limit = size_limit(live);
    if (limit > 0 && declared_size(mail).value_or(0) > limit) return refuse_mail(replies::kTooLarge, now);
    if (const auto why = unsayable_sender(mail, live)) {
        asked_ = Pending::None;
        refuse_sender(*why);
        s_.coordinator.yield_back(now);
        return s_.coordinator.end_if_draining();
    }
    const std::string line = mail_line(mail, message_.outgoing_size(), live);
    if (!line_fits(line, s_.backend)) return refuse_mail(replies::kBackLine, now);
    s_.back.ask(Ask::Mail, line, now);
}

void LiveDelivery::refuse_mail(const SpokenRefusal& why, Moment now) {
    if (asked_ == Pending::Mail) {
        const std::string& failure = s_.back.failure();
        s_.transaction.note_mail_refused(why.code, failure.empty() ? why.text : failure);
    }
    asked_ = Pending::None;
    s_.front.say(why.code, why.status, why.text);
    s_.front.count_refusal();
    s_.coordinator.yield_back(now);
    s_.coordinator.end_if_draining();
}

void LiveDelivery::ask_recipient(const Rcpt&, const std::string& line, Moment now) {
    asked_ = Pending::Rcpt;
    resay_.asks(line);
    s_.back.ask(Ask::Rcpt, line, now);
}

void LiveDelivery::ask_data(Moment now) {
    asked_ = Pending::Data;
    s_.back.ask(Ask::Data, "DATA", now);
}

void LiveDelivery::open_chunks(Moment now) {
    if (!used_upstream(kChunking, s_.live())) {
        asked_ = Pending::Chunk;  // the first opens DATA; its octets wait for the 354
        return s_.back.ask(Ask::Data, "DATA", now);
    }
    s_.back.begin_chunks(now);
    grant_chunks(now);
}

void LiveDelivery::begin_message(Intake::Framing framing, Moment now) {
    message_.begin_leaving(intake_limits(framing), framing, now);
}

bool LiveDelivery::on_ready(Moment now) {
    if (resay_.under_way()) {
        say_again(now);
    } else if (asked_ == Pending::Mail) {
        ask_mail(now);
    } else {
        return false;
    }
    return true;
}

void LiveDelivery::on_answer(const BackReply& event, Moment now) {
    if (resay_.under_way()) return on_resay_reply(event, now);
    switch (std::exchange(asked_, Pending::None)) {
        case Pending::Mail: return on_mail_reply(event, now);
        case Pending::Rcpt: return on_rcpt_reply(event);
        case Pending::Data: return on_data_reply(event, now);
        case Pending::Chunk:
            // The front never sees this 354; what it gets is an answer to its chunk.
            if (event.reply.code == 354) return grant_chunks(now);
            return refuse_first_chunk(s_.told(event.reply, StatusContext::Data), "back", now);
        default: return;  // the front is gone
    }
}

void LiveDelivery::on_mail_reply(const BackReply& event, Moment now) {
    const Reply& reply = event.reply;
    if (reply.positive()) {
        s_.front.enter(FrontState::Mail);
        resay_.begin(s_.back.capabilities());
        s_.front.conduct().carried_on();
        return s_.front.say(s_.told(reply, StatusContext::Mail));
    }
    s_.transaction.note_refused_by_back("mail", reply.code, event.said);
    s_.front.say(s_.told(reply, StatusContext::Mail));
    s_.front.count_refusal();
    s_.back.end_transaction(now);
    s_.coordinator.yield_back(now);
}

void LiveDelivery::on_rcpt_reply(const BackReply& event) {
    const Reply& reply = event.reply;
    if (reply.positive()) {
        accept_recipient();
        resay_.accepted();
    } else {
        s_.transaction.refuse({.by = "back", .code = reply.code, .why = event.said},
                              "<" + s_.transaction.considered() + ">");
    }
    s_.front.say(s_.told(reply, StatusContext::Rcpt));
    if (!reply.positive()) s_.front.count_refusal();
}

void LiveDelivery::on_data_reply(const BackReply& event, Moment now) {
    if (event.reply.code == 354) return grant_data(now);
    s_.transaction.note_refused_by_back("data", event.reply.code, event.said);
    s_.front.say(s_.told(event.reply, StatusContext::Data));
    s_.front.count_refusal();
}

void LiveDelivery::on_lost(const BackLost& event, Moment now) {
    resay_.stop();
    MailDelivery::on_lost(event, now);
}

void LiveDelivery::on_answer_lost(const Reply& told, Moment now) {
    const Pending asked = std::exchange(asked_, Pending::None);
    if (asked == Pending::None) return;
    if (asked == Pending::Chunk) return refuse_first_chunk(told, "loss", now);
    s_.front.say(told);
    asked == Pending::Rcpt ? lose_transaction() : end_transaction();
    s_.coordinator.end_if_draining();
}

void LiveDelivery::on_starts_over(const BackStartsOver& event, Moment now) {
    since_ = now.steady;  // all of it within timeouts.setup
    if (!resay_.start(event.answered_twice)) give_up_resay("too much to be said again", now);
}

void LiveDelivery::on_unavailable(Moment now) {
    if (resay_.under_way()) return on_lost(BackLost{.why = s_.back.failure()}, now);
    if (asked_ != Pending::None) refuse_mail(replies::kUnreachable, now);
}

void LiveDelivery::on_closed(Moment now) {
    if (resay_.under_way()) return on_lost(BackLost{.why = "it closed the connection"}, now);
    if (asked_ == Pending::Mail) s_.back.dial(s_.hello_name(), now);
}

void LiveDelivery::abandon() {
    MailDelivery::abandon();
    asked_ = Pending::None;
}

std::optional<Duration> LiveDelivery::deadline() const {
    switch (pending()) {
        case Pending::Mail: return s_.setup_deadline(since_, s_.backend.timeouts.setup);
        case Pending::Rcpt:
        case Pending::Data:
        case Pending::Chunk:  // the back's own timeouts
            if (!resay_.under_way()) return std::nullopt;
            return since_ + s_.backend.timeouts.setup;
        case Pending::Flow:
            if (s_.back.unsent() || s_.back.chunked()) return std::nullopt;  // the back's own timeout
            return s_.front.heard() + s_.backend.limits.idle;                // a disk that does not answer
        default: return std::nullopt;
    }
}

void LiveDelivery::on_late(Moment now) {
    if (resay_.under_way()) return give_up_resay("setup took too long", now);
    const bool queued = s_.back.waiting_turn();
    s_.back.drop(now);
    if (!message_.complete()) return refuse_mail(queued ? replies::kNoTurn : replies::kUnreachable, now);
    conclude(s_.front.own(queued ? replies::kNoTurn : replies::kSpoolFull), "heloise", {}, now);
}

}  // namespace heloise
