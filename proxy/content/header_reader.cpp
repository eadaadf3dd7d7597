// A field is complete when the next line does not begin with a blank, so its item comes one octet late.
#include "proxy/content/header_reader.h"

#include <algorithm>
#include <utility>

#include "proxy/base/ascii.h"
#include "proxy/base/limits.h"

namespace heloise {
namespace {

using Kind = HeaderReader::Item::Kind;

constexpr bool is_name(char c) {
    return c > ' ' && c <= '~' && c != ':';
}
constexpr bool is_name_to_some(char c) {
    return is_name(c) || is_eight_bit(c);
}

bool is_line_end(std::string_view line) {
    return line.empty() || line == "\r\n" || line == "\n";
}

}  // namespace

HeaderLine classify_header_line(std::string_view line) {
    if (is_line_end(line)) return HeaderLine::Empty;
    if (is_blank(line.front())) return HeaderLine::Continuation;
    const auto* const name_end = std::find_if_not(line.begin(), line.end(), is_name);
    if (name_end != line.end() && *name_end == ':') return HeaderLine::Field;
    if (line.starts_with("From ")) return HeaderLine::EnvelopeFrom;
    if (line.starts_with(">From ")) return HeaderLine::Unclear;
    const auto* const wide_end = std::find_if_not(line.begin(), line.end(), is_name_to_some);
    const auto* const colon = std::find_if_not(wide_end, line.end(), is_blank);
    return colon != line.end() && *colon == ':' ? HeaderLine::Unclear : HeaderLine::Text;
}

void HeaderReader::start() {
    *this = HeaderReader();
}

HeaderReader::Item HeaderReader::next(std::string_view& octets, const Boundaries& boundaries, bool at_end) {
    while (!octets.empty()) {
        if (long_ == Long::LineStart && !is_blank(octets.front())) long_ = Long::No;
        if (long_ != Long::No) return next_of_long(octets);
        if (line_.empty() && !field_.empty() && !is_blank(octets.front())) return take_field();
        const std::size_t lf = octets.find('\n');
        const std::size_t wanted = lf == std::string_view::npos ? octets.size() : lf + 1;
        const std::size_t taken = std::min(wanted, limits::kHeaderField - field_.size() - line_.size());
        line_.append(octets.substr(0, taken));
        octets.remove_prefix(taken);
        if (line_.ends_with('\n')) {
            if (const Item item = end_line(boundaries); item.kind != Kind::NeedMore) return item;
        } else if (taken < wanted) {
            return begin_long();
        }
    }
    if (!at_end) return {};
    if (!line_.empty()) {
        if (const Item item = end_line(boundaries); item.kind != Kind::NeedMore) return item;
    }
    return field_.empty() ? Item{Kind::End, {}} : take_field();
}

HeaderReader::Item HeaderReader::end_line(const Boundaries& boundaries) {
    const Boundaries::Match match = boundaries.match(line_);
    const bool delimiter =
        match.kind == Boundaries::Match::Kind::Part || match.kind == Boundaries::Match::Kind::Close;
    const HeaderLine line = classify_header_line(line_);
    const bool first = std::exchange(first_line_, false);
    const bool of_header = line == HeaderLine::Field || line == HeaderLine::Continuation ||
                           (first && (line == HeaderLine::EnvelopeFrom || line_.starts_with(">From ")));
    if (delimiter || !of_header) {
        given_ = std::exchange(line_, {});
        return {Kind::Line, given_, line};
    }
    if (line == HeaderLine::Continuation &&
        is_line_end(trim(std::string_view(line_).substr(0, line_.find('\r')))))
        blank_line_ = true;
    field_ += line_;
    line_.clear();
    return {};
}

HeaderReader::Item HeaderReader::take_field() {
    given_ = std::exchange(field_, {});
    return {Kind::Field, given_, classify_header_line(given_)};
}

// More than may be held: if its beginning is no field's, the body has begun.
HeaderReader::Item HeaderReader::begin_long() {
    const HeaderLine line = classify_header_line(field_.empty() ? line_ : field_);
    const bool body = field_.empty() && line != HeaderLine::Field && line != HeaderLine::Continuation;
    given_ = std::exchange(field_, {}) + std::exchange(line_, {});
    first_line_ = false;
    if (body) return {Kind::Line, given_, line};
    long_ = given_.ends_with('\n') ? Long::LineStart : Long::Line;
    return {Kind::FirstPiece, given_, line};
}

HeaderReader::Item HeaderReader::next_of_long(std::string_view& octets) {
    const std::size_t lf = octets.find('\n');
    const std::size_t taken = lf == std::string_view::npos ? octets.size() : lf + 1;
    const std::string_view piece = octets.substr(0, taken);
    octets.remove_prefix(taken);
    long_ = lf == std::string_view::npos ? Long::Line : Long::LineStart;
    return {Kind::Piece, piece, HeaderLine::Continuation};
}

}  // namespace heloise
