// Which lines a server that cuts at 255 octets takes for the end of a message (fact 102).
#include "proxy/wire/cut_line.h"

#include <string>

#include <gtest/gtest.h>

namespace heloise {
namespace {

// As NOS reads what is on the wire: 255 octets at most, the rest is the next line.
bool ends_at_nos(std::string line) {
    if (line.starts_with('.')) line.insert(0, ".");
    while (line.size() > 255) line.erase(0, 255);
    return line == ".";
}

TEST(CutLine, IsTheEndWhereACutLeavesTheDotAlone) {
    for (const char* first : {"", ".", "x"}) {
        for (const char* last : {"", ".", "..", ".x"}) {
            for (std::size_t octets = 0; octets < 1100; ++octets) {
                const std::string line = first + std::string(octets, 'x') + last;
                ASSERT_EQ(cut_leaves_dot(line), ends_at_nos(line)) << first << octets << last;
            }
        }
    }
    EXPECT_TRUE(cut_leaves_dot(std::string(255, '.')));
    EXPECT_FALSE(cut_leaves_dot(std::string(256, '.')));
}

TEST(CutLine, TheWatchFindsThemHoweverOctetsAreCut) {
    const std::string before = "short.\r\n" + std::string(300, 'x') + "\r\n";
    for (const std::size_t octets : {254U, 255U, 256U, 509U, 510U, 765U}) {
        for (const char* first : {"", "."}) {
            const std::string line = first + std::string(octets, 'x') + ".";
            const std::string text = before + line + "\r\nmore\r\n";
            for (std::size_t piece = 1; piece < 12; ++piece) {
                CutLineWatch watch;
                bool found = false;
                for (std::size_t at = 0; at < text.size(); at += piece)
                    found = watch.look(std::string_view(text).substr(at, piece));
                EXPECT_EQ(found, cut_leaves_dot(line)) << octets << ' ' << piece;
            }
            CutLineWatch unended;
            EXPECT_FALSE(unended.look(before + line));
            EXPECT_EQ(unended.look_at_end(), cut_leaves_dot(line)) << octets;
        }
    }
}

}  // namespace
}  // namespace heloise
