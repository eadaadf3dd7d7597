// What counts as an error, as junk, as a refusal, and when it is too much (rule 33).
#include "proxy/session/conduct.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

bool errors(Conduct& conduct, int count) {
    bool over = false;
    for (int i = 0; i < count; ++i) over = conduct.error();
    return over;
}

bool refusals(Conduct& conduct, std::size_t count) {
    bool over = false;
    for (std::size_t i = 0; i < count; ++i) over = conduct.refusal_is_error();
    return over;
}

TEST(Conduct, TwentyErrorsSinceTheLastMessageAreTooMany) {
    Conduct conduct;
    EXPECT_FALSE(errors(conduct, limits::kErrors - 1));
    conduct.carried_on();
    conduct.begin_attempt();
    EXPECT_TRUE(errors(conduct, 1));
    conduct.delivered();
    EXPECT_FALSE(errors(conduct, limits::kErrors - 1));
}

TEST(Conduct, JunkIsForgivenByWhatIsAccepted) {
    Conduct conduct;
    for (int i = 0; i < limits::kJunk; ++i) EXPECT_FALSE(conduct.junk_is_error());
    EXPECT_TRUE(conduct.junk_is_error());
    conduct.carried_on();
    EXPECT_FALSE(conduct.junk_is_error());
}

TEST(Conduct, ARefusalExcusesWhatIsOutOfOrderBehindIt) {
    Conduct conduct;
    EXPECT_FALSE(conduct.excused());
    EXPECT_FALSE(refusals(conduct, 1));
    EXPECT_TRUE(conduct.excused());
    conduct.begin_attempt();
    EXPECT_FALSE(conduct.excused());
}

TEST(Conduct, AThousandRefusalsAreHeardAndTheRestIsUnasked) {
    Conduct conduct;
    EXPECT_FALSE(refusals(conduct, limits::kRefusals - 1));
    EXPECT_TRUE(conduct.may_ask());
    EXPECT_FALSE(refusals(conduct, 1));
    EXPECT_FALSE(conduct.may_ask());
    EXPECT_FALSE(refusals(conduct, limits::kUnasked));
    EXPECT_TRUE(refusals(conduct, 1));
}

TEST(Conduct, RefusedAttemptsWithoutEndAreErrors) {
    Conduct conduct;
    for (std::size_t i = 0; i <= limits::kRefusals; ++i) {
        EXPECT_FALSE(refusals(conduct, 1)) << i;
        conduct.begin_attempt();
    }
    EXPECT_TRUE(refusals(conduct, 1));
}

}  // namespace
}  // namespace heloise
