// Plays a transcript file, and prints the differences.
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
    // Ready to print: for each difference the file and line, what was expected, what came instead and the
    // rule that it is about; or an error in the file itself. Empty when heloise does what the file expects.
    std::string text;
    std::vector<const Rule*> rules;  // one for each difference
    bool played = true;              // false: the file has an error
    [[nodiscard]] bool same() const { return text.empty(); }
};

// judge_file() plays a file in every way (replayer.h). Played whole, all differences of the session are
// reported; of each other way the first difference, if it is a new one. With `configuration` the file's
// `name` selects the backend to play against, and its other settings are ignored.
[[nodiscard]] Verdict judge_file(const std::string& file, const Configuration* configuration = nullptr);
// replay_file() returns the text of judge_file(), or nothing when there is no difference.
[[nodiscard]] std::optional<std::string> replay_file(const std::string& file,
                                                     const Configuration* configuration = nullptr);

// told() prints a difference: "FILE:12: played whole:", both texts and the rule.
[[nodiscard]] std::string told(const std::string& file, const std::string& how, const Difference& difference,
                               const Rule& rule);

}  // namespace heloise
