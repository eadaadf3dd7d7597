// Lines that may be delimiters, and where in the message they leave us.
#include <algorithm>

#include "proxy/base/ascii.h"
#include "proxy/content/conversion_impl.h"
#include "proxy/content/fault_text.h"

namespace heloise {

void Conversion::Impl::on_candidate() {
    using Kind = Boundaries::Match::Kind;
    const Boundaries::Match match = boundaries_.match(scanner_.line());
    if (match.kind == Kind::Odd) in_doubt("a part with a line that some readers take for a delimiter");
    if (match.kind == Kind::None && odd_paragraph_) on_first_paragraph(scanner_.line());
    if (refused_) return;
    if (match.kind == Kind::None || match.kind == Kind::Odd) {
        scanner_.reject();
        return;
    }
    const std::string line = scanner_.line();
    if (needs_.no_binary && scanner_.after_bare_newline()) {
        refuse(Refusal::Kind::Content, "a bare CR or LF before a multipart's delimiter");
        return;
    }
    const std::string_view line_end = scanner_.accept();
    if (where_ == Where::Leaf) end_leaf(false);
    emit(line_end);
    on_delimiter(match, line);
}

// The body began without an empty line. If what follows looks like more of the header, some read it so.
void Conversion::Impl::on_first_paragraph(std::string_view line) {
    const HeaderLine kind = classify_header_line(line);
    if (kind == HeaderLine::Field || kind == HeaderLine::Unclear)
        in_doubt("a part whose header does not end where all readers see it");
    if (kind == HeaderLine::Empty) odd_paragraph_ = false;
    scanner_.watch_all_lines(odd_paragraph_);
}

// From here on nothing may change in this part, and nothing may have.
void Conversion::Impl::in_doubt(const char* why) {
    if (where_ == Where::Preamble) frames_.back().doubt = why;
    if (where_ != Where::Leaf || leaf_ == Leaf::AsItCame) return;
    late_doubt_ = why;
    if (leaf_ == Leaf::Choosing || leaf_ == Leaf::Encoding || leaf_changed_)
        refuse(Refusal::Kind::Content, std::string("something to be encoded in ") + why);
}

void Conversion::Impl::on_delimiter(const Boundaries::Match& match, std::string_view line) {
    Fault fault = Fault::None;
    if (needs_.line_max != 0 && line.size() > needs_.line_max) fault = Fault::LongLine;
    if (needs_.no_binary && has_bare_newline(line)) fault = Fault::BareNewline;
    if (fault != Fault::None) {
        refuse(Refusal::Kind::Content, fault_text(fault, needs_.line_max) + " in a multipart's delimiter");
        return;
    }
    if (refused_) return;
    emit(line);
    const bool part = match.kind == Boundaries::Match::Kind::Part;
    close_frames(match.level, !part);
    if (part) {
        start_header(false);
        return;
    }
    where_ = Where::Epilogue;
    scanner_.start(boundaries_.any());
    set_watch();
}

// close_frames() ends the frames deeper than `level`, and with them the reason to hold their labels. A
// multipart that was closed stays as a frame until the one around it goes on: its epilogue is inside it.
void Conversion::Impl::close_frames(std::size_t level, bool closed) {
    frames_.resize(level + 1);
    boundaries_.close_from(closed ? level : level + 1);
    if (closed) frames_.back().held = false;
    const auto live = static_cast<std::size_t>(
        std::count_if(frames_.begin(), frames_.end(), [](const Frame& frame) { return frame.held; }));
    const bool none_left = live == 0 && live_labels_ > 0;
    live_labels_ = live;
    if (none_left) drop_labels();
}

}  // namespace heloise
