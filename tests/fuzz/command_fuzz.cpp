// Any octets as a command line: they come back as a command, or as an error fit to be sent.
#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/base/limits.h"
#include "proxy/smtp/command.h"

namespace heloise {
namespace {

void expect_sound(const CommandError& error) {
    CHECK(error.code >= 500 && error.code <= 599);
    CHECK(error.status.size() == 5 && error.status.front() == '5');
    CHECK(!error.text.empty() && error.text.size() <= limits::kReplyLine / 2);
    CHECK(std::all_of(error.text.begin(), error.text.end(), is_printable));
    CHECK(!error.close || error.verb == Verb::Bdat);
}

// What is printed upstream must read as what was understood, or the two ends disagree about an envelope.
template <typename Kind>
void expect_reprintable(std::string line, const Path& path, const Parameters& parameters) {
    line += path.text(true);
    for (const Parameter& parameter : parameters) line += ' ' + parameter.text();
    const ParsedCommand again = parse_command(line);
    CHECK(std::holds_alternative<Command>(again));
    CHECK(std::holds_alternative<Kind>(std::get<Command>(again)));
    const auto& command = std::get<Kind>(std::get<Command>(again));
    if constexpr (std::is_same_v<Kind, Mail>) {
        CHECK(command.reverse_path == path && command.parameters == parameters);
    } else {
        CHECK(command.forward_path == path && command.parameters == parameters);
    }
}

}  // namespace
}  // namespace heloise

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace heloise;
    const ParsedCommand parsed = parse_command({reinterpret_cast<const char*>(data), size});
    if (const auto* const error = std::get_if<CommandError>(&parsed)) {
        expect_sound(*error);
        return 0;
    }
    const Command& command = std::get<Command>(parsed);
    if (const auto* const mail = std::get_if<Mail>(&command)) {
        expect_reprintable<Mail>("MAIL FROM:", mail->reverse_path, mail->parameters);
    } else if (const auto* const rcpt = std::get_if<Rcpt>(&command)) {
        CHECK(!rcpt->forward_path.null);
        expect_reprintable<Rcpt>("RCPT TO:", rcpt->forward_path, rcpt->parameters);
    }
    return 0;
}
