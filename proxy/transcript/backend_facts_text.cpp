// A form per kind of fact, printed and read side by side.
#include "proxy/transcript/backend_facts_text.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "proxy/base/ascii.h"
#include "proxy/config/units.h"
#include "proxy/transcript/escapes.h"

namespace heloise {
namespace {

// Escaped, and without blanks: one word.
std::string word(std::string_view octets) {
    std::string text;
    for (const char c : octets) {
        if (c == ' ' || c == ',') {
            fmt::format_to(std::back_inserter(text), "\\x{:02X}", static_cast<unsigned char>(c));
        } else {
            text.append(escape({&c, 1}));
        }
    }
    return text;
}

// With a blank in front, unless there are none. Of several blanks in a row only the first may stand as it is.
std::string words(std::string_view octets) {
    if (octets.empty()) return {};
    std::string text = " " + escape(octets);
    for (std::size_t at = text.find("  "); at != std::string::npos; at = text.find("  ", at)) {
        text.replace(at + 1, 1, "\\x20");
    }
    return text;
}

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

// "no-ehlo=24h" and the like, into `known`.
bool read_fact(std::string_view text, AddressFacts& known) {
    struct Row {
        std::string_view name;
        Duration AddressFacts::*member;
    };
    static constexpr std::array kRows{
        Row{"no-ehlo=", &AddressFacts::no_ehlo}, Row{"own-name=", &AddressFacts::own_name},
        Row{"single=", &AddressFacts::single}, Row{"set-aside=", &AddressFacts::set_aside_for},
        Row{"still=", &AddressFacts::set_aside_still}};
    for (const Row& row : kRows) {
        if (!take(text, row.name)) continue;
        const auto lasts = parse_duration(text);
        if (lasts) known.*row.member = *lasts;
        return lasts.has_value();
    }
    if (text == "being-tried") return known.being_tried = true;
    if (take(text, "temporary-as=")) return !(known.temporary_as = text).empty();
    if (take(text, "no-ehlo-as=")) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const auto lasts = parse_duration(text.substr(std::min(comma + 1, text.size())));
        if (comma == 0 || !lasts) return false;
        known.no_ehlo_as[std::string(text.substr(0, comma))] = *lasts;
        return true;
    }
    if (!take(text, "temporary=")) return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), known.temporary);
    return error == std::errc() && end == text.data() + text.size();
}

std::optional<TakeUp> read_address(const std::vector<std::string>& operands) {
    if (operands.size() < 2) return std::nullopt;
    AddressFacts known{.address = operands[1]};
    for (std::size_t i = 2; i < operands.size(); ++i) {
        if (!read_fact(operands[i], known)) return std::nullopt;
    }
    return [known](Desk& desk, Moment now) { desk.book().take_up(known, now); };
}

std::optional<TakeUp> read_offer(const std::vector<std::string>& operands) {
    std::vector<Keyword> keywords;
    for (std::size_t i = 1; i < operands.size(); ++i) {
        const std::size_t equals = std::min(operands[i].find('='), operands[i].size());
        std::string arguments = operands[i].substr(std::min(equals + 1, operands[i].size()));
        std::replace(arguments.begin(), arguments.end(), ',', ' ');
        auto plain = unescape(arguments);
        if (!plain) return std::nullopt;
        keywords.push_back({operands[i].substr(0, equals), *std::move(plain)});
    }
    const Capabilities offer(std::move(keywords));
    return [offer](Desk& desk, Moment) { desk.book().take_up(offer); };
}

// REPLY: a code and text.
std::optional<Reply> read_reply(const std::vector<std::string>& operands, std::size_t from) {
    constexpr std::size_t kCode = 3;
    const std::string& code = operands[from];
    if (code.size() != kCode || !std::all_of(code.begin(), code.end(), is_digit)) return std::nullopt;
    const auto text = unescape(fmt::format(
        "{}", fmt::join(operands.begin() + static_cast<std::ptrdiff_t>(from) + 1, operands.end(), " ")));
    if (!text) return std::nullopt;
    return Reply{std::stoi(code), {*text}};
}

