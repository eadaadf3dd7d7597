// A message's octets as the front sends them, into plain runs with clean line ends.
//
// Reads both framings: dotted (DATA, RFC 5321 section 4.5.2), where it finds the end and takes the
// stuffed dots out, and counted (BDAT, RFC 3030), where the caller knows the end and a dot is a dot. The
// policy on bare CR, bare LF and NUL is applied in the same pass, because where a line starts depends on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "proxy/wire/run.h"

namespace heloise {

class ContentReader {
public:
    enum class Framing : std::uint8_t { Dotted, Counted };

    struct NeedMore {};
    struct End {};  // Dotted only: CRLF.CRLF was read; what follows stays in the input
    using Result = std::variant<NeedMore, Run, End>;

    // What has been seen so far; only ever grows.
    struct Facts {
        std::uint64_t octets = 0;         // of content as it came: no framing dots, line ends as they were
        std::uint64_t nuls = 0;           // taken out
        std::uint64_t bare_newlines = 0;  // a CR or LF alone, each made a CRLF
        std::size_t longest_line = 0;     // with its CRLF, also of an unfinished one
        bool eight_bit = false;
    };

    explicit ContentReader(Framing framing) : dotted_(framing == Framing::Dotted) {}

    // The next run, from the front of `octets`, which must outlive the use of the run.
    Result next(std::string_view& octets);

    // Counted only: no more comes. The line end that is still owed for a CR at the very end, or an empty run.
    [[nodiscard]] Run finish();

    [[nodiscard]] const Facts& facts() const { return facts_; }

private:
    // Where the last octet left us.
    enum class At : std::uint8_t {
        LineStart,    // behind a true CRLF, or at the very beginning: here a dot is framing
        SoftStart,    // at a line's start where a dot is content
        Dot,          // behind the dot at a LineStart
        DotCr,        // behind that dot and a CR
        Cr,           // behind a CR whose successor is not known
        BareNewline,  // behind a newline that is to be replaced by CRLF
        InLine,
    };

    Run read_text(std::string_view& octets);
    Run end_line(At now_at);
    void note_line(std::size_t more);

    bool dotted_;
    At at_ = At::LineStart;
    std::size_t column_ = 0;  // octets of the current line so far
    Facts facts_;
};

}  // namespace heloise
