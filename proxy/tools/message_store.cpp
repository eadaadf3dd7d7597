// Writes messages to files; see message_store.h.
#include "proxy/tools/message_store.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace heloise {

namespace fs = std::filesystem;

MessageStore::MessageStore(std::string directory) : directory_(std::move(directory)) {
    if (directory_.empty()) return;
    std::error_code error;
    fs::create_directories(directory_, error);
    if (!error)
        for (fs::directory_iterator it(directory_, error), end; !error && it != end; it.increment(error))
            last_ = std::max(last_, file_number(it->path().filename().string()));
    if (error) error_ = error.message();
}

MessageStore::Kept MessageStore::keep(const LegacyMessage& message) {
    if (directory_.empty()) return {};
    const std::string name = file_name(last_ + 1);
    const fs::path whole = fs::path(directory_) / name;
    const fs::path part = fs::path(directory_) / ("." + name + ".part");
    errno = 0;
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    const std::string text = file_text(message);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    std::error_code error;
    if (!out) {
        const std::string why = errno != 0 ? std::strerror(errno) : "it can't be written";
        fs::remove(part, error);
        return {{}, why};
    }
    fs::rename(part, whole, error);
    if (error) return {{}, error.message()};
    ++last_;
    return {name, {}};
}

}  // namespace heloise
