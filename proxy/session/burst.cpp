// delivery = "burst": the message is here in full before the back hears of it, and then goes in one unbroken
// transaction (rule 30). A sender that dribbles keeps nobody from the gateway.
//
// SMTP gives one reply for all recipients at a message's end. So a message that the back would take for some
// of them only is given to none, and what was said to each is remembered for the sender's next attempt.
#include <algorithm>
#include <utility>

#include "proxy/base/limits.h"
#include "proxy/extensions/registry.h"
#include "proxy/session/burst_judge.h"
#include "proxy/session/session_impl.h"

namespace heloise {

// What the back said lately to this sender for this recipient is said again, once; else the answer is ours
// for now, or the back's at once.
void Session::Impl::keep_recipient(const Rcpt& rcpt, Moment now) {
    pending_ = Pending::Recall;
    mail_since_ = now.steady;
    run_.inquired = rcpt;
    outbox_.add(DeskRequest{AskVerdict{.number = ++run_.recalls,
                                       .sender = sender_key(facts_.front_address),
                                       .reverse_path = transaction_.reverse_path(),
                                       .recipient = rcpt.forward_path.text(),
                                       .naming = std::exchange(run_.naming, {}),
                                       .accepted = transaction_.recipients()}});
}

void Session::Impl::on_recalled(const Recalled& recalled, Moment now) {
    if (pending_ != Pending::Recall || recalled.number != run_.recalls) return;
    run_.naming = recalled.naming;
    keep_recalled(recalled.recall, now);
    after_back(now);
    note_unoffered();
}

void Session::Impl::keep_recalled(const Recall& known, Moment now) {
    pending_ = Pending::None;
    const Rcpt rcpt = std::move(run_.inquired);
    if (known.elsewhere && !run_.in_vain) return BurstJudge{*this}.inquire(rcpt, now);
    answer_recalled(rcpt, known);
    end_if_draining();
}

void Session::Impl::answer_recalled(const Rcpt& rcpt, const Recall& known) {
    if (!known.reply || known.reply->positive()) return BurstJudge{*this}.take(rcpt);
    const std::string said = known.surplus ? std::string() : first_line(*known.reply);
    BurstJudge{*this}.refuse(rcpt, translated(*known.reply, StatusContext::Rcpt), said, true);
}

void Session::Impl::start_burst(Moment now) {
    pending_ = Pending::Burst;
    run_.since = now.steady;
    run_.step = BurstRun::Step::Mail;
    run_.attempts = run_.starts = 0;
    run_.asked = false;
    if (back_.ready()) return begin_burst(now);
    if (back_.closed()) back_.dial(hello_name(), now);  // else it is leaving: BackClosed follows
}

void Session::Impl::begin_burst(Moment now) {
    pending_ = Pending::Burst;
    run_.step = BurstRun::Step::Mail;
    run_.at = run_.again = 0;
    run_.accepted = 0;
    run_.doubtful.clear();
    run_.asked = true;
    run_.misfits = back_.misfits();
    for (BurstRun::Judged& judged : run_.judged)
        judged = {.rcpt = std::move(judged.rcpt), .unanswerable = judged.unanswerable};
    if (promise_broken(transaction_.mail().parameters, ParameterPlace::Mail, offered_facts(), live_facts()))
        return conclude_burst(front_.own(replies::kPromise), "heloise", {}, now);
    if (const auto why = why_unsayable(transaction_.mail().reverse_path, transaction_.utf8(), live_facts()))
        return conclude_burst(own_reply(550, "5.6.7", *why, front_.statuses()), "heloise", {}, now);
    const bool takes_it =
        backend_.content.eight_bit != Handling::Reject || used_upstream(kEightBitMime, live_facts());
    if (message_facts_.eight_bit && !takes_it)
        return conclude_burst(front_.own(replies::kEightBit), "heloise", {}, now);
    const bool takes_lines = backend_.content.long_lines == Handling::Convert || back_.extended();
    if (message_facts_.dot_behind_cut && !takes_lines)
        return conclude_burst(front_.own(replies::kDotBehindCut), "heloise", {}, now);
    const std::string line = mail_line(transaction_.mail(), outgoing_size(), live_facts());
    if (!line_fits(line, backend_)) return conclude_burst(front_.own(replies::kBackLine), "heloise", {}, now);
    back_.ask(Ask::Mail, line, now);
}

// A back that answered and went away in one breath is not asked any more: BackClosed or BackLost follows.
void Session::Impl::ask_next_recipient(Moment now) {
    run_.step = BurstRun::Step::Rcpt;
    for (; run_.at < run_.judged.size(); ++run_.at) {
        BurstRun::Judged& judged = run_.judged[run_.at];
        if (judged.unanswerable) {
            judged.verdict = front_.own(replies::kNonsense);
            continue;
        }
        const OfferFacts facts = live_facts();
        if (promise_broken(judged.rcpt.parameters, ParameterPlace::Rcpt, offered_facts(), facts))
            return conclude_burst(front_.own(replies::kPromise), "heloise", {}, now);
        if (const auto why = why_unsayable(judged.rcpt.forward_path, transaction_.utf8(), facts)) {
            judged.verdict = own_reply(553, "5.6.7", *why, front_.statuses());
            continue;
        }
        const std::string line = rcpt_line(judged.rcpt, facts);
        if (line_fits(line, backend_)) return back_.ready() ? back_.ask(Ask::Rcpt, line, now) : void();
        judged.verdict = front_.own(replies::kBackLine);
        judged.before = run_.accepted;
        judged.about = About::Transaction;
    }
    judge_burst(now);
}

void Session::Impl::judge_burst(Moment now) {
    const auto count = [this](auto&& what) {
        return std::count_if(run_.judged.begin(), run_.judged.end(), what);
    };
    const auto all = static_cast<std::ptrdiff_t>(run_.judged.size());
    const auto alike = [&](auto&& what) { return count(what) == all; };
    if (alike([](const BurstRun::Judged& one) { return one.verdict->positive(); }))
        return ask_burst_data(now);
    // Who stands among recipients that are refused for themselves, and is refused for another reason, has no
    // verdict yet.
    const auto own_fault = count([](const BurstRun::Judged& one) { return one.about == About::Recipient; });
    const bool refused = alike([](const BurstRun::Judged& one) { return one.verdict->permanent(); }) &&
                         (own_fault == all || own_fault == 0);
    if (refused || alike([](const BurstRun::Judged& one) { return one.verdict->temporary(); })) {
        const BurstRun::Judged first = run_.judged.front();  // a copy: the transaction ends
        return conclude_burst(*first.verdict, first.said.empty() ? "heloise" : "back", first.said, now);
    }
    BurstJudge{*this}.settle(now);
}

void Session::Impl::ask_burst_data(Moment now) {
    run_.step = BurstRun::Step::Data;
    if (!back_.ready()) return;
    if (intake_counted_ && used_upstream(kChunking, live_facts())) {
        back_.begin_chunks(now);
        return begin_burst_flow(now);
    }
    back_.ask(Ask::Data, "DATA", now);
}

void Session::Impl::begin_burst_flow(Moment now) {
    pending_ = Pending::Flow;
    store_->rewind();
    reader_ = std::make_unique<ContentReader>(ContentReader::Framing::Counted);
    begin_outflow();
    pump(now);
}

void Session::Impl::on_burst_reply(const BackReply& event, Moment now) {
    const Reply& reply = event.reply;
    switch (run_.step) {
        case BurstRun::Step::Mail:
            if (reply.positive()) return ask_next_recipient(now);
            return conclude_burst(translated(reply, StatusContext::Mail), "back", event.said, now);
        case BurstRun::Step::Rcpt: BurstJudge{*this}.judge(event); return ask_next_recipient(now);
        case BurstRun::Step::Data:
            if (reply.code == 354) return begin_burst_flow(now);
            return conclude_burst(translated(reply, StatusContext::Data), "back", event.said, now);
        case BurstRun::Step::MailAgain:
            return reply.positive() ? BurstJudge{*this}.ask_recipient_again(now)
                                    : BurstJudge{*this}.conclude(now);
        case BurstRun::Step::RcptAgain: return BurstJudge{*this}.judge_again(event, now);
        case BurstRun::Step::Reset: return;
    }
}

// BackReady begins the transaction anew, without a recipient that the back answered twice.
void Session::Impl::on_burst_starts_over(const BackStartsOver& event, Moment now) {
    if (pending_ == Pending::Inquiry || run_.judging()) {
        back_.drop(now);
        BurstJudge judge{*this};
        return pending_ == Pending::Inquiry ? judge.end_inquiry(nullptr, now) : judge.conclude(now);
    }
    if (++run_.starts > limits::kAgain) {
        back_.drop(now);
        return on_burst_lost({.why = "it answers twice", .nonsense = true}, now);
    }
    if (event.answered_twice) run_.judged[run_.at].unanswerable = true;
}

// Nothing has been submitted that could be delivered, so the next address may have it (rule 26).
void Session::Impl::on_burst_lost(const BackLost& event, Moment now) {
    if (run_.judging()) return BurstJudge{*this}.conclude(now);
    const bool in_time = now.steady < run_.since + backend_.timeouts.burst_start;
    const bool may_retry =
        !event.nonsense && !event.disorder && in_time && ++run_.attempts < limits::kBurstAttempts;
    if (outflow_ && outflow_->reading()) ++stale_reads_;
    if (std::exchange(reading_store_, false)) ++stale_reads_;
    outflow_.reset();
    if (!may_retry) {
        BurstJudge{*this}.keep();
        verdict_by_ = "loss";
        verdict_ = front_.own(why_lost(event));
        return give_verdict(now);
    }
    pending_ = Pending::Burst;
    run_.asked = false;
    back_.dial_next(now);
}

// The message's reply, though not one to the message: nothing of it was sent.
void Session::Impl::conclude_burst(Reply reply, std::string_view by, std::string_view said, Moment now) {
    verdict_ = std::move(reply);
    verdict_by_ = by;
    verdict_said_ = said;
    give_verdict(now);
}

// The next piece of the stored message into the outflow; false when there is none to be had now.
bool Session::Impl::refill() {
    if (!outflow_->flows() || reading_store_) return false;
    if (store_->at_end()) {
        if (outflow_finished_) return false;
        finish_outflow();
        return true;
    }
    const std::string_view octets = store_->next();
    if (octets.empty()) {
        reading_store_ = true;
        store_->read_on();
        return false;
    }
    push_stored(octets);
    return true;
}

// What was stored is clean; it is read again only to find its lines, which the dotted framing wants.
void Session::Impl::push_stored(std::string_view octets) {
    if (transaction_.binary()) return outflow_->push({octets, false});
    while (true) {
        const auto result = reader_->next(octets);
        const Run* run = std::get_if<Run>(&result);
        if (run == nullptr) return;
        outflow_->push(*run);
    }
}

}  // namespace heloise
