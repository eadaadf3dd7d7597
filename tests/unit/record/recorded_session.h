// What the tests of recordings share: a session on paper that is told by hand what happens to it, in the way
// its driver tells it, while a recorder looks on; and a look at whether what was written replays.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "proxy/record/recorder.h"
#include "proxy/replay/replayer.h"
#include "proxy/transcript/transcript_settings.h"

namespace heloise {

// No digest at all: it tells what it was given, and gives numbers.
struct Digested {
    std::map<std::string, std::string> octets;  // by what was given in their place

    // Sixty-four digits that stand for the n-th, from 1.
    [[nodiscard]] static std::string digits(std::size_t n) { return fmt::format("{:064}", n); }
    [[nodiscard]] NewDigest maker() {
        return [this] { return std::make_unique<One>(*this); };
    }

private:
    class One final : public Digest {
    public:
        explicit One(Digested& all) : all_(all) {}
        void update(std::string_view some) override { octets_.append(some); }
        std::string hex() override {
            const std::string name = digits(all_.octets.size() + 1);
            all_.octets[name] = octets_;
            return name;
        }

    private:
        Digested& all_;
        std::string octets_;
    };
};

// Where a recording goes: what is left of it when its recorder has gone.
struct Paper {
    std::string text;
    std::vector<std::size_t> pieces;
    bool finished = false;
    bool refuses = false;

    class Sink final : public RecordSink {
    public:
        explicit Sink(Paper& paper) : paper_(paper) {}
        bool write(std::string piece) override {
            if (paper_.refuses) return false;
            paper_.pieces.push_back(piece.size());
            paper_.text += piece;
            return true;
        }
        void finish() override { paper_.finished = true; }

    private:
        Paper& paper_;
    };
};

// What is wrong with a recording, when it is replayed in every way; empty: nothing.
[[nodiscard]] inline std::string fault_of_recording(const std::string& text) {
    const auto parsed = parse_transcript(text);
    if (const auto* error = std::get_if<TranscriptError>(&parsed))
        return fmt::format("line {}: {}", error->line, error->text);
    const auto& transcript = std::get<Transcript>(parsed);
    if (print(transcript) != text) return "it is not canonical";
    const Loaded loaded = load_settings(transcript, "recording");
    for (const Problem& problem : loaded.problems) return problem.printed();
    const Backend& backend = loaded.configuration->backends.front();
    for (const Cutting& cutting : all_cuttings()) {
        const auto found = replay(transcript, backend, loaded.configuration->hostname, cutting);
        if (found)
            return fmt::format("line {}, {}: expected {}, got {}", found->line, cutting.text(),
                               found->expected, found->got);
    }
    return {};
}

[[nodiscard]] inline Backend recorded_backend() {
    Backend backend;
    backend.name = "test";
    backend.address = {Endpoint{"192.0.2.25", 25}};
    backend.greeting = Greeting::Helo;
    return backend;
}

// The driver's duties (proxy/daemon/machine_driver.h, driver.cpp) towards a session and its recorder.
class RecordedSession {
public:
    explicit RecordedSession(Backend the_backend = recorded_backend()) : backend(std::move(the_backend)) {}

    Backend backend;
    Desk desk{0, Duration{}};
    SessionFacts facts{"mx.example.org", "a-1", "127.0.0.1"};
    bool full = false;
    std::uint64_t most = 1024 * 1024;
    Moment now{Duration(5'000'000), std::chrono::sys_days{std::chrono::January / 1 / 2026}};
    Paper paper;
    Digested digested;

    bool must_wait = false;       // for the place
    bool desk_ponders = false;    // what it is asked of a recipient is not answered
    bool must_wait_next = false;  // once one has been there at once
    bool stalls = false;          // the back's socket takes nothing
    bool unheard = false;         // the back has said something that is told later
    bool disk_hangs = false;      // it does not answer
    bool disk_full = false;
    bool disk_broken = false;                    // what is on it cannot be read
    std::function<void()> before_spool_answers;  // once

    std::string heard;    // by the front
    std::string asked;    // of the back, and not answered yet
    bool called = false;  // the back, likewise

