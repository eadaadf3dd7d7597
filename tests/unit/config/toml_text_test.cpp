// Values as TOML.
#include "proxy/config/toml_text.h"

#include <vector>

#include <gtest/gtest.h>

#include "proxy/config/toml.h"

namespace heloise {
namespace {

// What the parser makes of a value.
std::string read(const std::string& value) {
    const std::variant<Node, TomlFault> parsed = parse_toml("value = " + value);
    if (const auto* fault = std::get_if<TomlFault>(&parsed)) return "no TOML: " + fault->text;
    return std::get<std::string>(std::get<Node>(parsed).find("value")->value);
}

TEST(TomlText, AStringIsReadAsItWas) {
    for (const std::string text : {"", "plain", "a \"quote\"", "back\\slash\\", "it's", "tab\there",
                                   "\r\n\x01\x1f\x7f", "d\xc3\xb6rte"}) {
        EXPECT_EQ(read(toml_string(text)), text) << toml_string(text);
    }
    EXPECT_EQ(read(toml_string(std::string("nul\0!", 5))), std::string("nul\0!", 5));
}

TEST(TomlText, AStringIsOneLine) {
    EXPECT_EQ(toml_string("a\r\nb"), "\"a\\u000d\\u000ab\"");
}

TEST(TomlText, APlainStringHasOnlyItsQuotes) {
    EXPECT_EQ(toml_string("552 Error in <local> delivery's 'end'"),
              "\"552 Error in <local> delivery's 'end'\"");
}

TEST(TomlText, NumbersAndBooleansAreBare) {
    EXPECT_EQ(toml_whole(0), "0");
    EXPECT_EQ(toml_whole(9'223'372'036'854'775'807U), "9223372036854775807");
    EXPECT_EQ(toml_bool(true), "true");
    EXPECT_EQ(toml_bool(false), "false");
}

TEST(TomlText, AnArrayIsOneLine) {
    EXPECT_EQ(toml_array({}), "[]");
    EXPECT_EQ(toml_array(std::vector<std::string>{"1", "{ a = 2 }"}), "[1, { a = 2 }]");
    EXPECT_EQ(toml_strings(std::vector<std::string>{"a", "\""}), "[\"a\", \"\\\"\"]");
}

}  // namespace
}  // namespace heloise
