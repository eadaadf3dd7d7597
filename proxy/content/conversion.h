// A whole message made fit for a back that takes less: 7-bit, short lines, no NUL, ASCII headers. In one pass
// and with bounded memory, leaf part by leaf part (rules 18 to 20).
//
// A message that need not change leaves octet for octet as it came: a 7-bit message is never touched,
// whatever its labels say, so that its signatures hold. A leaf is undecided until its first octet over 127
// (or line that is too long, or bare newline), or until it ends; until then it is held, header and all, up
// to `lookahead` octets in memory and beyond that in the caller's spool, from which the conversion asks for
// it once it has decided. When the spool is full, too, the leaf leaves as it came, and is refused if it
// turns out to need a change after all. Leaves declared base64 or quoted-printable are never held. The
// headers around a converted leaf are corrected (a label, MIME-Version) if they are still in memory; else
// they stay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace heloise {

// ConversionNeeds says what the back cannot take. All false and 0: nothing is ever converted.
struct ConversionNeeds {
    bool seven_bit = false;      // bodies: no octets over 127
    bool ascii_headers = false;  // header fields: likewise
    bool headers_too = true;   // content.utf8: false: a field that would have to lose its octets over 127 is
                               // refused (Kind::Header)
    std::size_t line_max = 0;  // octets of a line, CRLF counted; 0: any length
    bool no_binary = false;    // the input may hold NUL and bare CR or LF, the output must not (BINARYMIME)
    bool no_leading_dot = false;  // quirks.leading_dot = "encode"
    // No line that a cut after each 255 octets leaves a lone dot of (wire/cut_line.h): dotted framing is to
    // follow.
    bool no_dot_behind_cut = false;
    bool signed_too = true;  // content.signed: convert inside multipart/signed and multipart/encrypted
    std::size_t lookahead = 256 * 1024;
    std::uint64_t spool = 64 * 1024 * 1024;
};

class Conversion {
public:
    // Why the message cannot be made fit, for the sender: printable ASCII, at most 120 octets.
    struct Refusal {
        enum class Kind : std::uint8_t {
            Content,  // 554 5.6.3
            Header,   // 554 5.6.9 in a message declared SMTPUTF8, else 554 5.6.3
            Spool,    // 452 4.3.1: a part that must be converted is larger than the spool may be
        } kind = Kind::Content;
        std::string why;
    };

    // Facts counts what was changed, for the log and the counters.
    struct Facts {
        std::uint64_t quoted_printable = 0;  // parts
        std::uint64_t base64 = 0;            // parts
        std::uint64_t mended = 0;            // parts that were encoded, but badly
        std::uint64_t fields = 0;            // header fields rewritten
        std::uint64_t signatures = 0;        // signed or encrypted multiparts in which something was changed
        [[nodiscard]] bool any() const { return quoted_printable + base64 + mended + fields > 0; }
    };

    explicit Conversion(const ConversionNeeds& needs);
    ~Conversion();
    Conversion(const Conversion&) = delete;
    Conversion& operator=(const Conversion&) = delete;

    // Takes plain octets (no framing) from the front of `octets`, cut anywhere. Appends to `out` what is
    // settled and to `spill` what belongs at the end of the spool. Takes all of them unless recalling() or
    // refused. Of one call, `out` grows by at most a small multiple of what was taken plus what memory held.
    void push(std::string_view& octets, std::string& out, std::string& spill);

    // The message is complete. May start recalling: on_recalled() then goes on by itself until done().
    // REQUIRES: !recalling().
    void finish(std::string& out);

    // Something was decided and spilled octets are needed back, in order, before anything else: the octets of
    // the spool from recall_at() on, recall_octets() of them in any pieces. After the last piece the spool is
    // empty again: the next spill starts at its beginning.
    [[nodiscard]] bool recalling() const;
    [[nodiscard]] std::uint64_t recall_at() const;
    [[nodiscard]] std::uint64_t recall_octets() const;  // still to come
    void on_recalled(std::string_view octets, std::string& out);

    [[nodiscard]] bool done() const;  // finish() was called and all has been appended
    // Once there is one, nothing more is appended; push() takes and discards.
    [[nodiscard]] const Refusal* refusal() const;
    [[nodiscard]] const Facts& facts() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace heloise
