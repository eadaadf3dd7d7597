// The configuration that a transcript's "@" lines stand for, read by the same loader as an operator's file.
//
// So a transcript cannot set what a configuration could not, and its mistakes are reported in the same words.
#pragma once

#include <string>

#include "proxy/config/load.h"
#include "proxy/transcript/transcript.h"

namespace heloise {

// What a transcript need not say: hostname "mx.example.org", and a backend "test" that listens on
// 127.0.0.1:25 and is at 192.0.2.25:25. A good configuration has exactly one backend. `file` is the
// transcript's name: problems carry it with the transcript's own line numbers, and a profile's path is
// relative to it.
[[nodiscard]] Loaded load_settings(const Transcript& transcript, const std::string& file);

// The value of `@ name = "..."`, or empty: which backend of a configuration a recording is of.
[[nodiscard]] std::string backend_name(const Transcript& transcript);

// What heloise was called where this was recorded: `@ /hostname = "..."`, or the name in its first banner; or
// empty.
[[nodiscard]] std::string recorded_hostname(const Transcript& transcript);

}  // namespace heloise
