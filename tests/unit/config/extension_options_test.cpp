// The keys of [backend.extensions].
#include <gtest/gtest.h>

#include "proxy/extensions/registry.h"
#include "tests/unit/config/loading.h"

namespace heloise {
namespace {

std::string said(const std::string& keys) {
    return problem(with_backend("[backend.extensions]\n" + keys));
}

TEST(ExtensionOptions, AreReadByKeywordInAnyCase) {
    const Backend read =
        backend(with_backend("[backend.extensions]\ndefault = 'pass'\n'8bitmime' = 'strip'\nSIZE = 'auto'"));
    EXPECT_EQ(read.keyword_default, KeywordPolicy::Pass);
    EXPECT_EQ(read.keywords, (std::map<std::string, KeywordPolicy>{{"8BITMIME", KeywordPolicy::Strip},
                                                                   {"SIZE", KeywordPolicy::Auto}}));
}

TEST(ExtensionOptions, EveryKnownKeywordMayBeStripped) {
    for (const Extension* extension : all_extensions()) {
        EXPECT_EQ(said("\"" + std::string(extension->keyword) + "\" = 'strip'"), "none")
            << extension->keyword;
    }
}

TEST(ExtensionOptions, AnUnknownKeywordNamesTheNearest) {
    EXPECT_EQ(said("PIPELINNING = 'auto'"),
              "backend.test.extensions.PIPELINNING: there is no such key; did you mean "
              "backend.test.extensions.PIPELINING?");
}

TEST(ExtensionOptions, EmulateIsRefusedWhereItCannotBeDone) {
    for (const std::string keyword : {"PIPELINING", "8BITMIME", "SMTPUTF8", "CHUNKING", "BINARYMIME"})
        EXPECT_EQ(said(keyword[0] == '8' ? "'8BITMIME' = 'emulate'" : keyword + " = 'emulate'"), "none");
    EXPECT_EQ(said("DSN = 'emulate'"),
              "backend.test.extensions.DSN: heloise cannot emulate it; \"auto\", \"pass\" or \"strip\" would "
              "be accepted");
    EXPECT_EQ(said("default = 'emulate'"),
              "backend.test.extensions.default: \"emulate\" cannot be done for every keyword; name those "
              "that it is meant for");
}

TEST(ExtensionOptions, PassingWhatIsNeverPassedIsWarnedOf) {
    EXPECT_EQ(said("XCLIENT = 'pass'"),
              "warning: backend.test.extensions.XCLIENT: this version of heloise never passes it; it stays "
              "withheld");
}

TEST(ExtensionOptions, APolicyIsOneOfFour) {
    EXPECT_EQ(
        said("SIZE = 'native'"),
        "backend.test.extensions.SIZE: must be \"auto\", \"emulate\", \"pass\" or \"strip\", not \"native\"");
    EXPECT_EQ(said("SIZE = true"),
              "backend.test.extensions.SIZE: must be \"auto\", \"emulate\", \"pass\" or \"strip\", not true");
}

}  // namespace
}  // namespace heloise
