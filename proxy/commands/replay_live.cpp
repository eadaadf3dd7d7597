// One transcript after the other, each on connections of its own.
#include "proxy/commands/replay_live.h"

#include <iostream>
#include <optional>
#include <variant>

#include <fmt/format.h>

#include "proxy/commands/commands.h"
#include "proxy/commands/replay_report.h"
#include "proxy/config/endpoint_text.h"
#include "proxy/config/units.h"
#include "proxy/edge/lookup.h"
#include "proxy/replay/front_play.h"
#include "proxy/replay/replay_file.h"
#include "proxy/tools/live_player.h"
#include "proxy/transcript/transcript_file.h"

namespace heloise {
namespace {

int complain(std::string_view what, int code) {
    std::cerr << "heloise replay: " << what << '\n';
    return code;
}

struct Tally {
    std::size_t same = 0;
    std::size_t different = 0;
    std::size_t skipped = 0;
    CountsByRule by_rule;
};

void play_one(const std::string& file, const LiveOptions& options, const LivePlayer::Settings& settings,
              Tally& tally) {
    const auto read = read_transcript(file);
    if (const auto* fault = std::get_if<std::string>(&read)) {
        std::cout << *fault;
        ++tally.different;
        return;
    }
    const auto& transcript = std::get<Transcript>(read);
    if (const auto obstacle = FrontPlay::obstacle(transcript)) {
        std::cout << fmt::format("{}:{}: skipped: {}\n", file, obstacle->line, obstacle->text);
        ++tally.skipped;
        return;
    }
    FrontPlay play(transcript, options.strict);
    LivePlayer(settings, play).run();
    ++(play.differences().empty() ? tally.same : tally.different);
    const Script script = script_of(transcript);
    for (const Difference& difference : play.differences()) {
        const Rule& rule = rule_for(place_of(script, difference));
        ++tally.by_rule[&rule];
        std::cout << told(file, "played against " + options.server, difference, rule);
    }
    std::cout.flush();
}

}  // namespace

int play_live(const std::vector<std::string>& files, const LiveOptions& options) {
    const auto endpoint = parse_endpoint(options.server);
    if (!endpoint || endpoint->host.empty() || endpoint->port == 0)
        return complain("--against: must be a host with a port, like \"127.0.0.1:2525\"", kUsage);
    const auto timeout = parse_duration(options.timeout);
    if (!timeout || timeout->count() == 0)
        return complain("--timeout: time is written \"1500ms\", \"30s\", \"5m\" or \"1h\"", kUsage);
    const Lookup::Answer found = Lookup::now(*endpoint);
    if (found.addresses.empty()) return complain(options.server + ": " + found.error, kFailed);

    const LivePlayer::Settings settings{found.addresses.front(), *timeout, options.speed};
    Tally tally;
    for (const std::string& file : files) play_one(file, options, settings, tally);
    std::cout << tally.same + tally.different << " played against " << options.server << ", " << tally.same
              << " the same, " << tally.different << " different, " << tally.skipped << " skipped\n";
    print_by_rule(tally.by_rule);
    // A skip is not a pass.
    return tally.different == 0 && tally.same > 0 ? kGood : kFailed;
}

}  // namespace heloise
