// Finds the LF with memchr; only a line cut by a read is copied.
#include "proxy/wire/line_reader.h"

#include <utility>

namespace heloise {

LineReader::Result LineReader::next(std::string_view& octets) {
    const std::size_t lf = octets.find('\n');
    const bool complete = lf != std::string_view::npos;
    const std::string_view piece = octets.substr(0, complete ? lf + 1 : octets.size());
    octets.remove_prefix(piece.size());

    if (too_long_ || partial_.size() + piece.size() > octets_max_) {
        if (!too_long_) start_ = (partial_ + std::string(piece.substr(0, kStart))).substr(0, kStart);
        partial_.clear();
        too_long_ = !complete;
        if (complete) return TooLong{std::exchange(start_, {})};
        return NeedMore{};
    }
    if (!complete) {
        partial_.append(piece);
        return NeedMore{};
    }
    std::string_view text = piece;
    if (!partial_.empty()) {
        partial_.append(piece);
        whole_ = std::exchange(partial_, {});
        text = whole_;
    }
    text.remove_suffix(1);
    const bool crlf = text.ends_with('\r');
    if (crlf) text.remove_suffix(1);
    return Line{text, !crlf};
}

}  // namespace heloise
