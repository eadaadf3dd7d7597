// Burst delivery: who finds out what a back's refusals of recipients are about, and what is remembered of
// them (rule 30); at the end of a message, and at RCPT where another network was refused before.
#pragma once

#include "proxy/session/session_impl.h"

namespace heloise {

// It keeps nothing: what it knows stands in BurstRun.
struct Session::Impl::BurstJudge {
    Impl& s;

    // burst_judge.cpp: at the end of a message.
    // The reply to a recipient of the message's own transaction, and to one that is asked about again.
    void judge(const BackReply& event);
    void judge_again(const BackReply& event, Moment now);
    // Some are taken and some are not: ask again where that may help, remember, and tell the sender so.
    void settle(Moment now);
    // The back is ready while judging().
    void on_ready(Moment now);
    void ask_again(Moment now);
    void ask_recipient_again(Moment now);
    void conclude(Moment now);
    void keep();
    // Replies have not fitted since this attempt began: nothing of it is remembered.
    [[nodiscard]] bool garbled() const { return s.back_.misfits() != s.run_.misfits; }

    // burst_inquiry.cpp: at RCPT.
    void take(const Rcpt& rcpt);
    // `said`: by the back, now or `remembered`; empty: heloise says it.
    void refuse(const Rcpt& rcpt, const Reply& answer, std::string_view said, bool remembered);
    // For the log.
    void note(const Rcpt& rcpt, const Reply& answer, std::string_view said, bool remembered);
    // Ask the back about one recipient at once. REQUIRES: Pending::None.
    void inquire(const Rcpt& rcpt, Moment now);
    // REQUIRES for these: Pending::Inquiry.
    void ask_inquiry(Moment now);
    void on_inquiry_reply(const BackReply& event, Moment now);
    // `said`: the back's reply to this recipient; null: nobody knows.
    void end_inquiry(const BackReply* said, Moment now);
};

}  // namespace heloise
