// Facts by address text. Expired ones are simply not believed; the oldest are dropped when the book is full.
#include "proxy/backend/address_book.h"

#include <algorithm>

#include "proxy/base/limits.h"

namespace heloise {

AddressBook::Facts& AddressBook::at(std::string_view address) {
    auto found = facts_.find(address);
    if (found == facts_.end()) {
        if (facts_.size() >= limits::kAddressesKnown) {
            facts_.erase(std::min_element(facts_.begin(), facts_.end(), [](const auto& a, const auto& b) {
                return a.second.touched < b.second.touched;
            }));
        }
        found = facts_.emplace(address, Facts{}).first;
    }
    found->second.touched = ++clock_;
    return found->second;
}

const AddressBook::Facts* AddressBook::find(std::string_view address) const {
    const auto found = facts_.find(address);
    return found == facts_.end() ? nullptr : &found->second;
}

bool AddressBook::may_try(std::string_view address, Moment now) {
    Facts& facts = at(address);
    if (facts.set_aside_for.count() == 0) return true;
    if (facts.being_tried || now.steady < facts.set_aside_until) return false;
    facts.being_tried = true;
    return true;
}

void AddressBook::unreachable(std::string_view address, Moment now) {
    Facts& facts = at(address);
    facts.set_aside_for = facts.set_aside_for.count() == 0
                              ? limits::kSetAside
                              : std::min(2 * facts.set_aside_for, limits::kSetAsideMost);
    facts.set_aside_until = now.steady + facts.set_aside_for;
    facts.being_tried = false;
}

void AddressBook::reached(std::string_view address) {
    Facts& facts = at(address);
    facts.set_aside_for = {};
    facts.being_tried = false;
}

void AddressBook::try_abandoned(std::string_view address) {
    at(address).being_tried = false;
}

bool AddressBook::knows_no_ehlo(std::string_view address, Moment now) const {
    const Facts* facts = find(address);
    return facts != nullptr && now.steady < facts->no_ehlo_until;
}

void AddressBook::learn_no_ehlo(std::string_view address, Duration lasts, Moment now) {
    Facts& facts = at(address);
    facts.no_ehlo_until = std::max(facts.no_ehlo_until, now.steady + lasts);
    facts.temporary = 0;
}

int AddressBook::temporary_greeting(std::string_view address) {
    return ++at(address).temporary;
}

bool AddressBook::tired_of_ehlo(std::string_view address) const {
    const Facts* facts = find(address);
    return facts != nullptr && facts->temporary >= limits::kTemporaryGreetings;
}

void AddressBook::learn_capabilities(std::string_view address, Capabilities capabilities) {
    at(address).temporary = 0;
    latest_ = std::move(capabilities);
}

std::vector<AddressBook::Known> AddressBook::known(Moment now) const {
    std::vector<Known> all;
    for (const auto& [address, facts] : facts_) {
        Known one{.address = address,
                  .no_ehlo = std::max(Duration{}, facts.no_ehlo_until - now.steady),
                  .set_aside_for = facts.set_aside_for,
                  .being_tried = facts.being_tried,
                  .temporary = facts.temporary};
        if (one.set_aside_for.count() > 0) one.set_aside_still = facts.set_aside_until - now.steady;
        if (one != Known{.address = address}) all.push_back(std::move(one));
    }
    return all;
}

void AddressBook::take_up(const Known& known, Moment now) {
    Facts& facts = at(known.address);
    facts.no_ehlo_until = known.no_ehlo.count() > 0 ? now.steady + known.no_ehlo : Duration{};
    facts.set_aside_for = known.set_aside_for;
    facts.set_aside_until = now.steady + known.set_aside_still;
    facts.being_tried = known.being_tried;
    facts.temporary = known.temporary;
}

const Capabilities* AddressBook::latest_capabilities() const {
    return latest_ ? &*latest_ : nullptr;
}

}  // namespace heloise
