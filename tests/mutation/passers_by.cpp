// With HELOISE_MUTANT=? no mutant lives, and each test tells which it came by: only those can notice it.
//
// A line per test, "came by: SUITE.TEST MUTANT ...", and one without a test for what ran before the first.
#include <cstdio>
#include <mutex>
#include <string>
#include <unordered_set>

#include <gtest/gtest.h>

namespace heloise {
namespace {

// Threads of the loop come by, too.
struct PassedBy {
    std::mutex mutex;
    std::unordered_set<const char*> names;  // by address: a place is passed a million times

    void tell(const std::string& test) {
        const std::lock_guard lock(mutex);
        std::string line = "came by: " + test;
        for (const std::string name : names) line += ' ' + name;
        std::printf("\n%s\n", line.c_str());
        names.clear();
    }
};

PassedBy& passed_by() {
    static PassedBy all;
    return all;
}

class Listener : public testing::EmptyTestEventListener {
    void OnTestProgramStart(const testing::UnitTest&) override { passed_by().tell("-"); }
    void OnTestEnd(const testing::TestInfo& test) override {
        passed_by().tell(std::string(test.test_suite_name()) + '.' + test.name());
    }
};

bool listen() {
    const char* const chosen = std::getenv("HELOISE_MUTANT");
    if (chosen == nullptr || *chosen != '?') return false;
    testing::UnitTest::GetInstance()->listeners().Append(new Listener);
    return true;
}

[[maybe_unused]] const bool listening = listen();

}  // namespace

void came_by_mutant(const char* name) {
    PassedBy& all = passed_by();
    const std::lock_guard lock(all.mutex);
    all.names.insert(name);
}

}  // namespace heloise
