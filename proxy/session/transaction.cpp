// MAIL, RCPT, DATA and the message: what reaches the back, and in which form.
#include <algorithm>

#include <fmt/core.h>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"
#include "proxy/content/received.h"
#include "proxy/extensions/recipient_limit.h"
#include "proxy/extensions/registry.h"
#include "proxy/extensions/size_limit.h"
#include "proxy/session/note_text.h"
#include "proxy/session/session_impl.h"

namespace heloise {
namespace {

constexpr std::size_t kCrlf = 2;

void append(std::string& line, const Parameters& parameters) {
    for (const Parameter& parameter : parameters) line.append(" ").append(parameter.text());
}

// ".example.org" in the list means its subdomains, "example.org" itself only.
bool domain_matches(std::string_view domain, std::string_view pattern) {
    if (!pattern.starts_with('.')) return equal_ignoring_case(domain, pattern);
    return domain.size() > pattern.size() &&
           equal_ignoring_case(domain.substr(domain.size() - pattern.size()), pattern);
}

}  // namespace

void Session::Impl::on_mail(const Mail& mail, Moment now) {
    if (const Refusal* why = why_not(front_, Verb::Mail)) return fail(*why);
    if (!parameters_fit(mail.parameters, ParameterPlace::Mail)) return;
    if (!mail.reverse_path.ascii) return fail(replies::kUtf8Sender);
    if (mail.reverse_path.null && backend_.quirks.null_sender.kind == NullSender::Kind::Reject)
        return fail(replies::kNullSender);
    const std::uint64_t limit = size_limit(offered_facts());
    const Parameter* size = find(mail.parameters, "SIZE");
    if (limit > 0 && size != nullptr && read_size(*size->value) > limit) return say_junk(replies::kTooLarge);
    mail_ = mail;
    start(Pending::Mail, now);
}

// Something to ask of the back that may have to be found first.
void Session::Impl::start(Pending what, Moment now) {
    pending_ = what;
    mail_since_ = now.steady;
    if (back_.ready()) return ask_pending(now);
    if (back_.closed()) back_.dial(upstream_name(), now);
}

void Session::Impl::ask_pending(Moment now) {
    if (pending_ == Pending::Verb) {
        if (!used_upstream(kExpn, live_facts()) || !back_.may_use("EXPN"))
            return refuse_pending(replies::kPromise, now);
        return back_.ask(Ask::Verb, verb_line_, now);
    }
    if (promise_broken(mail_.parameters, ParameterPlace::Mail)) return refuse_pending(replies::kPromise, now);
    const std::uint64_t limit = size_limit(live_facts());
    const Parameter* size = find(mail_.parameters, "SIZE");
    if (limit > 0 && size != nullptr && read_size(*size->value) > limit)
        return refuse_pending(replies::kTooLarge, now);

    const bool replaced =
        mail_.reverse_path.null && backend_.quirks.null_sender.kind == NullSender::Kind::Replace;
    std::string line = "MAIL FROM:";
    line.append(replaced ? backend_.quirks.null_sender.path
                         : mail_.reverse_path.text(backend_.quirks.source_routes == SourceRoutes::Pass));
    append(line, upstream_parameters(mail_.parameters, ParameterPlace::Mail, live_facts()));
    if (!line_fits(line)) return refuse_pending(replies::kBackLine, now);
    back_.ask(Ask::Mail, line, now);
}

void Session::Impl::on_rcpt(const Rcpt& rcpt, Moment now) {
    if (const Refusal* why = why_not(front_, Verb::Rcpt)) {
        if (why == &replies::kLost) return say(*why);
        return fail(*why);
    }
    if (!parameters_fit(rcpt.parameters, ParameterPlace::Rcpt)) return;
    if (rcpt.forward_path.null) return fail(replies::kNullRecipient);
    if (!rcpt.forward_path.ascii) return fail(replies::kUtf8Recipient);
    if (const Refusal* why = may_receive(rcpt.forward_path)) {
        outbox_.note(NoteKind::MailRefused, fmt::format("at=rcpt to={} code={} by=access",
                                                        quoted(rcpt.forward_path.text()), why->code));
        return fail(*why);
    }
    const std::size_t most = recipient_limit(live_facts());
    if (recipients_ >= limits::kRecipients || (most > 0 && recipients_ >= most))
        return say_junk(replies::kTooManyRecipients);
    if (promise_broken(rcpt.parameters, ParameterPlace::Rcpt)) return say_junk(replies::kPromise);

    std::string line = "RCPT TO:";
    line.append(rcpt.forward_path.text(backend_.quirks.source_routes == SourceRoutes::Pass));
    append(line, upstream_parameters(rcpt.parameters, ParameterPlace::Rcpt, live_facts()));
    if (!line_fits(line)) return fail(replies::kBackLine);
    asked_recipient_ = rcpt.forward_path.mailbox();
    pending_ = Pending::Rcpt;
    back_.ask(Ask::Rcpt, line, now);
}

// Rule 36. Where it matters who may be written to, an address that the gateway might route on is no
// address of its domain: "a%b@ours", "b!a@ours", "@b:a@ours" (Postfix: allow_untrusted_routing).
const Refusal* Session::Impl::may_receive(const Path& path) const {
    const auto& domains = backend_.access.recipients;
    if (domains.empty()) return nullptr;
    if (path.domain.empty() && path.route.empty() && equal_ignoring_case(path.local, "postmaster"))
        return nullptr;
    const bool ours = std::any_of(domains.begin(), domains.end(), [&](const std::string& pattern) {
        return domain_matches(path.domain, pattern);
    });
    if (!ours) return &replies::kRelaying;
    const bool routed = path.local.find_first_of("%!@:") != std::string::npos ||
                        (!path.route.empty() && backend_.quirks.source_routes == SourceRoutes::Pass);
    return routed ? &replies::kRouting : nullptr;
}

bool Session::Impl::parameters_fit(const Parameters& parameters, ParameterPlace place) {
    constexpr std::size_t kShown = 64;
    const bool said_helo = hello_ && !hello_->extended;
    for (const Parameter& parameter : parameters) {
        const auto fault = check_parameter(parameter, place, offered_facts(), said_helo);
        if (!fault) continue;
        const bool unknown = fault->kind == ParameterFault::Kind::NotOffered;
        say_own(unknown ? 555 : 501, "5.5.4",
                fmt::format("{}: {}", unknown ? "Unsupported parameter" : "Syntax",
                            fault->text.substr(0, kShown)));
        count_error("bad parameter");
        return false;
    }
    return true;
}

// Offered because the back was known to have it, and the live back has not (rule 6).
bool Session::Impl::promise_broken(const Parameters& parameters, ParameterPlace place) const {
    const Parameters promised = upstream_parameters(parameters, place, offered_facts());
    return std::any_of(promised.begin(), promised.end(), [&](const Parameter& parameter) {
        if (parameter.keyword == "SIZE") return false;  // that promise heloise keeps itself
        return upstream_parameters({parameter}, place, live_facts()).empty();
    });
}

bool Session::Impl::line_fits(std::string_view line) const {
    return line.size() + kCrlf <= backend_.limits.command_line;
}

void Session::Impl::on_data(Moment now) {
    if (const Refusal* why = why_not(front_, Verb::Data)) {
        if (why != &replies::kLost) return fail(*why);
        end_transaction();  // rule 27: the reply to DATA ends a lost one
        return say(*why);
    }
    pending_ = Pending::Data;
    back_.ask(Ask::Data, "DATA", now);
}

void Session::Impl::begin_message(Moment now) {
    const ContentPolicy& content = backend_.content;
    MessageLimits limits;
    limits.octets = size_limit(live_facts());
    limits.line = backend_.limits.text_line;
    limits.eight_bit = used_upstream(kEightBitMime, live_facts()) || content.eight_bit == Handling::Pass;
    limits.long_lines = content.long_lines == Handling::Pass;
    limits.bare_newline = content.bare_newline;
    limits.nul = content.nul;

    ++messages_;
    std::string received;
    if (content.received) {
        received =
            received_field({.hello = hello_ ? std::string_view(hello_->operand) : std::string_view(),
                            .front_address = facts_.front_address,
                            .hostname = facts_.hostname,
                            .protocol = hello_ && hello_->extended ? "ESMTP" : "SMTP",
                            .id = fmt::format("{}-{}", facts_.id, messages_),
                            .recipient = recipients_ == 1 ? std::string_view(recipient_) : std::string_view(),
                            .when = now.wall});
    }
    message_.emplace(limits, std::move(received));
    verdict_.reset();
    front_ = FrontState::Body;
    body_since_ = now.steady;
}

void Session::Impl::take_body(std::string_view& octets, Moment now) {
    std::string out;
    const bool ended = message_->take(octets, out);
    if (message_->refusal() != nullptr && !verdict_) {
        const Refusal& why = *message_->refusal();
        verdict_ = own_reply(why.code, why.status, why.text, statuses());
        verdict_by_ = "heloise";
        back_.drop(now);  // without a terminator: nothing of it is delivered
    }
    if (ended) return end_message(std::move(out), now);
    if (!verdict_ && !out.empty()) back_.stream(std::move(out), now);
}

void Session::Impl::end_message(std::string octets, Moment now) {
    message_octets_ = message_->facts().octets;
    message_id_ = message_->message_id();
    message_.reset();
    replies_.owe();
    if (!verdict_) {
        pending_ = Pending::End;
        return back_.end_message(std::move(octets), now);
    }
    note_message(NoteKind::MessageRefused, *verdict_, verdict_by_, verdict_said_);
    say(*verdict_);
    end_transaction();
    flush();
    end_if_draining(now);
}

// Toward the front only; the back's transaction ended with the message, or with its connection.
void Session::Impl::end_transaction() {
    front_ = FrontState::Ready;
    recipients_ = 0;
    recipient_.clear();
    noted_recipients_.clear();
    verdict_said_.clear();
    verdict_.reset();
}

// RSET, EHLO or HELO in the middle (rule 2).
void Session::Impl::abort_transaction(Moment now) {
    const bool open = front_ == FrontState::Mail || front_ == FrontState::Rcpt;
    if (front_ != FrontState::Connected) end_transaction();
    if (!open) yield_back(now);
    if (!open || !back_.ready()) return;
    if (back_.may_use("RSET")) {
        back_.ask(Ask::Rset, "RSET", now);
    } else {
        back_.drop(now);
    }
}

void Session::Impl::note_message(NoteKind kind, const Reply& reply, std::string_view by,
                                 std::string_view said) {
    const std::string back_said = said.empty() ? std::string() : " back_reply=" + quoted(said);
    outbox_.note(
        kind, fmt::format("from={} to={} recipients={} octets={} message_id={} address={} by={} reply={}{}",
                          quoted(mail_.reverse_path.text()), quoted(noted_recipients_), recipients_,
                          message_octets_, quoted(message_id_), back_.address(), by,
                          quoted(fmt::format("{} {}", reply.code, reply.lines.front())), back_said));
}

}  // namespace heloise
