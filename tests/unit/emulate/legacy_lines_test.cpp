// Buffers of fixed size, as C's fgets() fills them.
#include "proxy/emulate/legacy_lines.h"

#include <vector>

#include <gtest/gtest.h>

namespace heloise {
namespace {

// What a system with such a buffer reads of `octets`, which come in reads of `read`; the last may be
// incomplete.
std::vector<std::string> lines(std::string_view octets, std::size_t buffer, bool text_mode,
                               std::size_t read) {
    std::vector<std::string> out(1);
    while (!octets.empty()) {
        std::string_view some = octets.substr(0, read);
        octets.remove_prefix(some.size());
        while (!some.empty()) {
            const LineStep step = line_step(out.back(), some, buffer, text_mode);
            out.back() += some.substr(0, step.octets);
            some.remove_prefix(step.octets);
            if (step.ended) out.emplace_back();
        }
    }
    return out;
}

using Lines = std::vector<std::string>;

Lines in_any_reads(std::string_view octets, std::size_t buffer, bool text_mode) {
    const Lines whole = lines(octets, buffer, text_mode, octets.size());
    for (std::size_t read = 1; read < 7; ++read) EXPECT_EQ(lines(octets, buffer, text_mode, read), whole);
    return whole;
}

TEST(LegacyLines, WithoutABufferALineIsAsLongAsItIs) {
    EXPECT_EQ(in_any_reads("one\r\n\ntwo", 0, false), (Lines{"one\r\n", "\n", "two"}));
}

TEST(LegacyLines, TheLineEndMustFitIn) {
    EXPECT_EQ(in_any_reads("123\r\n1234\r\n12345\r\n", 5, false),
              (Lines{"123\r\n", "1234\r", "\n", "12345", "\r\n", ""}));
}

TEST(LegacyLines, InTextModeCrlfIsOneOctet) {
    EXPECT_EQ(in_any_reads("1234\r\n12345\r\n123456\r\n", 5, true),
              (Lines{"1234\r\n", "12345", "\r\n", "12345", "6\r\n", ""}));
    EXPECT_EQ(in_any_reads("1234\rx\n", 5, true), (Lines{"1234\r", "x\n", ""}));
}

std::string cut(std::string line, bool cr, bool nul) {
    EmulatedReading how;
    how.cr_ends_line = cr;
    how.nul_ends_line = nul;
    cut_line(line, how);
    return line;
}

TEST(LegacyLines, ALoneCrOrANulTakesTheRestAndLeavesTheLineEnd) {
    const std::string line("a\0b\rc\r\n", 7);
    EXPECT_EQ(cut(line, false, false), line);
    EXPECT_EQ(cut(line, false, true), "a\r\n");
    EXPECT_EQ(cut(line, true, false), std::string("a\0b\r\n", 5));
    EXPECT_EQ(cut("a\r\r\n", true, false), "a\r\n");
    EXPECT_EQ(cut("a\rb", true, false), "a");
    EXPECT_EQ(cut("\r\n", true, true), "\r\n");
}

TEST(LegacyLines, DeliveredInPiecesEachWithALineEnd) {
    EXPECT_EQ(delivered_line("123456\r\n", 0), "123456\r\n");
    EXPECT_EQ(delivered_line("1234\r\n", 5), "1234\r\n");
    EXPECT_EQ(delivered_line("12345\n", 5), "12345\r\n\n");
    EXPECT_EQ(delivered_line("1234567\r\n", 5), "12345\r\n67\r\n");
}

}  // namespace
}  // namespace heloise
