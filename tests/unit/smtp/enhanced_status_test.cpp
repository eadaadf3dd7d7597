// Enhanced status codes, read and chosen.
#include "proxy/smtp/enhanced_status.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(EnhancedStatus, IsReadFromTheStart) {
    std::size_t octets = 0;
    EXPECT_EQ(read_status("5.7.1 Relaying denied", octets), (EnhancedStatus{5, 7, 1}));
    EXPECT_EQ(octets, 6U);
    EXPECT_EQ(read_status("2.0.0", octets), (EnhancedStatus{2, 0, 0}));
    EXPECT_EQ(octets, 5U);
    EXPECT_EQ(read_status("4.999.123  x", octets), (EnhancedStatus{4, 999, 123}));
    EXPECT_EQ(octets, 10U);
}

TEST(EnhancedStatus, WhatOnlyLooksLikeOneIsNone) {
    for (const char* text : {"",        "5",       "5.",     "5.7",   "5.7.",   "5.7.1x",   "5.7.1.2",
                             "5.7.1\t", "3.0.0 x", "1.0.0",  "0.0.0", "6.0.0",  "5.1000.0", "5.0.1000",
                             ".5.7.1",  " 5.7.1",  "55.7.1", "5..1",  "5.-1.0", "127.0.0.1"}) {
        std::size_t octets = 77;
        EXPECT_FALSE(read_status(text, octets)) << text;
        EXPECT_EQ(octets, 77U) << text;
    }
}

TEST(EnhancedStatus, Prints) {
    EXPECT_EQ((EnhancedStatus{5, 7, 12}.text()), "5.7.12");
}

TEST(EnhancedStatus, IsChosenByCodeAndContext) {
    struct Case {
        int code;
        StatusContext context;
        std::string_view status;
    };
    const Case cases[] = {
        {250, StatusContext::Mail, "2.1.0"},       {250, StatusContext::Rcpt, "2.1.5"},
        {250, StatusContext::MessageEnd, "2.0.0"}, {250, StatusContext::Other, "2.0.0"},
        {251, StatusContext::Rcpt, "2.1.5"},       {252, StatusContext::Rcpt, "2.1.5"},
        {252, StatusContext::Other, "2.0.0"},      {221, StatusContext::Other, "2.0.0"},
        {421, StatusContext::Mail, "4.3.2"},       {450, StatusContext::Rcpt, "4.2.1"},
        {450, StatusContext::MessageEnd, "4.3.0"}, {451, StatusContext::MessageEnd, "4.3.0"},
        {452, StatusContext::Rcpt, "4.5.3"},       {452, StatusContext::Mail, "4.3.1"},
        {455, StatusContext::Mail, "4.5.4"},       {500, StatusContext::Other, "5.5.2"},
        {501, StatusContext::Mail, "5.5.4"},       {502, StatusContext::Other, "5.5.1"},
        {503, StatusContext::Data, "5.5.1"},       {504, StatusContext::Other, "5.5.4"},
        {550, StatusContext::Rcpt, "5.1.1"},       {550, StatusContext::Mail, "5.1.0"},
        {550, StatusContext::MessageEnd, "5.7.1"}, {550, StatusContext::Data, "5.7.1"},
        {550, StatusContext::Other, "5.0.0"},      {551, StatusContext::Rcpt, "5.1.6"},
        {552, StatusContext::Rcpt, "5.2.2"},       {552, StatusContext::Mail, "5.3.4"},
        {552, StatusContext::MessageEnd, "5.3.0"}, {553, StatusContext::Rcpt, "5.1.3"},
        {553, StatusContext::Mail, "5.1.7"},       {553, StatusContext::Other, "5.0.0"},
        {554, StatusContext::MessageEnd, "5.0.0"}, {555, StatusContext::Rcpt, "5.5.4"},
        {556, StatusContext::Rcpt, "5.1.10"},      {299, StatusContext::Mail, "2.0.0"},
        {499, StatusContext::Rcpt, "4.0.0"},       {599, StatusContext::Data, "5.0.0"},
    };
    for (const Case& one : cases)
        EXPECT_EQ(choose_status(one.code, one.context).text(), one.status) << one.code;
}

TEST(EnhancedStatus, TheClassIsAlwaysTheFirstDigit) {
    for (int code = 200; code < 600; code = code == 299 ? 400 : code + 1) {
        for (auto context : {StatusContext::Mail, StatusContext::Rcpt, StatusContext::Data,
                             StatusContext::MessageEnd, StatusContext::Other}) {
            EXPECT_EQ(choose_status(code, context).klass, code / 100);
        }
    }
}

}  // namespace
}  // namespace heloise
