// What the tests of recordings on the disk share: a folder of their own, and what is in it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <sys/stat.h>

#include "proxy/base/check.h"

namespace heloise {

// An empty folder, gone with this.
class RecordDirectory {
public:
    RecordDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "heloise-records-XXXXXX").string();
        CHECK(mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~RecordDirectory() { std::filesystem::remove_all(path); }
    RecordDirectory(const RecordDirectory&) = delete;
    RecordDirectory& operator=(const RecordDirectory&) = delete;

    std::string path;

    // Names and contents.
    [[nodiscard]] std::map<std::string, std::string> files() const {
        std::map<std::string, std::string> all;
        for (const auto& one : std::filesystem::directory_iterator(path)) {
            std::ifstream in(one.path());
            all[one.path().filename()] = {std::istreambuf_iterator<char>(in), {}};
        }
        return all;
    }
    void put(const std::string& name, const std::string& octets) const {
        std::ofstream(path + "/" + name) << octets;
    }
    [[nodiscard]] static unsigned mode(const std::string& file) {
        struct stat facts {};
        CHECK(stat(file.c_str(), &facts) == 0);
        return facts.st_mode & 07777U;
    }
};

}  // namespace heloise
