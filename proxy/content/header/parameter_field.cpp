// Parameters depend on each other: the parts of one, and "filename" beside "filename*". So all are read
// before any is written.
#include "proxy/content/header/parameter_field.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "proxy/base/ascii.h"
#include "proxy/content/header/field_text.h"
#include "proxy/content/header/field_tokens.h"
#include "proxy/content/header/mime_parameter.h"
#include "proxy/content/header/structured_field.h"

namespace heloise {
namespace {

using Kind = FieldToken::Kind;
using Tokens = std::span<const FieldToken>;
using Parameters = std::vector<MimeParameter>;

constexpr std::size_t kShownName = 40;
// With a longer name, a part on a line of 76 octets might not hold one character; and every part repeats it.
constexpr std::size_t kExtendedName = 40;

// What becomes of one parameter.
struct Plan {
    enum class Kind : std::uint8_t {
        Stay,
        Drop,    // said by another one
        Extend,  // becomes an extended one that says `text`
        Mend,    // is an extended one with raw octets over 127 in it
    } kind = Kind::Stay;
    std::string text = {};
};

class ParameterWriter {
public:
    explicit ParameterWriter(FieldRewrite& rewrite) : rewrite_(rewrite) {}

    void write(Tokens tokens) {
        read(tokens);
        if (in_pieces(parameters_.front().tokens))
            rewrite_.writer.refuse("its value is in pieces, which not all readers put together");
        for (std::size_t i = 0; i < parameters_.size() && fine(); ++i) plan(i);
        for (std::size_t i = 0; i < parameters_.size() && fine(); ++i) write_one(i);
    }

private:
    [[nodiscard]] bool fine() const { return rewrite_.writer.refusal().empty(); }
    [[nodiscard]] bool must_go(const MimeParameter& parameter) const {
        return parameter.value != nullptr && rewrite_.must_go(parameter.value->text);
    }

    // A comment or a blank inside a media type: to write it anew would change what some read there.
    static bool in_pieces(Tokens tokens) {
        const auto aside = [](const FieldToken& token) { return token.aside(); };
        const auto first = std::find_if_not(tokens.begin(), tokens.end(), aside);
        const auto gap = std::find_if(first, tokens.end(), aside);
        return std::find_if_not(gap, tokens.end(), aside) != tokens.end();
    }

    // The field's own value counts as the first parameter: one without a name.
    void read(Tokens tokens) {
        while (true) {
            const auto end = std::find_if(tokens.begin(), tokens.end(),
                                          [](const FieldToken& token) { return token.is(';'); });
            const auto count = static_cast<std::size_t>(end - tokens.begin());
            parameters_.push_back(parameters_.empty() ? MimeParameter{.tokens = tokens.first(count)}
                                                      : read_parameter(tokens.first(count)));
            if (end == tokens.end()) break;
            tokens = tokens.subspan(count + 1);
        }
        plans_.resize(parameters_.size());
        for (std::size_t i = 0; i < parameters_.size(); ++i) {
            if (parameters_[i].value != nullptr) by_name_[parameters_[i].name].push_back(i);
        }
    }

    // Some readers look for encoded words in parameters, where there are none (RFC 2047 section 5 rule 3).
    void extend(std::size_t i, std::string text) {
        if (parameters_[i].name.size() > kExtendedName) return refuse(parameters_[i], "has too long a name");
        if (EncodedWordFinder(text).read(text) >= EncodedWordFinder::Reading::Word) {
            return refuse(parameters_[i], "holds an encoded word beside other octets");
        }
        plans_[i] = {Plan::Kind::Extend, std::move(text)};
    }

    void refuse(const MimeParameter& parameter, const char* why) {
        rewrite_.writer.refuse("parameter " + shown_address(parameter.attribute, kShownName) + " " + why);
    }

    void plan(std::size_t i) {
        const MimeParameter& parameter = parameters_[i];
        if (!must_go(parameter) || plans_[i].kind != Plan::Kind::Stay) return;
        if (parameter.name == "boundary") return rewrite_.writer.refuse("the boundary is not ASCII");
        if (has_eight_bit(parameter.attribute)) return refuse(parameter, "has a name that is not ASCII");
        if (parameter.extended) {
            plans_[i].kind = Plan::Kind::Mend;
        } else if (parameter.section) {
            plan_parts(i);
        } else {
            plan_plain(i);
        }
    }

