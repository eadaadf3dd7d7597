// The envelope of a transaction: who sends, to whom, and who was refused; and its lines in the log.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/session/outbox.h"
#include "proxy/session/refused_recipients.h"
#include "proxy/session/upstream_lines.h"
#include "proxy/smtp/command.h"

namespace heloise {

class Transaction {
public:
    // `outbox` must outlive the object.
    explicit Transaction(Outbox& outbox) : outbox_(outbox) {}

    // MAIL was said. Until it is accepted this may be said again.
    void begin(const Mail& mail) { mail_ = mail; }
    // Of the last MAIL, also when its transaction is over.
    [[nodiscard]] const Mail& mail() const { return mail_; }
    [[nodiscard]] std::string reverse_path() const { return mail_.reverse_path.text(); }
    [[nodiscard]] bool utf8() const { return declares_utf8(mail_); }
    [[nodiscard]] bool binary() const { return declares_binary(mail_); }

    // A recipient, "a@b" as the back hears it, is being decided about; and it has been accepted.
    void consider(std::string mailbox) { considered_ = std::move(mailbox); }
    [[nodiscard]] const std::string& considered() const { return considered_; }
    void accept();
    // How many were accepted, and the last of them.
    [[nodiscard]] std::size_t recipients() const { return recipients_; }
    [[nodiscard]] const std::string& last_recipient() const { return last_recipient_; }
    // The first twenty, "<a@b>": for the log.
    [[nodiscard]] const std::vector<std::string>& named() const { return named_; }

    // A recipient was refused; how many were, and why, is told with note_refused(). "<a@b>", or empty when it
    // could not be read.
    void refuse(const RefusedRecipients::Kind& kind, std::string_view recipient);
    void note_refused();
    // MAIL was refused by heloise; and MAIL ("mail") or DATA ("data") by the back, in its own words.
    void note_mail_refused(int code, std::string_view why) const;
    void note_refused_by_back(std::string_view at, int code, std::string_view said) const;

    // It is over, as far as the front is concerned.
    void end();

private:
    Outbox& outbox_;
    Mail mail_;
    std::string considered_;
    std::string last_recipient_;
    std::size_t recipients_ = 0;
    std::vector<std::string> named_;
    RefusedRecipients refused_;
};

}  // namespace heloise
