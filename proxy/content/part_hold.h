// What cannot leave yet because something at its front may still have to change: memory first, then the
// caller's spool.
//
// Octets have offsets, counted from the message's first held octet on, so that a label can be remembered and
// changed wherever it lies. It leaves in order, once, with the edits applied on the way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/content/codec/body_coder.h"

namespace heloise {

class PartHold {
public:
    PartHold(std::size_t memory, std::uint64_t spool) : memory_max_(memory), spool_max_(spool) {}

    [[nodiscard]] std::uint64_t end() const { return begin_ + memory_.size() + to_recall() + tail_.size(); }
    [[nodiscard]] bool empty() const { return memory_.empty() && spilled_ == 0 && tail_.empty(); }
    // Octets in memory from `at` on.
    [[nodiscard]] std::string_view memory_from(std::uint64_t at) const;
    // Octets that may still be added before over(), less a line end.
    [[nodiscard]] std::size_t room() const;
    // More is held than may be.
    [[nodiscard]] bool over() const { return spilled_ > spool_max_; }

    // At the end. Without `spill`, what finds no room in memory is kept behind what was spilled: for the
    // little that comes when the message is complete. REQUIRES: no `spill` behind what was kept so.
    void add(std::string_view octets, std::string* spill);

    // When it leaves, the `remove` octets from `at` on become `insert`. REQUIRES: edits in order.
    void edit(std::uint64_t at, std::uint64_t remove, std::string insert);

    // All before `at` leaves. REQUIRES: it is in memory.
    void release_to(std::uint64_t at, std::string& out);
    // All leaves, through `coder` what lies from `body_at` on. If something was spilled, recalling() now.
    void release(std::uint64_t body_at, BodyCoder& coder, std::string& out);

    [[nodiscard]] bool recalling() const { return recalling_; }
    [[nodiscard]] std::uint64_t recalled() const { return recalled_; }
    [[nodiscard]] std::uint64_t to_recall() const { return spilled_ - recalled_; }
    void on_recalled(std::string_view octets, BodyCoder& coder, std::string& out);

    // Nothing is held any more, nothing leaves.
    void discard();

private:
    struct Edit {
        std::uint64_t at;
        std::uint64_t remove;
        std::string insert;
    };

    void leave(std::string_view octets, BodyCoder& coder, std::string& out);
    void end_release(std::string& out);

    std::size_t memory_max_;
    std::uint64_t spool_max_;
    std::uint64_t begin_ = 0;  // offset of what leaves next
    std::string memory_;
    std::uint64_t spilled_ = 0;
    std::string tail_;  // behind what was spilled
    std::vector<Edit> edits_;
    std::size_t edits_done_ = 0;
    std::uint64_t remove_ = 0;  // octets that an edit takes away, still to come
    std::uint64_t body_at_ = 0;
    bool recalling_ = false;
    std::uint64_t recalled_ = 0;
};

}  // namespace heloise
