// A line counts towards a field as soon as its beginning says that it is one's.
#include "proxy/content/field_size_watch.h"

#include <algorithm>
#include <utility>

#include "proxy/base/utf8.h"
#include "proxy/content/header_reader.h"

namespace heloise {
namespace {

// Enough of a line to know what it is: names are shorter, and lines that RFC 5322 allows.
constexpr std::size_t kKept = 1000;
constexpr std::size_t kNameShown = 40;

}  // namespace

bool FieldSizeWatch::look(std::string_view octets) {
    while (in_header_ && !over_ && !octets.empty()) {
        const std::size_t lf = octets.find('\n');
        const bool complete = lf != std::string_view::npos;
        const std::string_view piece = octets.substr(0, complete ? lf + 1 : octets.size());
        octets.remove_prefix(piece.size());
        const bool known = line_octets_ >= kKept;
        if (!known) line_.append(piece.substr(0, kKept - line_octets_));
        line_octets_ += piece.size();
        if (!known && (complete || line_octets_ >= kKept)) begin_line();
        over_ = in_header_ && (complete || line_octets_ >= kKept) && field_octets_ + line_octets_ > most_;
        if (complete) end_line();
    }
    return over_;
}

// begin_line() is called once line_ is long enough to know its kind. A line that ends the header ends it for
// an old back, too.
void FieldSizeWatch::begin_line() {
    const HeaderLine kind = classify_header_line(line_);
    if (kind == HeaderLine::Empty || kind == HeaderLine::Text) in_header_ = false;
    if (kind == HeaderLine::Continuation && !field_.empty()) return;
    field_ = line_.substr(0, line_.find_first_of(":\r\n"));
    field_octets_ = 0;
}

void FieldSizeWatch::end_line() {
    field_octets_ += std::exchange(line_octets_, 0);
    line_.clear();
}

std::string FieldSizeWatch::name() const {
    return printable_utf8(std::string_view(field_).substr(0, kNameShown));
}

}  // namespace heloise
