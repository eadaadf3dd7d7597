// Structured values fall into tokens, and nothing is lost between them.
#include "proxy/content/header/field_tokens.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using Kind = FieldToken::Kind;

std::vector<std::string> texts(std::string_view value, FieldGrammar grammar = FieldGrammar::Mail) {
    std::vector<std::string> out;
    std::string all;
    for (const FieldToken& token : field_tokens(value, grammar)) {
        all += token.text;
        if (token.kind != Kind::Blanks) out.emplace_back(token.text);
    }
    EXPECT_EQ(all, value);
    return out;
}

using Texts = std::vector<std::string>;

TEST(FieldTokens, AnAddressIsReadByItsSpecials) {
    EXPECT_EQ(texts("J. Doe <j@x.y>, (c) a@b"),
              (Texts{"J.", "Doe", "<", "j", "@", "x.y", ">", ",", "(c)", "a", "@", "b"}));
}

TEST(FieldTokens, QuotesCommentsAndLiteralsHideSpecials) {
    EXPECT_EQ(texts("\"a, <b\" (c, (d) \\) e) [1.2, 3]"), (Texts{"\"a, <b\"", "(c, (d) \\) e)", "[1.2, 3]"}));
    EXPECT_EQ(texts("\"a\\\"b\"c"), (Texts{"\"a\\\"b\"", "c"}));
    EXPECT_EQ(texts("\"(\" (\")"), (Texts{"\"(\"", "(\")"}));
}

TEST(FieldTokens, WhatDoesNotEndIsOpen) {
    for (const char* value : {"(a", "\"a", "[a", "(a (b)", "\"a\\\"", "(\\"}) {
        const auto tokens = field_tokens(value, FieldGrammar::Mail);
        ASSERT_EQ(tokens.size(), 1U) << value;
        EXPECT_EQ(tokens[0].kind, Kind::Open) << value;
    }
}

TEST(FieldTokens, MimeHasOtherSpecials) {
    EXPECT_EQ(texts("text/plain; name=\"a;b\"", FieldGrammar::Mime),
              (Texts{"text", "/", "plain", ";", "name", "=", "\"a;b\""}));
    EXPECT_EQ(texts("a[b]", FieldGrammar::Mime), (Texts{"a", "[", "b", "]"}));
}

TEST(FieldTokens, UnquotingTakesQuotesAndBackslashes) {
    EXPECT_EQ(unquoted("\"\""), "");
    EXPECT_EQ(unquoted("\"a\\\"\\\\b c\""), "a\"\\b c");
}

}  // namespace
}  // namespace heloise
