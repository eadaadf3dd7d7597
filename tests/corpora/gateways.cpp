// The servers behind heloise; see gateways.h.
#include "tests/corpora/gateways.h"

#include <utility>

#include <gtest/gtest.h>

#include "proxy/config/profile.h"
#include "tests/support/emulated_peer.h"
#include "tests/support/rig.h"

namespace heloise::testing {
namespace {

class LegacyGateway : public Gateway {
public:
    explicit LegacyGateway(const Emulation& how) : how_(how) {}

    std::string connect() override {
        keep();
        peer_ = std::make_unique<EmulatedPeer>(how_);
        return peer_->heard();
    }
    std::string receive(std::string_view octets) override {
        peer_->send(octets);
        return peer_->heard();
    }
    [[nodiscard]] bool hung_up() const override { return peer_ && peer_->closed; }
    [[nodiscard]] bool lowers_addresses() const override { return how_.reading.lower_case; }
    [[nodiscard]] std::vector<Delivered> delivered() const override {
        std::vector<Delivered> all = kept_;
        if (peer_) append(all);
        return all;
    }

private:
    void keep() {
        if (peer_) append(kept_);
    }
    void append(std::vector<Delivered>& to) const {
        for (const LegacyMessage& message : peer_->stored) {
            std::vector<std::string> recipients;
            for (const std::string& path : message.recipients) recipients.push_back(path_in(path));
            to.push_back({path_in(message.reverse_path), std::move(recipients), message.octets});
        }
    }

    const Emulation& how_;
    std::unique_ptr<EmulatedPeer> peer_;
    std::vector<Delivered> kept_;
};

class ModernGateway : public Gateway {
public:
    ModernGateway() {
        back_.keywords = {"8BITMIME",   "SMTPUTF8",
                          "PIPELINING", "CHUNKING",
                          "BINARYMIME", "ENHANCEDSTATUSCODES",
                          "DSN",        "SIZE 1000000000",
                          "DELIVERBY",  "MT-PRIORITY MIXER"};
    }
    std::string connect() override { return back_.connect(); }
    std::string receive(std::string_view octets) override { return back_.receive(octets); }
    [[nodiscard]] bool hung_up() const override { return back_.hung_up(); }
    [[nodiscard]] std::vector<Delivered> delivered() const override {
        std::vector<Delivered> all;
        for (const ModelBack::Accepted& one : back_.accepted) {
            std::vector<std::string> recipients;
            for (const std::string& line : one.recipients) recipients.push_back(path_in(line));
            all.push_back({path_in(one.from), std::move(recipients), one.content});
        }
        return all;
    }

private:
    ModelBack back_;
};

// As profiles lie in the binary, so that a new one is played without being named here.
Place legacy_place(const CompiledProfile& compiled) {
    Problems problems;
    const auto profile = read_profile({std::string(compiled.name), std::string(compiled.text)}, problems);
    if (!profile || !profile->emulation) throw std::runtime_error("a profile without a good [emulate]");
    Place place{std::string(compiled.name), profile->backend, {}};
    place.backend.name = place.name;
    place.backend.address = {{"192.0.2.25", 25}};
    const auto emulation = std::make_shared<Emulation>(*profile->emulation);
    emulation->speed = 0;
    place.gateway = [emulation]() -> std::unique_ptr<Gateway> {
        return std::make_unique<LegacyGateway>(*emulation);
    };
    return place;
}

std::vector<Place> make_places() {
    std::vector<Place> all;
    for (const CompiledProfile& compiled : compiled_profiles()) all.push_back(legacy_place(compiled));
    Place burst = all.front();
    for (const Place& place : all) {
        if (place.name == "msmail-3.0") burst = place;
    }
    burst.name += ", burst";
    burst.backend.delivery = Delivery::Burst;
    all.push_back(burst);

    Place modern{"modern", test_backend(Greeting::Ehlo), [] { return std::make_unique<ModernGateway>(); }};
    // So that what it offers is known when the sender says EHLO.
    modern.backend.connect = ConnectWhen::Early;
    modern.backend.keywords["DSN"] = KeywordPolicy::Pass;
    all.push_back(modern);
    modern.name = "modern, burst";
    modern.backend.connect = ConnectWhen::Late;
    modern.backend.delivery = Delivery::Burst;
    all.push_back(modern);
    return all;
}

}  // namespace

const std::vector<Place>& places() {
    static const std::vector<Place> all = make_places();
    return all;
}

std::string path_in(std::string_view line) {
    const std::size_t from = line.find('<');
    const std::size_t to = line.rfind('>');
    if (from == std::string_view::npos || to == std::string_view::npos || to < from) return std::string(line);
    return std::string(line.substr(from, to + 1 - from));
}

}  // namespace heloise::testing
