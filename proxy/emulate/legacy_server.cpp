// The dialogue of an emulated legacy system: time, octets and answers. What the commands do is in
// legacy_dialogue.cpp.
#include "proxy/emulate/legacy_server.h"

#include <algorithm>
#include <utility>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/emulate/legacy_lines.h"
#include "proxy/emulate/placeholders.h"

namespace heloise {
namespace {

// RFC 821 section 4.5.3 ends a command line at 512 octets. Where a system's own limit is not known it is
// taken for this, so that a peer without line ends costs no more.
constexpr std::size_t kLineKept = 64 * 1024;

// PIX leaves the code and what is in `keeps`, and covers the rest with stars (fact 64).
void mask_banner(std::string& text, std::string_view keeps) {
    constexpr std::size_t kCode = 4;
    for (std::size_t at = kCode; at < text.size(); ++at) {
        if (at >= 2 && text[at - 2] == '\r' && text[at - 1] == '\n') at += kCode;
        if (at < text.size() && text[at] != '\r' && text[at] != '\n' && keeps.find(text[at]) == keeps.npos)
            text[at] = '*';
    }
}

}  // namespace

LegacyServer::LegacyServer(const Emulation& how, Moment now)
    : how_(how), now_(now), date_(how.date == "now" ? rfc822_date(now.wall) : how.date), heard_(now.steady) {
    if (how_.syntax.keeps_sender) reverse_path_ = sender_ = "<>";
    Due due{now.steady, text_of(how_.banner), how_.banner.then};
    if (how_.banner_keeps) mask_banner(due.octets, *how_.banner_keeps);
    due.at += std::chrono::duration_cast<Duration>(how_.banner.delay * how_.speed);
    speak(std::move(due));
}

void LegacyServer::on_octets(std::string_view octets, Moment now) {
    now_ = now;
    heard_ = now.steady;
    if (ended_ || silent_) return;
    if (busy()) {
        ahead_ += octets;
        return;
    }
    take(octets);
    go_on();
}

void LegacyServer::on_stored(bool kept, Moment now) {
    CHECK(storing_);
    now_ = now;
    storing_ = false;
    if (ended_) return;
    say(kept ? *when_stored_ : how_.errors.store);
    go_on();
}

void LegacyServer::on_time(Moment now) {
    now_ = now;
    if (ended_) return;
    bool spoken = false;
    while (!ended_ && !due_.empty() && due_.front().at <= now.steady) {
        Due due = std::move(due_.front());
        due_.pop_front();
        utter(std::move(due));
        spoken = true;
    }
    if (spoken) heard_ = now.steady;
    if (spoken) go_on();
    if (ended_) return;
    if (const auto idle = deadline(); !busy() && idle && *idle <= now.steady) say(how_.errors.idle);
}

std::optional<Duration> LegacyServer::deadline() const {
    if (ended_) return std::nullopt;
    if (!due_.empty()) return due_.front().at;
    if (storing_ || silent_ || how_.limits.idle == Duration::zero()) return std::nullopt;
    return heard_ + how_.limits.idle;
}

std::vector<LegacyServer::Action> LegacyServer::take_actions() {
    return std::exchange(actions_, {});
}

// What the peer sent while it had to wait.
void LegacyServer::go_on() {
    while (!busy() && !ended_ && !silent_ && !ahead_.empty()) take(std::exchange(ahead_, {}));
}

void LegacyServer::take(std::string_view octets) {
    while (!octets.empty() && !ended_ && !silent_) {
        if (busy()) {
            ahead_ += octets;
            return;
        }
        if (body_)
            take_body(octets);
        else
            take_line(octets);
        if (!std::exchange(child_ended_, false)) continue;
        octets = {};
        ahead_.insert(0, *std::exchange(parents_, std::nullopt));
    }
}

void LegacyServer::take_line(std::string_view& octets) {
    const EmulatedReading& reading = how_.reading;
    const LineStep step = line_step(line_, octets, reading.command, reading.text_mode);
    line_ += octets.substr(0, step.octets);
    octets.remove_prefix(step.octets);
    if (step.ended && !line_.ends_with('\n')) return read_command(std::exchange(line_, {}), octets);

    const bool any_length = reading.command > 0 || how_.limits.command_line == 0;
    if (line_.size() > (any_length ? kLineKept : how_.limits.command_line)) {
        line_too_long_ = true;
        line_.erase(0, line_.size() - 2);  // enough to see its end
    }
    const bool crlf = line_.ends_with("\r\n");
    if (!crlf && !(how_.message.bare_lf_ends_line && line_.ends_with('\n'))) return;
    line_.resize(line_.size() - (crlf ? 2 : 1));
    std::string line = std::exchange(line_, {});
    if (std::exchange(line_too_long_, false))
        fault(how_.errors.command_line);
    else
        read_command(std::move(line), octets);
}

// `behind` is what the same read brought behind the command.
void LegacyServer::read_command(std::string line, std::string_view behind) {
    const EmulatedReading& reading = how_.reading;
    cut_line(line, reading);
    if (reading.seven_bit)
        for (char& c : line) c = static_cast<char>(c & 0x7f);
    if (reading.lower_case) line = lower(line);
    behind_ = behind;
    command(line);
    behind_ = {};
}

// A bad command. Enough of them and some systems hang up (fact 69).
void LegacyServer::fault(const Answer& answer) {
    ++faults_;
    say(how_.limits.errors > 0 && faults_ >= how_.limits.errors ? how_.errors.errors : answer);
}

void LegacyServer::fault(const std::optional<Answer>& answer, const Answer& otherwise) {
    fault(answer ? *answer : otherwise);
}

void LegacyServer::say(const Answer& answer) {
    const auto in_time = [this](Duration delay) {
        return std::chrono::duration_cast<Duration>(delay * how_.speed);
    };
    Duration at = now_.steady + in_time(answer.delay);
    speak({at, text_of(answer), answer.then});
    for (const Answer& next : answer.also) {
        if (ended_) return;
        at += in_time(next.delay);
        speak({at, text_of(next), next.then});
    }
}

// Says it now or puts it off until its time.
void LegacyServer::speak(Due due) {
    if (due_.empty() && due.at <= now_.steady)
        utter(std::move(due));
    else
        due_.push_back(std::move(due));
}

void LegacyServer::utter(Due due) {
    CHECK(!ended_);
    if (!due.octets.empty()) actions_.emplace_back(Say{std::move(due.octets)});
    if (due.then == Then::Silence) silent_ = true;
    if (due.then != Then::Close && due.then != Then::Reset) return;
    ended_ = true;
    due_.clear();
    actions_.emplace_back(End{due.then == Then::Reset});
}

std::string LegacyServer::text_of(const Answer& answer) const {
    const PlaceholderValues values{how_.hostname, date_, operand_, path_, size_, verb_, sender_};
    std::string text;
    for (const std::string& line : answer.lines) text += expand(line, values) + "\r\n";
    return text;
}

}  // namespace heloise
