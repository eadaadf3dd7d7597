// Finds the innermost table of a key's name that the file has.
#include "proxy/config/subject.h"

#include <fmt/format.h>

namespace heloise {

void complain(const Subject& subject, std::string_view key, std::string_view text, bool warning) {
    Value value = subject.stanza;
    std::string_view rest = key;
    while (!rest.empty()) {
        const std::size_t dot = std::min(rest.find('.'), rest.size());
        const std::optional<Value> inner = value.member(rest.substr(0, dot));
        if (!inner) break;
        value = *inner;
        rest.remove_prefix(std::min(dot + 1, rest.size()));
    }
    const Value named(value.node(), fmt::format("{}.{}", subject.stanza.path(), key), value.file());
    warning ? named.warning(text) : named.error(text);
}

}  // namespace heloise
