// The driver of one session.
#include "proxy/daemon/driver.h"

#include <utility>
#include <variant>

#include "proxy/base/limits.h"

namespace heloise {

Driver::Driver(Loop& loop, Host& host, std::shared_ptr<const Backend> backend, DeskRunner& desk, Who who,
               std::unique_ptr<Connection> front)
    : DrivenSession{{*backend, who.facts, loop.now()}},
      MachineDriver(loop, std::move(backend), desk, who.id, session_),
      host_(host),
      who_(std::move(who)),
      front_(std::move(front)),
      spool_(loop, *this) {}

void Driver::record(Recorder::Options options, std::unique_ptr<RecordSink> sink) {
    recorder_ = std::make_unique<Recorder>(*backend_, session_, who_.facts, std::move(options),
                                           std::move(sink), loop_.now());
}

// Rule 34: a front that has said something already must be heard before it is greeted.
void Driver::start() {
    const bool too_early = front_->hear_now();
    front_->start(*this);
    if (!too_early) return carry_out();
    if (recorder_) recorder_->speaks_first();
}

void Driver::on_drain() {
    tell(Drain{});
}

void Driver::on_stop() {
    tell(Stop{});
}

// A message whose fate only the back knows is noted as such: to the session it is a back that hung up.
void Driver::on_abandon() {
    recorder_.reset();  // so does the recording
    session_.on(Stop{}, loop_.now());
    if (session_.awaits_outcome()) session_.on(BackEnded{}, loop_.now());
    carry_out();
}

void Driver::on_octets(Connection&, std::string_view octets) {
    tell(FrontOctets{octets});
}

void Driver::on_closed(Connection&, Connection::Ending how) {
    how == Connection::Ending::Finished ? tell(FrontEnded{}) : tell(FrontGone{});
}

// There is room again: carry_out() ends with choosing what to read.
void Driver::on_sent(Connection&) {
    carry_out();
}

void Driver::on_spooled(std::string_view octets) {
    tell(Spooled{octets});
}

void Driver::on_spool_failed(std::string_view why) {
    tell(SpoolFailed{why});
}

// As on_sent().
void Driver::on_spool_written() {
    carry_out();
}

void Driver::perform(Send& send) {
    if (send.to == Side::Back) {
        const bool kept = back_.send(std::move(send.octets), send.guarded, send.ends_message);
        if (!kept && recorder_) recorder_->forgotten();
    } else if (to_front_.empty()) {
        to_front_ = std::move(send.octets);
    } else {
        to_front_ += send.octets;
    }
}

void Driver::flush() {
    if (front_ && !to_front_.empty()) static_cast<void>(front_->send(std::exchange(to_front_, {})));
    to_front_.clear();
}

void Driver::perform(const Close& close) {
    if (close.whom == Side::Back) {
        const bool forgotten = back_.close();
        if (forgotten && recorder_) recorder_->never_sent();
        return;
    }
    flush();
    if (front_) host_.linger(std::move(front_));
}

void Driver::settle() {
    if (finished_) return;
    if (!session_.finished()) {
        timer_.set(session_.deadline());
        choose_reads();
        return;
    }
    finished_ = true;
    timer_.set(std::nullopt);
    perform(Close{Side::Front});
    perform(Close{Side::Back});
    if (recorder_) recorder_->finish();
    host_.on_finished(*this);
}

// Backpressure: a leg or a disk that does not take what it is sent stops the reading of what produces it.
// Replies come of both legs' octets, so a front that does not read is not read itself.
void Driver::choose_reads() {
    const bool front_flows = !front_ || front_->backlog() < limits::kUnsent;
    const bool back_flows = back_.backlog() < limits::kUnsent;
    back_.let_read(front_flows);
    if (!front_) return;
    const bool disk_flows = spool_.backlog() < limits::kUnsent;
    const bool wanted = front_flows && back_flows && disk_flows && session_.wants_front();
    if (wanted && reading_paused_) {
        session_.on(FrontReadAgain{}, loop_.now());
        if (recorder_) recorder_->told(FrontReadAgain{}, loop_.now());
    }
    reading_paused_ = !wanted;
    wanted ? front_->resume() : front_->pause();
}

}  // namespace heloise
