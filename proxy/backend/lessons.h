// What a session has found out about an address of its backend, for the desk that all sessions share (rules 4
// and 26).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "proxy/base/time.h"
#include "proxy/smtp/ehlo.h"

namespace heloise {

struct AddressLesson {
    enum class Kind : std::uint8_t {
        Unreachable,  // it could not be reached: set aside for limits::kSetAside, doubling each time in a row
        Reached,      // it answered
        TryAbandoned,  // the try came to nothing through no fault of its own
        NoEhlo,        // it refused EHLO (5xx) as `name` or hung up or stayed silent on it; for `lasts`
        OwnName,       // it took EHLO with our own name, so what other names met is about them; for `lasts`
        Temporary,     // EHLO as `name` was answered 4xx
        Single,   // it carries one transaction a connection: another's MAIL was out of order; for `lasts`
        Greeted,  // EHLO or HELO was accepted, with `offer`
    };
    Kind kind = Kind::Reached;
    std::string address;  // "10.0.0.5:25"
    std::string name{};   // that was said; empty: our own
    Duration lasts{};
    std::shared_ptr<const Capabilities> offer{};  // Greeted: not null

    // It ends what was known of the address, and adds nothing.
    [[nodiscard]] bool ends_only() const {
        return kind == Kind::Reached || kind == Kind::TryAbandoned || kind == Kind::OwnName ||
               kind == Kind::Greeted;
    }
};

}  // namespace heloise
