// Holding what was said against what was done.
#include "tests/simulation/books.h"

#include <algorithm>
#include <iostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "proxy/session/note_keys.h"
#include "tests/simulation/content.h"

namespace heloise::simulation {
namespace {

std::string joined(std::vector<std::string> paths) {
    std::sort(paths.begin(), paths.end());
    return fmt::format("{}", fmt::join(paths, " "));
}

bool any_of_in(const std::vector<std::string>& some, const std::vector<std::string>& all) {
    return std::any_of(some.begin(), some.end(), [&](const std::string& one) {
        return std::find(all.begin(), all.end(), one) != all.end();
    });
}

std::string token_in(std::string_view text) {
    const std::size_t begin = text.find("<t");
    const std::size_t end = text.find("@front.example>", begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) return {};
    return std::string(text.substr(begin + 1, end - begin - 1));
}

}  // namespace

void Books::Sums::add(const Sums& other) {
    constexpr std::uint64_t Sums::*kAll[] = {
        &Sums::sessions,  &Sums::attempts,        &Sums::accepted,    &Sums::refused,
        &Sums::not_now,   &Sums::unanswered,      &Sums::unheard,     &Sums::kept,
        &Sums::unknown,   &Sums::not_heard,       &Sums::twice,       &Sums::worlds,
        &Sums::events,    &Sums::waited,          &Sums::reloads,     &Sums::restarts,
        &Sums::resets,    &Sums::freezes,         &Sums::disk_faults, &Sums::recordings,
        &Sums::cut_short, &Sums::record_failures, &Sums::half_closed, &Sums::answered_half_closed,
        &Sums::said_again};
    for (const auto one : kAll) this->*one += other.*one;
}

void Books::trace(const std::string& what) const {
    std::cout << fmt::format("{:>14.6f} {}\n", static_cast<double>(timeline_.now()) / kSecond, what);
}

void Books::broken(const std::string& what) {
    note("BROKEN " + what);
    if (broken_.empty())
        broken_ = fmt::format("{} (at {:.6f} s)", what, static_cast<double>(timeline_.now()) / kSecond);
}

std::shared_ptr<Attempt> Books::begin(const std::string& message) {
    auto attempt = std::make_shared<Attempt>();
    attempt->token = fmt::format("t{}", ++tokens_);
    attempt->message = message;
    attempt->began = timeline_.now();
    attempts_[attempt->token] = attempt;
    ++sums.attempts;
    return attempt;
}

void Books::keep(const std::string& reverse_path, const std::vector<std::string>& recipients,
                 const std::string& content, const std::string& gateway) {
    ++sums.kept;
    const std::string token = token_in(content);
    const auto found = attempts_.find(token);
    if (found == attempts_.end()) return broken(fmt::format("{} kept a message that nobody sent", gateway));
    Attempt& attempt = *found->second;
    note(fmt::format("{} keeps {}", gateway, token));
    ++attempt.kept;
    ++kept_of_message_[attempt.message];
    if (!attempt.complete) broken(fmt::format("{} kept {}, whose end was never sent", gateway, token));
    if (reverse_path != attempt.reverse_path)
        broken(fmt::format("{} kept {} from {}, sent was {}", gateway, token, reverse_path,
                           attempt.reverse_path));
    check_given_up(attempt, gateway);
    attempt.kept_for = recipients;
    if (const std::string wrong = difference_in_content(attempt.content, content, attempt.seven_bit);
        !wrong.empty())
        broken(fmt::format("{} kept {}, but {}", gateway, token, wrong));
}

void Books::give_up(Attempt& attempt) {
    attempt.given_up = timeline_.now();
    attempt.freezes = sums.freezes;
}

// A machine that is frozen sees the end late, and so does heloise while it does not read for want of room.
void Books::check_given_up(const Attempt& attempt, const std::string& gateway) {
    constexpr std::size_t kAlwaysRead = 32 * 1024;
    const bool seen =
        on_its_way > 0 && attempt.freezes == sums.freezes && attempt.content.size() < kAlwaysRead;
    if (attempt.given_up == 0 || !seen || timeline_.now() <= attempt.given_up + on_its_way) return;
    broken(fmt::format("{} kept {}, which its sender had given up {} ms before", gateway, attempt.token,
                       (timeline_.now() - attempt.given_up) / kMillisecond));
}

void Books::check_refusal(const std::string& name, const std::string& line) {
    const std::size_t at = line.rfind(said_to({}));
    if (at == std::string::npos) return;
    const auto other = networks_.find(line.substr(at + said_to({}).size()));
    if (other != networks_.end() && other->second != networks_[name])
        broken(fmt::format("{} was told what another network had caused: {}", name, line));
}

void Books::on_event(const LogEvent& event) {
    ++logged_[std::string(event.event)];
    if (tracing) trace("log " + log_line(LogFormat::Text, event));
    const auto found = attempts_.find(token_in(text_of(event.fields, keys::kMessageId)));
    if (found == attempts_.end()) return;
    Attempt& attempt = *found->second;
    attempt.logged_accepted |= event.event == "message_accepted";
    attempt.logged_refused |= event.event == "message_refused";
    attempt.logged_unknown |= event.event == "outcome_unknown";
    attempt.logged_not_heard |= event.event == "sender_did_not_hear";
}

// The promises, one by one.
void Books::judge(const Attempt& attempt) {
    using Told = Attempt::Told;
    const auto says = [&](std::string_view what) {
        broken(fmt::format("{}: {} (told \"{}\", kept {} times, logged{}{}{}{})", attempt.token, what,
                           attempt.reply, attempt.kept, attempt.logged_accepted ? " accepted" : "",
                           attempt.logged_refused ? " refused" : "", attempt.logged_unknown ? " unknown" : "",
                           attempt.logged_not_heard ? " not heard" : ""));
    };
    // What it was told on the way may have been lost with the connection; what it heard is what happened.
    const bool heard_all = attempt.told != Told::Nothing;
    if (attempt.kept > 0 && heard_all && joined(attempt.kept_for) != joined(attempt.accepted))
        says(fmt::format("kept for {}, but its sender was told yes for {}", joined(attempt.kept_for),
                         joined(attempt.accepted)));
    if (attempt.kept > 0 && any_of_in(attempt.refused, attempt.kept_for))
        says("kept for a recipient that its sender was told no for");
    if (attempt.kept > 1) says("one transaction was given to gateways more than once");
    if (attempt.told == Told::Yes && attempt.kept == 0) says("the sender heard yes and no gateway has it");
    if (attempt.told == Told::Yes && !attempt.logged_accepted) says("accepted, and not logged as that");
    if (attempt.told == Told::Never && attempt.kept > 0) says("refused for good, and a gateway has it");
    if (attempt.told == Told::NotNow && attempt.kept > 0 && !attempt.logged_unknown)
        says("refused for now though a gateway has it, and not logged as outcome_unknown");
    const bool counted = attempt.logged_unknown || attempt.logged_not_heard || attempt.logged_accepted;
    if (attempt.told == Told::Nothing && attempt.kept > 0 && !counted)
        says("the sender heard nothing, a gateway has it, and nothing of it was logged");
    if (attempt.logged_accepted && attempt.kept == 0) says("logged as accepted, and no gateway has it");
    if (attempt.logged_accepted && (attempt.logged_unknown || attempt.logged_refused))
        says("logged as two things");
}

void Books::close() {
    for (const auto& [token, attempt] : attempts_) {
        judge(*attempt);
        switch (attempt->told) {
            case Attempt::Told::Yes: ++sums.accepted; break;
            case Attempt::Told::Never: ++sums.refused; break;
            case Attempt::Told::NotNow: ++sums.not_now; break;
            case Attempt::Told::Nothing: ++(attempt->complete ? sums.unheard : sums.unanswered); break;
        }
        sums.unknown += attempt->logged_unknown ? 1 : 0;
        sums.not_heard += attempt->logged_not_heard ? 1 : 0;
    }
    for (const auto& [message, times] : kept_of_message_) sums.twice += times > 1 ? 1 : 0;
}

}  // namespace heloise::simulation
