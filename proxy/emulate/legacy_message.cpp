// Prints stored messages; see legacy_message.h.
#include "proxy/emulate/legacy_message.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "proxy/base/ascii.h"

namespace heloise {
namespace {

constexpr std::string_view kSuffix = ".msg";
constexpr std::size_t kDigits = 6;

}  // namespace

std::string file_text(const LegacyMessage& message) {
    std::string text = fmt::format("MAIL FROM:{}\n", message.reverse_path);
    for (const std::string& recipient : message.recipients) text += fmt::format("RCPT TO:{}\n", recipient);
    text += message.hello;
    text += "\n\n";
    text += message.octets;
    return text;
}

std::string file_name(unsigned long number) {
    return fmt::format("{:06}{}", number, kSuffix);
}

unsigned long file_number(const std::string& name) {
    const std::string_view text(name);
    if (!text.ends_with(kSuffix)) return 0;
    const std::string_view digits = text.substr(0, text.size() - kSuffix.size());
    if (digits.size() < kDigits || !std::all_of(digits.begin(), digits.end(), is_digit)) return 0;
    unsigned long number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

}  // namespace heloise
