// What a gateway says: its answers, or what becomes of them.
#include <utility>

#include "tests/simulation/gateway_visit.h"

namespace heloise::simulation {
namespace {

// NOS cuts lines behind so many octets (legacy fact 101). What may be the answer to the rest comes so soon.
constexpr std::size_t kUncut = 254;
constexpr Time kSoon = 10 * kMillisecond;
// What sendmail 5 says more to a message.
constexpr Time kSeconds = 5 * kSecond;

}  // namespace

// An answer, or what this gateway makes of it.
void Gateway::Visit::answer(std::string text, MayFail may_fail) {
    const Time think = dice_.between(0, gateway_.manner_.think_most);
    if (may_fail == MayFail::No) return say(think, std::move(text));
    if (dice_.chance(faults().hangs_up)) return end(false);
    if (dice_.chance(faults().resets)) return end(true);
    if (dice_.chance(faults().silent)) {
        silent_ = owes_ = true;
        return;
    }
    if (dice_.chance(faults().late))
        return say(dice_.between(think, gateway_.manner_.late_most), std::move(text));
    if (may_fail == MayFail::Yes && dice_.chance(faults().takes_leave))
        return say(think, "421 closing", dice_.chance(800));
    if (dice_.chance(faults().half)) {
        silent_ = true;
        return say(think, "\\" + text.substr(0, dice_.below(text.size() + 1)), dice_.chance(500));
    }
    if (dice_.chance(faults().nonsense)) {
        confused_ = true;
        constexpr const char* kNonsense[] = {"hello",    "999 what", "250-a\r\n251 b",
                                             "120 wait", "2x0 yes",  "354 go"};
        return say(think, kNonsense[dice_.below(asked_ == Asked::Data ? 5 : 6)]);  // to DATA 354 makes sense
    }
    if (dice_.chance(faults().twice)) return answer_twice(think, text);
    const bool refused = text.starts_with('4') || text.starts_with('5');
    const bool may_be_cut = refused && asked_ == Asked::Address && asked_octets_ > kUncut;
    if (may_be_cut && faults().repeats_long > 0 && dice_.chance(faults().repeats_long))
        afterwards_.emplace_back(dice_.between(0, kSoon), "500 " + asked_path_ + " what was that?");
    say(think, std::move(text), dice_.chance(faults().hangs_up));
}

void Gateway::Visit::answer_twice(Time think, const std::string& text) {
    confused_ = true;
    const bool no_verdict = asked_ == Asked::Address && gateway_.manner_.doubles_whole;
    const std::string once = no_verdict ? text + GatewayManner::kNoVerdict : text;
    say(think, once + "\r\n" + once);
}

// And perhaps once more than that, or twice.
void Gateway::Visit::refuse_message(const std::string& code) {
    refused_message_ = true;
    const std::string named = gateway_.manner_.names_all ? reverse_path_ + " " : "";
    if (faults().repeats_message > 0 && dice_.chance(faults().repeats_message)) {
        for (std::uint64_t i = 0, most = 1 + dice_.below(2); i < most; ++i)
            afterwards_.emplace_back(dice_.between(0, kSeconds), "554 " + named + "as I said");
    }
    answer(code + " " + named + (code.starts_with('4') ? "not now" : "never"));
}

// Said behind an answer, whatever is asked meanwhile.
void Gateway::Visit::say_afterwards() {
    for (const auto& [delay, text] : std::exchange(afterwards_, {})) {
        gateway_.timeline_.in(delay, [self = shared_from_this(), text = text] {
            if (self->over_ || self->silent_) return;
            ++self->gateway_.books_.sums.said_again;
            self->send(text);
        });
    }
}

// A text that begins with a backslash has no line end.
void Gateway::Visit::say(Time delay, std::string text, bool then_end) {
    owes_ = true;
    gateway_.timeline_.in(delay, [self = shared_from_this(), text = std::move(text), then_end] {
        if (self->over_) return;
        self->owes_ = false;
        self->send(text);
        if (then_end) return self->end(false);
        self->say_afterwards();
        self->take_all();
    });
}

void Gateway::Visit::send(const std::string& text) {
    Books& books = gateway_.books_;
    if (books.tracing) books.note(fmt::format("{} #{} says {}", gateway_.manner_.address, socket_, text));
    const bool whole = !text.starts_with('\\');
    static_cast<void>(gateway_.network_.write(socket_, whole ? text + "\r\n" : text.substr(1),
                                              gateway_.manner_.doubles_whole));
}

void Gateway::Visit::end(bool with_reset) {
    if (std::exchange(over_, true)) return;
    --gateway_.inside_;
    if (gateway_.books_.tracing)
        gateway_.books_.note(fmt::format("{} #{} closes", gateway_.manner_.address, socket_));
    gateway_.network_.close(socket_, with_reset);
}

}  // namespace heloise::simulation
