// Looks at a folder, or at where it would be made.
#include "proxy/config/record_directory.h"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <unistd.h>

namespace heloise {

namespace fs = std::filesystem;

std::string fault_of_record_directory(const std::string& directory) {
    std::error_code error;
    const bool there = fs::exists(directory, error);
    if (there && !fs::is_directory(directory, error)) return "is no directory";
    fs::path checked = directory;
    if (!there) {
        if (checked.filename().empty()) checked = checked.parent_path();
        checked = checked.parent_path();
        if (checked.empty()) checked = ".";
        if (!fs::is_directory(checked, error))
            return "does not exist, and neither does the directory to make it in";
    }
    if (access(checked.c_str(), W_OK | X_OK) == 0) return {};
    const std::string why = std::generic_category().message(errno);
    return there ? "cannot be written to: " + why : "does not exist and cannot be made: " + why;
}

}  // namespace heloise
