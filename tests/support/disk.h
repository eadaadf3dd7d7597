// What the tests of files share: a disk that is full without anybody being root, and a look at what is open.
#pragma once

#include <csignal>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/resource.h>

namespace heloise {

// The files without a name that this process has open, as paths that can be asked about.
inline std::vector<std::string> nameless_files() {
    namespace fs = std::filesystem;
    std::vector<std::string> found;
    for (const auto& one : fs::directory_iterator("/proc/self/fd")) {
        std::error_code gone;
        if (fs::read_symlink(one.path(), gone).string().ends_with(" (deleted)")) found.push_back(one.path());
    }
    return found;
}

// Files may not grow over a size.

class FullDisk {
public:
    // For every file this process writes, the test's own output too, if that is a file and longer.
    explicit FullDisk(std::size_t file_octets) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit little = before_;
        little.rlim_cur = static_cast<rlim_t>(file_octets);
        setrlimit(RLIMIT_FSIZE, &little);
    }
    ~FullDisk() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    void (*handler_)(int);
    rlimit before_{};
};

}  // namespace heloise
