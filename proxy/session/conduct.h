// How a front behaves, in numbers: what ends its session early, and what must not (rule 33).
//
// An error is what is no SMTP, or comes out of order without a refused command before it as the cause. A
// refusal is never one, whoever refuses: a list with many unknown recipients is mail like any other.
#pragma once

#include <cstddef>

namespace heloise {

class Conduct {
public:
    // Each counts one, and says whether it is one too many: then the session ends with 421.
    [[nodiscard]] bool error();
    // A command that carries no mail on; an error once limits::kJunk came in a row.
    [[nodiscard]] bool junk_is_error();
    // MAIL, RCPT, DATA or BDAT was refused; an error only far beyond what senders do (limits::kUnasked).
    [[nodiscard]] bool refusal_is_error();

    // A command of the attempt under way was refused: what comes out of order behind it was sent in good
    // faith, in one batch with it.
    [[nodiscard]] bool excused() const { return refusals_ > 0; }
    // False once the transaction has heard limits::kRefusals: the next recipients are refused unasked.
    [[nodiscard]] bool may_ask() const;

    // A new attempt at a transaction: MAIL, RSET, EHLO or HELO, or the end of the one before.
    void begin_attempt();
    // MAIL or RCPT was accepted.
    void carried_on() { junk_ = 0; }
    // A message was accepted.
    void delivered();

private:
    int errors_ = 0;                    // since the last accepted message
    int junk_ = 0;                      // since something was accepted
    std::size_t refusals_ = 0;          // of this attempt
    std::size_t refused_attempts_ = 0;  // since the last accepted message
};

}  // namespace heloise
