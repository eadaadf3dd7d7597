// Differences, gathered and told.
#include "proxy/replay/replay_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "proxy/replay/replayer.h"
#include "proxy/replay/update.h"

namespace heloise {
namespace {

// More of one session only repeats that it has become another.
constexpr std::size_t kDifferences = 20;

// Every line of `text` behind a label, as a diff is read.
std::string labelled(std::string_view label, std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        out.append(label).append(text.substr(0, end)).append("\n");
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

struct Found {
    Difference difference;
    std::string how;
};

class Judge {
public:
    Judge(const std::string& file, const Transcript& transcript, const Against& against)
        : file_(file), transcript_(transcript), script_(script_of(transcript)), against_(against) {}

    Verdict judge() {
        for (const Cutting& cutting : all_cuttings()) {
            auto difference = replay(transcript_, against_.backend, against_.hostname, cutting);
            if (!difference) continue;
            const bool whole = cutting.kind == Cutting::Kind::Whole;
            add({*std::move(difference), cutting.text()});
            if (whole) add_rest(cutting.text());
        }
        return verdict();
    }

private:
    void add(Found found) {
        const bool known = std::any_of(found_.begin(), found_.end(), [&](const Found& one) {
            return one.difference.line == found.difference.line &&
                   (one.difference.got == found.difference.got ||
                    one.difference.expected == found.difference.expected);
        });
        if (!known) found_.push_back(std::move(found));
    }

    // Behind the first difference, an output block of each leg for itself.
    void add_rest(const std::string& how) {
        const int first = found_.front().difference.line;
        Update today = update(transcript_, against_.backend, against_.hostname, {});
        for (Difference& one : today.differences) {
            if (one.line > first) add({std::move(one), how});
        }
        if (today.stuck && today.stuck->line > first) add({*std::move(today.stuck), how});
    }

    Verdict verdict() const {
        Verdict verdict;
        for (std::size_t i = 0; i < found_.size(); ++i) {
            const Difference& difference = found_[i].difference;
            const Rule& rule = rule_for(place_of(script_, difference));
            verdict.rules.push_back(&rule);
            if (i < kDifferences)
                verdict.text.append(told(file_, "played " + found_[i].how, difference, rule));
        }
        if (found_.size() > kDifferences)
            fmt::format_to(std::back_inserter(verdict.text), "{}: and {} more\n", file_,
                           found_.size() - kDifferences);
        return verdict;
    }

    const std::string& file_;
    const Transcript& transcript_;
    Script script_;
    const Against& against_;
    std::vector<Found> found_;
};

}  // namespace

std::string told(const std::string& file, const std::string& how, const Difference& difference,
                 const Rule& rule) {
    return fmt::format("{}:{}: {}:\n{}{}  rule      {}\n", file, difference.line, how,
                       labelled("  expected  ", difference.expected),
                       labelled("  got       ", difference.got), text_of(rule));
}

Verdict judge_file(const std::string& file, const Configuration* configuration) {
    const auto transcript = read_transcript(file);
    if (const auto* fault = std::get_if<std::string>(&transcript)) return {*fault, {}, false};
    const auto against = play_against(file, std::get<Transcript>(transcript), configuration);
    if (const auto* fault = std::get_if<std::string>(&against)) return {*fault, {}, false};
    return Judge(file, std::get<Transcript>(transcript), std::get<Against>(against)).judge();
}

std::optional<std::string> replay_file(const std::string& file, const Configuration* configuration) {
    Verdict verdict = judge_file(file, configuration);
    if (verdict.same()) return std::nullopt;
    return std::move(verdict.text);
}

}  // namespace heloise
