// The back half does all the work; as soon as it is ready, it may go.
#include "proxy/session/back_probe.h"

namespace heloise {

BackProbe::BackProbe(const Backend& backend, AddressBook& book, const std::string& hostname, Moment now)
    : book_(book), back_(backend, book, outbox_, hostname) {
    back_.dial(hostname, now);
}

void BackProbe::on_turn(Moment now) {
    back_.on_turn(now);
    after_back(now);
}
void BackProbe::on_addresses(const std::vector<std::string>& addresses, Moment now) {
    back_.on_addresses(addresses, now);
    after_back(now);
}
void BackProbe::on_back_connected(Moment now) {
    back_.on_connected(now);
    after_back(now);
}
void BackProbe::on_back_failed(std::string_view why, Moment now) {
    back_.on_failed(why, now);
    after_back(now);
}
void BackProbe::on_back_octets(std::string_view octets, Moment now) {
    back_.on_octets(octets, now);
    after_back(now);
}
void BackProbe::on_back_closed(Moment now) {
    back_.on_closed(now);
    after_back(now);
}
void BackProbe::on_back_sent(Moment now) {
    back_.on_sent(now);
    after_back(now);
}
void BackProbe::on_time(Moment now) {
    back_.on_time(now);
    after_back(now);
}

void BackProbe::after_back(Moment now) {
    while (const auto event = back_.take_event()) {
        if (std::holds_alternative<BackReady>(*event) && back_.ready()) back_.quit(now);
        // A gateway that starts later than we do is not set aside for it.
        if (std::holds_alternative<BackUnavailable>(*event)) book_.reached(back_.address());
    }
}

}  // namespace heloise
