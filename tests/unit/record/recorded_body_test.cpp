// A body's two forms.
#include "proxy/record/recorded_body.h"

#include <gtest/gtest.h>

#include "tests/unit/record/recorded_session.h"

namespace heloise {
namespace {

struct RecordedBodyTest : testing::Test {
    Digested digested;
    RecordedScript script{0ms};

    // What is written of a body of these pieces.
    std::string written(std::size_t text_most, const std::vector<std::string>& pieces, bool changed = false) {
        RecordedBody body(digested.maker(), text_most);
        for (const std::string& piece : pieces) body.add(piece);
        body.write(script, Side::Back, false, changed);
        return script.take();
    }
};

TEST_F(RecordedBodyTest, IsASizeAndADigestOfAllThatCame) {
    EXPECT_EQ(written(0, {"one\r\n", "", "two\r\n"}),
              "B< \\{body octets=10 sha256=" + Digested::digits(1) + "}\n");
    EXPECT_EQ(digested.octets[Digested::digits(1)], "one\r\ntwo\r\n");
}

TEST_F(RecordedBodyTest, IsItsTextUpToASize) {
    EXPECT_EQ(written(10, {"one\r\n", "two\r\n"}), "B< one\nB< two\n");
    EXPECT_EQ(written(9, {"one\r\n", "two\r\n"}),
              "B< \\{body octets=10 sha256=" + Digested::digits(1) + "}\n");
    EXPECT_EQ(digested.octets[Digested::digits(1)], "one\r\ntwo\r\n");
}

// What was dropped once is not whole again, whatever comes.
TEST_F(RecordedBodyTest, ATextThatWasTooLongOnceStaysOut) {
    EXPECT_EQ(written(4, {"abcde", "", "f"}), "B< \\{body octets=6 sha256=" + Digested::digits(1) + "}\n");
}

TEST_F(RecordedBodyTest, OfNothingThereIsNothingToWrite) {
    EXPECT_EQ(written(0, {}), "");
    EXPECT_EQ(written(10, {""}), "");
}

TEST_F(RecordedBodyTest, AChangedOneSaysSo) {
    EXPECT_EQ(written(0, {"a"}, true), "B< \\{changed octets=1 sha256=" + Digested::digits(1) + "}\n");
}

}  // namespace
}  // namespace heloise
