// Any octets as a piece of a MIME header: a media type, a transfer encoding, tokens, parameters, encoded
// words. What is taken apart is all there, what is called clear is what an independent reader finds, and what
// is written decodes to what it was made of.
#include <algorithm>
#include <cstdint>
#include <string>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/base/limits.h"
#include "proxy/base/utf8.h"
#include "proxy/content/header/encoded_word.h"
#include "proxy/content/header/field_tokens.h"
#include "proxy/content/header/media_type.h"
#include "proxy/content/header/mime_parameter.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/support/field_reading.h"
#include "tests/support/mime_reader.h"

namespace heloise {
namespace {

// A boundary that is called clear is the one at which the other reader splits.
void expect_media_type(std::string_view value) {
    const MediaType media = read_media_type(value);
    const bool multipart = media.kind == MediaType::Kind::Multipart;
    CHECK(multipart || (media.boundary.empty() && !media.digest && !media.signature));
    CHECK(media.boundary.size() <= limits::kBoundary && !media.boundary.ends_with(' '));
    CHECK(std::all_of(media.boundary.begin(), media.boundary.end(), is_printable));
    CHECK(!media.wide || media.kind == MediaType::Kind::Text);
    const bool one_line = value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos;
    if (!multipart || !media.clear || media.boundary.empty() || !one_line) return;
    const std::string b = "--" + media.boundary;
    const MimeNode node = read_mime("Content-Type: " + std::string(value) + "\r\n\r\n" + b +
                                    "\r\n\r\none\r\n" + b + "\r\n\r\ntwo\r\n" + b + "--\r\n");
    CHECK(node.composite && node.children.size() == 2);
    // A digest's parts are messages.
    CHECK(media.digest || (node.children[0].body == "one" && node.children[1].body == "two"));
}

void expect_transfer_encoding(std::string_view value) {
    const TransferEncoding encoding = read_transfer_encoding(value);
    CHECK(read_transfer_encoding(upper(value)) == encoding);
    CHECK(read_transfer_encoding(" " + std::string(value)) == encoding);
}

void expect_parameter(std::span<const FieldToken> tokens) {
    const MimeParameter parameter = read_parameter(tokens);
    CHECK(parameter.attribute.empty() == (parameter.value == nullptr));
    CHECK(parameter.attribute.empty() == parameter.name.empty());
    if (parameter.value == nullptr) return;
    CHECK(parameter.name == lower(parameter.name) && parameter.name.size() <= parameter.attribute.size());
    CHECK(parameter.value >= tokens.data() && parameter.value < tokens.data() + tokens.size());
    CHECK(parameter.plain().size() <= parameter.value->text.size());
}

void expect_tokens(std::string_view value, FieldGrammar grammar) {
    const std::vector<FieldToken> tokens = field_tokens(value, grammar);
    std::string together;
    for (const FieldToken& token : tokens) {
        CHECK(!token.text.empty());
        CHECK(token.kind != FieldToken::Kind::Open || &token == &tokens.back());
        if (token.kind == FieldToken::Kind::Quoted)
            CHECK(unquoted(token.text).size() + 2 <= token.text.size());
        together += token.text;
    }
    CHECK(together == value);
    const auto is_end = [](const FieldToken& token) { return token.is(';'); };
    for (auto at = tokens.begin(); at != tokens.end();) {
        const auto end = std::find_if(at, tokens.end(), is_end);
        expect_parameter({at, end});
        at = end == tokens.end() ? end : end + 1;
    }
}

void expect_percent(std::string_view text) {
    const std::string mended = percent_mended(text);
    CHECK(is_ascii(mended));
    CHECK(percent_decoded(mended, false) == percent_decoded(text, false));
    CHECK(percent_decoded(mended, true) == percent_decoded(text, true));
}

// RFC 2231 as a reader joins it: the charset before the first part's second apostrophe, then all the parts.
void expect_extended(std::string_view text, std::size_t line_max) {
    FieldWriter writer("Content-Disposition", line_max, false);
    writer.apart();
    writer.text("attachment;");
    writer.apart();
    write_extended("filename", text, writer);
    if (!writer.refusal().empty()) return;
    const std::string field = writer.finish();
    CHECK(is_ascii(field) && !any_control(field_reading::unfolded(field)));
    const std::string value = field_reading::unfolded(field).substr(field.find(':') + 1);
    const std::vector<FieldToken> tokens = field_tokens(value, FieldGrammar::Mime);
    std::string read;
    std::size_t parts = 0;
    const auto is_end = [](const FieldToken& token) { return token.is(';'); };
    for (auto at = tokens.begin(); at != tokens.end();) {
        const auto end = std::find_if(at, tokens.end(), is_end);
        const MimeParameter parameter = read_parameter({at, end});
        at = end == tokens.end() ? end : end + 1;
        if (parameter.value == nullptr) continue;
        CHECK(parameter.name == "filename" && parameter.extended && parameter.section.value_or(0) == parts);
        read += percent_decoded(parameter.plain(), parts == 0).value_or("no charset");
        ++parts;
    }
    CHECK(read == text);
}

void expect_words(std::string_view text, std::uint8_t how) {
    const Charset charset = charset_of(text);
    CHECK((charset == Charset::UsAscii) == is_ascii(text));
    CHECK(is_utf8(text) || charset == Charset::Unknown8Bit);
    std::string read;
    for (EncodedWordCutter cutter(text, charset); !cutter.done();) {
        const std::size_t room = std::max<std::size_t>(cutter.least(), how % 80U);
        const std::string word = cutter.next(room);
        CHECK(word.size() <= room && is_encoded_word(word));
        const auto decoded = field_reading::decode_word(word);
        CHECK(decoded);
        CHECK(charset != Charset::Utf8 || is_utf8(*decoded));
        read += *decoded;
    }
    CHECK(read == text);
}

// Whoever reads words where RFC 2047 says must not find one in what is called text.
void expect_found_words(std::string_view text, std::uint8_t how) {
    using Reading = EncodedWordFinder::Reading;
    EncodedWordFinder finder(text);
    hand_over(text, how, [&](std::string_view part) {
        const Reading reading = finder.read(part);
        if (reading == Reading::Word) CHECK(is_encoded_word(part));
        if (reading == Reading::Text || reading == Reading::Opening) CHECK(!is_encoded_word(part));
        if (reading != Reading::Raw) return;
        const std::string mended = mended_word(part);
        CHECK(is_ascii(mended) && is_encoded_word(mended));
        CHECK(field_reading::decode_word(mended) == field_reading::decode_word(part));
    });
}

}  // namespace
}  // namespace heloise

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace heloise;
    FuzzInput input(data, size);
    const std::uint8_t kind = input.choose();
    const std::uint8_t how = input.choose();
    const std::string_view text = input.rest();
    switch (kind % 8) {
        case 0: expect_media_type(text); break;
        case 1: expect_transfer_encoding(text); break;
        case 2: expect_tokens(text, FieldGrammar::Mime); break;
        case 3: expect_tokens(text, FieldGrammar::Mail); break;
        case 4: expect_percent(text); break;
        case 5: expect_extended(text, how % 2 == 0 ? 1000 : 80); break;
        case 6: expect_words(text, how); break;
        default: expect_found_words(text, how); break;
    }
    return 0;
}
