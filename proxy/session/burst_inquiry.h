// Burst delivery, at RCPT: what is known of a recipient before its message is there (rule 30). The desk is
// asked what this sender heard of it lately; and where another network was refused with the same envelope,
// the back is asked at once.
//
// Providers try again from elsewhere, so a verdict may be this sender's, or may be a stranger's. Only the
// back knows. Whatever goes wrong, the recipient is taken as if nothing were known, and the burst will see.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "proxy/backend/desk_messages.h"
#include "proxy/base/time.h"
#include "proxy/session/message.h"
#include "proxy/session/pending.h"
#include "proxy/session/session_parts.h"
#include "proxy/smtp/command.h"
#include "proxy/smtp/reply.h"

namespace heloise {

class BurstInquiry {
public:
    class Owner {
    public:
        // Nothing speaks against the recipient.
        virtual void on_recipient_good(const Rcpt& rcpt) = 0;
        // `answer` is its reply; `said`: by the back, now or `remembered`; empty: heloise says it.
        virtual void on_recipient_refused(const Rcpt& rcpt, const Reply& answer, std::string_view said,
                                          bool remembered) = 0;
        // The back was asked; its transaction is of no further use.
        virtual void on_back_asked(Moment now) = 0;

    protected:
        ~Owner() = default;
    };

    // All references must outlive the object.
    BurstInquiry(SessionParts& parts, const Message& message, Owner& owner)
        : s_(parts), message_(message), owner_(owner) {}

    // One of Owner's first two functions is called, sooner or later. REQUIRES: pending() is None.
    void about(const Rcpt& rcpt, Moment now);
    // None, Recall or Inquiry.
    [[nodiscard]] Pending pending() const { return pending_; }
    // The desk's answer; false: nobody waits for it.
    [[nodiscard]] bool on_recalled(const Recalled& recalled, Moment now);
    // REQUIRES for these: Inquiry.
    void on_ready(Moment now);
    void on_reply(const BackReply& event, Moment now);
    // Nobody knows, nor will.
    void on_lost(Moment now) { end(nullptr, now); }
    // It takes too long.
    [[nodiscard]] Duration deadline() const;
    void on_late(Moment now);

    // The front begins a transaction, or has ended one.
    void forget();
    void stop() { pending_ = Pending::None; }
    // All recipients of this transaction.
    [[nodiscard]] const Naming& named() const { return naming_; }

private:
    void answer(const Recall& known, Moment now);
    void ask_back(Moment now);
    // `said`: the back's reply to this recipient; null: nobody knows.
    void end(const BackReply* said, Moment now);

    SessionParts& s_;
    const Message& message_;
    Owner& owner_;
    Pending pending_ = Pending::None;
    Rcpt rcpt_;
    Duration since_{};
    Naming naming_;
    std::uint64_t recalls_ = 0;  // so many the desk has been asked about
    bool asked_recipient_ = false;
    bool in_vain_ = false;       // the back was asked, and did not answer
    std::uint64_t misfits_ = 0;  // Back::misfits() when it was asked
};

}  // namespace heloise
