// The digest against the examples of FIPS 180-4, and in pieces.
#include "proxy/edge/sha256.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace heloise {
namespace {

std::string digest_of(std::string_view octets, std::size_t piece = std::string_view::npos) {
    const auto digest = new_sha256();
    while (!octets.empty()) {
        digest->update(octets.substr(0, piece));
        octets.remove_prefix(std::min(piece, octets.size()));
    }
    return digest->hex();
}

TEST(Sha256, IsTheOneOfTheStandard) {
    EXPECT_EQ(digest_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(digest_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(digest_of(std::string(1000000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, HowOctetsAreCutDoesNotMatter) {
    const std::string text(1000, 'x');
    for (const std::size_t piece : {1U, 7U, 63U, 64U, 65U, 999U})
        EXPECT_EQ(digest_of(text, piece), digest_of(text)) << piece;
}

TEST(Sha256, EachIsOfItsOwnOctets) {
    const auto one = new_sha256();
    const auto other = new_sha256();
    one->update("abc");
    EXPECT_EQ(other->hex(), digest_of(""));
    EXPECT_EQ(one->hex(), digest_of("abc"));
}

}  // namespace
}  // namespace heloise
