// Each captured server, spoken to by heloise: what it said is understood, and told on as it was meant.
//
// The captured client's acts go in one at a time; heloise's back gets for each command the octets that the
// captured server sent for the same one. What a capture does not hold (the server was never asked, or its
// reply is missing) is made up, and not counted.
#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "proxy/base/ascii.h"
#include "proxy/smtp/ehlo.h"
#include "proxy/smtp/reply.h"
#include "tests/corpora/capture.h"
#include "tests/corpora/figures.h"
#include "tests/corpora/front_judge.h"
#include "tests/support/rig.h"

namespace heloise::testing {
namespace {

// Says what the captured server said.
class CapturedGateway : public Gateway {
public:
    explicit CapturedGateway(const Leg& leg) : leg_(leg) {}

    const Act* now = nullptr;  // what the client is doing
    std::size_t made_up = 0;

    std::string connect() override {
        reader_.clear();
        in_data_ = hung_up_ = false;
        chunk_left_ = 0;
        return leg_.banner ? leg_.banner->raw : made("220 made.up\r\n");
    }
    std::string receive(std::string_view octets) override {
        reader_.append(octets);
        std::string said;
        while (auto reply = next()) said += *reply;
        return said;
    }
    [[nodiscard]] bool hung_up() const override { return hung_up_; }
    // Only how many: the judge of the back leg counts what was said yes to, and so does this.
    [[nodiscard]] std::vector<Delivered> delivered() const override { return std::vector<Delivered>(taken_); }

private:
    std::string made(const std::string& reply) {
        ++made_up;
        return reply;
    }

    std::optional<std::string> next() {
        if (in_data_) {
            const std::size_t end = reader_.starts_with(".\r\n") ? 0 : reader_.find("\r\n.\r\n");
            if (end == std::string::npos) return std::nullopt;
            reader_.erase(0, reader_.starts_with(".\r\n") ? 3 : end + 5);
            in_data_ = false;
            return message_reply();
        }
        const std::size_t end = reader_.find("\r\n");
        if (end == std::string::npos) return std::nullopt;
        const std::string line = reader_.substr(0, end);
        if (line.starts_with("BDAT ")) {
            const std::size_t octets = std::stoull(line.substr(5));
            if (reader_.size() < end + 2 + octets) return std::nullopt;
            reader_.erase(0, end + 2 + octets);
            return line.ends_with(" LAST") ? message_reply() : said_now("BDAT", "250 OK\r\n");
        }
        reader_.erase(0, end + 2);
        return answer(line.substr(0, line.find(' ')));
    }

    std::string message_reply() {
        std::string reply = now != nullptr && now->last_chunk() ? said_now("BDAT", "250 OK\r\n")
                                                                : said_now(".", "250 OK\r\n");
        taken_ += reply.starts_with('2') ? 1 : 0;
        return reply;
    }

    std::string answer(const std::string& verb) {
        if (verb == "EHLO" || verb == "HELO") return first_said(verb, "250 made.up\r\n");
        if (verb == "QUIT") {
            hung_up_ = true;
            return first_said("QUIT", "221 Bye\r\n");
        }
        std::string reply = said_now(verb, verb == "DATA" ? "354 Go on\r\n" : "250 OK\r\n");
        in_data_ = verb == "DATA" && reply.starts_with("354");
        return reply;
    }

    // The reply to what the client does now, if heloise's command is the same.
    std::string said_now(const std::string& verb, const char* otherwise) {
        if (now == nullptr || now->verb != verb || !now->said) return made(otherwise);
        return now->said->raw;
    }
    std::string first_said(const std::string& verb, const char* otherwise) {
        for (const Act& act : leg_.acts) {
            if (act.verb == verb && act.said) return act.said->raw;
        }
        return made(otherwise);
    }

