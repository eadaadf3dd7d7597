// `heloise replay FILE...`: recorded sessions against the translation engine of this version, without a
// network.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>

#include "proxy/commands/commands.h"
#include "proxy/config/load.h"
#include "proxy/edge/lookup.h"
#include "proxy/observe/replay_file.h"

namespace heloise {

namespace {

struct Options {
    std::vector<std::string> paths;
    std::string config;
};

int play(const std::vector<std::string>& files, const Configuration* configuration) {
    std::size_t different = 0;
    for (const std::string& file : files) {
        const auto report = replay_file(file, configuration);
        if (!report) continue;
        ++different;
        std::cout << *report;
    }
    std::cout << files.size() << " played, " << different << " different\n";
    return different == 0 ? kGood : kFailed;
}

int replay_all(const Options& options) {
    std::vector<std::string> missing;
    const auto files = transcript_files(options.paths, missing);
    for (const std::string& path : missing) std::cerr << path << ": does not exist\n";
    if (!missing.empty()) return kUsage;
    if (files.empty()) {
        std::cerr << "no transcript (*.smtp) there\n";
        return kUsage;
    }
    if (options.config.empty()) return play(files, nullptr);
    const Loaded loaded = load_file(options.config, machine_name());
    for (const Problem& problem : loaded.problems) std::cerr << problem.printed() << '\n';
    return loaded.configuration ? play(files, &*loaded.configuration) : kUsage;
}

std::function<int()> prepare(CLI::App& app) {
    const auto options = std::make_shared<Options>();
    app.add_option("paths", options->paths, "transcripts, or folders of *.smtp")
        ->required()
        ->type_name("FILE");
    app.add_option("-c,--config", options->config,
                   "play against this configuration, not the transcripts' own settings")
        ->type_name("FILE");
    return [options] { return replay_all(*options); };
}

}  // namespace

const Command kReplay{"replay", "Play recorded sessions and show where this version differs", prepare};

}  // namespace heloise
