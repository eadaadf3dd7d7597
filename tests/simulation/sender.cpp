// A session from the sender's side.
#include "tests/simulation/sender.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "tests/simulation/content.h"

namespace heloise::simulation {
namespace {

// Dots doubled (RFC 5321 section 4.5.2), and the end.
std::string dotted(std::string_view content) {
    std::string out;
    out.reserve(content.size() + 64);
    while (!content.empty()) {
        const std::size_t end = content.find("\r\n") + 2;
        if (content.starts_with('.')) out += '.';
        out += content.substr(0, end);
        content.remove_prefix(end);
    }
    return out + ".\r\n";
}

int code_of(std::string_view line) {
    int code = 0;
    if (line.size() >= 3) std::from_chars(line.data(), line.data() + 3, code);
    return code;
}

}  // namespace

Sender::Sender(Timeline& timeline, Network& network, Books& books, Dice dice, Manner manner,
               std::vector<Letter> letters)
    : timeline_(timeline),
      network_(network),
      books_(books),
      dice_(dice),
      manner_(std::move(manner)),
      letters_(std::move(letters)) {}

void Sender::call(const std::string& address) {
    ++books_.sums.sessions;
    owe(Owed::Banner);
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
        const bool disturbed = got.broken || broken_off_ || network_.was_disturbed(socket_);
        if (!heard_.empty() && !disturbed) wrong("the connection ended inside a reply: " + heard_);
        // 421 may come at any time and is the answer to whatever is owed.
        const bool owed = !owed_.empty() && owed_.front().what != Owed::Banner;
        if (owed && !said_421_ && !disturbed)
            wrong("the connection ended with a reply owed to " + waits_for());
        return end(false);
    }
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
        if (owed_.empty()) return;
    }
    if (owed_.empty()) return wrong("a reply that no command asked for: " + line);
    const Expected expected = owed_.front();
    owed_.pop_front();
    on_reply(expected, code, lines);
    if (!over_ && !said_421_) go_on();
}

// Does a text of the gateway's name the address that was asked about?
void Sender::check_name(const std::string& text, const std::string& path) {
    const std::size_t at = text.find('<');
    if (at == std::string::npos || !manner_.trusts_names) return;
    const std::string named = text.substr(at, text.find('>', at) - at + 1);
    if (named.find("@front.example>") == std::string::npos &&
        named.find("@back.example>") == std::string::npos)
        return;
    if (named != path) wrong(fmt::format("the reply to {} is the one to {}", path, named));
}

void Sender::on_reply(const Expected& expected, int code, const std::vector<std::string>& lines) {
    const std::string& line = lines.back();
    const bool yes = code / 100 == 2;
    switch (expected.what) {
        case Owed::Banner:
            if (code == 220) return hello();
            if (code != 421 && code != 554) wrong("not a greeting: " + line);
            return;
        case Owed::Hello:
            if (!yes && code != 421) wrong("no yes to EHLO or HELO: " + line);
            keywords_.clear();
            for (std::size_t i = 1; i < lines.size(); ++i) keywords_.push_back(lines[i].substr(4));
            return;
        case Owed::Mail:
            if (code == 354) wrong("354 to MAIL");
            check_name(line, attempt_->reverse_path);
            mail_accepted_ = yes;
            if (first_.mail_answered == 0) first_.mail_answered = timeline_.now();
            return;
        case Owed::Rcpt: return on_rcpt(expected.recipient, code, line);
        case Owed::Data:
            if (yes) wrong("a yes to DATA: " + line);
            if (code == 354) return send_content();
            dead_ = true;
            return;
        case Owed::Chunk:
            if (code == 354) wrong("354 to BDAT");
            if (!yes) dead_ = true;
            return;
        case Owed::End: return on_final(code, line);
        case Owed::Other: return;
        case Owed::Quit: return end(false);
    }
}

void Sender::on_rcpt(std::size_t recipient, int code, const std::string& line) {
    if (code == 354) wrong("354 to RCPT");
    const std::string& path = letters_[letter_].recipients[recipient];
    check_name(line, path);
    ++rcpts_answered_;
    if (code / 100 != 2) books_.check_refusal(manner_.name, line);
    (code / 100 == 2 ? attempt_->accepted : attempt_->refused).push_back(path);
}

void Sender::on_final(int code, const std::string& line) {
    if (code == 354) return wrong("354 to a message");
    attempt_->reply = line;
    if (first_.end_answered == 0) first_.end_answered = timeline_.now();
    // Chunks sent ahead are out of order when an earlier answer was no: 503 says nothing of the message.
    const bool out_of_order = code == 503 && (attempt_->accepted.empty() || dead_);
    attempt_->told = code / 100 == 2                    ? Attempt::Told::Yes
                     : code / 100 == 5 && !out_of_order ? Attempt::Told::Never
                                                        : Attempt::Told::NotNow;
    if (attempt_->accepted.empty() && attempt_->told == Attempt::Told::Yes)
        wrong("a message for nobody was accepted");
    letter_done();
}

// What comes next, when nothing is owed.
void Sender::go_on() {
    if (over_ || broken_off_ || leaving_ || !owed_.empty() || !unsent_.empty()) return;
    if (!attempt_) return next_letter();
    if (dead_ || !mail_accepted_) return rset();
    if (rcpts_answered_ < letters_[letter_].recipients.size()) return say(recipients_from(rcpts_answered_));
    if (attempt_->accepted.empty()) return rset();
    content_due_ = true;
    if (manner_.chunks && offered("CHUNKING")) return send_chunks();
    owe(Owed::Data);
    say("DATA\r\n");
}

void Sender::rset() {
    owe(Owed::Other);
    letter_done();
    say("RSET\r\n");
}

