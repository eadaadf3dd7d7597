// The backend as its rows print it, without the keys that a replay does not need.
#include "proxy/record/recorded_settings.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "proxy/config/options.h"
#include "proxy/config/toml_text.h"

namespace heloise {
namespace {

// Who may come, and the name of a profile, whose settings are among the backend's own: a replay needs no
// profile beside it.
constexpr std::array<std::string_view, 5> kLeftOut{"listen", "profile", "limits.senders",
                                                   "limits.senders_per_address", "access.senders"};

std::vector<Printed> settings_of(const Backend& backend) {
    std::vector<Printed> all = printed(backend_options(), backend);
    std::erase_if(all, [](const Printed& each) {
        return std::find(kLeftOut.begin(), kLeftOut.end(), each.key) != kLeftOut.end();
    });
    // The keywords, which have no default, stand below the keys that have one.
    std::stable_partition(all.begin(), all.end(),
                          [](const Printed& each) { return !each.key.starts_with("extensions.\""); });
    return all;
}

// What a transcript need not say (transcript_settings.h).
Backend understood() {
    Backend backend;
    backend.name = "test";
    backend.address = {{"192.0.2.25", 25}};
    return backend;
}

}  // namespace

std::string recorded_settings(const Backend& backend, const SessionFacts& facts) {
    static const std::vector<Printed> kUnderstood = settings_of(understood());
    std::string text;
    const auto add = [&text](std::string_view key, std::string_view value) {
        fmt::format_to(std::back_inserter(text), "{}@ {} = {}", text.empty() ? "" : "\n", key, value);
    };
    if (facts.hostname != "mx.example.org") add("/hostname", toml_string(facts.hostname));
    for (const Printed& each : settings_of(backend)) {
        if (std::find(kUnderstood.begin(), kUnderstood.end(), each) == kUnderstood.end())
            add(each.key, each.value);
    }
    return text;
}

}  // namespace heloise
