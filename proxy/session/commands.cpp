// What a front says, but for the transaction itself: greetings, RSET, QUIT, and the verbs answered here.
#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"
#include "proxy/extensions/registry.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/session_impl.h"
#include "proxy/session/upstream_lines.h"
#include "proxy/session/verbs.h"

namespace heloise {

void Session::Impl::on_unreadable(const CommandError& error) {
    if (error.verb == Verb::Rcpt)
        return transaction_.refuse({.by = "heloise", .code = error.code, .why = error.text}, {});
    outbox_.note(NoteKind::MailRefused, Field(keys::kAt, "mail"), Field(keys::kCode, error.code),
                 Field(keys::kBy, "heloise"), Field(keys::kWhy, error.text));
}

void Session::Impl::on_out_of_order(const Command& said, const Refusal& why, Moment now) {
    if (const auto* bdat = std::get_if<Bdat>(&said)) return refuse_chunk(*bdat, why, now);
    if (&why != &replies::kLost) return front_.refuse_order(why);
    if (verb_of(said) == Verb::Data) end_transaction();  // rule 27: the reply to DATA ends a lost one
    front_.say(why);
}

// Rule 35: not a mail sender, and no word for it.
void Session::Impl::on_http(const Command&, Moment) {
    outbox_.note(NoteKind::FrontError, Field(keys::kWhat, "an HTTP request"));
    front_.end(nullptr);
}

void Session::Impl::on_hello(const Command& said, Moment now) {
    const Hello& hello = std::get<Hello>(said);
    front_.count_junk("commands that carry no mail");
    if (front_.closed()) return;
    abort_transaction(now);
    front_.conduct().begin_attempt();
    introduction_.hear(hello);
    front_.enter(FrontState::Ready);
    outbox_.note(NoteKind::FrontHello, Field(keys::kVerb, hello.extended ? "EHLO" : "HELO"),
                 Field(keys::kName, hello.operand));
    back_.introduce(hello_name(), now);
    const bool wait = backend_.connect == ConnectWhen::Early && !back_.closed() && !back_.ready() &&
                      back_.state() != BackState::Leaving && back_.state() != BackState::Asked;
    if (!wait) return answer_hello();
    pending_ = Pending::Hello;
    mail_since_ = now.steady;
}

void Session::Impl::answer_hello() {
    // A live EHLO reply always wins over what was learnt (RFC 1869 section 4.2).
    const bool live = back_.ready() || back_.state() == BackState::Asked;
    introduction_.promise(live ? back_.shared_capabilities() : back_.last_offer());
    Reply reply{250, {facts_.hostname}};
    if (introduction_.said_ehlo()) {
        for (std::string& line : offered_lines(offered_facts())) reply.lines.push_back(std::move(line));
    }
    front_.say(reply);
    end_if_draining();
}

std::string Session::Impl::hello_name() const {
    return upstream_name(backend_, facts_.hostname, introduction_.hello());
}

void Session::Impl::on_rset(const Command&, Moment now) {
    abort_transaction(now);
    front_.conduct().begin_attempt();
    front_.say(replies::kReset);
    front_.count_junk("commands that carry no mail");
}

void Session::Impl::on_quit(const Command&, Moment) {
    front_.say(221, "2.0.0", fmt::format("{} closing connection", facts_.hostname));
    front_.end(nullptr);
}

void Session::Impl::on_expn(const Command& said, Moment now) {
    const std::string& argument = std::get<Plain>(said).argument;
    const bool clean = std::all_of(argument.begin(), argument.end(), is_printable);
    if (offer(kExpn, offered_facts()) == Offer::Withheld || !clean)
        return front_.fail(replies::kNotImplemented);
    verb_line_ = fmt::format("EXPN {}", argument);
    if (!line_fits(verb_line_, backend_)) return front_.fail(replies::kBackLine);
    start(Pending::Verb, now);
}

}  // namespace heloise
