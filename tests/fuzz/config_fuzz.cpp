// Any octets as a configuration: read or refused, never a crash, and every problem is one printable line.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/config/load.h"

// A file that was refused says why, and what it says can be shown on a terminal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    // A profile may be any file of the machine; what stands there is not this target's matter.
    if (text.find("profile") != std::string_view::npos) return 0;
    const heloise::Loaded loaded = heloise::load_text(text, "/nonexistent/fuzz.toml", "mx.example.org");
    bool error = false;
    for (const heloise::Problem& problem : loaded.problems) {
        error = error || !problem.warning;
        CHECK(problem.at.line >= 1);
        CHECK(problem.at.column >= 1);
        CHECK(!problem.text.empty());
        for (const char c : problem.printed()) CHECK(!heloise::is_control(c));
    }
    CHECK(error != loaded.configuration.has_value());
    return 0;
}
