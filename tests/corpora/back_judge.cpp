// A reader of the back leg; see back_judge.h.
#include "tests/corpora/back_judge.h"

#include <algorithm>

namespace heloise::testing {
namespace {

constexpr std::size_t kBanner = SIZE_MAX;

bool printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

BackJudge::BackJudge(const Backend& backend) : backend_(backend) {}

void BackJudge::wrong(std::string what) {
    wrongs_.push_back("to the back: " + std::move(what));
}

void BackJudge::connected() {
    replies_in_ = {};
    unanswered_ = {kBanner};
    keywords_.clear();
    buffer_.clear();
    in_ = In::Commands;
    greeted_ = mail_ = binary_ = quit_ = false;
    recipients_ = 0;
}

void BackJudge::closed() {
    unanswered_.clear();
    buffer_.clear();
    in_ = In::Commands;
}

void BackJudge::sent(std::string_view octets) {
    if (quit_) wrong("octets behind QUIT");
    std::string_view rest = octets;
    while (!rest.empty()) {
        if (in_ == In::Content) {
            const std::string joined = tail_ + std::string(rest);
            std::size_t end = joined.find("\r\n.\r\n");
            if (joined.starts_with(".\r\n") && tail_.empty()) end = 0;
            if (end == std::string::npos) {
                check_content(rest);
                return;
            }
            const std::size_t last = end == 0 && joined.starts_with(".\r\n") ? 3 : end + 5;
            const std::size_t known = tail_.size();
            check_content(rest.substr(0, last - 3 - std::min(last - 3, known)));
            rest.remove_prefix(last - known);
            // Rule 16: some firewalls lose an end that comes in two packets.
            if (octets.find("\r\n.\r\n") == std::string_view::npos) wrong("an end of data in two writes");
            in_ = In::Commands;
            asked_.push_back({"."});
            unanswered_.push_back(asked_.size() - 1);
        } else if (in_ == In::Chunk) {
            const std::size_t now = std::min(chunk_left_, rest.size());
            check_content(rest.substr(0, now));
            rest.remove_prefix(now);
            chunk_left_ -= now;
            if (chunk_left_ == 0) in_ = In::Commands;
        } else {
            const std::size_t end = rest.find('\n');
            if (end == std::string_view::npos) {
                wrong("a piece of a command");
                return;
            }
            const std::string line(rest.substr(0, end + 1));
            rest.remove_prefix(end + 1);
            command(line);
        }
    }
}

void BackJudge::command(const std::string& whole) {
    if (!whole.ends_with("\r\n")) wrong("a command without CRLF");
    if (whole.size() > backend_.limits.command_line) wrong("a command of more than limits.command_line");
    const std::string line = whole.substr(0, whole.find_first_of("\r\n"));
    const std::string verb = line.substr(0, line.find(' '));
    if (!unanswered_.empty() && !has("PIPELINING")) wrong("a second command before the answer to the first");
    if (!printable(line) && !has("SMTPUTF8")) wrong("octets in a command that are not printable ASCII");
    check_form(line, verb);
    asked_.push_back({line});
    if (verb == "BDAT") {
        chunk_left_ = std::stoull(line.substr(5));
        chunk_last_ = line.ends_with(" LAST");
        in_ = chunk_left_ > 0 ? In::Chunk : In::Commands;
        if (chunk_last_) asked_.back().line = ".";
    }
    unanswered_.push_back(asked_.size() - 1);
}

void BackJudge::check_form(const std::string& line, const std::string& verb) {
    const std::vector<std::string>& allowed = backend_.quirks.verbs;
    if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), verb) == allowed.end())
        wrong("a verb that quirks.verbs does not name: " + verb);
    const bool addressed = verb == "MAIL" || verb == "RCPT";
    const bool path_form = verb == "MAIL"   ? line.starts_with("MAIL FROM:<")
                           : verb == "RCPT" ? line.starts_with("RCPT TO:<")
                                            : true;
    if (!path_form || (addressed && line.find('>') == std::string::npos))
        return wrong("not canonical: " + verb);
    if (verb == "EHLO" || verb == "HELO") {
        const std::string name = line.size() > 5 ? line.substr(5) : "";
        if (name.empty() || name.find(' ') != std::string::npos) wrong("a greeting without one name");
        if (mail_) wrong("a greeting inside a transaction");
        if (verb == "EHLO" && backend_.greeting == Greeting::Helo) wrong("EHLO");
    } else if (verb == "MAIL") {
        if (!greeted_ || mail_) wrong("MAIL out of order");
        check_parameters(std::string_view(line).substr(line.rfind('>') + 1));
        binary_ = line.find(" BODY=BINARYMIME") != std::string::npos;
    } else if (verb == "RCPT") {
        if (!mail_) wrong("RCPT out of order");
        check_parameters(std::string_view(line).substr(line.rfind('>') + 1));
    } else if (verb == "DATA") {
        if (line != "DATA" || recipients_ == 0) wrong("DATA out of order, or with an operand");
        tail_.clear();
        line_octets_ = 0;
    } else if (verb == "BDAT") {
        if (!has("CHUNKING")) wrong("BDAT that was not offered");
        if (recipients_ == 0) wrong("BDAT out of order");
    } else if (verb == "RSET" || verb == "QUIT") {
        if (line != verb) wrong(verb + " with an operand");
        if (verb == "RSET" && !greeted_) wrong("RSET before the greeting");
        quit_ = verb == "QUIT";
    } else {
        wrong("a verb that no back need know: " + verb);
    }
}