    const Leg& leg_;
    std::string reader_;
    std::size_t chunk_left_ = 0;
    std::size_t taken_ = 0;
    bool in_data_ = false;
    bool hung_up_ = false;
};

// ---- The parsers alone.

std::vector<std::string> cut_for(const std::string& text, std::size_t every) {
    std::vector<std::string> pieces;
    for (std::size_t from = 0; from < text.size(); from += every) pieces.push_back(text.substr(from, every));
    return pieces;
}

// What ReplyReader makes of it, fed in pieces of so many octets.
std::variant<ReplyReader::NeedMore, Reply, ReplyReader::Malformed> read_reply(const std::string& raw,
                                                                              std::size_t every) {
    ReplyReader reader;
    for (const std::string& piece : cut_for(raw, every)) {
        std::string_view octets = piece;
        auto result = reader.next(octets);
        if (!std::holds_alternative<ReplyReader::NeedMore>(result)) return result;
    }
    return ReplyReader::NeedMore{};
}

// An independent reading of an EHLO reply: the first words behind its first line, upper case.
std::map<std::string, std::string> keywords_in(const Said& said) {
    std::map<std::string, std::string> found;
    for (std::size_t i = 1; i < said.lines.size(); ++i) {
        std::string line = said.lines[i];
        while (line.ends_with(' ')) line.pop_back();
        const std::size_t end = std::min(line.find_first_of(" ="), line.size());
        const std::string word = upper_case(line.substr(0, end));
        const bool good = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-';
        });
        if (!good || (end < line.size() && line[end] == '=' && word != "AUTH")) continue;
        found.emplace(word, end < line.size() ? line.substr(end + 1) : "");
    }
    return found;
}

// All replies of a leg, the banner first.
std::vector<std::pair<std::string, Said>> all_said(const Leg& leg) {
    std::vector<std::pair<std::string, Said>> all;
    if (leg.banner) all.emplace_back("banner", *leg.banner);
    for (const Act& act : leg.acts) {
        if (act.said) all.emplace_back(act.verb, *act.said);
    }
    return all;
}

class ServerLeg : public ::testing::TestWithParam<Capture> {
protected:
    void SetUp() override { ASSERT_EQ(GetParam().fault, ""); }
};

TEST_P(ServerLeg, EachReplyIsReadTheSameInEveryCut) {
    Figures& figures = Figures::of_this_run();
    const Leg leg = read_leg(GetParam());
    for (const auto& [verb, said] : all_said(leg)) {
        figures.count("server replies captured");
        if (!said.ended) {
            figures.refused("Server legs: what was not understood, and why",
                            "a reply that never ends, to " + verb, GetParam().name, "the reader");
        }
        // Rule 11: 1xx is no reply at all.
        const bool reply = said.ended && said.code >= 200 && said.code < 600;
        for (const std::size_t every : {said.raw.size(), std::size_t{1}, std::size_t{2}, std::size_t{7}}) {
            const auto result = read_reply(said.raw, every);
            const Reply* read = std::get_if<Reply>(&result);
            ASSERT_EQ(read != nullptr, reply) << verb << " in pieces of " << every;
            if (read == nullptr) continue;
            EXPECT_EQ(read->code, said.code);
            ASSERT_EQ(read->lines.size(), std::min<std::size_t>(said.lines.size(), 128));
            for (std::size_t i = 0; i < read->lines.size(); ++i)
                EXPECT_TRUE(said.lines[i].starts_with(trim(read->lines[i]).substr(0, 400)) ||
                            trim(said.lines[i]).starts_with(trim(read->lines[i]).substr(0, 400)))
                    << "line " << i << " of the reply to " << verb;
        }
        figures.count("server replies understood", reply ? 1 : 0);
    }
}

TEST_P(ServerLeg, EachKeywordOfEachEhloReplyIsUnderstood) {
    const Leg leg = read_leg(GetParam());
    for (const Act& act : leg.acts) {
        if (act.verb != "EHLO" || !act.said || !act.said->ended || act.said->first_digit() != 2) continue;
        const auto result = read_reply(act.said->raw, act.said->raw.size());
        ASSERT_TRUE(std::holds_alternative<Reply>(result));
        const Capabilities read = read_capabilities(std::get<Reply>(result));
        const auto expected = keywords_in(*act.said);
        for (const auto& [keyword, arguments] : expected) {
            const Keyword* const found = read.find(keyword);
            ASSERT_NE(found, nullptr) << keyword;
            // The mechanisms of both forms of AUTH are joined.
            if (keyword == "AUTH") continue;
            EXPECT_EQ(found->arguments, arguments) << keyword;
        }
        EXPECT_EQ(read.all().size(), expected.size());
        Figures::of_this_run().count("keywords understood", expected.size());
    }
}

