// Playing a transcript file, and telling what came of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "proxy/policy/settings.h"
#include "proxy/replay/expectations.h"
#include "proxy/replay/rules.h"
#include "proxy/transcript/transcript_file.h"

namespace heloise {

struct Verdict {
    // To be printed: for each difference the file and line, what was expected, what came instead and the rule
    // that it is about; or what the file itself has wrong. Empty when heloise says and does what it expects.
    std::string text;
    std::vector<const Rule*> rules;  // one for each difference
    bool played = true;              // false: it could not be
    [[nodiscard]] bool same() const { return text.empty(); }
};

// Plays a file in every way (replayer.h). What differs already when it is played whole is told for the whole
// of the session, of the other ways the first difference that is another. With `configuration` the file's own
// settings count for nothing but its `name`, which says which backend it is of.
[[nodiscard]] Verdict judge_file(const std::string& file, const Configuration* configuration = nullptr);
// Its text, or nothing.
[[nodiscard]] std::optional<std::string> replay_file(const std::string& file,
                                                     const Configuration* configuration = nullptr);

// "FILE:12: played whole:", both texts and the rule.
[[nodiscard]] std::string told(const std::string& file, const std::string& how, const Difference& difference,
                               const Rule& rule);

}  // namespace heloise
