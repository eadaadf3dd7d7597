// Any octets as a back's replies: the same in one piece and in many, and what is read prints and reads again.
#include <algorithm>
#include <cstdint>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/base/limits.h"
#include "proxy/smtp/ehlo.h"
#include "proxy/smtp/enhanced_status.h"
#include "proxy/smtp/reply.h"

namespace heloise {
namespace {

Reply read_whole(const std::string& text) {
    ReplyReader reader;
    std::string_view octets = text;
    auto result = reader.next(octets);
    CHECK(std::holds_alternative<Reply>(result) && octets.empty() && reader.at_rest());
    return std::get<Reply>(std::move(result));
}

void expect_sound(const Reply& reply) {
    CHECK(reply.first_digit() >= 2 && reply.first_digit() <= 5);
    CHECK(!reply.lines.empty() && reply.lines.size() <= limits::kReplyLines);
    for (const std::string& line : reply.lines) {
        CHECK(line.size() <= limits::kReplyLine && line.find('\n') == std::string::npos);
        std::size_t octets = 0;
        if (read_status(line, octets)) CHECK(octets <= line.size());
    }
    CHECK(read_whole(print(reply)) == reply);
    if (reply.positive()) (void)read_capabilities(reply);
}

// All replies of `text`, handed over in pieces of `piece` octets, until one is malformed or none are left.
std::vector<Reply> read_in_pieces(std::string_view text, std::size_t piece) {
    std::vector<Reply> replies;
    ReplyReader reader;
    for (std::size_t at = 0; at < text.size(); at += piece) {
        std::string_view octets = text.substr(at, piece);
        while (true) {
            auto result = reader.next(octets);
            if (std::holds_alternative<ReplyReader::NeedMore>(result)) break;
            if (const auto* const bad = std::get_if<ReplyReader::Malformed>(&result)) {
                CHECK(std::all_of(bad->why.begin(), bad->why.end(), is_printable));
                return replies;
            }
            replies.push_back(std::get<Reply>(std::move(result)));
        }
        CHECK(octets.empty());
    }
    return replies;
}

}  // namespace
}  // namespace heloise

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace heloise;
    if (size == 0) return 0;
    // The first octet says how the rest is cut.
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto replies = read_in_pieces(text, text.size() + 1);
    for (const Reply& reply : replies) expect_sound(reply);
    CHECK(read_in_pieces(text, std::size_t{1} + data[0] % 16U) == replies);
    return 0;
}
