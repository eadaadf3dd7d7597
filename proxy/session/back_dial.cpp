// A place, and addresses in order (rule 26); back_greeting.cpp greets.
#include "proxy/session/back_dial.h"

#include <utility>

#include <fmt/core.h>

#include "proxy/base/check.h"
#include "proxy/base/limits.h"
#include "proxy/policy/network.h"
#include "proxy/session/note_keys.h"

namespace heloise {
namespace {

using Kind = AddressLesson::Kind;

}  // namespace

BackDial::BackDial(const Backend& backend, BackLink& link, Outbox& outbox, std::string own_name,
                   std::shared_ptr<const Capabilities> offer)
    : backend_(backend), link_(link), outbox_(outbox), own_name_(std::move(own_name)) {
    facts_.offer = std::move(offer);
}

// Known here at once, and at the desk for all.
void BackDial::learn(AddressLesson lesson) {
    facts_.learn(lesson);
    outbox_.add(DeskRequest{Learnt{std::move(lesson)}});
}

void BackDial::dial(std::string hello_name, Moment now) {
    CHECK(link_.state() == BackState::Closed);
    link_.forget_events();  // of a connection before this one
    hello_name_ = std::move(hello_name);
    attempts_ = 0;
    last_failure_.clear();
    endpoint_ = 0;
    addresses_.clear();
    link_.wait_for_turn(++questions_, now);
}

void BackDial::dial_next(Moment now) {
    CHECK(link_.state() == BackState::Closed);
    link_.forget_events();
    if (link_.transactions() >
        1) {  // a connection kept from an earlier message proves nothing against its address
        endpoint_ = 0;
        addresses_.clear();
    }
    link_.wait_for_turn(++questions_, now);
}

void BackDial::introduce(std::string hello_name, Moment now) {
    hello_name_ = std::move(hello_name);
    if (link_.state() == BackState::Unnamed) greet(now);
}

void BackDial::on(const DeskAnswer& answer, Moment now) {
    if (const auto* turn = std::get_if<Turn>(&answer)) return on_turn(*turn, now);
    if (const auto* known = std::get_if<Known>(&answer)) return on_known(*known, now);
}

void BackDial::on_turn(const Turn& turn, Moment now) {
    if (link_.state() != BackState::WaitingTurn || turn.number != questions_) return;
    link_.take_turn();
    facts_ = turn.facts;
    next_address(now);
}

void BackDial::on_known(const Known& known, Moment now) {
    facts_ = known.facts;
    if (link_.state() == BackState::WaitingFacts && known.number == questions_) next_address(now);
}

// All over again within the same turn.
void BackDial::redial(Moment now) {
    endpoint_ = 0;
    addresses_.clear();
    link_.enter(BackState::WaitingFacts, now);
    outbox_.add(DeskRequest{AskFacts{++questions_}});
}

void BackDial::next_address(Moment now) {
    helo_only_ = false;
    own_name_said_ = OwnName::No;
    ++addresses_gone_to_;
    while (attempts_ < limits::kAttempts) {
        if (addresses_.empty()) {
            if (endpoint_ == backend_.address.size()) break;
            const std::size_t index = endpoint_++;
            const Endpoint& endpoint = backend_.address[index];
            if (!parse_ip(endpoint.host)) {
                link_.go_to(endpoint.text());
                link_.enter(BackState::Resolving, now);
                outbox_.add(Resolve{index});
                return;
            }
            addresses_.push_back(endpoint.text());
        }
        link_.go_to(std::move(addresses_.front()));
        addresses_.pop_front();
        const AddressFacts* known = facts_.find(link_.address());
        if (known == nullptr || known->may_be_tried()) return connect(now);
        if (last_failure_.empty())
            last_failure_ = fmt::format("{} is set aside, it did not answer lately", link_.address());
    }
    link_.finish(BackUnavailable{last_failure_.empty() ? "no address is left" : last_failure_});
}

void BackDial::connect(Moment now) {
    ++attempts_;
    ehlo_refused_ = false;
    link_.call(now);
}

void BackDial::on(const Addresses& input, Moment now) {
    if (link_.state() != BackState::Resolving) return;
    for (const std::string& address : input.addresses) {
        if (addresses_.size() < limits::kAddresses) addresses_.push_back(address);
    }
    next_address(now);
}

void BackDial::on(Called, Moment now) {
    if (link_.state() == BackState::Connecting) link_.enter(BackState::Banner, now);
}

void BackDial::on(const CallFailed& input, Moment now) {
    if (link_.state() == BackState::Resolving) return address_failed(input.why, false, now);
    if (link_.state() != BackState::Connecting) return;
    link_.call_failed();
    address_failed(input.why, true, now);
}

void BackDial::address_failed(std::string_view why, bool unreachable, Moment now) {
    outbox_.note(NoteKind::BackFailed, Field(keys::kAddress, link_.address()), Field(keys::kWhy, why));
    last_failure_ = fmt::format("{}: {}", link_.address(), why);
    learn({unreachable ? Kind::Unreachable : Kind::TryAbandoned, link_.address()});
    link_.close();
    next_address(now);
}

void BackDial::leave(BackLink::After after, bool say_quit, Moment now) {
    if (!link_.leave(after, say_quit, now)) left(now);
}

void BackDial::left(Moment now) {
    link_.close();
    switch (link_.after_leaving()) {
        case BackLink::After::Close: return link_.finish(BackClosed{});
        case BackLink::After::NextAddress: return next_address(now);
        case BackLink::After::SameAddress: return connect(now);
    }
}

bool BackDial::knows_single() const {
    const AddressFacts* known = facts_.find(link_.address());
    return known != nullptr && known->single.count() > 0;
}

void BackDial::on_hang_up(Moment now) {
    switch (link_.state()) {
        case BackState::Connecting:
        case BackState::Banner:
            return address_failed("it closed the connection before its greeting", true, now);
        case BackState::Unnamed:
            return address_failed("it closed the connection before we greeted it", false, now);
        default: break;
    }
    // An EHLO that never left teaches nothing about EHLO.
    if (link_.state() == BackState::Ehlo && !link_.all_sent())
        return address_failed("it closed the connection behind its greeting", true, now);
    reconnect_with_helo(now);
}

void BackDial::on_timeout(Moment now) {
    switch (link_.state()) {
        case BackState::Resolving: return address_failed("the look-up took too long", false, now);
        case BackState::Connecting: return address_failed("connecting took too long", true, now);
        case BackState::Banner: return address_failed("no greeting came", true, now);
        default: return reconnect_with_helo(now);
    }
}

}  // namespace heloise
