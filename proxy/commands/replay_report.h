// What the kinds of `heloise replay` print at their end.
#pragma once

#include <map>

#include "proxy/replay/rules.h"

namespace heloise {

using CountsByRule = std::map<const Rule*, int>;

// How many differences there were about each rule, those with most first.
void print_by_rule(const CountsByRule& counts);

}  // namespace heloise
