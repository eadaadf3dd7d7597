// A live transaction said again: MAIL, the accepted recipients, and then what was asked when it was broken
// off.
#include "proxy/session/resay.h"

#include "proxy/base/limits.h"
#include "proxy/base/utf8.h"
#include "proxy/extensions/registry.h"
#include "proxy/session/live_delivery.h"
#include "proxy/session/upstream_lines.h"

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

void LiveDelivery::say_again(Moment now) {
    const Mail& mail = s_.transaction.mail();
    const OfferFacts live = s_.live();
    const bool unsayable = !resay_.fits(s_.back.capabilities()) || unsayable_sender(mail, live) ||
                           promise_broken(mail.parameters, ParameterPlace::Mail, s_.offered(), live);
    if (unsayable) return give_up_resay("it offers less on another connection", now);
    resay_.rewind();
    s_.back.ask(Ask::Mail, mail_line(mail, message_.outgoing_size(), live), now);
}

// One that was accepted and is not any more was promised to the front: the transaction is lost (rule 27).
void LiveDelivery::on_resay_reply(const BackReply& event, Moment now) {
    if (!event.reply.positive()) return give_up_resay(event.said, now);
    if (!s_.back.ready()) return;  // it left in one breath with its answer; BackClosed follows
    if (const auto line = resay_.next()) return s_.back.ask(Ask::Rcpt, *line, now);
    resay_.stop();
    if (asked_ != Pending::Rcpt) return s_.back.ask(Ask::Data, "DATA", now);
    if (!resay_.skips_asked()) return s_.back.ask(Ask::Rcpt, resay_.asked(), now);
    asked_ = Pending::None;
    s_.transaction.refuse({.by = "heloise", .code = replies::kNonsense.code, .why = "it answered twice"},
                          "<" + s_.transaction.considered() + ">");
    s_.front.refuse(replies::kNonsense);
}

void LiveDelivery::give_up_resay(std::string_view why, Moment now) {
    s_.back.drop(now);
    on_lost(BackLost{.why = std::string(why), .disorder = true}, now);
}

}  // namespace heloise
