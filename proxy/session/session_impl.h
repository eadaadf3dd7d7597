// The inside of a session: the front's state, the back half, and what ties them together.
//
// Split over files by what happens: inputs.cpp (the public face), session.cpp (octets, replies),
// front_time.cpp, commands.cpp (what the front says), mail_commands.cpp (MAIL, RCPT), body.cpp (DATA, BDAT),
// message.cpp (to the back), burst*.cpp, resay.cpp, back_events.cpp (what the back answers).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/extensions/offer.h"
#include "proxy/session/reply_rules.h"
#include "proxy/session/session.h"
#include "proxy/session/session_state.h"
#include "proxy/session/upstream_lines.h"
#include "proxy/smtp/command.h"

namespace heloise {

// What the front hears of a back that was lost.
[[nodiscard]] inline const Refusal& why_lost(const BackLost& event) {
    if (event.said_421) return replies::kBack421;
    if (event.disorder) return replies::kDisorder;
    return event.nonsense ? replies::kNonsense : replies::kLost;
}

class Session::Impl final : private Front::Owner, private SessionState {
public:
    Impl(const Backend& backend, SessionFacts facts, Moment now);

    void on(const Input& input, Moment now);

    [[nodiscard]] std::vector<Action> take_actions();
    [[nodiscard]] std::array<std::optional<Duration>, 3> deadlines() const;  // the earliest first
    [[nodiscard]] bool wants_front() const;
    [[nodiscard]] bool busy() const;
    [[nodiscard]] bool awaits_outcome() const { return back_.end_submitted(); }
    [[nodiscard]] bool finished() const { return front_.closed() && back_.closed(); }

private:
    // inputs.cpp
    void handle(const FrontOctets& input, Moment now);
    void handle(FrontEnded, Moment now);
    void handle(FrontReadAgain, Moment now);
    void handle(FrontGone, Moment now);
    void handle(const DeskAnswer& input, Moment now);
    void handle(const Spooled& input, Moment now);
    void handle(const SpoolFailed& input, Moment now);
    void handle(TimePassed, Moment now);
    void handle(Drain, Moment now);
    void handle(Stop, Moment now);
    template <typename OfBack>
    void handle(const OfBack& input, Moment now) {
        back_.on(input, now);
        after_back(now);
    }

    // session.cpp
    void on_front_octets(std::string_view octets, Moment now);
    void on_front_ended(Moment now);
    void on_front_gone(Moment now);
    void on_drain();
    void on_stop();
    void note_unoffered();
    void work(std::string_view& octets, Moment now);
    void end_with_front(Moment now, std::string_view unread);
    void on_front_closing() override { transaction_.note_refused(); }
    void on_front_over(Moment now) override { let_back_go(now); }
    void let_back_go(Moment now);
    void end_if_draining();
    [[nodiscard]] OfferFacts offered_facts() const;  // what EHLO told the front
    [[nodiscard]] OfferFacts live_facts() const;     // what the connected back says

    // front_time.cpp
    [[nodiscard]] std::optional<Duration> front_deadline() const;
    [[nodiscard]] std::optional<Duration> idle_back_deadline() const;
    [[nodiscard]] bool between_transactions() const;
    [[nodiscard]] bool message_complete() const;
    [[nodiscard]] bool back_unneeded() const;
    void on_time(Moment now);
    void on_front_time(Moment now);

    // commands.cpp
    void on_unreadable(const CommandError& error) override;
    void on_out_of_order(const Command& said, const Refusal& why, Moment now) override;
    void on_hello(const Command& said, Moment now) override;
    void answer_hello();
    void on_rset(const Command& said, Moment now) override;
    void on_quit(const Command& said, Moment now) override;
    void on_expn(const Command& said, Moment now) override;
    void on_http(const Command& said, Moment now) override;
    [[nodiscard]] std::string hello_name() const;  // what EHLO and HELO say to the back

