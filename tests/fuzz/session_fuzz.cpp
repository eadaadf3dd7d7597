// A whole session against any octets from either side, in any order, cut anywhere, with time passing.
//
// The input is a little program: a flavour, a second one if 0xFF says so, and steps: an opcode octet, a
// length and that many octets. What must hold: no crash; at most one back connection at a time; nothing to
// the front after its Close; a 2xx to a message only where the back said a "2" after all that it was
// sent; a spool used by its rules; what is held stays within limits; nothing but QUIT to a back that refused
// a message, nor anything to one that refused a long command until its second answer would be there (rule
// 11); a front that ended its side is not read any more.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "proxy/backend/desk.h"
#include "proxy/base/limits.h"
#include "proxy/replay/memory_spool.h"
#include "proxy/session/session.h"

namespace heloise {
namespace {

void must(bool condition) {
    if (!condition) std::abort();
}

class Driver {
public:
    Driver(std::uint8_t flavour, std::uint8_t content)
        : backend_(make_backend(flavour, content)),
          session_(backend_, {"mx.example.org", "test", "192.0.2.1"}, now_) {
        if ((flavour & 0x80) == 0) carry_out();
    }

    void step(std::uint8_t opcode, std::string_view octets) {
        switch (opcode % 14) {
            case 0:
            case 1: session_.on(FrontOctets{octets}, now_); break;
            case 2:
            case 3:
                if (back_open_ && connected_) {
                    yes_ = yes_ || octets.find('2') != std::string_view::npos;
                    hear_refusal(octets);
                    session_.on(BackOctets{octets}, now_);
                }
                break;
            case 4:
                octets.empty() ? session_.on(FrontEnded{}, now_) : session_.on(FrontGone{}, now_);
                must(!session_.wants_front());
                break;
            case 5:
                if (back_open_) {
                    back_open_ = connected_ = false;
                    session_.on(BackEnded{}, now_);
                }
                break;
            case 6:
                if (back_open_ && !connected_) {
                    connected_ = true;
                    session_.on(Called{}, now_);
                }
                break;
            case 7:
                if (back_open_ && !connected_) {
                    back_open_ = false;
                    session_.on(CallFailed{"refused"}, now_);
                }
                break;
            case 8:
                now_ = now_.plus(Duration(1) * (octets.size() * octets.size() * 1000));
                pass_time();
                break;
            case 9: session_.on(DeskAnswer(Waiters{octets.size() % 2 == 0}), now_); break;
            case 10:
                // A program of before knows of the socket only.
                if (octets.size() % 4 == 3) {
                    slow_desk_ = !slow_desk_;
                } else {
                    stalled_ = !stalled_;
                }
                break;
            case 11:
                if (octets.size() > 40) session_.on(Drain{}, now_);
                if (octets.size() > 60) session_.on(Stop{}, now_);
                break;
            case 12: change_disk(octets.size()); break;
            case 13: static_cast<void>(spool_.tell(session_, now_)); break;
        }
        carry_out();
    }

private:
    static Backend make_backend(std::uint8_t flavour, std::uint8_t content) {
        Backend backend;
        backend.address = {{"192.0.2.25", 25}, {"gateway.example", 25}, {"192.0.2.26", 25}};
        backend.greeting = static_cast<Greeting>(flavour % 3);
        if ((flavour & 4) != 0) backend.connect = ConnectWhen::Early;
        if ((flavour & 8) != 0) backend.quirks.rset = RsetUse::Never;
        if ((flavour & 16) != 0) backend.content.bare_newline = BareNewline::Reject;
        if ((flavour & 32) != 0) backend.limits.messages_per_session = 1;
        if ((flavour & 64) != 0) backend.quirks.expect_hangup = {"Huh?"};
        backend.limits.message_size = 4096;
        backend.keywords["EXPN"] = KeywordPolicy::Pass;
        // So little memory that a message of a few lines goes through the spool.
        if (content != 0) backend.content.lookahead = 64;
        if ((content & 1) != 0) backend.delivery = Delivery::Burst;
        if ((content & 2) != 0) backend.limits.spool = 256;
        if ((content & 4) != 0) backend.content.eight_bit = Handling::Pass;
        if ((content & 8) != 0) backend.content.eight_bit = Handling::Reject;
        if ((content & 16) != 0) backend.limits.text_line = 78;
        if ((content & 32) != 0) backend.quirks.leading_dot = LeadingDot::Encode;
        if ((content & 64) != 0) backend.content.signed_parts = Handling::Reject;
        if ((content & 128) != 0) backend.keyword_default = KeywordPolicy::Emulate;
        return backend;
    }

    // One refusal, and nothing before or behind it, that is an answer to what was sent.
    void hear_refusal(std::string_view octets) {
        const bool refusal = octets.size() > 5 && octets.size() < 80 && octets.ends_with("\r\n") &&
                             octets.find('\n') == octets.size() - 1 &&
                             (octets[0] == '4' || octets[0] == '5') && octets[1] >= '0' && octets[1] <= '5' &&
                             octets[2] >= '0' && octets[2] <= '9' && octets[3] == ' ';
        const bool answers = !std::exchange(heard_back_, true) && refusal && !stalled_;
        // 421 and 503 end it otherwise (rules 4 and 27), and so does what announces a hang-up.
        if (!answers || octets.starts_with("421") || octets.starts_with("503") ||
            octets.find("Huh?") != std::string_view::npos)
            return;
        only_quit_ = sent_end_;
        const bool of_transaction = sent_.starts_with("MAIL ") || sent_.starts_with("RCPT ");
        if (of_transaction && sent_.size() > limits::kLongCommand)
            silent_until_ = now_.steady + limits::kSecondAnswer;
    }

