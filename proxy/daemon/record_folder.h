// The folder of recordings on the disk: files being written, and the finished ones, of which the oldest go.
//
// Every call blocks; they run in libuv's thread pool, one at a time (record_keeper.h). A file has a name that
// no one takes for a recording until it is finished; only names of our own form are ever removed.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "proxy/policy/settings.h"

namespace heloise {

class RecordFolder {
public:
    explicit RecordFolder(RecordSettings settings) : settings_(std::move(settings)) {}
    ~RecordFolder();
    RecordFolder(const RecordFolder&) = delete;
    RecordFolder& operator=(const RecordFolder&) = delete;

    // Each returns 0 or an errno. A recording goes by a number of the caller's.

    // Creates the folder if it is missing; finds what is in it; removes what is too old or too much.
    [[nodiscard]] int prepare(std::chrono::sys_seconds now);
    [[nodiscard]] int open(std::uint64_t number, const std::string& name);
    // After a failure the recording is gone.
    [[nodiscard]] int write(std::uint64_t number, std::string_view text);
    [[nodiscard]] int finish(std::uint64_t number, std::chrono::sys_seconds now);
    void discard(std::uint64_t number);

private:
    struct File {
        std::string name;
        int descriptor = -1;
        std::uint64_t octets = 0;
    };

    struct Kept {
        std::uint64_t octets = 0;  // on the disk
        bool finished = true;      // or left behind by a daemon that was killed
    };

    [[nodiscard]] std::string path(std::string_view name) const;
    [[nodiscard]] std::string part(std::string_view name) const;
    void find_all();
    void rotate(std::chrono::sys_seconds now);
    [[nodiscard]] std::uint64_t open_octets() const;
    void remove_oldest(std::chrono::sys_seconds now);
    void remove(std::map<std::string, Kept>::iterator which);

    RecordSettings settings_;
    std::map<std::uint64_t, File> open_;
    std::map<std::string, Kept> kept_;  // by their names, which sort by time
    std::uint64_t octets_ = 0;          // of all these
};

// "20261127T101530Z-t3k9x0-1a.smtp"
[[nodiscard]] std::string record_name(std::chrono::sys_seconds when, std::string_view id);
[[nodiscard]] bool is_record_name(std::string_view name);

}  // namespace heloise
