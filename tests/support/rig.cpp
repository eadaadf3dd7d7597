// Steps are taken in a fixed order (what is on the wire first, then the front's next piece), so a run is
// repeatable.
#include "tests/support/rig.h"

#include <algorithm>

namespace heloise::testing {

namespace {

bool ends_message(std::string_view write) {
    if (write.starts_with("BDAT ")) return write.substr(0, write.find("\r\n")).ends_with(" LAST");
    return write.ends_with("\r\n.\r\n") || write == ".\r\n";
}

}  // namespace

Backend test_backend(Greeting greeting) {
    Backend backend;
    backend.name = "test";
    backend.address = {{"192.0.2.25", 25}};
    backend.greeting = greeting;
    return backend;
}

std::optional<std::string> below_received(const std::string& content) {
    if (!content.starts_with("Received: ")) return std::nullopt;
    std::size_t at = 0;
    do {
        at = content.find("\r\n", at) + 2;
    } while (at < content.size() && (content[at] == '\t' || content[at] == ' '));
    return content.substr(at);
}

std::string ModelBack::connect() {
    ++connections;
    buffer_.clear();
    chunk_.reset();
    in_data_ = hung_up_ = false;
    open_ = {};
    return banner + "\r\n";
}

std::string ModelBack::receive(std::string_view octets) {
    arrivals.emplace_back(octets);
    std::string replies;
    buffer_.append(octets);
    std::string_view rest = buffer_;
    while (!hung_up_ && (chunk_ || rest.find("\r\n") != std::string_view::npos)) {
        const std::string reply = next_reply(rest);
        if (chunk_ && chunk_->left > 0 && rest.empty()) break;
        if (!reply.empty() && !hung_up_) replies.append(reply).append("\r\n");
        if (reply.starts_with("221") || reply.find("Huh?") != std::string::npos) hung_up_ = true;
    }
    buffer_.erase(0, buffer_.size() - rest.size());
    return replies;
}

// To the next line, or to the chunk that is open; empty when there is none yet.
std::string ModelBack::next_reply(std::string_view& octets) {
    if (!chunk_) {
        const std::size_t end = octets.find("\r\n");
        const std::string line(octets.substr(0, end));
        octets.remove_prefix(end + 2);
        if (in_data_ || !line.starts_with("BDAT ") || !knows_chunks()) return answer(line);
        chunk_ = {line, std::stoull(line.substr(5))};
    }
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_->left, octets.size()));
    open_.content.append(octets.substr(0, taken));
    octets.remove_prefix(taken);
    chunk_->left -= taken;
    if (chunk_->left > 0) return "";
    const std::string line = chunk_->line;
    chunk_.reset();
    return answer_chunk(line);
}

bool ModelBack::knows_chunks() const {
    return std::find(keywords.begin(), keywords.end(), "CHUNKING") != keywords.end();
}

std::string ModelBack::built_in(const std::string& line) const {
    if (line == "DATA") return "354 Go ahead";
    if (line == "QUIT") return "221 Bye";
    if (line.starts_with("BDAT") && !knows_chunks()) return "500 What?";
    if (!line.starts_with("EHLO") || keywords.empty()) return "250 OK";
    std::string said = "250-back.example";
    for (const std::string& keyword : keywords)
        said.append(&keyword == &keywords.back() ? "\r\n250 " : "\r\n250-").append(keyword);
    return said;
}

std::string ModelBack::answer_chunk(const std::string& line) {
    commands.push_back(line);
    std::string said = script ? script(line) : std::string();
    if (said == "close") hung_up_ = true;
    if (hung_up_) return "";
    if (said.empty()) said = built_in(line);
    open_.chunked = true;
    if (line.ends_with(" LAST")) {
        if (said[0] == '2') accepted.push_back(open_);
        open_ = {};
    }
    return said;
}

std::string ModelBack::answer(const std::string& line) {
    const bool at_end = in_data_ && line == ".";
    if (in_data_ && !at_end) {
        open_.content.append(line.starts_with('.') ? line.substr(1) : line).append("\r\n");
        return "";
    }
    commands.push_back(line);
    std::string said = script ? script(line) : std::string();
    if (said == "close") {
        hung_up_ = true;
        return "";
    }
    if (said.empty()) said = built_in(line);
    const bool yes = said[0] == '2' || said[0] == '3';
    if (at_end) {
        in_data_ = false;
        if (yes) accepted.push_back(open_);
        open_ = {};
    } else if (line.starts_with("MAIL") && yes) {
        open_ = {line, {}, "", false};
    } else if (line.starts_with("RCPT") && yes) {
        open_.recipients.push_back(line);
    } else if (line == "DATA" && yes) {
        in_data_ = true;
    }
    return said;
}

Rig::Rig(const Backend& backend) : backend_(backend) {
    session_ = std::make_unique<Session>(backend_, SessionFacts{"mx.example.org", "test", "127.0.0.1"}, now);
    carry_out();
}

void Rig::front_says(std::vector<std::string> pieces) {
    for (std::string& piece : pieces) pieces_.push_back(std::move(piece));
}

