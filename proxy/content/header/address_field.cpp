// The list is cut into members; in each, what stands before "<" is a phrase.
//
//   address = mailbox / group ;  mailbox = [phrase] "<" addr-spec ">" / addr-spec ;  group = phrase ":" list
//   ";"
#include "proxy/content/header/address_field.h"

#include <algorithm>
#include <span>

#include "proxy/content/header/field_text.h"
#include "proxy/content/header/field_tokens.h"
#include "proxy/content/header/structured_field.h"

namespace heloise {
namespace {

using Kind = FieldToken::Kind;
using Tokens = std::span<const FieldToken>;

bool is_word(const FieldToken& token) {
    return token.kind == Kind::Atom || token.kind == Kind::Quoted;
}

// Words without blanks between them, from the front of `tokens`: one word of a phrase.
std::size_t glued_words(Tokens tokens) {
    std::size_t count = 0;
    while (count < tokens.size() && is_word(tokens[count])) ++count;
    return count;
}

class PhraseWriter {
public:
    explicit PhraseWriter(FieldRewrite& rewrite) : rewrite_(rewrite), text_(rewrite, true) {}

    // REQUIRES: words, blanks and comments only.
    void write(Tokens phrase) {
        const std::string_view last = phrase.back().text;
        const std::string_view all = rewrite_.value.text();
        const bool at_end = last.data() + last.size() == all.data() + all.size();
        while (!phrase.empty()) {
            std::size_t taken = 1;
            if (phrase.front().kind == Kind::Blanks) {
                before_ = at_beginning_ ? phrase.front().text.substr(0, 1) : phrase.front().text;
            } else if (phrase.front().kind == Kind::Comment) {
                end_words(false);
                write_comment(phrase.front().text, rewrite_);
                rewrite_.writer.point();
            } else {
                taken = glued_words(phrase);
                write_word(phrase.first(taken));
            }
            phrase = phrase.subspan(taken);
            at_beginning_ = false;
        }
        end_words(at_end);
    }

private:
    void end_words(bool at_end) {
        const bool encoded = text_.end();
        // RFC 2047 section 5 rule 3: a blank before whatever follows.
        if (encoded && before_.empty() && !at_end) rewrite_.writer.apart();
        rewrite_.blanks(before_);
        before_ = {};
    }

    void write_word(Tokens tokens) {
        const char* const begin = tokens.front().text.data();
        const char* const end = tokens.back().text.data() + tokens.back().text.size();
        const std::string_view raw(begin, static_cast<std::size_t>(end - begin));
        std::string means;
        for (const FieldToken& token : tokens) {
            if (token.kind == Kind::Quoted) {
                means += unquoted(token.text);
            } else {
                means += token.text;
            }
        }
        FieldTextWriter::Word word{.raw = raw, .means = means, .reading = rewrite_.finder.read(raw)};
        word.encode = rewrite_.must_go(raw);
        // A special on the left must not touch an encoded word (RFC 2047 section 5 rule 3).
        if (word.encode && before_.empty()) rewrite_.writer.apart();
        text_.word(before_, word);
        before_ = {};
    }

    FieldRewrite& rewrite_;
    FieldTextWriter text_;
    std::string_view before_;
    bool at_beginning_ = true;
};

bool all_of_phrase(Tokens tokens) {
    return std::all_of(tokens.begin(), tokens.end(),
                       [](const FieldToken& token) { return is_word(token) || token.aside(); });
}

bool must_go(Tokens tokens, const FieldRewrite& rewrite) {
    return std::any_of(tokens.begin(), tokens.end(),
                       [&](const FieldToken& token) { return rewrite.must_go(token.text); });
}

std::size_t find(Tokens tokens, char special) {
    const auto found = std::find_if(tokens.begin(), tokens.end(),
                                    [=](const FieldToken& token) { return token.is(special); });
    return static_cast<std::size_t>(found - tokens.begin());
}

// One member of the list, or the name of a group, without what ends it.
void write_member(Tokens member, FieldRewrite& rewrite) {
    const std::size_t angle = find(member, '<');
    const bool has_address = angle < member.size() || find(member, '@') < member.size();
    const Tokens phrase = has_address && angle == member.size() ? Tokens() : member.first(angle);
    if (must_go(phrase, rewrite) && !all_of_phrase(phrase)) {
        return rewrite.writer.refuse("a name in it is neither plain nor quoted");
    }
    if (must_go(phrase, rewrite)) {
        PhraseWriter(rewrite).write(phrase);
    } else {
        write_structured(phrase, DomainPlaces::Addresses, rewrite);
    }
    write_structured(member.subspan(phrase.size()), DomainPlaces::Addresses, rewrite);
}

// Tokens up to what ends a member at this level; a ":" within "<>" belongs to a route.
std::size_t member_tokens(Tokens tokens) {
    bool in_angle = false;
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        const FieldToken& token = tokens[at];
        in_angle = token.is('<') || (in_angle && !token.is('>'));
        if (!in_angle && (token.is(',') || token.is(';') || token.is(':'))) return at;
    }
    return tokens.size();
}

}  // namespace

void write_addresses(FieldRewrite& rewrite) {
    const std::vector<FieldToken> all = field_tokens(rewrite.value.text(), FieldGrammar::Mail);
    Tokens tokens(all);
    while (!tokens.empty() && rewrite.writer.refusal().empty()) {
        const std::size_t octets = member_tokens(tokens);
        write_member(tokens.first(octets), rewrite);
        tokens = tokens.subspan(octets);
        if (tokens.empty()) break;
        write_structured(tokens.first(1), DomainPlaces::Addresses, rewrite);
        tokens = tokens.subspan(1);
    }
}

}  // namespace heloise
