// A row for each kind, in the order in which they came up.
#include "proxy/session/refused_recipients.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "proxy/session/note_text.h"

namespace heloise {

void RefusedRecipients::add(const Kind& kind, std::string_view recipient) {
    auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& known) {
        return known.by == kind.by && known.code == kind.code && known.remembered == kind.remembered;
    });
    if (row == rows_.end()) {
        if (rows_.size() < kKinds)
            rows_.push_back({std::string(kind.by), kind.code, std::string(kind.why), kind.remembered, 0, {}});
        row = rows_.end() - 1;
    }
    if (++row->count <= kNamed && !recipient.empty())
        row->recipients.append(row->recipients.empty() ? "" : ",").append(recipient);
}

std::vector<std::string> RefusedRecipients::take(std::string_view reverse_path) {
    std::vector<std::string> texts;
    for (const Row& row : std::exchange(rows_, {})) {
        texts.push_back(fmt::format("at=rcpt from={} to={} refused={} code={} by={} {}={}{}",
                                    note_value(reverse_path), note_value(row.recipients), row.count, row.code,
                                    row.by, row.by == "back" ? "back_reply" : "why", note_value(row.why),
                                    row.remembered ? " remembered=yes" : ""));
    }
    return texts;
}

}  // namespace heloise
