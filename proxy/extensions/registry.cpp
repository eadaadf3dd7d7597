// The table of contents of this folder. The order is that of the EHLO reply; nothing else hangs on it.
#include "proxy/extensions/registry.h"

#include <algorithm>
#include <array>
#include <vector>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

constexpr std::array kOffered{
    &kPipelining, &kSize, &kEightBitMime, &kSmtpUtf8,   &kEnhancedStatusCodes, &kChunking, &kBinaryMime,
    &kLimits,     &kDsn,  &kDeliverBy,    &kMtPriority, &kFutureRelease,       &kExpn,     &kHelp,
};

std::vector<const Extension*> make_all() {
    std::vector<const Extension*> all(kOffered.begin(), kOffered.end());
    for (const Extension& extension : withheld_extensions()) all.push_back(&extension);
    return all;
}

}  // namespace

std::span<const Extension* const> all_extensions() {
    static const std::vector<const Extension*> all = make_all();
    return all;
}

const Extension* find_extension(std::string_view keyword) {
    const auto all = all_extensions();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Extension* extension) {
        return equal_ignoring_case(extension->keyword, keyword);
    });
    return found == all.end() ? nullptr : *found;
}

}  // namespace heloise
