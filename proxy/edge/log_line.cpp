// The two forms of a line of the log.
#include "proxy/edge/log_line.h"

#include <array>
#include <cstddef>
#include <iterator>

#include <fmt/format.h>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

void append_printable(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (is_printable(c)) {
            out += c;
        } else {
            fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
        }
    }
}

void append_json(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (is_printable(c)) {
            out += c;
        } else {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
        }
    }
    out += '"';
}

void append_member(std::string& out, std::string_view key, std::string_view value) {
    if (!out.empty()) out += ',';
    append_json(out, key);
    out += ':';
    append_json(out, value);
}

bool begins_with_key(std::string_view text) {
    const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
    return end != 0 && end != std::string_view::npos && text[end] == '=';
}

// The end of the field that begins `text`: where the next " key=" stands, for a value in quotes also behind
// its last quote, or the end.
std::size_t end_of_field(std::string_view text) {
    const std::size_t equals = text.find('=');
    const bool quoted = equals != std::string_view::npos && text.substr(equals + 1).starts_with('"');
    for (std::size_t space = text.find(' '); space != std::string_view::npos;
         space = text.find(' ', space + 1)) {
        if (quoted && (space < equals + 3 || text[space - 1] != '"')) continue;
        if (begins_with_key(text.substr(space + 1))) return space;
    }
    return text.size();
}

std::string_view without_quotes(std::string_view value) {
    const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    return quoted ? value.substr(1, value.size() - 2) : value;
}

void append_fields(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = end_of_field(text);
        const std::string_view field = text.substr(0, end);
        const std::size_t equals = field.find('=');
        if (equals == std::string_view::npos) {
            append_member(out, "text", field);
        } else {
            append_member(out, field.substr(0, equals), without_quotes(field.substr(equals + 1)));
        }
        text.remove_prefix(end == text.size() ? end : end + 1);
    }
}

std::string json_line(const LogEvent& event) {
    std::string out;
    append_member(out, "event", event.event);
    if (!event.session.empty()) append_member(out, "session", event.session);
    if (!event.backend.empty()) append_member(out, "backend", event.backend);
    if (!event.front.empty()) append_member(out, "front", event.front);
    append_fields(out, event.text);
    return out;
}

}  // namespace

std::string log_line(LogFormat format, const LogEvent& event) {
    if (format == LogFormat::Json) return json_line(event);
    std::string out(event.event);
    if (!event.session.empty()) fmt::format_to(std::back_inserter(out), " session={}", event.session);
    if (!event.backend.empty()) fmt::format_to(std::back_inserter(out), " backend={}", event.backend);
    if (!event.front.empty()) fmt::format_to(std::back_inserter(out), " front={}", event.front);
    if (!event.text.empty()) out += ' ';
    append_printable(out, event.text);
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
