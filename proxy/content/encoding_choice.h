// Which encoding, and which charset where there is no label, for a part that must be converted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/content/codec/quoted_printable.h"

namespace heloise {

// Is all of a text UTF-8? Cut anywhere.
class Utf8Watch {
public:
    void look(std::string_view octets);
    [[nodiscard]] bool eight_bit() const { return eight_bit_; }
    // False for good at the first octet that cannot be UTF-8.
    [[nodiscard]] bool valid() const { return valid_; }
    // No character is cut short.
    [[nodiscard]] bool complete() const { return partial_.empty(); }

private:
    void end_character(std::string_view& octets);

    std::string partial_;
    bool eight_bit_ = false;
    bool valid_ = true;
};

class EncodingChoice {
public:
    EncodingChoice() = default;
    // `text`: quoted-printable may do. `charset`: the part has no label, so it needs one.
    EncodingChoice(bool text, bool charset) : text_(text), charset_(charset) {}

    // What the part holds, in order. Only the charset needs all of it.
    void look_at_text(std::string_view octets) { charset_watch_.look(octets); }
    // What is measured: the part's beginning.
    void measure(std::string_view octets);
    // NUL, or a bare CR or LF: no text.
    void on_binary() { text_ = false; }
    void stop_measuring() { measuring_ = false; }
    // The part is over, or too large to be held until it is (`complete` false).
    void finish(bool complete);

    [[nodiscard]] bool made() const { return !measuring_ && !charset_open(); }
    [[nodiscard]] bool charset_open() const { return charset_ && !finished_ && charset_watch_.valid(); }
    [[nodiscard]] bool wants_charset() const { return charset_; }
    [[nodiscard]] bool text() const { return text_; }
    [[nodiscard]] bool base64() const;
    // Of a part without a label.
    [[nodiscard]] std::string_view charset() const;

private:
    bool text_ = false;
    bool charset_ = false;
    bool measuring_ = true;
    bool whole_ = false;  // all of the part was seen
    bool finished_ = false;
    EncodingMeter meter_;
    Utf8Watch charset_watch_;
};

}  // namespace heloise
