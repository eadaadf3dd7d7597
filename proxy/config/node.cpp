// Lookups in a tree of configuration values.
#include "proxy/config/node.h"

#include <array>

namespace heloise {

const char* Node::type_name() const {
    // In the order of the variant.
    static constexpr std::array<const char*, 6> kNames{"a boolean", "an integer", "a number with a fraction",
                                                       "a string",  "an array",   "a table"};
    return kNames[value.index()];
}

const Node* Node::find(std::string_view key) const {
    const Table* table = std::get_if<Table>(&value);
    if (table == nullptr) return nullptr;
    for (const Member& member : *table) {
        if (member.key == key) return &member.node;
    }
    return nullptr;
}

}  // namespace heloise
