// A second opinion on the front leg; see front_judge.h.
#include "tests/corpora/front_judge.h"

#include <algorithm>
#include <optional>
#include <set>

#include "proxy/base/ascii.h"
#include "tests/corpora/octets.h"
#include "tests/support/settled_text.h"

namespace heloise::testing {
namespace {

// Rule 34: a message before its 354.
constexpr std::string_view kTooEarly = "554 5.5.0";

// What a sender may say that heloise knows and does not do (RFC 821, RFC 3207, RFC 4954, and vendors' verbs).
const std::set<std::string>& not_done() {
    static const std::set<std::string> all{"AUTH", "STARTTLS", "ETRN", "ATRN",    "TURN",        "SEND",
                                           "SOML", "SAML",     "EXPN", "VERB",    "XCLIENT",     "XFORWARD",
                                           "ONEX", "TICK",     "QUEU", "XEXCH50", "X-LINK2STATE"};
    return all;
}

std::string status_of(const Said& said) {
    const std::string& text = said.lines.front();
    const std::string word = text.substr(0, text.find(' '));
    const bool status = std::count(word.begin(), word.end(), '.') == 2 &&
                        word.find_first_not_of("0123456789.") == std::string::npos;
    return std::to_string(said.code) + (status ? " " + word : "");
}

// An address and parameters, read as a sender writes them: FROM:<a@b> KEY=VALUE.
struct Addressed {
    bool plain = false;  // so simple that nothing can be said against it
    std::string path;    // "<a@b>"
    std::vector<std::string> keywords;
};

bool is_atom_text(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("._-+=").find(c) != std::string::npos;
    });
}

Addressed read_address(const Act& act) {
    std::string_view rest = act.operand();
    const std::string_view word = act.verb == "MAIL" ? "FROM:" : "TO:";
    Addressed read;
    if (!upper_case(rest).starts_with(word)) return read;
    rest.remove_prefix(word.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    std::string_view path = rest.substr(0, rest.find(' '));
    rest.remove_prefix(path.size());
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const std::string_view one = rest.substr(0, rest.find(' '));
        if (!one.empty()) read.keywords.push_back(upper_case(one.substr(0, one.find('='))));
        rest.remove_prefix(one.size());
    }
    if (path.starts_with('<') && path.ends_with('>')) path = path.substr(1, path.size() - 2);
    const std::size_t at = path.rfind('@');
    const std::string_view local = path.substr(0, at);
    const std::string_view domain = at == std::string_view::npos ? std::string_view() : path.substr(at + 1);
    const bool dots =
        local.starts_with('.') || local.ends_with('.') || path.find("..") != std::string_view::npos;
    const bool name =
        domain.empty() || (is_atom_text(domain) && domain.find_first_of("_+=") == std::string::npos &&
                           !domain.starts_with('-') && !domain.ends_with('.') && !domain.starts_with('.'));
    read.path = "<" + std::string(path) + ">";
    read.plain = (path.empty() && act.verb == "MAIL") ||
                 (is_atom_text(local) && !dots && name && local.size() <= 64 && domain.size() <= 255);
    return read;
}

class Judge {
public:
    Judge(const Play& play, const Gateway& gateway, const Backend& backend)
        : play_(play),
          backend_(backend),
          arrived_(gateway.delivered()),
          lowered_(gateway.lowers_addresses()) {}

    Verdict run() {
        verdict_.problems = play_.wrongs();
        for (at_ = 0; at_ < play_.outcomes().size(); ++at_) act();
        if (next_ != arrived_.size()) problem("messages arrived that the front was not told of");
        return std::move(verdict_);
    }

private:
    [[nodiscard]] const Outcome& now() const { return play_.outcomes()[at_]; }

    void problem(const std::string& what) {
        const Outcome& outcome = now_or_last();
        const std::string reply = outcome.reply ? " (" + status_of(*outcome.reply) + ")" : "";
        verdict_.problems.push_back("act " + std::to_string(at_) + " " + outcome.act->verb + reply + ": " +
                                    what);
    }
    [[nodiscard]] const Outcome& now_or_last() const {
        return play_.outcomes()[std::min(at_, play_.outcomes().size() - 1)];
    }

