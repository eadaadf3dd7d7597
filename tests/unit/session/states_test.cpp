// The whole grid of what may be said when, printed and compared: a change of legality shows as a changed
// line.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "proxy/session/front_states.h"
#include "proxy/session/joint_rules.h"
#include "proxy/session/verbs.h"

namespace heloise {
namespace {

std::string legality_grid() {
    std::string grid;
    for (const Verb verb : {Verb::Ehlo, Verb::Helo, Verb::Mail, Verb::Rcpt, Verb::Data, Verb::Bdat,
                            Verb::Rset, Verb::Noop, Verb::Quit, Verb::Vrfy, Verb::Expn, Verb::Help}) {
        grid += fmt::format("{:5}", name(verb));
        for (std::size_t state = 0; state < kFrontStates; ++state) {
            if (static_cast<FrontState>(state) == FrontState::Body) continue;  // no command is read there
            const Refusal* why = why_not(static_cast<FrontState>(state), verb);
            grid += why == nullptr ? " may" : fmt::format(" {}", why->code);
        }
        grid += "\n";
    }
    return grid;
}

TEST(States, LegalityGridIsThis) {
    //                        connected ready mail rcpt lost chunks dead
    EXPECT_EQ(legality_grid(),
              "EHLO  may may may may may may may\n"
              "HELO  may may may may may may may\n"
              "MAIL  503 may 503 503 503 503 503\n"
              "RCPT  503 503 may may 451 503 503\n"
              "DATA  503 503 503 may 451 503 503\n"
              "BDAT  503 503 503 may 451 may 503\n"
              "RSET  may may may may may may may\n"
              "NOOP  may may may may may may may\n"
              "QUIT  may may may may may may may\n"
              "VRFY  may may may may may may may\n"
              "EXPN  503 may may may may 503 503\n"
              "HELP  may may may may may may may\n");
}

TEST(States, ATransactionWithoutABackIsLostInEveryPair) {
    for (std::size_t back = 0; back < std::size(kBackStates); ++back) {
        const auto state = static_cast<BackState>(back);
        for (const FrontState front : {FrontState::Mail, FrontState::Rcpt}) {
            EXPECT_EQ(forced_front(front, state).has_value(), holds_no_transaction(state)) << row(state).name;
        }
        for (const FrontState front : {FrontState::Connected, FrontState::Ready, FrontState::Lost,
                                       FrontState::Body, FrontState::Chunks, FrontState::Dead}) {
            EXPECT_FALSE(forced_front(front, state)) << row(state).name;
        }
    }
}

}  // namespace
}  // namespace heloise
