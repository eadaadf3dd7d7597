// Any octets through the encoders and menders of bodies: decoded by an independent reader it is the same, in
// lines that fit, however it was cut; and what needs no mending is not touched.
#include <algorithm>
#include <cstdint>
#include <string>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/content/codec/base64.h"
#include "proxy/content/codec/quoted_printable.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/support/mime_reader.h"

namespace heloise {
namespace {

std::string decoded(std::string_view encoding, std::string_view body) {
    return read_mime("Content-Transfer-Encoding: " + std::string(encoding) + "\r\n\r\n" + std::string(body))
        .body;
}

// Every line of `text`, without its CRLF.
template <typename Good>
void expect_each_line(std::string_view text, Good good) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find("\r\n"), text.size());
        CHECK(good(text.substr(0, end)));
        text.remove_prefix(std::min(end + 2, text.size()));
    }
}

template <typename Encoder>
std::string encoded(std::string_view text, std::uint8_t how) {
    Encoder encoder;
    std::string out;
    hand_over(text, how, [&](std::string_view piece) { encoder.encode(piece, out); });
    encoder.finish(out);
    return out;
}

// RFC 2045 section 6.7, and what the encoder promises of dots and "From ".
void expect_quoted_printable(std::string_view text, std::uint8_t how) {
    const std::string out = encoded<QuotedPrintableEncoder>(text, how);
    CHECK(out == encoded<QuotedPrintableEncoder>(text, 0));
    expect_each_line(out, [](std::string_view line) {
        return line.size() <= 76 && !line.starts_with('.') && !line.starts_with("From ") &&
               !line.ends_with(' ') && !line.ends_with('\t') &&
               std::all_of(line.begin(), line.end(), [](char c) { return is_printable(c) || c == '\t'; });
    });
    CHECK(decoded("quoted-printable", out) == text);
    EncodingMeter meter;
    hand_over(text, how, [&](std::string_view piece) { meter.look(piece); });
    CHECK(text.empty() || meter.base64() >= text.size());
}

void expect_base64(std::string_view text, std::uint8_t how) {
    const std::string out = encoded<Base64Encoder>(text, how);
    CHECK(out == encoded<Base64Encoder>(text, 0));
    expect_each_line(out, [](std::string_view line) { return !line.empty() && line.size() <= 76; });
    CHECK(decoded("base64", out) == text);
}

template <typename Mender>
std::string mended(Mender& mender, std::string_view text, std::uint8_t how) {
    std::string out;
    hand_over(text, how, [&](std::string_view piece) { mender.mend(piece, out); });
    mender.finish(out);
    return out;
}

struct Needs {
    std::size_t line_max;
    bool leading_dot, seven_bit, dot_behind_cut;
    [[nodiscard]] QuotedPrintableMender mender() const {
        return QuotedPrintableMender({line_max, leading_dot, dot_behind_cut, seven_bit});
    }
};

// Fact 102: as sent, dots doubled, and cut after each 255 octets.
bool leaves_lone_dot(std::string_view line) {
    const std::size_t sent = line.size() + (line.starts_with('.') ? 1 : 0);
    return line.ends_with('.') && sent > 255 && sent % 255 == 1;
}

bool fits(std::string_view line, const Needs& needs) {
    if (needs.line_max > 0 && line.size() + 2 > needs.line_max) return false;
    if (needs.leading_dot && line.starts_with('.')) return false;
    if (needs.dot_behind_cut && leaves_lone_dot(line)) return false;
    if (needs.seven_bit && std::any_of(line.begin(), line.end(), is_eight_bit)) return false;
    return line.find_first_of(std::string_view("\r\n\0", 3)) == line.npos;
}

void expect_mended_quoted_printable(std::string_view text, const Needs& needs, std::uint8_t how) {
    QuotedPrintableMender mender = needs.mender();
    QuotedPrintableMender whole = needs.mender();
    const std::string out = mended(mender, text, how);
    CHECK(out == mended(whole, text, 0));
    CHECK(mender.padding_kept() == whole.padding_kept() && mender.lines_mended() == whole.lines_mended());
    CHECK((out == text) == (mender.lines_mended() == 0));
    if (mender.padding_kept()) CHECK(decoded("quoted-printable", out) == decoded("quoted-printable", text));
    expect_each_line(out, [&](std::string_view line) { return fits(line, needs); });
    QuotedPrintableMender again = needs.mender();
    CHECK(mended(again, out, how) == out);
}

void expect_mended_base64(std::string_view text, std::size_t line_max, std::uint8_t how) {
    Base64Mender mender(line_max);
    Base64Mender whole(line_max);
    const std::string out = mended(mender, text, how);
    const std::string out_of_whole = mended(whole, text, 0);
    CHECK(mender.readable() == whole.readable() && mender.cut_well() == whole.cut_well());
    // An octet that nobody can read ends it: the message is refused, and nothing is said of the rest.
    if (!mender.readable()) return;
    CHECK(out == out_of_whole && mender.lines_mended() == whole.lines_mended());
    CHECK((out == text) == (mender.lines_mended() == 0));
    CHECK(decoded("base64", out) == decoded("base64", text));
    expect_each_line(out, [&](std::string_view line) { return fits(line, {line_max, false, true, false}); });
}

}  // namespace
}  // namespace heloise

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace heloise;
    constexpr std::size_t kLines[] = {1000, 80, 0, 200};
    FuzzInput input(data, size);
    const std::uint8_t kind = input.choose();
    const std::uint8_t how = input.choose();
    const std::size_t line_max = kLines[kind / 4 % 4];
    switch (kind % 4) {
        case 0: expect_quoted_printable(input.rest(), how); break;
        case 1: expect_base64(input.rest(), how); break;
        case 2:
            expect_mended_quoted_printable(
                input.rest(), {line_max, (kind & 64) != 0, (kind & 128) == 0, (kind & 192) == 64}, how);
            break;
        default: expect_mended_base64(input.rest(), line_max, how); break;
    }
    return 0;
}
