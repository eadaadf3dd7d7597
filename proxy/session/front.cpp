// From lines to commands, and from refusals to replies.
#include "proxy/session/front.h"

#include <utility>

#include <fmt/core.h>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/extensions/offer.h"
#include "proxy/extensions/registry.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/reply_rules.h"
#include "proxy/session/verbs.h"

namespace heloise {
namespace {

constexpr std::size_t kCrlf = 2;

}  // namespace

Front::Front(const Backend& backend, Outbox& outbox, Owner& owner, Moment now)
    : outbox_(outbox),
      owner_(owner),
      rejects_bare_lf_(backend.content.bare_newline == BareNewline::Reject),
      statuses_(policy_of(kEnhancedStatusCodes, backend) != KeywordPolicy::Strip),
      now_(now),
      heard_(now.steady),
      last_octets_(now.steady),
      lines_(verbs::kLongestLine) {}

void Front::greet(std::string_view hostname) {
    replies_.announce({220, {fmt::format("{} ESMTP heloise", hostname)}});
    flush();
}

void Front::enter(FrontState next) {
    CHECK(may_follow(state_, next));
    state_ = next;
}

bool Front::next_line(std::string_view& octets) {
    const auto result = lines_.next(octets);
    if (std::holds_alternative<LineReader::NeedMore>(result)) return false;
    touch();
    replies_.owe();
    if (const auto* line = std::get_if<LineReader::Line>(&result)) {
        on_line(*line);
        return true;
    }
    fail(replies::kLineTooLong);
    // The octets behind a BDAT are no commands, and how many they are is not known (rule 17).
    const bool bdat = starts_with_ignoring_case(std::get<LineReader::TooLong>(result).start, "BDAT");
    if (bdat) end(nullptr);
    return true;
}

void Front::on_line(const LineReader::Line& line) {
    const ParsedCommand parsed = parse_command(line.text);
    const auto* command = std::get_if<Command>(&parsed);
    if (line.bare_lf && rejects_bare_lf_) {
        const auto* error = std::get_if<CommandError>(&parsed);
        if (error != nullptr && error->close) return on_error(*error);
        if (command == nullptr || verb_of(*command) != Verb::Bdat) return fail(replies::kBareLf);
        return owner_.on_out_of_order(*command, replies::kBareLf, now_);
    }
    if (command == nullptr) return on_error(std::get<CommandError>(parsed));
    on_command(*command, line.text.size() + kCrlf);
}

void Front::on_command(const Command& command, std::size_t octets) {
    const VerbRow& how = row(verb_of(command));
    if (octets > how.line) return fail(replies::kLineTooLong);
    if (const Refusal* why = why_not(state_, how.verb)) return owner_.on_out_of_order(command, *why, now_);
    if (how.handler != nullptr) return (owner_.*how.handler)(command, now_);
    if (how.error) return fail(*how.answer);
    say(*how.answer);
    count_junk("commands that carry no mail");
}

void Front::on_error(const CommandError& error) {
    // RFC 2034 section 4: the answers to EHLO and HELO carry no status.
    const bool hello = error.verb == Verb::Ehlo || error.verb == Verb::Helo;
    say(error.code, hello ? std::string_view() : error.status, error.text);
    if (error.close) {
        outbox_.note(NoteKind::FrontError, Field(keys::kWhat, "unreadable chunk size"));
        return end(nullptr);
    }
    if (error.verb != Verb::Mail && error.verb != Verb::Rcpt) return count_error(error.text);
    owner_.on_unreadable(error);
    count_refusal();
}

void Front::say(const Reply& reply) {
    touch();
    replies_.answer(reply);
}

void Front::say(int code, std::string_view status, std::string_view text) {
    say(own_reply(code, status, text, statuses_));
}

Reply Front::own(const Refusal& reply) const {
    return own_reply(reply.code, reply.status, reply.text, statuses_);
}

void Front::fail(const Refusal& error) {
    say(error);
    count_error(error.text);
}

void Front::refuse(const Refusal& why) {
    say(why);
    count_refusal();
}

void Front::refuse_order(const Refusal& why) {
    conduct_.excused() ? refuse(why) : fail(why);
}

void Front::count_error(std::string_view what) {
    outbox_.note(NoteKind::FrontError, Field(keys::kState, name(state_)), Field(keys::kWhat, what));
    if (conduct_.error()) end(&replies::kTooManyErrors);
}

void Front::count_junk(std::string_view what) {
    if (conduct_.junk_is_error()) count_error(what);
}

void Front::count_refusal() {
    if (conduct_.refusal_is_error()) count_error("refused far too often");
}

void Front::flush() {
    std::string octets = replies_.take();
    if (!octets.empty() && !closed_) outbox_.add(Send{Side::Front, std::move(octets), false});
}

void Front::end(const Refusal* farewell) {
    if (closed_) return;
    replies_.forgive();
    if (farewell != nullptr) replies_.announce(own(*farewell));
    close();
    owner_.on_front_over(now_);
}

void Front::close() {
    if (closed_) return;
    flush();
    owner_.on_front_closing();
    closed_ = true;
    ahead_.clear();
    outbox_.add(Close{Side::Front});
}

bool Front::wants_octets() const {
    return !closed_ && !gone_ && !ended_ && ahead_.view().size() < limits::kFrontAhead;
}

}  // namespace heloise