void Sender::hello() {
    owe(Owed::Hello);
    say(fmt::format("{} {}\r\n", manner_.extended ? "EHLO" : "HELO", manner_.name));
}

bool Sender::offered(std::string_view keyword) const {
    return std::find(keywords_.begin(), keywords_.end(), keyword) != keywords_.end();
}

void Sender::next_letter() {
    if (manner_.chatters && dice_.chance(600)) return chatter();
    if (letter_ < letters_.size()) return begin_letter();
    if (!manner_.quits) return end(false);
    leaving_ = true;
    owe(Owed::Quit);
    say("QUIT\r\n");
}

void Sender::chatter() {
    constexpr const char* kSmallTalk[] = {"NOOP\r\n", "RSET\r\n", "VRFY someone\r\n",
                                          "HELP\r\n", "WHAT\r\n", "RCPT TO:<x@back.example>\r\n"};
    owe(Owed::Other);
    say(dice_.pick(kSmallTalk));
}

// One, or all that are left in a batch.
std::string Sender::recipients_from(std::size_t first) {
    std::string batch;
    const auto& recipients = letters_[letter_].recipients;
    for (std::size_t i = first; i < recipients.size(); ++i) {
        owe(Owed::Rcpt, i);
        batch += fmt::format("RCPT TO:{}\r\n", recipients[i]);
        if (!all_at_once()) break;
    }
    return batch;
}

void Sender::begin_letter() {
    Letter& letter = letters_[letter_];
    ++letter.attempts;
    attempt_ = books_.begin(letter.message);
    attempt_->reverse_path = letter.reverse_path;
    Made made = make_content(attempt_->token, dice_, offered("8BITMIME"));
    attempt_->content = std::move(made.content);
    attempt_->seven_bit = made.seven_bit;
    rcpts_answered_ = 0;
    ends_at_ = 0;
    mail_accepted_ = content_due_ = dead_ = false;
    owe(Owed::Mail);
    std::string batch =
        fmt::format("MAIL FROM:{}{}\r\n", letter.reverse_path, made.seven_bit ? "" : " BODY=8BITMIME");
    if (mail_ends_at_ == 0) mail_ends_at_ = said_ + unsent_.size() + batch.size();
    if (all_at_once()) {
        batch += recipients_from(0);
        content_due_ = dice_.chance(700);
    }
    if (!content_due_) return say(batch);
    if (!manner_.chunks || !offered("CHUNKING")) {
        owe(Owed::Data);
        return say(batch + "DATA\r\n");
    }
    batch += fmt::format("BDAT {} LAST\r\n", attempt_->content.size()) + attempt_->content;
    owe(Owed::End);
    ends_at_ = said_ + unsent_.size() + batch.size();
    say(batch);
}

void Sender::send_content() {
    const std::string octets = dotted(attempt_->content);
    owe(Owed::End);
    ends_at_ = said_ + unsent_.size() + octets.size();
    say(octets);
}

void Sender::send_chunks() {
    const std::string& content = attempt_->content;
    const std::size_t first = dice_.chance(500) ? 0 : dice_.below(content.size());
    std::string batch;
    if (first > 0) {
        owe(Owed::Chunk);
        batch = fmt::format("BDAT {}\r\n", first) + content.substr(0, first);
    }
    owe(Owed::End);
    batch += fmt::format("BDAT {} LAST\r\n", content.size() - first) + content.substr(first);
    ends_at_ = said_ + unsent_.size() + batch.size();
    say(batch);
}

void Sender::letter_done() {
    ends_at_ = 0;
    const bool again = attempt_->told != Attempt::Told::Yes && attempt_->told != Attempt::Told::Never;
    attempt_ = nullptr;
    Letter letter = std::move(letters_[letter_++]);
    if (again) when_deferred(std::move(letter));
}

void Sender::say(const std::string& octets) {
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
    if (unsent_.empty() || std::exchange(pushing_, true)) return;
    const Time pause = dice_.between(kMillisecond, dice_.chance(20) ? 20 * kSecond : 300 * kMillisecond);
    timeline_.in(pause, [self = shared_from_this()] {
        self->pushing_ = false;
        self->push();
    });
}

void Sender::break_off() {
    if (std::exchange(broken_off_, true)) return;
    unsent_.clear();
    if (books_.tracing) books_.note(manner_.name + " breaks off");
    switch (manner_.breaks) {
        case Manner::Breaks::Ends:
            // Half a close: it still hears what is said.
            if (dice_.chance(500)) return network_.end_output(socket_);
            return end(false);
        case Manner::Breaks::Resets: return end(true);
        case Manner::Breaks::StopsReading: deaf_ = true; break;
        case Manner::Breaks::FallsSilent:
        case Manner::Breaks::Never: break;
    }
    if (!deaf_) return;
    // Who does not read does not see that it was hung up on; some day its system restarts.
    timeline_.in(26LL * 60 * kMinute, [self = shared_from_this()] { self->end(true); });
}

std::string Sender::waits_for() const {
    constexpr const char* kNames[] = {"the greeting", "EHLO",        "MAIL",           "RCPT", "DATA",
                                      "BDAT",         "the message", "something else", "QUIT"};
    return owed_.empty() ? "nothing" : kNames[static_cast<std::size_t>(owed_.front().what)];
}

void Sender::end(bool with_reset) {
    if (std::exchange(over_, true)) return;
    if (socket_ >= 0) network_.close(socket_, with_reset);
    if (books_.tracing) books_.note(manner_.name + " closes");
    for (; letter_ < letters_.size(); ++letter_) when_deferred(std::move(letters_[letter_]));
    when_over();
}

void Sender::wrong(const std::string& what) {
    books_.broken(fmt::format("{}: {}", manner_.name, what));
}

}  // namespace heloise::simulation
