// Replies owed to the front, in the order its commands came.
//
// SMTP replies carry no identifier: only their order ties them to commands. So every command adds an entry
// here before anything is done about it, and the front hears nothing that does not leave through this queue.
#pragma once

#include <cstddef>
#include <string>

#include "proxy/smtp/reply.h"

namespace heloise {

class ReplyQueue {
public:
    // A command was read; its answer is owed. REQUIRES: !owing(): one command is worked on at a time, since
    // the back takes one at a time.
    void owe();
    // The answer to the command that was read last. REQUIRES: owing().
    void answer(const Reply& reply);
    // Something nobody asked for: the banner, or the 421 that ends a session.
    void announce(const Reply& reply);
    // The command will never be answered: the session ends.
    void forgive() { owing_ = false; }

    [[nodiscard]] bool owing() const { return owing_; }
    [[nodiscard]] std::size_t octets() const { return ready_.size(); }
    // What may go out now, in one write (RFC 2920 section 3.2).
    [[nodiscard]] std::string take();

private:
    bool owing_ = false;
    std::string ready_;
};

}  // namespace heloise
