// The end of a message, an octet at a time where it may be near.
#include "proxy/record/terminator_finder.h"

namespace heloise {

std::size_t TerminatorFinder::take(std::string_view octets) {
    for (std::size_t i = 0; i < octets.size(); ++i) {
        if (done()) return i;
        if (matched_ == 0) {
            i = octets.find('\r', i);
            if (i == std::string_view::npos) return octets.size();
        }
        const char c = octets[i];
        // "\r\n" may begin anew inside of what did not become an end: behind "\r\n.\r" and behind a "\r".
        matched_ = c == kEnd[matched_] ? matched_ + 1 : c == '\r' ? 1 : 0;
    }
    return octets.size();
}

std::size_t TerminatorFinder::open() const {
    constexpr std::size_t kCrlf = 2;
    return matched_ < kCrlf ? matched_ : matched_ - kCrlf;
}

}  // namespace heloise
