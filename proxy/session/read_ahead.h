// What a front has said before its turn: octets that wait until the command before them is answered.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace heloise {

class ReadAhead {
public:
    void append(std::string_view octets) {
        octets_.erase(0, std::exchange(begin_, 0));
        octets_.append(octets);
    }
    [[nodiscard]] std::string_view view() const { return std::string_view(octets_).substr(begin_); }
    [[nodiscard]] bool empty() const { return view().empty(); }
    void clear() {
        octets_.clear();
        begin_ = 0;
    }

    // Hands all of it to `work`, which takes from the front of the view what it can use and returns whether
    // the rest is still wanted. Meanwhile this is empty.
    template <typename Work>
    void hand_to(Work work) {
        std::string held;
        held.swap(octets_);
        std::string_view rest = std::string_view(held).substr(std::exchange(begin_, 0));
        if (!work(rest) || rest.empty()) return;
        begin_ = held.size() - rest.size();
        octets_.swap(held);
    }

private:
    std::string octets_;
    std::size_t begin_ = 0;  // those before it have been worked on
};

}  // namespace heloise
