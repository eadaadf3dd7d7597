// limits.header_field: which field is larger than may be, folds and line ends counted.
#include "proxy/content/field_size_watch.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

// The name of the first field that is over, "" for none; the same in all cuts.
std::string over(std::string_view text, std::size_t most) {
    std::string found;
    for (const std::size_t piece : {text.size(), std::size_t{1}, std::size_t{7}}) {
        FieldSizeWatch watch(most);
        bool is_over = false;
        for (std::size_t at = 0; at < text.size(); at += piece) is_over = watch.look(text.substr(at, piece));
        const std::string name = is_over ? watch.name() : "";
        if (piece == text.size()) found = name;
        EXPECT_EQ(name, found) << "pieces of " << piece;
    }
    return found;
}

TEST(FieldSizeWatch, CountsLineEnds) {
    const std::string field = "X-Field: 1234567\r\n";
    EXPECT_EQ(over("To: a\r\n" + field + "\r\n", field.size()), "");
    EXPECT_EQ(over("To: a\r\n" + field + "\r\n", field.size() - 1), "X-Field");
    EXPECT_EQ(over(field, 0), "");
}

TEST(FieldSizeWatch, CountsFolds) {
    const std::string field = "X-Field: 1\r\n 2\r\n\t3\r\n";
    EXPECT_EQ(over("To: a\r\n" + field + "Cc: b\r\n\r\n", field.size()), "");
    EXPECT_EQ(over("To: a\r\n" + field + "Cc: b\r\n\r\n", field.size() - 1), "X-Field");
}

TEST(FieldSizeWatch, SeesLongLinesBeforeTheirEnd) {
    EXPECT_EQ(over("X-Field: " + std::string(2000, 'x'), 1500), "X-Field");
}

TEST(FieldSizeWatch, LooksAtTheMessagesHeaderAlone) {
    const std::string text(200, 'x');
    EXPECT_EQ(over("To: a\r\n\r\nX-Field: " + text + "\r\n", 100), "");
    EXPECT_EQ(over("No field\r\n " + text + "\r\n", 100), "");
    EXPECT_EQ(over(text + "\r\n" + text + "\r\n", 100), "");
}

TEST(FieldSizeWatch, TellsNamesInPrintableAscii) {
    EXPECT_EQ(over(std::string(50, 'n') + ": " + std::string(100, 'x') + "\r\n", 90), std::string(40, 'n'));
    EXPECT_EQ(over("X-\xc3\xb6: " + std::string(100, 'x') + "\r\n", 90), "X-\\x{F6}");
}

}  // namespace
}  // namespace heloise
