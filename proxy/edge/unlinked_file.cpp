// Files without a name, with Linux's O_TMPFILE.
#include "proxy/edge/unlinked_file.h"

#include <cerrno>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proxy/base/check.h"

namespace heloise {

UnlinkedFile::UnlinkedFile(UnlinkedFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

UnlinkedFile& UnlinkedFile::operator=(UnlinkedFile&& other) noexcept {
    if (this != &other) {
        close();
        descriptor_ = std::exchange(other.descriptor_, -1);
    }
    return *this;
}

// O_EXCL: nobody may give it a name later, not even by way of /proc.
int UnlinkedFile::open(const std::string& directory) {
    CHECK(!is_open());
    descriptor_ = ::open(directory.c_str(), O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (is_open()) return 0;
    // open(2) gives these errors on file systems and kernels that have no O_TMPFILE.
    const bool unknown = errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL;
    return unknown ? open_named(directory) : errno;
}

int UnlinkedFile::open_named(const std::string& directory) {
    CHECK(!is_open());
    std::string name = directory + "/heloise-XXXXXX";
    descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);  // POSIX: for its owner only
    if (!is_open()) return errno;
    if (::unlink(name.c_str()) == 0) return 0;
    const int error = errno;
    close();
    return error;
}

int UnlinkedFile::write(std::uint64_t at, std::string_view octets) {
    while (!octets.empty()) {
        const ssize_t done = ::pwrite(descriptor_, octets.data(), octets.size(), static_cast<off_t>(at));
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return errno;
        if (done == 0) return EIO;  // no file does that; a loop that trusts it may never end
        at += static_cast<std::uint64_t>(done);
        octets.remove_prefix(static_cast<std::size_t>(done));
    }
    return 0;
}

int UnlinkedFile::read(std::uint64_t at, std::span<char> into) {
    while (!into.empty()) {
        const ssize_t done = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(at));
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return errno;
        if (done == 0) return EIO;
        at += static_cast<std::uint64_t>(done);
        into = into.subspan(static_cast<std::size_t>(done));
    }
    return 0;
}

void UnlinkedFile::close() {
    if (is_open()) ::close(std::exchange(descriptor_, -1));
}

}  // namespace heloise
