// The back half does all the work; as soon as it is ready, it may go.
#include "proxy/session/back_probe.h"

namespace heloise {
namespace {

bool others_wait(const DeskAnswer& answer) {
    const auto* turn = std::get_if<Turn>(&answer);
    const auto* waiters = std::get_if<Waiters>(&answer);
    return (turn != nullptr && turn->others_wait) || (waiters != nullptr && waiters->others_wait);
}

}  // namespace

BackProbe::BackProbe(const Backend& backend, const std::string& hostname, Moment now)
    : back_(backend, outbox_, hostname) {
    back_.dial(hostname, now);
}

void BackProbe::on(const Input& input, Moment now) {
    const auto* answer = std::get_if<DeskAnswer>(&input);
    if (answer != nullptr && others_wait(*answer)) return back_.drop(now);
    std::visit(
        [&](const auto& what) {
            if constexpr (requires { back_.on(what, now); }) back_.on(what, now);
        },
        input);
    after_back(now);
}

void BackProbe::after_back(Moment now) {
    while (const auto event = back_.take_event()) {
        if (std::holds_alternative<BackReady>(*event) && back_.ready()) back_.quit(now);
        // A gateway that starts later than we do is not set aside for it.
        if (std::holds_alternative<BackUnavailable>(*event))
            outbox_.add(DeskRequest{Learnt{{AddressLesson::Kind::Reached, back_.address()}}});
    }
}

}  // namespace heloise
