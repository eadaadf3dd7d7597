// Octets of a sender: out in its own manner, in as replies; and the end of them, on either side.
#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "tests/simulation/sender.h"

namespace heloise::simulation {
namespace {

int code_of(std::string_view line) {
    int code = 0;
    if (line.size() >= 3) std::from_chars(line.data(), line.data() + 3, code);
    return code;
}

}  // namespace

void Sender::call(const std::string& address) {
    ++books_.sums.sessions;
    add(Owed::Banner, {});
    socket_ = network_.connect(*this, manner_.address, address);
}

void Sender::on_connected(int, int error) {
    if (error != 0) return end(false);
    wait_no_longer();
}

// A sender that gives up after so long without a reply. The most patient one does not either wait for ever on
// a connection on which nothing arrives any more.
void Sender::wait_no_longer() {
    constexpr Time kKeptAlive = 8 * 60 * kMinute;
    const bool patient = manner_.patience == 0;
    timeline_.in(patient ? kKeptAlive : manner_.patience,
                 [self = shared_from_this(), patient, replies = replies_] {
                     if (self->over_ || (patient && !self->network_.was_disturbed(self->socket_))) return;
                     if (self->replies_ != replies) return self->wait_no_longer();
                     if (self->books_.tracing) self->books_.note(self->manner_.name + " loses patience");
                     self->end(self->dice_.chance(300));
                 });
}

void Sender::on_readable(int) {
    while (!over_ && !deaf_) {
        Network::Read got = network_.read(socket_, 65536);
        if (!got.octets.empty()) {
            heard_ += got.octets;
            take_replies();
            continue;
        }
        if (!got.ended && !got.broken) return;
        check_last_words(got.broken);
        return end(false);
    }
}

// The connection is over. Who ended its side is owed a reply to every whole command, if the last one is whole
// too, unless heloise cannot have seen that it ended at once.
void Sender::check_last_words(bool broken) {
    const bool excused =
        broken_off_ && (!all_whole_ || books_.sums.freezes != freezes_ || books_.sums.restarts > 0);
    // What it ended behind a whole command is read to its end, so nothing is left that would make a reset.
    const bool disturbed = (broken && !broken_off_) || excused || network_.was_disturbed(socket_);
    if (disturbed) return;
    if (broken) return wrong("reset, although it had ended its side behind a whole command");
    if (!heard_.empty()) wrong("the connection ended inside a reply: " + heard_);
    // 421 may come at any time and is the answer to whatever is owed.
    if (owed_.empty() || said_421_ || owed_.front().what == Owed::Banner) return;
    if (broken_off_ && owed_.front().ends_at > said_) return;
    wrong("the connection ended with a reply owed to " + waits_for());
}

void Sender::take_replies() {
    for (std::size_t end = 0; !over_ && (end = heard_.find("\r\n")) != std::string::npos;) {
        std::string line = heard_.substr(0, end);
        heard_.erase(0, end + 2);
        lines_.push_back(std::move(line));
        if (lines_.back().size() < 4 || lines_.back()[3] != '-') take_reply(std::exchange(lines_, {}));
    }
}

void Sender::check_form(const std::vector<std::string>& lines, int code) {
    for (const std::string& line : lines) {
        if (line.size() < 4 || code_of(line) != code || code < 200 || code > 599)
            return wrong("not a reply: " + line);
        if (line.size() > 510) return wrong("a reply line over 512 octets: " + line);
        for (const char c : line) {
            if (c < ' ' || c > '~') return wrong("a reply with octets that are not printable: " + line);
        }
    }
    // RFC 2034 section 4: the class of the status is the first digit.
    const std::string& last = lines.back();
    const bool has_status = last.size() > 6 && last[5] == '.' && last[4] >= '2' && last[4] <= '5';
    if (has_status && last[4] != last[0]) wrong("a status of another class: " + last);
}

void Sender::take_reply(const std::vector<std::string>& lines) {
    ++replies_;
    const std::string& line = lines.back();
    if (books_.tracing) books_.note(fmt::format("{} hears {}", manner_.name, line));
    const int code = code_of(line);
    check_form(lines, code);
    if (code == 421) {
        said_421_ = true;
        if (owed_.empty() && all_whole_ && books_.sums.restarts == 0)
            wrong("not let go, although it had ended its side and heard all: " + line);
        if (owed_.empty()) return;
    }
    if (owed_.empty()) return wrong("a reply that no command asked for: " + line);
    const Expected expected = owed_.front();
    owed_.pop_front();
    answered_to_ = expected.ends_at;
    on_reply(expected, code, lines);
    if (!over_ && !said_421_) go_on();
}

void Sender::add(Owed what, const std::string& octets, std::size_t recipient) {
    batch_ += octets;
    owed_.push_back({what, recipient, said_ + unsent_.size() + batch_.size()});
}

void Sender::say() {
    const std::string octets = std::exchange(batch_, {});
    if (over_ || broken_off_) return;
    if (books_.tracing) books_.note(fmt::format("{} says {}", manner_.name, octets.substr(0, 300)));
    unsent_ += octets;
    push();
}

void Sender::push() {
    if (over_ || unsent_.empty()) return;
    const bool will_break = manner_.breaks != Manner::Breaks::Never;
    std::size_t most = unsent_.size();
    if (manner_.dribbles) most = std::min<std::size_t>(most, 1 + dice_.below(40 + unsent_.size() / 8));
    if (will_break)
        most = std::min<std::uint64_t>(most, manner_.breaks_after - std::min(manner_.breaks_after, said_));
    if (most > 0) {
        const auto taken = network_.write(socket_, std::string_view(unsent_).substr(0, most));
        if (taken < 0) return;  // the end is heard by reading
        said_ += static_cast<std::uint64_t>(taken);
        unsent_.erase(0, static_cast<std::size_t>(taken));
        if (first_.mail == 0 && mail_ends_at_ > 0 && said_ >= mail_ends_at_) first_.mail = timeline_.now();
        if (attempt_ && ends_at_ > 0 && said_ >= ends_at_) {
            attempt_->complete = true;
            if (first_.end == 0) first_.end = timeline_.now();
        }
        if (static_cast<std::size_t>(taken) < most) return;  // on_writable() follows
    }
    if (will_break && said_ >= manner_.breaks_after) return break_off();
    if (unsent_.empty() && std::exchange(ends_side_, false)) {
        if (manner_.ends_after == 0) return end_side(true);
        timeline_.in(manner_.ends_after, [self = shared_from_this()] { self->end_side(false); });
    }
    if (unsent_.empty() || std::exchange(pushing_, true)) return;
    const Time pause = dice_.between(kMillisecond, dice_.chance(20) ? 20 * kSecond : 300 * kMillisecond);
    timeline_.in(pause, [self = shared_from_this()] {
        self->pushing_ = false;
        self->push();
    });
}

void Sender::break_off() {
    if (broken_off_) return;
    unsent_.clear();
    if (books_.tracing) books_.note(manner_.name + " breaks off");
    // Half a close: it still hears what is said.
    if (manner_.breaks == Manner::Breaks::Ends && dice_.chance(500)) return end_side(true);
    broken_off_ = true;
    switch (manner_.breaks) {
        case Manner::Breaks::Ends: return end(false);
        case Manner::Breaks::Resets: return end(true);
        case Manner::Breaks::StopsReading: deaf_ = true; break;
        case Manner::Breaks::FallsSilent:
        case Manner::Breaks::Never: break;
    }
    if (!deaf_) return;
    // Who does not read does not see that it was hung up on; some day its system restarts.
    timeline_.in(26LL * 60 * kMinute, [self = shared_from_this()] { self->end(true); });
}

// Rule 25: behind a whole command, at once or behind QUIT, it has only said all that it has; later it has
// given up.
void Sender::end_side(bool at_once) {
    if (over_ || std::exchange(broken_off_, true)) return;
    if (books_.tracing) books_.note(manner_.name + " ends its side");
    const bool behind_quit = !owed_.empty() && owed_.back().what == Owed::Quit;
    const bool whole =
        answered_to_ == said_ ||
        std::any_of(owed_.begin(), owed_.end(), [this](const auto& one) { return one.ends_at == said_; });
    all_whole_ = whole && (at_once || behind_quit);
    freezes_ = books_.sums.freezes;
    ++books_.sums.half_closed;
    if (!at_once && !all_whole_ && attempt_ && attempt_->complete) books_.give_up(*attempt_);
    network_.end_output(socket_);
}

std::string Sender::waits_for() const {
    constexpr const char* kNames[] = {"the greeting", "EHLO",        "MAIL",           "RCPT", "DATA",
                                      "BDAT",         "the message", "something else", "QUIT"};
    return owed_.empty() ? "nothing" : kNames[static_cast<std::size_t>(owed_.front().what)];
}

void Sender::end(bool with_reset) {
    if (std::exchange(over_, true)) return;
    if (broken_off_ && all_whole_ && owed_.empty()) ++books_.sums.answered_half_closed;
    if (socket_ >= 0) network_.close(socket_, with_reset);
    if (books_.tracing) books_.note(manner_.name + " closes");
    for (; letter_ < letters_.size(); ++letter_) when_deferred(std::move(letters_[letter_]));
    when_over();
}

void Sender::wrong(const std::string& what) {
    books_.broken(fmt::format("{}: {}", manner_.name, what));
}

}  // namespace heloise::simulation
