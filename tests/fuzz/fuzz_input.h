// What every fuzz target does with its octets: the first ones choose, the rest is a text, cut somehow.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string_view>

namespace heloise {

class FuzzInput {
public:
    FuzzInput(const std::uint8_t* data, std::size_t size)
        : rest_(reinterpret_cast<const char*>(data), size) {}

    // The next octet, as a choice; 0 when there is none.
    std::uint8_t choose() {
        if (rest_.empty()) return 0;
        const auto octet = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return octet;
    }
    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

// Hands `text` over in pieces. `how` 0: whole; up to 15: pieces of so many octets; else random ones of up to
// 40, from that seed.
template <typename Take>
void hand_over(std::string_view text, std::uint8_t how, Take take) {
    constexpr unsigned kEqual = 16;
    constexpr unsigned kMost = 40;
    std::mt19937 random(how);
    while (!text.empty()) {
        const std::size_t octets = how == 0 ? text.size() : how < kEqual ? how : 1 + random() % kMost;
        const std::string_view piece = text.substr(0, octets);
        text.remove_prefix(piece.size());
        take(piece);
    }
}

inline bool any_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; });
}

}  // namespace heloise
