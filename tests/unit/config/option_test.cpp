// conf/heloise.toml against the code: every key documented, every default true, nothing documented that is
// not.
#include "proxy/config/option.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "proxy/config/options.h"
#include "proxy/config/toml.h"
#include "tests/unit/config/loading.h"

namespace heloise {
namespace {

// Keys that the document sets to an example, because they have no default or one that nobody should run with.
constexpr std::array<std::string_view, 6> kExamples{"hostname",        "backend.name",
                                                    "backend.listen",  "backend.address",
                                                    "backend.profile", "backend.access.recipients"};

// The document with its commented-out keys and tables made real: "#key = value", "#[table]". Prose is "#
// ...".
std::string uncommented() {
    std::ifstream in(HELOISE_SOURCE_DIR "/conf/heloise.toml");
    std::ostringstream out;
    for (std::string line; std::getline(in, line);) {
        const bool code = line.size() > 1 && line[0] == '#' && line[1] != ' ' && line[1] != '#';
        out << (code ? line.substr(1) : line) << '\n';
    }
    return out.str();
}

struct Entry {
    const Node* node = nullptr;
    int line = 0;
};

void collect(const Node& table, const std::string& path, std::map<std::string, Entry>& into) {
    for (const Node::Member& member : std::get<Node::Table>(table.value)) {
        const std::string name = joined(path, member.key);
        const auto* array = std::get_if<Node::Array>(&member.node.value);
        const bool stanzas = name == "backend" && array != nullptr;
        if (stanzas) collect(array->front(), name, into);
        if (std::holds_alternative<Node::Table>(member.node.value)) collect(member.node, name, into);
        if (!stanzas && !std::holds_alternative<Node::Table>(member.node.value)) {
            into[name] = {&member.node, member.at.line};
        }
    }
}

class Document : public testing::Test {
protected:
    void SetUp() override {
        const std::string text = uncommented();
        auto parsed = parse_toml(text);
        ASSERT_TRUE(std::holds_alternative<Node>(parsed)) << std::get<TomlFault>(parsed).text;
        root_ = std::get<Node>(std::move(parsed));
        collect(root_, "", entries_);
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) lines_.push_back(line);
    }

    Node root_;
    std::map<std::string, Entry> entries_;
    std::vector<std::string> lines_;
};

TEST_F(Document, HoldsEveryKey) {
    for (const Documented& key : all_keys()) {
        EXPECT_TRUE(entries_.contains(key.key)) << key.key << " is not in conf/heloise.toml";
    }
}

TEST_F(Document, HoldsNoOtherKey) {
    std::set<std::string> keys;
    for (const Documented& key : all_keys()) keys.insert(key.key);
    for (const auto& [name, entry] : entries_)
        EXPECT_TRUE(keys.contains(name)) << name << ", line " << entry.line;
}

TEST_F(Document, SaysTheTrueDefault) {
    for (const Documented& key : all_keys()) {
        if (key.initial.empty() || !entries_.contains(key.key)) continue;
        if (std::find(kExamples.begin(), kExamples.end(), key.key) != kExamples.end()) continue;
        EXPECT_TRUE(is_default(*entries_[key.key].node, key.initial)) << key.key << " is " << key.initial;
    }
}

// The comment that stands over a key, or over the group of keys and the table header it is part of.
std::string comment_over(const std::vector<std::string>& lines, int line) {
    std::string text;
    std::size_t i = static_cast<std::size_t>(line) - 1;
    while (i > 0 && !lines[i - 1].empty() && lines[i - 1][0] != '#') --i;
    while (i > 0 && lines[i - 1].starts_with('#')) text = lines[--i].substr(1) + text;
    return text;
}

TEST_F(Document, SaysWhatIsNotYet) {
    for (const Documented& key : all_keys()) {
        if (!key.later || !entries_.contains(key.key)) continue;
        EXPECT_NE(comment_over(lines_, entries_[key.key].line).find("ot yet"), std::string::npos)
            << key.key << " is of a later version";
    }
}

TEST_F(Document, ExplainsEveryKey) {
    for (const auto& [name, entry] : entries_) {
        EXPECT_NE(comment_over(lines_, entry.line).find(' '), std::string::npos)
            << name << ", line " << entry.line;
    }
}

TEST_F(Document, OnlyWhatIsNotYetWithoutADefaultIsRefused) {
    for (const Problem& problem : load(uncommented()).problems) {
        // The folder of recordings is an example, and not of this machine.
        if (problem.warning && problem.text.starts_with("record.directory: ")) continue;
        EXPECT_NE(problem.text.find("does not support it yet; leave"), std::string::npos)
            << problem.printed();
    }
}

TEST(IsDefault, KnowsOneValueInTwoSpellings) {
    const auto value = [](const std::string& toml) {
        return *std::get<Node>(parse_toml("v = " + toml)).find("v");
    };
    EXPECT_TRUE(is_default(value("'120s'"), "\"2m\""));
    EXPECT_TRUE(is_default(value("65536"), "\"64KiB\""));
    EXPECT_TRUE(is_default(value("[]"), "[]"));
    EXPECT_TRUE(is_default(value("false"), "false"));
    EXPECT_FALSE(is_default(value("'120s'"), "\"3m\""));
    EXPECT_FALSE(is_default(value("[1]"), "[]"));
    EXPECT_FALSE(is_default(value("true"), "false"));
    EXPECT_FALSE(is_default(value("'false'"), "false"));
    EXPECT_FALSE(is_default(value("0"), "\"0s\""));
    EXPECT_FALSE(is_default(value("'x'"), "\"y\""));
}

}  // namespace
}  // namespace heloise
