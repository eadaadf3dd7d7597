// What EHLO says, for every policy and every back.
#include "proxy/extensions/offer.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "proxy/extensions/recipient_limit.h"
#include "proxy/extensions/registry.h"
#include "proxy/extensions/size_limit.h"
#include "tests/unit/extensions/backs.h"

namespace heloise {
namespace {

using Lines = std::vector<std::string>;

bool offers(const Lines& lines, std::string_view keyword) {
    return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
        return line == keyword || line.starts_with(std::string(keyword) + " ");
    });
}

TEST(Offer, ABackWithNothingStillGivesWhatHeloiseDoesItself) {
    const Backend backend;
    const Capabilities none;
    const Lines ours{"PIPELINING",          "SIZE",     "8BITMIME",   "SMTPUTF8",
                     "ENHANCEDSTATUSCODES", "CHUNKING", "BINARYMIME", "HELP"};
    EXPECT_EQ(offered_lines({backend, &none}), ours);
    EXPECT_EQ(offered_lines({backend, nullptr}), ours);
}

TEST(Offer, Level320IsOfferedWithWhatHeloiseAdds) {
    const Backend backend;
    const Capabilities vm({{"EXPN", ""}, {"HELP", ""}, {"8BITMIME", ""}, {"SIZE", "524288"}});
    EXPECT_EQ(offered_lines({backend, &vm}),
              (Lines{"PIPELINING", "SIZE 524288", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "CHUNKING",
                     "BINARYMIME", "HELP"}));
}

TEST(Offer, WhatTheBackHasAndHeloiseDoesNotCarryIsWithheld) {
    const Backend backend;
    std::vector<Keyword> everything;
    for (const Extension* extension : all_extensions())
        everything.push_back({std::string(extension->keyword), ""});
    everything.push_back({"X-UNKNOWN", ""});
    const Capabilities back(everything);
    const Lines lines = offered_lines({backend, &back});
    for (const char* keyword :
         {"STARTTLS", "AUTH", "DSN", "ETRN", "EXPN", "X-UNKNOWN", "UTF8SMTP", "REQUIRETLS"})
        EXPECT_FALSE(offers(lines, keyword)) << keyword;
}

TEST(Offer, StrippedKeywordsAreNeitherOfferedNorUsed) {
    Backend backend;
    std::vector<Keyword> everything;
    for (const Extension* extension : all_extensions())
        everything.push_back({std::string(extension->keyword), ""});
    const Capabilities back(everything);
    for (const Extension* extension : all_extensions()) {
        backend.keywords = {{std::string(extension->keyword), KeywordPolicy::Strip}};
        EXPECT_EQ(offer(*extension, {backend, &back}), Offer::Withheld) << extension->keyword;
        EXPECT_FALSE(used_upstream(*extension, {backend, &back})) << extension->keyword;
    }
}

TEST(Offer, PassIsNativeOrNothing) {
    Backend backend;
    backend.keyword_default = KeywordPolicy::Pass;
    const Capabilities none;
    EXPECT_TRUE(offered_lines({backend, &none}).empty());
    const Capabilities dsn({{"DSN", ""}, {"EXPN", ""}});
    EXPECT_EQ(offered_lines({backend, &dsn}), (Lines{"DSN", "EXPN"}));
}

TEST(Offer, TheSmallerSizeWins) {
    Backend backend;
    backend.limits.message_size = 1000;
    const Capabilities less(std::vector<Keyword>{{"SIZE", "500"}});
    const Capabilities more(std::vector<Keyword>{{"SIZE", "5000"}});
    const Capabilities unlimited(std::vector<Keyword>{{"SIZE", "0"}});
    const Capabilities odd(std::vector<Keyword>{{"SIZE", "lots"}});
    EXPECT_EQ(size_limit({backend, &less}), 500U);
    EXPECT_EQ(size_limit({backend, &more}), 1000U);
    EXPECT_EQ(size_limit({backend, &unlimited}), 1000U);
    EXPECT_EQ(size_limit({backend, &odd}), 1000U);
    EXPECT_EQ(size_limit({backend, nullptr}), 1000U);
}

TEST(Offer, LimitsAreOfferedWhereThereIsOne) {
    Backend backend;
    const Capabilities back(std::vector<Keyword>{{"LIMITS", "MAILMAX=5 RCPTMAX=20"}});
    EXPECT_EQ(recipient_limit({backend, &back}), 20U);
    EXPECT_TRUE(offers(offered_lines({backend, &back}), "LIMITS"));
    backend.limits.recipients = 10;
    EXPECT_EQ(recipient_limit({backend, &back}), 10U);
    const Lines lines = offered_lines({backend, nullptr});
    EXPECT_NE(std::find(lines.begin(), lines.end(), "LIMITS RCPTMAX=10"), lines.end());
}

