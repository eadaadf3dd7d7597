// A complaint stands where the operator would change something, and names the key in full.
#include "proxy/config/subject.h"

#include <gtest/gtest.h>

#include "proxy/config/toml.h"

namespace heloise {
namespace {

std::string complaint(std::string_view key, bool warning = false) {
    const Node root = std::get<Node>(parse_toml("[x]\n[x.limits]\nsessions = 1\n"));
    Problems problems;
    ReadingFile file{"f", problems};
    const Backend backend;
    const Value stanza(*root.find("x"), "backend.test", file);
    complain({backend, stanza}, key, "is odd", warning);
    return problems.sorted().at(0).printed();
}

TEST(Subject, AKeyThatIsThereIsPointedAt) {
    EXPECT_EQ(complaint("limits.sessions"), "f:3:12: backend.test.limits.sessions: is odd");
}

TEST(Subject, AKeyThatIsMissingIsNamedAtItsTable) {
    EXPECT_EQ(complaint("limits.spool"), "f:2:1: backend.test.limits.spool: is odd");
    EXPECT_EQ(complaint("connect"), "f:1:1: backend.test.connect: is odd");
}

TEST(Subject, AWarningSaysSo) {
    EXPECT_EQ(complaint("limits", true), "f:2:1: warning: backend.test.limits: is odd");
}

}  // namespace
}  // namespace heloise
