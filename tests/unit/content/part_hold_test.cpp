// What is held leaves once, in order, edited on the way; the memory is full before the spool is used.
#include "proxy/content/part_hold.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(PartHold, WhatIsHeldLeavesEdited) {
    PartHold hold(1000, 0);
    std::string spill;
    hold.add("header: a\r\nlabel: 8bit\r\n\r\nbody", &spill);
    hold.edit(11, 13, "label: 7bit\r\n");
    hold.edit(24, 0, "more: b\r\n");
    std::string out;
    BodyCoder base64{Base64Encoder()};
    hold.release(26, base64, out);
    base64.finish(out);
    EXPECT_EQ(out, "header: a\r\nlabel: 7bit\r\nmore: b\r\n\r\nYm9keQ==");
    EXPECT_EQ(spill, "");
    EXPECT_TRUE(hold.empty());
}

TEST(PartHold, TheRestGoesToTheSpoolAndComesBack) {
    for (const std::size_t piece : {1U, 2U, 100U}) {
        PartHold hold(4, 100);
        std::string spill;
        for (const char c : std::string_view("0123456789")) hold.add({&c, 1}, &spill);
        hold.add("tail", nullptr);
        EXPECT_EQ(spill, "456789");
        EXPECT_EQ(hold.end(), 14U);
        hold.edit(2, 4, "XY");  // half of it in memory, half spilled
        hold.edit(12, 1, "Z");
        std::string out;
        BodyCoder plain;
        hold.release(hold.end(), plain, out);
        EXPECT_EQ(out, "01XY");
        while (hold.recalling()) {
            const auto at = static_cast<std::size_t>(hold.recalled());
            EXPECT_EQ(at + hold.to_recall(), 6U);
            hold.on_recalled(std::string_view(spill).substr(at, piece), plain, out);
        }
        EXPECT_EQ(out, "01XY6789taZl");
        EXPECT_EQ(hold.end(), 14U);
        hold.add("more", &spill);
        EXPECT_EQ(hold.memory_from(15), "ore");
    }
}

TEST(PartHold, AnInsertionMayStandBehindAllThatIsHeld) {
    for (const std::size_t memory : {0U, 2U, 10U}) {
        PartHold hold(memory, 100);
        std::string spill;
        hold.add("held", &spill);
        hold.edit(4, 0, "!");
        std::string out;
        BodyCoder plain;
        hold.release(4, plain, out);
        if (hold.recalling()) hold.on_recalled(spill, plain, out);
        EXPECT_EQ(out, "held!");
    }
}

TEST(PartHold, WhatStandsInFrontCanLeaveFirst) {
    PartHold hold(100, 100);
    std::string spill;
    hold.add("front", &spill);
    hold.edit(1, 1, "RR");
    hold.add("part", &spill);
    std::string out;
    hold.release_to(5, out);
    EXPECT_EQ(out, "fRRont");
    EXPECT_EQ(hold.memory_from(5), "part");
}

TEST(PartHold, MoreThanTheSpoolMayHoldIsNotSpilled) {
    PartHold hold(4, 6);
    std::string spill;
    EXPECT_EQ(hold.room(), 8U);
    hold.add("0123456789", &spill);
    EXPECT_FALSE(hold.over());
    EXPECT_EQ(hold.room(), 0U);
    hold.add("x", &spill);
    EXPECT_TRUE(hold.over());
    EXPECT_EQ(spill, "456789");
    hold.discard();
    EXPECT_TRUE(hold.empty());
    EXPECT_FALSE(hold.recalling());
}

}  // namespace
}  // namespace heloise
