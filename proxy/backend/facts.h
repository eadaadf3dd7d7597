// What a backend's desk knows of its addresses, as a value: handed to a session with its place, and changed
// there by what the session itself finds out (rules 4 and 26).
//
// Durations count from the moment of the hand-over; zero or less has run out.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/backend/lessons.h"
#include "proxy/base/time.h"
#include "proxy/smtp/ehlo.h"

namespace heloise {

// How should an address be greeted (greeting = "auto")? EhloWithOwnName: other names were refused, and nobody
// has tried ours since.
enum class Advice : std::uint8_t { Ehlo, EhloWithOwnName, Helo };

// How an address takes EHLO may depend on the name that is said with it, and that name is the sender's: so
// what is learnt holds for that name alone, and for all only when it was met with our own (rule 4). An empty
// name is our own.
struct AddressFacts {
    std::string address;                                        // "10.0.0.5:25"
    Duration no_ehlo{};                                         // it is greeted with HELO for so long
    std::map<std::string, Duration, std::less<>> no_ehlo_as{};  // the same for these names alone
    Duration own_name{};         // EHLO was taken with ours, which is believed for so long
    Duration single{};           // it carries one transaction a connection, for so long
    Duration set_aside_for{};    // it did not answer and is left alone; zero: it is not
    Duration set_aside_still{};  // for so long still
    bool being_tried = false;    // by another session, for all
    int temporary = 0;           // EHLO was answered 4xx so often in a row
    std::string temporary_as{};  // to that name

    bool operator==(const AddressFacts&) const = default;

    // There is nothing to know.
    [[nodiscard]] bool are_none() const;
    [[nodiscard]] bool may_be_tried() const {
        return set_aside_for.count() == 0 || (!being_tried && set_aside_still.count() <= 0);
    }
    [[nodiscard]] Advice how_to_greet(std::string_view name) const;
    // Changes the facts, whose durations count from `now` ago; the offer of Greeted is not among them.
    void learn(const AddressLesson& lesson, Duration now = {});
};

struct BackFacts {
    std::vector<AddressFacts> addresses;        // those of which there is something to know
    std::shared_ptr<const Capabilities> offer;  // what the address greeted last can do; null: nobody knows

    // Null: there is nothing to know of it.
    [[nodiscard]] const AddressFacts* find(std::string_view address) const;
    void learn(const AddressLesson& lesson);
};

}  // namespace heloise
