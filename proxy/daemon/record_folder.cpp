// Files of recordings.
#include "proxy/daemon/record_folder.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".smtp";
constexpr std::string_view kPart = ".part";
constexpr std::size_t kStamp = std::string_view("20261127T101530Z").size();
constexpr unsigned kForUsAlone = 0600;

// What a file takes of the disk, so that many small ones count as what they are.
std::uint64_t on_disk(std::uint64_t octets) {
    constexpr std::uint64_t kBlock = 4096;
    return std::max<std::uint64_t>(1, (octets + kBlock - 1) / kBlock) * kBlock;
}

// Is a file being written to, by this process or another?
bool in_use(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) return false;
    const bool locked = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(descriptor);
    return locked;
}

std::string stamp(std::chrono::sys_seconds when) {
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{when - day};
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", int{date.year()}, unsigned{date.month()},
                       unsigned{date.day()}, time.hours().count(), time.minutes().count(),
                       time.seconds().count());
}

}  // namespace

std::string record_name(std::chrono::sys_seconds when, std::string_view id) {
    return fmt::format("{}-{}{}", stamp(when), id, kExtension);
}

bool is_record_name(std::string_view name) {
    if (name.size() <= kStamp + 1 + kExtension.size() || !name.ends_with(kExtension)) return false;
    for (std::size_t i = 0; i < kStamp; ++i) {
        constexpr std::string_view kForm = "########T######Z";
        if (kForm[i] == '#' ? !is_digit(name[i]) : name[i] != kForm[i]) return false;
    }
    const std::string_view id = name.substr(kStamp, name.size() - kStamp - kExtension.size());
    return id[0] == '-' && std::all_of(id.begin(), id.end(), [](char c) { return c == '-' || is_alnum(c); });
}

RecordFolder::~RecordFolder() {
    while (!open_.empty()) discard(open_.begin()->first);
}

std::string RecordFolder::path(std::string_view name) const {
    return (fs::path(settings_.directory) / name).string();
}

std::string RecordFolder::part(std::string_view name) const {
    return path(fmt::format(".{}{}", name, kPart));
}

int RecordFolder::prepare(std::chrono::sys_seconds now) {
    std::error_code error;
    if (!fs::exists(settings_.directory, error)) {
        if (!fs::create_directory(settings_.directory, error) && error) return error.value();
        fs::permissions(settings_.directory, fs::perms::owner_all, error);
        if (error) return error.value();
    }
    if (!fs::is_directory(settings_.directory, error)) return error ? error.value() : ENOTDIR;
    if (access(settings_.directory.c_str(), W_OK | X_OK) != 0) return errno;
    find_all();
    rotate(now);
    return 0;
}

// Beside the finished: what a daemon that was killed left unfinished, once it is certain to be nobody's.
void RecordFolder::find_all() {
    kept_.clear();
    octets_ = 0;
    std::error_code error;
    for (fs::directory_iterator it(settings_.directory, error), end; !error && it != end;
         it.increment(error)) {
        std::string name = it->path().filename().string();
        std::error_code unknown;
        const bool unfinished = name.starts_with('.') && name.ends_with(kPart);
        if (unfinished) name = name.substr(1, name.size() - 1 - kPart.size());
        if (!is_record_name(name) || !fs::is_regular_file(it->symlink_status(unknown))) continue;
        const std::uint64_t octets = on_disk(it->file_size(unknown));
        if (unknown || (unfinished && in_use(it->path()))) continue;
        octets_ += octets;
        kept_.emplace(std::move(name), Kept{octets, !unfinished});
    }
}

int RecordFolder::open(std::uint64_t number, const std::string& name) {
    const int descriptor =
        ::open(part(name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kForUsAlone);
    if (descriptor < 0) return errno;
    // Whoever finds it can see that it is in use; where locks do not work that costs nothing but this.
    static_cast<void>(::flock(descriptor, LOCK_EX | LOCK_NB));
    open_[number] = {name, descriptor, 0};
    return 0;
}

int RecordFolder::write(std::uint64_t number, std::string_view text) {
    const auto file = open_.find(number);
    if (file == open_.end()) return EBADF;
    file->second.octets += text.size();
    while (!text.empty()) {
        const ssize_t written = ::write(file->second.descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            const int error = written < 0 ? errno : ENOSPC;
            discard(number);
            return error;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

int RecordFolder::finish(std::uint64_t number, std::chrono::sys_seconds now) {
    const auto found = open_.find(number);
    if (found == open_.end()) return EBADF;
    const File file = found->second;
    open_.erase(found);
    const bool closed = ::close(file.descriptor) == 0;
    if (!closed || std::rename(part(file.name).c_str(), path(file.name).c_str()) != 0) {
        const int error = errno;
        ::unlink(part(file.name).c_str());
        return error;
    }
    const std::uint64_t octets = on_disk(file.octets);
    kept_[file.name] = {octets, true};
    octets_ += octets;
    rotate(now);
    return 0;
}

void RecordFolder::discard(std::uint64_t number) {
    const auto file = open_.find(number);
    if (file == open_.end()) return;
    ::close(file->second.descriptor);
    ::unlink(part(file->second.name).c_str());
    open_.erase(file);
}

void RecordFolder::rotate(std::chrono::sys_seconds now) {
    const auto oldest = now - std::chrono::floor<std::chrono::seconds>(settings_.keep_for);
    const std::string limit = stamp(oldest);
    while (!kept_.empty() && kept_.begin()->first < limit) remove(kept_.begin());
    while (!kept_.empty() && octets_ + open_octets() > settings_.keep) remove_oldest(now);
}

std::uint64_t RecordFolder::open_octets() const {
    std::uint64_t octets = 0;
    for (const auto& [number, file] : open_) octets += on_disk(file.octets);
    return octets;
}

// What a clock that was wrong has dated in the future goes first, or it would push out all that comes.
void RecordFolder::remove_oldest(std::chrono::sys_seconds now) {
    const auto last = std::prev(kept_.end());
    remove(last->first > stamp(now + std::chrono::days(1)) ? last : kept_.begin());
}

void RecordFolder::remove(std::map<std::string, Kept>::iterator which) {
    const std::string& name = which->first;
    ::unlink((which->second.finished ? path(name) : part(name)).c_str());
    octets_ -= std::min(octets_, which->second.octets);
    kept_.erase(which);
}

}  // namespace heloise
