// Most lines are short, and cost a search for their LF and a comparison.
#include "proxy/wire/cut_line.h"

namespace heloise {

bool CutLineWatch::look(std::string_view octets) {
    while (!octets.empty() && !found_) {
        if (column_ == 0) dot_first_ = octets.front() == '.';
        const std::size_t lf = octets.find('\n');
        if (lf == std::string_view::npos) {
            keep_end_of(octets);
            column_ += octets.size();
            break;
        }
        if (column_ + lf > kCutAfter) {
            keep_end_of(octets.substr(0, lf));
            const bool cr = last_[1] == '\r';
            found_ = cr && cut_leaves_dot(column_ + lf - 1, dot_first_, last_[0] == '.');
        }
        column_ = 0;
        octets.remove_prefix(lf + 1);
    }
    return found_;
}

bool CutLineWatch::look_at_end() {
    found_ = found_ || (column_ > 0 && cut_leaves_dot(column_, dot_first_, last_[1] == '.'));
    return found_;
}

void CutLineWatch::keep_end_of(std::string_view piece) {
    if (piece.empty()) return;
    last_[0] = piece.size() > 1 ? piece[piece.size() - 2] : last_[1];
    last_[1] = piece.back();
}

}  // namespace heloise
