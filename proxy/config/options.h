// Every key of a configuration, one list per table.
#pragma once

#include <vector>

#include "proxy/config/option.h"
#include "proxy/policy/settings.h"

namespace heloise {

// The file's top level but [[backend]], which load.cpp reads by itself.
[[nodiscard]] const Options<Configuration>& top_options();

// [[backend]], and the same keys in a profile.
[[nodiscard]] const Options<Backend>& backend_options();
// Of these, what says where a backend is: a profile says only what a system is like.
[[nodiscard]] bool is_place_key(std::string_view key);

[[nodiscard]] const Options<ContentPolicy>& content_options();
[[nodiscard]] const Options<BackendLimits>& limits_options();
[[nodiscard]] const Options<BackTimeouts>& timeouts_options();
[[nodiscard]] const Options<Quirks>& quirks_options();
[[nodiscard]] const Options<Access>& access_options();
// [backend.extensions]: its keys are "default" and the keywords of SMTP.
void read_extensions(const Value& table, Backend& into);
// "default", and in quotes each keyword that has a policy of its own.
[[nodiscard]] std::vector<Printed> print_extensions(const Backend& from);

// All of them by their full names: "hostname", "log.format", "backend.limits.sessions".
[[nodiscard]] std::vector<Documented> all_keys();

}  // namespace heloise
