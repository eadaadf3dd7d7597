// Starting, reloading and stopping the daemon.
#include "proxy/daemon/server.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>

#include "proxy/config/load.h"
#include "proxy/daemon/backend_runner.h"
#include "proxy/daemon/listeners.h"
#include "proxy/daemon/log_keys.h"
#include "proxy/daemon/worker.h"
#include "proxy/edge/lookup.h"
#include "proxy/edge/signal.h"
#include "proxy/edge/spool.h"
#include "proxy/edge/unlinked_file.h"

namespace heloise {
namespace {

// A proxy has no other use for descriptors than connections: it takes what the administrator allows.
std::uint64_t raise_descriptor_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur;
}

class Server {
public:
    Server(std::string file, Configuration configuration);

    // True once every listener is bound.
    [[nodiscard]] bool start(const std::vector<Problem>& warnings);
    // Until the end; false when a second signal made it.
    [[nodiscard]] bool run();

private:
    using Runners = std::vector<std::unique_ptr<BackendRunner>>;

    void log(LogLevel level, std::string_view event, const Fields& fields);
    void log_problems(const std::vector<Problem>& problems);
    void check_spool();
    void set_records();
    void log_ready();
    [[nodiscard]] std::string open_listeners(const std::vector<Backend>& backends, const Runners& fresh);
    [[nodiscard]] BackendRunner* runner_for(const std::string& name, const Runners& fresh) const;
    [[nodiscard]] Runners runners_missing_for(const std::vector<Backend>& backends);
    void adopt(Configuration configuration, Runners fresh);
    void reload();
    void stop_signalled();
    void drain_over();
    void look_whether_done();
    void end();
    void revive(const std::vector<Backend>& backends);

