// A sender of a simulated world: one session, with one message or several, in one of the ways in which
// senders behave.
//
// It counts what it is owed: every command gets one reply, in order, of a kind that fits; a reply of the
// gateway's that names an address names the one that was asked about. It may pipeline, dribble, stop reading,
// break off anywhere, end its side and read on, or say nothing more for ever; then it is heloise's turn to
// end it.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/books.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/network.h"

namespace heloise::simulation {

struct Letter {
    std::string message;  // attempts of the same message share it
    std::string reverse_path;
    std::vector<std::string> recipients;
    int attempts = 0;
};

class Sender final : public Network::Owner, public std::enable_shared_from_this<Sender> {
public:
    struct Manner {
        std::string name;      // "f17.example", also its place in the address
        std::string address;   // "10.0.3.17:40000"
        bool extended = true;  // EHLO
        bool pipelines = false;
        bool chunks = false;
        bool dribbles = false;
        bool chatters = false;  // NOOP, RSET, VRFY and nonsense in between
        bool quits = true;      // else it just closes
        enum class Breaks : std::uint8_t {
            Never,
            Ends,
            Resets,
            FallsSilent,
            StopsReading
        } breaks = Breaks::Never;
        std::uint64_t breaks_after = 0;  // octets that it has said
        // It does not wait for the reply to its last message: it ends its side and reads on. With QUIT before
        // that it is as Exim is, which says all it has in one write where it may pipeline.
        enum class Ends : std::uint8_t { Waits, BehindQuit, BehindMessage } ends = Ends::Waits;
        Time ends_after = 0;       // so long behind its last octet
        Time patience = 0;         // 0: for ever
        bool trusts_names = true;  // no gateway of this world answers twice
    };

    Sender(Timeline& timeline, Network& network, Books& books, Dice dice, Manner manner,
           std::vector<Letter> letters);

    void call(const std::string& address);
    [[nodiscard]] bool over() const { return over_; }
    [[nodiscard]] const Manner& manner() const { return manner_; }
    [[nodiscard]] std::string waits_for() const;
    // When it said its first MAIL, and that message's end; 0: not yet. When it heard the answer to either.
    struct FirstTimes {
        Time mail = 0, mail_answered = 0, end = 0, end_answered = 0;
    };
    [[nodiscard]] const FirstTimes& first() const { return first_; }
    // What it said may not have arrived, or it does not hear what it is told.
    [[nodiscard]] bool disturbed() const { return over_ || broken_off_ || network_.was_disturbed(socket_); }

    // A letter that was not accepted, to be tried again; called when the session is over or goes on without
    // it.
    std::function<void(Letter letter)> when_deferred = [](const Letter&) {};
    std::function<void()> when_over = [] {};

private:
    enum class Owed : std::uint8_t { Banner, Hello, Mail, Rcpt, Data, Chunk, End, Other, Quit };
    struct Expected {
        Owed what;
        std::size_t recipient = 0;
        std::uint64_t ends_at = 0;  // so many octets said are the command whole
    };

    void on_connected(int, int error) override;
    void on_readable(int) override;
    void on_writable(int) override { push(); }
    void take_replies();
    void take_reply(const std::vector<std::string>& lines);
    void check_form(const std::vector<std::string>& lines, int code);
    void check_name(const std::string& text, const std::vector<std::string>& paths);
    void check_last_words(bool broken);
    void on_reply(const Expected& expected, int code, const std::vector<std::string>& lines);
    void on_rcpt(std::size_t recipient, int code, const std::string& line);
    void on_final(int code, const std::string& line);
    void go_on();
    void hello();
    void next_letter();
    void begin_letter();
    [[nodiscard]] bool all_at_once() const { return manner_.pipelines && offered("PIPELINING"); }
    void recipients_from(std::size_t first);
    void rset();
    void send_content();
    void send_chunks();
    void say_end();
    void letter_done();
    void leave();
    void chatter();
    // A command behind those that are to be said together, and the reply that is owed to it.
    void add(Owed what, const std::string& octets, std::size_t recipient = 0);
    void say();
    void say(Owed what, const std::string& octets) {
        add(what, octets);
        say();
    }
    void push();
    void break_off();
    void end_side(bool at_once);
    void wait_no_longer();
    void end(bool with_reset);
    void wrong(const std::string& what);
    [[nodiscard]] bool offered(std::string_view keyword) const;

    Timeline& timeline_;
    Network& network_;
    Books& books_;
    Dice dice_;
    Manner manner_;
    std::vector<Letter> letters_;
    std::size_t letter_ = 0;
    int socket_ = -1;
    bool over_ = false;
    bool broken_off_ = false;  // it ended its side or fell silent, and hears what still comes
    bool deaf_ = false;
    bool said_421_ = false;
    bool leaving_ = false;    // QUIT is said, or all that it has to say
    bool ends_side_ = false;  // once what it has to say is said
    // It ended its side behind a whole command, so that all of them are to be answered (rule 25).
    bool all_whole_ = false;
    std::uint64_t freezes_ = 0;      // there had been when it ended its side
    std::uint64_t answered_to_ = 0;  // so many octets that it said have been answered
    bool pushing_ = false;
    FirstTimes first_;
    std::uint64_t mail_ends_at_ = 0;  // so many octets said are its first MAIL
    std::string heard_;
    std::vector<std::string> lines_;
    std::string batch_;  // to be said together
    std::string unsent_;
    std::uint64_t said_ = 0;
    std::deque<Expected> owed_;
    std::vector<std::string> keywords_;
    std::uint64_t replies_ = 0;

    // The letter that is on its way.
    std::shared_ptr<Attempt> attempt_;
    std::uint64_t ends_at_ = 0;  // so many octets said are its end; 0: the end is not on its way
    std::size_t rcpts_answered_ = 0;
    bool mail_accepted_ = false;
    bool content_due_ = false;  // pipelined or not, DATA or chunks come once the recipients are known
    bool dead_ = false;         // to be ended by RSET
};

}  // namespace heloise::simulation
