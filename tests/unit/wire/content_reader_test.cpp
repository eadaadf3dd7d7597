// What a message is, out of the front's framing: dots, ends, and newlines that are none.
#include "proxy/wire/content_reader.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

#include "proxy/wire/dotted_body.h"

namespace heloise {
namespace {

using namespace std::string_literals;

struct Read {
    std::string content;  // all runs
    std::string dotted;   // as the encoder frames them again
    bool ended = false;
    std::string rest;
    ContentReader::Facts facts;
};

// Reads in pieces whose sizes `cut` gives.
template <typename Cut>
Read read(std::string_view octets, Cut cut, ContentReader::Framing framing = ContentReader::Framing::Dotted) {
    ContentReader reader(framing);
    DottedEncoder encoder;
    Read out;
    const auto take = [&](const Run& run) {
        EXPECT_FALSE(run.octets.ends_with('\r')) << "a run must not end inside a CRLF";
        out.content.append(run.octets);
        encoder.encode(run, out.dotted);
    };
    while (!octets.empty() && !out.ended) {
        std::string_view piece = octets.substr(0, std::max<std::size_t>(1, cut()));
        octets.remove_prefix(piece.size());
        while (true) {
            const auto result = reader.next(piece);
            if (const Run* run = std::get_if<Run>(&result)) {
                take(*run);
                continue;
            }
            out.ended = std::holds_alternative<ContentReader::End>(result);
            break;
        }
        out.rest = std::string(piece) + std::string(octets);
    }
    if (framing == ContentReader::Framing::Counted) {
        for (Run run = reader.finish(); !run.octets.empty(); run = reader.finish()) take(run);
    }
    if (out.ended || framing == ContentReader::Framing::Counted) encoder.finish(out.dotted);
    out.facts = reader.facts();
    return out;
}

Read whole(std::string_view octets) {
    return read(octets, [&] { return octets.size(); });
}

TEST(ContentReader, ADotAloneEnds) {
    const Read got = whole("Hello\r\n.\r\nNOOP\r\n");
    EXPECT_TRUE(got.ended);
    EXPECT_EQ(got.content, "Hello\r\n");
    EXPECT_EQ(got.rest, "NOOP\r\n");
}

TEST(ContentReader, ADotAloneIsAnEmptyMessage) {
    const Read got = whole(".\r\n");
    EXPECT_TRUE(got.ended);
    EXPECT_EQ(got.content, "");
    EXPECT_EQ(got.dotted, ".\r\n");
}

TEST(ContentReader, LoneDotInsideLineIsNotTheEnd) {
    EXPECT_FALSE(whole("a.\r\nb .\r\n").ended);
}

TEST(ContentReader, StuffedDotsAreTakenOutAndPutBack) {
    const Read got = whole("..one\r\n.two\r\n...\r\n.\r\n");
    EXPECT_EQ(got.content, ".one\r\ntwo\r\n..\r\n");
    EXPECT_EQ(got.dotted, "..one\r\ntwo\r\n...\r\n.\r\n");
}

// The smuggling sequences of CVE-2023-51764 and its kin: only CRLF.CRLF ends a message.
TEST(ContentReader, NothingButCrlfDotCrlfEnds) {
    for (const char* end :
         {"\n.\n", "\r.\r", "\n.\r\n", "\r.\r\n", "\r\n.\n", "\r\n.\r", "\r\n.\r\r\n", "\r\n\x00.\r\n"}) {
        const Read got = whole(std::string("text") + end + "MAIL FROM:<x@y.example>\r\n");
        EXPECT_FALSE(got.ended) << end;
    }
}

// Framing is settled on CRLF alone, whatever CRs stand before it or are taken out with it.
TEST(ContentReader, CrsMoveNoFraming) {
    EXPECT_EQ(whole("a\r\r\n.\r\nrest").rest, "rest");
    EXPECT_EQ(whole("a\r\r\n.\r\nrest").content, "a\r\n");
    EXPECT_EQ(whole("a\r\r\n..b\r\n.\r\n").content, "a\r\n.b\r\n");
    EXPECT_EQ(whole("a\r\0\r\n.\r\nrest"s).rest, "rest");
    for (const std::string& end :
         {"\r\n.\r\r\n"s, "\n\r.\r\n"s, "\r\r.\r\n"s, "\r\0\n.\r\n"s, "\r\n\r.\r\n"s}) {
        const Read got = whole("a" + end + "b\r\n.\r\nrest");
        EXPECT_EQ(got.rest, "rest");
        EXPECT_TRUE(got.content.ends_with("b\r\n")) << got.content;
    }
}

TEST(ContentReader, BareNewlinesBecomeLineEndsThatAreStuffed) {
    const Read got = whole("a\n.\nb\rc\r\n.\r\n");
    EXPECT_TRUE(got.ended);
    EXPECT_EQ(got.content, "a\r\n.\r\nb\r\nc\r\n");
    EXPECT_EQ(got.dotted, "a\r\n..\r\nb\r\nc\r\n.\r\n");
    EXPECT_EQ(got.facts.bare_newlines, 3U);
}

TEST(ContentReader, DotsAreUnstuffedOnlyBehindCrlf) {
    EXPECT_EQ(whole("a\n..b\r\n.\r\n").content, "a\r\n..b\r\n");
}

TEST(ContentReader, NulsAreTakenOutAndCounted) {
    const std::string octets = std::string("a\0b\r\n", 5) + std::string(100000, '\0') + "\r\n.\r\n";
    const Read got = whole(octets);
    EXPECT_EQ(got.content, "ab\r\n\r\n");
    EXPECT_EQ(got.facts.nuls, 100001U);
}

TEST(ContentReader, FactsTellWhatWasThere) {
    const Read got = whole("abc\r\nd\xe9g\r\n" + std::string(50, 'x') + "\r\n.\r\n");
    EXPECT_EQ(got.facts.octets, 5U + 5U + 52U);
    EXPECT_EQ(got.facts.longest_line, 52U);
    EXPECT_TRUE(got.facts.eight_bit);
    EXPECT_FALSE(whole("abc\r\n.\r\n\xe9").facts.eight_bit);
}

TEST(ContentReader, AnUnfinishedLineCountsAlready) {
    EXPECT_EQ(whole(std::string(5000, 'x')).facts.longest_line, 5000U);
}

TEST(ContentReader, CountedContentKeepsItsDots) {
    const Read got = read(
        ".\r\n..a\r\n.", [] { return 100U; }, ContentReader::Framing::Counted);
    EXPECT_EQ(got.content, ".\r\n..a\r\n.");
    EXPECT_EQ(got.dotted, "..\r\n...a\r\n..\r\n.\r\n");
}

TEST(ContentReader, CountedContentMayEndInACr) {
    EXPECT_EQ(read(
                  "a\r", [] { return 1U; }, ContentReader::Framing::Counted)
                  .content,
              "a\r\n");
}

// Whole, octet by octet and in random pieces, random octets give one result; and what is framed again reads
// back to the same content.
TEST(ContentReader, CutsAreOfNoConsequence) {
    std::mt19937 random(20000101);
    constexpr std::string_view kAlphabet("\r\n\r\n..ab\0\xe9", 10);
    for (int round = 0; round < 3000; ++round) {
        std::string octets;
        const std::size_t size = random() % 60;
        for (std::size_t i = 0; i < size; ++i) octets += kAlphabet[random() % kAlphabet.size()];
        if (round % 2 == 0) octets += std::string(random() % 40, 'x') + "\r\n.\r\nrest";
        const Read expected = whole(octets);
        for (const Read& got :
             {read(octets, [] { return 1U; }), read(octets, [&] { return random() % 5 + 1; })}) {
            ASSERT_EQ(got.content, expected.content) << round;
            ASSERT_EQ(got.dotted, expected.dotted) << round;
            ASSERT_EQ(got.ended, expected.ended) << round;
            ASSERT_EQ(got.rest, expected.rest) << round;
            ASSERT_EQ(got.facts.octets, expected.facts.octets) << round;
            ASSERT_EQ(got.facts.nuls, expected.facts.nuls) << round;
            ASSERT_EQ(got.facts.bare_newlines, expected.facts.bare_newlines) << round;
            ASSERT_EQ(got.facts.longest_line, expected.facts.longest_line) << round;
            ASSERT_EQ(got.facts.eight_bit, expected.facts.eight_bit) << round;
        }
        if (!expected.ended) continue;
        const Read again = whole(expected.dotted);
        ASSERT_TRUE(again.ended);
        ASSERT_EQ(again.rest, "");
        const bool needs_end = !expected.content.empty() && !expected.content.ends_with("\r\n");
        ASSERT_EQ(again.content, expected.content + (needs_end ? "\r\n" : "")) << round;
    }
}

}  // namespace
}  // namespace heloise
