// Whether recordings can be kept in a folder, as far as can be seen without writing to it.
#pragma once

#include <string>

namespace heloise {

// Empty when it is a folder that we may write to, or can be made one; otherwise what is wrong with it, "is
// ...".
[[nodiscard]] std::string fault_of_record_directory(const std::string& directory);

}  // namespace heloise
