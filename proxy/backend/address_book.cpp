// Facts by address text. Expired ones are simply not handed out; the oldest are dropped when the book is
// full.
#include "proxy/backend/address_book.h"

#include <algorithm>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

Duration moved(Duration until, Duration by) {
    return std::max(Duration{}, until + by);
}

// The same facts, whose durations count from another moment; what has run out by then is none.
AddressFacts moved(AddressFacts facts, Duration by) {
    for (Duration* until : {&facts.no_ehlo, &facts.own_name, &facts.single}) {
        if (until->count() > 0) *until = moved(*until, by);
    }
    std::erase_if(facts.no_ehlo_as, [&](const auto& one) { return one.second + by <= Duration{}; });
    for (auto& [name, until] : facts.no_ehlo_as) until += by;
    facts.set_aside_still = facts.set_aside_for.count() > 0 ? facts.set_aside_still + by : Duration{};
    if (facts.temporary == 0) facts.temporary_as.clear();
    return facts;
}

}  // namespace

AddressBook::Entry& AddressBook::at(std::string_view address) {
    auto found = entries_.find(address);
    if (found == entries_.end()) {
        if (entries_.size() >= limits::kAddressesKnown) {
            entries_.erase(std::min_element(
                entries_.begin(), entries_.end(),
                [](const auto& a, const auto& b) { return a.second.touched < b.second.touched; }));
        }
        found = entries_.emplace(address, Entry{{.address = std::string(address)}}).first;
    }
    found->second.touched = ++clock_;
    return found->second;
}

void AddressBook::learn(const AddressLesson& lesson, Moment now) {
    at(lesson.address).facts.learn(lesson, now.steady);
    if (lesson.offer) offer_ = lesson.offer;
}

void AddressBook::begin_try(std::string_view address) {
    at(address).facts.being_tried = true;
}

void AddressBook::end_try(std::string_view address) {
    at(address).facts.being_tried = false;
}

BackFacts AddressBook::facts(Moment now) const {
    BackFacts all{.addresses = {}, .offer = offer_};
    for (const auto& [address, entry] : entries_) {
        if (entry.facts.are_none()) continue;  // most: nothing is copied for them
        AddressFacts one = moved(entry.facts, -now.steady);
        if (!one.are_none()) all.addresses.push_back(std::move(one));
    }
    return all;
}

void AddressBook::take_up(const AddressFacts& facts, Moment now) {
    at(facts.address).facts = moved(facts, now.steady);
}

}  // namespace heloise