    void comes(bool speaks_first = false) {
        facts.offer = desk.book().offer();
        session_ = std::make_unique<Session>(backend, facts, now);
        recorder_ = std::make_unique<Recorder>(backend, *session_, facts,
                                               Recorder::Options{digested.maker(), full, most},
                                               std::make_unique<Paper::Sink>(paper), now);
        front_open_ = true;
        if (!speaks_first) return carry_out();
        recorder_->speaks_first();
    }
    void front(std::string_view octets) {
        if (front_open_) tell(FrontOctets{octets});
    }
    void front_ends() {
        if (std::exchange(front_open_, false)) tell(FrontEnded{});
    }
    // After a time in which it was not.
    void front_read_again() {
        session_->on(FrontReadAgain{}, now);
        if (recorder_) recorder_->told(FrontReadAgain{}, now);
    }
    void front_resets() {
        if (std::exchange(front_open_, false)) tell(FrontGone{});
    }
    void back(std::string_view octets) {
        unheard = false;
        tell(BackOctets{octets});
    }
    void back_ends() {
        unheard = false;
        back_open_ = false;
        tell(BackEnded{});
    }
    void answers() { call(true); }
    void refuses() { call(false); }
    void looked_up(const std::vector<std::string>& addresses) {
        addresses.empty() ? call(false) : tell(Addresses{addresses});
    }
    // The place that was waited for is there.
    void turn(bool others_wait = false) {
        desk.on(kTicket, *std::exchange(waiting_, std::nullopt), now);
        answer(others_wait);
    }
    void waiters(bool others_wait) { tell(DeskAnswer(Waiters{others_wait})); }
    // What was asked of the desk is answered at last.
    void answers_question() {
        desk.on(kTicket, *std::exchange(question_, std::nullopt), now);
        answer(false);
    }
    void drain() { tell(Drain{}); }
    void flows(bool and_stalls_again = false) {
        stalls = and_stalls_again;
        back_sent();
    }
    // Time passes, and the timer goes off where the session wants it.
    void pass(Duration lasts) {
        const Moment end = now.plus(lasts);
        while (session_->deadline() && *session_->deadline() <= end.steady) {
            now = now.plus(std::max(Duration{}, *session_->deadline() - now.steady));
            tell(TimePassed{});
        }
        now = end;
    }
    // Time passes, and nobody notices yet.
    void late(Duration lasts) { now = now.plus(lasts); }

    // Another session finds something out.
    void learns(const AddressLesson& lesson) { desk.book().learn(lesson, now); }

    // A sender that is greeted and asks for the back, which greets too.
    void begin() {
        asks();
        greets();
    }
    // Without the back's part.
    void asks() {
        comes();
        front("HELO client.example\r\n");
        front("MAIL FROM:<a@client.example>\r\n");
    }
    // The back, when it is called: it takes MAIL too.
    void greets() {
        answers();
        back("220 gw.example\r\n");
        back("250 gw.example\r\n");
        back("250 OK\r\n");
    }
    // In burst delivery: a message of many lines, complete and on the disk but for `in_memory`, and the back,
    // which takes so long to be there, up to its DATA.
    void begin_burst(std::size_t in_memory = 4096, Duration wait = {}) {
        backend.delivery = Delivery::Burst;
        backend.content.lookahead = in_memory;
        comes();
        front("HELO client.example\r\n");
        front("MAIL FROM:<a@client.example>\r\nRCPT TO:<r@example.org>\r\n");
        front("DATA\r\n");
        std::string body = "\r\n";
        for (int i = 0; i < 10000; ++i) body += "a line of a message\r\n";
        front(body);
        front(".\r\n");
        late(wait);
        greets();
        back("250 OK\r\n");
    }
    // And is granted a message.
    void begin_message() {
        begin();
        front("RCPT TO:<r@example.org>\r\n");
        back("250 OK\r\n");
        front("DATA\r\n");
        back("354 Go\r\n");
    }
    void end() {
        front("QUIT\r\n");
        if (back_open_) back("221 Bye\r\n");
        if (back_open_) back_ends();
    }

    [[nodiscard]] bool finished() const { return session_->finished(); }
    [[nodiscard]] bool back_open() const { return back_open_; }
    [[nodiscard]] bool recorded_still() const { return recorder_ != nullptr; }
    [[nodiscard]] bool has(std::string_view line) const {
        return ("\n" + paper.text).find("\n" + std::string(line) + "\n") != std::string::npos;
    }

private:
    void tell(const Input& input) {
        if (recorder_) recorder_->told(input, now);
        session_->on(input, now);
        carry_out();
    }
    void call(bool good) {
        called = false;
        back_open_ = good;
        good ? tell(Called{}) : tell(CallFailed{"refused"});
    }
    void back_sent() { tell(BackSent{}); }

