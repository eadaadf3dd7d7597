// Drawing a world from its seed: the backend, gateways, senders and the weather.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "tests/simulation/world.h"

namespace heloise::simulation {
namespace {

constexpr const char* kGatewayName = "gateway.example";

}  // namespace

// In every third world the desk answers later now and then, as one on another event loop would.
DeskRunner::Postpones World::draw_desk() {
    Dice dice = Dice(seed_).child(8);
    if (dice.below(3) != 0) return nullptr;
    const auto often = static_cast<std::uint32_t>(dice.between(20, 700));
    return [dice, often]() mutable { return dice.chance(often); };
}

Network::Weather World::draw_weather() {
    Network::Weather weather;
    weather.latency_most = dice_.pick(std::array{kMillisecond, 20 * kMillisecond, 300 * kMillisecond});
    latency_ = weather.latency_most;
    weather.latency_least = weather.latency_most / 10;
    weather.window_least = dice_.chance(300) ? 100 : 4096;
    slack_ = 2 * weather.latency_most + 100 * kMillisecond;  // a busy loop's delays are in it
    if (mood_ == Mood::Rough) weather.break_per_100000 = 100;
    if (mood_ == Mood::Wild) {
        weather.break_per_100000 = 1000;
        weather.vanish_per_100000 = 300;
    }
    return weather;
}

Duration World::draw_time(std::int64_t least_ms, std::int64_t most_ms) {
    return Duration(dice_.between(least_ms, most_ms));
}

void World::draw_backend() {
    backend_.name = "gateway";
    backend_.delivery = dice_.chance(400) ? Delivery::Burst : Delivery::Live;
    backend_.limits.sessions = dice_.pick(std::array<std::size_t, 5>{0, 1, 1, 2, 3});
    if (backend_.limits.sessions == 0 && dice_.chance(200)) backend_.connect = ConnectWhen::Early;
    backend_.limits.queue_timeout = draw_time(5000, 120000);
    backend_.limits.hold = draw_time(1000, 30000);
    backend_.limits.messages_per_session = dice_.pick(std::array<std::size_t, 4>{0, 0, 1, 2});
    backend_.limits.session_gap = dice_.pick(std::array{0ms, 0ms, 50ms, 1500ms});
    backend_.limits.recipients = dice_.chance(200) ? 2 : 0;
    backend_.limits.senders = dice_.chance(100) ? 10 : 0;
    backend_.limits.idle = draw_time(5000, 300000);
    backend_.limits.spool = dice_.chance(200) ? 20000 : 64U * 1024 * 1024;
    backend_.content.lookahead = dice_.pick(std::array<std::size_t, 3>{64, 4096, 256U * 1024});
    backend_.quirks.rset = dice_.chance(200) ? RsetUse::Never : RsetUse::AfterHelo;
    backend_.quirks.expect_hangup = {"Huh?"};
    backend_.timeouts = {.setup = draw_time(10000, 240000),
                         .connect = draw_time(1000, 30000),
                         .greeting = draw_time(2000, 300000),
                         .ehlo = draw_time(1000, 30000),
                         .command = draw_time(2000, 300000),
                         .data_start = draw_time(2000, 120000),
                         .data_block = draw_time(2000, 180000),
                         .data_end = draw_time(5000, 600000),
                         .quit = draw_time(500, 5000),
                         .burst_start = draw_time(10000, 120000)};
}

Faults World::draw_faults() {
    Faults faults;
    if (mood_ == Mood::Calm) return faults;
    // One kind of trouble or several, seldom or often.
    constexpr std::uint32_t Faults::*kAll[] = {
        &Faults::refuses_call, &Faults::ignores_call, &Faults::not_now, &Faults::never,
        &Faults::hangs_up,     &Faults::resets,       &Faults::silent,  &Faults::late,
        &Faults::twice,        &Faults::nonsense,     &Faults::half,    &Faults::takes_leave,
        &Faults::early,        &Faults::stops_reading};
    for (const auto one : kAll) {
        if (dice_.chance(mood_ == Mood::Wild ? 400 : 250))
            faults.*one = static_cast<std::uint32_t>(dice_.between(1, mood_ == Mood::Wild ? 80 : 15));
    }
    return faults;
}

void World::draw_gateways() {
    const bool by_name = dice_.chance(150);
    const std::uint64_t count = 1 + dice_.below(3);
    for (std::uint64_t i = 0; i < count; ++i) {
        GatewayManner manner;
        const std::string host = fmt::format("10.9.0.{}", i + 1);
        manner.address = host + ":25";
        manner.ehlo = dice_.pick(std::array{TakesEhlo::Yes, TakesEhlo::Yes, TakesEhlo::Yes,
                                            TakesEhlo::Refuses, TakesEhlo::RefusesAndHangsUp,
                                            TakesEhlo::HangsUp, TakesEhlo::SaysNothing, TakesEhlo::NotNow});
        for (const char* keyword :
             {"8BITMIME", "PIPELINING", "SIZE 10000000", "CHUNKING", "ENHANCEDSTATUSCODES"}) {
            if (dice_.chance(500)) manner.keywords.emplace_back(keyword);
        }
        manner.think_most = dice_.pick(std::array{kMillisecond, 50 * kMillisecond, 2 * kSecond});
        manner.late_most =
            2 * std::max(backend_.timeouts.command, backend_.timeouts.data_end).count() * kMillisecond;
        manner.sessions = dice_.chance(300) && mood_ != Mood::Calm ? backend_.limits.sessions : 0;
        manner.faults = draw_faults();
        if (shared_) manner.recipients = strangers_.below(4);
        manner.doubles_whole =
            dice_.chance(700) || std::count(manner.keywords.begin(), manner.keywords.end(), "CHUNKING") > 0;
        if (answers_again_) make_repetitive(manner);
        answers_late_twice_ |= manner.faults.twice > 0 && !manner.doubles_whole;
        gateways_.push_back(
            std::make_unique<Gateway>(timeline_, network_, books_, Dice(seed_).child(100 + i), manner));
        gateways_.back()->when_greeted = [this](int visitor, const std::string& name) {
            on_greeted(visitor, name);
        };
        if (by_name) {
            machine_.names[kGatewayName].push_back(host);
        } else {
            backend_.address.push_back({host, 25});
        }
    }
    if (by_name) backend_.address.push_back({kGatewayName, 25});
    if (dice_.chance(50) && mood_ != Mood::Calm)
        backend_.address.insert(backend_.address.begin(), {"nowhere.example", 25});
    // Who is never at rest has at once what has been sent.
    const bool at_once = std::none_of(gateways_.begin(), gateways_.end(), [](const auto& gateway) {
        return gateway->manner().faults.stops_reading > 0;
    });
    if (at_once) books_.on_its_way = slack_ + kSecond;
    const bool all_take_it = std::all_of(gateways_.begin(), gateways_.end(), [](const auto& gateway) {
        return gateway->manner().ehlo == TakesEhlo::Yes;
    });
    backend_.greeting = dice_.chance(150)                  ? Greeting::Helo
                        : all_take_it && dice_.chance(300) ? Greeting::Ehlo
                                                           : Greeting::Auto;
}

// As sendmail 5 and NOS are (legacy facts 100 and 101). Their answers to two questions must be told apart by
// the names in them, so that no other kind of second answers is with these.
void World::make_repetitive(GatewayManner& manner) {
    manner.doubles_whole = manner.names_all = true;
    if (mood_ == Mood::Calm) return;
    Faults& faults = manner.faults;
    faults.not_now = std::max(faults.not_now, static_cast<std::uint32_t>(habits_.between(0, 150)));
    faults.never = std::max(faults.never, static_cast<std::uint32_t>(habits_.between(0, 150)));
    faults.repeats_message = static_cast<std::uint32_t>(habits_.between(0, 1000));
    // Which comes within limits::kSecondAnswer of the first.
    if (latency_ <= 20 * kMillisecond)
        faults.repeats_long = static_cast<std::uint32_t>(habits_.between(0, 1000));
}

// To what a path may have (RFC 5321 section 4.5.3.1), or a little less: a command with it has more octets
// than some gateways take in one, or just fits.
void World::lengthen(std::string& path) {
    const std::size_t at = path.find('@');
    if (at == std::string::npos || !habits_.chance(400)) return;
    const auto octets = static_cast<std::size_t>(habits_.between(236, 256));
    const std::size_t local = 64 - (at - 1);
    path.insert(1, std::string(local, 'x'));
    for (std::size_t missing = octets - path.size(); missing > 0; missing = octets - path.size()) {
        // Labels have 63 octets, and none is empty.
        const std::size_t label = missing <= 64 ? missing - 1 : std::min<std::size_t>(50, missing - 3);
        path.insert(path.find('@') + 1, std::string(label, 'y') + ".");
    }
}

void World::draw_senders() {
    for (std::size_t i = 0; i < kSessions; ++i) {
        std::vector<Letter> letters;
        const std::uint64_t count = dice_.chance(700) ? 1 : 1 + dice_.below(4);
        for (std::uint64_t j = 0; j < count; ++j) {
            Letter letter;
            letter.message = fmt::format("m{}", ++letters_);
            letter.reverse_path = dice_.chance(50) ? "<>" : fmt::format("<a{}@front.example>", letters_);
            for (std::uint64_t k = 0, most = 1 + dice_.below(3); k < most; ++k)
                letter.recipients.push_back(fmt::format("<b{}.{}@back.example>", letters_, k));
            if (shared_) share(letter);
            if (answers_again_ && !shared_) {
                lengthen(letter.reverse_path);
                for (std::string& recipient : letter.recipients) lengthen(recipient);
            }
            letters.push_back(std::move(letter));
        }
        ++to_come_;
        timeline_.at(dice_.between(0, 3 * kMinute),
                     [this, letters = std::move(letters)]() mutable { send_out(std::move(letters)); });
    }
}

// One of few envelopes, which others name, too.
void World::share(Letter& letter) {
    letter.reverse_path = fmt::format("<a{}@front.example>", strangers_.below(2));
    std::uint64_t next = strangers_.below(6);
    for (std::string& recipient : letter.recipients)
        recipient = fmt::format("<b{}@back.example>", next++ % 6);
}

void World::end_its_side(Sender::Manner& manner) {
    using Ends = Sender::Manner::Ends;
    if (manner.breaks != Sender::Manner::Breaks::Never || !habits_.chance(500)) return;
    manner.ends = habits_.chance(700) ? Ends::BehindQuit : Ends::BehindMessage;
    // Without QUIT that is a sender that gave up: no world in which nothing fails.
    const bool may_be_late = mood_ != Mood::Calm || manner.ends == Ends::BehindQuit;
    // Well over limits::kEndsBehind.
    if (may_be_late && habits_.chance(300)) manner.ends_after = habits_.between(2 * kSecond, 30 * kSecond);
    if (habits_.chance(700)) manner.pipelines = true;
}

}  // namespace heloise::simulation