    void act() {
        const Outcome& outcome = now();
        const bool message =
            outcome.act->whole && (outcome.act->kind == Act::Kind::Content || outcome.act->last_chunk());
        verdict_.messages += message ? 1 : 0;
        if (!outcome.sent) {
            if (message) refused(outcome.act->verb, "not sent", "there was no 354, or heloise had closed");
            return;
        }
        if (outcome.spilled && status_of_reply() != kTooEarly) {
            if (message) refused(outcome.act->verb, "not sent", "it was sent behind a DATA that was refused");
            return;
        }
        if (!outcome.reply) return;
        ++verdict_.replies;
        if (outcome.act->kind == Act::Kind::Content) return content();
        if (outcome.act->kind == Act::Kind::Chunk) return chunk();
        const std::string& verb = outcome.act->verb;
        if (const auto reason = spoiled_line()) return must_refuse(*reason);
        if (verb == "EHLO" || verb == "HELO") return hello();
        if (verb == "MAIL") return mail();
        if (verb == "RCPT") return rcpt();
        if (verb == "DATA") return data();
        if (verb == "RSET") return forget_and_expect(250);
        if (verb == "NOOP") return expect(250);
        if (verb == "VRFY") return expect(252);
        if (verb == "HELP") return expect(214);
        if (verb == "QUIT") return quit();
        if (verb == "BDAT") return must_refuse("a BDAT without a readable size");
        if (not_done().count(verb) > 0) return must_refuse(verb + " is not offered");
        must_refuse("no command");
    }

    // What no command may be, whatever its verb.
    [[nodiscard]] std::optional<std::string> spoiled_line() const {
        const std::string& octets = now().act->octets;
        if (octets.size() > 2048) return "a command of more than 2,048 octets";
        const std::string_view line = now().act->line();
        const bool control = std::any_of(line.begin(), line.end(), [](char c) {
            return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 127;
        });
        if (control) return "a control octet in a command";
        return std::nullopt;
    }

    void refused(const std::string& verb, const std::string& reply, const std::string& reason) {
        verdict_.refusals.push_back({verb, reply, reason});
    }
    void refused(const std::string& reason) { refused(now().act->verb, status_of(*now().reply), reason); }
    [[nodiscard]] std::string status_of_reply() const { return now().reply ? status_of(*now().reply) : ""; }
    [[nodiscard]] int code() const { return now().reply->code; }
    [[nodiscard]] bool yes() const { return code() / 100 == 2; }

    void expect(int wanted) {
        if (code() == wanted) return;
        if (const auto reason = why_refused()) return refused(*reason);
        problem("not " + std::to_string(wanted));
    }
    void forget_and_expect(int wanted) {
        expect(wanted);
        if (yes()) open_ = dead_ = chunks_ = false;
    }
    void must_refuse(const std::string& reason) {
        if (code() / 100 != 4 && code() / 100 != 5) return problem("not refused: " + reason);
        refused(reason);
    }

    void hello() {
        if (now().act->operand().empty() && now().act->verb == "EHLO")
            return must_refuse("EHLO without a name");
        const std::string_view name = now().act->operand();
        const bool odd =
            name.find_first_of(" \t") != std::string_view::npos || !is_ascii_text(name) || name.size() > 255;
        if (code() == 501 && odd) return refused("a greeting that is no name");
        if (code() != 250) return problem("a greeting that is refused");
        if (now().act->verb == "HELO" && now().reply->lines.size() != 1) problem("keywords after HELO");
        if (!now().reply->lines.front().starts_with("mx.example.org")) problem("not our name");
        open_ = dead_ = chunks_ = false;
        greeted_ = true;
        extended_ = now().act->verb == "EHLO";
        offered_ = first_words(*now().reply);
    }

    // Parameters that were not offered: rule 8. SIZE= and BODY= are taken even after HELO (rule 7).
    [[nodiscard]] std::optional<std::string> parameter_fault(const Addressed& address) const {
        for (const std::string& keyword : address.keywords) {
            const std::string needed = keyword_of(keyword);
            if (needed.empty()) return "an unknown parameter";
            if (!extended_ && (keyword == "SIZE" || keyword == "BODY")) continue;
            if (offered_.count(needed) == 0)
                return needed + " is not offered, and a parameter of it was said";
        }
        return std::nullopt;
    }

