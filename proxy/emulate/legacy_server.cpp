// The dialogue of an emulated legacy system: time, octets and answers. What the commands do is in
// legacy_dialogue.cpp.
#include "proxy/emulate/legacy_server.h"

#include <algorithm>
#include <utility>

#include "proxy/base/check.h"
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
    Due due{now.steady, text_of(how_.banner), how_.banner.then};
    if (how_.banner_keeps) mask_banner(due.octets, *how_.banner_keeps);
    due.at = *due.at + std::chrono::duration_cast<Duration>(how_.banner.delay * how_.speed);
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
}

void LegacyServer::on_stored(bool kept, Moment now) {
    CHECK(storing_);
    now_ = now;
    storing_ = false;
    if (ended_) return;
    say(kept ? how_.message.accepted : how_.errors.store);
    go_on();
}

void LegacyServer::on_time(Moment now) {
    now_ = now;
    if (ended_) return;
    if (due_ && *due_->at <= now.steady) {
        speak(*std::exchange(due_, std::nullopt));
        heard_ = now.steady;
        go_on();
    }
    if (const auto idle = deadline(); !busy() && idle && *idle <= now.steady) say(how_.errors.idle);
}

std::optional<Duration> LegacyServer::deadline() const {
    if (ended_) return std::nullopt;
    if (due_) return due_->at;
    if (storing_ || silent_ || how_.limits.idle == Duration::zero()) return std::nullopt;
    return heard_ + how_.limits.idle;
}

std::vector<LegacyServer::Action> LegacyServer::take_actions() {
    return std::exchange(actions_, {});
}

// What the peer sent while it had to wait.
void LegacyServer::go_on() {
    if (busy() || ahead_.empty()) return;
    take(std::exchange(ahead_, {}));
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
    }
}

void LegacyServer::take_line(std::string_view& octets) {
    const std::size_t lf = octets.find('\n');
    const std::string_view piece = octets.substr(0, lf == std::string_view::npos ? lf : lf + 1);
    octets.remove_prefix(piece.size());
    const std::size_t most = how_.limits.command_line > 0 ? how_.limits.command_line : kLineKept;
    line_ += piece;
    if (line_.size() > most) {
        line_too_long_ = true;
        line_.erase(0, line_.size() - 2);  // enough to see its end
    }
    const bool crlf = line_.ends_with("\r\n");
    if (!crlf && !(how_.message.bare_lf_ends_line && line_.ends_with('\n'))) return;
    line_.resize(line_.size() - (crlf ? 2 : 1));
    const std::string line = std::exchange(line_, {});
    if (std::exchange(line_too_long_, false))
        fault(how_.errors.command_line);
    else
        command(line);
}

// A bad command. Enough of them and some systems hang up (fact 69).
void LegacyServer::fault(const Answer& answer) {
    ++faults_;
    say(how_.limits.errors > 0 && faults_ >= how_.limits.errors ? how_.errors.errors : answer);
}

void LegacyServer::say(const Answer& answer) {
    const auto delay = std::chrono::duration_cast<Duration>(answer.delay * how_.speed);
    speak({now_.steady + delay, text_of(answer), answer.then});
}

// Says it now or puts it off until its time.
void LegacyServer::speak(Due due) {
    CHECK(!due_ && !ended_);
    if (*due.at > now_.steady) {
        due_ = std::move(due);
        return;
    }
    if (!due.octets.empty()) actions_.emplace_back(Say{std::move(due.octets)});
    if (due.then == Then::Silence) silent_ = true;
    if (due.then != Then::Close && due.then != Then::Reset) return;
    ended_ = true;
    actions_.emplace_back(End{due.then == Then::Reset});
}

std::string LegacyServer::text_of(const Answer& answer) const {
    const PlaceholderValues values{how_.hostname, date_, operand_, path_, size_, verb_};
    std::string text;
    for (const std::string& line : answer.lines) text += expand(line, values) + "\r\n";
    return text;
}

}  // namespace heloise
