// A greeted back that answers more than once (rule 11), or says that commands were out of order though they
// were not (rule 4): neither is about the message.
#include <utility>

#include <fmt/core.h>

#include "proxy/base/limits.h"
#include "proxy/session/back_dialogue.h"
#include "proxy/session/note_keys.h"

namespace heloise {

// The reply to a long command, when nothing may follow it any more.
void BackDialogue::settled(Moment now) {
    link_.enter(BackState::Ready, now);
    deliver(std::move(held_), held_hangs_up_, now);
}

// What follows the refusal of a long command is a second answer, unless the back takes its leave.
void BackDialogue::on_settling(std::string_view octets, Moment now) {
    const auto result = link_.reader().next(octets);
    if (std::holds_alternative<ReplyReader::NeedMore>(result)) return;
    const Reply* reply = std::get_if<Reply>(&result);
    if (reply == nullptr || reply->code != 421) return on_second_answer(now);
    held_hangs_up_ = false;
    settled(now);
    lost("421", Loss::Said421, now);
}

// The reply to MAIL, RCPT, DATA or a verb is one.
void BackDialogue::deliver(BackReply answer, bool hangs_up, Moment now) {
    if (asked_ == Ask::Mail) link_.open_transaction(answer.reply.positive());
    link_.tell(std::move(answer));
    if (hangs_up) dial_.leave(BackLink::After::Close, false, now);
}

// Which of two replies is the answer nobody knows, nor what a third would answer (rule 11). MAIL is refused;
// a recipient too, and the transaction goes on without it, elsewhere.
void BackDialogue::on_second_answer(Moment now) {
    outbox_.note(NoteKind::BackProtocolError, Field(keys::kAddress, link_.address()),
                 Field(keys::kState, row(link_.state()).name), Field(keys::kWhy, "it answered twice"));
    ++misfits_;
    close();
    if (asked_ != Ask::Rcpt) return link_.finish(BackLost{.why = "it answered twice", .nonsense = true});
    link_.tell(BackStartsOver{.answered_twice = true});
    dial_.connect(now);
}

bool BackDialogue::has_fault() const {
    return fault_ && fault_->address == dial_.addresses_gone_to();
}

// Commands were in order, and the back says that they were not: that is about the connection, not about the
// message (rule 4). It may want HELO though it took EHLO, or one transaction a connection.
void BackDialogue::on_order_fault(std::string_view said, bool hangs_up, Moment now) {
    outbox_.note(NoteKind::BackFailed, Field(keys::kAddress, link_.address()), Field(keys::kWhy, said));
    dial_.set_failure(fmt::format("{} said {}", link_.address(), said));
    if (has_fault()) {
        close();
        return link_.finish(BackLost{.why = std::string(said), .disorder = true});
    }
    const bool helo = dial_.helo_only() || (link_.extended() && dial_.helo_allowed());
    fault_ = OrderFault{asked_, asked_ == Ask::Rcpt ? asked_line_ : std::string(), link_.transactions() <= 1,
                        link_.extended() && helo, dial_.addresses_gone_to()};
    dial_.use_helo_only(helo);
    if (asked_ != Ask::Mail) link_.tell(BackStartsOver{});
    dial_.leave(BackLink::After::SameAddress, !hangs_up, now);
}

// What was out of order on the connection before is not on this one.
void BackDialogue::learn_what_helped() {
    if (!has_fault() || fault_->asked != asked_) return;
    if (asked_ == Ask::Rcpt && fault_->recipient != asked_line_) return;
    const OrderFault fault = *std::exchange(fault_, std::nullopt);
    if (!fault.first_transaction) {
        dial_.learn({AddressLesson::Kind::Single, link_.address(), {}, limits::kLearntFromReply});
        outbox_.note(NoteKind::Learnt, Field(keys::kAddress, link_.address()),
                     Field(keys::kFact, "one_transaction"), Field(keys::kReason, "503"));
    } else if (fault.comes_with_helo) {
        dial_.learn(
            {AddressLesson::Kind::NoEhlo, link_.address(), dial_.name_key(), limits::kLearntFromReply});
        outbox_.note(NoteKind::Learnt, Field(keys::kAddress, link_.address()), Field(keys::kFact, "no_ehlo"),
                     Field(keys::kName, dial_.said_name()), Field(keys::kReason, "503"));
    }
}

}  // namespace heloise
