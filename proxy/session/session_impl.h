// The inside of a session: the front's state, the back half, and what ties them together.
//
// Split over files by what happens: seam.cpp (the public face), session.cpp (inputs, replies),
// front_time.cpp, commands.cpp (what the front says), transaction.cpp (MAIL, RCPT), body.cpp (DATA, BDAT),
// message.cpp (to the back), burst*.cpp, back_events.cpp (what the back answers).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/extensions/offer.h"
#include "proxy/session/back.h"
#include "proxy/session/burst_run.h"
#include "proxy/session/front_states.h"
#include "proxy/session/intake.h"
#include "proxy/session/outbox.h"
#include "proxy/session/outflow.h"
#include "proxy/session/pending.h"
#include "proxy/session/reply_queue.h"
#include "proxy/session/reply_rules.h"
#include "proxy/session/session.h"
#include "proxy/session/store.h"
#include "proxy/smtp/command.h"
#include "proxy/wire/line_reader.h"

namespace heloise {

class Session::Impl {
public:
    Impl(const Backend& backend, AddressBook& book, SessionFacts facts, Moment now);

    void on_front_octets(std::string_view octets, Moment now);
    void on_front_closed(Moment now);
    void on_waiters(bool others_wait, Moment now);
    void on_time(Moment now);
    void on_drain(Moment now);
    void on_stop(Moment now);
    void on_spooled(std::string_view octets, Moment now);
    void on_spool_failed(std::string_view why, Moment now);
    void after_back(Moment now);  // the back half was told something: carry its events on

    [[nodiscard]] std::vector<Action> take_actions();
    [[nodiscard]] std::array<std::optional<Duration>, 3> deadlines() const;  // the earliest first
    [[nodiscard]] bool wants_front() const;
    [[nodiscard]] bool busy() const;
    [[nodiscard]] bool awaits_outcome() const { return back_.end_submitted(); }
    [[nodiscard]] bool finished() const { return front_closed_ && back_.closed(); }
    [[nodiscard]] Back& back() { return back_; }

private:
    // session.cpp
    void work(std::string_view& octets, Moment now);
    void flush();
    void say(const Refusal& reply);
    void say(const Reply& reply);
    void say_own(int code, std::string_view status, std::string_view text);
    void fail(const Refusal& error);  // counts towards limits::kErrors
    void count_error(std::string_view what);
    void count_junk(std::string_view what);  // an error once limits::kJunk came in a row
    void say_junk(const Refusal& reply);
    void end_front(const Refusal* farewell, Moment now);
    void close_front();
    void let_back_go(Moment now);
    void end_if_draining(Moment now);
    [[nodiscard]] bool statuses() const;
    [[nodiscard]] OfferFacts offered_facts() const;  // what EHLO told the front
    [[nodiscard]] OfferFacts live_facts() const;     // what the connected back says

    // front_time.cpp
    [[nodiscard]] std::optional<Duration> front_deadline() const;
    [[nodiscard]] std::optional<Duration> idle_back_deadline() const;
    [[nodiscard]] bool between_transactions() const;
    [[nodiscard]] bool in_transaction() const;
    [[nodiscard]] bool message_complete() const;
    [[nodiscard]] bool back_unneeded() const;
    void on_front_time(Moment now);

    // commands.cpp
    void on_line(const LineReader::Line& line, Moment now);
    void on_command(const Command& command, Moment now);
    void on_command_error(const CommandError& error, Moment now);
    void on_plain(const Plain& plain, Moment now);
    void on_hello(const Hello& hello, Moment now);
    void answer_hello(Moment now);
    void on_reset(Moment now);
    void on_quit(Moment now);
    void on_expn(const Plain& plain, Moment now);
    void on_odd(const Plain& plain);
    [[nodiscard]] std::string upstream_name() const;

    // transaction.cpp
    void on_mail(const Mail& mail, Moment now);
    void start(Pending what, Moment now);
    void ask_pending(Moment now);
    void on_rcpt(const Rcpt& rcpt, Moment now);
    [[nodiscard]] const Refusal* may_receive(const Path& path) const;
    [[nodiscard]] bool parameters_fit(const Parameters& parameters, ParameterPlace place);
    [[nodiscard]] bool line_fits(std::string_view line) const;
    void refuse_address(const Refusal& kind, const Path& path, const std::string& why);
    void refuse_sender(const Refusal& why);
    [[nodiscard]] bool declared_utf8() const { return find(mail_.parameters, "SMTPUTF8") != nullptr; }
    [[nodiscard]] std::optional<std::string> why_unsayable(const Path& path, const OfferFacts& facts) const;
    [[nodiscard]] Path sayable(const Path& path, const OfferFacts& facts) const;
    [[nodiscard]] std::string mail_line(const OfferFacts& facts) const;
    [[nodiscard]] std::string rcpt_line(const Rcpt& rcpt, const OfferFacts& facts) const;
    void accept_recipient(const std::string& mailbox);
    void end_transaction();
    void abort_transaction(Moment now);
    void reset_back(Moment now);
    void note_message(NoteKind kind, const Reply& reply, std::string_view by, std::string_view said);