    void carry_out() {
        if (std::exchange(carrying_out_, true)) return;
        act();
        while (answer(false)) act();
        carrying_out_ = false;
        if (recorder_ && !recorder_->done()) recorder_.reset();
        if (session_->finished() && recorder_) {
            recorder_->finish();
            recorder_.reset();
        }
        answer_spool();
    }
    void act() {
        for (auto actions = session_->take_actions(); !actions.empty(); actions = session_->take_actions()) {
            for (const Action& action : actions) {
                if (recorder_) recorder_->did(action);
                std::visit([this](const auto& one) { perform(one); }, action);
            }
            flush();
            if (recorder_) recorder_->flushed();
        }
    }
    bool answer(bool others_wait) {
        auto answers = desk.take_answers(kTicket);
        for (DeskAnswer& one : answers) {
            if (auto* turn = std::get_if<Turn>(&one)) turn->others_wait = others_wait;
            tell(one);
        }
        return !answers.empty();
    }
    void flush() {
        ends_message_ = false;
        if (!std::exchange(wrote_, false)) return;
        if (!stalls) return back_sent();
        if (recorder_) recorder_->stalled();
    }
    void perform(const Send& send) {
        if (send.to == Side::Front) {
            heard += send.octets;
            return;
        }
        forgets_ = forgets_ || (send.guarded && unheard);
        const bool kept = back_open_ && !forgets_;
        wrote_ = wrote_ || kept;
        ends_message_ = ends_message_ || (kept && send.ends_message);
        if (kept) asked += send.octets;
        if (!kept && recorder_) recorder_->forgotten();
    }
    void perform(const DeskRequest& request) {
        if (std::holds_alternative<TakeTurn>(request) && must_wait) {
            waiting_ = request;
            return;
        }
        if (std::holds_alternative<TakeTurn>(request)) must_wait = must_wait_next;
        if (std::holds_alternative<AskVerdict>(request) && desk_ponders) {
            question_ = request;
            return;
        }
        desk.on(kTicket, request, now);
    }
    void perform(const Resolve& resolve) {
        const Endpoint& endpoint = backend.address.at(resolve.index);
        if (parse_ip(endpoint.host)) looked_up({endpoint.text()});
    }
    void perform(const Connect&) {
        forgets_ = false;
        called = true;
    }
    void perform(const Close& close) {
        if (close.whom == Side::Front) {
            front_open_ = false;
            return;
        }
        back_open_ = forgets_ = stalls = called = false;
        asked.clear();
        if (std::exchange(ends_message_, false) && recorder_) recorder_->never_sent();
    }
    void perform(const Note&) {}
    void perform(const SpoolWrite& write) {
        failed_ = failed_ || disk_full;
        std::string& file = files_.at(static_cast<std::size_t>(write.file));
        if (file.size() < write.at + write.octets.size()) file.resize(write.at + write.octets.size());
        file.replace(write.at, write.octets.size(), write.octets);
    }
    void perform(const SpoolRead& read) {
        failed_ = failed_ || disk_broken;
        wanted_ = files_.at(static_cast<std::size_t>(read.file)).substr(read.at, read.octets);
    }
    void perform(const SpoolForget&) {
        files_ = {};
        wanted_.reset();
    }
    void answer_spool() {
        if (std::exchange(failed_, false)) {
            wanted_.reset();
            return tell(SpoolFailed{"the disk is full"});
        }
        if (!wanted_ || disk_hangs) return;
        const std::string octets = *std::exchange(wanted_, std::nullopt);
        if (const auto meanwhile = std::exchange(before_spool_answers, nullptr)) meanwhile();
        tell(Spooled{octets});
    }

    static constexpr Desk::Ticket kTicket = 1;

    std::unique_ptr<Session> session_;
    std::unique_ptr<Recorder> recorder_;
    std::optional<DeskRequest> waiting_;   // for a place
    std::optional<DeskRequest> question_;  // that is not answered
    bool carrying_out_ = false;
    bool front_open_ = false;
    bool back_open_ = false;
    bool forgets_ = false;
    bool wrote_ = false;
    bool ends_message_ = false;  // among what was written in this round
    bool failed_ = false;
    std::optional<std::string> wanted_;
    std::array<std::string, kSpoolFiles> files_;
};

}  // namespace heloise
