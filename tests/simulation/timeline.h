// What happens, in the order of a time that nobody has to wait for.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace heloise::simulation {

using Time = std::int64_t;  // microseconds since the world began

inline constexpr Time kMillisecond = 1000;
inline constexpr Time kSecond = 1000 * kMillisecond;
inline constexpr Time kMinute = 60 * kSecond;

class Timeline {
public:
    [[nodiscard]] Time now() const { return now_; }
    // What was asked for first happens first where the time is the same.
    void at(Time when, std::function<void()> what) {
        entries_.push_back({std::max(when, now_), ++asked_, std::move(what)});
        std::push_heap(entries_.begin(), entries_.end(), later);
    }
    void in(Time delay, std::function<void()> what) { at(now_ + delay, std::move(what)); }
    // One thing happens; false when nothing is left.
    bool step() {
        if (entries_.empty()) return false;
        std::pop_heap(entries_.begin(), entries_.end(), later);
        Entry next = std::move(entries_.back());
        entries_.pop_back();
        now_ = next.when;
        ++done_;
        next.what();
        return true;
    }
    [[nodiscard]] std::uint64_t done() const { return done_; }

private:
    struct Entry {
        Time when;
        std::uint64_t order;
        std::function<void()> what;
    };
    static bool later(const Entry& one, const Entry& other) {
        return one.when != other.when ? one.when > other.when : one.order > other.order;
    }

    Time now_ = 0;
    std::uint64_t asked_ = 0;
    std::uint64_t done_ = 0;
    std::vector<Entry> entries_;
};

}  // namespace heloise::simulation
