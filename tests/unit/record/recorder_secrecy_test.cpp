// Random sessions: whatever is said, no letter and no password is written, and what is written replays.
#include <random>

#include <gtest/gtest.h>

#include "tests/unit/record/recorded_session.h"

namespace heloise {
namespace {

using Random = std::mt19937;

// Letters and passwords are of octets that nothing else here is of.
constexpr char kLetter = '%';
constexpr char kPassword = '$';

// Answers what it is asked, at times with a refusal, and hangs up now and then.
class RandomGateway {
public:
    RandomGateway(RecordedSession& session, Random& random) : session_(session), random_(random) {}

    // Until it is asked nothing any more.
    void work() {
        while (session_.called || !session_.asked.empty()) {
            if (session_.called) {
                answer_call();
            } else {
                buffer_ += std::exchange(session_.asked, {});
                while (session_.back_open() && answer()) {
                }
            }
        }
    }

private:
    [[nodiscard]] bool chance(unsigned one_in) { return random_() % one_in == 0; }

    void answer_call() {
        buffer_.clear();
        end_ = "\r\n";
        chunk_ = 0;
        if (chance(20)) return session_.refuses();
        session_.answers();
        session_.back("220 gw.example\r\n");
    }
    // False when there is nothing whole to answer.
    bool answer() {
        const std::size_t at = chunk_ > 0 ? chunk_ : buffer_.find(end_);
        if (at == std::string::npos || at > buffer_.size()) return false;
        const std::string said = buffer_.substr(0, at);
        buffer_.erase(0, chunk_ > 0 ? at : at + end_.size());
        if (chunk_ == 0 && end_ == "\r\n") {
            answer_line(said);
        } else {
            chunk_ = 0;
            end_ = "\r\n";
            session_.back(chance(8) ? "552 no\r\n" : "250 taken\r\n");
        }
        return true;
    }
    void answer_line(const std::string& line) {
        if (chance(50)) return session_.back_ends();
        if (line.starts_with("EHLO"))
            return session_.back("250-gw.example\r\n250-8BITMIME\r\n250-CHUNKING\r\n250 BINARYMIME\r\n");
        if (line.starts_with("BDAT")) {
            chunk_ = std::stoul(line.substr(5));
            if (chunk_ == 0) session_.back("250 taken\r\n");
            return;
        }
        if (chance(8)) return session_.back("550 no\r\n");
        if (line != "DATA") return session_.back(line == "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
        end_ = "\r\n.\r\n";
        // The message may be empty.
        buffer_.insert(0, "\r\n");
        session_.back("354 go\r\n");
    }

    RecordedSession& session_;
    Random& random_;
    std::string buffer_;
    std::string end_ = "\r\n";
    std::size_t chunk_ = 0;
};

class RandomSender {
public:
    RandomSender(RecordedSession& session, Random& random)
        : session_(session), random_(random), gateway_(session, random) {}

    void talk() {
        session_.comes();
        say(chance(3) ? "HELO a.example\r\n" : "EHLO a.example\r\n");
        for (int i = 0; i < 12 && !session_.finished(); ++i) act();
        chance(2) ? session_.front_ends() : session_.front_resets();
        gateway_.work();
        for (int i = 0; i < 20 && !session_.finished(); ++i) session_.pass(10min);
    }

private:
    [[nodiscard]] bool chance(unsigned one_in) { return random_() % one_in == 0; }

    // In pieces, and the gateway may answer in between.
    void say(std::string octets) {
        while (!octets.empty() && !session_.finished()) {
            const std::size_t piece = chance(2) ? octets.size() : 1 + random_() % octets.size();
            session_.front(octets.substr(0, piece));
            octets.erase(0, piece);
            if (chance(4)) session_.pass(Duration(random_() % 400));
            if (chance(2)) gateway_.work();
        }
        gateway_.work();
    }
    void act() {
        switch (random_() % 8) {
            case 0: return log_in();
            case 1: return say(chance(3) ? "RSET\r\nNOOP\r\n" : "VRFY a\r\n");
            case 2: return say("MAIL FROM:<a@a.example>\r\n");
            case 3: return chunk();
            default: return letter();
        }
    }
    void log_in() {
        const std::string password(4 + random_() % 60, kPassword);
        switch (random_() % 4) {
            case 0: return say("AUTH PLAIN " + password + "\r\n");
            case 1: return say("AUTH LOGIN\r\n" + password + "\r\n" + password + "\r\n");
            case 2: return say("auth " + password + "\r\n*\r\nRSET\r\n");
            default: return say("NOOP\r\nAUTH CRAM-MD5\r\n" + password + "\r\nRSET\r\n");
        }
    }
    std::string text() {
        std::string octets = "Subject: ";
        for (std::size_t lines = random_() % 6; lines > 0; --lines) {
            octets.append(random_() % 70, kLetter).append(chance(5) ? "\r\n..\r\n" : "\r\n");
            if (chance(20)) octets.append("\xC3\xA9\r\n");
        }
        return octets + "\r\n";
    }
    void letter() {
        session_.heard.clear();
        say("MAIL FROM:<a@a.example>\r\nRCPT TO:<b@b.example>\r\n");
        const bool taken = session_.heard.find("250 2.1.5") != std::string::npos;
        // At times it does not wait for its turn. In a burst that would depend on how it is cut.
        if (taken && session_.back_open() && session_.backend.delivery == Delivery::Live && chance(10))
            return session_.front("DATA\r\n" + text() + ".\r\n");
        session_.heard.clear();
        say("DATA\r\n");
        if (session_.heard.ends_with("354 Start mail input; end with <CRLF>.<CRLF>\r\n"))
            say(text() + ".\r\n");
    }
    void chunk() {
        const std::string octets = text();
        say("BDAT " + std::to_string(octets.size()) + (chance(2) ? " LAST\r\n" : "\r\n") + octets);
    }

    RecordedSession& session_;
    Random& random_;
    RandomGateway gateway_;
};

TEST(RecorderSecrecy, NoLetterAndNoPasswordIsWrittenAndTheRestReplays) {
    std::size_t secrets = 0;
    std::size_t bodies = 0;
    for (std::uint32_t seed = 1; seed <= 400; ++seed) {
        Random random(seed);
        RecordedSession session;
        session.backend.greeting = random() % 2 == 0 ? Greeting::Helo : Greeting::Auto;
        session.backend.delivery = random() % 3 == 0 ? Delivery::Burst : Delivery::Live;
        RandomSender(session, random).talk();
        const std::string& text = session.paper.text;
        ASSERT_TRUE(session.paper.finished) << seed;
        ASSERT_EQ(text.find(kLetter), std::string::npos) << seed << "\n" << text;
        ASSERT_EQ(text.find(kPassword), std::string::npos) << seed << "\n" << text;
        ASSERT_EQ(fault_of_recording(text), "") << seed << "\n" << text;
        if (text.find("\\{secret}") != std::string::npos) ++secrets;
        if (text.find("\\{body") != std::string::npos) ++bodies;
    }
    EXPECT_GT(secrets, 100U);
    EXPECT_GT(bodies, 100U);
}

}  // namespace
}  // namespace heloise
