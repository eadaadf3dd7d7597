// The keys of the whole daemon.
#include <filesystem>

#include "proxy/config/option_kinds.h"
#include "proxy/config/options.h"
#include "proxy/config/record_directory.h"
#include "proxy/smtp/path.h"

namespace heloise {

namespace {

constexpr std::array kFormats{Choice{"text", LogFormat::Text}, Choice{"json", LogFormat::Json}};
constexpr std::array kLevels{Choice{"debug", LogLevel::Debug}, Choice{"info", LogLevel::Info},
                             Choice{"warn", LogLevel::Warn}, Choice{"error", LogLevel::Error}};

const Options<LogSettings>& log_options() {
    static const Options<LogSettings> kOptions{
        choice("format", &LogSettings::format, kFormats),
        choice("level", &LogSettings::level, kLevels),
    };
    return kOptions;
}

// The path is made absolute against the file that names it, as every path is. A folder that does not work
// costs recordings and never mail, so it is no reason not to start.
void read_directory(const Value& value, RecordSettings& into) {
    const auto text = read_text(value);
    if (!text) return;
    const std::filesystem::path beside = std::filesystem::path(value.file().name).parent_path();
    into.directory = (beside / *text).string();
    if (const std::string fault = fault_of_record_directory(into.directory); !fault.empty())
        value.warning(into.directory + " " + fault + "; until that changes nothing is recorded");
}

const Options<RecordSettings>& record_options() {
    using Record = RecordSettings;
    // One session's recording has to have room for its beginning, and the folder for some.
    constexpr std::uint64_t kLeast = 64 * 1024;
    constexpr std::uint64_t kMost = 1ULL << 50U;
    static const Options<Record> kOptions{
        special<Record>("directory", "", read_directory,
                        [](const Record& from) { return toml_string(from.directory); }),
        flag<Record>("full", &Record::full),
        octets("keep", &Record::keep, kLeast, kMost),
        duration("keep_for", &Record::keep_for, 1s, 24h * 3660),
        octets("session_most", &Record::session_most, kLeast, kMost),
    };
    return kOptions;
}

// What switches recording on is that the table is there, and then it must say where to.
void read_record(const Value& value, Configuration& into) {
    if (!is_table(value)) return;
    read_options(value, record_options(), into.record);
    if (!value.member("directory")) value.error("directory is missing: it says where recordings go");
}

// No table where nothing is recorded: that one which stands there must say where to.
std::vector<Printed> print_record(const Configuration& from) {
    if (from.record.directory.empty()) return {};
    return under("record", printed(record_options(), from.record));
}

void read_hostname(const Value& value, Configuration& into) {
    const auto* text = std::get_if<std::string>(&value.node().value);
    if (text == nullptr || !is_domain(*text) || is_address_literal(*text)) {
        return value.refuse("a host name, like \"mx.example.org\"");
    }
    into.hostname = *text;
}

// One event loop is what there is; "one per core" is the default that later versions keep.
void read_workers(const Value& value, Configuration& into) {
    const std::optional<std::uint64_t> workers = read_whole(value, 0, 1024);
    if (!workers) return;
    if (*workers > 1)
        return value.error("this version of heloise runs one event loop; only 0 and 1 are accepted");
    into.workers = *workers;
}

}  // namespace

const Options<Configuration>& top_options() {
    static const Options<Configuration> kOptions{
        special<Configuration>("hostname", "", read_hostname,
                               [](const Configuration& from) { return toml_string(from.hostname); }),
        plain<Configuration>("workers", read_workers,
                             [](const Configuration& from) { return toml_whole(from.workers); }),
        later<Configuration>("user", "\"\""),
        duration("drain", &Configuration::drain, 0s, 24h),
        table("log", &Configuration::log, log_options()),
        refused_table<Configuration>("admin", {{"listen", "\"127.0.0.1:9125\""}}),
        refused_table<Configuration>("tls", {{"certificate", ""}, {"key", ""}, {"minimum", "\"1.2\""}}),
        {{"record"}, read_record, print_record, documented(record_options())},
    };
    return kOptions;
}

std::vector<Documented> all_keys() {
    std::vector<Documented> all = documented(top_options());
    for (const Documented& key : documented(backend_options())) {
        all.push_back({"backend." + key.key, key.initial, key.later});
    }
    return all;
}

}  // namespace heloise
