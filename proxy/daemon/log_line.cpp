// The two forms of a line of the log.
#include "proxy/daemon/log_line.h"

namespace heloise {
namespace {

constexpr FieldKey kSession{"session"};
constexpr FieldKey kBackend{"backend"};
constexpr FieldKey kFront{"front"};

// Which session, backend and sender it is about, as far as it is about one.
Fields heads(const LogEvent& event) {
    Fields fields;
    if (!event.session.empty()) fields.emplace_back(kSession, event.session);
    if (!event.backend.empty()) fields.emplace_back(kBackend, event.backend);
    if (!event.front.empty()) fields.emplace_back(kFront, event.front);
    return fields;
}

}  // namespace

std::string log_line(LogFormat format, const LogEvent& event) {
    std::string out;
    if (format == LogFormat::Json) {
        out.append("\"event\":");
        append_json(out, event.event);
        append_json(out, heads(event));
        append_json(out, event.fields);
    } else {
        out.append(event.event);
        append_text(out, heads(event));
        append_text(out, event.fields);
    }
    return out;
}

// Info is what an operator looks up when somebody asks for a message; warn is what needs a look unasked.
LogLevel level_of(NoteKind kind) {
    switch (kind) {
        case NoteKind::FrontHello:
        case NoteKind::BackReady:
        case NoteKind::Unoffered: return LogLevel::Debug;
        case NoteKind::Learnt:
        case NoteKind::Converted:
        case NoteKind::MailRefused:
        case NoteKind::MessageAccepted:
        case NoteKind::MessageRefused:
        case NoteKind::SignatureBroken:
        case NoteKind::SentRaw:
        case NoteKind::Normalised:
        case NoteKind::FrontError:
        case NoteKind::TimedOut:
        case NoteKind::Ended: return LogLevel::Info;
        case NoteKind::SpoolFailed:
        case NoteKind::BackFailed:
        case NoteKind::BackLost:
        case NoteKind::OutcomeUnknown:
        case NoteKind::SenderDidNotHear:
        case NoteKind::BackProtocolError: return LogLevel::Warn;
    }
    return LogLevel::Warn;
}

}  // namespace heloise
