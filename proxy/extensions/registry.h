// Every SMTP extension heloise knows by name, in the order in which EHLO names them.
#pragma once

#include <span>
#include <string_view>

#include "proxy/extensions/extension.h"

namespace heloise {

[[nodiscard]] std::span<const Extension* const> all_extensions();
// Null for a keyword nobody has registered. Case counts not.
[[nodiscard]] const Extension* find_extension(std::string_view keyword);

// Each is in a file of its own.
extern const Extension kPipelining;
extern const Extension kSize;
extern const Extension kEightBitMime;
extern const Extension kSmtpUtf8;
extern const Extension kEnhancedStatusCodes;
extern const Extension kChunking;
extern const Extension kBinaryMime;
extern const Extension kLimits;
extern const Extension kHelp;
extern const Extension kExpn;
extern const Extension kDsn;
extern const Extension kDeliverBy;
extern const Extension kMtPriority;
extern const Extension kFutureRelease;
// withheld.cpp: known, and never offered.
[[nodiscard]] std::span<const Extension> withheld_extensions();

}  // namespace heloise
