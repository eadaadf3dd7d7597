// Two ways agree: whatever a back takes natively and whatever heloise does in its stead, the same message
// arrives, and nothing reaches a back that it did not offer (rules 6, 7, 14 to 21).
//
// Every kind of message, framing, declaration and delivery through every subset of the extensions that touch
// a message's content. The registry says which those are, so a new one is walked without being named here.
#include <algorithm>
#include <map>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "proxy/extensions/registry.h"
#include "tests/support/header_reader.h"
#include "tests/support/mime_reader.h"
#include "tests/support/rig.h"
#include "tests/support/sample_messages.h"
#include "tests/support/settled_text.h"

namespace heloise::testing {

// Names the parameter of a failed test; its octets would fill the screen.
void PrintTo(const SampleMessage& sample, std::ostream* out) {
    *out << sample.name;
}

namespace {

using Snag = SampleMessage::Snag;
using Extensions = std::vector<const Extension*>;

constexpr std::size_t kLookahead = 2048;
constexpr std::size_t kLine = 1000;

enum class Framing { Data, Chunks, OneChunk };

// Those that change what a back can be given: heloise does their work, or MAIL says something of the message.
Extensions content_extensions() {
    Extensions found;
    for (const Extension* extension : all_extensions()) {
        const bool says =
            extension->when_back_has == WhenBackHas::Carry && !extension->mail_parameters.empty();
        if (extension->when_back_lacks == WhenBackLacks::Adapt || says) found.push_back(extension);
    }
    return found;
}

// What a back is, and what it may therefore be given; from the RFCs, not from proxy/extensions.
struct Gateway {
    Extensions has;
    bool emulate = false;  // all of them are heloise's work, though the back has them

    [[nodiscard]] bool offers(std::string_view keyword) const {
        return std::any_of(has.begin(), has.end(),
                           [&](const Extension* one) { return one->keyword == keyword; });
    }
    [[nodiscard]] bool eight_bit() const { return !emulate && offers("8BITMIME"); }
    [[nodiscard]] bool utf8() const { return eight_bit() && offers("SMTPUTF8"); }
    [[nodiscard]] bool chunks() const { return !emulate && offers("CHUNKING"); }
    [[nodiscard]] bool binary() const { return chunks() && offers("BINARYMIME"); }
};

std::vector<Gateway> gateways() {
    const Extensions all = content_extensions();
    std::vector<Gateway> found;
    for (std::size_t subset = 0; subset < std::size_t{1} << all.size(); ++subset) {
        Gateway gateway;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if ((subset >> i & 1) != 0) gateway.has.push_back(all[i]);
        }
        found.push_back(gateway);
    }
    found.push_back({all, true});
    return found;
}

struct Way {
    Gateway gateway;
    Framing framing = Framing::Data;
    Delivery delivery = Delivery::Live;
    bool any_line = false;  // content.long_lines = "pass": then many a message passes as it came
    std::string body;       // of MAIL's BODY=; empty: not said
    bool smtputf8 = false;

