// How fast one core rewrites content, in octets of input a second: each codec, and a whole message through
// the conversion.
//
//   cmake -DHELOISE_BENCHMARKS=ON ...; ninja benchmark_content; tests/benchmark_content
//
// Input comes in pieces of 64 KiB, as it does from a socket. Nothing is asserted: numbers of one machine.
#include <algorithm>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>

#include "proxy/base/limits.h"
#include "proxy/content/codec/base64.h"
#include "proxy/content/codec/quoted_printable.h"
#include "proxy/content/conversion.h"
#include "proxy/wire/dotted_body.h"

namespace heloise {
namespace {

constexpr std::size_t kSize = 1024 * 1024;

// One octet of twenty is over 127.
constexpr std::string_view kGerman =
    "F\xC3\xBCr die \xC3\x9C"
    "bertragung gew\xC3\xB6hnlicher Briefe gen\xC3\xBCgt ein Zeichensatz, der\r\n"
    "auch Umlaute und das scharfe S enth\xC3\xA4lt; alles andere bleibt, wie es ist. Ein\r\n"
    "Absatz endet mit einer leeren Zeile, und ein Gedankenstrich steht f\xC3\xBCr sich.\r\n\r\n";

// Nine of ten.
constexpr std::string_view kCyrillic =
    "\xD0\x94\xD0\xBB\xD1\x8F \xD0\xBF\xD0\xB5\xD1\x80\xD0\xB5\xD0\xB4\xD0\xB0\xD1\x87\xD0\xB8 "
    "\xD0\xBE\xD0\xB1\xD1\x8B\xD1\x87\xD0\xBD\xD1\x8B\xD1\x85 "
    "\xD0\xBF\xD0\xB8\xD1\x81\xD0\xB5\xD0\xBC\r\n";

constexpr std::string_view kEnglish =
    "For the transmission of ordinary letters one character set is enough, and what is\r\n"
    "in it may stand for itself.\r\n\r\n";

constexpr std::string_view kBase64Line =
    "VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZywgYW5kIG9uIGl0IGdv\r\n";

constexpr std::string_view kQuotedLine =
    "F=C3=BCr die =C3=9Cbertragung gew=C3=B6hnlicher Briefe gen=C3=BCgt ein Zeic=\r\n";

constexpr std::string_view kBinary = "\x89PNG\r\n\x1a\n\x01\x02\xFF\xFE\x80\x81 binary \x00\x7f";

std::string filled(std::string_view pattern) {
    std::string text;
    while (text.size() + pattern.size() <= kSize) text += pattern;
    return text;
}

template <typename Take>
void in_reads(std::string_view text, Take take) {
    for (std::size_t at = 0; at < text.size(); at += limits::kRead) take(text.substr(at, limits::kRead));
}

// Runs `make()`, `feed(codec, piece, out)` and `codec.finish(out)` over the pattern.
template <typename Make, typename Feed>
void measure(benchmark::State& state, std::string_view pattern, Make make, Feed feed) {
    const std::string text = filled(pattern);
    std::string out;
    for (auto _ : state) {
        auto codec = make();
        in_reads(text, [&](std::string_view piece) {
            out.clear();
            feed(codec, piece, out);
            benchmark::DoNotOptimize(out.data());
        });
        codec.finish(out);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void quoted_printable_encode(benchmark::State& state, std::string_view pattern) {
    measure(
        state, pattern, [] { return QuotedPrintableEncoder(); },
        [](auto& codec, std::string_view piece, std::string& out) { codec.encode(piece, out); });
}
BENCHMARK_CAPTURE(quoted_printable_encode, english, kEnglish);
BENCHMARK_CAPTURE(quoted_printable_encode, german, kGerman);
BENCHMARK_CAPTURE(quoted_printable_encode, cyrillic, kCyrillic);

void base64_encode(benchmark::State& state, std::string_view pattern) {
    measure(
        state, pattern, [] { return Base64Encoder(); },
        [](auto& codec, std::string_view piece, std::string& out) { codec.encode(piece, out); });
}
BENCHMARK_CAPTURE(base64_encode, binary, kBinary);

void quoted_printable_mend(benchmark::State& state, std::string_view pattern) {
    measure(
        state, pattern, [] { return QuotedPrintableMender({.line_max = 1000, .seven_bit = true}); },
        [](auto& codec, std::string_view piece, std::string& out) { codec.mend(piece, out); });
}
BENCHMARK_CAPTURE(quoted_printable_mend, without_fault, kQuotedLine);
BENCHMARK_CAPTURE(quoted_printable_mend, raw_german, kGerman);

void base64_mend(benchmark::State& state, std::string_view pattern) {
    measure(
        state, pattern, [] { return Base64Mender(1000); },
        [](auto& codec, std::string_view piece, std::string& out) { codec.mend(piece, out); });
}
BENCHMARK_CAPTURE(base64_mend, without_fault, kBase64Line);

void encoding_meter(benchmark::State& state) {
    const std::string text = filled(kGerman);
    for (auto _ : state) {
        EncodingMeter meter;
        in_reads(text, [&](std::string_view piece) { meter.look(piece); });
        benchmark::DoNotOptimize(meter.quoted_printable());
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(encoding_meter);

void dotted_plain(benchmark::State& state) {
    measure(
        state, kGerman, [] { return DottedEncoder(); },
        [](auto& codec, std::string_view piece, std::string& out) { codec.encode_plain(piece, out); });
}
BENCHMARK(dotted_plain);

ConversionNeeds seven_bit_back() {
    ConversionNeeds needs;
    needs.seven_bit = true;
    needs.ascii_headers = true;
    needs.line_max = 1000;
    return needs;
}

// The spool is memory here: what a disk adds is another matter.
void convert(benchmark::State& state, std::string_view label, std::string_view pattern) {
    const std::string message =
        "Subject: A benchmark\r\nMIME-Version: 1.0\r\n" + std::string(label) + "\r\n" + filled(pattern);
    std::string out;
    std::string spool;
    std::uint64_t spooled = 0;
    for (auto _ : state) {
        Conversion conversion(seven_bit_back());
        const auto settle = [&] {
            while (conversion.recalling() && !conversion.refusal()) {
                const std::string_view rest = std::string_view(spool).substr(conversion.recall_at());
                conversion.on_recalled(
                    rest.substr(0, std::min<std::uint64_t>(conversion.recall_octets(), limits::kSpoolRead)),
                    out);
                out.clear();
                if (!conversion.recalling()) spool.clear();
            }
        };
        in_reads(message, [&](std::string_view piece) {
            while (!piece.empty()) {
                std::string spill;
                conversion.push(piece, out, spill);
                spool += spill;
                spooled += spill.size();
                out.clear();
                settle();
            }
        });
        conversion.finish(out);
        settle();
        if (conversion.refusal() || !conversion.done()) state.SkipWithError("not converted");
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * message.size()));
    state.counters["spooled"] = static_cast<double>(spooled) / static_cast<double>(state.iterations());
}
BENCHMARK_CAPTURE(convert, seven_bit_text, "Content-Type: text/plain\r\n", kEnglish);
BENCHMARK_CAPTURE(convert, eight_bit_text,
                  "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n", kGerman);
BENCHMARK_CAPTURE(convert, labelled_base64,
                  "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n", kBase64Line);
BENCHMARK_CAPTURE(convert, eight_bit_application,
                  "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: 8bit\r\n", kCyrillic);

}  // namespace
}  // namespace heloise

BENCHMARK_MAIN();
