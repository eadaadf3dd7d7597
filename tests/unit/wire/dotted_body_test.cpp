// Framing for the back: dots doubled, and the last line end kept for the terminator.
#include "proxy/wire/dotted_body.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(DottedEncoder, HoldsTheLastLineEndBack) {
    DottedEncoder encoder;
    std::string out;
    encoder.encode({"one\r\n", true}, out);
    EXPECT_EQ(out, "one");
    encoder.encode({"\r\n", true}, out);
    EXPECT_EQ(out, "one\r\n");
    std::string end;
    encoder.finish(end);
    EXPECT_EQ(end, "\r\n.\r\n");
}

TEST(DottedEncoder, ContentWithoutAFinalLineEndGetsOne) {
    DottedEncoder encoder;
    std::string out;
    encoder.encode({"one", true}, out);
    encoder.finish(out);
    EXPECT_EQ(out, "one\r\n.\r\n");
}

TEST(DottedEncoder, DoublesADotOnlyAtALineStart) {
    DottedEncoder encoder;
    std::string out;
    encoder.encode({".a", true}, out);
    encoder.encode({".b", false}, out);
    EXPECT_EQ(out, "..a.b");
}

// What the plain octets become, handed over in pieces of `step` octets.
std::string dotted(std::string_view octets, std::size_t step) {
    DottedEncoder encoder;
    std::string out;
    for (std::size_t i = 0; i < octets.size(); i += step) encoder.encode_plain(octets.substr(i, step), out);
    encoder.finish(out);
    return out;
}

TEST(DottedEncoder, PlainOctetsAreStuffedWhereverTheyAreCut) {
    struct Case {
        std::string_view plain, framed;
    };
    constexpr Case kCases[] = {
        {"", ".\r\n"},
        {"\r\n", "\r\n.\r\n"},
        {".", "..\r\n.\r\n"},
        {".\r\n", "..\r\n.\r\n"},
        {"..\r\n.\r\n", "...\r\n..\r\n.\r\n"},
        {"a.b\r\n.c\r\n\r\n..d.\r\ne", "a.b\r\n..c\r\n\r\n...d.\r\ne\r\n.\r\n"},
        {"one\r\ntwo\r\n\r\n", "one\r\ntwo\r\n\r\n.\r\n"},
    };
    for (const Case& c : kCases) {
        for (std::size_t step = 1; step <= c.plain.size() + 1; ++step) {
            EXPECT_EQ(dotted(c.plain, step), c.framed) << c.plain << " in steps of " << step;
        }
    }
}

TEST(DottedEncoder, OfPlainOctetsTheLastLineEndIsHeldBackInHalvesToo) {
    DottedEncoder encoder;
    std::string out;
    encoder.encode_plain("one\r", out);
    EXPECT_EQ(out, "one");
    encoder.encode_plain("\n", out);
    EXPECT_EQ(out, "one");
    encoder.encode_plain(".two\r\n", out);
    EXPECT_EQ(out, "one\r\n..two");
}

TEST(DottedEncoder, RunsAndPlainOctetsMakeOneMessage) {
    DottedEncoder encoder;
    std::string out;
    encoder.encode({"Received: x\r\n", true}, out);
    encoder.encode_plain(".a", out);
    encoder.encode({".b\r\n", false}, out);
    encoder.encode_plain(".c\r\n", out);
    encoder.encode({".d\r\n", true}, out);
    encoder.finish(out);
    EXPECT_EQ(out, "Received: x\r\n..a.b\r\n..c\r\n..d\r\n.\r\n");
}

TEST(DottedEncoder, ALonelyCrAtTheEndIsCompleted) {
    EXPECT_EQ(dotted("one\r", 1), "one\r\n.\r\n");
}

}  // namespace
}  // namespace heloise
