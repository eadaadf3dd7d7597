// What stands for octets that a recording left out.
#include "proxy/replay/placeholder_body.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(PlaceholderBody, ABodyHasTheSizeThatWasRecorded) {
    for (const std::uint64_t octets : {0U, 1U, 2U, 3U, 4U, 73U, 74U, 75U, 76U, 77U, 145U, 5000U}) {
        EXPECT_EQ(placeholder_body(octets).size(), octets);
    }
}

TEST(PlaceholderBody, ABodyNeedsNoConversionAndNoStuffing) {
    const std::string body = placeholder_body(5000);
    EXPECT_TRUE(body.starts_with("\r\n"));
    EXPECT_TRUE(body.ends_with("\r\n"));
    EXPECT_EQ(body.find("\r\n."), std::string::npos);
    EXPECT_EQ(body.find_first_not_of("x\r\n"), std::string::npos);
}

TEST(PlaceholderBody, ASecretKeepsWhatStandsBeforeIt) {
    const auto parsed = parse_transcript("F> AUTH PLAIN \\{secret}\n");
    const auto& said = std::get<Said>(std::get<Transcript>(parsed).lines.at(0).what);
    EXPECT_EQ(octets_of(said), "AUTH PLAIN secret\r\n");
}

}  // namespace
}  // namespace heloise
