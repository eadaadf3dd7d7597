// What a back has accepted of a live transaction, so that it can be said again on another connection: where
// the back says that the order was not kept (rule 4), or answers a recipient twice (rule 11).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/smtp/ehlo.h"

namespace heloise {

class Resay {
public:
    // A transaction begins with a back that offers this; nobody has been accepted.
    void begin(const Capabilities& offer) {
        *this = Resay();
        offer_ = offer;
    }
    // The back is asked about this recipient: the line as it goes upstream, without CRLF.
    void asks(std::string_view rcpt_line) {
        asked_ = rcpt_line;
        skips_asked_ = false;
    }
    [[nodiscard]] const std::string& asked() const { return asked_; }
    // It accepted that one.
    void accepted();

    // A new connection is under way. False when there is more to be said than limits::kSaidAgain, or it has
    // been tried limits::kAgain times. With `skips_asked` the recipient asked about is not asked about again.
    [[nodiscard]] bool start(bool skips_asked);
    void stop() { under_way_ = false; }
    [[nodiscard]] bool under_way() const { return under_way_; }
    [[nodiscard]] bool skips_asked() const { return skips_asked_; }
    // MAIL is said: the first recipient is next.
    void rewind() { said_ = 0; }
    // The next recipient's line; empty when all have been said.
    [[nodiscard]] std::optional<std::string_view> next();
    // May it be said to a back that offers this? Parameters and UTF-8 only where the offer is what it was.
    [[nodiscard]] bool fits(const Capabilities& offer) const {
        return !needs_extensions_ || offer.all() == offer_.all();
    }

private:
    Capabilities offer_;
    std::string lines_;  // each ended by LF
    std::string asked_;
    std::size_t said_ = 0;  // octets of lines_ that were said again
    int times_ = 0;
    bool too_much_ = false;
    bool needs_extensions_ = false;
    bool under_way_ = false;
    bool skips_asked_ = false;
};

}  // namespace heloise
