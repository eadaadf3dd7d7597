// Any octets as lines, as a dotted message and as a counted one: what is read is what a model says that looks
// at all octets at once, however they are cut; what is framed again reads as the same message; and no placing
// of CR, LF and CRLF changes which fields and parts an independent reader finds (rule 15).
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/session/intake.h"
#include "proxy/wire/content_reader.h"
#include "proxy/wire/dotted_body.h"
#include "proxy/wire/line_reader.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/support/settled_text.h"

namespace heloise {
namespace {

constexpr std::string_view kCrlf = "\r\n";

struct LineSeen {
    std::string text;  // of a line that is too long: how it began
    bool bare_lf = false;
    bool too_long = false;
    bool operator==(const LineSeen&) const = default;
};

std::vector<LineSeen> lines_by_model(std::string_view text, std::size_t most) {
    std::vector<LineSeen> lines;
    for (std::size_t lf = text.find('\n'); lf != text.npos; lf = text.find('\n')) {
        std::string_view line = text.substr(0, lf);
        text.remove_prefix(lf + 1);
        if (lf + 1 > most) {
            lines.push_back({std::string(line.substr(0, LineReader::kStart)), false, true});
            continue;
        }
        const bool crlf = line.ends_with('\r');
        if (crlf) line.remove_suffix(1);
        lines.push_back({std::string(line), !crlf, false});
    }
    return lines;
}

void expect_lines(std::string_view text, std::size_t most, std::uint8_t how) {
    std::vector<LineSeen> lines;
    LineReader reader(most);
    hand_over(text, how, [&](std::string_view piece) {
        while (!piece.empty()) {
            const auto result = reader.next(piece);
            if (const auto* line = std::get_if<LineReader::Line>(&result)) {
                lines.push_back({std::string(line->text), line->bare_lf, false});
            } else if (const auto* too_long = std::get_if<LineReader::TooLong>(&result)) {
                lines.push_back({too_long->start, false, true});
            } else {
                CHECK(piece.empty());
            }
        }
    });
    CHECK(lines == lines_by_model(text, most));
    CHECK(reader.at_rest() == (text.empty() || text.ends_with('\n')));
}

struct Message {
    std::string content;
    std::uint64_t octets = 0, nuls = 0, bare_newlines = 0;
    bool eight_bit = false;
    std::size_t rest = 0;  // octets behind the end
    bool operator==(const Message&) const = default;
};

// RFC 5321 section 4.5.2 and rule 15, an octet at a time and with all of the text in sight.
Message message_by_model(std::string_view text, bool dotted) {
    Message message;
    bool at_start = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (dotted && at_start && text.substr(i).starts_with(".\r\n")) {
            message.rest = text.size() - i - 3;
            return message;
        }
        if (dotted && at_start && text[i] == '.') {
            at_start = false;
            continue;
        }
        at_start = false;
        if (text[i] == '\r') {
            // CRs, NULs among them, and what follows.
            std::size_t crs = 0;
            std::size_t behind = i;
            for (; behind < text.size() && (text[behind] == '\r' || text[behind] == '\0'); ++behind) {
                if (text[behind] == '\r') ++crs;
            }
            const bool line_end = behind < text.size() && text[behind] == '\n';
            at_start = line_end && text[behind - 1] == '\r';
            message.octets += behind - i + (line_end ? 1 : 0);
            message.nuls += behind - i - crs;
            message.bare_newlines += line_end ? crs - 1 + (at_start ? 0 : 2) : crs;
            const std::size_t ends = line_end || behind == text.size() ? 1 : crs;
            for (std::size_t n = 0; n < ends; ++n) message.content += kCrlf;
            i = line_end ? behind : behind - 1;
            continue;
        }
        ++message.octets;
        message.eight_bit = message.eight_bit || is_eight_bit(text[i]);
        if (text[i] == '\n') {
            ++message.bare_newlines;
            message.content += kCrlf;
        } else if (text[i] == '\0') {
            ++message.nuls;
        } else {
            message.content += text[i];
        }
    }
    return message;
}

struct Framed {
    Message message;
    std::string dotted;  // of the runs
};

Framed read_message(std::string_view text, bool dotted, std::uint8_t how) {
    using Framing = ContentReader::Framing;
    ContentReader reader(dotted ? Framing::Dotted : Framing::Counted);
    DottedEncoder encoder;
    Framed framed;
    bool ended = false;
    const auto take = [&](const Run& run) {
        CHECK(!run.octets.ends_with('\r'));
        framed.message.content += run.octets;
        encoder.encode(run, framed.dotted);
    };
    hand_over(text, how, [&](std::string_view piece) {
        while (!ended) {
            const auto result = reader.next(piece);
            if (const Run* run = std::get_if<Run>(&result)) {
                take(*run);
            } else if (std::holds_alternative<ContentReader::End>(result)) {
                ended = true;
            } else {
                CHECK(piece.empty());
                return;
            }
        }
        framed.message.rest += piece.size();
    });
    CHECK(ended == dotted);
    if (!dotted) {
        for (Run run = reader.finish(); !run.octets.empty(); run = reader.finish()) take(run);
    }
    encoder.finish(framed.dotted);
    const ContentReader::Facts& facts = reader.facts();
    framed.message.octets = facts.octets;
    framed.message.nuls = facts.nuls;
    framed.message.bare_newlines = facts.bare_newlines;
    framed.message.eight_bit = facts.eight_bit;
    return framed;
}

std::string dotted_plainly(std::string_view content, std::uint8_t how) {
    DottedEncoder encoder;
    std::string out;
    hand_over(content, how, [&](std::string_view piece) { encoder.encode_plain(piece, out); });
    encoder.finish(out);
    return out;
}

void expect_message(std::string_view text, bool dotted, std::uint8_t how) {
    const Message model = message_by_model(text, dotted);
    const Framed framed = read_message(text, dotted, how);
    CHECK(framed.message == model);
    CHECK(dotted_plainly(model.content, how) == framed.dotted);

    // Whoever reads what we frame reads that message, whole, and one end.
    const Message again = message_by_model(framed.dotted, true);
    const bool whole = model.content.empty() || model.content.ends_with(kCrlf);
    CHECK(again.content == model.content + (whole ? "" : "\r\n"));
    CHECK(again.rest == 0 && again.bare_newlines == 0 && again.nuls == 0);
}

void expect_structure(std::string content, std::uint8_t how) {
    std::erase(content, '\0');
    Intake intake({}, Intake::Framing::Counted);
    std::string settled;
    hand_over(content, how, [&](std::string_view piece) {
        for (auto result = intake.next(piece); std::holds_alternative<Run>(result);
             result = intake.next(piece))
            settled += std::get<Run>(result).octets;
    });
    for (Run run = intake.finish(); !run.octets.empty(); run = intake.finish()) settled += run.octets;
    const std::string found = settling_fault(content, settled);
    if (!found.empty()) std::fprintf(stderr, "%s\n", found.c_str());
    CHECK(found.empty());
}

}  // namespace
}  // namespace heloise

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace heloise;
    constexpr std::size_t kLines[] = {2048, 16, 9, 512};
    FuzzInput input(data, size);
    const std::uint8_t kind = input.choose();
    const std::uint8_t how = input.choose();
    switch (kind % 3) {
        case 0: expect_lines(input.rest(), kLines[kind / 3 % 4], how); break;
        case 1: expect_message(std::string(input.rest()) + "\r\n.\r\n", true, how); break;
        default:
            expect_message(input.rest(), false, how);
            expect_structure(std::string(input.rest()), how);
            break;
    }
    return 0;
}
