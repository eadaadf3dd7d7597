// Of whom a gateway's refusal speaks (rule 30).
#include "proxy/session/refusal_about.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(RefusalAbout, AtTheHeadARefusalIsAboutTheRecipient) {
    for (const Reply& reply : {Reply{550, {"No such user"}}, Reply{551, {"5.1.6 moved"}}, Reply{553, {"no"}},
                               Reply{554, {""}}, Reply{450, {"busy"}}, Reply{451, {"4.7.1 greylisted"}}})
        EXPECT_EQ(about(reply, false), About::Recipient) << print(reply);
}

TEST(RefusalAbout, BehindAcceptedOnesAPermanentOneIsUnclearAndWorthAskingAgain) {
    EXPECT_EQ(about({550, {"No such user"}}, true), About::Transaction);
    EXPECT_TRUE(worth_asking_again({550, {"No such user"}}, true));
    EXPECT_FALSE(worth_asking_again({550, {"No such user"}}, false));
    EXPECT_EQ(about({450, {"busy"}}, true), About::Recipient);
    EXPECT_FALSE(worth_asking_again({450, {"busy"}}, true));
}

TEST(RefusalAbout, WhatDependsOnTheTransactionDoesSoWhereverItStands) {
    for (const Reply& reply :
         {Reply{452, {"no"}}, Reply{552, {"5.2.2 mailbox full"}}, Reply{550, {"5.5.3 no"}},
          Reply{450, {"4.5.3 no"}}, Reply{550, {"Too many recipients"}},
          Reply{554, {"Sorry", "TOO MANY of them"}}, Reply{550, {"Recipient limit exceeded"}},
          Reply{550, {"Maximum number of recipients"}}}) {
        for (const bool behind : {false, true}) {
            EXPECT_EQ(about(reply, behind), About::Transaction) << print(reply);
            EXPECT_FALSE(worth_asking_again(reply, behind)) << print(reply);
        }
    }
}

TEST(RefusalAbout, FiveHundredToFiveHundredAndFourAreNoVerdict) {
    for (int code = 500; code <= 504; ++code) {
        EXPECT_TRUE(is_no_verdict({code, {"what?"}}));
        EXPECT_EQ(about({code, {"what?"}}, false), About::Transaction);
        EXPECT_FALSE(worth_asking_again({code, {"what?"}}, true));
    }
    EXPECT_FALSE(is_no_verdict({505, {"what?"}}));
    EXPECT_FALSE(is_no_verdict({499, {"what?"}}));
}

}  // namespace
}  // namespace heloise
