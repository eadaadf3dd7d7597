// The estimate by which an encoding is chosen, beside what the encoders really write.
#include "proxy/content/codec/base64.h"
#include "proxy/content/codec/quoted_printable.h"
#include "tests/unit/content/codec/codec_runs.h"

namespace heloise {
namespace {

template <typename Encoder>
std::uint64_t really(std::string_view text) {
    Encoder encoder;
    std::string out;
    encoder.encode(text, out);
    encoder.finish(out);
    return out.size();
}

void expect_close(std::uint64_t estimate, std::uint64_t truth) {
    EXPECT_LE(estimate, truth + truth / 50 + 8);
    EXPECT_GE(estimate + estimate / 50 + 8, truth);
}

TEST(EncodingMeter, IsCloseToWhatTheEncodersWrite) {
    std::mt19937 random(7);
    const std::vector<std::vector<std::string_view>> kinds = {
        {"German text with an occasional \xC3\xBC in it\r\n"},
        {"\xD0\xBF\xD1\x80\xD0\xB8 ", "\xD0\xB2\xD0\xB5\xD1\x82 "},
        {"a paragraph as one line, as mail programs write it today, without any end in sight "},
        {"\x80\x9f\xff", "=", "\x7f", "\x01", "x"},
        {"\tshort\r\n", "\r\n"},
    };
    for (const auto& kind : kinds) {
        for (const std::size_t length : {0U, 1U, 15U, 17U, 100U, 4079U, 4096U, 20000U}) {
            const std::string text = random_text(random, length, kind);
            EncodingMeter meter;
            meter.look(text);
            expect_close(meter.quoted_printable(), really<QuotedPrintableEncoder>(text));
            expect_close(meter.base64(), really<Base64Encoder>(text));
        }
    }
}

TEST(EncodingMeter, SeesTheSameInPieces) {
    std::mt19937 random(8);
    const std::string text = random_text(random, 3000, {"\xC3", "=", "\r\n", "\x01", "text", "\x7f"});
    EncodingMeter whole;
    whole.look(text);
    EncodingMeter pieces;
    for (std::size_t i = 0; i < text.size(); i += 7) pieces.look(std::string_view(text).substr(i, 7));
    EXPECT_EQ(pieces.quoted_printable(), whole.quoted_printable());
    EXPECT_EQ(pieces.base64(), whole.base64());
}

}  // namespace
}  // namespace heloise
