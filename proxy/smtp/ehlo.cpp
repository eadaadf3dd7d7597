// A back's EHLO reply, read for its keywords.
#include "proxy/smtp/ehlo.h"

#include <algorithm>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"

namespace heloise {
namespace {

constexpr std::string_view kAuth = "AUTH";
constexpr std::string_view kOldAuth = "AUTH=";

// Removes the first word of `text`. Empty when none is left.
std::string_view take_word(std::string_view& text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    const std::string_view word = text.substr(0, text.find_first_of(" \t"));
    text.remove_prefix(word.size());
    return word;
}

//   ehlo-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
bool is_keyword(std::string_view word) {
    return !word.empty() && word.front() != '-' &&
           std::all_of(word.begin(), word.end(), [](char c) { return is_alnum(c) || c == '-'; });
}

//   ehlo-param = 1*(%d33-126)
bool is_parameter(std::string_view word) {
    return std::all_of(word.begin(), word.end(), is_printable);
}

// The parameters in `text`, one space between them. What is none is left out: it may be printed again.
std::string read_arguments(std::string_view text) {
    std::string out;
    while (true) {
        const std::string_view word = take_word(text);
        if (word.empty()) return out;
        if (!is_parameter(word)) continue;
        if (!out.empty()) out += ' ';
        out += word;
    }
}

bool has_word(std::string_view text, std::string_view wanted) {
    while (true) {
        const std::string_view word = take_word(text);
        if (word.empty()) return false;
        if (equal_ignoring_case(word, wanted)) return true;
    }
}

// Adds those mechanisms of `more` that `arguments` has not.
void join(std::string& arguments, std::string_view more) {
    while (true) {
        const std::string_view word = take_word(more);
        if (word.empty()) return;
        if (has_word(arguments, word)) continue;
        if (!arguments.empty()) arguments += ' ';
        arguments += word;
    }
}

Keyword* find_in(std::vector<Keyword>& keywords, std::string_view name) {
    const auto found = std::find_if(keywords.begin(), keywords.end(),
                                    [name](const Keyword& one) { return one.name == name; });
    return found == keywords.end() ? nullptr : &*found;
}

}  // namespace

const Keyword* Capabilities::find(std::string_view keyword) const {
    const auto found = std::find_if(keywords_.begin(), keywords_.end(), [keyword](const Keyword& one) {
        return equal_ignoring_case(one.name, keyword);
    });
    return found == keywords_.end() ? nullptr : &*found;
}

Capabilities read_capabilities(const Reply& reply) {
    CHECK(reply.positive());
    std::vector<Keyword> keywords;
    // Each form of AUTH counts once, and they may come in either order.
    bool auth = false;
    std::optional<std::string> old_auth;
    for (std::size_t i = 1; i < reply.lines.size(); ++i) {
        std::string_view rest = trim(reply.lines[i]);
        if (starts_with_ignoring_case(rest, kOldAuth)) {
            if (!old_auth) old_auth = read_arguments(rest.substr(kOldAuth.size()));
            if (find_in(keywords, kAuth) == nullptr) keywords.push_back({std::string(kAuth), {}});
            continue;
        }
        const std::string_view word = take_word(rest);
        if (!is_keyword(word)) continue;
        std::string name = upper(word);
        Keyword* const known = find_in(keywords, name);
        if (known == nullptr) {
            auth = auth || name == kAuth;
            keywords.push_back({std::move(name), read_arguments(rest)});
        } else if (name == kAuth && !auth) {
            auth = true;
            known->arguments = read_arguments(rest);
        }
    }
    if (old_auth) join(find_in(keywords, kAuth)->arguments, *old_auth);
    return Capabilities(std::move(keywords));
}

}  // namespace heloise
