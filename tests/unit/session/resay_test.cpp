// What is kept of a live transaction to be said again.
#include "proxy/session/resay.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

void accept(Resay& resay, std::string_view line) {
    resay.asks(line);
    resay.accepted();
}

TEST(Resay, SaysTheAcceptedOnesInTheirOrder) {
    Resay resay;
    accept(resay, "RCPT TO:<a@b>");
    resay.asks("RCPT TO:<refused@b>");
    accept(resay, "RCPT TO:<c@d>");
    ASSERT_TRUE(resay.start(false));
    for (int times = 0; times < 2; ++times) {
        resay.rewind();
        EXPECT_EQ(resay.next(), "RCPT TO:<a@b>");
        EXPECT_EQ(resay.next(), "RCPT TO:<c@d>");
        EXPECT_FALSE(resay.next());
    }
    EXPECT_TRUE(resay.fits({}));
}

TEST(Resay, ATransactionBeginsWithNobody) {
    Resay resay;
    accept(resay, "RCPT TO:<a@b>");
    resay.begin({});
    ASSERT_TRUE(resay.start(false));
    EXPECT_FALSE(resay.next());
}

TEST(Resay, KeepsABoundedNumberOfOctets) {
    Resay resay;
    const std::string line = "RCPT TO:<" + std::string(200, 'u') + "@b>";
    for (std::size_t octets = 0; octets <= limits::kSaidAgain; octets += line.size()) accept(resay, line);
    EXPECT_FALSE(resay.start(false));
}

TEST(Resay, IsTriedABoundedNumberOfTimes) {
    Resay resay;
    for (int i = 0; i < limits::kAgain; ++i) EXPECT_TRUE(resay.start(i == 0));
    EXPECT_TRUE(resay.skips_asked()) << "it was answered twice once";
    EXPECT_FALSE(resay.start(false));
    EXPECT_FALSE(resay.under_way());
}

TEST(Resay, ParametersAndUtf8NeedTheSameExtensions) {
    const Capabilities dsn(std::vector<Keyword>{{"DSN", ""}});
    const Capabilities more(std::vector<Keyword>{{"DSN", ""}, {"SIZE", "1000"}});
    for (const char* line : {"RCPT TO:<a@b> NOTIFY=NEVER", "RCPT TO:<\xC3\xBC@b>"}) {
        Resay resay;
        resay.begin(dsn);
        EXPECT_TRUE(resay.fits({})) << line;
        accept(resay, line);
        EXPECT_TRUE(resay.fits(dsn)) << line;
        EXPECT_FALSE(resay.fits(more)) << line;
        EXPECT_FALSE(resay.fits({})) << line;
    }
}

}  // namespace
}  // namespace heloise
