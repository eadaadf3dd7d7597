// Who may connect and who may be written to.
#include "proxy/policy/access.h"

#include <gtest/gtest.h>

#include "proxy/base/ip.h"

namespace heloise {
namespace {

bool connects(std::initializer_list<const char*> senders, const char* address) {
    Access access;
    for (const char* network : senders) access.senders.push_back(*parse_network(network));
    return may_connect(access, *parse_ip(address));
}

Reception reception(std::string_view local, std::string_view domain,
                    std::vector<std::string> recipients = {"example.org", ".sub.example"}) {
    Access access;
    access.recipients = std::move(recipients);
    return reception_of(access, {.local = local, .domain = domain, .bare = domain.empty()});
}

TEST(AccessSenders, WithoutAListEverybodyMayConnect) {
    EXPECT_TRUE(connects({}, "203.0.113.9"));
    EXPECT_TRUE(connects({}, "2001:db8::1"));
}

TEST(AccessSenders, OnlyNetworksOfTheListMayConnect) {
    EXPECT_TRUE(connects({"192.0.2.0/24", "::1/128"}, "192.0.2.200"));
    EXPECT_TRUE(connects({"192.0.2.0/24", "::1/128"}, "::1"));
    EXPECT_FALSE(connects({"192.0.2.0/24", "::1/128"}, "192.0.3.1"));
    EXPECT_FALSE(connects({"192.0.2.0/24", "::1/128"}, "::2"));
}

TEST(AccessRecipients, WithoutAListEverybodyMayBeWrittenTo) {
    EXPECT_EQ(reception("a%b", "elsewhere.example", {}), Reception::Ours);
    EXPECT_EQ(reception("a", "", {}), Reception::Ours);
}

TEST(AccessRecipients, ADomainMeansItselfAloneInAnyCase) {
    EXPECT_EQ(reception("a", "EXAMPLE.org"), Reception::Ours);
    EXPECT_EQ(reception("a", "x.example.org"), Reception::OtherDomain);
    EXPECT_EQ(reception("a", "notexample.org"), Reception::OtherDomain);
}

TEST(AccessRecipients, ALeadingDotMeansTheSubdomainsAlone) {
    EXPECT_EQ(reception("a", "x.Sub.example"), Reception::Ours);
    EXPECT_EQ(reception("a", "y.x.sub.example"), Reception::Ours);
    EXPECT_EQ(reception("a", "sub.example"), Reception::OtherDomain);
    EXPECT_EQ(reception("a", ".sub.example"), Reception::OtherDomain) << "no name is before the dot";
}

TEST(AccessRecipients, APostmasterWithoutADomainIsAlwaysOurs) {
    EXPECT_EQ(reception("PostMaster", ""), Reception::Ours);
    EXPECT_EQ(reception("a", ""), Reception::OtherDomain);
    EXPECT_EQ(reception("postmaster", "elsewhere.example"), Reception::OtherDomain);
}

TEST(AccessRecipients, APostmasterWhoseDomainIsNoneIsNotBare) {
    const Access access{{}, {"example.org"}};
    EXPECT_EQ(reception_of(access, {.local = "postmaster", .domain = "", .bare = false}),
              Reception::OtherDomain);
}

TEST(AccessRecipients, AnAddressThatTheGatewayMightRouteOnIsNotOurs) {
    for (const char* local : {"a%b", "b!a", "a@b", "b:a"})
        EXPECT_EQ(reception(local, "example.org"), Reception::Routing) << local;
    EXPECT_EQ(reception("a%b", "elsewhere.example"), Reception::OtherDomain);
}

TEST(AccessRecipients, ASourceRouteThatTheGatewayIsToldMayRoute) {
    const Access access{{}, {"example.org"}};
    EXPECT_EQ(reception_of(access, {.local = "a", .domain = "example.org", .routed = true}),
              Reception::Routing);
    EXPECT_EQ(reception_of({}, {.local = "a", .domain = "example.org", .routed = true}), Reception::Ours);
}

}  // namespace
}  // namespace heloise