    [[nodiscard]] bool declared_binary() const { return body == "BINARYMIME"; }
    [[nodiscard]] std::size_t line() const { return any_line ? SIZE_MAX : kLine; }
    [[nodiscard]] std::string text() const {
        constexpr const char* kFramings[] = {"DATA", "BDAT", "BDAT-LAST"};
        std::string back = gateway.emulate ? "emulate" : "";
        for (const Extension* one : gateway.has) back.append(back.empty() ? "" : ",").append(one->keyword);
        return fmt::format("back=[{}] {} {}{} BODY={}{}", back, kFramings[static_cast<int>(framing)],
                           delivery == Delivery::Live ? "live" : "burst", any_line ? " any-line" : "", body,
                           smtputf8 ? " SMTPUTF8" : "");
    }
};

std::vector<Way> ways_to(const Gateway& gateway) {
    std::vector<Way> found;
    for (const Framing framing : {Framing::Data, Framing::Chunks, Framing::OneChunk}) {
        for (const Delivery delivery : {Delivery::Live, Delivery::Burst}) {
            for (const bool any_line : {false, true}) {
                for (const char* body : {"", "8BITMIME", "BINARYMIME"}) {
                    Way way{gateway, framing, delivery, any_line, body, false};
                    if (way.declared_binary() && framing == Framing::Data) continue;
                    found.push_back(way);
                    way.smtputf8 = true;
                    found.push_back(way);
                }
            }
        }
    }
    return found;
}

std::vector<Way> ways() {
    std::vector<Way> all;
    for (const Gateway& gateway : gateways()) {
        for (Way& way : ways_to(gateway)) all.push_back(std::move(way));
    }
    return all;
}

// ---- Octets, looked at naively.

bool ascii(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

bool has_nul(std::string_view text) {
    return text.find('\0') != std::string_view::npos;
}

bool binary(std::string_view text) {
    return has_nul(text) || settled_text(text) != text;
}

std::size_t longest_line(std::string_view text) {
    std::size_t longest = 0;
    while (!text.empty()) {
        const std::size_t end = text.find("\r\n");
        const std::size_t octets = end == std::string_view::npos ? text.size() + 2 : end + 2;
        longest = std::max(longest, octets);
        text.remove_prefix(std::min(octets, text.size()));
    }
    return longest;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

// Of a message/... that no reader enters, what it holds may be a header.
bool ascii_fields(const MimeNode& node) {
    const bool raw = node.encoding != "base64" && node.encoding != "quoted-printable";
    if (node.type.starts_with("message/") && raw && !ascii(node.body)) return false;
    return std::all_of(node.fields.begin(), node.fields.end(), ascii) &&
           std::all_of(node.children.begin(), node.children.end(), ascii_fields);
}

// ---- The front.

// What the sender means: its octets, as far as the framing can say them.
std::string meant(const SampleMessage& sample, const Way& way) {
    std::string text = way.declared_binary() ? sample.text : settled_text(sample.text);
    if (way.framing == Framing::Data && !text.empty() && !text.ends_with("\r\n")) text += "\r\n";
    return text;
}

std::string dotted(std::string text) {
    if (!text.empty() && !text.ends_with("\r\n")) text += "\r\n";
    return (text.starts_with('.') ? "." : "") + replaced(std::move(text), "\r\n.", "\r\n..") + ".\r\n";
}

std::string chunked(std::string_view text, std::mt19937& random) {
    std::string all;
    while (!text.empty()) {
        const std::size_t most = 1 + text.size() / 3;
        const std::string_view chunk = text.substr(0, random() % 8 == 0 ? 0 : 1 + random() % most);
        text.remove_prefix(chunk.size());
        all.append(fmt::format("BDAT {}\r\n", chunk.size())).append(chunk);
    }
    return all + "BDAT 0 LAST\r\n";
}

std::vector<std::string> cut(std::string_view text, std::mt19937& random) {
    std::vector<std::string> pieces;
    while (!text.empty()) {
        pieces.emplace_back(text.substr(0, 1 + random() % (1 + text.size() / 2)));
        text.remove_prefix(pieces.back().size());
    }
    return pieces;
}

class Sending {
public:
    Sending(const SampleMessage& sample, const Way& way, unsigned seed)
        : sample_(sample), way_(way), random_(seed), rig_(backend(way)) {
        for (const Extension* one : way.gateway.has)
            rig_.back.keywords.push_back(std::string(one->keyword) +
                                         (one->keyword == "SIZE" ? " 1000000" : ""));
    }

    // The first refusal, or the message's own reply.
    std::string send() {
        const std::string body = way_.body.empty() ? "" : " BODY=" + way_.body;
        const std::string mail = fmt::format("MAIL FROM:<{}> SIZE={}{}{}\r\n", sample_.from,
                                             sample_.text.size(), body, way_.smtputf8 ? " SMTPUTF8" : "");
        for (const std::string& line :
             {std::string("EHLO client.example\r\n"), mail, "RCPT TO:<" + sample_.to + ">\r\n"}) {
            say({line});
            if (refused()) return verdict_;
        }
        if (way_.framing == Framing::Data) {
            say({"DATA\r\n"});
            if (!refused()) say(cut(dotted(sample_.text), random_));
        } else if (way_.framing == Framing::Chunks) {
            say(cut(chunked(sample_.text, random_), random_));
        } else {
            say({fmt::format("BDAT {} LAST\r\n", sample_.text.size()) + sample_.text});
        }
        return refused() ? verdict_ : rig_.replies().back();
    }

    [[nodiscard]] const Rig& rig() const { return rig_; }

private:
    static Backend backend(const Way& way) {
        Backend backend = test_backend(Greeting::Ehlo);
        backend.delivery = way.delivery;
        backend.content.lookahead = kLookahead;
        if (way.any_line) backend.content.long_lines = Handling::Pass;
        if (way.gateway.emulate) backend.keyword_default = KeywordPolicy::Emulate;
        return backend;
    }

    void say(std::vector<std::string> pieces) {
        rig_.front_says(std::move(pieces));
        rig_.run();
    }

    bool refused() {
        for (const std::string& reply : rig_.replies()) {
            if (!verdict_.empty() || reply[0] == '2' || reply[0] == '3') continue;
            verdict_ = reply;
        }
        return !verdict_.empty();
    }

    const SampleMessage& sample_;
    const Way& way_;
    std::mt19937 random_;
    Rig rig_;
    std::string verdict_;
};

// ---- What must come of it. Each answers with what is wrong, or with nothing.

// All the refusals there are.
std::string expected_refusal(const SampleMessage& sample, const Way& way) {
    const bool utf8 = way.smtputf8 && way.gateway.utf8();
    const bool ascii_header = !way.gateway.eight_bit() || (way.smtputf8 && !utf8);
    switch (sample.snag) {
        case Snag::None: break;
        case Snag::Nul: return way.declared_binary() ? "" : "554 5.6.0";
        case Snag::OddPart: return way.gateway.eight_bit() ? "" : "554 5.6.3";
        case Snag::OddMessage: return ascii_header ? "554 5.6.3" : "";
        case Snag::FieldAddress:
            if (!ascii_header) return "";
            return way.smtputf8 ? "554 5.6.9" : "554 5.6.3";
        case Snag::Reverse: return utf8 ? "" : "550 5.6.7";
        case Snag::Forward: return utf8 ? "" : "553 5.6.7";
    }
    return ascii(sample.from) || way.smtputf8 ? "" : "550 5.6.7";
}

std::string wrong_envelope(const SampleMessage& sample, const Way& way, const ModelBack::Accepted& arrived) {
    const bool utf8 = way.smtputf8 && way.gateway.utf8();
    const auto said = [&](const std::string& path) {
        return utf8 ? path : replaced(path, kULabels, kALabels);
    };
    const std::string mail = "MAIL FROM:<" + said(sample.from) + ">";
    if (!arrived.from.starts_with(mail)) return arrived.from;
    if (arrived.recipients != std::vector<std::string>{"RCPT TO:<" + said(sample.to) + ">"})
        return "recipients " + arrived.recipients.front();
    const std::map<std::string, bool> allowed{
        {"BODY=7BIT", way.gateway.eight_bit()},
        {"BODY=8BITMIME", way.gateway.eight_bit()},
        {"BODY=BINARYMIME", way.gateway.binary()},
        {"SMTPUTF8", way.gateway.utf8()},
        {"SIZE=" + std::to_string(arrived.content.size()), way.gateway.offers("SIZE")},
    };
    std::string_view rest = std::string_view(arrived.from).substr(mail.size());
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const std::string parameter(rest.substr(0, rest.find(' ')));
        rest.remove_prefix(parameter.size());
        const auto found = allowed.find(parameter);
        if (found == allowed.end() || !found->second) return "not offered: " + parameter;
    }
    return {};
}

std::string disobedience(const Way& way, const ModelBack& back) {
    const ModelBack::Accepted& arrived = back.accepted.front();
    const std::string& text = arrived.content;
    const bool says_binary = arrived.from.find(" BODY=BINARYMIME") != std::string::npos;
    const bool says_eight = says_binary || arrived.from.find(" BODY=8BITMIME") != std::string::npos;
    const bool says_utf8 = arrived.from.find(" SMTPUTF8") != std::string::npos;
    const bool used_bdat = std::any_of(back.commands.begin(), back.commands.end(),
                                       [](const std::string& line) { return line.starts_with("BDAT"); });
    if (used_bdat && !way.gateway.chunks()) return "BDAT";
    if (says_binary && !arrived.chunked) return "BODY=BINARYMIME and DATA";
    if (!ascii(text) && !way.gateway.eight_bit()) return "octets over 127";
    if (!ascii(text) && !says_eight && !way.body.empty()) return "octets over 127 that were not declared";
    if (way.smtputf8 && !says_utf8 && !ascii_fields(read_mime(text))) return "a header that is not ASCII";
    if (!says_binary && binary(text)) return "NUL, or CR or LF alone";
    if (!says_binary && longest_line(text) > way.line()) return "a long line";
    return {};
}

// Something in `text` this back cannot be given. A binary message passes as a whole or not at all.
bool must_change(const std::string& text, const Way& way) {
    const Gateway& back = way.gateway;
    const bool utf8 = way.smtputf8 && back.utf8();
    const bool ascii_header = !back.eight_bit() || (way.smtputf8 && !utf8);
    const bool as_it_is = way.declared_binary() && back.binary() && !ascii_header;
    if (!as_it_is && (binary(text) || longest_line(text) > way.line())) return true;
    return (!back.eight_bit() && !ascii(text)) || (ascii_header && !ascii_fields(read_mime(text)));
}

// A leaf that any back takes keeps its encoding, whatever becomes of its neighbours.
std::string needless_encoding(const MimeNode& sent, const MimeNode& arrived) {
    const bool plain = sent.encoding != "base64" && sent.encoding != "quoted-printable";
    const bool clean = plain && ascii(sent.body) && !binary(sent.body) && longest_line(sent.body) <= kLine;
    if (!sent.composite && clean && sent.encoding != arrived.encoding)
        return fmt::format("a clean part became {}", arrived.encoding);
    for (std::size_t i = 0; i < std::min(sent.children.size(), arrived.children.size()); ++i) {
        const std::string found = needless_encoding(sent.children[i], arrived.children[i]);
        if (!found.empty()) return found;
    }
    return {};
}

std::string decoded_difference(const std::string& sent, const std::string& arrived) {
    const MimeNode ours = read_mime(replaced(sent, kALabels, kULabels));
    const MimeNode theirs = read_mime(replaced(arrived, kALabels, kULabels));
    std::string found = difference(ours, theirs, true);
    if (found.empty()) found = field_difference(ours, theirs);
    return found.empty() ? needless_encoding(ours, theirs) : found;
}

std::string damage(const SampleMessage& sample, const Way& way, const ModelBack::Accepted& arrived) {
    const auto content = below_received(arrived.content);
    if (!content) return "no Received field";
    const std::string sent = meant(sample, way);
    // Rule 17: a line without an end gets one where it must be dotted.
    const bool mended = !arrived.chunked && !sent.empty() && !sent.ends_with("\r\n");
    if (!must_change(sent, way))
        return *content == sent + (mended ? "\r\n" : "") ? "" : "changed, though nothing had to change";
    std::string found = decoded_difference(sent, *content);
    if (!found.empty() && mended) found = decoded_difference(sent + "\r\n", *content);
    const std::string label = "\r\nContent-Type: text/plain; charset=" + sample.charset + "\r\n";
    const bool labelled = ("\r\n" + *content).find(label) != std::string::npos;
    if (found.empty() && !sample.charset.empty() && !labelled) return "no label" + label;
    return found;
}

std::string problem(const SampleMessage& sample, const Way& way, unsigned seed) {
    Sending sending(sample, way, seed);
    const std::string verdict = sending.send();
    const ModelBack& back = sending.rig().back;
    const std::string refusal = expected_refusal(sample, way);
    if (!sending.rig().spool_misuse().empty()) return sending.rig().spool_misuse();
    if (sending.rig().spool().size() > 0) return "something is left in the spool";
    if (!refusal.empty()) {
        if (!verdict.starts_with(refusal)) return fmt::format("{}, not \"{}\"", refusal, verdict);
        return back.accepted.empty() ? "" : "delivered though refused";
    }
    if (!verdict.starts_with("250 2.")) return verdict;
    if (back.accepted.size() != 1) return fmt::format("delivered {} times", back.accepted.size());
    std::string wrong = wrong_envelope(sample, way, back.accepted.front());
    if (wrong.empty()) wrong = disobedience(way, back);
    return wrong.empty() ? damage(sample, way, back.accepted.front()) : wrong;
}

class Matrix : public ::testing::TestWithParam<SampleMessage> {};

TEST_P(Matrix, TheSameMessageArrivesWhateverTheBackLacks) {
    constexpr int kTold = 10;
    static const std::vector<Way> all = ways();
    unsigned seed = 0;
    int wrong = 0;
    for (const Way& way : all) {
        const std::string found = problem(GetParam(), way, ++seed);
        if (found.empty()) continue;
        ADD_FAILURE() << GetParam().name << " " << way.text() << " seed=" << seed << ": " << found;
        if (++wrong == kTold) break;
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, Matrix, ::testing::ValuesIn(sample_messages(kLookahead)),
                         [](const auto& one) { return one.param.name; });

TEST(MatrixItself, WalksTheExtensionsThatTouchContent) {
    Extensions must{&kSize, &kEightBitMime, &kSmtpUtf8, &kChunking, &kBinaryMime};
    const Extensions all = content_extensions();
    for (const Extension* one : must)
        EXPECT_NE(std::find(all.begin(), all.end(), one), all.end()) << one->keyword;
    EXPECT_EQ(gateways().size(), (std::size_t{1} << all.size()) + 1);
}

}  // namespace
}  // namespace heloise::testing
