// The driver of a Session for captures; see play.h.
#include "tests/corpora/play.h"

#include <algorithm>

#include "proxy/base/limits.h"

namespace heloise::testing {
namespace {

// What happens without anything new from the front is bounded: beyond this the session talks to itself.
constexpr int kEvents = 200000;
constexpr int kDeadlines = 64;
// One write to a leg: what a session may hold (limits.h), without what content.lookahead lets it hold.
constexpr std::size_t kWrite = limits::kSessionMemory + limits::kHeaderField + limits::kSpoolRead;

// Strings and tables of a session that are no one's buffer.
constexpr std::size_t kRest = 64 * 1024;

bool owes_reply(const Act& act) {
    return act.whole && act.kind != Act::Kind::Tls;
}

}  // namespace

Play::Play(const Backend& backend, Gateway& gateway, Way way)
    : backend_(backend), gateway_(gateway), way_(way), random_(way.seed), judge_(backend_) {
    scale_.weigh([&] {
        session_ =
            std::make_unique<Session>(backend_, SessionFacts{"mx.example.org", "test", "192.0.2.1"}, now_);
    });
}

void Play::wrong(std::string what) {
    wrongs_.push_back(std::move(what));
}

void Play::run(const Leg& leg) {
    if (on_act) on_act(nullptr);
    carry_out();
    if (replies_.empty() || replies_.front().code != 220) wrong("no banner");
    if (!replies_.empty()) replies_.pop_front();
    outcomes_.reserve(leg.acts.size());
    std::size_t from = 0;
    while (from < leg.acts.size() && !front_closed_ && !derailed_) {
        std::vector<const Act*> step{&leg.acts[from]};
        if (step.front()->kind == Act::Kind::Tls) break;
        std::size_t to = from + 1;
        for (; to < leg.acts.size() && way_.pace == Pace::AsCaptured; ++to) {
            if (leg.acts[to].step != step.front()->step || leg.acts[to].kind == Act::Kind::Tls) break;
            step.push_back(&leg.acts[to]);
        }
        play_step(step);
        from = to;
    }
    for (; from < leg.acts.size(); ++from) outcomes_.push_back({&leg.acts[from]});
    end();
}

// The act with those parameters that heloise's EHLO reply offered: the captured client was offered others.
const Act* Play::adapted(const Act& act) {
    const std::string line(act.line());
    const bool addressed = act.verb == "MAIL" || act.verb == "RCPT";
    if (act.kind != Act::Kind::Command || !addressed || line.find('>') == std::string::npos) return &act;
    std::string kept = line.substr(0, line.find(' ', line.find('>')));
    for (std::size_t from = kept.size(); from < line.size();) {
        const std::size_t end = std::min(line.find(' ', from + 1), line.size());
        const std::string word = line.substr(from, end - from);
        const std::string keyword = keyword_of(upper_case(word.substr(1, word.find('=') - 1)));
        if (keyword.empty() || offered_.count(keyword) > 0) kept += word;
        from = end;
    }
    if (kept == line) return &act;
    adapted_.push_back(act);
    adapted_.back().octets = kept + "\r\n";
    adapted_.back().cuts.clear();
    return &adapted_.back();
}

// By what the client has heard so far.
bool Play::is_sent(const Act& act) const {
    if (act.kind != Act::Kind::Content && act.kind != Act::Kind::Secret) return true;
    const int wanted = act.kind == Act::Kind::Content ? 354 : 334;
    if (outcomes_.empty()) return false;
    const Outcome& before = outcomes_.back();
    if (!before.sent) return false;
    return !before.reply || before.reply->code == wanted;
}

void Play::play_step(const std::vector<const Act*>& acts) {
    std::string octets;
    std::vector<std::size_t> cuts;
    bool front_first = false;
    for (const Act* captured : acts) {
        if (on_act) on_act(captured);
        const Act* const act = way_.pace == Pace::Patient ? adapted(*captured) : captured;
        Outcome outcome{act};
        outcome.sent = is_sent(*act);
        outcome.asked_before = judge_.asked().size();
        if (outcome.sent) {
            const bool early = act->kind == Act::Kind::Content && !outcomes_.back().reply;
            outcome.races = early;
            front_first |= early;
            if (!octets.empty()) cuts.push_back(octets.size());
            for (const std::size_t cut : act->cuts) cuts.push_back(octets.size() + cut);
            octets += act->octets;
        }
        outcomes_.push_back(std::move(outcome));
        if (outcomes_.back().sent && owes_reply(*act)) owed_.push_back(outcomes_.size() - 1);
    }
    feed(octets, cuts, front_first);
    await(owed_.size());
    take_replies(octets);
}

void Play::take_replies(const std::string& octets) {
    for (const std::size_t whom : owed_) {
        if (replies_.empty()) break;
        outcomes_[whom].reply = std::move(replies_.front());
        if (outcomes_[whom].act->verb == "EHLO") offered_ = first_words(*outcomes_[whom].reply);
        outcomes_[whom].asked_after = judge_.asked().size();
        replies_.pop_front();
    }
    const bool all = owed_.empty() || outcomes_[owed_.back()].reply;
    const bool spilled = spilled_content();
    owed_.clear();
    if (spilled) {
        const auto lines = static_cast<std::size_t>(std::count(octets.begin(), octets.end(), '\n'));
        if (replies_.size() > lines) wrong("more replies than lines");
        derailed_ = true;
        replies_.clear();
        return;
    }
    if (!all && !front_closed_) wrong("a command got no reply");
    if (!replies_.empty() && front_closed_ && replies_.size() == 1) {
        farewell_ = std::move(replies_.front());
        replies_.clear();
    }
    if (!replies_.empty()) wrong("a reply that no command asked for");
    replies_.clear();
}

// A content that raced a DATA that was refused: its lines are commands now, whatever they say.
bool Play::spilled_content() {
    for (const std::size_t whom : owed_) {
        Outcome& outcome = outcomes_[whom];
        if (!outcome.races || whom == 0 || !outcomes_[whom - 1].reply) continue;
        outcome.spilled = outcomes_[whom - 1].reply->code != 354;
        if (outcome.spilled) {
            for (std::size_t later = whom; later < outcomes_.size(); ++later) outcomes_[later].spilled = true;
            return true;
        }
    }
    return false;
}

std::vector<std::string> Play::pieces(const std::string& octets, const std::vector<std::size_t>& cuts) {
    std::vector<std::string> found;
    std::size_t from = 0;
    const auto cut_at = [&](std::size_t to) {
        if (to > from) found.push_back(octets.substr(from, to - from));
        from = std::max(from, to);
    };
    if (way_.cut == Cut::AsCaptured) {
        for (const std::size_t cut : cuts) cut_at(cut);
    } else if (way_.cut == Cut::Octets) {
        for (std::size_t i = 1; i < octets.size(); ++i) cut_at(i);
    } else if (way_.cut == Cut::Random) {
        while (from < octets.size()) {
            const std::size_t most = random_() % 3 == 0 ? octets.size() : 40;
            cut_at(std::min(octets.size(), from + 1 + random_() % most));
        }
    }
    cut_at(octets.size());
    return found;
}

// Octets wait in the driver, in front of the session, while it or the back cannot follow. When a step races,
// the order of what the front and the back say would decide; so all of it comes before the back's next word.
void Play::feed(const std::string& octets, const std::vector<std::size_t>& cuts, bool front_first) {
    int idle = 0;
    for (const std::string& piece : pieces(octets, cuts)) {
        for (std::size_t from = 0; from < piece.size() && !front_closed_;) {
            const bool may = session_->wants_front() && unsent() < limits::kUnsent;
            const bool other = !front_first && way_.cut == Cut::Random && random_() % 2 == 0;
            if ((!may || other) && happen()) continue;
            if (!may && (++idle > kDeadlines || !pass_time()))
                return wrong("the front is not read, for ever");
            if (!may) continue;
            const std::string read = piece.substr(from, limits::kRead);
            from += read.size();
            scale_.weigh([&] { session_->on(FrontOctets{read}, now_); });
            carry_out();
        }
    }
}

void Play::await(std::size_t replies) {
    int events = 0;
    int deadlines = 0;
    while (!front_closed_) {
        if (happen()) {
            if (++events > kEvents) return wrong("it never comes to rest");
        } else if (replies_.size() >= replies || ++deadlines > kDeadlines || !pass_time()) {
            return;
        }
    }
    while (happen() && ++events < kEvents) {
    }
}

void Play::end() {
    if (!front_closed_) {
        scale_.weigh([&] { session_->on(FrontGone{}, now_); });
        carry_out();
    }
    for (int events = 0; events < kEvents && happen();) ++events;
    for (int deadlines = 0; !session_->finished() && deadlines < kDeadlines; ++deadlines) {
        if (!pass_time()) break;
        while (happen()) {
        }
    }
    if (!session_->finished()) wrong("the session does not finish");
    const auto bound = kWrite + 3 * backend_.content.lookahead + kRest;
    if (scale_.most() > static_cast<std::ptrdiff_t>(bound)) wrong("more memory than a session may hold");
    if (back_open_) wrong("the back is left open");
    if (spool_.size() > 0) wrong("something is left in the spool");
    for (const std::string& what : judge_.wrongs()) wrong(what);
    if (gateway_.delivered().size() != judge_.taken())
        wrong("the gateway has other messages than it said yes to");
}

std::size_t Play::unsent() const {
    std::size_t octets = 0;
    for (const Event& event : events_) {
        if (const auto* to = std::get_if<ToBack>(&event)) octets += to->octets.size();
    }
    return octets;
}

bool Play::pass_time() {
    const auto due = session_->deadline();
    if (!due) return false;
    now_ = now_.plus(std::max(Duration(0), *due - now_.steady));
    scale_.weigh([&] { session_->on(TimePassed{}, now_); });
    carry_out();
    return true;
}

bool Play::happen() {
    if (!events_.empty()) {
        const Event event = std::move(events_.front());
        events_.pop_front();
        happen(event);
    } else if (!scale_.weigh([&] { return spool_.tell(*session_, now_); })) {
        return false;
    }
    carry_out();
    return true;
}

void Play::happen(const Event& event) {
    if (const auto* answer = std::get_if<DeskAnswer>(&event))
        return scale_.weigh([&] { session_->on(*answer, now_); });
    if (!back_open_) return;
    if (std::holds_alternative<Connected>(event)) {
        connected_ = true;
        scale_.weigh([&] { session_->on(Called{}, now_); });
        judge_.connected();
        back_says(gateway_.connect());
    } else if (const auto* to = std::get_if<ToBack>(&event)) {
        if (unsent() == 0) scale_.weigh([&] { session_->on(BackSent{}, now_); });
        back_says(gateway_.receive(to->octets));
        if (gateway_.hung_up()) events_.push_back(HangsUp{});
    } else if (const auto* from = std::get_if<FromBack>(&event)) {
        judge_.answered(from->octets);
        scale_.weigh([&] { session_->on(BackOctets{from->octets}, now_); });
    } else {
        back_open_ = false;
        judge_.closed();
        scale_.weigh([&] { session_->on(BackEnded{}, now_); });
    }
}

void Play::back_says(const std::string& octets) {
    if (octets.empty()) return;
    // A server's reply of many lines may come in any pieces, too.
    for (std::string& piece : pieces(octets, {})) events_.push_back(FromBack{std::move(piece)});
}

void Play::carry_out() {
    for (bool more = true; more;) {
        std::vector<Action> actions = scale_.weigh([&] { return session_->take_actions(); });
        more = !actions.empty();
        for (const Action& action : actions) carry_out(action);
        // What was handed out is not held any more.
        scale_.weigh([&] { std::vector<Action>().swap(actions); });
    }
}

void Play::carry_out(const Action& action) {
    if (const auto* octets = std::get_if<Send>(&action)) {
        send(*octets);
    } else if (const auto* request = std::get_if<DeskRequest>(&action)) {
        if (std::holds_alternative<GiveTurn>(*request))
            std::erase_if(events_,
                          [](const Event& event) { return std::holds_alternative<DeskAnswer>(event); });
        desk_.take(action, now_);
        for (DeskAnswer& answer : desk_.take_answers()) events_.push_back(std::move(answer));
    } else if (std::holds_alternative<Connect>(action)) {
        if (back_open_) wrong("a second connection to the back");
        back_open_ = true;
        connected_ = false;
        events_.push_back(Connected{});
    } else if (const auto* close = std::get_if<Close>(&action)) {
        if (close->whom == Side::Front) {
            front_closed_ = true;
        } else {
            back_open_ = false;
            judge_.closed();
            std::erase_if(events_,
                          [](const Event& event) { return !std::holds_alternative<DeskAnswer>(event); });
        }
    } else if (const auto* write = std::get_if<SpoolWrite>(&action)) {
        if (const auto misuse = spool_.write(*write); !misuse.empty()) wrong(std::string(misuse));
        if (spool_.size() > 2 * backend_.limits.spool) wrong("more in the spool than limits.spool");
    } else if (const auto* read = std::get_if<SpoolRead>(&action)) {
        if (const auto misuse = spool_.read(*read); !misuse.empty()) wrong(std::string(misuse));
    } else if (std::holds_alternative<SpoolForget>(action)) {
        spool_.forget();
    } else if (const auto* note = std::get_if<Note>(&action)) {
        if (note->kind == NoteKind::OutcomeUnknown) ++outcome_unknown_;
    }
}

void Play::send(const Send& what) {
    if (what.octets.size() > kWrite + 3 * backend_.content.lookahead)
        wrong("a write of more than a session may hold");
    if (what.to == Side::Front) return check_front(what.octets);
    if (!back_open_ || !connected_) return wrong("octets to a back that is not there");
    judge_.sent(what.octets);
    events_.push_back(ToBack{what.octets});
}

void Play::check_front(std::string_view octets) {
    if (front_closed_) return wrong("octets to the front behind the close");
    heard_.push(octets);
    if (!octets.ends_with("\r\n")) wrong("a reply in pieces");
    std::string_view rest = octets;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find("\r\n"), rest.size() - 2);
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end + 2);
        if (end + 2 > 512) wrong("a reply line of more than 512 octets");
        const bool printable =
            std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; });
        if (!printable) wrong("octets in a reply that are not printable");
        // RFC 5321 section 4.2: a code, a separator, and here always a text.
        if (line.size() < 5 || (line[3] != ' ' && line[3] != '-')) wrong("a reply line without a text");
    }
    while (auto said = heard_.take()) {
        if (!said->ended) wrong("a reply whose lines have different codes");
        replies_.push_back(std::move(*said));
    }
    if (heard_.garbage() > 0) wrong("a line that is no reply");
}

}  // namespace heloise::testing