// ---- In a session.

// What the front may hear for what the server said; nothing: any refusal (the server was not understood).
int expected_class(const Act& act) {
    const Said& said = *act.said;
    if (!said.ended || said.code < 200 || said.code > 599) return 4;
    if (act.verb == "DATA") {
        if (said.code == 354) return 3;
        // 2xx to DATA is a protocol error (rule 16).
        return said.first_digit() == 5 ? 5 : 4;
    }
    if (said.first_digit() == 3 || said.code == 421) return 4;
    return said.first_digit();
}

// Rule 13.
bool is_too_many(const Act& act, int heard, bool recipients) {
    return act.verb == "RCPT" && act.said->code == 552 && heard == 452 && recipients;
}

TEST_P(ServerLeg, IsToldOnAsItWasMeant) {
    Figures& figures = Figures::of_this_run();
    const Leg leg = read_leg(GetParam());
    if (!leg.server_spoke) {
        figures.count("server legs that are empty");
        return;
    }
    const bool extended =
        std::any_of(leg.acts.begin(), leg.acts.end(), [](const Act& act) { return act.verb == "EHLO"; });
    Backend backend = test_backend(extended ? Greeting::Ehlo : Greeting::Helo);
    backend.connect = ConnectWhen::Early;
    backend.keywords["DSN"] = KeywordPolicy::Pass;
    for (const Way& way : {Way{Cut::Whole, Pace::Patient, 1}, Way{Cut::Octets, Pace::Patient, 1},
                           Way{Cut::Random, Pace::Patient, 1}, Way{Cut::Random, Pace::Patient, 2}}) {
        CapturedGateway gateway(leg);
        Play play(backend, gateway, way);
        play.on_act = [&](const Act* act) { gateway.now = act; };
        play.run(leg);
        for (const std::string& problem : play.wrongs()) ADD_FAILURE() << problem;
        bool recipients = false;
        for (const Outcome& outcome : play.outcomes()) {
            const Act& act = *outcome.act;
            const bool relayed = act.verb == "MAIL" || act.verb == "RCPT" || act.verb == "DATA" ||
                                 act.verb == "." || act.kind == Act::Kind::Chunk;
            if (!outcome.sent || !outcome.reply || !act.said || !relayed) continue;
            // Answered by heloise itself: out of order, or a parameter that is not offered.
            const auto& asked = play.back().asked();
            const bool was_asked = std::any_of(
                asked.begin() + static_cast<std::ptrdiff_t>(outcome.asked_before),
                asked.begin() + static_cast<std::ptrdiff_t>(std::min(outcome.asked_after, asked.size())),
                [&](const BackJudge::Asked& one) {
                    const std::string verb = one.line.substr(0, one.line.find(' '));
                    return verb == act.verb || (act.last_chunk() && verb == ".");
                });
            if (!was_asked) {
                figures.refused("Server legs: what heloise answered itself",
                                act.verb + ", heloise said " + std::to_string(outcome.reply->code),
                                GetParam().name, "");
                continue;
            }
            const int heard = outcome.reply->code;
            if (!is_too_many(act, heard, recipients)) {
                EXPECT_EQ(heard / 100, expected_class(act))
                    << act.verb << ": the server said " << act.said->code << ", the front heard " << heard;
            }
            recipients = act.verb == "MAIL" ? false : recipients || (act.verb == "RCPT" && heard / 100 == 2);
            figures.count("server replies told on, all cuts");
        }
    }
    figures.count("server legs spoken to");
}

std::string test_name(const ::testing::TestParamInfo<Capture>& info) {
    std::string name = info.param.name;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return !is_alnum(c); }, '_');
    return name + "_" + std::to_string(info.index);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ServerLeg);
INSTANTIATE_TEST_SUITE_P(Captured, ServerLeg, ::testing::ValuesIn(all_captures()), test_name);

}  // namespace
}  // namespace heloise::testing
