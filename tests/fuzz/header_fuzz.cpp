// Any octets as a header field: adapted so that a back can take it and a reader sees the same, or refused.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/base/limits.h"
#include "proxy/content/header/field_kind.h"
#include "proxy/content/header/header_field.h"
#include "tests/support/field_reading.h"

namespace heloise {
namespace {

constexpr std::string_view kBlanks = " \t\r";

void expect_refusal(const std::string& why) {
    CHECK(!why.empty() && why.size() <= 120);
    CHECK(std::all_of(why.begin(), why.end(), is_printable));
}

void expect_lines(std::string_view text, std::size_t line_max) {
    for (bool first = true; !text.empty(); first = false) {
        const std::size_t end = text.find("\r\n");
        const std::string_view line = text.substr(0, end);
        CHECK(line_max == 0 || line.size() + 2 <= line_max);
        CHECK(line.find_first_of("\r\n") == std::string_view::npos);
        CHECK(line.find_first_not_of(kBlanks) != std::string_view::npos);
        CHECK(first || is_blank(line.front()));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 2);
    }
}

void expect_rewritten(std::string_view field, const std::string& text, const FieldNeeds& needs) {
    CHECK(text != field);
    if (needs.ascii) CHECK(std::none_of(text.begin(), text.end(), is_eight_bit));
    CHECK(text.ends_with("\r\n") == field.ends_with("\r\n"));
    CHECK(text.substr(0, text.find(':')) == field.substr(0, field.find(':')));
    // A text of n octets over 127 in words of one octet each is the worst case, by far.
    CHECK(text.size() <= field.size() * 32 + 128);
    expect_lines(text, needs.line_max);
    CHECK(adapt_field(text, needs).kind == FieldOutcome::Kind::Unchanged);
    if (field_kind(field.substr(0, field.find(':'))) == FieldKind::Unstructured) {
        CHECK(read_text_field(text) == read_text_field(field));
    }
}

}  // namespace
}  // namespace heloise

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace heloise;
    if (size == 0 || size > limits::kHeaderField) return 0;
    // The first octet says what the back takes.
    constexpr std::size_t kLineMaxes[] = {0, 1000, 80, 40};
    const FieldNeeds needs{.ascii = (data[0] & 4U) == 0, .line_max = kLineMaxes[data[0] & 3U]};
    const std::string_view field(reinterpret_cast<const char*>(data) + 1, size - 1);
    const FieldOutcome outcome = adapt_field(field, needs);
    switch (outcome.kind) {
        case FieldOutcome::Kind::Unchanged:
            CHECK(!needs.ascii || std::none_of(field.begin(), field.end(), is_eight_bit));
            break;
        case FieldOutcome::Kind::Rewritten: expect_rewritten(field, outcome.text, needs); break;
        case FieldOutcome::Kind::Refused: expect_refusal(outcome.why); break;
    }
    return 0;
}
