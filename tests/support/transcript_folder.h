// A folder for transcripts of a test's own, gone with it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace heloise {

class TranscriptFolder : public testing::Test {
protected:
    TranscriptFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "heloise-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
    }
    ~TranscriptFolder() override { std::filesystem::remove_all(folder_); }
    TranscriptFolder(const TranscriptFolder&) = delete;
    TranscriptFolder& operator=(const TranscriptFolder&) = delete;

    std::string write(const std::string& name, const std::string& text) {
        const std::filesystem::path path = folder_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
        return path.string();
    }
    static std::string read(const std::string& file) {
        std::ifstream stream(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    std::filesystem::path folder_;
};

}  // namespace heloise
