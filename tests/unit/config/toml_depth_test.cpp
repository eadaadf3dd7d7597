// The look at a text's depth before it is parsed.
#include "proxy/config/toml_depth.h"

#include <string>

#include <gtest/gtest.h>

namespace heloise {
namespace {

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

TEST(TomlDepth, WhatAConfigurationNeedsIsNotDeep) {
    EXPECT_FALSE(find_excessive_depth("[backend.limits]\nsessions = 1\nquirks.replies = [{ at = 'x' }]\n"));
    EXPECT_FALSE(find_excessive_depth(repeated("a.", 32) + "a = 1"));
    EXPECT_FALSE(find_excessive_depth("a = " + repeated("[", 32)));
}

TEST(TomlDepth, OneMoreIsFoundWhereItStands) {
    const auto dots = find_excessive_depth("b = 1\n" + repeated("a.", 33) + "a = 1");
    ASSERT_TRUE(dots);
    EXPECT_EQ(dots->line, 2);
    EXPECT_EQ(dots->column, 66);
    EXPECT_TRUE(find_excessive_depth("a = " + repeated("[", 33)));
    EXPECT_TRUE(find_excessive_depth("a = " + repeated("{ b = ", 33)));
}

TEST(TomlDepth, ManyShallowOnesAreNotDeep) {
    EXPECT_FALSE(find_excessive_depth(repeated("a.b.c = 1\n", 1000)));
    EXPECT_FALSE(find_excessive_depth("a = [" + repeated("1.5, ", 1000) + "]"));
    EXPECT_FALSE(find_excessive_depth("a = [" + repeated("[1], {b = 1}, ", 1000) + "]"));
}

TEST(TomlDepth, DotsInStringsAndCommentsDoNotCount) {
    EXPECT_FALSE(find_excessive_depth("# " + repeated("a.[", 100)));
    EXPECT_FALSE(find_excessive_depth("a = \"" + repeated("a.[", 100) + "\\\"" + repeated(".[", 100) + "\""));
    EXPECT_FALSE(find_excessive_depth("a = '" + repeated("a.[", 100) + "'"));
    EXPECT_FALSE(find_excessive_depth("a = \"\"\"\n" + repeated("[.\n", 100) + "\"\"\""));
    EXPECT_FALSE(find_excessive_depth("a = '''\n" + repeated("[.\n", 100) + "\"'''"));
}

TEST(TomlDepth, NothingHidesBehindAString) {
    const std::string deep = repeated(".a", 40);
    EXPECT_TRUE(find_excessive_depth("x = '''\n'''\na" + deep + " = 1"));
    EXPECT_TRUE(find_excessive_depth("x = \"\"\"\n\"\"\"\"\"\na" + deep + " = 1"));
    EXPECT_TRUE(find_excessive_depth("x = { y = \"\"\"\"\"\"\", b" + deep + " = 1 }"));
    EXPECT_TRUE(find_excessive_depth("x = { y = '''z'''', b" + deep + " = 1 }"));
    EXPECT_TRUE(find_excessive_depth("x = '\\'\na" + deep + " = 1"));
    EXPECT_TRUE(find_excessive_depth("x = \"\\\\\"\na" + deep + " = 1"));
    EXPECT_TRUE(find_excessive_depth("x = ''\na" + deep + " = 1"));
    EXPECT_TRUE(find_excessive_depth(repeated("\"=\".", 40) + "a = 1"));
    EXPECT_TRUE(find_excessive_depth(repeated("'#' . ", 40) + "a = 1"));
}

TEST(TomlDepth, TheEndMayComeAnywhere) {
    const std::string_view text = "a = \"\\";
    for (std::size_t i = 0; i <= text.size(); ++i) EXPECT_FALSE(find_excessive_depth(text.substr(0, i)));
    EXPECT_FALSE(find_excessive_depth("a = \"\"\"\""));
    EXPECT_FALSE(find_excessive_depth("a = '''"));
}

}  // namespace
}  // namespace heloise
