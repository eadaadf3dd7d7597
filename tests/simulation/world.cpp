// Drawing a world, and running it.
#include "tests/simulation/world.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace heloise::simulation {
namespace {

constexpr const char* kListen = "127.0.0.1:25";
constexpr const char* kGatewayName = "gateway.example";
constexpr int kAttempts = 4;

// Beyond what a message that is tried again four times explains, each by a sender that never hears more.
constexpr Time kLongest = 10LL * 24 * 60 * kMinute;
constexpr std::uint64_t kMostEvents = 5'000'000;

}  // namespace

World::World(std::uint64_t seed, bool tracing)
    : seed_(seed),
      dice_(Dice(seed).child(1)),
      strangers_(Dice(seed).child(5)),
      mood_(dice_.pick(std::array{Mood::Calm, Mood::Rough, Mood::Rough, Mood::Wild, Mood::Wild})),
      books_(timeline_),
      network_(timeline_, Dice(seed).child(2), draw_weather()),
      machine_(timeline_, network_, Dice(seed).child(3)),
      recordings_(Dice(seed).child(4)) {
    books_.tracing = tracing;
    recordings_.any_cutting = mood_ == Mood::Calm;
    recordings_.when_broken = [this](const std::string& what) { books_.broken(what); };
    machine_.when_calling = [this](int socket, const std::string& to) { on_call(socket, to); };
    machine_.when_hung_up = [this](int socket) { calls_.erase(socket); };
    machine_.when_writing = [this](int socket, std::string_view octets, bool unheard) {
        on_write(socket, octets, unheard);
    };
    machine_.unreachable_per_mille = mood_ == Mood::Calm ? 0 : 5;
    machine_.busy_per_mille = dice_.pick(std::array<std::uint32_t, 3>{0, 50, 500});
    draw_backend();
    shared_ = backend_.delivery == Delivery::Burst && strangers_.chance(400);
    draw_gateways();
    draw_senders();
    draw_disasters();
    if (tracing) books_.note(description());
    start_daemon();
}

World::~World() {
    machine_.when_hung_up = [](int) {};
    daemon_.reset();
}

