// A queue of disk operations per file.
//
// An operation in the pool's hands owns all that it touches, the descriptor too, and gives it back when it is
// done; so nothing is shared between threads, and the spool may die while the disk is slow.
#include "proxy/edge/spool.h"

#include <cstdlib>
#include <deque>
#include <system_error>
#include <utility>

#include <uv.h>

#include "proxy/base/check.h"
#include "proxy/base/limits.h"
#include "proxy/edge/unlinked_file.h"

namespace heloise {

struct Spool::Operation {
    enum class Kind : std::uint8_t { Write, Read, Forget };

    Kind kind = Kind::Forget;
    std::uint64_t at = 0;
    std::string octets;  // to be written, or room for what is read

    [[nodiscard]] std::size_t backlog() const { return kind == Kind::Write ? octets.size() : 0; }
};

struct Spool::Job {
    File* owner;  // null when nobody waits for it any more; the loop's thread alone looks
    UnlinkedFile file;
    std::string directory;
    Operation operation;
    int error = 0;

    void do_it() noexcept;
};

class Spool::File {
public:
    explicit File(Spool& spool) : spool_(spool) {}
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    void write(std::uint64_t at, std::string octets);
    void read(std::uint64_t at, std::size_t octets);
    void forget();
    void drop_waiting();
    void start_waiting() { start_next(); }

private:
    using Work = Request<uv_work_t, Job>;

    static Work* start(uv_loop_t* loop, Job job);
    static void on_work(uv_work_t* raw) noexcept;
    static void on_done(uv_work_t* raw, int status) noexcept;
    static void close_in_pool(uv_loop_t* loop, UnlinkedFile file);
    void start_next();
    void done(Job& job);
    [[nodiscard]] std::size_t backlog() const;

    Spool& spool_;
    UnlinkedFile file_;  // away while a job has it
    std::deque<Operation> waiting_;
    Work* at_work_ = nullptr;
    bool stale_ = false;  // what is at work was asked for before forget()
};

void Spool::Job::do_it() noexcept {
    switch (operation.kind) {
        case Operation::Kind::Write:
            if (!file.is_open()) error = file.open(directory);
            if (error == 0) error = file.write(operation.at, operation.octets);
            break;
        case Operation::Kind::Read: error = file.read(operation.at, operation.octets); break;
        case Operation::Kind::Forget: file.close(); break;
    }
}

Spool::File::~File() {
    if (at_work_ != nullptr) {
        at_work_->baggage.owner = nullptr;
        uv_cancel(reinterpret_cast<uv_req_t*>(&at_work_->raw));
    } else {
        close_in_pool(spool_.loop_.raw(), std::move(file_));
    }
}

void Spool::File::write(std::uint64_t at, std::string octets) {
    if (!waiting_.empty()) {
        Operation& last = waiting_.back();
        if (last.kind == Operation::Kind::Write && last.at + last.octets.size() == at) {
            last.octets += octets;
            return;
        }
    }
    waiting_.push_back({Operation::Kind::Write, at, std::move(octets)});
    start_next();
}

void Spool::File::read(std::uint64_t at, std::size_t octets) {
    waiting_.push_back({Operation::Kind::Read, at, std::string(octets, '\0')});
    start_next();
}

void Spool::File::forget() {
    drop_waiting();
    stale_ = at_work_ != nullptr;
    if (!stale_ && !file_.is_open()) return;
    waiting_.push_back({});
    start_next();
}

std::size_t Spool::File::backlog() const {
    std::size_t octets = at_work_ == nullptr ? 0 : at_work_->baggage.operation.backlog();
    for (const Operation& operation : waiting_) octets += operation.backlog();
    return octets;
}

void Spool::File::drop_waiting() {
    for (const Operation& operation : waiting_) spool_.backlog_ -= operation.backlog();
    waiting_.clear();
}

void Spool::File::start_next() {
    if (at_work_ != nullptr || waiting_.empty()) return;
    // Reads wait while too much is unwritten: octets read from one file mostly go to the other (a burst that
    // is converted), and the slower of two queues would gather the whole message.
    const bool reads = waiting_.front().kind == Operation::Kind::Read;
    if (reads && spool_.backlog_ - backlog() >= limits::kUnsent) return;
    Operation next = std::move(waiting_.front());
    waiting_.pop_front();
    at_work_ = start(spool_.loop_.raw(), {this, std::move(file_), spool_.directory_, std::move(next)});
}

Spool::File::Work* Spool::File::start(uv_loop_t* loop, Job job) {
    Work* work = Work::hand_over(std::move(job));
    CHECK(uv_queue_work(loop, &work->raw, on_work, on_done) == 0);
    return work;
}

void Spool::File::on_work(uv_work_t* raw) noexcept {
    static_cast<Work*>(raw->data)->baggage.do_it();
}

void Spool::File::on_done(uv_work_t* raw, int) noexcept {
    const auto work = Work::reclaim(raw);
    Job& job = work->baggage;
    job.owner != nullptr ? job.owner->done(job) : close_in_pool(raw->loop, std::move(job.file));
}

// Closing gives back the blocks of what may be a large file: the disk's business, too.
void Spool::File::close_in_pool(uv_loop_t* loop, UnlinkedFile file) {
    if (file.is_open()) static_cast<void>(start(loop, {nullptr, std::move(file), {}, {}}));
}

void Spool::File::done(Job& job) {
    at_work_ = nullptr;
    file_ = std::move(job.file);
    const bool stale = std::exchange(stale_, false);
    const Operation& operation = job.operation;
    spool_.backlog_ -= operation.backlog();
    if (job.error != 0 && !stale) return spool_.fail(job.error);
    spool_.start_waiting();
    if (operation.kind == Operation::Kind::Write) spool_.owner_.on_spool_written();
    if (operation.kind == Operation::Kind::Read && !stale && !spool_.failed_)
        spool_.owner_.on_spooled(operation.octets);
}

std::string spool_directory() {
    const char* const chosen = std::getenv("TMPDIR");
    return chosen != nullptr && *chosen != '\0' ? chosen : "/var/tmp";
}

Spool::Spool(Loop& loop, Owner& owner, std::string directory)
    : loop_(loop), owner_(owner), directory_(std::move(directory)) {}

Spool::~Spool() = default;

Spool::File& Spool::file(SpoolFile which) {
    auto& file = files_.at(static_cast<std::size_t>(which));
    if (!file) file = std::make_unique<File>(*this);
    return *file;
}

void Spool::write(SpoolWrite what) {
    if (failed_ || what.octets.empty()) return;
    backlog_ += what.octets.size();
    file(what.file).write(what.at, std::move(what.octets));
}

void Spool::read(const SpoolRead& what) {
    CHECK(what.octets <= limits::kSpoolRead);
    if (!failed_) file(what.file).read(what.at, what.octets);
}

void Spool::start_waiting() {
    for (const auto& file : files_) {
        if (file) file->start_waiting();
    }
}

void Spool::forget() {
    failed_ = false;
    for (const auto& file : files_) {
        if (file) file->forget();
    }
}

void Spool::fail(int error) {
    for (const auto& file : files_) {
        if (file) file->drop_waiting();
    }
    if (std::exchange(failed_, true)) return;
    owner_.on_spool_failed("the spool in " + directory_ + ": " + std::generic_category().message(error));
}

}  // namespace heloise