    // A reason that lies behind heloise, or in the session as a whole.
    [[nodiscard]] std::optional<std::string> why_refused() const {
        const auto& asked = play_.back().asked();
        for (std::size_t i = now().asked_before; i < std::min(now().asked_after, asked.size()); ++i) {
            const std::string verb = asked[i].line.substr(0, asked[i].line.find(' '));
            if (asked[i].code / 100 == 4 || asked[i].code / 100 == 5)
                return "the gateway said " + std::to_string(asked[i].code) + " to " +
                       (verb == "." ? "the message" : verb);
        }
        if (code() == 421) return "heloise ended the session";
        return std::nullopt;
    }

    void addressed(const Addressed& address, bool in_order) {
        if (dead_) return must_refuse("out of order: a BDAT has failed");
        if (!in_order) return must_refuse("out of order");
        if (const auto reason = parameter_fault(address)) return must_refuse(*reason);
        if (yes()) return;
        if (const auto reason = why_refused()) return refused(*reason);
        const bool size = std::count(address.keywords.begin(), address.keywords.end(), "SIZE") > 0;
        if (size && (code() == 552 || code() == 452)) return refused("SIZE= is over the limit");
        if (!address.plain) return refused("an address of odd syntax");
        problem("a good address is refused");
    }

    void mail() {
        const Addressed address = read_address(*now().act);
        addressed(address, greeted_ && !open_ && !chunks_);
        if (!yes()) return;
        open_ = true;
        chunks_ = false;
        from_ = address.path;
        recipients_.clear();
        binary_ = upper_case(now().act->operand()).find("BODY=BINARYMIME") != std::string::npos;
    }

    void rcpt() {
        const Addressed address = read_address(*now().act);
        addressed(address, open_ && !chunks_);
        if (yes()) recipients_.push_back(address.path);
    }

    [[nodiscard]] bool next_races() const {
        return at_ + 1 < play_.outcomes().size() && play_.outcomes()[at_ + 1].races;
    }

    void data() {
        if (dead_) return must_refuse("out of order: a BDAT has failed");
        if (!open_ || recipients_.empty() || chunks_)
            return must_refuse("out of order: no recipient was accepted");
        if (binary_) return must_refuse("out of order: BODY=BINARYMIME wants BDAT");
        if (code() == 354) return;
        if (status_of_reply() == kTooEarly && next_races())
            return refused("the message was sent before its 354");
        if (const auto reason = why_refused()) return refused(*reason);
        problem("DATA is refused");
    }

    void content() {
        if (status_of_reply() == kTooEarly && now().races)
            return refused("the message was sent before its 354");
        message(undotted(now().act->octets));
    }

    void chunk() {
        const bool first = !chunks_;
        // RFC 3030 section 4.2: a server that does not offer it need not know how many octets follow; heloise
        // does.
        if (greeted_ && (!extended_ || offered_.count("CHUNKING") == 0))
            return must_refuse("CHUNKING is not offered");
        if (dead_) return must_refuse("out of order: a BDAT has failed");
        if (!open_ || recipients_.empty()) {
            must_refuse("out of order: no recipient was accepted");
            dead_ = open_ && !now().act->last_chunk();
            return;
        }
        if (first) content_.clear();
        chunks_ = true;
        content_ += now().act->chunk();
        if (now().act->last_chunk()) return message(content_);
        if (yes()) return;
        dead_ = true;
        open_ = chunks_ = false;
        if (const auto reason = why_refused()) return refused(*reason);
        if (const auto reason = trouble_in(content_)) return refused(*reason);
        problem("a chunk is refused");
    }

    // What may stand against a message; nothing for one that any back takes.
    [[nodiscard]] std::optional<std::string> trouble_in(const std::string& text) const {
        if (text.find('\0') != std::string::npos) return "a NUL in the message";
        if (backend_.limits.message_size > 0 && text.size() > backend_.limits.message_size)
            return "over limits.message_size";
        std::size_t hops = 0;
        for (std::size_t at = 0; (at = text.find("Received:", at)) != std::string::npos; ++at) ++hops;
        if (code() == 554 && hops > 100) return "a loop";
        const std::string plain = settled_text(text);
        const bool lines = longest_line(plain) > backend_.limits.text_line;
        // An octet over 127 that this back takes is no reason.
        const bool eight = !is_ascii_text(text) && play_.back().keywords().count("8BITMIME") == 0;
        if (code() == 554 && (eight || lines || binary_)) return "not to be converted: " + reason_told();
        return std::nullopt;
    }

