// Runs the tests over recorded traffic; with --report or HELOISE_REPORT the figures follow.
#include <cstdlib>
#include <iostream>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/corpora/figures.h"

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    bool report = std::getenv("HELOISE_REPORT") != nullptr;
    bool all = false;
    for (int i = 1; i < argc; ++i) {
        all |= std::string_view(argv[i]) == "--report=all";
        report |= all || std::string_view(argv[i]) == "--report";
    }
    const int result = RUN_ALL_TESTS();
    if (report) std::cout << "\n" << heloise::testing::Figures::of_this_run().text(all);
    return result;
}
