// TOML text to nodes, hostile text above all.
#include "proxy/config/toml.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

using namespace std::string_literals;

Node parsed(std::string_view text) {
    std::variant<Node, TomlFault> result = parse_toml(text);
    const auto* fault = std::get_if<TomlFault>(&result);
    EXPECT_EQ(fault, nullptr) << (fault == nullptr ? "" : fault->text);
    return fault == nullptr ? std::get<Node>(result) : Node{Node::Table{}};
}

TomlFault fault(std::string_view text) {
    const std::variant<Node, TomlFault> result = parse_toml(text);
    EXPECT_TRUE(std::holds_alternative<TomlFault>(result)) << text.substr(0, 80);
    const auto* found = std::get_if<TomlFault>(&result);
    return found == nullptr ? TomlFault{} : *found;
}

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

TEST(Toml, EveryTypeComesThrough) {
    const Node root = parsed("a = true\nb = -1\nc = 1.5\nd = 'x'\ne = [1, 'y']\nf = { g = 2 }\n");
    EXPECT_TRUE(std::get<bool>(root.find("a")->value));
    EXPECT_EQ(std::get<std::int64_t>(root.find("b")->value), -1);
    EXPECT_EQ(std::get<double>(root.find("c")->value), 1.5);
    EXPECT_EQ(std::get<std::string>(root.find("d")->value), "x");
    EXPECT_EQ(std::get<Node::Array>(root.find("e")->value).size(), 2U);
    EXPECT_EQ(std::get<std::int64_t>(root.find("f")->find("g")->value), 2);
}

TEST(Toml, KeysAndValuesKnowWhereTheyStand) {
    const Node root = parsed("# comment\nzulu = 1\n  alpha  =  'x'\n[[list]]\nkey = 2\n");
    const auto& members = std::get<Node::Table>(root.value);
    ASSERT_EQ(members.size(), 3U);
    EXPECT_EQ(members[0].key, "zulu");  // the file's order, not the alphabet's
    EXPECT_EQ(members[1].at.line, 3);
    EXPECT_EQ(members[1].at.column, 3);
    EXPECT_EQ(members[1].node.at.column, 13);
    const Node& element = std::get<Node::Array>(members[2].node.value).front();
    EXPECT_EQ(element.at.line, 4);
    EXPECT_EQ(std::get<Node::Table>(element.value).front().at.line, 5);
}

TEST(Toml, AFaultSaysWhere) {
    EXPECT_EQ(fault("a = 1\nb = = 2\n").at.line, 2);
    EXPECT_EQ(fault("a = 1\na = 2\n").at.line, 2);
}

TEST(Toml, StrayBracketIsAFaultAndNotAnAbort) {
    for (const char* text :
         {"[", "]", "[[", "[a", "[[a]", "a = [", "a = {", "a = [[[[", "[]", "[.]", "a.= 1", "=1"}) {
        EXPECT_FALSE(fault(text).text.empty()) << text;
    }
}

TEST(Toml, BadUtf8IsAFault) {
    fault("a = '\xff\xfe'\n");
    fault("\xc3");
    fault("a = \"\xed\xa0\x80\"");
}

TEST(Toml, ControlsAndNulAreFaults) {
    fault("a\0b = 1"s);
    fault("a = '\x01'");
}

TEST(Toml, DatesAreRefusedWithTheirPlace) {
    const TomlFault found = fault("a = 1\nb = [1, { c = 1979-05-27 }]\n");
    EXPECT_EQ(found.at.line, 2);
    EXPECT_EQ(found.at.column, 15);
    fault("a = 07:32:00");
    fault("a = 1979-05-27T07:32:00Z");
}

TEST(Toml, EndlessNestingIsAFaultAndNotAnOverflow) {
    fault(repeated("a.", 500'000) + "a = 1");
    fault("[" + repeated("a.", 500'000) + "a]");
    fault("a = " + repeated("[", 500'000));
    fault("a = " + repeated("{b=", 500'000));
    fault("[" + repeated("\"=\".", 300'000) + "a]");
}

TEST(Toml, EveryPrefixOfAFileIsReadOrRefused) {
    const std::string_view whole =
        "h = \"x\\u00e9\"\n[[b]]\nl = [\"a:25\", { d = 'e' }]\n[b.c]\nd.e = \"\"\"\nq\"\"\"\nf = 0x1F\ng = "
        "inf\n";
    for (std::size_t i = 0; i <= whole.size(); ++i) {
        const auto result = parse_toml(whole.substr(0, i));
        EXPECT_FALSE(result.valueless_by_exception());
    }
}

TEST(Toml, EveryOctetAnywhereIsReadOrRefused) {
    for (int octet = 0; octet < 256; ++octet) {
        for (const std::string_view text : {"a = 1", "[a]", "a = 'x'", "a = [1]", "a = { b = 1 }"}) {
            for (std::size_t i = 0; i <= text.size(); ++i) {
                std::string changed(text);
                changed.insert(i, 1, static_cast<char>(octet));
                EXPECT_FALSE(parse_toml(changed).valueless_by_exception());
            }
        }
    }
}

TEST(Toml, AnEmptyFileIsAnEmptyTable) {
    EXPECT_TRUE(std::get<Node::Table>(parsed("").value).empty());
    EXPECT_TRUE(std::get<Node::Table>(parsed("\xef\xbb\xbf# only a comment\r\n").value).empty());
}

TEST(Toml, AFileBeyondAnySenseIsRefused) {
    fault(std::string(std::size_t{5} * 1024 * 1024, ' '));
}

}  // namespace
}  // namespace heloise
