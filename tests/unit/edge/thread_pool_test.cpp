// Work behind the loop's back, and what follows it on the loop.
#include "proxy/edge/thread_pool.h"

#include <memory>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/loopback.h"

namespace heloise {
namespace {

TEST(ThreadPool, WorkRunsElsewhereAndWhatFollowsItOnTheLoop) {
    Loop loop;
    std::thread::id worked;
    std::thread::id followed;
    run_in_pool(
        loop, [&] { worked = std::this_thread::get_id(); }, [&] { followed = std::this_thread::get_id(); });
    ASSERT_TRUE(run_until(loop, [&] { return followed != std::thread::id{}; }));
    EXPECT_EQ(followed, std::this_thread::get_id());
    EXPECT_NE(worked, std::thread::id{});
    EXPECT_NE(worked, followed);
}

TEST(ThreadPool, WhatTheWorkHoldsIsFreedOnceItIsDone) {
    Loop loop;
    auto held = std::make_shared<int>(1);
    const std::weak_ptr<int> seen = held;
    bool done = false;
    run_in_pool(
        loop, [kept = std::move(held)] { ++*kept; }, [&] { done = true; });
    ASSERT_TRUE(run_until(loop, [&] { return done; }));
    EXPECT_TRUE(seen.expired());
}

}  // namespace
}  // namespace heloise
