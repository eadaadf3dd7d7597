// From nothing to a greeted back: addresses in order, and every way in which a server may take EHLO (rules 4,
// 26).
#include <algorithm>

#include <fmt/core.h>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/base/limits.h"
#include "proxy/policy/network.h"
#include "proxy/session/back.h"
#include "proxy/session/note_keys.h"
#include "proxy/session/reply_rules.h"

namespace heloise {
namespace {

constexpr int kBanner = 220;

using Kind = AddressLesson::Kind;

}  // namespace

const std::shared_ptr<const Capabilities>& Back::none() {
    static const auto kNone = std::make_shared<const Capabilities>();
    return kNone;
}

// Known here at once, and at the desk for all.
void Back::learn(AddressLesson lesson) {
    facts_.learn(lesson);
    outbox_.add(DeskRequest{Learnt{std::move(lesson)}});
}

void Back::dial(std::string hello_name, Moment now) {
    CHECK(closed());
    events_.clear();  // of a connection before this one
    hello_name_ = std::move(hello_name);
    attempts_ = 0;
    last_failure_.clear();
    endpoint_ = 0;
    addresses_.clear();
    enter(BackState::WaitingTurn, now);
    outbox_.add(DeskRequest{TakeTurn{++questions_}});
}

void Back::dial_next(Moment now) {
    CHECK(closed());
    events_.clear();
    if (transactions_ > 1) {  // a connection kept from an earlier message proves nothing against its address
        endpoint_ = 0;
        addresses_.clear();
    }
    enter(BackState::WaitingTurn, now);
    outbox_.add(DeskRequest{TakeTurn{++questions_}});
}

void Back::introduce(std::string hello_name, Moment now) {
    hello_name_ = std::move(hello_name);
    if (state_ == BackState::Unnamed) greet(now);
}

void Back::on(const DeskAnswer& answer, Moment now) {
    if (const auto* turn = std::get_if<Turn>(&answer)) return on_turn(*turn, now);
    if (const auto* known = std::get_if<Known>(&answer)) return on_known(*known, now);
}

void Back::on_turn(const Turn& turn, Moment now) {
    if (state_ != BackState::WaitingTurn || turn.number != questions_) return;
    has_turn_ = true;
    facts_ = turn.facts;
    next_address(now);
}

void Back::on_known(const Known& known, Moment now) {
    facts_ = known.facts;
    if (state_ == BackState::WaitingFacts && known.number == questions_) next_address(now);
}

// All over again within the same turn.
void Back::redial(Moment now) {
    endpoint_ = 0;
    addresses_.clear();
    enter(BackState::WaitingFacts, now);
    outbox_.add(DeskRequest{AskFacts{++questions_}});
}

void Back::next_address(Moment now) {
    helo_only_ = false;
    own_name_said_ = OwnName::No;
    fault_.reset();
    while (attempts_ < limits::kAttempts) {
        if (addresses_.empty()) {
            if (endpoint_ == backend_.address.size()) break;
            const std::size_t index = endpoint_++;
            const Endpoint& endpoint = backend_.address[index];
            if (!parse_ip(endpoint.host)) {
                address_ = endpoint.text();
                enter(BackState::Resolving, now);
                outbox_.add(Resolve{index});
                return;
            }
            addresses_.push_back(endpoint.text());
        }
        address_ = std::move(addresses_.front());
        addresses_.pop_front();
        const AddressFacts* known = facts_.find(address_);
        if (known == nullptr || known->may_be_tried()) return connect(now);
        if (last_failure_.empty())
            last_failure_ = fmt::format("{} is set aside, it did not answer lately", address_);
    }
    finish(BackUnavailable{last_failure_.empty() ? "no address is left" : last_failure_});
}

void Back::connect(Moment now) {
    ++attempts_;
    capabilities_ = none();
    ehlo_refused_ = ehlo_accepted_ = used_ = false;
    transactions_ = 0;
    transaction_open_ = false;
    connection_ = true;
    sent_ = true;
    reader_.reset();
    enter(BackState::Connecting, now);
    outbox_.add(Connect{address_});
}

void Back::on(const Addresses& input, Moment now) {
    if (state_ != BackState::Resolving) return;
    for (const std::string& address : input.addresses) {
        if (addresses_.size() < limits::kAddresses) addresses_.push_back(address);
    }
    next_address(now);
}

void Back::on(Called, Moment now) {
    if (state_ == BackState::Connecting) enter(BackState::Banner, now);
}

void Back::on(const CallFailed& input, Moment now) {
    if (state_ == BackState::Resolving) return address_failed(input.why, false, now);
    if (state_ != BackState::Connecting) return;
    connection_ = false;  // there is nothing to close
    address_failed(input.why, true, now);
}

void Back::address_failed(std::string_view why, bool unreachable, Moment now) {
    outbox_.note(NoteKind::BackFailed, Field(keys::kAddress, address_), Field(keys::kWhy, why));
    last_failure_ = fmt::format("{}: {}", address_, why);
    learn({unreachable ? Kind::Unreachable : Kind::TryAbandoned, address_});
    close_connection();
    next_address(now);
}

void Back::on_banner(const Reply& given, Moment now) {
    learn({Kind::Reached, address_});
    const Reply reply = apply_rules(given, ReplyPlace::Banner, backend_.quirks);
    if (reply.positive()) return greet(now);
    if (!reply.temporary() && !reply.permanent()) return on_malformed("its greeting is no greeting", now);
    last_failure_ = fmt::format("{} greeted us with {}", address_, reply.code);
    outbox_.note(NoteKind::BackFailed, Field(keys::kAddress, address_),
                 Field(keys::kWhy, "greeting " + std::to_string(reply.code)));
    leave(After::NextAddress, !will_hang_up(reply), now);
}

void Back::greet(Moment now) {
    if (hello_name_.empty()) return enter(BackState::Unnamed, now);
    said_name_ = own_name_said_ == OwnName::No ? hello_name_ : own_name_;
    if (backend_.greeting == Greeting::Helo || helo_only_ || !may_use("EHLO")) return say_helo(now);
    if (backend_.greeting == Greeting::Ehlo) return say_ehlo(now);
    const AddressFacts* known = facts_.find(address_);
    const Advice advice = known == nullptr ? Advice::Ehlo : known->how_to_greet(name_key());
    if (advice == Advice::Helo) return say_helo(now);
    if (advice == Advice::EhloWithOwnName) said_name_ = own_name_;
    say_ehlo(now);
}

void Back::say_ehlo(Moment now) {
    enter(BackState::Ehlo, now);
    send(fmt::format("EHLO {}\r\n", said_name_), true);
}

void Back::say_helo(Moment now) {
    enter(BackState::Helo, now);
    send(fmt::format("HELO {}\r\n", said_name_), true);
}

// Under which name the desk keeps what this greeting meets.
std::string Back::name_key() const {
    std::string key = equal_ignoring_case(said_name_, own_name_) ? std::string() : said_name_;
    std::transform(key.begin(), key.end(), key.begin(), to_lower);
    return key;
}

bool Back::helo_allowed() const {
    return backend_.greeting != Greeting::Ehlo && may_use("HELO");
}

// The sender's name was refused: a gateway that is greeted with its own name will not talk to itself (fact
// 107). Ours is said instead, here or, after a hang-up, on a new connection. False when it has been said
// already, or the refusal is not about a name.
bool Back::rename(const Reply& refusal, Moment now) {
    if (own_name_said_ != OwnName::No || equal_ignoring_case(said_name_, own_name_)) return false;
    const bool of_order = ehlo_refused_ && refusal.code == 503;  // RFC 1869 section 4.7
    const bool of_verb = state_ == BackState::Ehlo && refusal.code != 501 && refusal.code != 553;
    if (!refusal.permanent() || of_order || of_verb) return false;
    own_name_said_ = OwnName::Said;
    said_name_ = own_name_;
    if (will_hang_up(refusal)) {
        helo_only_ = state_ == BackState::Helo;
        leave(After::SameAddress, false, now);
    } else {
        state_ == BackState::Helo ? say_helo(now) : say_ehlo(now);
    }
    return true;
}

// EHLO was not taken in a way that leaves this connection usable; or HELO was lost behind it. Once per
// address: a HELO that fails on a connection of its own is the address's failure.
void Back::reconnect_with_helo(Moment now) {
    if (state_ == BackState::Helo && own_name_said_ == OwnName::Said) {
        own_name_said_ = OwnName::OnNewConnection;
        helo_only_ = true;
        close_connection();
        return connect(now);
    }
    const bool plain_helo = state_ == BackState::Helo && !ehlo_refused_;
    if (backend_.greeting != Greeting::Auto || plain_helo)
        return address_failed("it did not take our greeting and hung up or stayed silent", false, now);
    if (!ehlo_refused_) {
        learn({Kind::NoEhlo, address_, name_key(), limits::kLearntFromSilence});
        outbox_.note(NoteKind::Learnt, Field(keys::kAddress, address_), Field(keys::kFact, "no_ehlo"),
                     Field(keys::kName, said_name_), Field(keys::kReason, "lost"));
    }
    helo_only_ = true;
    close_connection();
    connect(now);
}

void Back::on_ehlo(const Reply& reply, Moment now) {
    if (reply.code == kBanner) return on_malformed("a second banner", now);
    if (reply.positive()) {
        ehlo_accepted_ = true;
        if (name_key().empty()) learn({Kind::OwnName, address_, {}, limits::kLearntFromReply});
        return greeted(std::make_shared<const Capabilities>(read_capabilities(reply)), "EHLO", now);
    }
    const bool hangs_up = will_hang_up(reply);
    if (reply.temporary()) {
        learn({Kind::Temporary, address_, name_key()});
        const int times = facts_.find(address_)->temporary;
        last_failure_ = fmt::format("{} answered EHLO with {}", address_, reply.code);
        outbox_.note(NoteKind::BackFailed, Field(keys::kAddress, address_),
                     Field(keys::kWhy, "EHLO " + std::to_string(reply.code)), Field(keys::kTimes, times));
        return leave(After::NextAddress, !hangs_up, now);
    }
    if (!reply.permanent()) return on_malformed(fmt::format("{} to EHLO", reply.code), now);
    if (backend_.greeting == Greeting::Ehlo) {
        if (rename(reply, now)) return;
        last_failure_ = fmt::format("{} refused EHLO with {}", address_, reply.code);
        outbox_.note(NoteKind::BackFailed, Field(keys::kAddress, address_),
                     Field(keys::kWhy, "EHLO " + std::to_string(reply.code)));
        return leave(After::NextAddress, !hangs_up, now);
    }
    learn({Kind::NoEhlo, address_, name_key(), limits::kLearntFromReply});
    outbox_.note(NoteKind::Learnt, Field(keys::kAddress, address_), Field(keys::kFact, "no_ehlo"),
                 Field(keys::kName, said_name_), Field(keys::kReason, std::to_string(reply.code)));
    ehlo_refused_ = true;
    said_name_ = hello_name_;
    if (!hangs_up) return say_helo(now);
    helo_only_ = true;
    leave(After::SameAddress, false, now);
}

void Back::on_helo(const Reply& reply, Moment now) {
    // Keywords in a HELO reply are no offer (rule 5, fact 75).
    if (reply.code == kBanner) return on_malformed("a second banner", now);
    if (reply.positive()) return greeted(none(), "HELO", now);
    if (!reply.temporary() && !reply.permanent())
        return on_malformed(fmt::format("{} to HELO", reply.code), now);
    last_failure_ = fmt::format("{} refused HELO with {}", address_, reply.code);
    outbox_.note(NoteKind::BackFailed, Field(keys::kAddress, address_),
                 Field(keys::kWhy, "HELO " + std::to_string(reply.code)));
    if (rename(reply, now)) return;
    // RFC 1869 section 4.7: some servers will not have HELO behind a refused EHLO. A new connection begins
    // clean.
    const bool again = ehlo_refused_ && reply.permanent();
    if (again) helo_only_ = true;
    leave(again ? After::SameAddress : After::NextAddress, !will_hang_up(reply), now);
}

void Back::greeted(std::shared_ptr<const Capabilities> capabilities, std::string_view how, Moment now) {
    capabilities_ = std::move(capabilities);
    learn({.kind = Kind::Greeted, .address = address_, .offer = capabilities_});
    std::vector<std::string> keywords;
    for (const Keyword& keyword : capabilities_->all()) keywords.push_back(keyword.name);
    outbox_.note(NoteKind::BackReady, Field(keys::kAddress, address_), Field(keys::kGreeting, how),
                 Field(keys::kKeywords, std::move(keywords)));
    enter(BackState::Ready, now);
    greeted_ = now.steady;
    events_.push_back(BackReady{});
}

}  // namespace heloise
