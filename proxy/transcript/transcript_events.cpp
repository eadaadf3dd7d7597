// The table of events.
#include "proxy/transcript/transcript_events.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "proxy/config/units.h"
#include "proxy/transcript/backend_facts_text.h"
#include "proxy/transcript/escapes.h"

namespace heloise {
namespace {

struct Row {
    Side leg;
    bool by_peer;
    std::string_view name;
    std::size_t operands_min;
    std::size_t operands_max;
};

constexpr std::size_t kMany = 16;
// Keywords of EHLO, or the words of a reply.
constexpr std::size_t kMost = 1024;

constexpr std::array kRows{
    Row{Side::Front, true, "connect", 0, 1},  // a sender comes [from this address]
    Row{Side::Front, true, "close", 0, 0},
    Row{Side::Front, true, "reset", 0, 0},
    Row{Side::Front, true, "tls", 0, 0},
    Row{Side::Front, true, "drain", 0, 0},         // the daemon is told to stop
    Row{Side::Front, true, "stop", 0, 0},          // the time for that is over
    Row{Side::Front, true, "spool-full", 0, 0},    // no room is left for what heloise has to keep
    Row{Side::Front, true, "spool-broken", 0, 0},  // nor can what it kept be read
    Row{Side::Front, true, "spool-works", 0, 0},   // all is well again
    Row{Side::Front, true, "spool-fails", 0, 0},   // what was to be kept could not be: it is told just now
    Row{Side::Front, true, "late", 1, 1},          // so much time passes that no timer has noticed yet
    Row{Side::Front, true, "unplayable", 0, 0},    // what follows depends on what was left out
    Row{Side::Front, false, "close", 0, 0},
    Row{Side::Front, false, "note", 1, 1},   // heloise tells its operator of this kind of thing
    Row{Side::Back, true, "connect", 0, 1},  // heloise's call [to this address] is answered
    Row{Side::Back, true, "refuse", 0, 1},   // ... or is not
    Row{Side::Back, true, "close", 0, 0},
    Row{Side::Back, true, "reset", 0, 0},
    Row{Side::Back, true, "tls", 0, 0},
    Row{Side::Back, true, "resolve", 0, kMany},  // a host name has these addresses, or none
    Row{Side::Back, true, "wait", 0, 0},         // from here on a place at the back must be waited for
    Row{Side::Back, true, "turn", 0, 0},         // it is there
    Row{Side::Back, true, "no-answer", 0, 0},    // from here on what the desk is asked is not answered
    Row{Side::Back, true, "answer", 0, 0},       // it is
    Row{Side::Back, true, "others-wait", 0, 0},  // other senders queue for the place we have
    Row{Side::Back, true, "others-gone", 0, 0},
    Row{Side::Back, true, "stall", 0, 0},      // the back's socket takes no more octets
    Row{Side::Back, true, "flow", 0, 0},       // it does again
    Row{Side::Back, true, "unheard", 0, 0},    // it has said or done something that heloise has not read yet
    Row{Side::Back, true, "knows", 1, kMost},  // what heloise knew of the back already: backend_facts_text.h
    Row{Side::Back, false, "close", 0, 0},
};

bool is_note(std::string_view word) {
    for (std::size_t i = 0; i < kNoteKinds; ++i) {
        if (word == name(static_cast<NoteKind>(i))) return true;
    }
    return false;
}

}  // namespace

std::optional<std::string> fault_of(const Event& event) {
    const auto* const row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& one) {
        return one.leg == event.leg && one.by_peer == event.by_peer && one.name == event.name;
    });
    if (row == kRows.end()) return fmt::format("there is no event \"{}\" here", escape(event.name));
    const std::size_t operands = event.operands.size();
    if (operands < row->operands_min || operands > row->operands_max) {
        return fmt::format("\"{}\" takes {} to {} operands", event.name, row->operands_min,
                           row->operands_max);
    }
    if (event.name == "note" && !is_note(event.operands[0])) {
        return fmt::format("there is no note \"{}\"", escape(event.operands[0]));
    }
    if (event.name == "late" && !parse_duration(event.operands[0]))
        return "time is written \"1500ms\", \"30s\", \"5m\" or \"1h\"";
    if (event.name == "knows" && !read_known(event.operands))
        return "there is nothing of that form that heloise can know";
    return std::nullopt;
}

}  // namespace heloise
