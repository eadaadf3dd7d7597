// `heloise extensions`: every SMTP extension heloise knows, and what happens when the back lacks it.
#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "proxy/commands/commands.h"
#include "proxy/extensions/registry.h"

namespace heloise {

namespace {

int print_extensions() {
    std::size_t keyword = std::string_view("KEYWORD").size();
    std::size_t reference = std::string_view("REFERENCE").size();
    for (const Extension* extension : all_extensions()) {
        keyword = std::max(keyword, extension->keyword.size());
        reference = std::max(reference, extension->reference.size());
    }
    const auto row = [&](std::string_view first, std::string_view second, std::string_view third) {
        std::cout << fmt::format("{:<{}}  {:<{}}  {}\n", first, keyword, second, reference, third);
    };
    row("KEYWORD", "REFERENCE", "WHEN THE BACK LACKS IT");
    for (const Extension* extension : all_extensions()) {
        row(extension->keyword, extension->reference, extension->summary);
    }
    return kGood;
}

PreparedCommand prepare() {
    return {{}, print_extensions};
}

}  // namespace

const Command kExtensions{"extensions", "List the SMTP extensions it knows", prepare};

}  // namespace heloise
