// Extended-Domain = Domain FWS "(" address-literal ")", and so on (RFC 5321 section 4.4).
#include "proxy/content/received.h"

#include <array>

#include <fmt/core.h>

#include "proxy/smtp/hello.h"

namespace heloise {
namespace {

std::string literal(std::string_view address) {
    const bool ipv6 = address.find(':') != std::string_view::npos;
    return fmt::format("[{}{}]", ipv6 ? "IPv6:" : "", address);
}

bool is_name(std::string_view hello) {
    const HelloForm form = classify_hello(hello);
    return form == HelloForm::Domain || form == HelloForm::Label || form == HelloForm::Literal;
}

}  // namespace

std::string mail_date(std::chrono::sys_seconds when) {
    static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{when - day};
    return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", kDays[std::chrono::weekday{day}.c_encoding()],
                       unsigned{date.day()}, kMonths[unsigned{date.month()} - 1], int{date.year()},
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string received_field(const ReceivedFacts& facts) {
    const std::string peer = literal(facts.front_address);
    const std::string_view hello = is_name(facts.hello) ? facts.hello : std::string_view(peer);
    const std::string recipient =
        facts.recipient.empty() ? std::string() : fmt::format("\r\n\tfor <{}>", facts.recipient);
    return fmt::format("Received: from {} ({})\r\n\tby {} (heloise) with {} id {}{};\r\n\t{}\r\n", hello,
                       peer, facts.hostname, facts.protocol, facts.id, recipient, mail_date(facts.when));
}

}  // namespace heloise
