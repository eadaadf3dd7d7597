// The events that a transcript may name.
#include "proxy/transcript/transcript_events.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(TranscriptEvents, AnEventBelongsToItsLegAndSide) {
    EXPECT_FALSE(fault_of({Side::Back, true, "refuse", {}}));
    EXPECT_TRUE(fault_of({Side::Front, true, "refuse", {}}));
    EXPECT_TRUE(fault_of({Side::Back, false, "refuse", {}}));
}

TEST(TranscriptEvents, TheDiskIsTheSendersSide) {
    for (const char* name : {"spool-full", "spool-broken", "spool-works"}) {
        EXPECT_FALSE(fault_of({Side::Front, true, name, {}})) << name;
        EXPECT_TRUE(fault_of({Side::Back, true, name, {}})) << name;
    }
}

TEST(TranscriptEvents, OperandsAreCounted) {
    EXPECT_FALSE(fault_of({Side::Back, true, "resolve", {"192.0.2.1:25", "192.0.2.2:25"}}));
    EXPECT_TRUE(fault_of({Side::Back, true, "connect", {"192.0.2.1:25", "192.0.2.2:25"}}));
    EXPECT_TRUE(fault_of({Side::Front, false, "note", {}}));
}

TEST(TranscriptEvents, ANoteIsOneThatASessionCanTell) {
    EXPECT_FALSE(fault_of({Side::Front, false, "note", {"message_accepted"}}));
    EXPECT_TRUE(fault_of({Side::Front, false, "note", {"message_acepted"}}));
}

TEST(TranscriptEvents, HowLateItIsIsATime) {
    EXPECT_FALSE(fault_of({Side::Front, true, "late", {"1500ms"}}));
    EXPECT_TRUE(fault_of({Side::Front, true, "late", {"soon"}}));
    EXPECT_TRUE(fault_of({Side::Front, true, "late", {}}));
    EXPECT_TRUE(fault_of({Side::Back, true, "late", {"1s"}}));
}

TEST(TranscriptEvents, WhatIsKnownIsOfAFormThatCanBeTakenUp) {
    EXPECT_FALSE(fault_of({Side::Back, true, "knows", {"offer", "SIZE=1000"}}));
    EXPECT_TRUE(fault_of({Side::Back, true, "knows", {"nothing"}}));
    EXPECT_TRUE(fault_of({Side::Back, true, "knows", {}}));
    EXPECT_TRUE(fault_of({Side::Front, true, "knows", {"offer"}}));
}

TEST(TranscriptEvents, WhereARecordingEndsIsTheSendersSide) {
    for (const char* name : {"unplayable", "spool-fails"}) {
        EXPECT_FALSE(fault_of({Side::Front, true, name, {}})) << name;
        EXPECT_TRUE(fault_of({Side::Back, true, name, {}})) << name;
    }
    EXPECT_FALSE(fault_of({Side::Back, true, "unheard", {}}));
    EXPECT_TRUE(fault_of({Side::Front, true, "unheard", {}}));
}

}  // namespace
}  // namespace heloise
