// Encoded words (RFC 2047): found in a text, and made of one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heloise {

enum class Charset : std::uint8_t { UsAscii, Utf8, Unknown8Bit };  // the last: RFC 1428, octets as they are

[[nodiscard]] std::string_view charset_name(Charset charset);

// What `text` is in: us-ascii, utf-8, or nothing that can be told.
[[nodiscard]] Charset charset_of(std::string_view text);

// Octets of the next character of `text`, which is not empty: one where it is not UTF-8.
[[nodiscard]] std::size_t character_octets(std::string_view text, Charset charset);

// "=?charset?q?text?=" and nothing else (RFC 2047 section 2). Length does not matter: words over 75 octets
// are common, and every reader takes them.
[[nodiscard]] bool is_encoded_word(std::string_view word);

// The Raw word of EncodedWordFinder with those octets encoded: what readers made of it before, all do now.
[[nodiscard]] std::string mended_word(std::string_view word);

// Goes along one text and tells what in it a reader may take for an encoded word.
//
// RFC 2047 section 5 wants encoded words to stand alone between blanks; many readers find them anywhere, with
// blanks inside, too. Where the two would read a text differently, it must not be touched.
class EncodedWordFinder {
public:
    explicit EncodedWordFinder(std::string_view text) : text_(text) {}

    enum class Reading : std::uint8_t {
        Text,     // no reader finds one
        Opening,  // likewise; but it holds "=?", and an encoded word behind it would give some readers the
                  // end
        Word,     // it is one, for every reader
        Raw,      // it is one in Q, but for octets over 127 that stand in it as they are
        Murky,    // there is one in it, or it is a part of one, for some
    };
    // REQUIRES: `part` is a part of the text; calls go from its beginning to its end.
    [[nodiscard]] Reading read(std::string_view part);

private:
    void find_from(std::size_t at);

    std::string_view text_;
    std::size_t begin_ = 0;  // of the next one
    std::size_t end_ = 0;    // behind it; npos in begin_ when there are no more
};

// Cuts a text into encoded words, between characters (RFC 2047 section 5), in the shorter of Q and B. Fit for
// everywhere: of the letters that may stand for themselves only those of a phrase do (section 5 rule 3).
class EncodedWordCutter {
public:
    EncodedWordCutter(std::string_view text, Charset charset);
    [[nodiscard]] bool done() const { return rest_.empty(); }
    // Octets of the shortest word that next() can give now.
    [[nodiscard]] std::size_t least() const;
    // One of at most `room` octets, the longest or one that ends in a blank. REQUIRES: !done(), room >=
    // least().
    [[nodiscard]] std::string next(std::size_t room);

private:
    [[nodiscard]] std::size_t cut(std::size_t room) const;
    [[nodiscard]] std::size_t cost(std::size_t octets, std::size_t quoted) const;

    std::string_view rest_;
    Charset charset_;
    bool base64_ = false;
};

}  // namespace heloise