    std::string file_;
    Configuration configuration_;
    Loop loop_;
    Log log_;
    Worker worker_;
    Runners runners_;  // of the backends in configuration_
    Runners retired_;  // of backends that a reload took away, until their last session ends
    Listeners listeners_;
    Timer drain_;
    Timer records_;         // the last are on their way to the disk
    bool writing_ = false;  // likewise
    bool stopping_ = false;
    bool ended_ = false;
    bool hurried_ = false;
    Signal term_;
    Signal interrupt_;
    Signal hangup_;
};

Server::Server(std::string file, Configuration configuration)
    : file_(std::move(file)),
      configuration_(std::move(configuration)),
      log_(configuration_.log),
      worker_(loop_, log_, limits_from_descriptors(raise_descriptor_limit())),
      listeners_(loop_),
      drain_(loop_, [this] { drain_over(); }),
      records_(loop_, [this] { end(); }),
      term_(loop_, SIGTERM, [this] { stop_signalled(); }),
      interrupt_(loop_, SIGINT, [this] { stop_signalled(); }),
      hangup_(loop_, SIGHUP, [this] { reload(); }) {
    worker_.hostname = configuration_.hostname;
    worker_.when_one_ended = [this] { look_whether_done(); };
    worker_.lingerer.when_empty([this] { look_whether_done(); });
    // A peer that has gone, and a file as large as it may be, are told by write()'s result.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

bool Server::run() {
    loop_.run();
    return !hurried_;
}

void Server::log(LogLevel level, std::string_view event, const Fields& fields) {
    log_.write(level, {.event = event, .fields = fields});
}

void Server::log_problems(const std::vector<Problem>& problems) {
    for (const Problem& problem : problems) {
        log(problem.warning ? LogLevel::Warn : LogLevel::Error, "configuration",
            {Field(log_keys::kProblem, problem.printed())});
    }
}

bool Server::start(const std::vector<Problem>& warnings) {
    log_problems(warnings);
    Runners fresh = runners_missing_for(configuration_.backends);
    if (const std::string error = open_listeners(configuration_.backends, fresh); !error.empty()) {
        log(LogLevel::Error, "start_failed", {Field(log_keys::kError, error)});
        return false;
    }
    runners_ = std::move(fresh);
    for (const auto& runner : runners_) runner->start();
    check_spool();
    set_records();
    log_ready();
    return true;
}

void Server::set_records() {
    if (!worker_.records) {
        if (configuration_.record.directory.empty()) return;
        worker_.records = std::make_unique<RecordKeeper>(
            loop_, RecordKeeper::Callbacks{[this](const std::string& directory, const std::string& why) {
                                               log(LogLevel::Warn, "recording_failed",
                                                   {Field(log_keys::kDirectory, directory),
                                                    Field(log_keys::kWhy, why)});
                                           },
                                           [this] { look_whether_done(); }});
    }
    worker_.records->set(configuration_.record);
}

// Small messages pass without it, so a directory that does not work is told at the start and not fatal.
void Server::check_spool() {
    UnlinkedFile file;
    const std::string directory = spool_directory();
    if (const int error = file.open(directory); error != 0)
        log(LogLevel::Warn, "spool_unusable",
            {Field(log_keys::kDirectory, directory),
             Field(log_keys::kWhy, std::generic_category().message(error))});
}

void Server::log_ready() {
    std::vector<std::string> backends;
    for (const auto& runner : runners_) {
        std::vector<std::string> addresses;
        for (const Endpoint& address : runner->backend().address) addresses.push_back(address.text());
        backends.push_back(fmt::format("{} ({} to {})", runner->backend().name,
                                       fmt::join(listeners_.addresses(*runner), " "),
                                       fmt::join(addresses, " ")));
    }
    // Not silenced by log.level: whoever started us waits for it.
    log_.set({configuration_.log.format, LogLevel::Info});
    log(LogLevel::Info, "ready",
        {Field(log_keys::kHostname, worker_.hostname), Field(log_keys::kSenders, worker_.limits.in_all),
         Field(log_keys::kBackends, std::move(backends))});
    log_.set(configuration_.log);
}

BackendRunner* Server::runner_for(const std::string& name, const Runners& fresh) const {
    for (const Runners* some : {&fresh, &runners_}) {
        const auto found = std::find_if(some->begin(), some->end(),
                                        [&](const auto& runner) { return runner->backend().name == name; });
        if (found != some->end()) return found->get();
    }
    return nullptr;
}

Server::Runners Server::runners_missing_for(const std::vector<Backend>& backends) {
    Runners fresh;
    for (const Backend& backend : backends) {
        if (runner_for(backend.name, fresh) != nullptr) continue;
        fresh.push_back(std::make_unique<BackendRunner>(worker_, std::make_shared<const Backend>(backend)));
    }
    return fresh;
}

std::string Server::open_listeners(const std::vector<Backend>& backends, const Runners& fresh) {
    std::vector<Listeners::Wanted> wanted;
    for (const Backend& backend : backends) {
        for (const Listen& listen : backend.listen) {
            wanted.push_back({listen, runner_for(backend.name, fresh)});
        }
    }
    return listeners_.change_to(wanted);
}

// All that can go wrong comes before the first change.
void Server::reload() {
    if (stopping_) return;
    Loaded loaded = load_file(file_, machine_name());
    log_problems(loaded.problems);
    if (!loaded.configuration)
        return log(LogLevel::Error, "reload_refused", {Field(log_keys::kKept, "the configuration before")});
    revive(loaded.configuration->backends);
    Runners fresh = runners_missing_for(loaded.configuration->backends);
    if (const std::string error = open_listeners(loaded.configuration->backends, fresh); !error.empty()) {
        return log(LogLevel::Error, "reload_refused", {Field(log_keys::kError, error)});
    }
    adopt(*std::move(loaded.configuration), std::move(fresh));
    log(LogLevel::Info, "reloaded", {Field(log_keys::kFile, file_)});
    log_ready();
}

// A backend that comes back while its last sessions still run has one queue for its places, not two.
void Server::revive(const std::vector<Backend>& backends) {
    for (auto& runner : retired_) {
        const bool wanted = std::any_of(backends.begin(), backends.end(), [&](const Backend& backend) {
            return backend.name == runner->backend().name;
        });
        if (wanted && runner_for(runner->backend().name, {}) == nullptr)
            runners_.push_back(std::move(runner));
    }
    std::erase(retired_, nullptr);
}

void Server::adopt(Configuration configuration, Runners fresh) {
    configuration_ = std::move(configuration);
    log_.set(configuration_.log);
    worker_.hostname = configuration_.hostname;
    set_records();
    Runners kept;
    for (const Backend& backend : configuration_.backends) {
        for (auto& runner : runners_) {
            if (runner && runner->backend().name == backend.name) kept.push_back(std::move(runner));
        }
    }
    for (auto& runner : runners_) {
        if (runner) retired_.push_back(std::move(runner));
    }
    for (auto& runner : kept) {
        const auto& backends = configuration_.backends;
        const auto backend = std::find_if(backends.begin(), backends.end(),
                                          [&](const Backend& b) { return b.name == runner->backend().name; });
        runner->change_to(std::make_shared<const Backend>(*backend));
    }
    runners_ = std::move(kept);
    for (const auto& runner : fresh) runner->start();
    std::move(fresh.begin(), fresh.end(), std::back_inserter(runners_));
    look_whether_done();
}

// Rule 37.
void Server::stop_signalled() {
    if (std::exchange(stopping_, true)) {
        for (const Runners* some : {&runners_, &retired_}) {
            for (const auto& runner : *some) runner->abandon();
        }
        hurried_ = true;
        return end();
    }
    log(LogLevel::Info, "stopping", {Field(log_keys::kSessions, worker_.inside.size())});
    listeners_.close_all();
    for (const Runners* some : {&runners_, &retired_}) {
        for (const auto& runner : *some) runner->drain();
    }
    drain_.set_in(configuration_.drain);
    look_whether_done();
}

// What the back has in full is waited for still: timeouts.data_end bounds that.
void Server::drain_over() {
    for (const Runners* some : {&runners_, &retired_}) {
        for (const auto& runner : *some) runner->stop();
    }
}

void Server::look_whether_done() {
    std::erase_if(retired_, [](const auto& runner) { return runner->idle(); });
    if (!stopping_ || worker_.inside.size() > 0 || worker_.lingerer.size() > 0) return;
    if (!worker_.records || worker_.records->idle()) return end();
    // The last recordings; a disk that hangs does not keep a daemon.
    if (!std::exchange(writing_, true)) records_.set_in(limits::kRecordFarewell);
}

void Server::end() {
    if (std::exchange(ended_, true)) return;
    Fields fields{Field(log_keys::kSessions, worker_.counters.sessions),
                  Field(log_keys::kUnfinished, worker_.inside.size()),
                  Field(log_keys::kRefusedTooMany, worker_.counters.refused_too_many),
                  Field(log_keys::kRefusedAccess, worker_.counters.refused_access)};
    std::array<FieldKey, kNoteKinds> kinds;
    for (std::size_t kind = 0; kind < kNoteKinds; ++kind) {
        kinds[kind].name = name(static_cast<NoteKind>(kind));
        fields.emplace_back(kinds[kind], worker_.counters.notes[kind]);
    }
    log(LogLevel::Info, "stopped", fields);
    loop_.stop();
}

}  // namespace

int run_server(const std::string& file) {
    Loaded loaded = load_file(file, machine_name());
    if (!loaded.configuration) {
        for (const Problem& problem : loaded.problems) fmt::print(stderr, "{}\n", problem.printed());
        return 2;
    }
    Server server(file, *std::move(loaded.configuration));
    if (!server.start(loaded.problems)) return 1;
    // libuv waits at exit for its threads, and one may be inside a name look-up that takes half a minute.
    if (!server.run()) std::_Exit(0);
    return 0;
}

}  // namespace heloise
