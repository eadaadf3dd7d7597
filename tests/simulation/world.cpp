// Running a world; world_draw.cpp makes it.
#include "tests/simulation/world.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace heloise::simulation {
namespace {

constexpr const char* kListen = "127.0.0.1:25";
constexpr int kAttempts = 4;

// Beyond what a message that is tried again four times explains, each by a sender that never hears more.
constexpr Time kLongest = 10LL * 24 * 60 * kMinute;
constexpr std::uint64_t kMostEvents = 5'000'000;

}  // namespace

World::World(std::uint64_t seed, bool tracing)
    : seed_(seed),
      dice_(Dice(seed).child(1)),
      strangers_(Dice(seed).child(5)),
      habits_(Dice(seed).child(7)),
      ends_sides_(habits_.chance(300)),
      answers_again_(habits_.chance(300)),
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
    if (ends_sides_) end_its_side(manner);
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
    daemon_ = std::make_unique<Daemon>(backend_, kListen, 500, draw_desk());
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
    if (served == senders_.end()) return on_greeted_for_somebody();
    if (!greeted_.insert(name).second) return;
    const auto call = calls_.find(network_.other_end(visitor));
    if (call == calls_.end() || backend_.limits.sessions != 1 || !undisturbed_) return;
    // Where strangers name its envelope a sender may have asked as early as at a recipient (rule 30).
    if (shared_) return;
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

// By heloise's own name: nobody knows for whom, but whose turn it was has had it (rule 4).
void World::on_greeted_for_somebody() {
    Time first = 0;
    for (const auto& [name, sender] : senders_) {
        if (waits(*sender) && (first == 0 || asked(*sender) < first)) first = asked(*sender);
    }
    for (const auto& [name, sender] : senders_) {
        if (waits(*sender) && asked(*sender) <= first + 2 * slack_) greeted_.insert(name);
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