TEST(Parameters, OnlyWhatWasOfferedIsTaken) {
    const Backend backend;
    const Capabilities none;
    const OfferFacts facts{backend, &none};
    EXPECT_FALSE(check_parameter({"SIZE", "100"}, ParameterPlace::Mail, facts, false));
    EXPECT_EQ(check_parameter({"ENVID", "x"}, ParameterPlace::Mail, facts, false)->kind,
              ParameterFault::Kind::NotOffered);
    EXPECT_EQ(check_parameter({"SIZE", "x"}, ParameterPlace::Mail, facts, false)->kind,
              ParameterFault::Kind::BadValue);
    EXPECT_EQ(check_parameter({"SIZE", {}}, ParameterPlace::Mail, facts, false)->kind,
              ParameterFault::Kind::BadValue);
    EXPECT_EQ(check_parameter({"SIZE", "100"}, ParameterPlace::Rcpt, facts, false)->kind,
              ParameterFault::Kind::NotOffered);
}

TEST(Parameters, OnlyWhatTheLiveBackOfferedGoesUpstream) {
    const Backend backend;
    const Capabilities none;
    const Capabilities size(std::vector<Keyword>{{"SIZE", ""}});
    const Parameters given{{"SIZE", "100"}, {"BODY", "8BITMIME"}};
    EXPECT_TRUE(upstream_parameters(given, ParameterPlace::Mail, {backend, &none}).empty());
    EXPECT_EQ(upstream_parameters(given, ParameterPlace::Mail, {backend, &size}),
              (Parameters{{"SIZE", "100"}}));
}

TEST(Parameters, AfterHeloOnlySizeAndBodyAreTaken) {
    const Backend backend = with(kDsn, KeywordPolicy::Pass);
    const Capabilities back = having({"DSN", "SIZE", "8BITMIME"});
    EXPECT_EQ(fault({"SIZE", "100"}, {backend, &back}, true), "");
    EXPECT_EQ(fault({"RET", "FULL"}, {backend, &back}, false), "");
    EXPECT_EQ(fault({"RET", "FULL"}, {backend, &back}, true), "555 RET");
}

TEST(Parameters, ASizeIsToldOnAsItWasDeclared) {
    const Backend backend;
    const Capabilities back = having({"SIZE"});
    EXPECT_EQ(upstream({"SIZE", "100"}, {backend, &back}), "SIZE=100");
    EXPECT_EQ(upstream({"SIZE", "99999999999"}, {backend, &back}), "SIZE=2147483647");
    EXPECT_EQ(upstream({"SIZE", "100"}, {backend}), "");
}

bool broken(const Parameter& parameter, const Backend& backend, const Capabilities& promised,
            const Capabilities& live) {
    return promise_broken({parameter}, ParameterPlace::Mail, {backend, &promised}, {backend, &live});
}

TEST(Promise, IsKeptByEmulationWhereThereIsOne) {
    const Backend backend;
    const Capabilities all = having({"8BITMIME", "SMTPUTF8", "CHUNKING", "BINARYMIME", "SIZE"});
    const Capabilities none;
    for (const Parameter& parameter : {Parameter{"BODY", "8BITMIME"}, Parameter{"BODY", "BINARYMIME"},
                                       Parameter{"SMTPUTF8", {}}, Parameter{"SIZE", "100"}}) {
        EXPECT_FALSE(broken(parameter, backend, all, none)) << parameter.text();
        EXPECT_FALSE(broken(parameter, backend, all, all)) << parameter.text();
    }
}

TEST(Promise, IsBrokenWhereTheOperatorWantsNoEmulation) {
    Backend backend;
    backend.keyword_default = KeywordPolicy::Pass;
    backend.content.eight_bit = Handling::Reject;
    const Capabilities all = having({"8BITMIME", "SMTPUTF8", "DSN", "SIZE"});
    const Capabilities none;
    for (const Parameter& parameter :
         {Parameter{"BODY", "8BITMIME"}, Parameter{"SMTPUTF8", {}}, Parameter{"RET", "FULL"}}) {
        EXPECT_TRUE(broken(parameter, backend, all, none)) << parameter.text();
        EXPECT_FALSE(broken(parameter, backend, none, none)) << "nothing was promised";
    }
    EXPECT_FALSE(broken({"SIZE", "100"}, backend, all, none)) << "heloise keeps that one itself";
}

TEST(Parameters, ASizeBeyond31BitsIsClamped) {
    const Backend backend;
    const Capabilities size(std::vector<Keyword>{{"SIZE", ""}});
    for (const char* huge : {"2147483648", "99999999999999999999"}) {
        EXPECT_EQ(upstream_parameters({{"SIZE", huge}}, ParameterPlace::Mail, {backend, &size}),
                  (Parameters{{"SIZE", "2147483647"}}));
    }
}

}  // namespace
}  // namespace heloise
