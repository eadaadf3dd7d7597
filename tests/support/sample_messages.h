// A message of every kind that a gateway may not be able to take as it is, with its envelope.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heloise::testing {

// The one domain in the samples that is not ASCII, and how IDNA 2008 says it.
inline constexpr std::string_view kULabels = "b\xC3\xBC\x63her.example";
inline constexpr std::string_view kALabels = "xn--bcher-kva.example";

struct SampleMessage {
    // What no conversion can mend: who may refuse the message, and where.
    enum class Snag {
        None,
        Nul,           // NUL: refused unless declared BINARYMIME (content.nul)
        FieldAddress,  // a local part in a header field that is not ASCII
        OddPart,       // octets over 127 in an encoding that nobody knows
        OddMessage,    // octets over 127 in a message/... that must not be encoded
        Reverse,       // an envelope address whose local part is not ASCII
        Forward,
    };

    std::string name;  // letters only: it names a test
    std::string text;
    Snag snag = Snag::None;
    std::string from = "a@client.example";
    std::string to = "b@example.org";
    std::string charset = "";  // that a label added to it must name
};

// Built for a lookahead of `lookahead` octets: one of them is several times that large.
[[nodiscard]] std::vector<SampleMessage> sample_messages(std::size_t lookahead);

}  // namespace heloise::testing
