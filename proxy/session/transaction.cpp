// Counting recipients, and telling the log of those that were refused.
#include "proxy/session/transaction.h"

#include "proxy/session/note_keys.h"

namespace heloise {
namespace {

// Recipients of one message that its line in the log names; the others are only counted.
constexpr std::size_t kNamed = 20;

}  // namespace

void Transaction::accept() {
    ++recipients_;
    last_recipient_ = considered_;
    if (recipients_ <= kNamed) named_.push_back("<" + last_recipient_ + ">");
}

void Transaction::refuse(const RefusedRecipients::Kind& kind, std::string_view recipient) {
    refused_.add(kind, recipient);
}

void Transaction::note_refused() {
    for (Fields& fields : refused_.take(reverse_path()))
        outbox_.note(NoteKind::MailRefused, std::move(fields));
}

void Transaction::note_mail_refused(int code, std::string_view why) const {
    outbox_.note(NoteKind::MailRefused, Field(keys::kAt, "mail"), Field(keys::kFrom, reverse_path()),
                 Field(keys::kCode, code), Field(keys::kBy, "heloise"), Field(keys::kWhy, why));
}

void Transaction::note_refused_by_back(std::string_view at, int code, std::string_view said) const {
    outbox_.note(NoteKind::MailRefused, Field(keys::kAt, at), Field(keys::kFrom, reverse_path()),
                 Field(keys::kCode, code), Field(keys::kBy, "back"), Field(keys::kBackReply, said));
}

void Transaction::end() {
    note_refused();
    recipients_ = 0;
    last_recipient_.clear();
    named_.clear();
}

}  // namespace heloise
