// Any octets as a profile, and as a stanza over a shipped one: read or refused, with problems that are each
// one printable line; and what a good [emulate] says can be said.
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "proxy/base/check.h"
#include "proxy/config/load.h"
#include "proxy/config/profile.h"
#include "proxy/emulate/legacy_server.h"
#include "tests/fuzz/fuzz_input.h"

namespace heloise {
namespace {

// True when one of them is an error.
bool expect_printable(const std::vector<Problem>& problems) {
    bool error = false;
    for (const Problem& problem : problems) {
        CHECK(problem.at.line >= 1 && problem.at.column >= 1 && !problem.text.empty());
        CHECK(!any_control(problem.printed()));
        error = error || !problem.warning;
    }
    return error;
}

// A short visit: each answer is whole lines.
void visit(const Emulation& emulation) {
    Emulation quick = emulation;
    quick.speed = 0;
    const Moment now{};
    LegacyServer server(quick, now);
    for (const std::string_view line :
         {"EHLO a.example\r\n", "HELO a.example\r\n", "MAIL FROM:<a@a.example>\r\n",
          "RCPT TO:<b@b.example>\r\n", "DATA\r\n", "x\r\n.\r\n", "QUIT\r\n"}) {
        for (auto& action : server.take_actions()) {
            if (const auto* say = std::get_if<LegacyServer::Say>(&action))
                CHECK(say->octets.ends_with("\r\n"));
            if (std::holds_alternative<LegacyServer::Store>(action)) server.on_stored(true, now);
        }
        if (server.wants_octets()) server.on_octets(line, now);
    }
}

void expect_profile(std::string_view text) {
    Problems problems;
    const auto profile = read_profile({"fuzz.toml", std::string(text)}, problems);
    expect_printable(problems.sorted());
    if (profile == nullptr) {
        CHECK(problems.any_error());
        return;
    }
    if (profile->emulation) visit(*profile->emulation);
    // The order of a file's tables says nothing, so a second reading says the same.
    Problems again;
    CHECK(read_profile({"fuzz.toml", std::string(text)}, again) != nullptr);
    CHECK(again.sorted().size() == problems.sorted().size());
}

void expect_stanza(std::string_view text, std::size_t which) {
    const auto profiles = compiled_profiles();
    const std::string_view name = profiles[which % profiles.size()].name;
    const std::string whole =
        "[[backend]]\nname = \"a\"\nlisten = [\"127.0.0.1:25\"]\naddress = [\"192.0.2.1:25\"]\nprofile = \"" +
        std::string(name) + "\"\n" + std::string(text);
    const Loaded loaded = load_text(whole, "/nonexistent/fuzz.toml", "mx.example.org");
    CHECK(expect_printable(loaded.problems) != loaded.configuration.has_value());
}

}  // namespace
}  // namespace heloise

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace heloise;
    FuzzInput input(data, size);
    const std::string_view whole = input.rest();
    // A first octet that no text has chooses a shipped profile; so the shipped files are seeds as they are.
    const std::uint8_t which = input.choose();
    if (which >= ' ' || size == 0) {
        expect_profile(whole);
        return 0;
    }
    // A profile may be any file of the machine; what stands there is not this target's matter.
    const std::string_view stanza = input.rest();
    const bool names_a_file = stanza.find("profile") != stanza.npos || stanza.find('\\') != stanza.npos;
    if (!names_a_file) expect_stanza(stanza, which);
    return 0;
}
