// Runs a codec over a text that is cut in every way a test wants, and decodes quoted-printable by the letter
// of RFC 2045, independently of the code under test.
#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace heloise {

// `feed(piece, out)` takes a piece, `finish(out)` ends. Whole, in equal steps and in seeded random pieces the
// output must be the same; that is what is returned.
template <typename MakeCodec, typename Feed>
std::string run_in_all_cuts(std::string_view text, MakeCodec make, Feed feed) {
    auto whole_codec = make();
    std::string whole;
    feed(whole_codec, text, whole);
    whole_codec.finish(whole);
    for (std::size_t seed = 0; seed < 12; ++seed) {
        std::mt19937 random(static_cast<unsigned>(seed));
        auto codec = make();
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            // Seeds 0 to 3: equal steps of 1, 2, 3 and 4; the others: anything up to 40, now and then
            // nothing.
            const std::size_t length = seed < 4 ? seed + 1 : random() % 41;
            feed(codec, text.substr(at, length), out);
            at += length;
        }
        codec.finish(out);
        EXPECT_EQ(out, whole) << "cut otherwise (" << seed << "): " << text;
    }
    return whole;
}

inline int hex_value(char c) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    const std::size_t at = kDigits.find(static_cast<char>(c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c));
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// Decodes as the senders of broken quoted-printable hope: a "=" that begins nothing is itself, blanks before
// a line end are padding, a CR or LF alone behind "=" is the end of a soft break.
inline std::string decode_leniently(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        const std::size_t next = std::min(text.find_first_not_of(" \t", c == '=' ? i + 1 : i), text.size());
        const bool at_crlf = text.substr(next, 2) == "\r\n";
        if (c == '=' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 3;
        } else if (c == '=' && (next == text.size() || text[next] == '\r' || text[next] == '\n')) {
            i = next + (at_crlf ? 2 : 1);
        } else if ((c == ' ' || c == '\t') && (at_crlf || next == text.size())) {
            i = next;
        } else {
            out += c;
            ++i;
        }
    }
    return out;
}

// The lines of `text` without their CRLF, the last whether it has one or not.
inline std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    for (;;) {
        const std::size_t end = text.find("\r\n");
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return lines;
        text.remove_prefix(end + 2);
    }
}

// Holds what RFC 2045 section 6.7 demands of every line that an encoder writes.
inline void expect_well_formed(std::string_view text) {
    for (const std::string_view line : lines_of(text)) {
        EXPECT_LE(line.size(), 76U) << line;
        EXPECT_FALSE(line.ends_with(' ') || line.ends_with('\t')) << line;
        EXPECT_FALSE(line.starts_with('.') || line.starts_with("From ")) << line;
        for (std::size_t i = 0; i < line.size(); ++i) {
            EXPECT_TRUE((line[i] >= ' ' && line[i] <= '~') || line[i] == '\t') << line;
            if (line[i] != '=' || i + 1 == line.size()) continue;
            ASSERT_LE(i + 3, line.size()) << line;
            EXPECT_TRUE(hex_value(line[i + 1]) >= 0 && hex_value(line[i + 2]) >= 0) << line;
        }
    }
}

// A text of `length` octets picked from `pieces`, which are where codecs go wrong.
inline std::string random_text(std::mt19937& random, std::size_t length,
                               const std::vector<std::string_view>& pieces) {
    std::string text;
    while (text.size() < length) text += pieces[random() % pieces.size()];
    return text;
}

}  // namespace heloise
