// One piece is held back until the next place to fold at: only then is it known how long it is.
#include "proxy/content/header/field_writer.h"

#include <algorithm>
#include <limits>

namespace heloise {
namespace {

// RFC 2047 section 2.
constexpr std::size_t kWordMax = 75;
constexpr std::size_t kLineMax = 76;
// Room on a line below which a long text does better to start on the next.
constexpr std::size_t kWorthwhile = 32;

constexpr std::size_t less(std::size_t a, std::size_t b) {
    return a > b ? a - b : 0;
}

}  // namespace

FieldWriter::FieldWriter(std::string_view name, std::size_t line_max, bool tidy)
    : out_(name),
      hard_(line_max == 0 ? std::numeric_limits<std::size_t>::max() : less(line_max, 2)),
      soft_(std::min(hard_, kLineMax)),
      tidy_(tidy),
      touched_(tidy) {
    out_ += ':';
    column_ = out_.size();
    if (column_ > hard_) refuse("its name is too long");
}

void FieldWriter::blanks(std::string_view run, bool folded) {
    if (run.empty()) return;
    settle();
    blanks_ += run;
    folded_ = folded_ || folded;
}

void FieldWriter::point() {
    settle();
    point_ = true;
}

void FieldWriter::apart() {
    if (!piece_.empty() || blanks_.empty()) blanks(" ", false);
}

void FieldWriter::text(std::string_view octets) {
    piece_ += octets;
}

std::size_t FieldWriter::room(bool on_new_line, std::size_t glued) const {
    const std::size_t before =
        on_new_line ? std::max<std::size_t>(blanks_.size(), 1) : column_ + blanks_.size();
    return std::min(less(soft_, before + piece_.size() + glued), kWordMax);
}

void FieldWriter::encoded(std::string_view text, Charset charset, std::size_t glued) {
    for (EncodedWordCutter cutter(text, charset); !cutter.done();) {
        const std::size_t next_line = room(true, glued);
        std::size_t octets = folded_ ? next_line : room(false, glued);
        if (octets < kWorthwhile && may_fold()) octets = std::max(octets, next_line);
        if (octets < cutter.least()) return refuse("it cannot be folded");
        piece_ += cutter.next(octets);
        piece_touched_ = true;
        if (!cutter.done()) blanks(" ", false);
    }
}

void FieldWriter::settle() {
    if (piece_.empty()) return;
    const bool touched = piece_touched_ || (folded_ ? tidy_ : touched_);
    // A first piece stays beside the name if it can: some readers take a fold there for a blank of the text.
    const std::size_t limit = touched && (!first_ || piece_touched_) ? soft_ : hard_;
    std::size_t octets = blanks_.size() + piece_.size();
    if (folded_ || (may_fold() && column_ + octets > limit)) {
        if (blanks_.empty()) blanks_.assign(1, ' ');
        octets = blanks_.size() + piece_.size();
        out_ += "\r\n";
        column_ = 0;
    }
    out_.append(blanks_).append(piece_);
    column_ += octets;
    if (column_ > hard_) refuse("it cannot be folded");
    touched_ = touched;
    first_ = folded_ = point_ = piece_touched_ = false;
    blanks_.clear();
    piece_.clear();
}

void FieldWriter::refuse(std::string why) {
    if (refusal_.empty()) refusal_ = std::move(why);
}

std::string FieldWriter::finish() {
    settle();
    // A fold before nothing would be a line of blanks, which some take for the header's end.
    if (column_ + blanks_.size() > hard_) refuse("it cannot be folded");
    return std::move(out_.append(blanks_).append("\r\n"));
}

}  // namespace heloise
