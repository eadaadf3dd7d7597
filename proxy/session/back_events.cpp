// What the back half reports, and which reply that makes for the front.
#include "proxy/base/limits.h"
#include "proxy/session/burst_judge.h"
#include "proxy/session/joint_rules.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/session_impl.h"

namespace heloise {
void Session::Impl::after_back(Moment now) {
    while (true) {
        while (const auto event = back_.take_event()) {
            std::visit([&](const auto& what) { on_event(what, now); }, *event);
        }
        const bool keeps = burst() || resay_.under_way();
        if (const auto forced = forced_front(front_.state(), back_.state()); forced && !keeps)
            front_.enter(*forced);
        pump(now);
        if (front_.closed()) return;
        front_.ahead().hand_to([&](std::string_view& octets) {
            work(octets, now);
            return !front_.closed();
        });
        if (!back_.has_event()) return;
    }
}

void Session::Impl::on_event(BackReady, Moment now) {
    if (!back_.ready()) return;  // it has left since; BackClosed follows
    if (front_.closed()) return back_.quit(now);
    if (resay_.under_way()) return say_again(now);
    if (pending_ == Pending::Mail || pending_ == Pending::Verb || pending_ == Pending::Inquiry)
        return ask_pending(now);
    if (pending_ == Pending::Burst)
        return run_.judging() ? BurstJudge{*this}.on_ready(now) : begin_burst(now);
    if (pending_ == Pending::Hello) {
        pending_ = Pending::None;
        return answer_hello();
    }
    yield_back(now);
}

void Session::Impl::on_event(const BackReply& event, Moment now) {
    if (pending_ == Pending::Burst) {
        on_burst_reply(event, now);
        return end_if_draining();
    }
    if (resay_.under_way()) return on_resay_reply(event, now);
    if (pending_ == Pending::Inquiry) {
        BurstJudge{*this}.on_inquiry_reply(event, now);
        return end_if_draining();
    }
    const Pending pending = std::exchange(pending_, Pending::None);
    switch (pending) {
        case Pending::Mail: on_mail_reply(event, now); break;
        case Pending::Rcpt: on_rcpt_reply(event); break;
        case Pending::Data: on_data_reply(event, now); break;
        case Pending::Chunk: on_chunk_data_reply(event.reply, now); break;
        case Pending::End: on_message_reply(event, now); break;
        case Pending::Verb:
            front_.say(translated(event.reply, StatusContext::Other));
            front_.count_junk("commands that carry no mail");
            yield_back(now);
            break;
        case Pending::Burst:
        case Pending::Flow:
        case Pending::Inquiry:
        case Pending::Recall:
        case Pending::None:
        case Pending::Hello: break;  // the front is gone
    }
    end_if_draining();
}

void Session::Impl::on_mail_reply(const BackReply& event, Moment now) {
    const Reply& reply = event.reply;
    if (reply.positive()) {
        front_.enter(FrontState::Mail);
        resay_.begin(back_.capabilities());
        front_.conduct().carried_on();
        return front_.say(translated(reply, StatusContext::Mail));
    }
    transaction_.note_refused_by_back("mail", reply.code, event.said);
    front_.say(translated(reply, StatusContext::Mail));
    front_.count_refusal();
    back_.end_transaction(now);
    yield_back(now);
}

void Session::Impl::on_rcpt_reply(const BackReply& event) {
    const Reply& reply = event.reply;
    if (reply.positive()) {
        accept_recipient();
        resay_.accepted();
    } else {
        transaction_.refuse({.by = "back", .code = reply.code, .why = event.said},
                            "<" + transaction_.considered() + ">");
    }
    front_.say(translated(reply, StatusContext::Rcpt));
    if (!reply.positive()) front_.count_refusal();
}

void Session::Impl::on_data_reply(const BackReply& event, Moment now) {
    if (event.reply.code == 354) return grant_data(now);
    transaction_.note_refused_by_back("data", event.reply.code, event.said);
    front_.say(translated(event.reply, StatusContext::Data));
    front_.count_refusal();
}

// The front never sees this 354; what it gets is an answer to its chunk.
void Session::Impl::on_chunk_data_reply(const Reply& reply, Moment now) {
    if (reply.code == 354) return grant_chunks(now);
    refuse_first_chunk(translated(reply, StatusContext::Data), "back", now);
}

void Session::Impl::refuse_first_chunk(Reply why, std::string_view by, Moment now) {
    verdict_ = std::move(why);
    verdict_by_ = by;
    front_.enter(FrontState::Chunks);  // its octets are still to be swallowed
    body_since_ = now.steady;
    intake_ = std::make_unique<Intake>(IntakeLimits{}, Intake::Framing::Counted);
    settle_chunk(now);
}

// The one place from which a 250 to a message leaves (rule 24).
void Session::Impl::on_message_reply(const BackReply& event, Moment now) {
    const Reply& reply = event.reply;
    const Reply answer = translated_end(reply);
    note_message(answer.positive() ? NoteKind::MessageAccepted : NoteKind::MessageRefused, answer, "back",
                 event.said);
    if (answer.positive()) {
        ++accepted_;
        front_.conduct().delivered();
    }
    if (front_.gone()) {
        note_message(NoteKind::SenderDidNotHear, answer, "back", event.said);
        front_.close();
        end_transaction();
        return let_back_go(now);
    }
    front_.say(answer);
    end_transaction();
    front_.flush();
    if (front_.closed()) return let_back_go(now);
    back_.end_transaction(now);
    yield_back(now);
}

void Session::Impl::on_event(const BackEarlyReply& event, Moment now) {
    const Reply answer = translated_end(event.reply);
    if (burst() && message_complete() && event.reply.code == 421)
        return on_burst_lost({.why = "421", .said_421 = true}, now);
    verdict_said_ = event.said;
    if (intake_) {
        refuse_message(answer, "back", now);
        return;
    }
    if (pending_ != Pending::End && pending_ != Pending::Flow) return;
    verdict_ = answer;
    verdict_by_ = "back";
    give_verdict(now);
}

void Session::Impl::on_event(const BackLost& event, Moment now) {
    resay_.stop();
    const Refusal& why = why_lost(event);
    const Reply answer = own_reply(why.code, why.status, why.text, front_.statuses());
    outbox_.note(NoteKind::BackLost, Field(keys::kAddress, back_.address()),
                 Field(keys::kState, name(front_.state())), Field(keys::kWhy, event.why));
    if (burst() && message_complete() && !event.after_end) return on_burst_lost(event, now);
    if (pending_ == Pending::Inquiry) return BurstJudge{*this}.end_inquiry(nullptr, now);
    if (intake_) {
        refuse_message(answer, "loss", now);
        return;
    }
    const Pending pending = std::exchange(pending_, Pending::None);
    if (pending == Pending::None) return;
    if (pending == Pending::Chunk) return refuse_first_chunk(answer, "loss", now);
    if (pending == Pending::Flow) {
        verdict_ = answer;
        verdict_by_ = "loss";
        return give_verdict(now);
    }
    if (pending == Pending::End) {
        note_message(event.after_end ? NoteKind::OutcomeUnknown : NoteKind::MessageRefused, answer, "loss",
                     {});
        if (front_.gone()) note_message(NoteKind::SenderDidNotHear, answer, "loss", {});
    }
    if (!front_.gone()) front_.say(answer);
    if (burst() && pending == Pending::Verb)
        return;  // no transaction of the front's is the back's before its end
    // A transaction that RCPT (or a verb passed on) was lost in goes on as lost: rule 27.
    const bool open = front_.state() == FrontState::Mail || front_.state() == FrontState::Rcpt;
    if (pending == Pending::Rcpt || (pending == Pending::Verb && open)) {
        front_.enter(FrontState::Lost);
    } else {
        end_transaction();
    }
    if (front_.gone()) front_.close();
    end_if_draining();
}

void Session::Impl::on_event(const BackUnavailable&, Moment now) {
    if (pending_ == Pending::Hello) {
        pending_ = Pending::None;
        return answer_hello();
    }
    if (pending_ == Pending::Burst && run_.judging()) return BurstJudge{*this}.conclude(now);
    if (pending_ == Pending::Burst) {
        BurstJudge{*this}.keep();  // of an address before
        return conclude_burst(front_.own(replies::kUnreachable), "heloise", {}, now);
    }
    if (pending_ == Pending::Inquiry) return BurstJudge{*this}.end_inquiry(nullptr, now);
    if (resay_.under_way()) return on_event(BackLost{.why = back_.failure()}, now);
    if (pending_ != Pending::None) refuse_pending(replies::kUnreachable, now);
}

void Session::Impl::on_event(BackClosed, Moment now) {
    if (pending_ == Pending::Burst && run_.asked)
        return on_burst_lost({.why = "it closed the connection"}, now);
    if (resay_.under_way()) return on_event(BackLost{.why = "it closed the connection"}, now);
    if (pending_ == Pending::Mail || pending_ == Pending::Verb || pending_ == Pending::Burst ||
        pending_ == Pending::Inquiry)
        return back_.dial(hello_name(), now);
    if (pending_ == Pending::Hello) {
        pending_ = Pending::None;
        answer_hello();
    }
}

void Session::Impl::refuse_pending(const Refusal& why, Moment now) {
    if (pending_ == Pending::Mail)
        transaction_.note_mail_refused(
            why.code, back_.failure().empty() ? why.text : std::string_view(back_.failure()));
    pending_ = Pending::None;
    front_.refuse(why);
    yield_back(now);
    end_if_draining();
}

// Nothing is going on: if others queue for this place, they may have it (rule 28).
void Session::Impl::yield_back(Moment now) {
    if (others_wait_ && back_unneeded() && back_.ready()) back_.quit(now);
}

Reply Session::Impl::translated(const Reply& reply, StatusContext context) const {
    return for_front(reply, {.context = context,
                             .statuses = front_.statuses(),
                             .recipients_accepted = transaction_.recipients() > 0});
}

// A message's reply. One that is about the connection is not the message's (rules 4 and 27).
Reply Session::Impl::translated_end(const Reply& reply) const {
    if (reply.code == 421) return front_.own(replies::kBack421);
    if (reply.code == 503) return front_.own(replies::kDisorder);
    return translated(reply, StatusContext::MessageEnd);
}

Reply Session::Impl::translated_rcpt(const Reply& reply, bool recipients_accepted) const {
    return for_front(reply, {.context = StatusContext::Rcpt,
                             .statuses = front_.statuses(),
                             .recipients_accepted = recipients_accepted});
}

}  // namespace heloise
