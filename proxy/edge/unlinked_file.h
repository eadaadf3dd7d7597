// A temporary file without a name: it is gone when it is closed, however the process ends.
//
// Every call blocks, so the loop's thread makes none of them: they run in libuv's thread pool (see spool.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace heloise {

class UnlinkedFile {
public:
    UnlinkedFile() = default;
    ~UnlinkedFile() { close(); }
    UnlinkedFile(UnlinkedFile&& other) noexcept;
    UnlinkedFile& operator=(UnlinkedFile&& other) noexcept;

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

    // Each returns 0, or an errno.

    // A new, empty file that only we may read. REQUIRES: none is open.
    [[nodiscard]] int open(const std::string& directory);
    // open() on file systems that know no nameless files: it has a name for a moment.
    [[nodiscard]] int open_named(const std::string& directory);
    // All of it. What is before `at` and was never written reads as zeros.
    [[nodiscard]] int write(std::uint64_t at, std::string_view octets);
    // Fills `into`; EIO when the file ends before that.
    [[nodiscard]] int read(std::uint64_t at, std::span<char> into);
    void close();

private:
    int descriptor_ = -1;
};

}  // namespace heloise
