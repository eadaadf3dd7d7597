// Both directions of a capture, read side by side; see leg.h.
#include "tests/corpora/leg.h"

#include <algorithm>
#include <cctype>
#include <deque>
#include <map>
#include <utility>

namespace heloise::testing {
namespace {

constexpr std::string_view kVerbs[] = {"EHLO", "HELO",     "LHLO", "MAIL", "RCPT", "DATA", "BDAT",
                                       "RSET", "NOOP",     "QUIT", "VRFY", "EXPN", "HELP", "AUTH",
                                       "ETRN", "STARTTLS", "TURN", "ATRN", "SEND", "SOML", "SAML"};

bool is_digit_at(std::string_view text, std::size_t at) {
    return at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0)
        text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
    return text;
}

// The count in "BDAT 12 LAST", if there is one that a reader could use.
std::optional<std::size_t> chunk_size(std::string_view line) {
    std::string_view rest = trimmed(line.substr(4));
    std::size_t digits = 0;
    while (is_digit_at(rest, digits)) ++digits;
    if (digits == 0 || digits > 12) return std::nullopt;
    const std::string behind = upper_case(trimmed(rest.substr(digits)));
    if (!behind.empty() && behind != "LAST") return std::nullopt;
    return std::stoull(std::string(rest.substr(0, digits)));
}

class Reader {
public:
    explicit Reader(const Capture& capture) : segments_(capture.segments) {}

    Leg read() {
        unanswered_.push_back(kBanner);
        for (at_ = 0; at_ < segments_.size(); ++at_) {
            const Segment& segment = segments_[at_];
            if (segment.from_client) {
                client(segment.octets);
            } else {
                leg_.server_spoke = true;
                server(segment.octets);
            }
        }
        close_unended();
        end_open_act();
        leg_.garbage = replies_.garbage();
        return std::move(leg_);
    }

private:
    static constexpr std::size_t kBanner = SIZE_MAX;

    void server(std::string_view octets) {
        heard_since_ = true;
        replies_.push(octets);
        while (auto said = replies_.take()) answer(std::move(*said));
    }

    void answer(Said said) {
        if (unanswered_.empty()) {
            ++leg_.stray;
            return;
        }
        const std::size_t whom = unanswered_.front();
        // A capture that begins in the middle has no banner.
        const bool banner = said.code == 220 || said.code == 554 || said.code == 421;
        unanswered_.pop_front();
        if (whom != kBanner) {
            leg_.acts[whom].said = std::move(said);
        } else if (banner) {
            leg_.banner = std::move(said);
        } else {
            answer(std::move(said));
        }
    }

    // A client that waits and then goes on took what there was for the reply, however it ended.
    void close_unended() {
        if (unanswered_.size() != 1) return;
        if (auto said = replies_.take_unended()) answer(std::move(*said));
    }

    [[nodiscard]] bool server_is_silent_from_now() const {
        return std::none_of(segments_.begin() + static_cast<std::ptrdiff_t>(at_), segments_.end(),
                            [](const Segment& one) { return !one.from_client; });
    }

    void client(std::string_view octets) {
        if (!open_) close_unended();
        if (heard_since_ || server_is_silent_from_now()) ++step_;
        heard_since_ = false;
        bool first = true;
        while (!octets.empty()) {
            if (!open_) {
                begin_act(octets);
            } else if (first) {
                act().cuts.push_back(act().octets.size());
            }
            first = false;
            go_on(octets);
        }
    }

    Act& act() { return leg_.acts.back(); }

    void begin_act(std::string_view octets) {
        open_ = true;
        Act next;
        next.step = step_;
        if (content_follows(octets)) {
            next.kind = Act::Kind::Content;
            next.verb = std::string(".");
            next.races = !act().said;
        } else if (tls_follows(octets)) {
            next.kind = Act::Kind::Tls;
        } else if (secret_follows(octets)) {
            next.kind = Act::Kind::Secret;
        }
        leg_.acts.push_back(std::move(next));
    }

    // The one before was DATA, and the server said 354 or cannot be asked any more.
    bool content_follows(std::string_view) {
        if (leg_.acts.empty() || act().kind != Act::Kind::Command || act().verb != "DATA") return false;
        if (act().said) return act().said->code == 354;
        const auto later = later_reply(unanswered_.size());
        return !later || *later == 354;
    }

    [[nodiscard]] bool tls_follows(std::string_view octets) const {
        if (leg_.acts.empty() || leg_.acts.back().verb != "STARTTLS") return false;
        const auto first = static_cast<unsigned char>(octets.front());
        return first == 0x16 || first >= 0x80;
    }

    bool secret_follows(std::string_view octets) {
        if (leg_.acts.empty() || (act().verb != "AUTH" && act().kind != Act::Kind::Secret)) return false;
        if (act().said) return act().said->code == 334;
        return !is_known_verb(upper_case(octets.substr(0, octets.find_first_of(" \r\n"))));
    }

    // The code of the n-th reply from here on.
    [[nodiscard]] std::optional<int> later_reply(std::size_t n) const {
        ReplyCollector ahead = replies_;
        for (std::size_t i = at_ + 1; i < segments_.size(); ++i) {
            if (!segments_[i].from_client) ahead.push(segments_[i].octets);
        }
        std::optional<Said> said;
        for (std::size_t i = 0; i < n; ++i) {
            said = ahead.take();
            if (!said) return std::nullopt;
        }
        return said ? std::optional<int>(said->code) : std::nullopt;
    }

    void go_on(std::string_view& octets) {
        switch (act().kind) {
            case Act::Kind::Content: return take_content(octets);
            case Act::Kind::Chunk: return take_chunk(octets);
            case Act::Kind::Tls:
                act().octets.append(octets);
                octets = {};
                return;
            case Act::Kind::Command:
            case Act::Kind::Secret: return take_line(octets);
        }
    }

