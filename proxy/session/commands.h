// What a front may ask for beyond a plain answer: a handler for each verb of which verbs.h says so.
#pragma once

#include "proxy/base/time.h"
#include "proxy/session/refusals.h"
#include "proxy/smtp/command.h"

namespace heloise {

// Each is called with a command of its verb, in a state that allows it, with the reply owed.
class Commands {
public:
    virtual void on_hello(const Command& said, Moment now) = 0;  // EHLO and HELO
    virtual void on_mail(const Command& said, Moment now) = 0;
    virtual void on_rcpt(const Command& said, Moment now) = 0;
    virtual void on_data(const Command& said, Moment now) = 0;
    virtual void on_bdat(const Command& said, Moment now) = 0;
    virtual void on_rset(const Command& said, Moment now) = 0;
    virtual void on_quit(const Command& said, Moment now) = 0;
    virtual void on_expn(const Command& said, Moment now) = 0;
    virtual void on_http(const Command& said, Moment now) = 0;
    // A command that may not be said now, and why.
    virtual void on_out_of_order(const Command& said, const Refusal& why, Moment now) = 0;

protected:
    ~Commands() = default;
};

}  // namespace heloise
