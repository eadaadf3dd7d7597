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
        std::uint64_t bare_newlines = 0;  // CRs and LFs that were no half of a CRLF: each was changed
        std::uint64_t blanks = 0;         // those of them that became a blank
        std::size_t longest_line = 0;     // with its CRLF, also of an unfinished one
        bool eight_bit = false;
        bool dot_behind_cut = false;  // there was a line that cut_leaves_dot() (wire/cut_line.h)
    };

    // What a reader of mail takes the content for, at the octet that comes next: this decides what a CR
    // becomes that is no part of a line end (rule 15).
    struct Place {
        bool header = false;     // each line is a run of its own
        bool multipart = false;  // a line that begins with "--" may be a delimiter; one that begins with '-'
                                 // begins a run of its own, and a CR before "--" is a blank
        bool blank = false;      // a CR alone is a blank; else a line end
    };

    explicit ContentReader(Framing framing) : dotted_(framing == Framing::Dotted) {}

    // Holds for what next() reads from now on, so a caller that knows places tells them after each run.
    void stand(Place place) { place_ = place; }

    // The next run, from the front of `octets`, which must outlive the use of the run.
    Result next(std::string_view& octets);

    // Counted only: no more comes. What is owed for CRs and LFs at the very end, run by run; the last one is
    // empty.
    [[nodiscard]] Run finish();

    [[nodiscard]] const Facts& facts() const { return facts_; }

private:
    // Where the last octet left us.
    enum class At : std::uint8_t {
        LineStart,  // behind a true CRLF, or at the very beginning: here a dot is framing
        SoftStart,  // at a line's start where a dot is content
        Dot,        // behind the dot at a LineStart
        DotCr,      // behind that dot and a CR
        Crs,        // behind crs_ CRs whose successor is not known
        CrsDash,    // behind crs_ CRs and a dash of which the same is true
        BareLf,     // behind an LF that is to be replaced by CRLF
        Owing,      // the CRs, and the dash, have been judged and are given out
        InLine,
    };

    Run read_text(std::string_view& octets);
    Run end_line(At now_at);
    Run end_bare_lf();
    Run owed();
    void take_crs(std::string_view& octets);
    void take_crs_dash(std::string_view& octets);
    void judge_crs(bool blank);
    void end_text_line();
    void note_line(std::size_t more);
    [[nodiscard]] bool begins_run(char first) const;

    bool dotted_;
    Place place_;
    At at_ = At::LineStart;
    std::size_t column_ = 0;  // octets of the current line so far
    bool dot_first_ = false;  // it begins with a dot
    bool dot_last_ = false;   // its last octet so far is one
    std::uint64_t crs_ = 0;
    bool torn_ = false;   // a NUL was taken out behind the last
    bool blank_ = false;  // they become blanks
    bool owes_dash_ = false;
    Facts facts_;
};

}  // namespace heloise
