// What a rule that ties several keys together is about: one backend, as it was read and where it stands.
#pragma once

#include <string_view>

#include "proxy/config/reader.h"
#include "proxy/policy/backend.h"

namespace heloise {

struct Subject {
    const Backend& backend;
    const Value& stanza;
};

// Complains at a key of the stanza ("limits.sessions"), or at the stanza itself where the key is not there
// (it is missing, or comes from the profile), but under the key's name either way.
void complain(const Subject& subject, std::string_view key, std::string_view text, bool warning = false);

}  // namespace heloise
