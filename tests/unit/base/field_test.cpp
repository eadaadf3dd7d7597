// What a field looks like in the log, and that nothing of it is lost there.
#include "proxy/base/field.h"

#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include <gtest/gtest.h>

namespace heloise {
namespace {

constexpr FieldKey kWord{"word"};
constexpr FieldKey kSaid{"said", true};
constexpr FieldKey kCount{"count"};
constexpr FieldKey kNames{"names"};
constexpr FieldKey kTo{"to", true};

std::string text(const Fields& fields) {
    std::string out;
    append_text(out, fields);
    return out;
}

std::string json(const Fields& fields) {
    std::string out = "\"event\":\"x\"";
    append_json(out, fields);
    return "{" + out + "}";
}

// A reader of the text format that follows field.h and shares no code with it: the texts of each key.
class Reader {
public:
    explicit Reader(std::string_view line) : line_(line) { read(); }

    std::map<std::string, std::vector<std::string>> texts;

private:
    void read() {
        while (!line_.empty()) {
            take(' ');
            const std::size_t equals = line_.find('=');
            ASSERT_NE(equals, std::string_view::npos) << line_;
            const std::string key(line_.substr(0, equals));
            line_.remove_prefix(equals + 1);
            read_value(texts[key]);
        }
    }

    void take(char c) {
        EXPECT_TRUE(line_.starts_with(c)) << line_;
        line_.remove_prefix(std::min<std::size_t>(line_.size(), 1));
    }

    unsigned hex(std::size_t digits) {
        unsigned value = 0;
        digits = std::min(digits, line_.size());
        std::from_chars(line_.data(), line_.data() + digits, value, 16);
        line_.remove_prefix(digits);
        return value;
    }

    void read_escape(std::string& into) {
        ASSERT_FALSE(line_.empty());
        const char c = line_.front();
        line_.remove_prefix(1);
        if (c != 'x') {
            into += c;
        } else if (line_.starts_with('{')) {
            line_.remove_prefix(1);
            const unsigned code = hex(line_.find('}'));
            take('}');
            const auto put = [&](unsigned octet) { into += static_cast<char>(octet); };
            const auto rest = [&](unsigned shift) { put(0x80U | (code >> shift & 0x3FU)); };
            if (code < 0x800) {
                put(0xC0U | code >> 6U);
            } else if (code < 0x10000) {
                put(0xE0U | code >> 12U);
            } else {
                put(0xF0U | code >> 18U);
                rest(12);
            }
            if (code >= 0x800) rest(6);
            rest(0);
        } else {
            into += static_cast<char>(hex(2));
        }
    }

    void read_value(std::vector<std::string>& into) {
        const bool quoted = line_.starts_with('"');
        if (quoted) take('"');
        into.emplace_back();
        while (!line_.empty() && line_.front() != (quoted ? '"' : ' ')) {
            const char c = line_.front();
            line_.remove_prefix(1);
            if (c == ',') {
                into.emplace_back();
            } else if (quoted && c == '\\') {
                read_escape(into.back());
            } else {
                into.back() += c;
            }
        }
        if (quoted) take('"');
    }

