// Any octets as one of the small words of SMTP: a HELO operand, parameters, xtext, a status, an EHLO reply, a
// domain. What is taken is within its bounds and grammar, and reads again as what it was.
#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

#include "proxy/base/ascii.h"
#include "proxy/base/check.h"
#include "proxy/base/limits.h"
#include "proxy/base/utf8.h"
#include "proxy/smtp/ehlo.h"
#include "proxy/smtp/enhanced_status.h"
#include "proxy/smtp/hello.h"
#include "proxy/smtp/idna.h"
#include "proxy/smtp/parameter.h"
#include "proxy/smtp/path.h"
#include "tests/fuzz/fuzz_input.h"

namespace heloise {
namespace {

// What goes on to a back is a domain or a literal; nothing with a control is taken at all (rules 3 and 32).
void expect_hello(std::string_view text) {
    const std::string_view operand = trim(text);
    const HelloForm form = classify_hello(operand);
    const bool control =
        std::any_of(operand.begin(), operand.end(), [](char c) { return is_control(c) && !is_blank(c); });
    CHECK((form == HelloForm::Missing) == operand.empty());
    CHECK((form == HelloForm::Bad) == (control || operand.size() > limits::kDomain));
    if (form == HelloForm::Domain || form == HelloForm::Label || form == HelloForm::Literal) {
        CHECK(is_domain(operand) && std::all_of(operand.begin(), operand.end(), is_printable));
        CHECK((form == HelloForm::Literal) == (operand.front() == '['));
    }
    if (form == HelloForm::Label) CHECK(operand.find('.') == operand.npos);
}

void expect_parameters(std::string_view text) {
    const auto parameters = parse_parameters(text);
    if (!parameters) return;
    CHECK(parameters->size() <= limits::kParameters);
    std::string printed;
    std::set<std::string> names;
    for (const Parameter& one : *parameters) {
        const std::string word = one.text();
        CHECK(std::all_of(word.begin(), word.end(), [](char c) { return c > ' ' && c <= '~'; }));
        CHECK(find(*parameters, lower(one.keyword)) != nullptr && one.keyword == upper(one.keyword));
        CHECK(!one.value || !one.value->empty());
        printed += ' ' + word;
        names.insert(one.keyword);
    }
    CHECK(parse_parameters(printed) == parameters);
    CHECK((names.size() == parameters->size()) == duplicated(*parameters).empty());
}

void expect_xtext(std::string_view text) {
    const std::string encoded = encode_xtext(text);
    CHECK(
        std::all_of(encoded.begin(), encoded.end(), [](char c) { return c > ' ' && c <= '~' && c != '='; }));
    CHECK(decode_xtext(encoded) == text);
    if (const auto decoded = decode_xtext(text)) CHECK(decode_xtext(encode_xtext(*decoded)) == decoded);
}

void expect_status(std::string_view text) {
    std::size_t octets = 0;
    const auto status = read_status(text, octets);
    if (!status) return;
    CHECK(octets >= 5 && octets <= text.size() && octets <= sizeof "5.999.999");
    CHECK(status->klass == text[0] - '0' && status->subject <= 999 && status->detail <= 999);
    std::size_t again = 0;
    CHECK(read_status(status->text(), again) == status && again == status->text().size());
}

void expect_chosen_status(std::uint8_t code, std::uint8_t context) {
    constexpr int kClasses[] = {200, 400, 500};
    constexpr StatusContext kContexts[] = {StatusContext::Mail, StatusContext::Rcpt, StatusContext::Data,
                                           StatusContext::MessageEnd, StatusContext::Other};
    const int klass = kClasses[code % 3];
    CHECK(choose_status(klass + code % 100, kContexts[context % 5]).klass * 100 == klass);
}

// What is remembered of a back may be printed to the front, one word after the other.
void expect_capabilities(std::string_view text) {
    Reply reply{250, {"back.example"}};
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        reply.lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    const Capabilities capabilities = read_capabilities(reply);
    CHECK(capabilities.all().size() < reply.lines.size());
    Reply printed{250, {"back.example"}};
    std::set<std::string> names;
    for (const Keyword& keyword : capabilities.all()) {
        CHECK(!keyword.name.empty() && std::all_of(keyword.name.begin(), keyword.name.end(),
                                                   [](char c) { return is_alnum(c) || c == '-'; }));
        CHECK(keyword.name == upper(keyword.name) && names.insert(keyword.name).second);
        CHECK(capabilities.find(lower(keyword.name)) == &keyword);
        CHECK(std::all_of(keyword.arguments.begin(), keyword.arguments.end(), is_printable));
        CHECK(trim(keyword.arguments) == keyword.arguments);
        CHECK(keyword.arguments.find("  ") == std::string::npos);
        printed.lines.push_back(keyword.name + (keyword.arguments.empty() ? "" : " " + keyword.arguments));
    }
    CHECK(read_capabilities(printed) == capabilities);
}

// An A-label name is ASCII, fits the DNS, and is a name for whoever reads it again.
void expect_a_labels(std::string_view domain) {
    const auto made = to_a_labels(domain);
    if (!made) return;
    CHECK(is_ascii(*made) && !made->empty() && made->size() <= limits::kDomain);
    CHECK(to_a_labels(*made) == made);
    if (is_ascii(domain)) return;
    CHECK(is_utf8(domain) && is_domain(*made));
    for (std::string_view rest = *made; !rest.empty();) {
        const std::size_t label = std::min(rest.find('.'), rest.size());
        CHECK(label > 0 && label <= 63);
        rest.remove_prefix(std::min(label + 1, rest.size()));
    }
}

}  // namespace
}  // namespace heloise

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace heloise;
    FuzzInput input(data, size);
    const std::uint8_t kind = input.choose();
    const std::string_view text = input.rest();
    switch (kind % 7) {
        case 0: expect_hello(text); break;
        case 1: expect_parameters(text); break;
        case 2: expect_xtext(text); break;
        case 3: expect_status(text); break;
        case 4: expect_chosen_status(input.choose(), input.choose()); break;
        case 5: expect_capabilities(text); break;
        default: expect_a_labels(text); break;
    }
    return 0;
}
