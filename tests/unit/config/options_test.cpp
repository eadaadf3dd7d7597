// Every key of a configuration, printed and read again.
#include "proxy/config/options.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proxy/config/toml.h"
#include "tests/support/every_setting.h"

namespace heloise {

void PrintTo(const Printed& printed, std::ostream* out) {
    *out << printed.key << " = " << printed.value;
}

namespace {

// Reads keys as the loader does, but each for itself: what ties several together is not looked at.
template <class T>
T read(const Options<T>& options, const std::vector<Printed>& keys) {
    std::string text;
    for (const Printed& each : keys) text += each.key + " = " + each.value + "\n";
    const std::variant<Node, TomlFault> parsed = parse_toml(text);
    if (const auto* fault = std::get_if<TomlFault>(&parsed)) {
        ADD_FAILURE() << fault->text << '\n' << text;
        return {};
    }
    Problems problems;
    ReadingFile file{"printed.toml", problems};
    T target;
    read_options(Value(std::get<Node>(parsed), "", file), options, target);
    for (const Problem& problem : problems.sorted()) EXPECT_TRUE(problem.warning) << problem.printed();
    return target;
}

template <class T>
void expect_all_comes_back(const Options<T>& options, const std::vector<Printed>& keys) {
    const T target = read(options, keys);
    EXPECT_THAT(printed(options, target), testing::UnorderedElementsAreArray(keys));
    EXPECT_TRUE(read(options, printed(options, target)) == target);
    // Not one of them is the default, else its row could print that and nobody would see it.
    const std::vector<Printed> initial = printed(options, T{});
    for (const Printed& each : keys)
        EXPECT_EQ(std::count(initial.begin(), initial.end(), each), 0) << each.key << " is the default";
}

TEST(Options, EveryKeyOfABackendIsPrintedAsItWasRead) {
    expect_all_comes_back(backend_options(), every_setting_of("backend"));
}

TEST(Options, EveryKeyOfTheTopLevelIsPrintedAsItWasRead) {
    expect_all_comes_back(top_options(), every_setting_of(""));
}

TEST(Options, NoKeyThatIsTakenIsForgottenAbove) {
    std::set<std::string> keys;
    for (const Printed& each : every_setting()) keys.insert(each.key);
    for (const Documented& each : all_keys()) EXPECT_EQ(keys.contains(each.key), !each.later) << each.key;
}

TEST(Options, ADefaultIsPrintedAsItIsDocumented) {
    std::vector<Printed> initial = printed(top_options(), Configuration{});
    for (Printed& each : under("backend", printed(backend_options(), Backend{}))) initial.push_back(each);
    for (const Documented& key : all_keys()) {
        if (key.later || key.initial.empty() || key.key.starts_with("record.")) continue;
        EXPECT_THAT(initial, testing::Contains(Printed{key.key, key.initial}));
    }
}

TEST(Options, WhereNothingIsRecordedNoTableOfItIsPrinted) {
    for (const Printed& each : printed(top_options(), Configuration{}))
        EXPECT_FALSE(each.key.starts_with("record")) << each.key;
}

// Each word of each choice: a row that printed another's would be read as that.
TEST(Options, EveryWordIsPrintedAsItWasRead) {
    for (const Printed& each : std::initializer_list<Printed>{
             {"greeting", "\"helo\""},
             {"greeting", "\"auto\""},
             {"helo_name", "\"client\""},
             {"helo_name", "\"hostname\""},
             {"connect", "\"late\""},
             {"delivery", "\"live\""},
             {"extensions.default", "\"auto\""},
             {"extensions.default", "\"pass\""},
             {"extensions.\"DSN\"", "\"auto\""},
             {"extensions.\"DSN\"", "\"pass\""},
             {"content.eight_bit", "\"convert\""},
             {"content.eight_bit", "\"pass\""},
             {"content.signed", "\"convert\""},
             {"content.utf8", "\"convert\""},
             {"content.bare_newline", "\"normalise\""},
             {"content.nul", "\"reject\""},
             {"quirks.rset", "\"after-helo\""},
             {"quirks.null_sender", "\"pass\""},
             {"quirks.null_sender", "\"reject\""},
             {"quirks.source_routes", "\"strip\""},
             {"quirks.leading_dot", "\"stuff\""},
         }) {
        const std::vector<Printed> all = printed(backend_options(), read(backend_options(), {each}));
        EXPECT_THAT(all, testing::Contains(each));
    }
}

}  // namespace
}  // namespace heloise
