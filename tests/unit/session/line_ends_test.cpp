// Rule 15: settling CR and LF never creates or ends a header, a part or a field, wherever they stand.
#include <algorithm>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "proxy/session/intake.h"
#include "tests/support/mime_reader.h"
#include "tests/support/settled_text.h"

namespace heloise {
namespace {

// `piece` gives the octets of each arrival.
template <typename Piece>
std::string settled(std::string_view content, Piece piece, std::uint64_t* changed = nullptr) {
    Intake intake({}, Intake::Framing::Counted);
    std::string out;
    while (!content.empty()) {
        std::string_view arrival = content.substr(0, std::max<std::size_t>(1, piece()));
        content.remove_prefix(arrival.size());
        while (true) {
            const auto result = intake.next(arrival);
            const Run* run = std::get_if<Run>(&result);
            if (run == nullptr) break;
            out += run->octets;
        }
    }
    for (Run run = intake.finish(); !run.octets.empty(); run = intake.finish()) out += run.octets;
    if (changed != nullptr) *changed = intake.facts().bare_newlines;
    return out;
}

std::string settled(std::string_view content) {
    const std::string whole = settled(content, [] { return SIZE_MAX; });
    EXPECT_EQ(settled(content, [] { return 1U; }), whole) << "octet by octet";
    EXPECT_EQ(settling_fault(content, whole), "");
    return whole;
}

const std::string kMultipart =
    "Subject: a\r\nContent-Type: multipart/mixed;\r\n boundary=\"b\"\r\n\r\nPreamble\r\n--b\r\n"
    "Content-Type: text/plain\r\n\r\n";

TEST(LineEnds, CrsBeforeCrlfAreOneLineEnd) {
    EXPECT_EQ(settled("Subject: a\r\r\nTo: b\r\r\r\n\r\r\nText\r\r\nmore\r\r\r\r\n"),
              "Subject: a\r\nTo: b\r\n\r\nText\r\nmore\r\n");
}

TEST(LineEnds, ALoneLfIsALineEndEverywhere) {
    EXPECT_EQ(settled("Subject: a\nTo: b\n\nText\nmore\n"), "Subject: a\r\nTo: b\r\n\r\nText\r\nmore\r\n");
}

TEST(LineEnds, ALoneCrIsABlankInAHeader) {
    EXPECT_EQ(settled("Subject: a\rX-Injected: yes\r\nTo: b\r\r\rc\r\n\r\n"),
              "Subject: a X-Injected: yes\r\nTo: b   c\r\n\r\n");
    EXPECT_EQ(settled("Subject: a\r\n\rTo: b\r\n\r\n"), "Subject: a\r\n To: b\r\n\r\n");
}

TEST(LineEnds, ALoneCrIsALineEndInABody) {
    EXPECT_EQ(settled("Subject: a\r\n\r\nText\rmore\r\rend\r\n"),
              "Subject: a\r\n\r\nText\r\nmore\r\n\r\nend\r\n");
}

TEST(LineEnds, ALoneCrInTheHeaderOfAPartIsABlank) {
    const std::string part = "--b\r\nX: a\rContent-Type: text/html\r\n\r\nx\ry\r\n--b--\r\n";
    EXPECT_EQ(settled(kMultipart + "x\r\n" + part),
              kMultipart + "x\r\n--b\r\nX: a Content-Type: text/html\r\n\r\nx\r\ny\r\n--b--\r\n");
}

TEST(LineEnds, ALoneCrInAnEnclosedHeaderIsABlank) {
    const std::string enclosed = "Content-Type: message/rfc822\r\n\r\n";
    EXPECT_EQ(settled(enclosed + "Subject: a\rTo: b\r\n\r\nx\ry\r\n"),
              enclosed + "Subject: a To: b\r\n\r\nx\r\ny\r\n");
    EXPECT_EQ(
        settled("Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: a\rTo: b\r\n\r\n"),
        "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: a To: b\r\n\r\n");
}

TEST(LineEnds, InAMultipartALoneCrMakesNoDelimiter) {
    EXPECT_EQ(settled(kMultipart + "x\r--b\r\ny\r\n--b--\r\n"), kMultipart + "x --b\r\ny\r\n--b--\r\n");
    EXPECT_EQ(settled(kMultipart + "x\r\r--b--\r\n--b--\r\n"), kMultipart + "x  --b--\r\n--b--\r\n");
    EXPECT_EQ(settled(kMultipart + "--b\rX: y\r\n--b--\r\n"), kMultipart + "--b X: y\r\n--b--\r\n");
    EXPECT_EQ(settled(kMultipart + "--b--\rx\r\n--b--\r\n"), kMultipart + "--b-- x\r\n--b--\r\n");
    EXPECT_EQ(settled(kMultipart + "--b\r \r\n\r\nx\ry\r\n"), kMultipart + "--b  \r\n\r\nx\r\ny\r\n");
}

TEST(LineEnds, InAMultipartALoneCrBeforeADashAloneIsALineEnd) {
    EXPECT_EQ(settled(kMultipart + "x\r- one\r-two\r\n-\r-\r\n--b--\r\n"),
              kMultipart + "x\r\n- one\r\n-two\r\n-\r\n-\r\n--b--\r\n");
    EXPECT_EQ(settled(kMultipart + "x\r-"), kMultipart + "x\r\n-");
    EXPECT_EQ(settled("Subject: a\r\n\r\nx\r--b\r\n"), "Subject: a\r\n\r\nx\r\n--b\r\n");
}

TEST(LineEnds, CrsBeforeCrlfLeaveDelimitersWhatTheyAre) {
    std::string content = kMultipart + "x\r\n--b--\r\n";
    const std::string wanted = content;
    for (std::size_t at = content.find("\r\n"); at != std::string::npos; at = content.find("\r\n", at + 3))
        content.insert(at, "\r");
    EXPECT_EQ(settled(content), wanted);
}

TEST(LineEnds, WhereReadersSeeDifferentStructuresALoneCrIsABlank) {
    for (const char* type :
         {"multipart/mixed", "multipart/mixed; boundary*0=b", "multipart/mixed; boundary=\"a\\b\"",
          "message/delivery-status", "text/rfc822-headers", "message/partial; id=a"}) {
        const std::string header = std::string("Content-Type: ") + type + "\r\n\r\n";
        EXPECT_EQ(settled(header + "x: a\ry: b\r\n"), header + "x: a y: b\r\n") << type;
    }
    const std::string two = "Content-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
    EXPECT_EQ(settled(two + "x\r--b\r\n"), two + "x --b\r\n");
    EXPECT_EQ(settled("No field\rX: a\r\nb\r\n\r\nc\rd\r\n"), "No field X: a\r\nb\r\n\r\nc\r\nd\r\n");
}

TEST(LineEnds, AMessageWithoutAHeaderIsABody) {
    EXPECT_EQ(settled("No field\r\na\rX: b\r\n"), "No field\r\na\r\nX: b\r\n");
    EXPECT_EQ(settled("\r\na\rX: b\r\n"), "\r\na\r\nX: b\r\n");
}

TEST(LineEnds, CrsAtTheVeryEndAreOneLineEnd) {
    EXPECT_EQ(settled("Subject: a\r"), "Subject: a\r\n");
    EXPECT_EQ(settled("Subject: a\r\n\r\nx\r\r"), "Subject: a\r\n\r\nx\r\n");
    EXPECT_EQ(settled(kMultipart + "x\r\n--b--\r"), kMultipart + "x\r\n--b--\r\n");
}

TEST(LineEnds, EachOneThatChangedIsCounted) {
    std::uint64_t changed = 0;
    const auto whole = [] { return SIZE_MAX; };
    static_cast<void>(settled("Subject: a\r\r\nTo: b\rc\n\nx\ry\r\n", whole, &changed));
    EXPECT_EQ(changed, 5U);
    static_cast<void>(settled(kMultipart, whole, &changed));
    EXPECT_EQ(changed, 0U);
}

// Octets that were taken out between a CR and what follows it must not make a line of it (content.nul =
// "strip").
TEST(LineEnds, ANulBehindALoneCrHidesNothing) {
    const std::string_view nul("\0", 1);
    const auto strip = [&](std::string_view before, std::string_view behind) {
        const std::string content = kMultipart + std::string(before) + std::string(nul) + std::string(behind);
        const std::string whole = settled(content, [] { return SIZE_MAX; });
        EXPECT_EQ(settled(content, [] { return 1U; }), whole);
        return whole.substr(kMultipart.size());
    };
    EXPECT_EQ(strip("x\r", "--b\r\n"), "x --b\r\n");
    EXPECT_EQ(strip("x\r-", "-b\r\n"), "x --b\r\n");
    EXPECT_EQ(strip("x\r", "\ny\r\n"), "x\r\ny\r\n");
    EXPECT_EQ(strip("x\r", "\r\ny\r\n"), "x\r\ny\r\n");
}

// A message with every kind of place in it.
std::string structured(std::mt19937& random) {
    const auto pick = [&](auto... choices) {
        const std::string all[] = {std::string(choices)...};
        return all[random() % sizeof...(choices)];
    };
    const auto text = [&] {
        return pick("One\r\nTwo\r\n", "x\r\n- y\r\n-- \r\nAda\r\n", "\r\n", "X: y\r\n\r\nz\r\n", "--\r\n");
    };
    const auto leaf = [&] {
        return "Content-Type: text/" + pick("plain", "html", "plain;\r\n charset=utf-8") + "\r\n" +
               pick("", "X-More: a\r\n\tb\r\n") + "\r\n" + text();
    };
    const auto enclosed = [&] {
        return "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\nX-Fold: a\r\n b\r\n" + leaf();
    };
    const std::string inner = "Content-Type: multipart/alternative; boundary=\"in ner\"\r\n\r\n--in ner\r\n" +
                              leaf() + "\r\n--in ner\r\n" + pick(leaf(), enclosed()) + "\r\n--in ner--\r\n" +
                              pick("", "epilogue\r\n");
    const std::string parts = "--outer\r\n" + pick(leaf(), inner, enclosed()) + "\r\n--outer\r\n" +
                              pick(inner, enclosed()) + "\r\n--outer--\r\n" + pick("", "footer\r\n");
    return "From: a@b.example\r\nSubject: one\r\n two\r\nMIME-Version: 1.0\r\n" +
           pick("Content-Type: multipart/mixed; boundary=outer\r\n\r\n" + pick("", "pre\r\n") + parts, leaf(),
                enclosed());
}

// Where a blank changes nothing of what a line is: not in names, labels and delimiters.
bool harmless(std::string_view line, std::size_t at) {
    if (at == 0 || line.starts_with('-') || line[at] == '-') return false;
    if (line.find("oundary=") != std::string_view::npos || line.starts_with("Content-")) return false;
    const std::size_t colon = line.find(':');
    return colon == std::string_view::npos || at > colon;
}

// CRs and LFs for other line ends, and CRs within lines. `mild`: only where the lines stay what they are.
std::string disturbed(const std::string& message, std::mt19937& random, bool mild) {
    std::string out;
    std::size_t line = 0;  // where it begins
    for (std::size_t i = 0; i < message.size(); ++i) {
        if (message.compare(i, 2, "\r\n") == 0) {
            const std::string ends[] = {"\r\n", "\r\n", "\r\n", "\r\r\n", "\n", "\r\r\r\n"};
            out += ends[random() % 6];
            ++i;
            line = i + 1;
            continue;
        }
        const std::string_view whole =
            std::string_view(message).substr(line, message.find("\r\n", line) - line);
        if (random() % 12 == 0 && (!mild || harmless(whole, i - line)))
            out += std::string(1 + random() % 2, '\r');
        out += message[i];
    }
    if (!mild && random() % 8 == 0) out += '\r';
    return out;
}

std::vector<std::string> names_and_parts(const MimeNode& node) {
    std::vector<std::string> all{node.type};
    for (const std::string& field : node.fields) all.push_back(field.substr(0, field.find(':')));
    for (const MimeNode& child : node.children) {
        all.emplace_back("(");
        for (std::string& one : names_and_parts(child)) all.push_back(std::move(one));
        all.emplace_back(")");
    }
    return all;
}

TEST(LineEnds, NoPlacingOfCrAndLfChangesTheStructure) {
    std::mt19937 random(15);
    for (int round = 0; round < 4000; ++round) {
        const std::string message = structured(random);
        const bool mild = round % 2 == 0;
        const std::string content = disturbed(message, random, mild);
        const std::string whole = settled(content, [] { return SIZE_MAX; });
        ASSERT_EQ(settling_fault(content, whole), "") << round << '\n' << content;
        ASSERT_EQ(settled(content, [] { return 1U; }), whole) << round;
        ASSERT_EQ(settled(content, [&] { return 1 + random() % 9; }), whole) << round;
        if (!mild) continue;
        // Against the message as it was before anybody disturbed it.
        ASSERT_EQ(names_and_parts(read_mime(whole)), names_and_parts(read_mime(message))) << round << '\n'
                                                                                          << content;
    }
}

}  // namespace
}  // namespace heloise
