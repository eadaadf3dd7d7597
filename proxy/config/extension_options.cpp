// The keys of [backend.extensions]: "default", and every keyword of SMTP that heloise knows by name.
#include <fmt/format.h>

#include "proxy/base/ascii.h"
#include "proxy/config/option_kinds.h"
#include "proxy/config/options.h"
#include "proxy/extensions/registry.h"

namespace heloise {

namespace {

constexpr std::array kPolicies{Choice{"auto", KeywordPolicy::Auto}, Choice{"emulate", KeywordPolicy::Emulate},
                               Choice{"pass", KeywordPolicy::Pass}, Choice{"strip", KeywordPolicy::Strip}};

bool can_emulate(const Extension& extension) {
    return extension.when_back_lacks != WhenBackLacks::Withhold;
}

void read_default(const Value& value, Backend& into) {
    const std::optional<KeywordPolicy> policy = read_choice(value, kPolicies);
    if (!policy) return;
    if (*policy == KeywordPolicy::Emulate) {
        return value.error("\"emulate\" cannot be done for every keyword; name those that it is meant for");
    }
    into.keyword_default = *policy;
}

void read_keyword(const Value& value, const Extension& extension, Backend& into) {
    const std::optional<KeywordPolicy> policy = read_choice(value, kPolicies);
    if (!policy) return;
    if (*policy == KeywordPolicy::Emulate && !can_emulate(extension)) {
        return value.error("heloise cannot emulate it; \"auto\", \"pass\" or \"strip\" would be accepted");
    }
    if (*policy == KeywordPolicy::Pass && extension.when_back_has == WhenBackHas::Withhold) {
        value.warning("this version of heloise never passes it; it stays withheld");
    }
    into.keywords[std::string(extension.keyword)] = *policy;
}

std::vector<std::string_view> known_keys() {
    std::vector<std::string_view> keys{"default"};
    for (const Extension* extension : all_extensions()) keys.push_back(extension->keyword);
    return keys;
}

}  // namespace

void read_extensions(const Value& table, Backend& into) {
    if (!is_table(table)) return;
    for (const Node::Member& member : std::get<Node::Table>(table.node().value)) {
        if (member.key == "default") {
            read_default(table.member(member), into);
        } else if (const Extension* extension = find_extension(member.key)) {
            read_keyword(table.member(member), *extension, into);
        } else {
            table.refuse_key(member, known_keys());
        }
    }
}

std::vector<Printed> print_extensions(const Backend& from) {
    std::vector<Printed> all{{"default", toml_choice(from.keyword_default, kPolicies)}};
    for (const auto& [keyword, policy] : from.keywords)
        all.push_back({toml_string(keyword), toml_choice(policy, kPolicies)});
    return all;
}

}  // namespace heloise
