// Rules on listeners and gateways: taken twice, open to anybody, or heloise itself.
#include "proxy/config/place_checks.h"

#include <gtest/gtest.h>

#include "tests/unit/config/loading.h"

namespace heloise {
namespace {

std::string listening(std::string_view address, std::string_view more = "") {
    return "[[backend]]\nname = 'test'\naddress = ['gate']\nlisten = ['" + std::string(address) + "']\n" +
           std::string(more);
}

std::string two(std::string_view first, std::string_view second) {
    return "[[backend]]\nname = 'a'\naddress = ['gate']\nlisten = ['" + std::string(first) +
           "']\naccess.recipients = ['example.org']\n[[backend]]\nname = 'b'\naddress = ['gate']\nlisten = "
           "['" +
           std::string(second) + "']\naccess.recipients = ['example.org']\n";
}

TEST(PlaceChecks, AListenerIsTakenOnce) {
    EXPECT_EQ(problem(two("127.0.0.1:25", "127.0.0.1:25")),
              "backend.b.listen: 127.0.0.1:25 is taken by backend.a (127.0.0.1:25)");
    EXPECT_EQ(problem(two("0.0.0.0:25", "127.0.0.1:25")),
              "backend.b.listen: 127.0.0.1:25 is taken by backend.a (0.0.0.0:25)");
    EXPECT_EQ(problem(two("127.0.0.1:25", ":25")),
              "backend.b.listen: 0.0.0.0:25 is taken by backend.a (127.0.0.1:25)");
    EXPECT_EQ(problem(two("[::]:25", "[::1]:25")),
              "backend.b.listen: [::1]:25 is taken by backend.a ([::]:25)");
    EXPECT_EQ(problem(two("127.0.0.1:25", "127.0.0.1:26")), "none");
    EXPECT_EQ(problem(two("127.0.0.1:25", "127.0.0.2:25")), "none");
}

TEST(PlaceChecks, AGatewayIsNotHeloiseItself) {
    const auto loops = [](const std::string& address, const std::string& listen) {
        return problem("[[backend]]\nname = 'test'\naddress = ['" + address + "']\nlisten = ['" + listen +
                       "']\naccess.recipients = ['example.org']\n");
    };
    const auto here = [](const std::string& address) {
        return "backend.test.address: " + address +
               " is where this backend listens: mail would go round in a circle";
    };
    EXPECT_EQ(loops("127.0.0.1:25", "127.0.0.1:25"), here("127.0.0.1:25"));
    EXPECT_EQ(loops("127.0.0.1:25", ":25"), here("127.0.0.1:25"));
    EXPECT_EQ(loops("localhost:25", ":25"), here("localhost:25"));
    EXPECT_EQ(loops("localhost:25", "[::1]:25"), here("localhost:25"));
    EXPECT_EQ(loops("127.0.0.2:25", "[::]:25"), here("127.0.0.2:25"));
    EXPECT_EQ(loops("[::1]:25", "[::]:25"), here("[::1]:25"));
    EXPECT_EQ(loops("Gate.example.org:25", "gate.example.org:25"), here("Gate.example.org:25"));
    EXPECT_EQ(loops("127.0.0.1:26", "127.0.0.1:25"), "none");
    EXPECT_EQ(loops("127.0.0.2:25", "127.0.0.1:25"), "none");
    EXPECT_EQ(loops("10.0.0.5:25", ":25"), "none") << "who knows whose address that is";
    EXPECT_EQ(loops("[::1]:25", ":25"), "none");
}

TEST(PlaceChecks, AGatewayThatIsAnotherBackendIsWarnedOf) {
    EXPECT_EQ(
        problem(with_backend("") +
                "[[backend]]\nname = 'b'\nlisten = ['127.0.0.1:1']\naddress = ['127.0.0.1:2525']\n"),
        "warning: backend.b.address: 127.0.0.1:2525 is where backend.test listens: mail would pass heloise "
        "twice");
}

TEST(PlaceChecks, AnOpenListenerIsWarnedOf) {
    for (const char* address :
         {"0.0.0.0:25", "[::]:25", ":25", "8.8.8.8:25", "[2001:4860::1]:25", "mail.example.org"}) {
        const Loaded loaded = load(listening(address));
        ASSERT_EQ(loaded.problems.size(), 1U) << address;
        EXPECT_TRUE(loaded.problems[0].warning);
        EXPECT_TRUE(loaded.problems[0].text.starts_with("backend.test.access.recipients: is empty"))
            << address;
        EXPECT_TRUE(loaded.configuration) << "a warning is no error";
    }
}

TEST(PlaceChecks, APrivateListenerIsNotWarnedOf) {
    for (const char* address :
         {"127.0.0.1:25", "[::1]:25", "10.1.2.3:25", "192.168.0.1:25", "172.16.0.1:25", "[fd00::1]:25"}) {
        EXPECT_EQ(problem(listening(address)), "none") << address;
    }
}

TEST(PlaceChecks, AnAccessListSilencesTheWarning) {
    EXPECT_EQ(problem(listening("0.0.0.0:25", "access.recipients = ['example.org']")), "none");
    EXPECT_EQ(problem(listening("0.0.0.0:25", "access.senders = ['10.0.0.0/8']")), "none");
}

TEST(PlaceChecks, AMistakeInTheAccessListIsOneProblem) {
    EXPECT_TRUE(problem(listening("0.0.0.0:25", "access.senders = ['ten']"))
                    .starts_with("backend.test.access.senders[0]"));
}

}  // namespace
}  // namespace heloise
