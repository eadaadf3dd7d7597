// Base64 out of octets, and base64 as senders make it into lines that fit.
#include "proxy/content/codec/base64.h"

#include "tests/unit/content/codec/codec_runs.h"

namespace heloise {
namespace {

using namespace std::string_literals;

std::string encoded(std::string_view octets) {
    return run_in_all_cuts(
        octets, [] { return Base64Encoder(); },
        [](auto& encoder, std::string_view piece, std::string& out) { encoder.encode(piece, out); });
}

// 250, 1, 8, 15, ...: what the vectors were made of.
std::string ramp(std::size_t length) {
    std::string octets;
    for (std::size_t i = 0; i < length; ++i) octets += static_cast<char>((i * 7 + 250) & 0xFF);
    return octets;
}

TEST(Base64Encoder, WritesWhatPythonDoes) {
    // binascii.b2a_base64 of each 57 octets.
    const std::string first = "+gEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa4ejv9v0ECxIZICcuNTxDSlFYX2ZtdHuC";
    const std::string second =
        "\r\niZCXnqWss7rByM/W3eTr8vkABw4VHCMqMTg/Rk1UW2JpcHd+hYyTmqGor7a9xMvS2eDn7vX8AwoR";
    EXPECT_EQ(encoded(ramp(0)), "");
    EXPECT_EQ(encoded(ramp(1)), "+g==");
    EXPECT_EQ(encoded(ramp(2)), "+gE=");
    EXPECT_EQ(encoded(ramp(57)), first);
    EXPECT_EQ(encoded(ramp(58)), first + "\r\niQ==");
    EXPECT_EQ(encoded(ramp(60)), first + "\r\niZCX");
    EXPECT_EQ(encoded(ramp(114)), first + second);
    EXPECT_EQ(encoded(ramp(130)), first + second + "\r\nGB8mLTQ7QklQV15lbHN6gQ==");
}

// RFC 4648 section 4 backwards, one letter at a time; fails on anything but letters, line ends and padding.
std::string decode(std::string_view text) {
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        if (c == '\r' || c == '\n' || c == '=') continue;
        const std::size_t value = kLetters.find(c);
        EXPECT_NE(value, std::string_view::npos) << c;
        bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFFU;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out += static_cast<char>(bits >> count & 0xFFU);
    }
    return out;
}

TEST(Base64Encoder, AnyOctetsComeBackInLinesOf76) {
    std::mt19937 random(64);
    for (std::size_t length : {3U, 55U, 56U, 113U, 115U, 171U, 1000U, 5000U}) {
        std::string octets;
        for (std::size_t i = 0; i < length; ++i) octets += static_cast<char>(random() & 0xFF);
        const std::string out = encoded(octets);
        EXPECT_EQ(decode(out), octets);
        const auto lines = lines_of(out);
        for (std::size_t i = 0; i + 1 < lines.size(); ++i) EXPECT_EQ(lines[i].size(), 76U);
        EXPECT_TRUE(!lines.back().empty() && lines.back().size() <= 76 && lines.back().size() % 4 == 0);
    }
}

TEST(Base64Encoder, IsReadyForTheNextOctets) {
    Base64Encoder encoder;
    std::string out;
    encoder.encode("a", out);
    encoder.finish(out);
    out.clear();
    encoder.encode(ramp(57), out);
    encoder.encode("a", out);
    encoder.finish(out);
    EXPECT_EQ(lines_of(out).size(), 2U);
    EXPECT_EQ(lines_of(out)[0].size(), 76U);
}

struct Mended {
    std::string text;
    bool readable = true;
    std::uint64_t lines = 0;
};

Mended mended(std::string_view body, std::size_t line_max) {
    Mended result;
    result.text = run_in_all_cuts(
        body, [&] { return Base64Mender(line_max); },
        [&](auto& mender, std::string_view piece, std::string& out) {
            mender.mend(piece, out);
            result.readable = mender.readable();
            result.lines = mender.lines_mended();
        });
    return result;
}

TEST(Base64Mender, LinesThatFitPassAsTheyCame) {
    const std::string x998(998, 'x');
    for (const std::string& body : {""s, "YWJj\r\n"s, "YWJj"s, "odd !! \t. garbage\r\n\r\n-- \r\nYQ=="s,
                                    x998 + "\r\n" + x998, x998 + "\r\n"}) {
        EXPECT_EQ(mended(body, 1000).text, body);
        EXPECT_EQ(mended(body, 1000).lines, 0U);
        EXPECT_TRUE(mended(body, 1000).readable);
    }
}

TEST(Base64Mender, ALongerLineIsCutAfter76) {
    const std::string x76(76, 'x');
    std::string body;
    std::string cut;
    for (int i = 0; i < 14; ++i) {
        body += x76;
        cut += (i > 0 ? "\r\n" : "") + x76;
    }
    const Mended result = mended("YWJj\r\n" + body + "\r\nYWJj\r\n" + body + "yy", 1000);
    EXPECT_EQ(result.text, "YWJj\r\n" + cut + "\r\nYWJj\r\n" + cut + "\r\nyy");
    EXPECT_EQ(result.lines, 2U);
}

TEST(Base64Mender, WhereALineMayBeLongItIsNotCut) {
    const std::string body = std::string(5000, 'x') + "\r\n" + std::string(3000, 'y');
    EXPECT_EQ(mended(body, 0).text, body);
    EXPECT_EQ(mended(body, 0).lines, 0U);
}

TEST(Base64Mender, ACutMakesNoBoundaryAndNoLeadingDot) {
    const std::string x76(76, 'x');
    EXPECT_EQ(mended(x76 + "--b" + x76, 100).text, x76 + "--\r\nb" + std::string(75, 'x') + "\r\nx");
    EXPECT_EQ(mended(x76 + ".b" + x76, 100).text, x76 + ".\r\nb" + std::string(75, 'x') + "\r\nx");
    // Where there is nothing else, the limit of the line comes first.
    EXPECT_EQ(mended(std::string(200, '-'), 100).text,
              std::string(98, '-') + "\r\n" + std::string(98, '-') + "\r\n----");
}

TEST(Base64Mender, AnyLineEndBecomesCrlf) {
    const Mended result = mended("a\rb\nc\r\r\nd\n\re\r", 1000);
    EXPECT_EQ(result.text, "a\r\nb\r\nc\r\n\r\nd\r\n\r\ne\r\n");
    EXPECT_TRUE(result.readable);
    EXPECT_EQ(mended("a\rb\nc", 0).text, "a\r\nb\r\nc");
}

TEST(Base64Mender, ALineEndThatChangedIsCounted) {
    for (const std::string_view body : {"\n", "\r", "YWJj\n", "YWJj\rYWJj", "YWJj\r\r\n"}) {
        Base64Mender mender(1000);
        std::string out;
        for (const char c : body) mender.mend({&c, 1}, out);
        mender.finish(out);
        EXPECT_EQ(mender.lines_mended(), 1U) << body;
    }
}

TEST(Base64Mender, SaysWhatNobodyCanDecode) {
    for (const std::size_t line_max : {0U, 1000U, 5U}) {
        EXPECT_FALSE(mended("YWJj\r\nYW\xC3Jj\r\n", line_max).readable);
        EXPECT_FALSE(mended("YWJj\r\nYW\0Jj\r\nYWJj\r\n"s, line_max).readable);
        EXPECT_FALSE(mended("YWJj\xFF", line_max).readable);
        EXPECT_TRUE(mended("YWJj \x7f\x01\r\n", line_max).readable);
    }
    EXPECT_EQ(mended("YW\0\xC3Jj"s, 1000).text, "YW\0\xC3Jj"s);
}

TEST(Base64Mender, NoLineIsEverLongerThanTheLimit) {
    std::mt19937 random(3);
    for (int i = 0; i < 200; ++i) {
        const std::size_t line_max = 3 + random() % 200;
        const std::string body =
            random_text(random, random() % 900, {"x", "abcdefgh", "-", ".", "\r\n", "\r", "\n"});
        for (const std::string_view line : lines_of(mended(body, line_max).text))
            EXPECT_LE(line.size() + 2, line_max);
    }
}

}  // namespace
}  // namespace heloise
