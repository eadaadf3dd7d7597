// The dialogue on a greeted back: one command at a time, messages in between, and whatever the back says to
// them, or does not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/base/limits.h"
#include "proxy/policy/backend.h"
#include "proxy/session/back_dial.h"
#include "proxy/session/back_link.h"
#include "proxy/session/outbox.h"

namespace heloise {

enum class Ask : std::uint8_t { Mail, Rcpt, Data, Rset, Verb };

class BackDialogue {
public:
    // All references must outlive the object.
    BackDialogue(const Backend& backend, BackLink& link, BackDial& dial, Outbox& outbox)
        : backend_(backend), link_(link), dial_(dial), outbox_(outbox) {}

    // See Back.
    void ask(Ask what, std::string_view line, Moment now);
    void begin_chunks(Moment now);
    void stream(std::string octets, Moment now);
    void end_message(std::string octets, Moment now);
    void end_transaction(Moment now);
    [[nodiscard]] bool resetting() const { return link_.state() == BackState::Asked && asked_ == Ask::Rset; }
    [[nodiscard]] bool chunked() const { return chunked_; }
    [[nodiscard]] bool takes_more() const {
        return chunked_ ? chunk_.size() < limits::kChunk : link_.all_sent();
    }
    [[nodiscard]] bool end_submitted() const {
        return link_.state() == BackState::Ending && link_.all_sent();
    }
    [[nodiscard]] std::uint64_t misfits() const { return misfits_; }
    [[nodiscard]] std::optional<Duration> deadline() const;

    // Inputs, in the states that are the dialogue's.
    // Takes a reply off the octets.
    void on_octets(std::string_view& octets, Moment now);
    // Nothing more is to come of it.
    void on_hang_up(Moment now);
    void on_sent(Moment now);
    void on_timeout(Moment now);
    // The connection is gone, or another one is under way: nothing of a message is left to be sent.
    void forget_chunks();

private:
    enum class Loss : std::uint8_t { Gone, Said421, Nonsense };

    [[nodiscard]] bool awaits_reply() const;
    void on_reply(Reply reply, Moment now);
    void on_answer(Reply reply, Moment now);
    void deliver(BackReply answer, bool hangs_up, Moment now);
    void settled(Moment now);
    void on_settling(std::string_view octets, Moment now);
    void on_second_answer(Moment now);
    void on_order_fault(std::string_view said, bool hangs_up, Moment now);
    [[nodiscard]] bool has_fault() const;
    void learn_what_helped();
    void on_message_reply(Reply reply, Moment now);
    void on_chunk_reply(Reply reply, Moment now);
    void send_chunk(Moment now);
    void malformed(std::string_view why, Moment now);
    void lost(std::string_view why, Loss how, Moment now);
    void close();
    [[nodiscard]] bool hangs_up(const Reply& reply) const;

    const Backend& backend_;
    BackLink& link_;
    BackDial& dial_;
    Outbox& outbox_;

    Ask asked_ = Ask::Verb;
    std::string asked_line_;    // the command in flight, without CRLF
    bool begun_early_ = false;  // the reply to a message had begun before its end was submitted
    BackReply held_;            // while Settling
    bool held_hangs_up_ = false;
    // A 503 though the order was kept (rule 4).
    struct OrderFault {
        Ask asked;
        std::string recipient;  // its RCPT line, since those before it are said again
        bool first_transaction;
        bool comes_with_helo;
        std::uint64_t address;  // BackDial::addresses_gone_to(): it is about this address
    };
    std::optional<OrderFault> fault_;
    std::uint64_t misfits_ = 0;  // over all connections

    // A message in chunks.
    bool chunked_ = false;
    bool chunk_in_flight_ = false;
    bool last_due_ = false;  // chunk_ ends the message
    std::string chunk_;      // gathered for the next chunk
};

}  // namespace heloise
