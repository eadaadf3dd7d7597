// What is remembered about each address of a backend, across sessions: whether it answers at all, and
// how it takes EHLO (rules 4 and 26).
//
// One book per backend, its desk's; pure, so that a test can let a day pass. Bounded to
// limits::kAddressesKnown addresses. Sessions have copies of what stands in it (facts.h).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/backend/facts.h"
#include "proxy/backend/lessons.h"
#include "proxy/base/time.h"

namespace heloise {

class AddressBook {
public:
    void learn(const AddressLesson& lesson, Moment now);

    // A session may try what is set aside and whose time is over: from now on the others must not, until it
    // is known, or abandoned.
    void begin_try(std::string_view address);
    void end_try(std::string_view address);

    // Of every address about which there is something to know.
    [[nodiscard]] BackFacts facts(Moment now) const;

    // Of the address greeted last; null: none was.
    [[nodiscard]] const std::shared_ptr<const Capabilities>& offer() const { return offer_; }

    // What a recording says takes the place of all that was known of the address; of the last offer.
    void take_up(const AddressFacts& facts, Moment now);
    void take_up(Capabilities offer) { offer_ = std::make_shared<const Capabilities>(std::move(offer)); }

private:
    struct Entry {
        AddressFacts facts;  // durations from the start of the clock
        std::uint64_t touched = 0;
    };
    Entry& at(std::string_view address);

    std::map<std::string, Entry, std::less<>> entries_;
    std::shared_ptr<const Capabilities> offer_;
    std::uint64_t clock_ = 0;  // counts uses, to know the oldest
};

}  // namespace heloise
