// begin_ moves with what leaves; the edits and the body's beginning are met on the way.
#include "proxy/content/part_hold.h"

#include <algorithm>
#include <utility>

#include "proxy/base/check.h"

namespace heloise {
namespace {

constexpr std::uint64_t kLineEnd = 2;

std::size_t at_most(std::uint64_t octets, std::size_t most) {
    return octets < most ? static_cast<std::size_t>(octets) : most;
}

}  // namespace

std::string_view PartHold::memory_from(std::uint64_t at) const {
    const std::string_view memory = memory_;
    return memory.substr(at_most(at - begin_, memory.size()));
}

std::size_t PartHold::room() const {
    const std::uint64_t used = memory_.size() + spilled_ + kLineEnd;
    const std::uint64_t most = memory_max_ + spool_max_;
    return used >= most ? 0 : at_most(most - used, SIZE_MAX);
}

void PartHold::add(std::string_view octets, std::string* spill) {
    if (spilled_ == 0) {
        const std::size_t room = memory_max_ - std::min(memory_max_, memory_.size());
        const std::string_view fits = octets.substr(0, spill == nullptr ? octets.size() : room);
        memory_ += fits;
        octets.remove_prefix(fits.size());
    }
    if (octets.empty()) return;
    if (spill == nullptr) {
        tail_ += octets;
        return;
    }
    CHECK(tail_.empty());
    spilled_ += octets.size();
    if (!over()) *spill += octets;
}

void PartHold::edit(std::uint64_t at, std::uint64_t remove, std::string insert) {
    CHECK(at >= begin_ && (edits_.empty() || edits_.back().at <= at));
    edits_.push_back({at, remove, std::move(insert)});
}

void PartHold::release_to(std::uint64_t at, std::string& out) {
    CHECK(at - begin_ <= memory_.size());
    const auto octets = static_cast<std::size_t>(at - begin_);
    body_at_ = at;
    BodyCoder plain;
    leave(std::string_view(memory_).substr(0, octets), plain, out);
    memory_.erase(0, octets);
}

void PartHold::release(std::uint64_t body_at, BodyCoder& coder, std::string& out) {
    body_at_ = body_at;
    leave(memory_, coder, out);
    memory_.clear();
    recalling_ = spilled_ > 0;
    if (!recalling_) end_release(out);
}

void PartHold::on_recalled(std::string_view octets, BodyCoder& coder, std::string& out) {
    CHECK(recalling_ && octets.size() <= to_recall());
    recalled_ += octets.size();
    leave(octets, coder, out);
    if (to_recall() > 0) return;
    recalling_ = false;
    spilled_ = 0;
    recalled_ = 0;
    const std::string tail = std::exchange(tail_, {});
    leave(tail, coder, out);
    end_release(out);
}

void PartHold::discard() {
    *this = PartHold(memory_max_, spool_max_);
}

void PartHold::end_release(std::string& out) {
    // Edits at the end of the hold insert behind all octets.
    for (; edits_done_ < edits_.size() && edits_[edits_done_].at == begin_; ++edits_done_)
        out += edits_[edits_done_].insert;
    CHECK(edits_done_ == edits_.size() && remove_ == 0);
    edits_.clear();
    edits_done_ = 0;
}

void PartHold::leave(std::string_view octets, BodyCoder& coder, std::string& out) {
    while (!octets.empty()) {
        const bool more_edits = edits_done_ < edits_.size();
        std::size_t together = octets.size();
        if (remove_ > 0) {
            together = at_most(remove_, together);
            remove_ -= together;
        } else if (more_edits && edits_[edits_done_].at == begin_) {
            out += edits_[edits_done_].insert;
            remove_ = edits_[edits_done_++].remove;
            continue;
        } else {
            if (more_edits) together = at_most(edits_[edits_done_].at - begin_, together);
            if (begin_ < body_at_) together = at_most(body_at_ - begin_, together);
            if (begin_ < body_at_) {
                out += octets.substr(0, together);
            } else {
                coder.code(octets.substr(0, together), out);
            }
        }
        begin_ += together;
        octets.remove_prefix(together);
    }
}

}  // namespace heloise
