// A whole message kept: memory first, then the spool, and read as often as it must be.
#include "proxy/session/store.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

// Reads all of it, the spool played from what was written.
std::string read_all(Store& store, Outbox& outbox, std::string& spool) {
    std::string octets;
    while (!store.at_end()) {
        if (const std::string_view piece = store.next(); !piece.empty()) {
            octets += piece;
            continue;
        }
        store.read_on();
        for (const Action& action : outbox.take()) {
            if (const auto* write = std::get_if<SpoolWrite>(&action)) {
                EXPECT_EQ(write->at, spool.size());
                spool += write->octets;
            } else if (const auto* read = std::get_if<SpoolRead>(&action)) {
                EXPECT_LE(read->octets, limits::kSpoolRead);
                const std::string piece = spool.substr(read->at, read->octets);
                store.on_spooled(piece);
                octets += piece;
            }
        }
    }
    return octets;
}

TEST(Store, WhatFitsInMemoryNeverTouchesTheSpool) {
    Outbox outbox;
    Store store(10, 100, outbox);
    EXPECT_TRUE(store.append("0123456789"));
    EXPECT_FALSE(store.used_spool());
    EXPECT_TRUE(outbox.take().empty());
}

TEST(Store, GivesBackWhatItWasGivenAsOftenAsAsked) {
    Outbox outbox;
    Store store(10, 1'000'000, outbox);
    std::string all;
    for (int i = 0; i < 300; ++i) {
        const std::string piece = std::string(997, static_cast<char>('a' + i % 26));
        all += piece;
        ASSERT_TRUE(store.append(piece));
    }
    std::string spool;
    EXPECT_EQ(read_all(store, outbox, spool), all);
    store.rewind();
    EXPECT_EQ(read_all(store, outbox, spool), all);
}

TEST(Store, MoreThanItsRoomIsRefused) {
    Outbox outbox;
    Store store(10, 5, outbox);
    EXPECT_TRUE(store.append("0123456789abcde"));
    EXPECT_FALSE(store.append("f"));
}

TEST(Store, WithoutASpoolOnlyMemoryCounts) {
    Outbox outbox;
    Store store(4, 0, outbox);
    EXPECT_FALSE(store.append("01234"));
    EXPECT_TRUE(store.append("0123"));
    EXPECT_FALSE(store.append("4"));
}

}  // namespace
}  // namespace heloise
