// C streams, because they say why a file cannot be read and C++ streams do not.
#include "proxy/config/files.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace heloise {

namespace {

// What toml.cpp takes, and one octet more to notice that there is more.
constexpr std::size_t kMost = std::size_t{4} * 1024 * 1024;

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

FileFault fault(int error) {
    return {std::generic_category().message(error)};
}

}  // namespace

std::variant<std::string, FileFault> read_file(const std::string& name) {
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(name.c_str(), "rb"));
    if (!file) return fault(errno);
    std::string text(kMost + 1, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    if (std::ferror(file.get()) != 0) return fault(errno);
    if (text.size() > kMost) return fault(EFBIG);
    return text;
}

}  // namespace heloise
