// A queue of what the disk has to do for recordings.
#include "proxy/daemon/record_keeper.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include "proxy/base/limits.h"
#include "proxy/edge/sha256.h"
#include "proxy/edge/thread_pool.h"

namespace heloise {

// One recording. The keeper outlives it.
class RecordKeeper::Sink final : public RecordSink {
public:
    Sink(RecordKeeper& keeper, std::shared_ptr<RecordFolder> folder, std::uint64_t number)
        : keeper_(keeper), folder_(std::move(folder)), number_(number) {
        keeper_.failed_.emplace(number_, false);
    }
    ~Sink() override {
        if (!finished_) static_cast<void>(keeper_.add({Job::Kind::Discard, folder_, number_, {}}));
        keeper_.failed_.erase(number_);
    }
    bool write(std::string text) override {
        return !keeper_.failed_.at(number_) &&
               keeper_.add({Job::Kind::Write, folder_, number_, std::move(text)});
    }
    void finish() override {
        finished_ = true;
        static_cast<void>(keeper_.add({Job::Kind::Finish, folder_, number_, {}}));
    }

private:
    RecordKeeper& keeper_;
    std::shared_ptr<RecordFolder> folder_;
    std::uint64_t number_;
    bool finished_ = false;
};

RecordKeeper::RecordKeeper(Loop& loop, Callbacks callbacks) : loop_(loop), callbacks_(std::move(callbacks)) {}

RecordKeeper::~RecordKeeper() {
    if (at_work_) at_work_->owner = nullptr;
}

void RecordKeeper::set(const RecordSettings& settings) {
    if (settings == settings_) return;
    settings_ = settings;
    failing_ = false;
    folder_ = settings.directory.empty() ? nullptr : std::make_shared<RecordFolder>(settings);
    if (folder_) static_cast<void>(add({Job::Kind::Prepare, folder_, 0, {}}));
}

Recorder::Options RecordKeeper::options() const {
    return {new_sha256, settings_.full, settings_.session_most};
}

std::unique_ptr<RecordSink> RecordKeeper::open(const std::string& id) {
    const Moment now = loop_.now();
    if (!folder_ || (failing_ && now.steady < try_again_)) return nullptr;
    // One that tries for all.
    if (failing_) {
        try_again_ = now.steady + limits::kRecordPause;
        static_cast<void>(add({Job::Kind::Prepare, folder_, 0, {}}));
    }
    const std::uint64_t number = ++numbers_;
    if (!add({Job::Kind::Open, folder_, number, record_name(now.wall, id)})) return nullptr;
    return std::make_unique<Sink>(*this, folder_, number);
}

// What ends a recording always has room.
bool RecordKeeper::add(Job job) {
    const bool grows = job.kind == Job::Kind::Write || job.kind == Job::Kind::Open;
    if (grows && octets_ + job.text.size() > limits::kRecordQueue) {
        fail("it is too slow");
        return false;
    }
    octets_ += job.text.size();
    waiting_.push_back(std::move(job));
    start_waiting();
    return true;
}

void RecordKeeper::start_waiting() {
    if (at_work_ || waiting_.empty()) return;
    at_work_ = std::make_shared<Batch>(Batch{this, std::exchange(waiting_, {}), loop_.now().wall, {}});
    run_in_pool(
        loop_, [batch = at_work_] { batch->do_it(); },
        [batch = at_work_] {
            if (batch->owner != nullptr) batch->owner->done(*batch);
        });
}

int RecordKeeper::Batch::do_one(const Job& job) {
    if (failed.contains(job.number)) return 0;
    switch (job.kind) {
        case Job::Kind::Prepare: return job.folder->prepare(now);
        case Job::Kind::Open: return job.folder->open(job.number, job.text);
        case Job::Kind::Write: return job.folder->write(job.number, job.text);
        case Job::Kind::Finish: return finish(job);
        case Job::Kind::Discard: job.folder->discard(job.number); return 0;
    }
    return 0;
}

int RecordKeeper::Batch::finish(const Job& job) {
    const int why = job.folder->finish(job.number, now);
    finished_one = finished_one || why == 0;
    return why;
}

void RecordKeeper::Batch::do_it() noexcept {
    for (const Job& job : jobs) {
        const int why = do_one(job);
        if (why == 0) continue;
        if (job.number > 0) failed.insert(job.number);
        // Of a recording that had failed before there is nothing left to write to.
        if (why != EBADF) error = why;
    }
}

void RecordKeeper::fail(const std::string& why) {
    try_again_ = loop_.now().steady + limits::kRecordPause;
    if (!std::exchange(failing_, true)) callbacks_.when_failing(settings_.directory, why);
}

void RecordKeeper::done(const Batch& batch) {
    at_work_.reset();
    for (const Job& job : batch.jobs) octets_ -= job.text.size();
    for (const std::uint64_t number : batch.failed) {
        if (const auto going_on = failed_.find(number); going_on != failed_.end()) going_on->second = true;
    }
    if (batch.error != 0) {
        fail(std::generic_category().message(batch.error));
    } else if (batch.finished_one) {
        failing_ = false;
    }
    start_waiting();
    if (idle()) callbacks_.when_idle();
}

}  // namespace heloise
