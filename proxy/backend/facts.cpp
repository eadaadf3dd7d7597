// The same lessons change a desk's book, which counts from the start of its clock, and a session's copy.
#include "proxy/backend/facts.h"

#include <algorithm>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

void learn_no_ehlo(AddressFacts& facts, const std::string& name, Duration until) {
    facts.temporary = 0;
    if (name.empty()) {
        facts.no_ehlo = std::max(facts.no_ehlo, until);
        return;
    }
    auto& names = facts.no_ehlo_as;
    if (names.size() >= limits::kNamesKnown && !names.contains(name))
        names.erase(std::min_element(names.begin(), names.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; }));
    Duration& known = names[name];
    known = std::max(known, until);
}

// Another name's 4xx is no second in a row.
void count_temporary(AddressFacts& facts, const std::string& name) {
    if (!name.empty() && facts.temporary > 0 && facts.temporary_as != name) facts.temporary = 0;
    facts.temporary_as = name;
    ++facts.temporary;
}

void set_aside(AddressFacts& facts, Duration now) {
    facts.set_aside_for = facts.set_aside_for.count() == 0
                              ? limits::kSetAside
                              : std::min(2 * facts.set_aside_for, limits::kSetAsideMost);
    facts.set_aside_still = now + facts.set_aside_for;
    facts.being_tried = false;
}

}  // namespace

bool AddressFacts::are_none() const {
    const bool of_greeting =
        no_ehlo.count() > 0 || !no_ehlo_as.empty() || own_name.count() > 0 || temporary > 0;
    return !of_greeting && single.count() <= 0 && set_aside_for.count() == 0 && !being_tried;
}

Advice AddressFacts::how_to_greet(std::string_view name) const {
    if (no_ehlo.count() > 0) return Advice::Helo;
    const bool tired = temporary >= limits::kTemporaryGreetings;
    if (tired && (temporary_as.empty() || temporary_as == name)) return Advice::Helo;
    if (name.empty()) return Advice::Ehlo;
    const auto known = no_ehlo_as.find(name);
    if (known != no_ehlo_as.end() && known->second.count() > 0) return Advice::Helo;
    const bool suspected = std::any_of(no_ehlo_as.begin(), no_ehlo_as.end(),
                                       [](const auto& one) { return one.second.count() > 0; });
    const bool of_another_name = temporary > 0 && temporary_as != name;
    const bool doubtful = of_another_name || (suspected && own_name.count() <= 0);
    return doubtful ? Advice::EhloWithOwnName : Advice::Ehlo;
}

void AddressFacts::learn(const AddressLesson& lesson, Duration now) {
    using Kind = AddressLesson::Kind;
    const Duration until = now + lesson.lasts;
    switch (lesson.kind) {
        case Kind::Unreachable: return set_aside(*this, now);
        case Kind::Reached: set_aside_for = {}; [[fallthrough]];
        case Kind::TryAbandoned: being_tried = false; return;
        case Kind::NoEhlo: return learn_no_ehlo(*this, lesson.name, until);
        case Kind::OwnName:
            if (!no_ehlo_as.empty()) own_name = until;
            return;
        case Kind::Temporary: return count_temporary(*this, lesson.name);
        case Kind::Single: single = until; return;
        case Kind::Greeted: temporary = 0; return;
    }
}

const AddressFacts* BackFacts::find(std::string_view address) const {
    const auto found = std::find_if(addresses.begin(), addresses.end(),
                                    [&](const AddressFacts& one) { return one.address == address; });
    return found == addresses.end() ? nullptr : &*found;
}

void BackFacts::learn(const AddressLesson& lesson) {
    auto found = std::find_if(addresses.begin(), addresses.end(),
                              [&](const AddressFacts& one) { return one.address == lesson.address; });
    if (lesson.offer) offer = lesson.offer;
    if (found == addresses.end()) {
        if (lesson.ends_only()) return;
        found = addresses.insert(found, AddressFacts{.address = lesson.address});
    }
    found->learn(lesson);
}

}  // namespace heloise
