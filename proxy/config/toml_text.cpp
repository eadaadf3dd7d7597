// TOML's forms of plain values, each on one line.
#include "proxy/config/toml_text.h"

#include <iterator>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "proxy/base/ascii.h"

namespace heloise {

std::string toml_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (is_control(c)) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
            continue;
        }
        if (c == '"' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    return out + '"';
}

std::string toml_bool(bool flag) {
    return flag ? "true" : "false";
}

std::string toml_whole(std::uint64_t number) {
    return std::to_string(number);
}

std::string toml_array(std::span<const std::string> values) {
    return fmt::format("[{}]", fmt::join(values, ", "));
}

std::string toml_strings(std::span<const std::string> texts) {
    std::vector<std::string> values;
    for (const std::string& text : texts) values.push_back(toml_string(text));
    return toml_array(values);
}

}  // namespace heloise
