// A row for each kind, in the order in which they came up.
#include "proxy/session/refused_recipients.h"

#include <algorithm>
#include <utility>

#include "proxy/session/note_keys.h"

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
    if (++row->count <= kNamed && !recipient.empty()) row->recipients.emplace_back(recipient);
}

std::vector<Fields> RefusedRecipients::take(std::string_view reverse_path) {
    std::vector<Fields> notes;
    for (Row& row : std::exchange(rows_, {})) {
        Fields fields{Field(keys::kAt, "rcpt"),
                      Field(keys::kFrom, reverse_path),
                      Field(keys::kTo, std::move(row.recipients)),
                      Field(keys::kRefused, row.count),
                      Field(keys::kCode, row.code),
                      Field(keys::kBy, row.by),
                      Field(row.by == "back" ? keys::kBackReply : keys::kWhy, row.why)};
        if (row.remembered) fields.emplace_back(keys::kRemembered, "yes");
        notes.push_back(std::move(fields));
    }
    return notes;
}

}  // namespace heloise