    void take_line(std::string_view& octets) {
        const std::size_t end = std::min(octets.find('\n'), octets.size() - 1);
        act().octets.append(octets.substr(0, end + 1));
        octets.remove_prefix(end + 1);
        if (!act().octets.ends_with('\n')) return;
        if (act().kind == Act::Kind::Command) {
            const std::string_view line = act().line();
            act().verb = upper_case(line.substr(0, line.find_first_of(" \t")));
            if (act().verb == "BDAT") {
                if (const auto size = chunk_size(line)) {
                    act().kind = Act::Kind::Chunk;
                    left_ = *size;
                    if (left_ > 0) return;
                }
            }
        }
        complete();
    }

    void take_chunk(std::string_view& octets) {
        const std::size_t now = std::min(left_, octets.size());
        act().octets.append(octets.substr(0, now));
        octets.remove_prefix(now);
        left_ -= now;
        if (left_ == 0) complete();
    }

    void take_content(std::string_view& octets) {
        std::string& all = act().octets;
        const std::size_t before = all.size();
        all.append(octets);
        std::size_t end = all.find("\r\n.\r\n", before < 4 ? 0 : before - 4);
        if (end != std::string::npos) end += 5;
        if (all.starts_with(".\r\n")) end = 3;
        if (end == std::string::npos) {
            octets = {};
            return;
        }
        octets.remove_prefix(end - before);
        all.resize(end);
        complete();
    }

    void complete() {
        open_ = false;
        unanswered_.push_back(leg_.acts.size() - 1);
    }

    void end_open_act() {
        if (open_ && !leg_.acts.empty()) act().whole = false;
    }

    const std::vector<Segment>& segments_;
    std::size_t at_ = 0;
    Leg leg_;
    ReplyCollector replies_;
    std::deque<std::size_t> unanswered_;
    bool open_ = false;
    bool heard_since_ = true;
    std::size_t step_ = 0;
    std::size_t left_ = 0;
};

}  // namespace

std::string upper_case(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
}

bool is_known_verb(std::string_view verb) {
    return std::find(std::begin(kVerbs), std::end(kVerbs), verb) != std::end(kVerbs);
}

std::string keyword_of(const std::string& parameter) {
    static const std::map<std::string, std::string> all{
        {"SIZE", "SIZE"},
        {"BODY", "8BITMIME"},
        {"SMTPUTF8", "SMTPUTF8"},
        {"RET", "DSN"},
        {"ENVID", "DSN"},
        {"NOTIFY", "DSN"},
        {"ORCPT", "DSN"},
        {"BY", "DELIVERBY"},
        {"HOLDFOR", "FUTURERELEASE"},
        {"HOLDUNTIL", "FUTURERELEASE"},
        {"AUTH", "AUTH"},
        {"MT-PRIORITY", "MT-PRIORITY"},
    };
    const auto found = all.find(parameter);
    return found == all.end() ? "" : found->second;
}

std::set<std::string> first_words(const Said& said) {
    std::set<std::string> found;
    for (std::size_t i = 1; i < said.lines.size(); ++i)
        found.insert(upper_case(said.lines[i].substr(0, said.lines[i].find_first_of(" ="))));
    return found;
}

void ReplyCollector::push(std::string_view octets) {
    buffer_.append(octets);
    std::size_t from = 0;
    for (std::size_t end = 0; (end = buffer_.find('\n', from)) != std::string::npos; from = end + 1) {
        const std::string raw = buffer_.substr(from, end + 1 - from);
        std::string line = raw.substr(0, raw.find_last_not_of("\r\n") + 1);
        const bool coded = is_digit_at(line, 0) && is_digit_at(line, 1) && is_digit_at(line, 2) &&
                           (line.size() == 3 || line[3] == ' ' || line[3] == '-');
        if (!coded) {
            ++garbage_;
            continue;
        }
        const int code = std::stoi(line.substr(0, 3));
        if (!open_.raw.empty() && open_.code != code) {
            open_.ended = false;
            done_.push_back(std::exchange(open_, {}));
        }
        open_.code = code;
        open_.raw += raw;
        open_.lines.push_back(line.size() > 4 ? line.substr(4) : std::string());
        if (line.size() == 3 || line[3] == ' ') done_.push_back(std::exchange(open_, {}));
    }
    buffer_.erase(0, from);
}

std::optional<Said> ReplyCollector::take() {
    if (done_.empty()) return std::nullopt;
    Said first = std::move(done_.front());
    done_.erase(done_.begin());
    return first;
}

std::optional<Said> ReplyCollector::take_unended() {
    Said said = std::exchange(open_, {});
    const std::string rest = std::exchange(buffer_, {});
    if (is_digit_at(rest, 0) && is_digit_at(rest, 1) && is_digit_at(rest, 2)) {
        said.code = std::stoi(rest.substr(0, 3));
        said.raw += rest;
        said.lines.push_back(rest.size() > 4 ? rest.substr(4) : std::string());
    }
    if (said.raw.empty()) return std::nullopt;
    said.ended = false;
    return said;
}

std::string_view Act::line() const {
    std::string_view line(octets);
    line = line.substr(0, line.find('\n'));
    while (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string_view Act::operand() const {
    const std::string_view all = line();
    return trimmed(all.substr(std::min(all.size(), verb.size())));
}

std::string_view Act::chunk() const {
    return std::string_view(octets).substr(octets.find('\n') + 1);
}

bool Act::last_chunk() const {
    return kind == Kind::Chunk && upper_case(line()).ends_with("LAST");
}

Leg read_leg(const Capture& capture) {
    return Reader(capture).read();
}

}  // namespace heloise::testing