void BackJudge::check_parameters(std::string_view text) {
    while (!text.empty()) {
        if (text.front() != ' ') return wrong("a parameter without its blank");
        text.remove_prefix(1);
        const std::string_view one = text.substr(0, text.find(' '));
        text.remove_prefix(one.size());
        const std::string name(one.substr(0, one.find('=')));
        if (!has(keyword_of(name))) wrong("a parameter that was not offered: " + name);
    }
}

void BackJudge::check_content(std::string_view octets) {
    check_octets(octets);
    tail_.append(octets);
    if (tail_.size() > 4) tail_.erase(0, tail_.size() - 4);
}

// Of one piece. What stands at its edges is looked at when the next one comes.
void BackJudge::check_octets(std::string_view octets) {
    char before = tail_.empty() ? '\n' : tail_.back();
    bool stuffed = tail_.empty() || tail_.ends_with('\n');
    for (const char c : octets) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet > 127 && !has("8BITMIME")) return wrong("an octet over 127 in a message");
        if (octet == 0 && !binary_) return wrong("a NUL in a message");
        const bool bare = (c == '\n') != (before == '\r');
        if (bare && !binary_) return wrong("a CR or LF alone in a message");
        ++line_octets_;
        // RFC 5321 section 4.5.3.1.6: the dot that is only there for transparency does not count.
        if (stuffed && c == '.' && in_ == In::Content) --line_octets_;
        stuffed = c == '\n';
        if (c == '\n') {
            if (line_octets_ > backend_.limits.text_line && !binary_)
                return wrong("a line of more than limits.text_line");
            line_octets_ = 0;
        }
        before = c;
    }
}

void BackJudge::answered(std::string_view octets) {
    replies_in_.push(octets);
    while (const auto said = replies_in_.take()) reply(*said);
}

void BackJudge::reply(const Said& said) {
    if (unanswered_.empty()) return;
    const std::size_t whom = unanswered_.front();
    unanswered_.erase(unanswered_.begin());
    if (whom == kBanner) return;
    Asked& asked = asked_[whom];
    asked.code = said.code;
    const std::string verb = asked.line.substr(0, asked.line.find(' '));
    const bool yes = said.first_digit() == 2;
    if (verb == "EHLO" || verb == "HELO") {
        greeted_ = yes;
        if (yes && verb == "EHLO") keywords_ = first_words(said);
    } else if (verb == "MAIL") {
        mail_ = yes;
        recipients_ = 0;
        tail_.clear();
        line_octets_ = 0;
    } else if (verb == "RCPT") {
        recipients_ += yes ? 1 : 0;
    } else if (verb == "DATA") {
        if (said.code == 354) in_ = In::Content;
    } else if (verb == "." || verb == "RSET") {
        taken_ += verb == "." && yes ? 1 : 0;
        mail_ = false;
        recipients_ = 0;
    }
}

}  // namespace heloise::testing
