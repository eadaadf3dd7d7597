// A session between a scripted front and a modelled back, in one thread and without time.
//
// Everything that happens is a step: a piece of the front's octets is delivered, a write reaches the back,
// the back's answer comes in. A test may stop after any step, end a leg, and look at what each side believes.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proxy/replay/memory_spool.h"
#include "proxy/session/session.h"
#include "tests/support/answering_desk.h"

namespace heloise::testing {

// A back that obeys RFC 821, and of what came later what it is told to, and keeps what it accepted.
class ModelBack {
public:
    // What to answer to a line, as "250 OK"; empty: the built-in answer. "close" hangs up without a word.
    std::function<std::string(std::string_view line)> script;
    std::string banner = "220 back.example";
    // What it says to EHLO: "CHUNKING", "SIZE 1000", ... Only with CHUNKING does it know BDAT.
    std::vector<std::string> keywords;

    struct Accepted {
        std::string from;
        std::vector<std::string> recipients;
        std::string content;  // dots undone
        bool chunked = false;
    };
    std::vector<Accepted> accepted;
    std::vector<std::string> commands;  // over all connections
    std::vector<std::string> arrivals;  // likewise: what came in one piece
    int connections = 0;

    std::string connect();                         // returns the banner line
    std::string receive(std::string_view octets);  // returns the replies it gives to that
    [[nodiscard]] bool hung_up() const { return hung_up_; }

private:
    // A chunk of which octets are still to come.
    struct Chunk {
        std::string line;
        std::uint64_t left = 0;
    };

    std::string next_reply(std::string_view& octets);
    std::string answer(const std::string& line);
    std::string answer_chunk(const std::string& line);
    [[nodiscard]] std::string built_in(const std::string& line) const;
    [[nodiscard]] bool knows_chunks() const;
    std::string buffer_;
    std::optional<Chunk> chunk_;
    bool in_data_ = false;
    bool hung_up_ = false;
    Accepted open_;
};

class Rig {
public:
    explicit Rig(const Backend& backend);

    ModelBack back;  // the same at every address
    Moment now{Duration(0), std::chrono::sys_days{std::chrono::January / 1 / 2000}};

    // The front will say this, a step a piece.
    void front_says(std::vector<std::string> pieces);
    // One thing happens; false when nothing is left to happen.
    bool step();
    void run();
    // Tell the session something by hand, and carry out what it asks for.
    void tell(const std::function<void(Session&)>& what);
    // From now on the disk is full, broken, or works again. What it says is a step.
    void change_disk(MemorySpool::Disk disk) { spool_.change_disk(disk); }
    void kill_front();
    void kill_back();
    // Lets time pass to the next deadline, at most `most`; false when there was none.
    bool wait(Duration most);

    [[nodiscard]] const std::string& heard() const { return heard_; }  // by the front
    // Final lines of the replies the front heard, in order.
    [[nodiscard]] std::vector<std::string> replies() const;
    [[nodiscard]] bool noted(NoteKind kind) const;
    // The fields of all notes, as the log prints them.
    [[nodiscard]] const std::vector<std::string>& texts() const { return texts_; }
    [[nodiscard]] bool front_closed() const { return front_closed_; }
    // The terminator, or the last chunk, has been submitted to the back's socket.
    [[nodiscard]] bool end_submitted() const { return end_submitted_; }
    [[nodiscard]] const MemorySpool& spool() const { return spool_; }
    // What the session asked of the spool against the rules; empty: nothing.
    [[nodiscard]] const std::string& spool_misuse() const { return spool_misuse_; }
    Session& session() { return *session_; }
    // What all sessions of the backend share: other sessions are played by teaching it.
    AnsweringDesk& desk() { return desk_; }

private:
    struct ToBack {
        std::string octets;
    };
    struct FromBack {
        std::string octets;
    };
    struct Connected {};
    struct BackHangsUp {};
    using Event = std::variant<ToBack, FromBack, Connected, BackHangsUp, DeskAnswer>;

    void carry_out();
    void take_answers();
    void carry_out(const Action& action);
    void happen(const Event& event);

    Backend backend_;
    AnsweringDesk desk_;
    std::unique_ptr<Session> session_;
    std::deque<Event> events_;
    std::deque<std::string> pieces_;
    MemorySpool spool_;
    std::string spool_misuse_;
    std::string heard_;
    std::vector<NoteKind> notes_;
    std::vector<std::string> texts_;
    bool front_closed_ = false;
    bool front_killed_ = false;
    bool back_open_ = false;
    bool end_submitted_ = false;
};

// A backend at a literal address with sensible defaults.
[[nodiscard]] Backend test_backend(Greeting greeting);

// What stands below heloise's own Received field; empty when that is not there.
[[nodiscard]] std::optional<std::string> below_received(const std::string& content);

}  // namespace heloise::testing
