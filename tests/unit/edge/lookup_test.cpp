// Names that every machine knows, and one that none does.
#include "proxy/edge/lookup.h"

#include <memory>
#include <optional>

#include <gtest/gtest.h>

#include "proxy/smtp/path.h"
#include "tests/support/loopback.h"

namespace heloise {
namespace {

TEST(Lookup, FindsTheLoopbackAddress) {
    Loop loop;
    std::optional<Lookup::Answer> answer;
    Lookup lookup(loop, {"localhost", 2525}, [&](const Lookup::Answer& found) { answer = found; });
    EXPECT_FALSE(answer);
    ASSERT_TRUE(run_until(loop, [&] { return answer.has_value(); }));
    ASSERT_FALSE(answer->addresses.empty());
    for (const SocketAddress& address : answer->addresses) {
        EXPECT_TRUE(address.text() == "127.0.0.1:2525" || address.text() == "[::1]:2525") << address.text();
    }
}

TEST(Lookup, SaysWhyThereIsNoAddress) {
    Loop loop;
    std::optional<Lookup::Answer> answer;
    // RFC 6761 section 6.4: a name that never exists.
    Lookup lookup(loop, {"heloise.invalid", 25}, [&](const Lookup::Answer& found) { answer = found; });
    ASSERT_TRUE(run_until(loop, [&] { return answer.has_value(); }));
    EXPECT_TRUE(answer->addresses.empty());
    EXPECT_NE(answer->error, "");
}

TEST(Lookup, ANameThatCannotBeAskedForFailsLikeAnyOther) {
    Loop loop;
    std::optional<Lookup::Answer> answer;
    auto lookup = std::make_unique<Lookup>(loop, Endpoint{std::string(3000, 'x'), 25},
                                           [&](const Lookup::Answer& found) { answer = found; });
    EXPECT_FALSE(answer);
    ASSERT_TRUE(run_until(loop, [&] { return answer.has_value(); }));
    EXPECT_NE(answer->error, "");
}

TEST(Lookup, MayBeGivenUpAtAnyTime) {
    Loop loop;
    bool answered = false;
    {
        const Lookup abandoned(loop, {"localhost", 25}, [&](const Lookup::Answer&) { answered = true; });
        const Lookup hopeless(loop, {std::string(3000, 'x'), 25},
                              [&](const Lookup::Answer&) { answered = true; });
    }
    bool other = false;
    const Lookup witness(loop, {"localhost", 25}, [&](const Lookup::Answer&) { other = true; });
    ASSERT_TRUE(run_until(loop, [&] { return other; }));
    EXPECT_FALSE(answered);
}

TEST(Lookup, CanBeWaitedFor) {
    EXPECT_FALSE(Lookup::now({"localhost", 25}).addresses.empty());
    EXPECT_NE(Lookup::now({"heloise.invalid", 25}).error, "");
}

TEST(MachineName, IsFitForABannerOrEmpty) {
    const std::string name = machine_name();
    EXPECT_TRUE(name.empty() || is_domain(name)) << name;
}

}  // namespace
}  // namespace heloise
