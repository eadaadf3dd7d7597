// Any octets as a message: what a conversion makes of it fits the back, says the same to an independent
// reader of MIME, and does not depend on how it was cut; or it is refused. What needs nothing is not touched.
#include <algorithm>
#include <cstdint>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/content/fault_text.h"
#include "tests/support/conversion_driver.h"
#include "tests/support/mime_reader.h"

namespace heloise {
namespace {

struct Options {
    ConversionNeeds needs;
    Cut cut;
};

// From the first three octets of the input.
Options read_options(const std::uint8_t* data) {
    constexpr std::size_t kLookaheads[] = {256 * 1024, 0, 20, 100, 300, 1000, 5, 64};
    constexpr std::size_t kLines[] = {1000, 1000, 80, 0};
    Options options;
    options.needs.seven_bit = (data[0] & 1U) == 0;
    options.needs.ascii_headers = (data[0] & 2U) == 0;
    options.needs.no_binary = (data[0] & 4U) != 0;
    options.needs.no_leading_dot = (data[0] & 8U) != 0;
    options.needs.signed_too = (data[0] & 16U) == 0;
    options.needs.line_max = kLines[data[0] >> 6];
    options.needs.lookahead = kLookaheads[data[1] & 7U];
    options.needs.no_dot_behind_cut = (data[1] & 16U) != 0;
    options.needs.spool = (data[1] & 8U) != 0 ? 200 : 64 * 1024 * 1024;
    options.cut.piece = 1 + (data[2] & 31U);
    options.cut.seed = data[2] >> 5;
    return options;
}

// What the framing promises of a message that is not declared BINARYMIME.
std::string with_crlf_only(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\0') continue;
        if (text[i] != '\r' && text[i] != '\n') {
            out += text[i];
            continue;
        }
        if (text.substr(i, 2) == "\r\n") ++i;
        out += "\r\n";
    }
    return out;
}

// NOS (fact 102): 255 octets at most are a line, the rest is the next.
bool ends_when_cut(std::string_view line) {
    if (line.size() < 255) return false;
    std::string sent = (line.starts_with('.') ? "." : "") + std::string(line);
    return sent.ends_with('.') && sent.size() > 255 && sent.size() % 255 == 1;
}

// Does the back take it? `eight_bit`: octets over 127 count.
bool fits(std::string_view text, const ConversionNeeds& needs, bool eight_bit) {
    if (eight_bit && std::any_of(text.begin(), text.end(), is_eight_bit)) return false;
    if (needs.no_binary && (has_bare_newline(text) || text.find('\0') != std::string_view::npos))
        return false;
    if (needs.no_leading_dot && (text.starts_with('.') || text.find("\n.") != std::string_view::npos))
        return false;
    while (!text.empty()) {
        const std::size_t octets = std::min(text.find("\r\n"), text.size());
        if (needs.line_max != 0 && octets + 2 > needs.line_max) return false;
        if (needs.no_dot_behind_cut && ends_when_cut(text.substr(0, octets))) return false;
        text.remove_prefix(std::min(octets + 2, text.size()));
    }
    return true;
}

void expect_same_meaning(std::string_view sent, const Converted& converted) {
    const bool rewritten = converted.facts.fields > 0;
    for (const bool universal : {false, true}) {
        const std::string found =
            difference(read_mime(sent, universal), read_mime(converted.out, universal), rewritten);
        if (!found.empty()) std::fprintf(stderr, "%s\n", found.c_str());
        CHECK(found.empty());
    }
}

void expect_sound(std::string_view message, const Options& options) {
    // Where only one of the two matters, where the header ends is what is tested, and nothing is said of it
    // here.
    const bool all = options.needs.seven_bit && options.needs.ascii_headers;
    const bool some = options.needs.seven_bit || options.needs.ascii_headers;
    const Converted whole = convert(message, options.needs);
    const Converted cut = convert(message, options.needs, options.cut);
    // Of several reasons, which one is found first may depend on the cut; whether there is one may not.
    if (whole.refusal.has_value() != cut.refusal.has_value())
        std::fprintf(stderr, "%s|%s\n", whole.why().c_str(), cut.why().c_str());
    CHECK(whole.refusal.has_value() == cut.refusal.has_value());
    if (whole.refusal) {
        CHECK(whole.refusal->kind == cut.refusal->kind);
        CHECK(whole.why().size() <= 120 && !whole.why().empty());
        CHECK(std::all_of(whole.refusal->why.begin(), whole.refusal->why.end(), is_printable));
        CHECK(whole.why() == "a part whose header is too large to be held" ||
              !fits(message, options.needs, some));
        return;
    }
    CHECK(whole.out == cut.out);
    CHECK(whole.spooled <= options.needs.spool * (message.size() + 1));
    CHECK(fits(whole.out, options.needs, all));
    if (fits(message, options.needs, some)) CHECK(whole.out == message && !whole.facts.any());
    if (whole.out == message) return;
    CHECK(whole.facts.any());
    expect_same_meaning(message, whole);
}

}  // namespace
}  // namespace heloise

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace heloise;
    if (size < 3) return 0;
    const Options options = read_options(data);
    const std::string_view text(reinterpret_cast<const char*>(data) + 3, size - 3);
    expect_sound(options.needs.no_binary ? std::string(text) : with_crlf_only(text), options);
    return 0;
}
