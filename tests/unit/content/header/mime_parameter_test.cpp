// One parameter of a MIME field, read and written.
#include "proxy/content/header/mime_parameter.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

struct Read {
    std::vector<FieldToken> tokens;
    MimeParameter parameter;
};

Read read(std::string_view text) {
    Read read{.tokens = field_tokens(text, FieldGrammar::Mime), .parameter = {}};
    read.parameter = read_parameter(read.tokens);
    return read;
}

TEST(MimeParameter, NameSectionAndFormAreTold) {
    const Read plain = read(" Name = \"a b\" (c)");
    EXPECT_EQ(plain.parameter.name, "name");
    EXPECT_FALSE(plain.parameter.extended || plain.parameter.section);
    EXPECT_EQ(plain.parameter.plain(), "a b");

    const Read extended = read("name*=utf-8''a");
    EXPECT_EQ(extended.parameter.name, "name");
    EXPECT_TRUE(extended.parameter.extended && !extended.parameter.section);

    const Read part = read("name*12=a");
    EXPECT_EQ(part.parameter.name, "name");
    EXPECT_TRUE(!part.parameter.extended && part.parameter.section == 12U);

    const Read both = read("name*0*=utf-8''a");
    EXPECT_EQ(both.parameter.name, "name");
    EXPECT_TRUE(both.parameter.extended && both.parameter.section == 0U);
}

TEST(MimeParameter, OtherTextIsNone) {
    for (const char* text :
         {"", " ", "a", "a=", "=a", "a=b c", "a=b=c", "a b=c", "\"a\"=b", "a=b/c", "*0=a", "*=a", "a=\"b"}) {
        EXPECT_EQ(read(text).parameter.value, nullptr) << text;
    }
}

TEST(MimeParameter, ASectionHasNoLeadingZero) {
    EXPECT_EQ(read("name*01=a").parameter.name, "name*01");
    EXPECT_EQ(read("name*x=a").parameter.name, "name*x");
}

TEST(MimeParameter, PercentsAreDecoded) {
    EXPECT_EQ(percent_decoded("utf-8'de'a%C3%bc%", true), "a\xC3\xBC%");
    EXPECT_EQ(percent_decoded("a%C", false), "a%C");
    EXPECT_EQ(percent_decoded("no apostrophes", true), std::nullopt);
    EXPECT_EQ(percent_mended("a%20\xFC"), "a%20%FC");
}

std::string written(std::string_view name, std::string_view text) {
    FieldWriter writer("X", 0, false);
    writer.blanks(" ", false);
    write_extended(name, text, writer);
    return writer.finish();
}

TEST(MimeParameter, AShortOneIsInOnePiece) {
    EXPECT_EQ(written("name", "ü 'a'"), "X: name*=utf-8''%C3%BC%20%27a%27\r\n");
    EXPECT_EQ(written("name", "\xFC"), "X: name*=unknown-8bit''%FC\r\n");
}

TEST(MimeParameter, ALongOneIsCutBetweenCharacters) {
    const std::string out = written("filename", "12345678901234567890123456789012345678901234567日本");
    EXPECT_EQ(out,
              "X: filename*0*=utf-8''12345678901234567890123456789012345678901234567;\r\n"
              " filename*1*=%E6%97%A5%E6%9C%AC\r\n");
}

}  // namespace
}  // namespace heloise
