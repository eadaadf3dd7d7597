// Any octets as a path: what is taken is bounded, prints clean, and reads again as the same.
#include <algorithm>
#include <cstdint>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/base/limits.h"
#include "proxy/base/utf8.h"
#include "proxy/smtp/path.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace heloise;
    const std::string_view whole(reinterpret_cast<const char*>(data), size);
    std::string_view text = whole;
    const auto path = take_path(text);
    if (!path) {
        CHECK(text.data() == whole.data() && text.size() == whole.size());
        return 0;
    }
    CHECK(text.size() < whole.size() && text.data() + text.size() == whole.data() + whole.size());
    CHECK(path->null == path->local.empty() && path->domain.size() <= limits::kDomain);

    const std::string printed = path->text(true);
    CHECK(printed.size() <= limits::kPath && is_utf8(printed));
    CHECK(std::none_of(printed.begin(), printed.end(), is_control));
    CHECK(path->ascii == std::none_of(printed.begin(), printed.end(), is_eight_bit));
    CHECK(path->domain.empty() || !path->ascii || is_domain(path->domain));
    std::string_view again = printed;
    CHECK(take_path(again) == path);
    CHECK(again.empty());
    return 0;
}