    // RFC 2231 readers prefer "name*" to "name". Where both say the same, the latter need not be said.
    void plan_plain(std::size_t i) {
        std::optional<std::string> other;
        std::size_t others = 0;
        for (const std::size_t k : by_name_[parameters_[i].name]) {
            if (k == i) continue;
            const MimeParameter& parameter = parameters_[k];
            if (++others > 1) break;
            if (parameter.extended && !parameter.section && parameter.value->kind == Kind::Atom) {
                other = percent_decoded(parameter.value->text, true);
            }
        }
        const std::string text = parameters_[i].plain();
        if (backslash_in_doubt(parameters_[i])) {
            refuse(parameters_[i], "holds a backslash that not all readers take for one");
        } else if (others == 0) {
            extend(i, text);
        } else if (others == 1 && other == text && only_itself(parameters_[i])) {
            plans_[i].kind = Plan::Kind::Drop;
        } else {
            refuse(parameters_[i], "is there more than once and not ASCII");
        }
    }

    // Parts without a charset: together they are one text, and become one extended parameter.
    void plan_parts(std::size_t i) {
        std::vector<const MimeParameter*> parts;
        std::size_t first = parameters_.size();
        for (const std::size_t k : by_name_[parameters_[i].name]) {
            if (parameters_[k].extended || !parameters_[k].section) {
                return refuse(parameters_[i], "is there in two forms and not ASCII");
            }
            first = std::min(first, k);
            parts.push_back(&parameters_[k]);
            plans_[k].kind = Plan::Kind::Drop;
            if (k != first && !only_itself(parameters_[k])) return refuse(parameters_[k], "has a comment");
        }
        std::sort(parts.begin(), parts.end(), [](auto* a, auto* b) { return *a->section < *b->section; });
        std::string text;
        for (std::size_t k = 0; k < parts.size(); ++k) {
            if (*parts[k]->section != k) return refuse(parameters_[i], "lacks a part");
            if (backslash_in_doubt(*parts[k]))
                return refuse(*parts[k], "holds a backslash that not all readers take for one");
            text += parts[k]->plain();
        }
        extend(first, std::move(text));
    }

    // What quotes nothing that must be quoted is dropped by the RFC's readers (RFC 5322 section 3.2.1) and
    // kept by many, who know it from Windows' file names.
    static bool backslash_in_doubt(const MimeParameter& parameter) {
        const std::string_view value = parameter.value->text;
        if (parameter.value->kind != Kind::Quoted) return false;
        for (std::size_t at = value.find('\\'); at < value.size(); at = value.find('\\', at + 2)) {
            if (value[at + 1] != '\\' && value[at + 1] != '"') return true;
        }
        return false;
    }

    static bool only_itself(const MimeParameter& parameter) {
        return std::none_of(parameter.tokens.begin(), parameter.tokens.end(),
                            [](const FieldToken& token) { return token.kind == Kind::Comment; });
    }

    void write_one(std::size_t i) {
        if (plans_[i].kind == Plan::Kind::Drop) return;
        if (i > 0) {
            rewrite_.writer.text(";");
            rewrite_.writer.point();
        }
        const MimeParameter& parameter = parameters_[i];
        if (plans_[i].kind == Plan::Kind::Stay)
            return write_structured(parameter.tokens, DomainPlaces::None, rewrite_);
        for (const FieldToken& token : parameter.tokens) {
            if (token.aside()) {
                write_structured({&token, 1}, DomainPlaces::None, rewrite_);
            } else if (plans_[i].kind == Plan::Kind::Mend) {
                rewrite_.writer.text(percent_mended(token.text));
            } else if (&token == parameter.value) {
                write_extended(parameter.attribute.substr(0, parameter.name.size()), plans_[i].text,
                               rewrite_.writer);
            }
        }
    }

    FieldRewrite& rewrite_;
    Parameters parameters_;
    std::vector<Plan> plans_;
    std::map<std::string, std::vector<std::size_t>> by_name_;
};

}  // namespace

void write_parameters(FieldRewrite& rewrite) {
    const std::vector<FieldToken> tokens = field_tokens(rewrite.value.text(), FieldGrammar::Mime);
    ParameterWriter(rewrite).write(tokens);
}

}  // namespace heloise
