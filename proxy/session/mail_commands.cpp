// MAIL and RCPT: what reaches the back, and in which form; and how a transaction ends.
#include <algorithm>

#include <fmt/core.h>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"
#include "proxy/base/utf8.h"
#include "proxy/extensions/recipient_limit.h"
#include "proxy/extensions/registry.h"
#include "proxy/extensions/size_limit.h"
#include "proxy/session/burst_judge.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/session_impl.h"
#include "proxy/smtp/idna.h"

namespace heloise {

void Session::Impl::on_mail(const Command& said, Moment now) {
    const Mail& mail = std::get<Mail>(said);
    front_.conduct().begin_attempt();
    if (!parameters_fit(mail.parameters, ParameterPlace::Mail)) return;
    transaction_.begin(mail);
    if (mail.reverse_path.null && backend_.quirks.null_sender.kind == NullSender::Kind::Reject)
        return refuse_sender(replies::kNullSender);
    const std::uint64_t limit = size_limit(offered_facts());
    const std::uint64_t octets = declared_size(mail).value_or(0);
    if (limit > 0 && octets > limit) return refuse_sender(replies::kTooLarge);
    if (!burst()) {
        // What a live back that has SMTPUTF8 may be told is known only then.
        if (!mail.reverse_path.ascii && !transaction_.utf8())
            return refuse_address(replies::kUtf8Sender, mail.reverse_path,
                                  *why_unsayable(mail.reverse_path, transaction_.utf8(), offered_facts()));
        return start(Pending::Mail, now);
    }
    if (octets > backend_.content.lookahead + backend_.limits.spool)
        return refuse_sender(replies::kSpoolFull);
    if (const auto why = why_unsayable(mail.reverse_path, transaction_.utf8(), offered_facts()))
        return refuse_address(replies::kUtf8Sender, mail.reverse_path, *why);
    if (!line_fits(mail_line(transaction_.mail(), outgoing_size(), offered_facts()), backend_))
        return refuse_sender(replies::kBackLine);
    front_.enter(FrontState::Mail);
    run_.forget_recipients();
    front_.say(replies::kSender);
}

void Session::Impl::refuse_address(const Refusal& kind, const Path& path, const std::string& why) {
    if (&kind == &replies::kUtf8Sender) {
        transaction_.note_mail_refused(kind.code, why);
    } else {
        transaction_.refuse({.by = "heloise", .code = kind.code, .why = why}, path.text());
    }
    front_.say(kind.code, kind.status, why);
    front_.count_refusal();
}

void Session::Impl::refuse_recipient(const Refusal& why, const Path& path, std::string_view by) {
    transaction_.refuse({.by = by, .code = why.code, .why = why.text}, path.text());
    front_.refuse(why);
}

void Session::Impl::refuse_sender(const Refusal& why) {
    transaction_.note_mail_refused(why.code, why.text);
    front_.refuse(why);
}

// Something to ask of the back that may have to be found first.
void Session::Impl::start(Pending what, Moment now) {
    pending_ = what;
    mail_since_ = now.steady;
    if (back_.ready()) return ask_pending(now);
    if (back_.closed()) back_.dial(hello_name(), now);
}

void Session::Impl::ask_pending(Moment now) {
    if (pending_ == Pending::Inquiry) return BurstJudge{*this}.ask_inquiry(now);
    if (pending_ == Pending::Verb) {
        if (!used_upstream(kExpn, live_facts()) || !back_.may_use("EXPN"))
            return refuse_pending(replies::kPromise, now);
        return back_.ask(Ask::Verb, verb_line_, now);
    }
    if (promise_broken(transaction_.mail().parameters, ParameterPlace::Mail, offered_facts(), live_facts()))
        return refuse_pending(replies::kPromise, now);
    const std::uint64_t limit = size_limit(live_facts());
    if (limit > 0 && declared_size(transaction_.mail()).value_or(0) > limit)
        return refuse_pending(replies::kTooLarge, now);

    if (const auto why = why_unsayable(transaction_.mail().reverse_path, transaction_.utf8(), live_facts())) {
        pending_ = Pending::None;
        refuse_address(replies::kUtf8Sender, transaction_.mail().reverse_path, *why);
        yield_back(now);
        return end_if_draining();
    }
    const std::string line = mail_line(transaction_.mail(), outgoing_size(), live_facts());
    if (!line_fits(line, backend_)) return refuse_pending(replies::kBackLine, now);
    back_.ask(Ask::Mail, line, now);
}

void Session::Impl::on_rcpt(const Command& said, Moment now) {
    const Rcpt& rcpt = std::get<Rcpt>(said);
    if (!front_.conduct().may_ask())
        return refuse_recipient(replies::kTooManyRecipients, rcpt.forward_path, "heloise");
    if (!parameters_fit(rcpt.parameters, ParameterPlace::Rcpt)) return;
    if (rcpt.forward_path.null)
        return refuse_recipient(replies::kNullRecipient, rcpt.forward_path, "heloise");
    const OfferFacts facts = burst() ? offered_facts() : live_facts();
    if (const auto why = why_unsayable(rcpt.forward_path, transaction_.utf8(), facts))
        return refuse_address(replies::kUtf8Recipient, rcpt.forward_path, *why);
    if (const Refusal* why = may_receive(rcpt.forward_path))
        return refuse_recipient(*why, rcpt.forward_path, "access");
    const std::size_t most = recipient_limit(facts);
    if (transaction_.recipients() >= limits::kRecipients || (most > 0 && transaction_.recipients() >= most))
        return refuse_recipient(replies::kTooManyRecipients, rcpt.forward_path, "heloise");
    if (promise_broken(rcpt.parameters, ParameterPlace::Rcpt, offered_facts(), facts))
        return refuse_recipient(replies::kPromise, rcpt.forward_path, "heloise");
    const std::string line = rcpt_line(rcpt, facts);
    if (!line_fits(line, backend_)) return refuse_recipient(replies::kBackLine, rcpt.forward_path, "heloise");
    transaction_.consider(sayable(rcpt.forward_path, facts).mailbox());
    if (burst()) return keep_recipient(rcpt, now);
    pending_ = Pending::Rcpt;
    resay_.asks(line);
    back_.ask(Ask::Rcpt, line, now);
}

void Session::Impl::accept_recipient() {
    front_.enter(FrontState::Rcpt);
    transaction_.accept();
    front_.conduct().carried_on();
}

// Rule 36.
const Refusal* Session::Impl::may_receive(const Path& path) const {
    const std::string domain = path.ascii ? path.domain : to_a_labels(path.domain).value_or("");
    const bool passes_routes = backend_.quirks.source_routes == SourceRoutes::Pass;
    switch (reception_of(backend_.access, {.local = path.local,
                                           .domain = domain,
                                           .bare = path.domain.empty() && path.route.empty(),
                                           .routed = passes_routes && !path.route.empty()})) {
        case Reception::Ours: break;
        case Reception::OtherDomain: return &replies::kRelaying;
        case Reception::Routing: return &replies::kRouting;
    }
    return nullptr;
}

bool Session::Impl::parameters_fit(const Parameters& parameters, ParameterPlace place) {
    constexpr std::size_t kShown = 64;
    for (const Parameter& parameter : parameters) {
        const auto fault = check_parameter(parameter, place, offered_facts(), introduction_.said_helo());
        if (!fault) continue;
        const bool unknown = fault->kind == ParameterFault::Kind::NotOffered;
        front_.say(unknown ? 555 : 501, "5.5.4",
                   fmt::format("{}: {}", unknown ? "Unsupported parameter" : "Syntax",
                               fault->text.substr(0, kShown)));
        if (unknown) {
            front_.count_refusal();  // it is SMTP, of another server
        } else {
            front_.count_error("bad parameter " + parameter.keyword.substr(0, kShown));
        }
        return false;
    }
    return true;
}

// Toward the front only; the back's transaction ended with the message, or with its connection.
void Session::Impl::end_transaction() {
    transaction_.end();
    front_.enter(FrontState::Ready);
    verdict_said_.clear();
    verdict_.reset();
    intake_.reset();
    in_chunk_ = false;
    run_.forget_recipients();
    forget_outflow();
}

// RSET, EHLO or HELO in the middle (rule 2).
void Session::Impl::abort_transaction(Moment now) {
    if (front_.state() != FrontState::Connected) end_transaction();
    if (back_.streaming()) return back_.drop(now);  // there is no other way out of a message
    reset_back(now);
    yield_back(now);
}

// The back has a transaction open that the front has no more.
void Session::Impl::reset_back(Moment now) {
    if (!back_.ready() || !back_.in_transaction()) return;
    if (back_.may_use("RSET")) {
        back_.ask(Ask::Rset, "RSET", now);
    } else {
        back_.drop(now);
    }
}

void Session::Impl::note_message(NoteKind kind, const Reply& reply, std::string_view by,
                                 std::string_view said) {
    Fields fields{Field(keys::kFrom, transaction_.reverse_path()),
                  Field(keys::kTo, transaction_.named()),
                  Field(keys::kRecipients, transaction_.recipients()),
                  Field(keys::kOctets, message_octets_),
                  Field(keys::kMessageId, message_id_),
                  Field(keys::kAddress, back_.address()),
                  Field(keys::kBy, by),
                  Field(keys::kReply, first_line(reply))};
    if (!said.empty()) fields.emplace_back(keys::kBackReply, said);
    outbox_.note(kind, std::move(fields));
}

}  // namespace heloise
