// `heloise replay FILE...`: recorded sessions against the translation engine of this version, without a
// network; or their senders' side against a live server.
#include <iostream>
#include <memory>
#include <optional>

#include "proxy/commands/commands.h"
#include "proxy/commands/replay_live.h"
#include "proxy/commands/replay_report.h"
#include "proxy/config/load.h"
#include "proxy/edge/lookup.h"
#include "proxy/replay/interactive_replay.h"
#include "proxy/replay/replay_file.h"
#include "proxy/replay/update_file.h"

namespace heloise {

namespace {

struct Options {
    std::vector<std::string> paths;
    std::string config;
    bool update = false;
    bool interactive = false;
    LiveOptions live;
};

using Files = std::vector<std::string>;

int play(const Files& files, const Configuration* configuration) {
    CountsByRule by_rule;
    std::size_t different = 0;
    std::size_t unplayed = 0;
    for (const std::string& file : files) {
        const Verdict verdict = judge_file(file, configuration);
        if (verdict.same()) continue;
        ++(verdict.played ? different : unplayed);
        for (const Rule* rule : verdict.rules) ++by_rule[rule];
        std::cout << verdict.text;
    }
    std::cout << files.size() - unplayed << " played, " << files.size() - unplayed - different
              << " the same, " << different << " different";
    if (unplayed > 0) std::cout << ", " << unplayed << " could not be played";
    std::cout << '\n';
    print_by_rule(by_rule);
    return different + unplayed == 0 ? kGood : kFailed;
}

int update_all(const Files& files) {
    std::size_t written = 0;
    std::size_t left_alone = 0;
    for (const std::string& file : files) {
        const Updated updated = update_file(file);
        std::cout << updated.text;
        written += updated.kind == Updated::Kind::Written ? 1U : 0U;
        left_alone += updated.kind == Updated::Kind::LeftAlone ? 1U : 0U;
    }
    std::cout << files.size() - written - left_alone << " the same, " << written << " written anew, "
              << left_alone << " left alone\n";
    return left_alone == 0 ? kGood : kFailed;
}

// Lines up to an empty one are played together; what they are answered goes out before more is read.
int play_by_hand() {
    std::optional<InteractiveReplay> interactive;
    std::string lines;
    for (std::string line; std::getline(std::cin, line) || !lines.empty(); line.clear()) {
        if (!line.empty()) {
            lines.append(line).append("\n");
            continue;
        }
        if (!interactive) {
            auto begun = InteractiveReplay::begin(lines);
            if (const auto* fault = std::get_if<std::string>(&begun)) {
                std::cerr << *fault;
                return kUsage;
            }
            interactive.emplace(std::get<InteractiveReplay::Ready>(std::move(begun)));
        } else {
            const auto played = interactive->play(lines);
            if (const auto* fault = std::get_if<std::string>(&played)) {
                std::cerr << *fault;
                return kFailed;
            }
            std::cout << std::get<InteractiveReplay::Played>(played).lines;
        }
        if (const auto awaits = interactive->awaits(); !awaits.empty())
            std::cout << "# heloise waits for the answer: " << awaits << '\n';
        std::cout << std::endl;
        lines.clear();
    }
    return kGood;
}

int replay_all(const Options& options) {
    if (options.interactive) return play_by_hand();
    if (options.paths.empty()) {
        std::cerr << "no transcript is named\nRun with --help for more information.\n";
        return kUsage;
    }
    Files missing;
    const Files files = transcript_files(options.paths, missing);
    for (const std::string& path : missing) std::cerr << path << ": does not exist\n";
    if (!missing.empty()) return kUsage;
    if (files.empty()) {
        std::cerr << "no transcript (*.smtp) there\n";
        return kUsage;
    }
    if (!options.live.server.empty()) return play_live(files, options.live);
    if (options.update) return update_all(files);
    if (options.config.empty()) return play(files, nullptr);
    const Loaded loaded = load_file(options.config, machine_name());
    for (const Problem& problem : loaded.problems) std::cerr << problem.printed() << '\n';
    return loaded.configuration ? play(files, &*loaded.configuration) : kUsage;
}

std::vector<CommandOption> live_options(LiveOptions& live) {
    return {
        {.name = "--against",
         .summary = "play the senders' side against a live server instead; what it accepts it "
                    "delivers for real, and a body that was not recorded is made up",
         .into = &live.server,
         .value = "HOST:PORT",
         .excludes = {"--config", "--update", "--interactive"}},
        {.name = "--strict",
         .summary = "with --against: replies must have the same text, not the same code alone",
         .into = &live.strict,
         .needs = {"--against"}},
        {.name = "--timeout",
         .summary = "with --against: how long to wait for the server",
         .into = &live.timeout,
         .value = "TIME",
         .default_is_shown = true,
         .needs = {"--against"}},
        {.name = "--speed",
         .summary = "with --against: pauses are multiplied with it; 0 leaves them out",
         .into = &live.speed,
         .value = "FACTOR",
         .default_is_shown = true,
         .range = NumberRange{0, 1000},
         .needs = {"--against"}},
    };
}

PreparedCommand prepare() {
    const auto options = std::make_shared<Options>();
    std::vector<CommandOption> all{
        {.name = "paths",
         .summary = "transcripts, or folders of *.smtp",
         .into = &options->paths,
         .value = "FILE"},
        {.name = "-c,--config",
         .summary = "play against this configuration, not the transcripts' own settings",
         .into = &options->config,
         .value = "FILE"},
        {.name = "--update",
         .summary = "write what heloise says today into the transcripts that differ, with no "
                    "question asked; look at the differences without it first",
         .into = &options->update,
         .excludes = {"--config"}},
        {.name = "--interactive",
         .summary =
             "play the lines of standard input: settings and an empty line first, then what the peers say "
             "and do, each arrival with an empty line behind; what heloise makes of it is printed",
         .into = &options->interactive,
         .excludes = {"paths", "--config", "--update"}},
    };
    for (CommandOption& option : live_options(options->live)) all.push_back(std::move(option));
    return {std::move(all), [options] { return replay_all(*options); }};
}

}  // namespace

const Command kReplay{"replay", "Play recorded sessions and show where this version differs", prepare};

}  // namespace heloise
