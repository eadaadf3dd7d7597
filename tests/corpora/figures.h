// Counts of a run, for who asks for them: HELOISE_REPORT, or --report.
//
// Names of files, replies of heloise and reasons only: nothing that a capture says.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>

namespace heloise::testing {

class Figures {
public:
    static Figures& of_this_run();

    void count(const std::string& what, std::size_t more = 1) { counts_[what] += more; }
    void most(const std::string& what, std::size_t value) { counts_[what] = std::max(counts_[what], value); }
    // `who` (a file), in front of `where` (a place): `what` became of it.
    void refused(const std::string& table, const std::string& what, const std::string& who,
                 const std::string& where);
    [[nodiscard]] std::string text(bool name_all) const;

private:
    std::map<std::string, std::size_t> counts_;
    // table, what, who, where
    std::map<std::string, std::map<std::string, std::map<std::string, std::set<std::string>>>> refusals_;
};

}  // namespace heloise::testing
