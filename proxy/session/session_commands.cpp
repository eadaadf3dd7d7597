// EHLO and HELO, RSET, QUIT, and a verb that is passed on.
#include "proxy/session/session_commands.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "proxy/base/ascii.h"
#include "proxy/extensions/registry.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/upstream_lines.h"
#include "proxy/session/verbs.h"

namespace heloise {

void SessionCommands::on_hello(const Command& said, Moment now) {
    const Hello& hello = std::get<Hello>(said);
    s_.front.count_junk("commands that carry no mail");
    if (s_.front.closed()) return;
    delivery_->abort_transaction(now);
    s_.front.conduct().begin_attempt();
    s_.introduction.hear(hello);
    s_.front.enter(FrontState::Ready);
    s_.outbox.note(NoteKind::FrontHello, Field(keys::kVerb, hello.extended ? "EHLO" : "HELO"),
                   Field(keys::kName, hello.operand));
    s_.back.introduce(s_.hello_name(), now);
    const BackState back = s_.back.state();
    const bool wait = s_.backend.connect == ConnectWhen::Early && back != BackState::Closed &&
                      back != BackState::Ready && back != BackState::Leaving && back != BackState::Asked;
    if (!wait) return answer_hello();
    pending_ = Pending::Hello;
    since_ = now.steady;
}

void SessionCommands::answer_hello() {
    pending_ = Pending::None;
    // A live EHLO reply always wins over what was learnt (RFC 1869 section 4.2).
    const bool live = s_.back.ready() || s_.back.state() == BackState::Asked;
    s_.introduction.promise(live ? s_.back.shared_capabilities() : s_.back.last_offer());
    Reply reply{250, {s_.facts.hostname}};
    if (s_.introduction.said_ehlo()) {
        for (std::string& line : offered_lines(s_.offered())) reply.lines.push_back(std::move(line));
    }
    s_.front.say(reply);
    s_.coordinator.end_if_draining();
}

void SessionCommands::on_mail(const Command& said, Moment now) {
    delivery_->on_mail(std::get<Mail>(said), now);
}

void SessionCommands::on_rcpt(const Command& said, Moment now) {
    delivery_->on_rcpt(std::get<Rcpt>(said), now);
}

void SessionCommands::on_data(const Command&, Moment now) {
    delivery_->on_data(now);
}

void SessionCommands::on_bdat(const Command& said, Moment now) {
    delivery_->on_bdat(std::get<Bdat>(said), now);
}

void SessionCommands::on_rset(const Command&, Moment now) {
    delivery_->abort_transaction(now);
    s_.front.conduct().begin_attempt();
    s_.front.say(replies::kReset);
    s_.front.count_junk("commands that carry no mail");
}

void SessionCommands::on_quit(const Command&, Moment) {
    s_.front.say(221, "2.0.0", fmt::format("{} closing connection", s_.facts.hostname));
    s_.front.end(nullptr);
}

void SessionCommands::on_expn(const Command& said, Moment now) {
    const std::string& argument = std::get<Plain>(said).argument;
    const bool clean = std::all_of(argument.begin(), argument.end(), is_printable);
    if (offer(kExpn, s_.offered()) == Offer::Withheld || !clean)
        return s_.front.fail(replies::kNotImplemented);
    verb_line_ = fmt::format("EXPN {}", argument);
    if (!line_fits(verb_line_, s_.backend)) return s_.front.fail(replies::kBackLine);
    pending_ = Pending::Verb;
    since_ = now.steady;
    if (s_.back.ready()) return ask_verb(now);
    if (s_.back.closed()) s_.back.dial(s_.hello_name(), now);
}

// Rule 35: not a mail sender, and no word for it.
void SessionCommands::on_http(const Command&, Moment) {
    s_.outbox.note(NoteKind::FrontError, Field(keys::kWhat, "an HTTP request"));
    s_.front.end(nullptr);
}

void SessionCommands::on_out_of_order(const Command& said, const Refusal& why, Moment now) {
    if (const auto* bdat = std::get_if<Bdat>(&said)) return delivery_->refuse_chunk(*bdat, why, now);
    if (&why != &replies::kLost) return s_.front.refuse_order(why);
    if (verb_of(said) == Verb::Data)
        delivery_->end_transaction();  // rule 27: the reply to DATA ends a lost one
    s_.front.say(why);
}

void SessionCommands::on_unreadable(const CommandError& error) {
    if (error.verb == Verb::Rcpt)
        return s_.transaction.refuse({.by = "heloise", .code = error.code, .why = error.text}, {});
    s_.outbox.note(NoteKind::MailRefused, Field(keys::kAt, "mail"), Field(keys::kCode, error.code),
                   Field(keys::kBy, "heloise"), Field(keys::kWhy, error.text));
}

void SessionCommands::ask_verb(Moment now) {
    if (!used_upstream(kExpn, s_.live()) || !s_.back.may_use("EXPN"))
        return refuse_verb(replies::kPromise, now);
    s_.back.ask(Ask::Verb, verb_line_, now);
}

void SessionCommands::refuse_verb(const Refusal& why, Moment now) {
    pending_ = Pending::None;
    s_.front.refuse(why);
    s_.coordinator.yield_back(now);
    s_.coordinator.end_if_draining();
}

bool SessionCommands::on_ready(Moment now) {
    if (pending_ == Pending::None) return false;
    pending_ == Pending::Verb ? ask_verb(now) : answer_hello();
    return true;
}

void SessionCommands::on_reply(const BackReply& event, Moment now) {
    if (pending_ != Pending::Verb) return;
    pending_ = Pending::None;
    s_.front.say(s_.told(event.reply, StatusContext::Other));
    s_.front.count_junk("commands that carry no mail");
    s_.coordinator.yield_back(now);
}

void SessionCommands::on_lost(const BackLost& event, Moment) {
    pending_ = Pending::None;
    delivery_->note_lost(event);
    s_.front.say(s_.told_of_loss(event));
    if (delivery_->tied_to_back()) delivery_->lose_transaction();
    s_.coordinator.end_if_draining();
}

void SessionCommands::on_unavailable(Moment now) {
    if (pending_ == Pending::Hello) return answer_hello();
    if (pending_ == Pending::Verb) refuse_verb(replies::kUnreachable, now);
}

void SessionCommands::on_closed(Moment now) {
    if (pending_ == Pending::Hello) return answer_hello();
    if (pending_ == Pending::Verb) s_.back.dial(s_.hello_name(), now);
}

std::optional<Duration> SessionCommands::deadline() const {
    const Duration setup = s_.backend.timeouts.setup;
    return pending_ == Pending::Verb ? s_.setup_deadline(since_, setup) : since_ + setup;
}

void SessionCommands::on_late(Moment now) {
    const bool queued = s_.back.waiting_turn();
    s_.back.drop(now);
    if (pending_ == Pending::Hello) return answer_hello();
    refuse_verb(queued ? replies::kNoTurn : replies::kUnreachable, now);
}

}  // namespace heloise
