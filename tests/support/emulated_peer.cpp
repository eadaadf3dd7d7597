// See emulated_peer.h.
#include "tests/support/emulated_peer.h"

#include <fstream>
#include <iterator>
#include <sstream>
#include <variant>

#include <gtest/gtest.h>

#include "proxy/config/emulation.h"
#include "proxy/config/toml.h"

namespace heloise::testing {
namespace {

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

Emulation read(const Node& table, const std::string& file) {
    Problems problems;
    ReadingFile reading{file, problems};
    const auto emulation = read_emulation(Value(table, "emulate", reading));
    for (const Problem& problem : problems.sorted()) ADD_FAILURE() << problem.printed();
    if (!emulation) return {};
    Emulation quick = *emulation;
    quick.speed = 0;
    return quick;
}

}  // namespace

Emulation shipped_emulation(const std::string& name) {
    const std::string file = HELOISE_SOURCE_DIR "/conf/profiles/" + name + ".toml";
    std::ifstream in(file);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto parsed = parse_toml(text);
    const Node* root = std::get_if<Node>(&parsed);
    const Node* table = root != nullptr ? root->find("emulate") : nullptr;
    if (table == nullptr) {
        ADD_FAILURE() << file << " has no [emulate]";
        return {};
    }
    return read(*table, file);
}

Emulation emulation_from(std::string_view toml) {
    const auto parsed = parse_toml(toml);
    if (const Node* root = std::get_if<Node>(&parsed)) return read(*root, "test.toml");
    ADD_FAILURE() << std::get<TomlFault>(parsed).text;
    return {};
}

EmulatedPeer::EmulatedPeer(const Emulation& how) : server_(how, Moment{}) {
    carry_out();
}

void EmulatedPeer::send(std::string_view octets) {
    server_.on_octets(octets, now_);
    carry_out();
}

void EmulatedPeer::send_octets(std::string_view octets) {
    for (const char c : octets) send(std::string_view(&c, 1));
}

void EmulatedPeer::wait(Duration time) {
    now_ = now_.plus(time);
    server_.on_time(now_);
    carry_out();
}

std::string EmulatedPeer::heard() {
    return std::exchange(heard_, {});
}

void EmulatedPeer::carry_out() {
    for (auto actions = server_.take_actions(); !actions.empty(); actions = server_.take_actions()) {
        for (auto& action : actions) {
            std::visit(Overloaded{
                           [&](LegacyServer::Say& say) { heard_ += say.octets; },
                           [&](LegacyServer::Store& store) {
                               if (store_works) stored.push_back(std::move(store.message));
                               server_.on_stored(store_works, now_);
                           },
                           [&](LegacyServer::End& end) {
                               closed = true;
                               reset = end.reset;
                           },
                       },
                       action);
        }
    }
}

std::string play(const Emulation& how, std::string_view dialogue, Split split) {
    EmulatedPeer peer(how);
    std::istringstream lines{std::string(dialogue)};
    std::string line, differences, heard;
    const auto differ = [&](const std::string& what) {
        differences += "at \"" + line + "\": " + what + "\n";
    };
    while (std::getline(lines, line)) {
        line.erase(0, line.find_first_not_of(' '));
        if (line.empty()) continue;
        heard += peer.heard();
        const std::string text = line.size() > 3 ? line.substr(3) + "\r\n" : "\r\n";
        if (line.starts_with("S:")) {
            if (heard.starts_with(text))
                heard.erase(0, text.size());
            else
                differ("it says \"" + heard + "\""), heard.clear();
        } else if (line.starts_with("C:")) {
            if (!heard.empty()) differ("before that it says \"" + heard + "\""), heard.clear();
            if (peer.closed) differ("it has hung up");
            if (split == Split::Octets)
                peer.send_octets(text);
            else
                peer.send(text);
        } else if (const bool open = line == "S! open";
                   peer.closed == open || peer.reset != (line == "S! reset")) {
            differ(peer.closed ? "it is closed" : "it is open");
        }
    }
    heard += peer.heard();
    if (!heard.empty()) differ("after that it says \"" + heard + "\"");
    return differences;
}

}  // namespace heloise::testing
