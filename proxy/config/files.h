// Reads a whole file, as configuration files and profiles are read.
#pragma once

#include <string>
#include <variant>

namespace heloise {

struct FileFault {
    std::string reason;  // "No such file or directory"
};

// Bounded: a file longer than any configuration (a device, a disk image) is a fault.
[[nodiscard]] std::variant<std::string, FileFault> read_file(const std::string& name);

}  // namespace heloise
