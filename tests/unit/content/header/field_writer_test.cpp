// Where lines end.
#include "proxy/content/header/field_writer.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

void write_words(FieldWriter& writer, std::size_t count, std::size_t octets) {
    for (std::size_t i = 0; i < count; ++i) {
        writer.blanks(" ", false);
        writer.text(std::string(octets, 'a'));
    }
}

TEST(FieldWriter, FoldsOfTheFieldAsItCameStay) {
    FieldWriter writer("X", 0, false);
    writer.blanks(" ", false);
    writer.text("a");
    writer.blanks("\t", true);
    writer.text("b");
    EXPECT_EQ(writer.finish(), "X: a\r\n\tb\r\n");
}

TEST(FieldWriter, ALineThatNeedsNothingIsNotFolded) {
    FieldWriter writer("X", 0, false);
    write_words(writer, 100, 9);
    EXPECT_EQ(
        writer.finish(), "X:" + [] {
            std::string words;
            for (int i = 0; i < 100; ++i) words += " aaaaaaaaa";
            return words;
        }() + "\r\n");
}

TEST(FieldWriter, NoLineIsLongerThanTheBackTakes) {
    FieldWriter writer("X", 50, false);
    write_words(writer, 3, 30);
    const std::string word(30, 'a');
    EXPECT_EQ(writer.finish(), "X: " + word + "\r\n " + word + "\r\n " + word + "\r\n");
    EXPECT_EQ(writer.refusal(), "");
}

TEST(FieldWriter, WhatCannotBeFoldedIsRefused) {
    FieldWriter writer("X", 50, false);
    write_words(writer, 1, 48);
    (void)writer.finish();
    EXPECT_EQ(writer.refusal(), "it cannot be folded");
    EXPECT_EQ(FieldWriter(std::string(60, 'X'), 50, false).refusal(), "its name is too long");
}

// Blanks at the end have no words behind them to go to the next line with.
TEST(FieldWriter, BlanksAtTheEndCountForTheLine) {
    for (const std::size_t blanks : {5U, 6U}) {
        FieldWriter writer("X", 50, false);
        write_words(writer, 1, 40);
        writer.blanks(std::string(blanks, ' '), false);
        (void)writer.finish();
        EXPECT_EQ(writer.refusal(), blanks == 5 ? "" : "it cannot be folded");
    }
}

TEST(FieldWriter, ATidyFieldHasLinesOf76) {
    FieldWriter writer("X", 998, true);
    write_words(writer, 10, 20);
    const std::string words =
        " " + std::string(20, 'a') + " " + std::string(20, 'a') + " " + std::string(20, 'a');
    EXPECT_EQ(writer.finish().substr(0, 2 + words.size() + 3), "X:" + words + "\r\n ");
}

TEST(FieldWriter, ALineWithANewEncodedWordHas76) {
    FieldWriter writer("X", 0, false);
    writer.blanks(" ", false);
    writer.text(std::string(70, 'a'));
    writer.blanks(" ", false);
    writer.encoded("ü", Charset::Utf8);
    writer.blanks(" ", false);
    writer.text(std::string(70, 'a'));
    const std::string word(70, 'a');
    EXPECT_EQ(writer.finish(), "X: " + word + "\r\n =?utf-8?b?w7w=?=\r\n " + word + "\r\n");
}

TEST(FieldWriter, ManyEncodedWordsFillTheirLines) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "日本";
    FieldWriter writer("Subject", 0, false);
    writer.apart();
    writer.encoded(text, Charset::Utf8);
    const std::string out = writer.finish();
    EXPECT_TRUE(out.starts_with("Subject: =?utf-8?b?5pel"));
    std::size_t lines = 0;
    for (std::size_t at = 0; at < out.size(); ++lines) {
        const std::size_t end = out.find("\r\n", at);
        EXPECT_LE(end - at, 76U);
        at = end + 2;
    }
    EXPECT_LE(lines, 15U);
}

TEST(FieldWriter, GluedOctetsHaveRoom) {
    for (std::size_t glued = 0; glued < 40; ++glued) {
        FieldWriter writer("X", 0, false);
        writer.blanks(" ", false);
        writer.text("(");
        writer.encoded(std::string(100, 'a') + "ü", Charset::Utf8, glued);
        writer.text(std::string(glued, ')'));
        const std::string out = writer.finish();
        for (std::size_t at = 0; at < out.size();) {
            const std::size_t end = out.find("\r\n", at);
            EXPECT_LE(end - at, 76U) << glued;
            at = end + 2;
        }
    }
}

TEST(FieldWriter, NoLineIsOnlyBlanks) {
    FieldWriter writer("X", 0, false);
    writer.blanks(" ", false);
    writer.text("a");
    writer.blanks(" ", true);
    writer.blanks(" ", true);
    EXPECT_EQ(writer.finish(), "X: a  \r\n");
}

TEST(FieldWriter, APointIsAPlaceToFoldOnlyWhereItMust) {
    FieldWriter close("X", 20, false);
    close.text("a,");
    close.point();
    close.text("b");
    EXPECT_EQ(close.finish(), "X:a,b\r\n");
    FieldWriter far("X", 12, false);
    far.text("aaaaaa,");
    far.point();
    far.text("bbbbbb");
    EXPECT_EQ(far.finish(), "X:aaaaaa,\r\n bbbbbb\r\n");
}

TEST(FieldWriter, ApartAddsABlankOnlyWhereThereIsNone) {
    FieldWriter writer("X", 0, false);
    writer.apart();
    writer.apart();
    writer.text("a");
    writer.apart();
    writer.text("b");
    EXPECT_EQ(writer.finish(), "X: a b\r\n");
}

}  // namespace
}  // namespace heloise