bool Rig::step() {
    if (!events_.empty()) {
        const Event event = events_.front();
        events_.pop_front();
        happen(event);
    } else if (spool_.tell(*session_, now)) {
        // What the disk says comes after what is on the wire.
    } else if (!pieces_.empty() && !front_closed_ && !front_killed_) {
        const std::string piece = pieces_.front();
        pieces_.pop_front();
        session_->on(FrontOctets{piece}, now);
    } else {
        return false;
    }
    carry_out();
    return true;
}

void Rig::run() {
    while (step()) {
    }
}

void Rig::happen(const Event& event) {
    if (const auto* turn = std::get_if<DeskAnswer>(&event)) return session_->on(*turn, now);
    if (!back_open_) return;
    if (std::holds_alternative<Connected>(event)) {
        session_->on(Called{}, now);
        events_.push_back(FromBack{back.connect()});
    } else if (const auto* to = std::get_if<ToBack>(&event)) {
        end_submitted_ |= ends_message(to->octets);
        const bool more = std::any_of(events_.begin(), events_.end(), [](const Event& later) {
            return std::holds_alternative<ToBack>(later);
        });
        if (!more) session_->on(BackSent{}, now);
        const std::string replies = back.receive(to->octets);
        if (!replies.empty()) events_.push_back(FromBack{replies});
        if (back.hung_up()) events_.push_back(BackHangsUp{});
    } else if (const auto* from = std::get_if<FromBack>(&event)) {
        session_->on(BackOctets{from->octets}, now);
    } else {
        back_open_ = false;
        session_->on(BackEnded{}, now);
    }
}

void Rig::tell(const std::function<void(Session&)>& what) {
    what(*session_);
    carry_out();
}

void Rig::kill_front() {
    front_killed_ = true;
    session_->on(FrontGone{}, now);
    carry_out();
}

void Rig::kill_back() {
    if (!back_open_) return;
    back_open_ = false;
    std::erase_if(events_, [](const Event& event) { return !std::holds_alternative<DeskAnswer>(event); });
    session_->on(BackEnded{}, now);
    carry_out();
}

bool Rig::wait(Duration most) {
    const auto due = session_->deadline();
    if (!due || *due > now.steady + most) return false;
    now = now.plus(std::max(Duration(0), *due - now.steady));
    session_->on(TimePassed{}, now);
    carry_out();
    return true;
}

void Rig::carry_out() {
    for (std::vector<Action> actions = session_->take_actions(); !actions.empty();
         actions = session_->take_actions()) {
        for (const Action& action : actions) carry_out(action);
        take_answers();
    }
}

// The place comes when its turn does; what is asked is answered at once.
void Rig::take_answers() {
    for (DeskAnswer& answer : desk_.take_answers()) {
        if (std::holds_alternative<Turn>(answer)) {
            events_.push_back(std::move(answer));
        } else {
            session_->on(answer, now);
        }
    }
}

void Rig::carry_out(const Action& action) {
    if (const auto* send = std::get_if<Send>(&action)) {
        if (send->to == Side::Front && !front_killed_) heard_.append(send->octets);
        if (send->to == Side::Back && back_open_) events_.push_back(ToBack{send->octets});
    } else if (const auto* request = std::get_if<DeskRequest>(&action)) {
        if (std::holds_alternative<GiveTurn>(*request))
            std::erase_if(events_,
                          [](const Event& event) { return std::holds_alternative<DeskAnswer>(event); });
        desk_.take(action, now);
    } else if (std::holds_alternative<Connect>(action)) {
        back_open_ = true;
        events_.push_back(Connected{});
    } else if (const auto* close = std::get_if<Close>(&action)) {
        if (close->whom == Side::Front) front_closed_ = true;
        if (close->whom == Side::Back) {
            back_open_ = false;
            std::erase_if(events_,
                          [](const Event& event) { return !std::holds_alternative<DeskAnswer>(event); });
        }
    } else if (const auto* write = std::get_if<SpoolWrite>(&action)) {
        spool_misuse_ += spool_.write(*write);
    } else if (const auto* read = std::get_if<SpoolRead>(&action)) {
        spool_misuse_ += spool_.read(*read);
    } else if (std::holds_alternative<SpoolForget>(action)) {
        spool_.forget();
    } else if (const auto* note = std::get_if<Note>(&action)) {
        notes_.push_back(note->kind);
        texts_.emplace_back();
        append_text(texts_.back(), note->fields);
    }
}

std::vector<std::string> Rig::replies() const {
    std::vector<std::string> lines;
    std::size_t from = 0;
    for (std::size_t end = 0; (end = heard_.find("\r\n", from)) != std::string::npos; from = end + 2) {
        if (end - from > 3 && heard_[from + 3] == ' ') lines.push_back(heard_.substr(from, end - from));
    }
    return lines;
}

bool Rig::noted(NoteKind kind) const {
    return std::find(notes_.begin(), notes_.end(), kind) != notes_.end();
}

}  // namespace heloise::testing
