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

namespace heloise {
namespace {

// Verbs that need nothing but an answer.
struct LocalAnswer {
    Verb verb;
    const Refusal* reply;
    bool error;  // counts towards limits::kErrors
};

constexpr LocalAnswer kLocalAnswers[] = {
    {Verb::Noop, &replies::kNoop, false},
    {Verb::Vrfy, &replies::kVrfy, false},  // RFC 5321 section 3.5.3: never tells (rule 35)
    {Verb::Help, &replies::kHelp, false},
    {Verb::StartTls, &replies::kNotImplemented, true},
    {Verb::Auth, &replies::kNotImplemented, true},
    {Verb::Unsupported, &replies::kNotImplemented, true},
    {Verb::Lhlo, &replies::kNotLmtp, true},
    {Verb::Unknown, &replies::kUnknownCommand, true},
};

}  // namespace

void Session::Impl::on_line(const LineReader::Line& line, Moment now) {
    const ParsedCommand parsed = parse_command(line.text);
    if (line.bare_lf && backend_.content.bare_newline == BareNewline::Reject) {
        const auto* error = std::get_if<CommandError>(&parsed);
        if (error != nullptr && error->close) return on_command_error(*error, now);
        const auto* command = std::get_if<Command>(&parsed);
        const auto* bdat = command == nullptr ? nullptr : std::get_if<Bdat>(command);
        if (bdat == nullptr) return fail(replies::kBareLf);
        if (front_ != FrontState::Lost && in_transaction())
            kill_transaction(now);  // a chunk of it is missing
        return swallow(*bdat, replies::kBareLf, now);
    }
    if (const auto* command = std::get_if<Command>(&parsed)) return on_command(*command, now);
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

void Session::Impl::on_command(const Command& command, Moment now) {
    if (const auto* hello = std::get_if<Hello>(&command)) return on_hello(*hello, now);
    if (const auto* mail = std::get_if<Mail>(&command)) return on_mail(*mail, now);
    if (const auto* rcpt = std::get_if<Rcpt>(&command)) return on_rcpt(*rcpt, now);
    if (const auto* bdat = std::get_if<Bdat>(&command)) return on_bdat(*bdat, now);
    on_plain(std::get<Plain>(command), now);
}

void Session::Impl::on_plain(const Plain& plain, Moment now) {
    switch (plain.verb) {
        case Verb::Data: return on_data(now);
        case Verb::Rset: return on_reset(now);
        case Verb::Quit: return on_quit(now);
        case Verb::Expn: return on_expn(plain, now);
        case Verb::Http:  // rule 35: not a mail sender, and no word for it
            outbox_.note(NoteKind::FrontError, Field(keys::kWhat, "an HTTP request"));
            return end_front(nullptr, now);
        default: return on_odd(plain);
    }
}

void Session::Impl::on_odd(const Plain& plain) {
    for (const LocalAnswer& answer : kLocalAnswers) {
        if (answer.verb != plain.verb) continue;
        if (answer.error) return fail(*answer.reply);
        say(*answer.reply);
        count_junk("commands that carry no mail");
        return;
    }
    fail(replies::kUnknownCommand);
}

void Session::Impl::on_hello(const Hello& hello, Moment now) {
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
    const Capabilities* known = live ? &back_.capabilities() : book_.latest_capabilities();
    promised_known_ = known != nullptr;
    promised_ = known == nullptr ? Capabilities() : *known;
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

void Session::Impl::on_reset(Moment now) {
    abort_transaction(now);
    conduct_.begin_attempt();
    say(replies::kReset);
    count_junk("commands that carry no mail");
}

void Session::Impl::on_quit(Moment now) {
    say_own(221, "2.0.0", fmt::format("{} closing connection", facts_.hostname));
    end_front(nullptr, now);
}

void Session::Impl::on_expn(const Plain& plain, Moment now) {
    if (const Refusal* why = why_not(front_, Verb::Expn)) return refuse_order(*why);
    const bool clean = std::all_of(plain.argument.begin(), plain.argument.end(), is_printable);
    if (offer(kExpn, offered_facts()) == Offer::Withheld || !clean) return fail(replies::kNotImplemented);
    verb_line_ = fmt::format("EXPN {}", plain.argument);
    if (!line_fits(verb_line_, backend_)) return fail(replies::kBackLine);
    start(Pending::Verb, now);
}

}  // namespace heloise
