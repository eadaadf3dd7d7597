// Who uses the back, and lets the front wait for it: at most one part of a session at a time.
#pragma once

#include <optional>

#include "proxy/base/time.h"
#include "proxy/session/back_link.h"
#include "proxy/session/pending.h"

namespace heloise {

class BackUser {
public:
    // What the front waits for; None: for nothing.
    [[nodiscard]] virtual Pending pending() const = 0;

    // The back's events (back_link.h). False: there was nothing to ask it.
    [[nodiscard]] virtual bool on_ready(Moment now) = 0;
    virtual void on_reply(const BackReply& event, Moment now) = 0;
    virtual void on_early_reply(const BackEarlyReply& event, Moment now) = 0;
    virtual void on_lost(const BackLost& event, Moment now) = 0;
    virtual void on_starts_over(const BackStartsOver& event, Moment now) = 0;
    virtual void on_unavailable(Moment now) = 0;
    virtual void on_closed(Moment now) = 0;

    // REQUIRES for these: pending(). Moment::steady at which the front has waited long enough; empty: the
    // back's own timeouts see to that.
    [[nodiscard]] virtual std::optional<Duration> deadline() const = 0;
    virtual void on_late(Moment now) = 0;

protected:
    ~BackUser() = default;
};

}  // namespace heloise