    // mail_commands.cpp
    void on_mail(const Command& said, Moment now) override;
    void start(Pending what, Moment now);
    void ask_pending(Moment now);
    void on_rcpt(const Command& said, Moment now) override;
    [[nodiscard]] const Refusal* may_receive(const Path& path) const;
    [[nodiscard]] bool parameters_fit(const Parameters& parameters, ParameterPlace place);
    void refuse_address(const Refusal& kind, const Path& path, const std::string& why);
    void refuse_sender(const Refusal& why);
    void accept_recipient();
    void refuse_recipient(const Refusal& why, const Path& path, std::string_view by);
    void end_transaction();
    void abort_transaction(Moment now);
    void reset_back(Moment now);
    void note_message(NoteKind kind, const Reply& reply, std::string_view by, std::string_view said);

    // body.cpp
    void on_data(const Command& said, Moment now) override;
    void grant_data(Moment now);
    [[nodiscard]] bool offers_chunking() const;
    void on_bdat(const Command& said, Moment now) override;
    void refuse_chunk(const Bdat& bdat, const Refusal& why, Moment now);
    void grant_chunks(Moment now);
    void swallow(const Bdat& bdat, const Refusal& why, Moment now);
    void swallowed();
    void kill_transaction(FrontState then, Moment now);
    void begin_message(Intake::Framing framing, Moment now);
    [[nodiscard]] bool body_flows() const;
    [[nodiscard]] bool reads_body() const;
    void take_body(std::string_view& octets, Moment now);
    void take_run(const Run& run, Moment now);
    void settle_chunk(Moment now);

    // message.cpp
    void on_spooled(std::string_view octets, Moment now);
    void on_spool_failed(std::string_view why, Moment now);
    [[nodiscard]] std::string our_received() const;
    [[nodiscard]] OutflowPlan plan() const;
    [[nodiscard]] std::optional<std::uint64_t> outgoing_size() const;
    void begin_outflow();
    void forget_outflow();
    void refuse_message(const Refusal& why, Moment now);
    void refuse_message(Reply why, std::string_view by, Moment now);
    void end_of_body(Moment now);
    void pump(Moment now);
    void finish_outflow();
    void give_verdict(Moment now);
    void tell_verdict();
    void note_intake();
    void note_conversion();

    // burst.cpp
    struct BurstJudge;  // burst_judge.h
    [[nodiscard]] bool burst() const { return backend_.delivery == Delivery::Burst; }
    void start_burst(Moment now);
    void begin_burst(Moment now);
    void ask_next_recipient(Moment now);
    void judge_burst(Moment now);
    void ask_burst_data(Moment now);
    void begin_burst_flow(Moment now);
    void on_burst_reply(const BackReply& event, Moment now);
    void on_burst_lost(const BackLost& event, Moment now);
    void on_burst_starts_over(const BackStartsOver& event, Moment now);
    void conclude_burst(Reply reply, std::string_view by, std::string_view said, Moment now);
    [[nodiscard]] bool refill();
    void push_stored(std::string_view octets);
    void keep_recipient(const Rcpt& rcpt, Moment now);
    void on_recalled(const Recalled& recalled, Moment now);
    void keep_recalled(const Recall& known, Moment now);
    void answer_recalled(const Rcpt& rcpt, const Recall& known);

    // resay.cpp
    void on_event(const BackStartsOver& event, Moment now);
    void say_again(Moment now);
    void on_resay_reply(const BackReply& event, Moment now);
    void give_up_resay(std::string_view why, Moment now);

    // back_events.cpp
    void after_back(Moment now);  // the back half was told something: carry its events on
    void on_event(BackReady, Moment now);
    void on_event(const BackReply& event, Moment now);
    void on_event(const BackEarlyReply& event, Moment now);
    void on_event(const BackLost& event, Moment now);
    void on_event(const BackUnavailable& event, Moment now);
    void on_event(BackClosed, Moment now);
    void on_mail_reply(const BackReply& event, Moment now);
    void on_rcpt_reply(const BackReply& event);
    void on_data_reply(const BackReply& event, Moment now);
    void on_chunk_data_reply(const Reply& reply, Moment now);
    void refuse_first_chunk(Reply why, std::string_view by, Moment now);
    void on_message_reply(const BackReply& event, Moment now);
    void refuse_pending(const Refusal& why, Moment now);
    void yield_back(Moment now);
    [[nodiscard]] Reply translated(const Reply& reply, StatusContext context) const;
    [[nodiscard]] Reply translated_end(const Reply& reply) const;
    [[nodiscard]] Reply translated_rcpt(const Reply& reply, bool recipients_accepted) const;
};

}  // namespace heloise