Network::Weather World::draw_weather() {
    Network::Weather weather;
    weather.latency_most = dice_.pick(std::array{kMillisecond, 20 * kMillisecond, 300 * kMillisecond});
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
    const bool all_take_it = std::all_of(gateways_.begin(), gateways_.end(), [](const auto& gateway) {
        return gateway->manner().ehlo == TakesEhlo::Yes;
    });
    backend_.greeting = dice_.chance(150)                  ? Greeting::Helo
                        : all_take_it && dice_.chance(300) ? Greeting::Ehlo
                                                           : Greeting::Auto;
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

void World::send_out(std::vector<Letter> letters) {
    using Breaks = Sender::Manner::Breaks;
    const std::uint64_t number = ++names_;
    Sender::Manner manner;
    manner.name = fmt::format("f{}.example", number);
    manner.address = fmt::format("10.0.{}.{}:{}", number / 250, number % 250 + 1, 20000 + number % 40000);
    if (shared_) manner.address = fmt::format("10.7.{}.7:{}", strangers_.below(3), 20000 + number % 40000);
    books_.enter(manner.name, manner.address.substr(0, manner.address.rfind('.')));
    manner.extended = dice_.chance(900);
    manner.pipelines = dice_.chance(500);
    manner.chunks = dice_.chance(300);
    manner.dribbles = dice_.chance(mood_ == Mood::Calm ? 20 : 100);
    manner.chatters = dice_.chance(100);
    manner.quits = dice_.chance(800);
    manner.trusts_names = !answers_late_twice_;
    if (mood_ != Mood::Calm) {
        if (dice_.chance(mood_ == Mood::Wild ? 300 : 100)) {
            manner.breaks = dice_.pick(
                std::array{Breaks::Ends, Breaks::Resets, Breaks::FallsSilent, Breaks::StopsReading});
            manner.breaks_after = dice_.below(dice_.chance(500) ? 150 : 1500);
        }
        if (dice_.chance(100)) manner.patience = dice_.between(kSecond, 2 * kMinute);
    }
    auto sender = std::make_shared<Sender>(timeline_, network_, books_, Dice(seed_).child(1000 + number),
                                           manner, std::move(letters));
    sender->when_deferred = [this](Letter letter) { defer(std::move(letter)); };
    sender->when_over = [this] { look_whether_done(); };
    senders_[manner.name] = sender;
    sender->call(kListen);
}

void World::defer(Letter letter) {
    if (letter.attempts >= kAttempts) return;
    ++letter.attempts;
    ++to_come_;
    timeline_.in(dice_.between(10 * kSecond, 10 * kMinute),
                 [this, letter = std::move(letter)]() mutable { send_out({std::move(letter)}); });
}

void World::draw_disasters() {
    if (mood_ == Mood::Calm) return;
    const std::uint64_t count = dice_.below(mood_ == Mood::Wild ? 6 : 3);
    for (std::uint64_t i = 0; i < count; ++i) befall(dice_.between(0, 10 * kMinute));
}

void World::befall(Time when) {
    switch (dice_.below(8)) {
        case 0:
            timeline_.at(when, [this, lasts = dice_.between(kMillisecond, 2 * kMinute)] {
                books_.note("the machine freezes");
                ++books_.sums.freezes;
                machine_.freeze(lasts);
            });
            break;
        case 1:
            timeline_.at(
                when, [this, by = dice_.between(-60, 60) * 60 * kMinute] { machine_.move_wall_clock(by); });
            break;
        case 2:
            timeline_.at(when, [this, broken = dice_.chance(500)] {
                books_.note("the disk fails");
                ++books_.sums.disk_faults;
                machine_.change_disk(broken ? Machine::Disk::Broken : Machine::Disk::Full);
            });
            timeline_.at(when + dice_.between(kSecond, 5 * kMinute),
                         [this] { machine_.change_disk(Machine::Disk::Works); });
            break;
        case 3:
            timeline_.at(when, [this] { machine_.run_out_of_descriptors(true); });
            timeline_.at(when + dice_.between(kSecond, kMinute),
                         [this] { machine_.run_out_of_descriptors(false); });
            break;
        case 4:
            timeline_.at(when, [this, which = dice_.below(gateways_.size()),
                                lasts = dice_.between(kSecond, 5 * kMinute)] {
                books_.note("a gateway goes down");
                gateways_[which]->go_down(lasts);
            });
            break;
        case 5:
            timeline_.at(when, [this] {
                if (!daemon_ || daemon_->stopping()) return;
                books_.note("reload");
                ++books_.sums.reloads;
                undisturbed_ = false;
                Backend changed = backend_;
                changed.limits.sessions = dice_.below(4);
                changed.delivery = dice_.chance(500) ? Delivery::Burst : Delivery::Live;
                changed.limits.session_gap = dice_.pick(std::array{0ms, 500ms});
                changed.limits.queue_timeout = draw_time(5000, 120000);
                changed.connect = ConnectWhen::Late;
                backend_ = changed;
                daemon_->reload(changed);
            });
            break;
        default:
            timeline_.at(when, [this, at_once = dice_.chance(300)] {
                if (!daemon_ || daemon_->stopping() || ending_) return;
                books_.note(at_once ? "stops at once" : "stops");
                ++books_.sums.restarts;
                undisturbed_ = false;
                at_once ? daemon_->stop_now() : daemon_->stop(draw_time(1000, 60000));
                watch_stop();
            });
    }
}

void World::start_daemon() {
    daemon_ = std::make_unique<Daemon>(backend_, kListen, 500);
}

// Once it has come to its end another one starts, unless this was the last.
void World::watch_stop() {
    timeline_.in(200 * kMillisecond, [this] {
        if (!daemon_->done()) return watch_stop();
        daemon_.reset();
        if (machine_.open_sockets() > 0) books_.broken("sockets are left open by a daemon that has ended");
        if (machine_.open_files() > 0) books_.broken("files are left open by a daemon that has ended");
        if (!ending_) start_daemon();
    });
}

void World::look_whether_done() {
    if (--to_come_ > 0) return;
    ending_ = true;
    if (daemon_ && !daemon_->stopping()) {
        daemon_->stop(60s);
        watch_stop();
    }
}

// limits.sessions, as the gateways would count them.
void World::on_call(int socket, const std::string& to) {
    calls_[socket] = timeline_.now();
    const std::size_t places = backend_.limits.sessions;
    if (places > 0 && undisturbed_ && calls_.size() > places)
        books_.broken(fmt::format("{} connections to gateways at once, {} allowed (the last to {})",
                                  calls_.size(), places, to));
}

// Rules 11 and 24: no question is put, and no message ended, to a gateway that has said something already: it
// would be taken for the answer.
void World::on_write(int socket, std::string_view octets, bool unheard) {
    if (!unheard || !calls_.contains(socket)) return;
    constexpr std::array<std::string_view, 8> kVerbs{"EHLO ",  "HELO ", "MAIL ",  "RCPT ",
                                                     "DATA\r", "BDAT ", "RSET\r", "QUIT\r"};
    const bool asks =
        octets.ends_with("\r\n.\r\n") ||
        std::any_of(kVerbs.begin(), kVerbs.end(), [&](auto verb) { return octets.starts_with(verb); });
    if (asks)
        books_.broken(fmt::format("written to a gateway that had spoken or gone already: {}",
                                  octets.substr(0, octets.find('\r'))));
}

// With one place: who asked later is not served before who asked earlier, and still waits.
void World::on_greeted(int visitor, const std::string& name) {
    const auto served = senders_.find(name);
    if (served == senders_.end() || !greeted_.insert(name).second) return;
    const auto call = calls_.find(network_.other_end(visitor));
    if (call == calls_.end() || backend_.limits.sessions != 1 || !undisturbed_) return;
    const Time mine = asked(*served->second);
    // A long message is not read to its end while the disk is busy with its beginning.
    const Time slack = slack_ + (backend_.delivery == Delivery::Burst ? Machine::kSlowestDisk : Time{});
    for (const auto& [other, sender] : senders_) {
        const Time theirs = asked(*sender);
        if (!waits(*sender) || theirs + slack >= std::min(mine, call->second) ||
            machine_.frozen_until() >= theirs)
            continue;
        // Unless the answer is on its way already.
        timeline_.in(slack, [this, name, passed = sender, who = other, earlier = mine - theirs] {
            if (waits(*passed) && undisturbed_)
                books_.broken(fmt::format("{} was served before {}, who had asked {} ms earlier", name, who,
                                          earlier / kMillisecond));
        });
    }
}

// When a sender asked for its first message's place at the gateway; 0: not yet.
Time World::asked(const Sender& sender) const {
    return backend_.delivery == Delivery::Burst ? sender.first().end : sender.first().mail;
}

bool World::waits(const Sender& sender) const {
    const auto& times = sender.first();
    const Time answered = backend_.delivery == Delivery::Burst ? times.end_answered : times.mail_answered;
    return asked(sender) != 0 && answered == 0 && !sender.disturbed() &&
           !greeted_.contains(sender.manner().name);
}

std::string World::run() {
    while (books_.first_broken().empty() && timeline_.step()) {
        if (timeline_.now() > kLongest || timeline_.done() > kMostEvents) {
            for (const auto& [name, sender] : senders_) {
                if (!sender->over()) books_.note(name + " still waits for " + sender->waits_for());
            }
            books_.broken("it does not come to an end");
        }
    }
    if (books_.first_broken().empty()) check_end();
    books_.sums.worlds = 1;
    books_.sums.recordings = recordings_.finished;
    books_.sums.cut_short = recordings_.cut_short;
    books_.sums.record_failures = recordings_.failures;
    books_.sums.events = timeline_.done();
    return books_.first_broken();
}

void World::check_end() {
    for (const auto& [name, sender] : senders_) {
        if (!sender->over())
            books_.broken(fmt::format("{} waits for {} for ever", name, sender->waits_for()));
    }
    if (daemon_) books_.broken("heloise did not come to its end");
    if (!calls_.empty()) books_.broken("a connection to a gateway was never closed");
    books_.close();
    // Nothing went wrong: only waiting too long for a place excuses.
    if (mood_ == Mood::Calm && books_.sums.refused + books_.sums.unheard > 0)
        books_.broken("a message was refused or its reply never heard although all went well");
}

std::string World::description() const {
    constexpr const char* kMoods[] = {"calm", "rough", "wild"};
    return fmt::format(
        "seed {}: {}, {}, {} gateways, {} places", seed_, kMoods[static_cast<std::size_t>(mood_)],
        backend_.delivery == Delivery::Burst ? "burst" : "live", gateways_.size(), backend_.limits.sessions);
}

}  // namespace heloise::simulation
