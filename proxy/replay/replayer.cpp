// A script, and who judges what comes of it.
#include "proxy/replay/replayer.h"

namespace heloise {
namespace {

constexpr std::uint32_t kSeeds = 5;

}  // namespace

std::optional<Difference> replay(const Transcript& transcript, const Backend& backend,
                                 const std::string& hostname, const Cutting& cutting) {
    Expectations expectations(transcript);
    Player(expectations.script(), expectations, backend, hostname, cutting).play();
    return expectations.difference();
}

std::vector<Cutting> all_cuttings() {
    std::vector<Cutting> all{{Cutting::Kind::Whole, 0}, {Cutting::Kind::Octets, 0}};
    for (std::uint32_t seed = 1; seed <= kSeeds; ++seed) all.push_back({Cutting::Kind::Random, seed});
    return all;
}

}  // namespace heloise
