// An independent reader of MIME for tests: a whole message as a string in, its tree with decoded leaves out.
//
// It reads as Python's email.feedparser does, line by line from a list, and shares no code with
// proxy/content, so that the two can be held against each other. It is slow and knows no limits.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heloise {

struct MimeNode {
    std::vector<std::string> fields;  // with their line ends
    std::string type;                 // lower case: "text/plain"
    std::string encoding;             // lower case, empty: none
    bool composite = false;           // it has children, or could have had
    std::string preamble, epilogue;
    std::string body;  // of a leaf: decoded
    std::vector<MimeNode> children;

    // The value of the first field of this name, unfolded roughly; nothing: there is none.
    [[nodiscard]] std::optional<std::string> field(std::string_view name) const;
};

// `universal`: a CR or LF alone ends a line, too.
[[nodiscard]] MimeNode read_mime(std::string_view message, bool universal = false);

// The first difference in structure or decoded content, as words; empty: none. Fields are compared but for
// those that a conversion may add or change, unless `rewritten` says that it rewrote some.
[[nodiscard]] std::string difference(const MimeNode& sent, const MimeNode& arrived, bool rewritten);

}  // namespace heloise
