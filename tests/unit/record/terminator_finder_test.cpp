// The end of a message, cut anywhere.
#include "proxy/record/terminator_finder.h"

#include <array>

#include <gtest/gtest.h>

namespace heloise {
namespace {

// How many octets belong to the message, handed in in two pieces; none when its end is not there.
std::size_t end_of(std::string_view octets, std::size_t cut) {
    TerminatorFinder end;
    const std::size_t first = end.take(octets.substr(0, cut));
    if (end.done()) return first;
    EXPECT_EQ(first, cut);
    const std::size_t second = end.take(octets.substr(cut));
    return end.done() ? cut + second : std::string_view::npos;
}

TEST(TerminatorFinder, IsFoundWhereverItIsCut) {
    struct Row {
        std::string_view octets;
        std::size_t end;
    };
    constexpr std::size_t kNone = std::string_view::npos;
    const std::array rows{
        Row{".\r\n", 3},
        Row{".\r\nQUIT\r\n", 3},
        Row{"a\r\n.\r\nQUIT\r\n", 6},
        Row{"\r\n.\r\n", 5},
        Row{"a\r\n\r\n.\r\n", 8},
        Row{"\r\r\n.\r\n", 6},
        Row{"a\r\n.\r\r\n.\r\n", 10},  // a new CRLF begins in what was no end
        Row{"a\r\n..\r\n.\r\n", 10},
        Row{"a\n.\n\r\n", kNone},
        Row{"a\r\n.\n", kNone},
        Row{"a\n.\r\n", kNone},
        Row{"a.\r\n", kNone},
        Row{"..\r\n", kNone},
        Row{"a\r\n.", kNone},
        Row{"", kNone},
    };
    for (const Row& row : rows) {
        for (std::size_t cut = 0; cut <= row.octets.size(); ++cut)
            EXPECT_EQ(end_of(row.octets, cut), row.end) << row.octets << " cut at " << cut;
    }
}

TEST(TerminatorFinder, NothingBelongsToAMessageThatHasEnded) {
    TerminatorFinder end;
    EXPECT_EQ(end.take(".\r\n"), 3U);
    EXPECT_EQ(end.take("QUIT\r\n"), 0U);
}

}  // namespace
}  // namespace heloise
