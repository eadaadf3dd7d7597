// What is remembered about each address of a backend, across sessions: whether it answers at all, and
// how it takes EHLO (rules 4 and 26).
//
// One book per backend, shared by its sessions; pure, so that a test can let a day pass. Bounded to
// limits::kAddressesKnown addresses.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/backend/verdicts.h"
#include "proxy/base/time.h"
#include "proxy/smtp/ehlo.h"

namespace heloise {

class AddressBook {
public:
    // May a session try this address now? False while it is set aside. When its time is over, the
    // first who asks is told yes and tries it for all; the others go on being told no until it is known.
    [[nodiscard]] bool may_try(std::string_view address, Moment now);
    // It could not be reached: set aside for limits::kSetAside, doubling each time in a row.
    void unreachable(std::string_view address, Moment now);
    // It was reached, or the try came to nothing through no fault of its own.
    void reached(std::string_view address);
    void try_abandoned(std::string_view address);

    // How an address takes EHLO may depend on the name that is said with it, and that name is the sender's:
    // so what is learnt holds for that name alone, and for all only when it was met with our own (rule 4).
    // Below an empty `name` is our own.

    // How should this address be greeted as `name` (greeting = "auto")? EhloWithOwnName: other names were
    // refused, and nobody has tried ours since.
    enum class Advice : std::uint8_t { Ehlo, EhloWithOwnName, Helo };
    [[nodiscard]] Advice how_to_greet(std::string_view address, std::string_view name, Moment now) const;
    // It refused EHLO (5xx) or hung up or stayed silent on it; `lasts` from now.
    void learn_no_ehlo(std::string_view address, Duration lasts, Moment now, std::string_view name = {});
    // It took EHLO with our own name, so what other names met is about them. Nothing where nothing was.
    void learn_own_name(std::string_view address, Duration lasts, Moment now);
    // EHLO was answered 4xx. Returns how often in a row.
    int temporary_greeting(std::string_view address, std::string_view name = {});

    // It carries one transaction a connection: another's MAIL was out of order there (rule 4).
    void learn_single(std::string_view address, Duration lasts, Moment now);
    [[nodiscard]] bool knows_single(std::string_view address, Moment now) const;

    // EHLO or HELO was accepted with this. An offer to senders may be computed from it; a live EHLO reply
    // always wins (RFC 1869 section 4.2).
    void learn_capabilities(std::string_view address, Capabilities capabilities);
    // Of the address greeted last; null when none was.
    [[nodiscard]] const Capabilities* latest_capabilities() const;

    // What is known of one address, as a recording writes it down and its replay takes it up. Durations count
    // from the moment asked about.
    struct Known {
        std::string address;
        Duration no_ehlo{};                            // HELO without asking for so long; zero: no
        std::map<std::string, Duration> no_ehlo_as{};  // the same for these names alone
        Duration own_name{};         // EHLO was taken with ours, which is believed for so long
        Duration single{};           // one transaction a connection for so long
        Duration set_aside_for{};    // zero: it is not
        Duration set_aside_still{};  // until it may be tried; negative: it may
        bool being_tried = false;
        int temporary = 0;
        std::string temporary_as{};  // the name that was said; empty: ours
        bool operator==(const Known&) const = default;
    };
    // Of every address about which there is something to know.
    [[nodiscard]] std::vector<Known> known(Moment now) const;
    void take_up(const Known& known, Moment now);
    void take_up(Capabilities capabilities) { latest_ = std::move(capabilities); }
    // Changes with whatever known() and latest_capabilities() say, and now and then without.
    [[nodiscard]] std::uint64_t version() const { return clock_; }

    // What was said to recipients; see there.
    [[nodiscard]] Verdicts& verdicts() { return verdicts_; }

private:
    struct Facts {
        Duration set_aside_until{};
        Duration set_aside_for{};  // zero: not set aside
        bool being_tried = false;
        Duration no_ehlo_until{};
        std::map<std::string, Duration, std::less<>> no_ehlo_as;  // until when
        Duration own_name_until{};
        Duration single_until{};
        int temporary = 0;
        std::string temporary_as;
        std::uint64_t touched = 0;
    };
    Facts& at(std::string_view address);
    [[nodiscard]] const Facts* find(std::string_view address) const;

    std::map<std::string, Facts, std::less<>> facts_;
    std::optional<Capabilities> latest_;
    Verdicts verdicts_;
    std::uint64_t clock_ = 0;  // counts uses, to know the oldest
};

}  // namespace heloise
