// Takes recordings of sessions to the disk, behind the event loop's back.
//
// The disk works in libuv's thread pool; what is written meanwhile gathers, up to limits::kRecordQueue, and
// leaves in one piece. A disk that is slow, full or broken costs recordings and nothing else: a recording
// that cannot be kept whole is removed, and after a failure nothing is recorded for a while.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/daemon/record_folder.h"
#include "proxy/edge/loop.h"
#include "proxy/policy/settings.h"
#include "proxy/record/recorder.h"

namespace heloise {

class RecordKeeper {
public:
    // `when_failing`: in which directory and why, once until it works again. `when_idle`: all that was to be
    // written has been.
    struct Callbacks {
        std::function<void(const std::string& directory, const std::string& why)> when_failing;
        std::function<void()> when_idle;
    };

    RecordKeeper(Loop& loop, Callbacks callbacks);
    ~RecordKeeper();
    RecordKeeper(const RecordKeeper&) = delete;
    RecordKeeper& operator=(const RecordKeeper&) = delete;

    // For sessions that begin from now on; an empty directory: none is recorded.
    void set(const RecordSettings& settings);
    // Whether a session that begins now is recorded: then where to.
    [[nodiscard]] std::unique_ptr<RecordSink> open(const std::string& id);
    [[nodiscard]] Recorder::Options options() const;
    // Nothing waits for the disk.
    [[nodiscard]] bool idle() const { return at_work_ == nullptr && waiting_.empty(); }

private:
    class Sink;
    struct Job {
        enum class Kind : std::uint8_t { Prepare, Open, Write, Finish, Discard } kind = Kind::Prepare;
        std::shared_ptr<RecordFolder> folder;
        std::uint64_t number = 0;
        std::string text;  // or the name
    };
    struct Batch {
        RecordKeeper* owner =
            nullptr;  // null when nobody waits for it any more; the loop's thread alone looks
        std::vector<Job> jobs;
        std::chrono::sys_seconds now{};
        std::set<std::uint64_t> failed;  // recordings
        int error = 0;                   // the last
        bool finished_one = false;

        void do_it() noexcept;
        [[nodiscard]] int do_one(const Job& job);
        [[nodiscard]] int finish(const Job& job);
    };
    [[nodiscard]] bool add(Job job);
    void fail(const std::string& why);
    void start_waiting();
    void done(const Batch& batch);

    Loop& loop_;
    Callbacks callbacks_;
    RecordSettings settings_;
    std::shared_ptr<RecordFolder> folder_;  // touched by one batch at a time, and not by us
    std::vector<Job> waiting_;
    std::size_t octets_ = 0;                // of waiting_ and of what is at work
    std::shared_ptr<Batch> at_work_;        // null: the disk has nothing to do
    std::map<std::uint64_t, bool> failed_;  // recordings whose sessions go on: whether they have
    std::uint64_t numbers_ = 0;             // given out
    bool failing_ = false;
    Duration try_again_{};  // Moment::steady; while failing
};

}  // namespace heloise
