// Text and faults out of a body, at the same places however it is cut.
#include "proxy/content/body_scanner.h"

#include <functional>

#include <gtest/gtest.h>

namespace heloise {
namespace {

using namespace std::literals;
using Stop = BodyScanner::Step::Stop;

// The text, with "<fault>" where it stopped (that fault is not watched after) and "[line]" for candidates, of
// which those that `is_delimiter` are accepted.
std::string scan(
    std::string_view body, FaultWatch watch, std::size_t piece, bool delimiters = true,
    const std::function<bool(std::string_view)>& is_delimiter = [](auto) { return false; }) {
    constexpr std::string_view kFaults[] = {"", "<8bit>", "<long>", "<dot>", "<nul>", "<bare>"};
    BodyScanner scanner;
    scanner.start(delimiters);
    std::string seen;
    while (true) {
        std::string_view octets = body.substr(0, piece);
        body.remove_prefix(octets.size());
        BodyScanner::Step step;
        do {
            step = scanner.next(octets, watch, 5, body.empty());
            seen += step.text;
            if (step.stop == Stop::Fault) {
                seen += kFaults[static_cast<int>(step.fault)];
                if (step.fault == Fault::EightBit) watch.eight_bit = false;
                if (step.fault == Fault::LongLine) watch.line_max = 0;
                if (step.fault == Fault::LeadingDot) watch.leading_dot = false;
                if (step.fault == Fault::Nul) watch.nul = false;
                if (step.fault == Fault::BareNewline) watch.bare_newline = false;
            }
            if (step.stop == Stop::Candidate) {
                const std::string line = scanner.line();
                if (is_delimiter(line)) {
                    seen += "{" + std::string(scanner.accept()) + "}" + line;
                } else {
                    scanner.reject();
                }
            }
        } while (step.stop != Stop::NeedMore || !octets.empty());
        if (body.empty()) return seen;
    }
}

void expect_scan(std::string_view body, const FaultWatch& watch, const std::string& wanted) {
    for (const std::size_t piece : {1U, 2U, 3U, 5U, 1000U})
        EXPECT_EQ(scan(body, watch, piece), wanted) << piece;
}

TEST(BodyScanner, AllTextComesOut) {
    for (const std::string_view body :
         {""sv, "a"sv, "a\r\nb"sv, "--\r\n-a\r\n"sv, "a\r"sv, "\r\n\r\n--"sv, "\0\xFF\r\r\n\n"sv})
        expect_scan(body, {}, std::string(body));
}

TEST(BodyScanner, StopsBeforeTheFault) {
    const FaultWatch all{true, true, true, true, 6};
    expect_scan("ab\xC3\xBC\r\n", all, "ab<8bit>\xC3\xBC\r\n");
    expect_scan("abcd\r\nabcde\r\n", all, "abcd\r\nabcd<long>e\r\n");
    expect_scan("abcd", all, "abcd");
    expect_scan("abcde", all, "abcd<long>e");
    expect_scan("a.\r\n.a\r\n", all, "a.\r\n<dot>.a\r\n");
    expect_scan("a\0b"sv, all, "a<nul>\0b"s);
    expect_scan("a\r\n\rb", all, "a\r\n<bare>\rb");
    expect_scan("a\nb", all, "a<bare>\nb");
    expect_scan("a\r", all, "a<bare>\r");
    expect_scan("--a\xFF", all, "--a<8bit>\xFF");
}

TEST(BodyScanner, TheLineEndBeforeADelimiterIsApart) {
    const auto is_delimiter = [](std::string_view line) { return line.starts_with("--b"); };
    for (const std::size_t piece : {1U, 2U, 3U, 1000U}) {
        EXPECT_EQ(scan("a\r\n\r\n--b\r\n--c\r\n--b", {}, piece, true, is_delimiter),
                  "a\r\n{\r\n}--b\r\n--c{\r\n}--b");
        EXPECT_EQ(scan("--b\r\n--b\r\nx", {}, piece, true, is_delimiter), "{}--b\r\n{}--b\r\nx");
        EXPECT_EQ(scan("--b\r\n", {}, piece, false, is_delimiter), "--b\r\n");
    }
}

TEST(BodyScanner, ALineIsGatheredOnlyAsFarAsADelimiterCanBeLong) {
    BodyScanner scanner;
    scanner.start(true);
    const std::string line = "--" + std::string(100000, 'x');
    std::string_view octets = line;
    BodyScanner::Step step = scanner.next(octets, {}, SIZE_MAX, false);
    ASSERT_EQ(step.stop, Stop::Candidate);
    EXPECT_LT(scanner.line().size(), 2000U);
    scanner.reject();
    std::string text;
    do {
        step = scanner.next(octets, {}, SIZE_MAX, false);
        text += step.text;
    } while (step.stop != Stop::NeedMore);
    EXPECT_EQ(text, line);
}

}  // namespace
}  // namespace heloise
