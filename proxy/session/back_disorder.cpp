// A greeted back that answers more than once (rule 11), or says that commands were out of order though they
// were not (rule 4): neither is about the message.
#include <utility>

#include <fmt/core.h>

#include "proxy/base/limits.h"
#include "proxy/session/back.h"
#include "proxy/session/note_keys.h"

namespace heloise {

// The reply to a long command, when nothing may follow it any more.
void Back::settled(Moment now) {
    enter(BackState::Ready, now);
    deliver(std::move(held_), held_hangs_up_, now);
}

// What follows the refusal of a long command is a second answer, unless the back takes its leave.
void Back::on_settling(std::string_view octets, Moment now) {
    const auto result = reader_.next(octets);
    if (std::holds_alternative<ReplyReader::NeedMore>(result)) return;
    const Reply* reply = std::get_if<Reply>(&result);
    if (reply == nullptr || reply->code != 421) return on_second_answer(now);
    held_hangs_up_ = false;
    settled(now);
    lost("421", Loss::Said421, now);
}

// The reply to MAIL, RCPT, DATA or a verb is one.
void Back::deliver(BackReply answer, bool hangs_up, Moment now) {
    if (asked_ == Ask::Mail) transaction_open_ = answer.reply.positive();
    events_.push_back(std::move(answer));
    if (hangs_up) leave(After::Close, false, now);
}

// Which of two replies is the answer nobody knows, nor what a third would answer (rule 11). MAIL is refused;
// a recipient too, and the transaction goes on without it, elsewhere.
void Back::on_second_answer(Moment now) {
    outbox_.note(NoteKind::BackProtocolError, Field(keys::kAddress, address_),
                 Field(keys::kState, row(state_).name), Field(keys::kWhy, "it answered twice"));
    ++misfits_;
    close_connection();
    if (asked_ != Ask::Rcpt) return finish(BackLost{.why = "it answered twice", .nonsense = true});
    events_.push_back(BackStartsOver{.answered_twice = true});
    connect(now);
}

// Commands were in order, and the back says that they were not: that is about the connection, not about the
// message (rule 4). It may want HELO though it took EHLO, or one transaction a connection.
void Back::on_order_fault(std::string_view said, bool hangs_up, Moment now) {
    outbox_.note(NoteKind::BackFailed, Field(keys::kAddress, address_), Field(keys::kWhy, said));
    last_failure_ = fmt::format("{} said {}", address_, said);
    if (fault_) {
        close_connection();
        return finish(BackLost{.why = std::string(said), .disorder = true});
    }
    const bool helo = helo_only_ || (ehlo_accepted_ && helo_allowed());
    fault_ = OrderFault{asked_, asked_ == Ask::Rcpt ? asked_line_ : std::string(), transactions_ <= 1,
                        ehlo_accepted_ && helo};
    helo_only_ = helo;
    if (asked_ != Ask::Mail) events_.push_back(BackStartsOver{});
    leave(After::SameAddress, !hangs_up, now);
}

// What was out of order on the connection before is not on this one.
void Back::learn_what_helped() {
    if (!fault_ || fault_->asked != asked_) return;
    if (asked_ == Ask::Rcpt && fault_->recipient != asked_line_) return;
    const OrderFault fault = *std::exchange(fault_, std::nullopt);
    if (!fault.first_transaction) {
        learn({AddressLesson::Kind::Single, address_, {}, limits::kLearntFromReply});
        outbox_.note(NoteKind::Learnt, Field(keys::kAddress, address_), Field(keys::kFact, "one_transaction"),
                     Field(keys::kReason, "503"));
    } else if (fault.comes_with_helo) {
        learn({AddressLesson::Kind::NoEhlo, address_, name_key(), limits::kLearntFromReply});
        outbox_.note(NoteKind::Learnt, Field(keys::kAddress, address_), Field(keys::kFact, "no_ehlo"),
                     Field(keys::kName, said_name_), Field(keys::kReason, "503"));
    }
}

}  // namespace heloise
