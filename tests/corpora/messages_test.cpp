// Each real message, sent through heloise in front of every kind of back, in both framings and in cuts.
#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "proxy/base/ascii.h"
#include "tests/corpora/capture.h"
#include "tests/corpora/figures.h"
#include "tests/corpora/front_judge.h"
#include "tests/corpora/octets.h"

namespace heloise::testing {
namespace {

using std::filesystem::path;

// The sanitizers run every n-th message: each costs as much as twenty elsewhere.
#ifdef HELOISE_SANITIZED
constexpr std::size_t kEvery = 12;
#else
constexpr std::size_t kEvery = 1;
#endif

enum class Framing { Data, Chunks };

Act command(const std::string& line, std::size_t step) {
    Act act;
    act.octets = line + "\r\n";
    act.verb = upper_case(line.substr(0, line.find(' ')));
    act.step = step;
    return act;
}

// A sender of this message, as an act each; a file's line ends become CRLF, a CR alone stays.
Leg leg_of(const std::string& message, Framing framing) {
    Leg leg;
    std::size_t step = 0;
    for (const char* line :
         {"EHLO client.example", "MAIL FROM:<a@client.example>", "RCPT TO:<b@example.org>"})
        leg.acts.push_back(command(line, ++step));
    if (framing == Framing::Data) {
        leg.acts.push_back(command("DATA", ++step));
        Act content;
        content.kind = Act::Kind::Content;
        content.verb = std::string(".");
        content.octets = dotted(message);
        content.step = ++step;
        leg.acts.push_back(std::move(content));
    } else {
        constexpr std::size_t kChunk = 4000;
        for (std::size_t from = 0; from == 0 || from < message.size(); from += kChunk) {
            const std::string octets = message.substr(from, kChunk);
            const bool last = from + kChunk >= message.size();
            Act chunk = command(fmt::format("BDAT {}{}", octets.size(), last ? " LAST" : ""), ++step);
            chunk.kind = Act::Kind::Chunk;
            chunk.octets += octets;
            leg.acts.push_back(std::move(chunk));
        }
    }
    leg.acts.push_back(command("QUIT", ++step));
    return leg;
}

std::string crlf_for_lf(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
        out += text[i];
    }
    return out;
}

// Systems that take shorter lines than RFC 5322 allows or bound a header field: nearly every real message is
// folded or encoded anew for them, and the long ones are refused. This judge wants them unchanged; what
// becomes of them is held by unit tests, transcripts and tests/end_to_end.
bool takes_little(const Backend& backend) {
    constexpr std::size_t kLine = 1000;
    return backend.limits.text_line < kLine || backend.limits.header_field > 0;
}

class RealMessages : public ::testing::TestWithParam<std::string> {
protected:
    void send(const std::string& name, const std::string& message, unsigned number) {
        for (const Place& place : places()) {
            if (takes_little(place.backend)) continue;
            for (const Framing framing : {Framing::Data, Framing::Chunks}) {
                const Leg leg = leg_of(message, framing);
                const bool cut = number % 8 == 0;
                std::string first;
                for (const Way& way :
                     {Way{Cut::Whole, Pace::Patient, 1}, Way{Cut::Random, Pace::Patient, number}}) {
                    if (way.cut == Cut::Random && !cut) continue;
                    const auto gateway = place.gateway();
                    Play play(place.backend, *gateway, way);
                    play.run(leg);
                    const Verdict verdict = judge(play, *gateway, place.backend);
                    const char* const how = framing == Framing::Data ? ", DATA" : ", BDAT";
                    for (const std::string& problem : verdict.problems)
                        ADD_FAILURE() << name << " in front of " << place.name << how << ": " << problem;
                    const std::string now = fingerprint(play, *gateway);
                    if (first.empty()) count(name, place, verdict);
                    EXPECT_TRUE(first.empty() || first == now)
                        << name << ", " << place.name << how << ": cuts differ";
                    first = now;
                    Figures::of_this_run().most("octets that a session held at most", play.most_held());
                    Figures::of_this_run().count("deliveries of real messages tried, all ways");
                }
            }
        }
    }

private:
    static void count(const std::string& name, const Place& place, const Verdict& verdict) {
        Figures& figures = Figures::of_this_run();
        figures.count("real messages sent, " + place.name, verdict.messages);
        figures.count("real messages delivered, " + place.name, verdict.delivered);
        for (const Refusal& refusal : verdict.refusals)
            figures.refused("Real messages: what was refused, and why", refusal.reply + ": " + refusal.reason,
                            name, place.name);
    }
};

// By the folder they lie in, so that a test is named and bounded.
std::vector<std::string> sources() {
    std::vector<std::string> found;
    for (const path& file : all_messages()) found.push_back(file.parent_path().string());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

TEST_P(RealMessages, ArriveAsTheyAreMeantOrAreRefusedWithAReason) {
    unsigned number = 0;
    for (const path& file : all_messages()) {
        if (file.parent_path().string() != GetParam() || ++number % kEvery != 0) continue;
        send(file.lexically_relative(corpora_folder()).string(), crlf_for_lf(file_text(file)), number);
        Figures::of_this_run().count("real messages");
    }
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
    std::string name = path(info.param).filename().string();
    std::replace_if(
        name.begin(), name.end(), [](char c) { return !is_alnum(c); }, '_');
    return name + "_" + std::to_string(info.index);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RealMessages);
INSTANTIATE_TEST_SUITE_P(Sources, RealMessages, ::testing::ValuesIn(sources()), test_name);

TEST(Corpora, HoldRealMessages) {
    if (all_messages().empty())
        GTEST_SKIP() << "no real messages below " << corpora_folder() << " (HELOISE_CORPORA)";
}

}  // namespace
}  // namespace heloise::testing