    std::string_view line_;
};

TEST(Field, AWordStandsBareAndWhatAPeerSaidIsQuoted) {
    EXPECT_EQ(text({Field(kWord, "mail"), Field(kSaid, "250"), Field(kCount, 12)}),
              R"( word=mail said="250" count=12)");
}

TEST(Field, AWordThatNeedsQuotesGetsThem) {
    EXPECT_EQ(text({Field(kWord, "two words")}), R"( word="two words")");
    EXPECT_EQ(text({Field(kWord, "a=b")}), R"( word="a=b")");
    EXPECT_EQ(text({Field(kWord, "a\\b")}), R"( word="a\\b")");
    EXPECT_EQ(text({Field(kWord, "")}), " word=");
}

TEST(Field, QuotesAndBackslashesAreEscaped) {
    EXPECT_EQ(text({Field(kSaid, R"(say "hi\")")}), R"( said="say \"hi\\\"")");
}

TEST(Field, OtherOctetsAreNamedInText) {
    EXPECT_EQ(text({Field(kSaid, "m\xC3\xBCller \xFC\r\n\x7F")}), R"( said="m\x{FC}ller \xFC\x0D\x0A\x7F")");
}

TEST(Field, AListIsOneText) {
    EXPECT_EQ(text({Field(kNames, std::vector<std::string>{"A", "B"})}), " names=A,B");
    EXPECT_EQ(text({Field(kTo, std::vector<std::string>{"<a@b>", "<\"c,d\"@e>"})}),
              R"( to="<a@b>,<\"c\,d\"@e>")");
    EXPECT_EQ(text({Field(kNames, std::vector<std::string>{"A,B"})}), R"( names="A\,B")");
    EXPECT_EQ(text({Field(kTo, std::vector<std::string>{})}), R"( to="")");
}

TEST(Field, JsonHasNumbersAndListsAndUtf8) {
    EXPECT_EQ(
        json({Field(kCount, 12), Field(kTo, std::vector<std::string>{"<a@b>", "<\"c,d\"@e>"}),
              Field(kSaid, "m\xC3\xBCller")}),
        "{\"event\":\"x\",\"count\":12,\"to\":[\"<a@b>\",\"<\\\"c,d\\\"@e>\"],\"said\":\"m\xC3\xBCller\"}");
    EXPECT_EQ(json({Field(kTo, std::vector<std::string>{})}), R"({"event":"x","to":[]})");
}

TEST(Field, InJsonAnOctetThatIsNoUtf8IsLatin1) {
    const auto read = nlohmann::json::parse(json({Field(kSaid, "m\xFCller")}));
    EXPECT_EQ(read["said"], "m\xC3\xBCller");
}

TEST(Field, NothingBeginsALineOfItsOwn) {
    for (int octet = 0; octet < 256; ++octet) {
        const std::string value(1, static_cast<char>(octet));
        for (const std::string& line : {text({Field(kWord, value)}), json({Field(kSaid, value)})}) {
            for (const char c : line) EXPECT_TRUE(c >= ' ' && c <= '~') << octet;
        }
    }
    EXPECT_EQ(json({Field(kSaid, "\xC2\x85")}), R"({"event":"x","said":"\u0085"})");
}

TEST(Field, AReaderOfTheTextHasEveryOctetBack) {
    // Mostly what needs care.
    static constexpr std::string_view kPieces[] = {"\"",
                                                   "\\",
                                                   ",",
                                                   "=",
                                                   " ",
                                                   "x",
                                                   "{FC}",
                                                   "\\x41",
                                                   "\n",
                                                   "\xC3\xBC",
                                                   "\xFC",
                                                   "\r",
                                                   "\x7F",
                                                   "\xF0\x9F\x98\x80",
                                                   "\xE2\x82\xAC",
                                                   "\xC2\x85",
                                                   std::string_view("\0", 1)};
    std::mt19937 dice(7);
    const auto any_text = [&](std::size_t least) {
        std::string some;
        for (std::size_t pieces = least + dice() % 6; pieces > 0; --pieces)
            some += kPieces[dice() % std::size(kPieces)];
        return some;
    };
    for (int round = 0; round < 2000; ++round) {
        std::vector<std::string> list(1 + dice() % 3);
        for (std::string& one : list) one = any_text(1);
        const std::string said = any_text(0);
        const std::string word = any_text(0);
        // A comma that stands bare belongs to a text: whoever reads one text joins what it stands between.
        const auto joined = [](const std::vector<std::string>& texts) {
            std::string all;
            for (const std::string& one : texts) all += "," + one;
            return all.substr(std::min<std::size_t>(all.size(), 1));
        };
        Reader reader(text({Field(kWord, word), Field(kNames, list), Field(kSaid, said), Field(kTo, list)}));
        EXPECT_EQ(joined(reader.texts["word"]), word);
        EXPECT_EQ(joined(reader.texts["said"]), said);
        EXPECT_EQ(reader.texts["names"], list);
        EXPECT_EQ(reader.texts["to"], list);
    }
}

TEST(Field, AReaderOfJsonHasEveryUtf8TextBack) {
    std::string all;
    for (unsigned octet = 0; octet < 128; ++octet) all += static_cast<char>(octet);
    all += "\xC2\x80\xC2\x9F\xC2\xA0\xC3\xBC\xE2\x80\xA8\xF0\x9F\x98\x80";
    const auto read = nlohmann::json::parse(
        json({Field(kWord, all), Field(kCount, UINT64_MAX), Field(kTo, std::vector<std::string>{all, "b"})}));
    EXPECT_EQ(read["word"], all);
    EXPECT_EQ(read["count"], UINT64_MAX);
    EXPECT_EQ(read["to"], (std::vector<std::string>{all, "b"}));
}

TEST(Field, IsFoundByItsKey) {
    const Fields fields{Field(kWord, "mail"), Field(kCount, 3)};
    EXPECT_EQ(text_of(fields, kWord), "mail");
    EXPECT_EQ(text_of(fields, kSaid), "");
    EXPECT_EQ(text_of(fields, kCount), "");
    ASSERT_NE(find(fields, kCount), nullptr);
    EXPECT_EQ(std::get<std::uint64_t>(*find(fields, kCount)), 3U);
    EXPECT_EQ(find(fields, kTo), nullptr);
}

}  // namespace
}  // namespace heloise
