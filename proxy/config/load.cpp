// The order is that of the reasons: keys first, each for itself, then what ties them together.
#include "proxy/config/load.h"

#include <fmt/format.h>

#include "proxy/config/cross_checks.h"
#include "proxy/config/files.h"
#include "proxy/config/options.h"
#include "proxy/config/profile.h"
#include "proxy/config/toml.h"
#include "proxy/smtp/path.h"

namespace heloise {

namespace {

// "backend.msmail" as soon as the stanza has a name that a message can hold, "backend[0]" before.
std::string path_of(const Node& stanza, std::size_t index) {
    const Node* name = stanza.find("name");
    const auto* text = name == nullptr ? nullptr : std::get_if<std::string>(&name->value);
    return text == nullptr || text->empty() ? fmt::format("backend[{}]", index)
                                            : fmt::format("backend.{}", shown_key(*text));
}

// What a stanza starts from: the defaults, and over them the profile that it names.
Backend with_profile(const Value& stanza) {
    const std::optional<Value> key = stanza.member("profile");
    const auto* name = key ? std::get_if<std::string>(&key->node().value) : nullptr;
    if (name == nullptr || name->empty()) return {};
    const std::variant<ProfileText, std::string> found = find_profile(*name, stanza.file().name);
    if (const auto* why = std::get_if<std::string>(&found)) {
        key->error(*why);
        return {};
    }
    const std::unique_ptr<const Profile> profile =
        read_profile(std::get<ProfileText>(found), stanza.file().problems);
    return profile ? profile->backend : Backend{};
}

void read_backends(const Value& root, std::vector<Backend>& into) {
    const std::optional<Value> list = root.member("backend");
    const auto* array = list ? std::get_if<Node::Array>(&list->node().value) : nullptr;
    if (list && array == nullptr) return list->error("must be written [[backend]], once per gateway");
    if (array == nullptr || array->empty()) {
        root.file().problems.error(
            root.file().name, root.node().at,
            "backend: is missing: at least one [[backend]] says which gateway is served");
        return;
    }
    std::vector<Value> stanzas;
    for (std::size_t i = 0; i < array->size(); ++i) {
        const Value stanza((*array)[i], path_of((*array)[i], i), root.file());
        if (!is_table(stanza)) continue;
        Backend backend = with_profile(stanza);
        read_options(stanza, backend_options(), backend);
        into.push_back(std::move(backend));
        stanzas.push_back(stanza);
    }
    check_backends(into, stanzas);
}

// [[backend]] is a list of its own; everything else is a key of the top level.
void read_top(const Value& root, Configuration& into) {
    Node rest{Node::Table{}, root.node().at};
    for (const Node::Member& member : std::get<Node::Table>(root.node().value)) {
        if (member.key != "backend") std::get<Node::Table>(rest.value).push_back(member);
    }
    read_options(Value(rest, "", root.file()), top_options(), into);
}

void check_hostname(const Value& root, std::string_view machine_name, Configuration& into) {
    if (root.member("hostname")) return;
    if (is_domain(machine_name) && !is_address_literal(machine_name)) {
        into.hostname = machine_name;
        return;
    }
    root.file().problems.error(root.file().name, root.node().at,
                               "hostname: is missing, and the machine has no usable name of its own");
}

}  // namespace

Loaded load_text(std::string_view text, const std::string& file, std::string_view machine_name) {
    Problems problems;
    Configuration configuration;
    const std::variant<Node, TomlFault> parsed = parse_toml(text);
    if (const auto* fault = std::get_if<TomlFault>(&parsed)) {
        problems.error(file, fault->at, fault->text);
        return {std::nullopt, problems.sorted()};
    }
    ReadingFile reading{file, problems};
    const Value root(std::get<Node>(parsed), "", reading);
    read_top(root, configuration);
    check_hostname(root, machine_name, configuration);
    read_backends(root, configuration.backends);
    Loaded loaded{std::nullopt, problems.sorted()};
    if (!problems.any_error()) loaded.configuration = std::move(configuration);
    return loaded;
}

Loaded load_file(const std::string& file, std::string_view machine_name) {
    const std::variant<std::string, FileFault> text = read_file(file);
    if (const auto* fault = std::get_if<FileFault>(&text)) {
        return {std::nullopt,
                {Problem{file, {1, 1}, fmt::format("cannot be read: {}", fault->reason), false}}};
    }
    return load_text(std::get<std::string>(text), file, machine_name);
}

}  // namespace heloise