    void check_send(const Send& send) {
        must(!only_quit_ || send.octets == "QUIT\r\n");
        must(now_.steady >= silent_until_);
        sent_ = send.octets;
        sent_end_ = send.ends_message;
        heard_back_ = false;
    }

    void change_disk(std::size_t how) {
        constexpr std::array kDisks{MemorySpool::Disk::Works, MemorySpool::Disk::Full,
                                    MemorySpool::Disk::Broken};
        slow_disk_ = how % 2 == 1;
        spool_.change_disk(kDisks[how / 2 % kDisks.size()]);
    }

    // Whatever is due is done in a few calls: a deadline that stayed in the past would spin the driver's
    // timer.
    void pass_time() {
        for (int calls = 0; calls < 20; ++calls) {
            session_.on(TimePassed{}, now_);
            carry_out();
            const auto due = session_.deadline();
            if (!due || *due > now_.steady) return;
        }
        must(false);
    }

    void carry_out() {
        for (int round = 0; round < 10000; ++round) {
            const auto actions = session_.take_actions();
            for (const Action& action : actions) carry_out(action);
            const bool answered = !slow_desk_ && answer_question();
            const bool told = !slow_disk_ && spool_.tell(session_, now_);
            if (actions.empty() && !answered && !told) return;
        }
        must(false);  // it talks to itself for ever
    }

    bool answer_question() {
        const auto answers = desk_.take_answers(1);
        for (const DeskAnswer& answer : answers) session_.on(answer, now_);
        return !answers.empty();
    }

    void carry_out(const Action& action) {
        if (const auto* send = std::get_if<Send>(&action)) {
            if (send->to == Side::Front) {
                must(!front_closed_);
                must(send->octets.ends_with("\r\n"));
                for (const char c : send->octets) must(c == '\r' || c == '\n' || (c >= ' ' && c <= '~'));
            } else {
                must(back_open_);
                must(send->octets.size() <= 2 * limits::kRead + limits::kFrontAhead * 2);
                yes_ = false;
                check_send(*send);
                if (!stalled_) session_.on(BackSent{}, now_);
            }
        } else if (const auto* request = std::get_if<DeskRequest>(&action)) {
            if (std::holds_alternative<TakeTurn>(*request)) must(!std::exchange(turn_, true));
            if (std::holds_alternative<GiveTurn>(*request)) must(std::exchange(turn_, false));
            desk_.on(1, *request, now_);
        } else if (std::holds_alternative<Resolve>(action)) {
            session_.on(Addresses{{"192.0.2.27:25", "192.0.2.28:25"}}, now_);
        } else if (std::holds_alternative<Connect>(action)) {
            must(!back_open_ && turn_);
            back_open_ = true;
            connected_ = only_quit_ = sent_end_ = false;
            sent_.clear();
            silent_until_ = {};
        } else if (const auto* close = std::get_if<Close>(&action)) {
            if (close->whom == Side::Front) {
                must(!front_closed_);
                front_closed_ = true;
            } else {
                back_open_ = connected_ = false;
            }
        } else if (const auto* write = std::get_if<SpoolWrite>(&action)) {
            must(spool_.write(*write).empty());
            must(spool_.size() <= 2 * backend_.limits.spool);
        } else if (const auto* read = std::get_if<SpoolRead>(&action)) {
            must(spool_.read(*read).empty());
        } else if (std::holds_alternative<SpoolForget>(action)) {
            spool_.forget();
        } else if (const auto* note = std::get_if<Note>(&action)) {
            if (note->kind == NoteKind::MessageAccepted) must(yes_);
            std::string text;
            append_text(text, note->fields);
            for (const char c : text) must(c >= ' ' && c <= '~');
        }
    }

    Moment now_{Duration(1000), {}};
    Backend backend_;
    Desk desk_{0, Duration{}};
    Session session_;
    bool turn_ = false;
    bool back_open_ = false;
    bool connected_ = false;
    bool front_closed_ = false;
    bool stalled_ = false;
    MemorySpool spool_;
    bool slow_desk_ = false;
    bool slow_disk_ = false;   // answers only when the program says so
    std::string sent_;         // to the back, last
    bool sent_end_ = false;    // with a message's end
    bool heard_back_ = false;  // anything since then
    bool only_quit_ = false;   // the back has refused a message
    Duration silent_until_{};  // the back may say more of what it refused
    bool yes_ = false;         // the back has said a "2" since something was last sent to it
};

}  // namespace
}  // namespace heloise

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input(reinterpret_cast<const char*>(data), size);
    if (input.empty()) return 0;
    const auto flavour = static_cast<std::uint8_t>(input[0]);
    input.remove_prefix(1);
    std::uint8_t content = 0;
    if (input.size() >= 2 && input[0] == '\xFF') {
        content = static_cast<std::uint8_t>(input[1]);
        input.remove_prefix(2);
    }
    heloise::Driver driver(flavour, content);
    while (input.size() >= 2) {
        const auto opcode = static_cast<std::uint8_t>(input[0]);
        const std::size_t length =
            std::min<std::size_t>(static_cast<std::uint8_t>(input[1]), input.size() - 2);
        driver.step(opcode, input.substr(2, length));
        input.remove_prefix(2 + length);
    }
    return 0;
}
