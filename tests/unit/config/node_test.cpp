// Trees of configuration values.
#include "proxy/config/node.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(Node, NamesItsType) {
    EXPECT_STREQ(Node{true}.type_name(), "a boolean");
    EXPECT_STREQ(Node{std::int64_t{1}}.type_name(), "an integer");
    EXPECT_STREQ(Node{1.5}.type_name(), "a number with a fraction");
    EXPECT_STREQ(Node{std::string("x")}.type_name(), "a string");
    EXPECT_STREQ(Node{Node::Array{}}.type_name(), "an array");
    EXPECT_STREQ(Node{Node::Table{}}.type_name(), "a table");
}

TEST(Node, FindsAMemberOfATable) {
    const Node table{Node::Table{{"a", {}, Node{std::int64_t{1}}}, {"b", {}, Node{true}}}};
    ASSERT_NE(table.find("b"), nullptr);
    EXPECT_TRUE(std::get<bool>(table.find("b")->value));
    EXPECT_EQ(table.find("c"), nullptr);
}

TEST(Node, FindsNothingInWhatIsNoTable) {
    EXPECT_EQ(Node{Node::Array{}}.find("a"), nullptr);
    EXPECT_EQ(Node{std::string("a")}.find("a"), nullptr);
}

}  // namespace
}  // namespace heloise
