// Starting and stopping as proxy/daemon/server does.
#include "tests/simulation/daemon.h"

#include <utility>

#include "proxy/base/check.h"
#include "tests/simulation/recordings.h"

namespace heloise::simulation {

Daemon::Daemon(const Backend& backend, const std::string& listen, std::size_t senders_most,
               DeskRunner::Postpones desk_postpones)
    : log_(LogSettings{}),
      worker_(loop_, log_, SenderCount::Limits{senders_most, 0}),
      runner_(std::make_unique<BackendRunner>(worker_, std::make_shared<const Backend>(backend))),
      drain_(loop_, [this] { runner_->stop(); }) {
    worker_.hostname = "mx.example.org";
    worker_.when_one_ended = [] {};
    worker_.desk_postpones = std::move(desk_postpones);
    auto opened = Listener::open(loop_, *runner_, *SocketAddress::parse(listen));
    CHECK(opened.listener);
    listener_ = std::move(opened.listener);
    set_records(backend);
    runner_->start();
}

void Daemon::set_records(const Backend& backend) {
    const RecordSettings settings = Recordings::current().draw(backend);
    if (!worker_.records && settings.directory.empty()) return;
    if (!worker_.records)
        worker_.records = std::make_unique<RecordKeeper>(
            loop_,
            RecordKeeper::Callbacks{
                [](const std::string&, const std::string&) { ++Recordings::current().failures; }, [] {}});
    worker_.records->set(settings);
}

void Daemon::reload(const Backend& backend) {
    if (stopping_) return;
    set_records(backend);
    runner_->change_to(std::make_shared<const Backend>(backend));
}

void Daemon::stop(Duration drain) {
    stopping_ = true;
    listener_.reset();
    runner_->drain();
    drain_.set_in(drain);
}

void Daemon::stop_now() {
    stopping_ = true;
    listener_.reset();
    runner_->abandon();
}

bool Daemon::done() const {
    return stopping_ && worker_.inside.size() == 0 && worker_.lingerer.size() == 0 &&
           (!worker_.records || worker_.records->idle());
}

}  // namespace heloise::simulation
