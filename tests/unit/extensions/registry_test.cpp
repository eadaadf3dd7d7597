// The registry is complete and consistent.
#include "proxy/extensions/registry.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(Registry, KeywordsAreUniqueAndUpperCase) {
    std::set<std::string_view> seen;
    for (const Extension* extension : all_extensions()) {
        EXPECT_TRUE(seen.insert(extension->keyword).second) << extension->keyword;
        EXPECT_FALSE(extension->reference.empty()) << extension->keyword;
        EXPECT_FALSE(extension->summary.empty()) << extension->keyword;
        for (const char c : extension->keyword) EXPECT_FALSE(c >= 'a' && c <= 'z') << extension->keyword;
    }
}

TEST(Registry, ParametersBelongToOneExtension) {
    std::set<std::string_view> mail, rcpt;
    for (const Extension* extension : all_extensions()) {
        for (const ParameterSpec& spec : extension->mail_parameters) {
            const bool second_body = extension == &kBinaryMime && spec.keyword == "BODY";
            EXPECT_NE(mail.insert(spec.keyword).second, second_body) << spec.keyword;
        }
        for (const ParameterSpec& spec : extension->rcpt_parameters)
            EXPECT_TRUE(rcpt.insert(spec.keyword).second);
    }
    EXPECT_TRUE(mail.contains("SIZE"));
    EXPECT_TRUE(rcpt.contains("NOTIFY"));
}

TEST(Registry, ValuesOfBodyBelongToOneExtension) {
    for (const char* value : {"7BIT", "8BITMIME", "BINARYMIME"}) {
        int takers = 0;
        for (const Extension* extension : all_extensions()) {
            for (const ParameterSpec& spec : extension->mail_parameters)
                takers += spec.keyword == "BODY" && spec.valid(value) ? 1 : 0;
        }
        EXPECT_EQ(takers, 1) << value;
    }
}

TEST(Registry, WhatIsNeededIsNamedFirst) {
    const auto all = all_extensions();
    const auto place = [&](const Extension* extension) {
        return std::find(all.begin(), all.end(), extension);
    };
    for (const Extension* extension : all) {
        if (extension->needs == nullptr) continue;
        EXPECT_LT(place(extension->needs), place(extension)) << extension->keyword;
        EXPECT_EQ(extension->needs->needs, nullptr) << "rule 6 knows no longer chain";
    }
}

TEST(Registry, EveryFileOfTheFolderIsListed) {
    const std::filesystem::path folder = std::filesystem::path(HELOISE_SOURCE_DIR) / "proxy/extensions";
    std::stringstream registry;
    registry << std::ifstream(folder / "registry.cpp").rdbuf();
    int extensions = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        if (file.path().extension() != ".cpp") continue;
        std::stringstream text;
        text << std::ifstream(file.path()).rdbuf();
        const std::string source = text.str();
        const std::size_t at = source.find("constexpr Extension k");
        if (at == std::string::npos || source.find("withheld(std::string_view") != std::string::npos)
            continue;
        const std::size_t from = at + std::string("constexpr Extension ").size();
        const std::string constant = source.substr(from, source.find('{', from) - from);
        EXPECT_NE(registry.str().find("&" + constant), std::string::npos) << file.path();
        ++extensions;
    }
    EXPECT_GE(extensions, 14);
}

TEST(Registry, NamesAreFoundInAnyCase) {
    EXPECT_EQ(find_extension("8bitmime"), &kEightBitMime);
    EXPECT_EQ(find_extension("X-NOBODY"), nullptr);
}

}  // namespace
}  // namespace heloise
