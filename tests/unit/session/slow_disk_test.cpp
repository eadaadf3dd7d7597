// A session and a disk that answers when the test says so, and in which order: what a message kept must not
// become when the disk is late.
#include <array>
#include <deque>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "proxy/base/limits.h"
#include "proxy/session/session.h"
#include "tests/support/answering_desk.h"

namespace heloise::testing {
namespace {
using namespace std::chrono_literals;

// A disk as proxy/edge/spool.cpp is one: each file has a queue of its own, so reads of two files may be
// answered in either order; nothing is answered until the test says so.
struct Stand {
    explicit Stand(Backend b)
        : backend(std::move(b)), session(backend, {"mx.example.org", "t", "127.0.0.1"}, now) {
        go();
    }
    Backend backend;
    testing::AnsweringDesk desk;
    Moment now{Duration(1h), std::chrono::sys_days{std::chrono::January / 1 / 2000}};
    Session session;
    std::array<std::string, 2> files;
    std::deque<SpoolRead> reads;
    std::size_t reads_at_once = 0;
    std::string front, back;  // what was said to each
    std::string notes;
    std::size_t written[2] = {0, 0};

    void go() {
        for (auto actions = session.take_actions(); !actions.empty(); actions = session.take_actions()) {
            for (auto& a : actions) act(a);
            desk.answer(session, now);
        }
    }
    void act(Action& a) {
        if (auto* s = std::get_if<Send>(&a)) {
            (s->to == Side::Front ? front : back) += s->octets;
            if (s->to == Side::Back) session.on(BackSent{}, now);
        } else if (desk.take(a, now)) {
            // Its answers come when all is carried out.
        } else if (std::get_if<Connect>(&a)) {
            session.on(Called{}, now);
        } else if (auto* w = std::get_if<SpoolWrite>(&a)) {
            auto& f = files[static_cast<std::size_t>(w->file)];
            f.resize(std::max<std::size_t>(f.size(), w->at + w->octets.size()));
            f.replace(w->at, w->octets.size(), w->octets);
            written[static_cast<std::size_t>(w->file)] += w->octets.size();
        } else if (auto* r = std::get_if<SpoolRead>(&a)) {
            reads.push_back(*r);
            reads_at_once = std::max(reads_at_once, reads.size());
        } else if (std::get_if<SpoolForget>(&a)) {
            reads.clear();
        } else if (auto* n = std::get_if<Note>(&a)) {
            append_text(notes.append(name(n->kind)), n->fields);
            notes += "\n";
        }
    }
    void from_front(std::string_view o) {
        session.on(FrontOctets{o}, now);
        go();
    }
    void from_back(std::string_view o) {
        session.on(BackOctets{o}, now);
        go();
    }
    // Answers the oldest read of this file.
    bool answer(SpoolFile file) {
        for (auto i = reads.begin(); i != reads.end(); ++i) {
            if (i->file != file) continue;
            const std::string octets = files[static_cast<std::size_t>(file)].substr(i->at, i->octets);
            reads.erase(i);
            session.on(Spooled{octets}, now);
            go();
            return true;
        }
        return false;
    }
    void greet() {
        from_back("220 gw\r\n");
        from_back("250 gw\r\n");
        from_back("250 ok\r\n");
        from_back("250 ok\r\n");
        from_back("354 go\r\n");
    }
};

Backend burst_backend() {
    Backend b;
    b.name = "test";
    b.address = {{"192.0.2.1", 25}, {"192.0.2.2", 25}};
    b.greeting = Greeting::Helo;
    b.delivery = Delivery::Burst;
    b.content.received = false;
    b.content.lookahead = 4096;
    return b;
}

const char* const kEnvelope =
    "EHLO c.example\r\nMAIL FROM:<a@c.example>\r\nRCPT TO:<r@example.org>\r\nDATA\r\n";

// Rule 24/26, actions.h "at most one read is out at a time". The answer to a read of the lost attempt (Part,
// whose queue has all the writes in front of it) comes after the answer to the new attempt's (Message): the
// count of stale reads then swallows the right one and takes the stale one for the message.
TEST(SlowDisk, AStaleAnswerOfTheOtherFileIsNotTakenForTheMessage) {
    Stand s(burst_backend());
    std::string body =
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
    for (int i = 0; i < 1000; ++i) body += "first part, which is never held, line for line\r\n";
    body += "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
    for (int i = 0; body.size() < 90000; ++i)
        body += "line " + std::to_string(i) + " of plain text, nothing special\r\n";
    body += "one \xC3\xBC\r\n--b--\r\n";
    s.from_front(kEnvelope);
    s.from_front(body + ".\r\n");
    s.greet();
    while (s.answer(SpoolFile::Message)) {
    }
    ASSERT_EQ(s.reads.size(), 1U);
    ASSERT_EQ(s.reads.front().file,
              SpoolFile::Part);        // decided at the last line: what was held is asked back
    s.session.on(BackEnded{}, s.now);  // lost before the end: the next address
    s.go();
    s.back.clear();
    s.greet();
    EXPECT_EQ(s.reads_at_once, 1U) << "two reads out at once";
    // The disk answers the Message file first.
    for (int i = 0; i < 200 && (s.answer(SpoolFile::Message) || s.answer(SpoolFile::Part)); ++i) {
    }
    const bool ended = s.back.ends_with("\r\n.\r\n");
    if (ended) s.from_back("250 queued\r\n");
    const std::string data = s.back.substr(s.back.find("DATA\r\n") + 6);
    EXPECT_TRUE(data.find("line 0 of") != std::string::npos);
    std::size_t missing = 0, twice = 0;
    for (int i = 0; body.find("line " + std::to_string(i) + " of") != std::string::npos; ++i) {
        const std::string line = "line " + std::to_string(i) + " of";
        const auto at = data.find(line);
        if (at == std::string::npos) {
            ++missing;
            continue;
        }
        if (data.find(line, at + 1) != std::string::npos) ++twice;
    }
    EXPECT_EQ(missing, 0U);
    EXPECT_EQ(twice, 0U);
    EXPECT_TRUE(data.find("=C3=BC") != std::string::npos);
}

// A timer for every state: a complete message in live delivery whose part is asked back from a disk that
// hangs.
TEST(SlowDisk, AMessageThatWaitsForTheDiskHasADeadline) {
    Backend b = burst_backend();
    b.delivery = Delivery::Live;
    Stand s(b);
    s.from_front("EHLO c.example\r\nMAIL FROM:<a@c.example>\r\n");
    s.from_back("220 gw\r\n");
    s.from_back("250 gw\r\n");
    s.from_back("250 ok\r\n");
    s.from_front("RCPT TO:<r@example.org>\r\n");
    s.from_back("250 ok\r\n");
    s.from_front("DATA\r\n");
    s.from_back("354 go\r\n");
    std::string body = "Subject: x\r\n\r\n";
    while (body.size() < 60000) body += "plain text, nothing special\r\n";
    s.from_front(body + "\xC3\xBC\r\n.\r\n");
    ASSERT_EQ(s.reads.size(), 1U);
    EXPECT_TRUE(s.session.busy());
    EXPECT_TRUE(s.session.deadline().has_value());
}

// State of one message in the note of the next: a chunk that is refused is logged with the Message-ID and
// size of the one before.
TEST(SlowDisk, ARefusedChunkIsNotLoggedAsTheMessageBefore) {
    Backend b = burst_backend();
    b.delivery = Delivery::Live;
    b.limits.message_size = 1000;
    Stand s(b);
    s.from_front("EHLO c.example\r\nMAIL FROM:<a@c.example>\r\n");
    s.from_back("220 gw\r\n");
    s.from_back("250 gw\r\n");
    s.from_back("250 ok\r\n");
    s.from_front("RCPT TO:<r@example.org>\r\n");
    s.from_back("250 ok\r\n");
    s.from_front("DATA\r\n");
    s.from_back("354 go\r\n");
    s.from_front("Message-ID: <first@c.example>\r\n\r\nx\r\n.\r\n");
    s.from_back("250 ok\r\n");
    s.from_front("MAIL FROM:<a@c.example>\r\n");
    s.from_back("250 ok\r\n");
    s.from_front("RCPT TO:<r@example.org>\r\n");
    s.from_back("250 ok\r\n");
    s.notes.clear();
    s.from_front("BDAT 2000\r\nMessage-ID: <second@c.example>\r\n\r\n");
    s.from_back("354 go\r\n");
    s.from_front(std::string(2000, 'x'));
    EXPECT_TRUE(s.notes.find("message_refused") != std::string::npos) << s.notes;
    EXPECT_TRUE(s.notes.find("first@c.example") == std::string::npos) << s.notes;
}

}  // namespace
}  // namespace heloise::testing
