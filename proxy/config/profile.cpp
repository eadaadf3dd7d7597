// Looks for profiles and reads them with the same rows as a stanza.
#include "proxy/config/profile.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "proxy/config/emulation.h"
#include "proxy/config/files.h"
#include "proxy/config/nearest.h"
#include "proxy/config/options.h"
#include "proxy/config/toml.h"

namespace heloise {

namespace {

using std::filesystem::path;

constexpr std::string_view kSuffix = ".toml";

std::variant<ProfileText, std::string> from_file(const path& file) {
    std::variant<std::string, FileFault> text = read_file(file.string());
    if (const auto* fault = std::get_if<FileFault>(&text)) {
        return fmt::format("the profile {} cannot be read: {}", file.string(), fault->reason);
    }
    return ProfileText{file.string(), std::get<std::string>(std::move(text))};
}

// The bare names of the profiles in a folder; none where there is no such folder.
std::vector<std::string> profiles_in(const path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    std::filesystem::directory_iterator file(folder, error);
    for (; !error && file != std::filesystem::directory_iterator(); file.increment(error)) {
        if (file->path().extension() == kSuffix) names.push_back(file->path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string no_such_profile(std::string_view name, const path& folder) {
    const std::vector<std::string> own = profiles_in(folder);
    std::vector<std::string_view> names(own.begin(), own.end());
    std::vector<std::string_view> built_in;
    for (const CompiledProfile& each : compiled_profiles()) built_in.push_back(each.name);
    names.insert(names.end(), built_in.begin(), built_in.end());
    const std::string_view meant = nearest(name, names);
    return fmt::format("there is no profile {}, neither in {} nor among those built in, which are {}{}",
                       shown(name), folder.string(), fmt::join(built_in, ", "),
                       meant.empty() ? "" : fmt::format("; did you mean {}?", shown(meant)));
}

// The keys that say where a backend is are refused, all others read like a stanza's.
void read_backend_keys(const Value& root, Backend& into) {
    Node rest{Node::Table{}, root.node().at};
    for (const Node::Member& member : std::get<Node::Table>(root.node().value)) {
        if (member.key == "identify" || member.key == "emulate") continue;
        if (is_place_key(member.key)) {
            root.file().problems.error(
                root.file().name, member.at,
                fmt::format("{}: a profile says what a system is like, not where it is; this "
                            "belongs in the [[backend]] that names the profile",
                            member.key));
            continue;
        }
        std::get<Node::Table>(rest.value).push_back(member);
    }
    read_options(Value(rest, "", root.file()), backend_options(), into);
}

void read_identify(const Value& table, std::vector<std::string>& banners) {
    static constexpr std::array<std::string_view, 1> kKeys{"banner"};
    if (!is_table(table)) return;
    refuse_unknown_keys(table, kKeys);
    const std::optional<Value> banner = table.member("banner");
    if (!banner) return;
    const std::optional<std::vector<Value>> texts = read_list(*banner);
    if (!texts) return;
    for (const Value& each : *texts) {
        if (auto text = read_text(each)) banners.push_back(std::move(*text));
    }
}

}  // namespace

std::variant<ProfileText, std::string> find_profile(std::string_view name, const std::string& named_in) {
    const path beside = path(named_in).parent_path();
    if (name.find('/') != std::string_view::npos || name.ends_with(kSuffix)) return from_file(beside / name);
    const path folder = beside / "profiles";
    const path file = folder / (std::string(name) + std::string(kSuffix));
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) return from_file(file);
    for (const CompiledProfile& each : compiled_profiles()) {
        if (each.name == name) {
            return ProfileText{fmt::format("(built-in)/{}{}", name, kSuffix), std::string(each.text)};
        }
    }
    return no_such_profile(name, folder);
}

std::unique_ptr<const Profile> read_profile(const ProfileText& from, Problems& problems) {
    std::variant<Node, TomlFault> parsed = parse_toml(from.text);
    if (const auto* fault = std::get_if<TomlFault>(&parsed)) {
        problems.error(from.file, fault->at, fault->text);
        return nullptr;
    }
    auto profile = std::make_unique<Profile>();
    profile->file = from.file;
    profile->tree = std::get<Node>(std::move(parsed));
    ReadingFile file{from.file, problems};
    const Value root(profile->tree, "", file);
    read_backend_keys(root, profile->backend);
    if (const auto identify = root.member("identify")) read_identify(*identify, profile->banners);
    if (const auto emulate = root.member("emulate")) profile->emulation = read_emulation(*emulate);
    return profile;
}

}  // namespace heloise
