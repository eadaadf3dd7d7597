// Unfolding keeps everything but the folds, and remembers those.
#include "proxy/content/header/field_value.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(FieldValue, FoldsAreTakenOut) {
    EXPECT_EQ(FieldValue(" a\r\n\tb\r\n  c").text(), " a\tb  c");
    EXPECT_EQ(FieldValue("").text(), "");
}

TEST(FieldValue, KnowsWhichBlanksHadAFold) {
    const FieldValue value("\r\n a b \r\n c\r\n ");
    const std::string_view text = value.text();
    ASSERT_EQ(text, " a b  c ");
    EXPECT_TRUE(value.folded(text.substr(0, 1)));
    EXPECT_FALSE(value.folded(text.substr(2, 1)));
    EXPECT_TRUE(value.folded(text.substr(4, 2)));
    EXPECT_TRUE(value.folded(text.substr(7, 1)));
}

TEST(FieldValue, OtherBlanksHadNone) {
    const FieldValue value("\r\n a");
    EXPECT_FALSE(value.folded(" "));
    EXPECT_FALSE(value.folded(""));
}

TEST(FieldValue, BlanksAndWordsAreCutFromTheFront) {
    EXPECT_EQ(leading_blanks(" \ta b"), " \t");
    EXPECT_EQ(leading_blanks("a"), "");
    EXPECT_EQ(leading_word("a b"), "a");
    EXPECT_EQ(leading_word(" b"), "");
    EXPECT_EQ(leading_word("ab"), "ab");
}

}  // namespace
}  // namespace heloise
