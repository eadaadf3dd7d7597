// A live transaction said again: MAIL, the accepted recipients, and then what was asked when it was broken
// off.
#include "proxy/session/resay.h"

#include "proxy/base/limits.h"
#include "proxy/base/utf8.h"
#include "proxy/extensions/registry.h"
#include "proxy/session/session_impl.h"

namespace heloise {

void Resay::accepted() {
    needs_extensions_ = needs_extensions_ || !asked_.ends_with('>') || !is_ascii(asked_);
    if (lines_.size() + asked_.size() >= limits::kSaidAgain) {
        too_much_ = true;
        lines_.clear();
    }
    if (!too_much_) lines_.append(asked_).append("\n");
}

bool Resay::start(bool skips_asked) {
    skips_asked_ = skips_asked_ || skips_asked;
    under_way_ = !too_much_ && ++times_ <= limits::kAgain;
    return under_way_;
}

std::optional<std::string_view> Resay::next() {
    if (said_ == lines_.size()) return std::nullopt;
    const std::size_t end = lines_.find('\n', said_);
    const std::string_view line = std::string_view(lines_).substr(said_, end - said_);
    said_ = end + 1;
    return line;
}

void Session::Impl::on_event(const BackStartsOver& event, Moment now) {
    if (burst()) return on_burst_starts_over(event, now);
    mail_since_ = now.steady;  // all of it within timeouts.setup
    if (!resay_.start(event.answered_twice)) give_up_resay("too much to be said again", now);
}

void Session::Impl::say_again(Moment now) {
    const bool unsayable =
        !resay_.fits(back_.capabilities()) ||
        why_unsayable(transaction_.mail().reverse_path, transaction_.utf8(), live_facts()) ||
        promise_broken(transaction_.mail().parameters, ParameterPlace::Mail, offered_facts(), live_facts());
    if (unsayable) return give_up_resay("it offers less on another connection", now);
    resay_.rewind();
    back_.ask(Ask::Mail, mail_line(transaction_.mail(), outgoing_size(), live_facts()), now);
}

// One that was accepted and is not any more was promised to the front: the transaction is lost (rule 27).
void Session::Impl::on_resay_reply(const BackReply& event, Moment now) {
    if (!event.reply.positive()) return give_up_resay(event.said, now);
    if (!back_.ready()) return;  // it left in one breath with its answer; BackClosed follows
    if (const auto line = resay_.next()) return back_.ask(Ask::Rcpt, *line, now);
    resay_.stop();
    if (pending_ != Pending::Rcpt) return back_.ask(Ask::Data, "DATA", now);
    if (!resay_.skips_asked()) return back_.ask(Ask::Rcpt, resay_.asked(), now);
    pending_ = Pending::None;
    transaction_.refuse({.by = "heloise", .code = replies::kNonsense.code, .why = "it answered twice"},
                        "<" + transaction_.considered() + ">");
    front_.refuse(replies::kNonsense);
}

void Session::Impl::give_up_resay(std::string_view why, Moment now) {
    back_.drop(now);
    on_event(BackLost{.why = std::string(why), .disorder = true}, now);
}

}  // namespace heloise
