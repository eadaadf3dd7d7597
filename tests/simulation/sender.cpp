// What a sender says, and what it makes of the replies.
#include "tests/simulation/sender.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "tests/simulation/content.h"
#include "tests/simulation/gateway.h"

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

}  // namespace

Sender::Sender(Timeline& timeline, Network& network, Books& books, Dice dice, Manner manner,
               std::vector<Letter> letters)
    : timeline_(timeline),
      network_(network),
      books_(books),
      dice_(dice),
      manner_(std::move(manner)),
      letters_(std::move(letters)) {}

// Does a text of the gateway's name an address that was asked about?
void Sender::check_name(const std::string& text, const std::vector<std::string>& paths) {
    if (text.find(GatewayManner::kNoVerdict) != std::string::npos)
        wrong("told what the gateway said twice: " + text);
    const std::size_t at = text.find('<');
    if (at == std::string::npos || !manner_.trusts_names) return;
    const std::string named = text.substr(at, text.find('>', at) - at + 1);
    if (!named.ends_with("front.example>") && !named.ends_with("back.example>")) return;
    if (std::find(paths.begin(), paths.end(), named) == paths.end())
        wrong(fmt::format("the reply to {} is the one to {}", paths.front(), named));
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
            check_name(line, {attempt_->reverse_path});
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
    check_name(line, {path});
    ++rcpts_answered_;
    if (code / 100 != 2) books_.check_refusal(manner_.name, line);
    (code / 100 == 2 ? attempt_->accepted : attempt_->refused).push_back(path);
}

void Sender::on_final(int code, const std::string& line) {
    if (code == 354) return wrong("354 to a message");
    attempt_->reply = line;
    std::vector<std::string> named = letters_[letter_].recipients;
    named.push_back(attempt_->reverse_path);
    check_name(line, named);
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
    if (rcpts_answered_ < letters_[letter_].recipients.size()) {
        recipients_from(rcpts_answered_);
        return say();
    }
    if (attempt_->accepted.empty()) return rset();
    content_due_ = true;
    if (manner_.chunks && offered("CHUNKING")) return send_chunks();
    say(Owed::Data, "DATA\r\n");
}

void Sender::rset() {
    letter_done();
    say(Owed::Other, "RSET\r\n");
}

void Sender::hello() {
    say(Owed::Hello, fmt::format("{} {}\r\n", manner_.extended ? "EHLO" : "HELO", manner_.name));
}

bool Sender::offered(std::string_view keyword) const {
    return std::find(keywords_.begin(), keywords_.end(), keyword) != keywords_.end();
}

void Sender::next_letter() {
    if (manner_.chatters && dice_.chance(600)) return chatter();
    if (letter_ < letters_.size()) return begin_letter();
    if (!manner_.quits) return end(false);
    leaving_ = true;
    say(Owed::Quit, "QUIT\r\n");
}

// Behind its last message: who does not wait for the reply says no more, but that.
void Sender::leave() {
    if (manner_.ends == Manner::Ends::Waits || letter_ + 1 < letters_.size()) return;
    leaving_ = ends_side_ = true;
    if (manner_.ends == Manner::Ends::BehindQuit) add(Owed::Quit, "QUIT\r\n");
}

void Sender::chatter() {
    constexpr const char* kSmallTalk[] = {"NOOP\r\n", "RSET\r\n", "VRFY someone\r\n",
                                          "HELP\r\n", "WHAT\r\n", "RCPT TO:<x@back.example>\r\n"};
    say(Owed::Other, dice_.pick(kSmallTalk));
}

// One, or all that are left.
void Sender::recipients_from(std::size_t first) {
    const auto& recipients = letters_[letter_].recipients;
    for (std::size_t i = first; i < recipients.size(); ++i) {
        add(Owed::Rcpt, fmt::format("RCPT TO:{}\r\n", recipients[i]), i);
        if (!all_at_once()) break;
    }
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
    add(Owed::Mail,
        fmt::format("MAIL FROM:{}{}\r\n", letter.reverse_path, made.seven_bit ? "" : " BODY=8BITMIME"));
    if (mail_ends_at_ == 0) mail_ends_at_ = owed_.back().ends_at;
    if (all_at_once()) {
        recipients_from(0);
        content_due_ = manner_.ends == Manner::Ends::BehindQuit || dice_.chance(700);
    }
    if (!content_due_) return say();
    if (!manner_.chunks || !offered("CHUNKING")) return say(Owed::Data, "DATA\r\n");
    add(Owed::End, fmt::format("BDAT {} LAST\r\n", attempt_->content.size()) + attempt_->content);
    say_end();
}

void Sender::send_content() {
    add(Owed::End, dotted(attempt_->content));
    say_end();
}

void Sender::send_chunks() {
    const std::string& content = attempt_->content;
    const std::size_t first = dice_.chance(500) ? 0 : dice_.below(content.size());
    if (first > 0) add(Owed::Chunk, fmt::format("BDAT {}\r\n", first) + content.substr(0, first));
    add(Owed::End, fmt::format("BDAT {} LAST\r\n", content.size() - first) + content.substr(first));
    say_end();
}

// REQUIRES: the message's end is the last that was added.
void Sender::say_end() {
    ends_at_ = owed_.back().ends_at;
    leave();
    say();
}

void Sender::letter_done() {
    ends_at_ = 0;
    const bool again = attempt_->told != Attempt::Told::Yes && attempt_->told != Attempt::Told::Never;
    attempt_ = nullptr;
    Letter letter = std::move(letters_[letter_++]);
    if (again) when_deferred(std::move(letter));
}

}  // namespace heloise::simulation
