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

void Session::Impl::on_line(const LineReader::Line& line, Moment now) {
    const ParsedCommand parsed = parse_command(line.text);
    if (line.bare_lf && backend_.content.bare_newline == BareNewline::Reject) {
        const auto* error = std::get_if<CommandError>(&parsed);
        if (error != nullptr && error->close) return on_command_error(*error, now);
        const auto* command = std::get_if<Command>(&parsed);
        const auto* bdat = command == nullptr ? nullptr : std::get_if<Bdat>(command);
        if (bdat == nullptr) return fail(replies::kBareLf);
        return on_out_of_order(*command, replies::kBareLf, now);
    }
    constexpr std::size_t kCrlf = 2;
    if (const auto* command = std::get_if<Command>(&parsed))
        return on_command(*command, line.text.size() + kCrlf, now);
    on_command_error(std::get<CommandError>(parsed), now);
}

void Session::Impl::on_command_error(const CommandError& error, Moment now) {
    // RFC 2034 section 4: the answers to EHLO and HELO carry no status.
    const bool hello = error.verb == Verb::Ehlo || error.verb == Verb::Helo;
    say_own(error.code, hello ? std::string_view() : error.status, error.text);
    if (error.close) {
        outbox_.note(NoteKind::FrontError, Field(keys::kWhat, "unreadable chunk size"));
        return end_front(nullptr, now);
    }
    const bool refusal = error.verb == Verb::Mail || error.verb == Verb::Rcpt;
    if (!refusal) return count_error(error.text);
    if (error.verb == Verb::Mail) {
        outbox_.note(NoteKind::MailRefused, Field(keys::kAt, "mail"), Field(keys::kCode, error.code),
                     Field(keys::kBy, "heloise"), Field(keys::kWhy, error.text));
    } else {
        refused_recipients_.add({.by = "heloise", .code = error.code, .why = error.text}, {});
    }
    count_refusal();
}

void Session::Impl::on_command(const Command& command, std::size_t octets, Moment now) {
    const VerbRow& how = row(verb_of(command));
    if (octets > how.line) return fail(replies::kLineTooLong);
    if (const Refusal* why = why_not(front_, how.verb)) return on_out_of_order(command, *why, now);
    if (how.handler != nullptr) return (this->*how.handler)(command, now);
    if (how.error) return fail(*how.answer);
    say(*how.answer);
    count_junk("commands that carry no mail");
}

void Session::Impl::on_out_of_order(const Command& said, const Refusal& why, Moment now) {
    if (const auto* bdat = std::get_if<Bdat>(&said)) return refuse_chunk(*bdat, why, now);
    if (&why != &replies::kLost) return refuse_order(why);
    if (verb_of(said) == Verb::Data) end_transaction();  // rule 27: the reply to DATA ends a lost one
    say(why);
}

// Rule 35: not a mail sender, and no word for it.
void Session::Impl::on_http(const Command&, Moment now) {
    outbox_.note(NoteKind::FrontError, Field(keys::kWhat, "an HTTP request"));
    end_front(nullptr, now);
}

void Session::Impl::on_hello(const Command& said, Moment now) {
    const Hello& hello = std::get<Hello>(said);
    count_junk("commands that carry no mail");
    if (front_closed_) return;
    abort_transaction(now);
    conduct_.begin_attempt();
    hello_ = hello;
    front_ = FrontState::Ready;
    outbox_.note(NoteKind::FrontHello, Field(keys::kVerb, hello.extended ? "EHLO" : "HELO"),
                 Field(keys::kName, hello.operand));
    back_.introduce(hello_name(), now);
    const bool wait = backend_.connect == ConnectWhen::Early && !back_.closed() && !back_.ready() &&
                      back_.state() != BackState::Leaving && back_.state() != BackState::Asked;
    if (!wait) return answer_hello(now);
    pending_ = Pending::Hello;
    mail_since_ = now.steady;
}

void Session::Impl::answer_hello(Moment now) {
    // A live EHLO reply always wins over what was learnt (RFC 1869 section 4.2).
    const bool live = back_.ready() || back_.state() == BackState::Asked;
    promised_ = live ? back_.shared_capabilities() : back_.last_offer();
    Reply reply{250, {facts_.hostname}};
    if (hello_->extended) {
        for (std::string& line : offered_lines(offered_facts())) reply.lines.push_back(std::move(line));
    }
    say(reply);
    end_if_draining(now);
}

std::string Session::Impl::hello_name() const {
    return upstream_name(backend_, facts_.hostname, hello_ ? &*hello_ : nullptr);
}

void Session::Impl::on_rset(const Command&, Moment now) {
    abort_transaction(now);
    conduct_.begin_attempt();
    say(replies::kReset);
    count_junk("commands that carry no mail");
}

void Session::Impl::on_quit(const Command&, Moment now) {
    say_own(221, "2.0.0", fmt::format("{} closing connection", facts_.hostname));
    end_front(nullptr, now);
}

void Session::Impl::on_expn(const Command& said, Moment now) {
    const std::string& argument = std::get<Plain>(said).argument;
    const bool clean = std::all_of(argument.begin(), argument.end(), is_printable);
    if (offer(kExpn, offered_facts()) == Offer::Withheld || !clean) return fail(replies::kNotImplemented);
    verb_line_ = fmt::format("EXPN {}", argument);
    if (!line_fits(verb_line_, backend_)) return fail(replies::kBackLine);
    start(Pending::Verb, now);
}

}  // namespace heloise
