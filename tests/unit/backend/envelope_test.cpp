// Recipients that did not go together.
#include "proxy/backend/envelope.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(Envelope, KnowsTheRoomBeforeEachOfItsRecipients) {
    const Envelope envelope({{number_of("<b@y>"), 3}, {number_of("<a@y>"), Envelope::kAny}});
    EXPECT_EQ(envelope.room(number_of("<b@y>")), 3U);
    EXPECT_EQ(envelope.room(number_of("<a@y>")), Envelope::kAny);
    EXPECT_FALSE(envelope.room(number_of("<c@y>")));
}

TEST(Envelope, OfOneThatStandsThereTwiceTheSmallerRoomCounts) {
    const Envelope envelope({{1, Envelope::kAny}, {1, 2}, {1, 5}});
    EXPECT_EQ(envelope.places().size(), 1U);
    EXPECT_EQ(envelope.room(1), 2U);
}

TEST(Envelope, IsTheSameWhateverTheOrderAndTheRooms) {
    const Envelope one({{1, 2}, {2, 2}});
    EXPECT_TRUE(one.same_recipients(Envelope({{2, 9}, {1, 1}})));
    EXPECT_FALSE(one.same_recipients(Envelope({{1, 2}})));
    EXPECT_FALSE(one.same_recipients(Envelope({{1, 2}, {3, 2}})));
}

}  // namespace
}  // namespace heloise
