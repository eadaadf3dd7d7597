// The driver of one probe.
#include "proxy/daemon/prober.h"

#include <utility>

namespace heloise {

Prober::Prober(Loop& loop, Host& host, std::shared_ptr<const Backend> backend, DeskRunner& desk,
               const std::string& hostname, std::uint64_t id)
    : DrivenProbe{{*backend, hostname, loop.now()}},
      MachineDriver(loop, std::move(backend), desk, id, probe_),
      host_(host) {}

void Prober::settle() {
    if (finished_) return;
    timer_.set(machine_.deadline());
    if (!machine_.finished()) return;
    finished_ = true;
    back_.close();
    host_.on_finished(*this);
}

}  // namespace heloise
