// Fields out of a header, and where it ends.
#include "proxy/content/header_reader.h"

#include <gtest/gtest.h>

#include "proxy/base/limits.h"

namespace heloise {
namespace {

using Kind = HeaderReader::Item::Kind;

// "F<...>" for each field, "P<...>" for pieces of a long one, "L<...>" for the line that ended it, "E" for
// the end.
std::string read(std::string_view header, std::size_t piece, const Boundaries& boundaries = {}) {
    HeaderReader reader;
    reader.start();
    std::string seen;
    while (true) {
        std::string_view octets = header.substr(0, piece);
        header.remove_prefix(octets.size());
        while (true) {
            const HeaderReader::Item item = reader.next(octets, boundaries, header.empty());
            if (item.kind == Kind::NeedMore) break;
            if (item.kind == Kind::End) return seen + "E";
            const bool line = item.kind == Kind::Line;
            if (item.kind == Kind::Piece) {
                seen.pop_back();
                seen += std::string(item.text) + ">";
            } else {
                seen += (item.kind == Kind::Field ? "F<" : line ? "L<" : "P<") + std::string(item.text) + ">";
            }
            if (line) return seen;
        }
    }
}

void expect_read(std::string_view header, const std::string& wanted, const Boundaries& boundaries = {}) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{100000}, SIZE_MAX})
        EXPECT_EQ(read(header, piece, boundaries), wanted) << piece;
}

TEST(HeaderReader, FieldsAreWhole) {
    expect_read("a: b\r\nc:\r\n d\r\n\te\r\n\r\nbody", "F<a: b\r\n>F<c:\r\n d\r\n\te\r\n>L<\r\n>");
    expect_read("a: b\r\n", "F<a: b\r\n>E");
    expect_read("a: b", "F<a: b>E");
    expect_read("", "E");
    expect_read(" first\r\na: b\r\n\r\n", "F< first\r\n>F<a: b\r\n>L<\r\n>");
    expect_read("From x\r\na: b\r\nFrom y\r\n", "F<From x\r\n>F<a: b\r\n>L<From y\r\n>");
}

TEST(HeaderReader, EndsAtTheFirstLineThatIsNoField) {
    expect_read("a: b\r\nHello\r\nc: d\r\n", "F<a: b\r\n>L<Hello\r\n>");
    expect_read("Hello", "L<Hello>");
    expect_read("a : b\r\n", "L<a : b\r\n>");
}

TEST(HeaderReader, EndsAtADelimiter) {
    Boundaries boundaries;
    boundaries.open("b:c", 0);
    expect_read("a: b\r\n--b:c\r\n", "F<a: b\r\n>L<--b:c\r\n>", boundaries);
    expect_read("--b:c", "L<--b:c>", boundaries);
    expect_read("--b:cd\r\n", "F<--b:cd\r\n>E", boundaries);
}

TEST(HeaderReader, AFieldThatIsTooLongComesInPieces) {
    const std::string line = " " + std::string(limits::kHeaderField, 'x') + "\r\n";
    expect_read("a: b\r\n" + line + line + "c: d\r\n\r\n",
                "P<a: b\r\n" + line + line + ">F<c: d\r\n>L<\r\n>");
    EXPECT_TRUE(read(line.substr(1), SIZE_MAX).starts_with("L<xxx"));
}

TEST(HeaderReader, ALineOfBlanksIsNoted) {
    HeaderReader reader;
    reader.start();
    std::string_view octets = "a: b\r\n \t\r\nc: d\r\n";
    EXPECT_EQ(reader.next(octets, {}, false).text, "a: b\r\n \t\r\n");
    EXPECT_TRUE(reader.blank_line());
}

TEST(HeaderReader, LinesAreClassifiedAsPythonDoes) {
    EXPECT_EQ(classify_header_line("A-b_c!: d"), HeaderLine::Field);
    EXPECT_EQ(classify_header_line(":"), HeaderLine::Field);
    EXPECT_EQ(classify_header_line("\ta: b"), HeaderLine::Continuation);
    EXPECT_EQ(classify_header_line("\r\n"), HeaderLine::Empty);
    EXPECT_EQ(classify_header_line("From a"), HeaderLine::EnvelopeFrom);
    for (const char* const line : {"a : b", "\xC3\xBC: b", ">From a", "a\t:"})
        EXPECT_EQ(classify_header_line(line), HeaderLine::Unclear) << line;
    for (const char* const line : {"Hello", "Dear all: hello", "a\x01: b"})
        EXPECT_EQ(classify_header_line(line), HeaderLine::Text) << line;
}

}  // namespace
}  // namespace heloise