    // What heloise told, without what it may have quoted.
    [[nodiscard]] std::string reason_told() const {
        std::string told = now().reply->lines.front();
        for (std::size_t from = 0; (from = told.find('<', from)) != std::string::npos; ++from) {
            const std::size_t to = told.find('>', from);
            if (to == std::string::npos) break;
            told.replace(from, to + 1 - from, "<...>");
        }
        return told;
    }

    void message(const std::string& sent) {
        open_ = chunks_ = false;
        if (!yes()) {
            if (const auto reason = why_refused()) return refused(*reason);
            if (const auto reason = trouble_in(sent)) return refused(*reason);
            return problem("a good message is refused");
        }
        if (code() != 250) problem("not 250");
        ++verdict_.delivered;
        if (next_ == arrived_.size()) return problem("250, and nothing has arrived");
        const Delivered& arrived = arrived_[next_++];
        if (!same(arrived.from, from_)) problem("another sender arrived");
        const bool all = std::equal(arrived.recipients.begin(), arrived.recipients.end(), recipients_.begin(),
                                    recipients_.end(), [this](auto& a, auto& b) { return same(a, b); });
        if (!all) problem("other recipients arrived");
        if (const std::string found = damage(sent, arrived.content); !found.empty()) problem(found);
    }

    [[nodiscard]] bool same(const std::string& arrived, const std::string& said) const {
        return lowered_ ? equal_ignoring_case(arrived, said) : arrived == said;
    }

    [[nodiscard]] std::string damage(const std::string& sent, const std::string& arrived) const {
        const auto content = below_our_received(arrived);
        if (!content) return "no Received field";
        std::string meant = binary_ ? sent : settled_text(sent);
        const bool eight = play_.back().keywords().count("8BITMIME") > 0;
        const bool native_binary = binary_ && play_.back().keywords().count("BINARYMIME") > 0;
        const bool lines = longest_line(meant) > backend_.limits.text_line;
        const bool plain =
            !binary_ && !lines && (eight || is_ascii_text(meant)) && sent.find('\0') == std::string::npos;
        if (*content == meant) return {};
        // Rule 17: a line without an end gets one where it must be dotted.
        const std::string ended = meant + (meant.ends_with("\r\n") || meant.empty() ? "" : "\r\n");
        if (*content == ended) return {};
        if (plain || native_binary) return "changed, though nothing had to change";
        std::string found = reader_difference(meant, *content);
        if (!found.empty() && ended != meant) found = reader_difference(ended, *content);
        // Without what differs: it may hold an address.
        return found.empty() ? "" : "another message arrived: " + found.substr(0, found.find(':'));
    }

    void quit() {
        if (code() != 221) problem("not 221");
        if (!play_.closed_by_heloise()) problem("not closed after QUIT");
    }

    const Play& play_;
    const Backend& backend_;
    std::vector<Delivered> arrived_;
    bool lowered_;
    std::size_t next_ = 0;
    std::size_t at_ = 0;
    Verdict verdict_;

    bool greeted_ = false;
    bool extended_ = false;
    std::set<std::string> offered_;
    bool open_ = false;    // MAIL was accepted
    bool chunks_ = false;  // a BDAT was
    bool dead_ = false;    // one failed
    bool binary_ = false;
    std::string from_;
    std::vector<std::string> recipients_;
    std::string content_;
};

}  // namespace

Verdict judge(const Play& play, const Gateway& gateway, const Backend& backend) {
    return Judge(play, gateway, backend).run();
}

std::string fingerprint(const Play& play, const Gateway& gateway) {
    std::string all;
    for (const Outcome& outcome : play.outcomes())
        if (!outcome.spilled)
            all += outcome.act->verb + (outcome.reply ? std::to_string(outcome.reply->code) : "-") + "\n";
    for (const Delivered& one : gateway.delivered()) {
        all += "from " + one.from;
        for (const std::string& to : one.recipients) all += " " + to;
        all += "\n" + below_our_received(one.content).value_or("");
    }
    return all;
}

}  // namespace heloise::testing
