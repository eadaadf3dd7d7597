// A reply: a three-digit code and one or more lines of text (RFC 5321 section 4.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace heloise {

struct Reply {
    int code = 0;
    std::vector<std::string> lines;  // the text of each line, without code and separator; at least one

    bool operator==(const Reply&) const = default;
    [[nodiscard]] int first_digit() const { return code / 100; }
    [[nodiscard]] bool positive() const { return first_digit() == 2; }
    [[nodiscard]] bool temporary() const { return first_digit() == 4; }
    [[nodiscard]] bool permanent() const { return first_digit() == 5; }
};

// "250-first CRLF 250 last CRLF". The text must already be fit for the wire; see session/reply_rules.
[[nodiscard]] std::string print(const Reply& reply);

// "250 first", as the log and a sender's next attempt have it. REQUIRES: a line.
[[nodiscard]] std::string first_line(const Reply& reply);

// Puts a peer's reply together from octets as they come. Lenient as rule 11 says: LF or CRLF, a bare
// "250", a lone CR before the end. Bounded: limits::kReplyLine octets of each line are kept, at most
// limits::kReplyLines lines and limits::kReplyOctets octets in all.
//
//   reply-line = %x32-35 2DIGIT [ ("-" / SP) *OCTET ] *CR LF
//
// Every line of a reply has the same code. A code that begins with another digit is no reply (rule 11;
// RFC 5321 section 4.3.2), so a Reply's class is always 2, 3, 4 or 5.
class ReplyReader {
public:
    struct NeedMore {};
    struct Malformed {
        std::string why;  // what was wrong, printable, for the log
    };
    using Result = std::variant<NeedMore, Reply, Malformed>;

    // Takes octets from the front of `octets` until one reply is complete or none are left.
    // What stays in `octets` after a Reply came behind it. After Malformed the reader is useless.
    Result next(std::string_view& octets);

    // True between replies: nothing of the next one has been seen.
    [[nodiscard]] bool at_rest() const;
    // Forget a half-read reply (a new connection begins).
    void reset();

private:
    std::optional<Result> take_line();
    Reply reply_;
    std::string line_;
    std::size_t octets_ = 0;
};

}  // namespace heloise