std::optional<TakeUp> read_verdict(const std::vector<std::string>& operands) {
    constexpr std::size_t kReply = 4;
    if (operands.size() <= kReply) return std::nullopt;
    const auto still = parse_duration(operands[1]);
    const auto from = unescape(operands[2]);
    const auto to = unescape(operands[3]);
    const auto reply = read_reply(operands, kReply);
    if (!still || !from || !to || !reply) return std::nullopt;
    return [=](Desk& desk, Moment now) { desk.verdicts().take_up(*from, *to, *reply, *still, now); };
}

std::optional<TakeUp> read_elsewhere(const std::vector<std::string>& operands) {
    if (operands.size() != 4) return std::nullopt;
    const auto still = parse_duration(operands[1]);
    const auto from = unescape(operands[2]);
    const auto to = unescape(operands[3]);
    if (!still || !from || !to) return std::nullopt;
    return [=](Desk& desk, Moment now) { desk.verdicts().take_up_elsewhere(*from, *to, *still, now); };
}

std::optional<TakeUp> read_nothing(const std::vector<std::string>& operands) {
    if (operands.size() != 3) return std::nullopt;
    const auto from = unescape(operands[1]);
    const auto to = unescape(operands[2]);
    if (!from || !to) return std::nullopt;
    return [=](Desk& desk, Moment now) { desk.verdicts().take_up_nothing(*from, *to, now); };
}

}  // namespace

std::optional<TakeUp> read_known(const std::vector<std::string>& operands) {
    if (operands.empty()) return std::nullopt;
    if (operands[0] == "address") return read_address(operands);
    if (operands[0] == "offer") return read_offer(operands);
    if (operands[0] == "verdict") return read_verdict(operands);
    if (operands[0] == "verdict-elsewhere") return read_elsewhere(operands);
    if (operands[0] == "no-verdict") return read_nothing(operands);
    return std::nullopt;
}

std::string known_text(const AddressFacts& known) {
    std::string text = "address " + known.address;
    const auto add = [&text](std::string_view name, Duration lasts) {
        fmt::format_to(std::back_inserter(text), " {}={}", name, duration_text(std::max(Duration{}, lasts)));
    };
    if (known.no_ehlo.count() > 0) add("no-ehlo", known.no_ehlo);
    for (const auto& [name, lasts] : known.no_ehlo_as)
        fmt::format_to(std::back_inserter(text), " no-ehlo-as={},{}", name,
                       duration_text(std::max(Duration{}, lasts)));
    if (known.own_name.count() > 0) add("own-name", known.own_name);
    if (known.single.count() > 0) add("single", known.single);
    if (known.set_aside_for.count() > 0) {
        add("set-aside", known.set_aside_for);
        add("still", known.set_aside_still);
    }
    if (known.being_tried) text.append(" being-tried");
    if (known.temporary > 0) fmt::format_to(std::back_inserter(text), " temporary={}", known.temporary);
    if (!known.temporary_as.empty()) text.append(" temporary-as=").append(known.temporary_as);
    return text;
}

std::string known_text(const Capabilities& offer) {
    std::string text = "offer";
    for (const Keyword& keyword : offer.all()) {
        text.append(" ").append(keyword.name);
        std::string_view left = keyword.arguments;
        for (char sign = '='; !left.empty(); sign = ',') {
            const std::size_t end = std::min(left.find(' '), left.size());
            text.append(1, sign).append(word(left.substr(0, end)));
            left.remove_prefix(std::min(end + 1, left.size()));
        }
    }
    return text;
}

std::string known_text(std::string_view reverse_path, std::string_view recipient, const Recall& recall) {
    const std::string paths = word(reverse_path) + " " + word(recipient);
    if (recall.elsewhere) return fmt::format("verdict-elsewhere {} {}", duration_text(recall.still), paths);
    if (!recall.reply) return "no-verdict " + paths;
    const Reply& reply = *recall.reply;
    return fmt::format("verdict {} {} {}{}", duration_text(recall.still), paths, reply.code,
                       words(reply.lines.empty() ? std::string_view() : reply.lines[0]));
}

}  // namespace heloise
