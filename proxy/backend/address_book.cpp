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

AddressBook::Advice AddressBook::how_to_greet(std::string_view address, std::string_view name,
                                              Moment now) const {
    const Facts* facts = find(address);
    if (facts == nullptr) return Advice::Ehlo;
    if (now.steady < facts->no_ehlo_until) return Advice::Helo;
    const bool tired = facts->temporary >= limits::kTemporaryGreetings;
    if (tired && (facts->temporary_as.empty() || facts->temporary_as == name)) return Advice::Helo;
    if (name.empty()) return Advice::Ehlo;
    const auto known = facts->no_ehlo_as.find(name);
    if (known != facts->no_ehlo_as.end() && now.steady < known->second) return Advice::Helo;
    const bool suspected = std::any_of(facts->no_ehlo_as.begin(), facts->no_ehlo_as.end(),
                                       [&](const auto& one) { return now.steady < one.second; });
    const bool of_another_name = facts->temporary > 0 && facts->temporary_as != name;
    const bool doubtful = of_another_name || (suspected && now.steady >= facts->own_name_until);
    return doubtful ? Advice::EhloWithOwnName : Advice::Ehlo;
}

void AddressBook::learn_no_ehlo(std::string_view address, Duration lasts, Moment now, std::string_view name) {
    Facts& facts = at(address);
    const Duration until = now.steady + lasts;
    facts.temporary = 0;
    if (name.empty()) {
        facts.no_ehlo_until = std::max(facts.no_ehlo_until, until);
        return;
    }
    auto& names = facts.no_ehlo_as;
    if (names.size() >= limits::kNamesKnown && !names.contains(name))
        names.erase(std::min_element(names.begin(), names.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; }));
    Duration& known = names[std::string(name)];
    known = std::max(known, until);
}

void AddressBook::learn_own_name(std::string_view address, Duration lasts, Moment now) {
    const auto known = facts_.find(address);
    if (known == facts_.end() || known->second.no_ehlo_as.empty()) return;
    at(address).own_name_until = now.steady + lasts;
}

// Another name's 4xx is no second in a row.
int AddressBook::temporary_greeting(std::string_view address, std::string_view name) {
    Facts& facts = at(address);
    if (!name.empty() && facts.temporary > 0 && facts.temporary_as != name) facts.temporary = 0;
    facts.temporary_as = name;
    return ++facts.temporary;
}

void AddressBook::learn_single(std::string_view address, Duration lasts, Moment now) {
    at(address).single_until = now.steady + lasts;
}

bool AddressBook::knows_single(std::string_view address, Moment now) const {
    const Facts* facts = find(address);
    return facts != nullptr && now.steady < facts->single_until;
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
                  .own_name = std::max(Duration{}, facts.own_name_until - now.steady),
                  .single = std::max(Duration{}, facts.single_until - now.steady),
                  .set_aside_for = facts.set_aside_for,
                  .being_tried = facts.being_tried,
                  .temporary = facts.temporary,
                  .temporary_as = facts.temporary > 0 ? facts.temporary_as : std::string()};
        for (const auto& [name, until] : facts.no_ehlo_as) {
            if (until > now.steady) one.no_ehlo_as.emplace(name, until - now.steady);
        }
        if (one.set_aside_for.count() > 0) one.set_aside_still = facts.set_aside_until - now.steady;
        if (one != Known{.address = address}) all.push_back(std::move(one));
    }
    return all;
}

void AddressBook::take_up(const Known& known, Moment now) {
    Facts& facts = at(known.address);
    const auto until = [now](Duration lasts) { return lasts.count() > 0 ? now.steady + lasts : Duration{}; };
    facts.no_ehlo_until = until(known.no_ehlo);
    facts.own_name_until = until(known.own_name);
    facts.single_until = until(known.single);
    facts.no_ehlo_as.clear();
    for (const auto& [name, lasts] : known.no_ehlo_as) facts.no_ehlo_as.emplace(name, until(lasts));
    facts.set_aside_for = known.set_aside_for;
    facts.set_aside_until = now.steady + known.set_aside_still;
    facts.being_tried = known.being_tried;
    facts.temporary = known.temporary;
    facts.temporary_as = known.temporary_as;
}

const Capabilities* AddressBook::latest_capabilities() const {
    return latest_ ? &*latest_ : nullptr;
}

}  // namespace heloise
