// What a gateway hears, and which answer it makes.
#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "tests/simulation/gateway_visit.h"

namespace heloise::simulation {
namespace {

bool printable(std::string_view line) {
    return std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

Gateway::Gateway(Timeline& timeline, Network& network, Books& books, Dice dice, GatewayManner manner)
    : timeline_(timeline), network_(network), books_(books), dice_(dice), manner_(std::move(manner)) {
    network_.open_door(manner_.address, *this);
}

Gateway::~Gateway() {
    network_.close_door(manner_.address);
}

Network::Door::Answer Gateway::on_call() {
    if (timeline_.now() < down_until_ || dice_.chance(manner_.faults.refuses_call)) return Answer::Refuse;
    return dice_.chance(manner_.faults.ignores_call) ? Answer::Ignore : Answer::Open;
}

void Gateway::on_visitor(int socket, const std::string&) {
    std::erase_if(visits_, [](const auto& visit) { return visit->over(); });
    auto visit = std::make_shared<Visit>(*this, socket, dice_.child(++count_));
    visits_.push_back(visit);
    network_.set_owner(socket, *visit);
    visit->greet();
}

void Gateway::Visit::greet() {
    const std::size_t most = gateway_.manner_.sessions;
    if (most > 0 && gateway_.inside_ >= most) {
        ++gateway_.inside_;
        return say(0, "421 Too many sessions", true);
    }
    ++gateway_.inside_;
    answer(dice_.chance(100) ? "220-gateway.example is here\r\n220 for you" : "220 gateway.example All set");
}

bool Gateway::Visit::has(std::string_view keyword) const {
    const auto& all = gateway_.manner_.keywords;
    return extended_ && std::find(all.begin(), all.end(), keyword) != all.end();
}

void Gateway::Visit::on_readable(int) {
    if (over_ || resting_) return;
    if (place_ == Place::Data && dice_.chance(faults().stops_reading)) {
        resting_ = true;
        gateway_.timeline_.in(dice_.between(kMillisecond, 40 * kSecond), [self = shared_from_this()] {
            self->resting_ = false;
            self->on_readable(self->socket_);
        });
        return;
    }
    while (true) {
        Network::Read got = gateway_.network_.read(socket_, 65536);
        if (got.octets.empty()) {
            if (got.ended || got.broken) end(false);
            return;
        }
        // Rule 10: one command in flight. An answer that was not said cannot have been waited for.
        if (owes_ && !silent_ && !confused_)
            wrong(fmt::format("\"{}\" came before the answer to the command before it", got.octets));
        if (silent_) continue;
        heard_ += got.octets;
        take_all();
        if (over_) return;
    }
}

void Gateway::Visit::take_all() {
    while (!over_ && !owes_ && !silent_ && at_ < heard_.size()) {
        const bool went_on = place_ == Place::Chunk  ? take_chunk()
                             : place_ == Place::Data ? take_content()
                                                     : take_line();
        if (!went_on) break;
    }
    heard_.erase(0, std::exchange(at_, 0));
}

bool Gateway::Visit::take_line() {
    const std::size_t end = heard_.find("\r\n", at_);
    if (end == std::string::npos) return false;
    const std::string line = heard_.substr(at_, end - at_);
    at_ = end + 2;
    if (!printable(line)) wrong(fmt::format("a command with octets that are not printable: \"{}\"", line));
    if (line.size() + 2 > 512) wrong("a command line over 512 octets");
    command(line);
    return true;
}

void Gateway::Visit::command(const std::string& line) {
    if (gateway_.books_.tracing)
        gateway_.books_.note(fmt::format("{} #{} hears {}", gateway_.manner_.address, socket_, line));
    asked_ = Asked::Other;
    asked_octets_ = line.size() + 2;
    if (line.starts_with("EHLO ")) return hello(line, true);
    if (line.starts_with("HELO ")) return hello(line, false);
    if (line == "QUIT") return say(dice_.between(0, gateway_.manner_.think_most), "221 Bye", true);
    if (place_ == Place::Start) return wrong("before HELO: " + line);
    if (line.starts_with("MAIL FROM:")) return mail(line);
    if (line.starts_with("RCPT TO:")) return rcpt(line);
    if (line == "DATA") return data();
    if (line.starts_with("BDAT ") && has("CHUNKING")) return chunk(line);
    if (line == "RSET") {
        place_ = Place::Greeted;
        return answer("250 Reset");
    }
    wrong("a command that it does not know: " + line);
}

void Gateway::Visit::hello(const std::string& line, bool extended) {
    if (place_ != Place::Start) wrong("a second greeting: " + line);
    name_ = line.substr(5);
    gateway_.when_greeted(socket_, name_);
    if (!extended) {
        place_ = Place::Greeted;
        return answer("250 Hi there");
    }
    switch (gateway_.manner_.ehlo) {
        case TakesEhlo::Refuses: return answer("500 What?", MayFail::No);
        case TakesEhlo::RefusesAndHangsUp: return say(0, "550 Huh?", true);
        case TakesEhlo::HangsUp: return end(dice_.chance(500));
        case TakesEhlo::SaysNothing: silent_ = true; return;
        case TakesEhlo::NotNow: return answer("451 Later", MayFail::No);
        case TakesEhlo::Yes: break;
    }
    place_ = Place::Greeted;
    extended_ = true;
    std::string text = "250-gateway.example\r\n";
    for (const std::string& keyword : gateway_.manner_.keywords) text += "250-" + keyword + "\r\n";
    answer(text + "250 HELP");
}

// The path, and nothing behind it that this gateway has not offered.
void Gateway::Visit::mail(const std::string& line) {
    if (place_ != Place::Greeted) out_of_order("MAIL inside a transaction");
    const std::size_t end = line.find('>');
    const std::string path = line.substr(10, end - 9);
    if (!path.starts_with('<') || end == std::string::npos) return wrong("not canonical: " + line);
    std::string_view rest = std::string_view(line).substr(end + 1);
    eight_bit_ = rest.find(" BODY=8BITMIME") != std::string_view::npos;
    if (eight_bit_ && !has("8BITMIME")) wrong("a parameter that it did not offer: " + line);
    if (!rest.empty() && !extended_) wrong("a parameter behind HELO: " + line);
    // Rule 11: what else it may say to that message would answer this.
    if (refused_message_) out_of_order("MAIL behind a message that was refused");
    asked_ = Asked::Address;
    asked_path_ = reverse_path_ = path;
    recipients_.clear();
    content_.clear();
    if (dice_.chance(faults().not_now)) return answer("451 " + path + " not now");
    if (dice_.chance(faults().never)) return answer("550 " + path + " never");
    place_ = Place::Mail;
    answer("250 " + path + " Sender OK");
}

void Gateway::Visit::rcpt(const std::string& line) {
    if (place_ != Place::Mail && place_ != Place::Rcpt) out_of_order("RCPT without MAIL");
    const std::string path = line.substr(8);
    if (!path.starts_with('<') || !path.ends_with('>')) wrong("not canonical, or a parameter: " + line);
    asked_ = Asked::Address;
    asked_path_ = path;
    const std::string to_whom = Books::said_to(name_);
    const std::size_t most = gateway_.manner_.recipients;
    if (most > 0 && recipients_.size() >= most)
        return answer(fmt::format("{} {} {}{}", most == 1 ? 452 : 550, path,
                                  most == 2 ? "Too many recipients" : "no more", to_whom));
    if (dice_.chance(faults().not_now)) return answer("450 " + path + " not now" + to_whom);
    if (dice_.chance(faults().never)) return answer("550 " + path + " never" + to_whom);
    place_ = Place::Rcpt;
    recipients_.push_back(path);
    answer(dice_.chance(50) ? "251 " + path + " will forward" : "250 " + path + " Recipient OK");
}

void Gateway::Visit::data() {
    if (place_ != Place::Rcpt) out_of_order("DATA without a recipient");
    asked_ = Asked::Data;
    if (dice_.chance(faults().not_now)) return answer("451 not now");
    if (dice_.chance(faults().never)) return answer("554 never");
    place_ = Place::Data;
    content_.clear();
    answer("354 Go ahead");
}

void Gateway::Visit::check_content_line(std::string_view line) {
    if (line.size() + 2 > gateway_.manner_.text_line) wrong("a line that is too long for it");
    for (const char c : line) {
        if (c == '\r' || c == '\n' || c == '\0') return wrong("a CR, LF or NUL alone");
        if (static_cast<unsigned char>(c) > 127 && !has("8BITMIME")) return wrong("an octet over 127");
    }
}

bool Gateway::Visit::take_content() {
    const std::size_t end = heard_.find("\r\n", at_);
    if (end == std::string::npos) return false;
    std::string_view line = std::string_view(heard_).substr(at_, end - at_);
    at_ = end + 2;
    if (line == ".") {
        end_of_message();
        return true;
    }
    if (line.starts_with('.')) line.remove_prefix(1);
    check_content_line(line);
    content_.append(line).append("\r\n");
    if (dice_.below(100000) < faults().early) {
        // It goes on reading what it has refused, and is dropped for it.
        answer(dice_.chance(500) ? "452 no room for more" : "552 too much", MayFail::No);
        confused_ = true;
        place_ = Place::Greeted;
        silent_ = true;
    }
    return true;
}

void Gateway::Visit::chunk(const std::string& line) {
    if (place_ != Place::Rcpt) out_of_order("BDAT without a recipient");
    std::string_view rest = std::string_view(line).substr(5);
    const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), chunk_left_);
    rest.remove_prefix(static_cast<std::size_t>(parsed.ptr - rest.data()));
    chunk_last_ = rest == " LAST";
    if (!rest.empty() && !chunk_last_) wrong("not canonical: " + line);
    place_ = Place::Chunk;
    if (chunk_left_ == 0) static_cast<void>(take_chunk());
}

bool Gateway::Visit::take_chunk() {
    const std::size_t taken =
        static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, heard_.size() - at_));
    content_.append(heard_, at_, taken);
    at_ += taken;
    chunk_left_ -= taken;
    if (chunk_left_ > 0) return false;
    place_ = Place::Rcpt;
    if (chunk_last_) {
        end_of_message();
    } else {
        answer("250 chunk taken");
    }
    return true;
}

// What it decides here is what the books say, whatever becomes of the answer.
void Gateway::Visit::end_of_message() {
    asked_ = Asked::Other;
    place_ = Place::Greeted;
    if (dice_.chance(faults().not_now)) return refuse_message("451");
    if (dice_.chance(faults().never)) return refuse_message("554");
    if (dice_.chance(faults().takes_leave)) return say(0, "421 closing", true);
    gateway_.books_.keep(reverse_path_, recipients_, content_, gateway_.manner_.address);
    // To say 421 now would be a lie.
    answer(dice_.chance(200) ? "250" : "250 kept", MayFail::ButNotTakeLeave);
}

}  // namespace heloise::simulation
