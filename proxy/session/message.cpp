// The message comes in.
#include "proxy/session/message.h"

#include <utility>

#include <fmt/core.h>

#include "proxy/session/note_keys.h"

namespace heloise {

void Message::begin(const IntakeLimits& limits, Intake::Framing framing, Moment now) {
    incoming_.begin(limits, framing, now);
    stage_ = Stage::Coming;
    verdict_ = {};
    conversion_noted_ = false;
}

void Message::begin_kept(const IntakeLimits& limits, Intake::Framing framing, Moment now) {
    begin(limits, framing, now);
    outgoing_.keep(s_.backend.content.lookahead, s_.backend.limits.spool);
}

void Message::begin_leaving(const IntakeLimits& limits, Intake::Framing framing, Moment now) {
    begin(limits, framing, now);
    begin_outflow();
}

void Message::begin_refused(Reply why, std::string_view by, Moment now) {
    verdict_ = {std::move(why), by, {}};
    incoming_.begin_refused(now);
    stage_ = Stage::Coming;
    settle_chunk(now);
}

bool Message::flows() const {
    if (verdict_.reply || !outgoing_.leaving()) return true;  // swallowed, or stored
    return outgoing_.flows() && (!s_.back.streaming() || !s_.back.chunked() || s_.back.takes_more());
}

void Message::take(std::string_view& octets, Moment now) {
    const std::size_t share = incoming_.share_of(octets.size());
    std::string_view ours = octets.substr(0, share);
    bool ended = false;
    while (flows()) {
        const auto result = incoming_.next(ours);
        if (incoming_.refusal() != nullptr) refuse(*incoming_.refusal(), now);
        if (const Run* run = std::get_if<Run>(&result)) {
            take_run(*run, now);
            continue;
        }
        ended = std::holds_alternative<ContentReader::End>(result);
        break;
    }
    const std::size_t taken = share - ours.size();
    octets.remove_prefix(taken);
    incoming_.took(taken);
    if (ended) return end_incoming(now);
    pump(now);
    if (incoming_.under_way() && !incoming_.dotted()) settle_chunk(now);
}

void Message::take_run(const Run& run, Moment now) {
    if (verdict_.reply) return;
    if (!outgoing_.kept()) return outgoing_.push(run);
    if (outgoing_.store(run.octets)) return;
    s_.outbox.note(NoteKind::SpoolFailed,
                   Field(keys::kWhy, "the message is larger than content.lookahead and limits.spool"));
    refuse(replies::kSpoolFull, now);
}

void Message::settle_chunk(Moment now) {
    if (!incoming_.chunk_complete() || !flows()) return;
    incoming_.end_chunk();
    if (incoming_.chunk_last()) {
        for (Run run = incoming_.finish(); !run.octets.empty(); run = incoming_.finish()) take_run(run, now);
        if (incoming_.refusal() != nullptr) refuse(*incoming_.refusal(), now);
        return end_incoming(now);
    }
    const std::uint64_t octets = incoming_.chunk_octets();
    if (!verdict_.reply && octets == 0) s_.front.count_junk("empty chunks");
    if (s_.front.closed()) return;
    if (!verdict_.reply) return s_.front.say(250, "2.0.0", fmt::format("{} octets received", octets));
    sum_up();
    tell_verdict();
    s_.front.count_refusal();
    kill(verdict_.by == "loss" ? FrontState::Lost : FrontState::Dead, now);
}

// All of the message is here: DATA's CRLF.CRLF, or the octets of BDAT LAST.
void Message::end_incoming(Moment now) {
    sum_up();
    s_.front.touch();
    if (incoming_.dotted()) s_.front.owe();
    incoming_.complete();
    stage_ = Stage::Kept;
    s_.front.enter(FrontState::Body);
    verdict_.reply ? owner_.on_verdict_due(now) : owner_.on_message_complete(now);
}

void Message::sum_up() {
    incoming_.sum_up();
    const ContentReader::Facts& facts = incoming_.facts();
    // Of a message that is refused nothing has become anything.
    if (verdict_.reply || facts.bare_newlines == 0) return;
    s_.outbox.note(NoteKind::Normalised, Field(keys::kMessageId, incoming_.message_id()),
                   Field(keys::kChanged, facts.bare_newlines), Field(keys::kBlanks, facts.blanks));
}

void Message::refuse(const Refusal& why, Moment now) {
    refuse(s_.front.own(why), "heloise", {}, now);
}

// Without a terminator: nothing of it is delivered (rules 18 and 21).
void Message::refuse(Reply why, std::string_view by, std::string_view said, Moment now) {
    if (verdict_.reply) return;
    judge(std::move(why), by, said);
    outgoing_.forget();
    owner_.on_message_refused(now);
}

void Message::judge(Reply verdict, std::string_view by, std::string_view said) {
    verdict_ = {std::move(verdict), by, std::string(said)};
}

void Message::tell_verdict() {
    note(NoteKind::MessageRefused, *verdict_.reply, verdict_.by, verdict_.said);
    s_.front.say(*verdict_.reply);
}

void Message::note(NoteKind kind, const Reply& reply, std::string_view by, std::string_view said) {
    Fields fields{Field(keys::kFrom, s_.transaction.reverse_path()),
                  Field(keys::kTo, s_.transaction.named()),
                  Field(keys::kRecipients, s_.transaction.recipients()),
                  Field(keys::kOctets, incoming_.facts().octets),
                  Field(keys::kMessageId, incoming_.message_id()),
                  Field(keys::kAddress, s_.back.address()),
                  Field(keys::kBy, by),
                  Field(keys::kReply, first_line(reply))};
    if (!said.empty()) fields.emplace_back(keys::kBackReply, said);
    s_.outbox.note(kind, std::move(fields));
}

void Message::kill(FrontState then, Moment now) {
    if (s_.back.streaming()) s_.back.drop(now);
    forget();
    s_.front.enter(then);
}

void Message::forget() {
    stage_ = Stage::None;
    verdict_ = {};
    incoming_.forget();
    outgoing_.forget();
}

}  // namespace heloise