    // body.cpp
    void on_data(Moment now);
    void grant_data(Moment now);
    void on_bdat(const Bdat& bdat, Moment now);
    void grant_chunks(Moment now);
    void swallow(const Bdat& bdat, const Refusal& why, Moment now);
    void swallowed();
    void kill_transaction(Moment now);
    void begin_message(Intake::Framing framing, Moment now);
    [[nodiscard]] bool declared_binary() const;
    [[nodiscard]] bool body_flows() const;
    [[nodiscard]] bool reads_body() const;
    void take_body(std::string_view& octets, Moment now);
    void take_run(const Run& run, Moment now);
    void settle_chunk(Moment now);

    // message.cpp
    [[nodiscard]] std::string our_received() const;
    [[nodiscard]] OutflowPlan plan() const;
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
    void conclude_burst(Reply reply, std::string_view by, std::string_view said, Moment now);
    [[nodiscard]] bool refill();
    void push_stored(std::string_view octets);
    void keep_recipient(const Rcpt& rcpt, Moment now);

    // back_events.cpp
    void on_event(BackReady, Moment now);
    void on_event(const BackReply& event, Moment now);
    void on_event(const BackEarlyReply& event, Moment now);
    void on_event(const BackLost& event, Moment now);
    void on_event(const BackUnavailable& event, Moment now);
    void on_event(BackClosed, Moment now);
    void on_mail_reply(const BackReply& event, Moment now);
    void on_rcpt_reply(const BackReply& event);
    void on_data_reply(const Reply& reply, Moment now);
    void on_chunk_data_reply(const Reply& reply, Moment now);
    void refuse_first_chunk(Reply why, std::string_view by, Moment now);
    void on_message_reply(const BackReply& event, Moment now);
    void refuse_pending(const Refusal& why, Moment now);
    void yield_back(Moment now);
    [[nodiscard]] Reply own(const Refusal& reply) const;
    [[nodiscard]] Reply translated(const Reply& reply, StatusContext context) const;
    [[nodiscard]] Reply translated_rcpt(const Reply& reply, bool recipients_accepted) const;

    const Backend& backend_;
    AddressBook& book_;
    SessionFacts facts_;
    Outbox outbox_;
    Back back_;
    ReplyQueue replies_;

    // The front.
    FrontState front_ = FrontState::Connected;
    Pending pending_ = Pending::None;
    LineReader lines_;
    std::string ahead_;         // octets read before their turn came
    std::size_t ahead_at_ = 0;  // of these, how many have been worked on
    bool started_ = false;
    bool front_closed_ = false;  // nothing more is sent or heard
    bool front_gone_ = false;    // FIN or reset: it no longer wants anything but the replies
    bool draining_ = false;
    bool others_wait_ = false;
    bool noted_unoffered_ = false;
    bool noted_end_ = false;
    int errors_ = 0;
    int junk_ = 0;               // commands since the last that carried mail on
    Duration heard_{};           // when the front last said something, or we last answered
    std::uint64_t swallow_ = 0;  // octets of a BDAT that is refused
    const Refusal* swallowed_for_ = nullptr;
    bool swallowed_last_ = false;
    std::optional<Hello> hello_;
    Capabilities promised_;  // what the back was known to have when EHLO was answered
    bool promised_known_ = false;

    // The transaction.
    Mail mail_;
    std::string verb_line_;       // EXPN, as it goes upstream
    std::size_t recipients_ = 0;  // accepted
    std::string recipient_;       // the last accepted, "a@b"
    std::string asked_recipient_;
    Duration mail_since_{};
    Duration body_since_{};
    std::uint64_t messages_ = 0;
    std::uint64_t message_octets_ = 0;  // of the last message, for the log
    std::string message_id_;
    bool message_eight_bit_ = false;
    std::chrono::sys_seconds message_wall_{};  // when it began, for Received

    // The message: coming in, kept, going out. Apart, because most sessions are idle most of the time.
    std::unique_ptr<Intake> intake_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<Outflow> outflow_;
    std::unique_ptr<ContentReader> reader_;  // of what was stored
    bool outflow_finished_ = false;
    bool intake_counted_ = false;  // it came in chunks
    bool reading_store_ = false;
    int stale_reads_ = 0;  // answers to come from a spool that nobody waits for any more
    bool in_chunk_ = false;
    std::uint64_t chunk_ = 0;       // octets of this BDAT
    std::uint64_t chunk_left_ = 0;  // of these, still to come
    bool chunk_last_ = false;
    BurstRun run_;  // delivery = "burst"

    std::string noted_recipients_;  // for the log
    std::uint64_t accepted_ = 0;    // messages the back took
    std::string_view verdict_by_;   // who refused: heloise, back, loss
    std::string verdict_said_;      // what the back said to it
    std::optional<Reply> verdict_;  // of a message that is being swallowed
    Moment now_;
};

}  // namespace heloise
