// Every way in which a server may take EHLO (rule 4).
#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"
#include "proxy/session/back_dial.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/reply_rules.h"

namespace heloise {
namespace {

constexpr int kBanner = 220;

using Kind = AddressLesson::Kind;

}  // namespace

// While a greeting is not over, one that says more than a reply is not to be trusted at all.
void BackDial::on_octets(std::string_view& octets, Moment now) {
    const auto result = link_.reader().next(octets);
    const bool awaited =
        link_.state() == BackState::Banner ||
        ((link_.state() == BackState::Ehlo || link_.state() == BackState::Helo) && link_.all_sent());
    if (std::holds_alternative<ReplyReader::NeedMore>(result)) {
        // Half a reply that nobody awaits is already one too many.
        if (!awaited) malformed("octets that no command asked for", now);
        octets = {};
        return;
    }
    const auto* reply = std::get_if<Reply>(&result);
    if (reply == nullptr) return malformed(std::get<ReplyReader::Malformed>(result).why, now);
    if (!octets.empty()) return malformed("it answered twice", now);
    if (!awaited) return malformed(fmt::format("a reply that no command asked for: {}", reply->code), now);
    switch (link_.state()) {
        case BackState::Banner: return on_banner(*reply, now);
        case BackState::Ehlo: return on_ehlo(apply_rules(*reply, ReplyPlace::Ehlo, backend_.quirks), now);
        default: return on_helo(apply_rules(*reply, ReplyPlace::Helo, backend_.quirks), now);
    }
}

void BackDial::on_banner(const Reply& given, Moment now) {
    learn({Kind::Reached, link_.address()});
    const Reply reply = apply_rules(given, ReplyPlace::Banner, backend_.quirks);
    if (reply.positive()) return greet(now);
    if (!reply.temporary() && !reply.permanent()) return malformed("its greeting is no greeting", now);
    last_failure_ = fmt::format("{} greeted us with {}", link_.address(), reply.code);
    outbox_.note(NoteKind::BackFailed, Field(keys::kAddress, link_.address()),
                 Field(keys::kWhy, "greeting " + std::to_string(reply.code)));
    leave(BackLink::After::NextAddress, !announces_hang_up(reply, backend_.quirks), now);
}

void BackDial::greet(Moment now) {
    if (hello_name_.empty()) return link_.enter(BackState::Unnamed, now);
    said_name_ = own_name_said_ == OwnName::No ? hello_name_ : own_name_;
    if (backend_.greeting == Greeting::Helo || helo_only_ || !link_.may_use("EHLO"))
        return say(BackState::Helo, now);
    if (backend_.greeting == Greeting::Ehlo) return say(BackState::Ehlo, now);
    const AddressFacts* known = facts_.find(link_.address());
    const Advice advice = known == nullptr ? Advice::Ehlo : known->how_to_greet(name_key());
    if (advice == Advice::Helo) return say(BackState::Helo, now);
    if (advice == Advice::EhloWithOwnName) said_name_ = own_name_;
    say(BackState::Ehlo, now);
}

void BackDial::say(BackState greeting, Moment now) {
    link_.enter(greeting, now);
    link_.send(fmt::format("{} {}\r\n", greeting == BackState::Ehlo ? "EHLO" : "HELO", said_name_), true);
}

// Under which name the desk keeps what this greeting meets.
std::string BackDial::name_key() const {
    std::string key = equal_ignoring_case(said_name_, own_name_) ? std::string() : said_name_;
    std::transform(key.begin(), key.end(), key.begin(), to_lower);
    return key;
}

bool BackDial::helo_allowed() const {
    return backend_.greeting != Greeting::Ehlo && link_.may_use("HELO");
}

// The sender's name was refused: a gateway that is greeted with its own name will not talk to itself (fact
// 107). Ours is said instead, here or, after a hang-up, on a new connection. False when it has been said
// already, or the refusal is not about a name.
bool BackDial::rename(const Reply& refusal, Moment now) {
    if (own_name_said_ != OwnName::No || equal_ignoring_case(said_name_, own_name_)) return false;
    const bool of_order = ehlo_refused_ && refusal.code == 503;  // RFC 1869 section 4.7
    const bool of_verb = link_.state() == BackState::Ehlo && refusal.code != 501 && refusal.code != 553;
    if (!refusal.permanent() || of_order || of_verb) return false;
    own_name_said_ = OwnName::Said;
    said_name_ = own_name_;
    if (announces_hang_up(refusal, backend_.quirks)) {
        helo_only_ = link_.state() == BackState::Helo;
        leave(BackLink::After::SameAddress, false, now);
    } else {
        link_.state() == BackState::Helo ? say(BackState::Helo, now) : say(BackState::Ehlo, now);
    }
    return true;
}

// EHLO was not taken in a way that leaves this connection usable; or HELO was lost behind it. Once per
// address: a HELO that fails on a connection of its own is the address's failure.
void BackDial::reconnect_with_helo(Moment now) {
    if (link_.state() == BackState::Helo && own_name_said_ == OwnName::Said) {
        own_name_said_ = OwnName::OnNewConnection;
        helo_only_ = true;
        link_.close();
        return connect(now);
    }
    const bool plain_helo = link_.state() == BackState::Helo && !ehlo_refused_;
    if (backend_.greeting != Greeting::Auto || plain_helo)
        return address_failed("it did not take our greeting and hung up or stayed silent", false, now);
    if (!ehlo_refused_) {
        learn({Kind::NoEhlo, link_.address(), name_key(), limits::kLearntFromSilence});
        outbox_.note(NoteKind::Learnt, Field(keys::kAddress, link_.address()), Field(keys::kFact, "no_ehlo"),
                     Field(keys::kName, said_name_), Field(keys::kReason, "lost"));
    }
    helo_only_ = true;
    link_.close();
    connect(now);
}

void BackDial::on_ehlo(const Reply& reply, Moment now) {
    if (reply.code == kBanner) return malformed("a second banner", now);
    if (reply.positive()) {
        if (name_key().empty()) learn({Kind::OwnName, link_.address(), {}, limits::kLearntFromReply});
        return greeted(std::make_shared<const Capabilities>(read_capabilities(reply)), "EHLO", now);
    }
    const bool hangs_up = announces_hang_up(reply, backend_.quirks);
    if (reply.temporary()) {
        learn({Kind::Temporary, link_.address(), name_key()});
        const int times = facts_.find(link_.address())->temporary;
        last_failure_ = fmt::format("{} answered EHLO with {}", link_.address(), reply.code);
        outbox_.note(NoteKind::BackFailed, Field(keys::kAddress, link_.address()),
                     Field(keys::kWhy, "EHLO " + std::to_string(reply.code)), Field(keys::kTimes, times));
        return leave(BackLink::After::NextAddress, !hangs_up, now);
    }
    if (!reply.permanent()) return malformed(fmt::format("{} to EHLO", reply.code), now);
    if (backend_.greeting == Greeting::Ehlo) {
        if (rename(reply, now)) return;
        last_failure_ = fmt::format("{} refused EHLO with {}", link_.address(), reply.code);
        outbox_.note(NoteKind::BackFailed, Field(keys::kAddress, link_.address()),
                     Field(keys::kWhy, "EHLO " + std::to_string(reply.code)));
        return leave(BackLink::After::NextAddress, !hangs_up, now);
    }
    learn({Kind::NoEhlo, link_.address(), name_key(), limits::kLearntFromReply});
    outbox_.note(NoteKind::Learnt, Field(keys::kAddress, link_.address()), Field(keys::kFact, "no_ehlo"),
                 Field(keys::kName, said_name_), Field(keys::kReason, std::to_string(reply.code)));
    ehlo_refused_ = true;
    said_name_ = hello_name_;
    if (!hangs_up) return say(BackState::Helo, now);
    helo_only_ = true;
    leave(BackLink::After::SameAddress, false, now);
}

void BackDial::on_helo(const Reply& reply, Moment now) {
    // Keywords in a HELO reply are no offer (rule 5, fact 75).
    if (reply.code == kBanner) return malformed("a second banner", now);
    if (reply.positive()) return greeted(nullptr, "HELO", now);
    if (!reply.temporary() && !reply.permanent())
        return malformed(fmt::format("{} to HELO", reply.code), now);
    last_failure_ = fmt::format("{} refused HELO with {}", link_.address(), reply.code);
    outbox_.note(NoteKind::BackFailed, Field(keys::kAddress, link_.address()),
                 Field(keys::kWhy, "HELO " + std::to_string(reply.code)));
    if (rename(reply, now)) return;
    // RFC 1869 section 4.7: some servers will not have HELO behind a refused EHLO. A new connection begins
    // clean.
    const bool again = ehlo_refused_ && reply.permanent();
    if (again) helo_only_ = true;
    leave(again ? BackLink::After::SameAddress : BackLink::After::NextAddress,
          !announces_hang_up(reply, backend_.quirks), now);
}

void BackDial::greeted(std::shared_ptr<const Capabilities> offer, std::string_view how, Moment now) {
    const bool extended = offer != nullptr;
    if (!extended) offer = std::make_shared<const Capabilities>();
    learn({.kind = Kind::Greeted, .address = link_.address(), .offer = offer});
    std::vector<std::string> keywords;
    for (const Keyword& keyword : offer->all()) keywords.push_back(keyword.name);
    outbox_.note(NoteKind::BackReady, Field(keys::kAddress, link_.address()), Field(keys::kGreeting, how),
                 Field(keys::kKeywords, std::move(keywords)));
    link_.greeted(std::move(offer), extended, now);
    link_.tell(BackReady{});
}

void BackDial::malformed(std::string_view why, Moment now) {
    link_.note_malformed(why);
    address_failed(why, false, now);
}

}  // namespace heloise
