// The temporary files of one session (SpoolWrite, SpoolRead and SpoolForget of proxy/session/actions.h).
//
// The disk works in libuv's thread pool, one operation per file at a time and in order; what is written
// meanwhile gathers and leaves in one piece. A file exists from the first write to it until forget(). Nothing
// here bounds what is gathered: who writes stops while backlog() is large. Held in memory are the backlog and
// one read.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "proxy/edge/loop.h"
#include "proxy/session/actions.h"

namespace heloise {

// $TMPDIR, or /var/tmp: /tmp may be the machine's memory.
[[nodiscard]] std::string spool_directory();

class Spool {
public:
    // None of these is called from inside a call of the owner's, and none may destroy the spool.
    class Owner {
    public:
        virtual void on_spooled(std::string_view octets) = 0;
        // "the spool in /var/tmp: No space left on device". Once until forget(); nothing else follows.
        virtual void on_spool_failed(std::string_view why) = 0;
        // backlog() has sunk.
        virtual void on_spool_written() = 0;

    protected:
        ~Owner() = default;
    };

    Spool(Loop& loop, Owner& owner, std::string directory = spool_directory());
    // At any time; an operation that is in the pool's hands ends by itself.
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    // Forgotten themselves after a failure.
    void write(SpoolWrite what);
    void read(const SpoolRead& what);
    // forget() drops all that was asked before: no answer comes. An operation on the disk still counts as
    // backlog.
    void forget();

    // Octets not yet written.
    [[nodiscard]] std::size_t backlog() const { return backlog_; }

private:
    class File;
    struct Operation;
    struct Job;

    [[nodiscard]] File& file(SpoolFile which);
    void start_waiting();
    void fail(int error);

    Loop& loop_;
    Owner& owner_;
    std::string directory_;
    std::array<std::unique_ptr<File>, kSpoolFiles> files_;  // null until needed: most sessions spool nothing
    std::size_t backlog_ = 0;
    bool failed_ = false;
};

}  // namespace heloise
