// What is read off a header as it passes.
#include "proxy/content/header_watch.h"

#include <gtest/gtest.h>

namespace heloise {
namespace {

TEST(HeaderWatch, CountsReceivedInTheHeaderOnly) {
    HeaderWatch watch;
    for (const char c :
         std::string_view("Received: a\r\n\tReceived: folded\r\nreceived : b\r\nX: y\r\n\r\nReceived: c\r\n"))
        watch.look({std::string_view(&c, 1), false});
    EXPECT_EQ(watch.received_lines(), 2);
    EXPECT_FALSE(watch.in_header());
}

TEST(HeaderWatch, FindsTheMessageId) {
    HeaderWatch watch;
    watch.look({"From: a\r\nMESSAGE-ID:  <1@x.example> \r\n\r\nMessage-ID: <2>\r\n", true});
    EXPECT_EQ(watch.message_id(), "<1@x.example>");
}

TEST(HeaderWatch, AMessageIdWithControlsIsNotKept) {
    HeaderWatch watch;
    watch.look({"Message-ID: <\x1b[2J>\r\n\r\n", true});
    EXPECT_EQ(watch.message_id(), "");
}

TEST(HeaderWatch, ALineWithoutEndIsNotKept) {
    HeaderWatch watch;
    const std::string block(1 << 20, 'x');
    watch.look({block, true});
    watch.look({"\r\nReceived: a\r\n", false});
    EXPECT_EQ(watch.received_lines(), 1);
}

}  // namespace
}  // namespace heloise
