// Names of the notes, as they stand in the log and name the counters.
#include "proxy/session/actions.h"

namespace heloise {

const char* name(NoteKind kind) {
    switch (kind) {
        case NoteKind::FrontHello: return "front_hello";
        case NoteKind::BackReady: return "back_ready";
        case NoteKind::BackFailed: return "back_failed";
        case NoteKind::Learnt: return "learnt";
        case NoteKind::MailRefused: return "mail_refused";
        case NoteKind::MessageAccepted: return "message_accepted";
        case NoteKind::MessageRefused: return "message_refused";
        case NoteKind::BackLost: return "back_lost";
        case NoteKind::OutcomeUnknown: return "outcome_unknown";
        case NoteKind::SenderDidNotHear: return "sender_did_not_hear";
        case NoteKind::FrontError: return "front_error";
        case NoteKind::Converted: return "converted";
        case NoteKind::SignatureBroken: return "signature_broken";
        case NoteKind::SentRaw: return "sent_raw";
        case NoteKind::Normalised: return "normalised";
        case NoteKind::SpoolFailed: return "spool_failed";
        case NoteKind::Unoffered: return "unoffered";
        case NoteKind::BackProtocolError: return "back_protocol_error";
        case NoteKind::TimedOut: return "timed_out";
        case NoteKind::Ended: return "ended";
    }
    return "ended";
}

}  // namespace heloise
