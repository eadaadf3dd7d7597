// Command lines out of octets, however they are cut.
#include "proxy/wire/line_reader.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace heloise {
namespace {

// Every line of `octets`, read in pieces of `step`: "text", "text(lf)" or "(long)".
std::vector<std::string> lines(std::string_view octets, std::size_t step, std::size_t most = 20) {
    LineReader reader(most);
    std::vector<std::string> out;
    while (!octets.empty()) {
        std::string_view piece = octets.substr(0, step);
        octets.remove_prefix(piece.size());
        while (!piece.empty()) {
            const auto result = reader.next(piece);
            if (const auto* line = std::get_if<LineReader::Line>(&result))
                out.push_back(std::string(line->text) + (line->bare_lf ? "(lf)" : ""));
            if (std::holds_alternative<LineReader::TooLong>(result)) out.emplace_back("(long)");
        }
    }
    return out;
}

TEST(LineReader, CutsAreOfNoConsequence) {
    const std::string octets = "EHLO a\r\nNOOP\nRSET\r\n" + std::string(30, 'x') + "\r\nQUIT\r\n";
    const std::vector<std::string> expected{"EHLO a", "NOOP(lf)", "RSET", "(long)", "QUIT"};
    for (std::size_t step = 1; step <= octets.size(); ++step)
        EXPECT_EQ(lines(octets, step), expected) << step;
}

TEST(LineReader, TheLimitCountsTheLineEnd) {
    EXPECT_EQ(lines("123456\r\n", 100, 8), std::vector<std::string>{"123456"});
    EXPECT_EQ(lines("1234567\r\n", 100, 8), std::vector<std::string>{"(long)"});
}

TEST(LineReader, BareCrStaysInTheLine) {
    EXPECT_EQ(lines("a\rb\r\n", 100)[0], "a\rb");
}

TEST(LineReader, AnEndlessLineIsNotKept) {
    LineReader reader(100);
    const std::string block(1000, 'x');
    for (int i = 0; i < 1000; ++i) {
        std::string_view octets = block;
        EXPECT_TRUE(std::holds_alternative<LineReader::NeedMore>(reader.next(octets)));
        EXPECT_TRUE(octets.empty());
    }
    std::string_view end = "\n";
    EXPECT_TRUE(std::holds_alternative<LineReader::TooLong>(reader.next(end)));
    EXPECT_TRUE(reader.at_rest());
}

}  // namespace
}  // namespace heloise
