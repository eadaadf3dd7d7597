// The keys straight under [[backend]], and the tables in it.
#include <algorithm>

#include "proxy/base/ascii.h"
#include "proxy/config/endpoint_text.h"
#include "proxy/config/nearest.h"
#include "proxy/config/option_kinds.h"
#include "proxy/config/options.h"
#include "proxy/smtp/path.h"

namespace heloise {

namespace {

constexpr std::array kGreetings{Choice{"auto", Greeting::Auto}, Choice{"helo", Greeting::Helo},
                                Choice{"ehlo", Greeting::Ehlo}};
constexpr std::array kConnects{Choice{"late", ConnectWhen::Late}, Choice{"early", ConnectWhen::Early}};
constexpr std::array kDeliveries{Choice{"live", Delivery::Live}, Choice{"burst", Delivery::Burst}};

std::optional<Endpoint> read_endpoint(const Value& value) {
    const auto* text = std::get_if<std::string>(&value.node().value);
    const std::optional<Endpoint> endpoint = text == nullptr ? std::nullopt : parse_endpoint(*text);
    if (endpoint && endpoint->port != 0) return endpoint;
    value.refuse("an address and a port, like \"10.0.0.5:25\", \"[::1]:25\" or \"mail.example.org:25\"");
    return std::nullopt;
}

std::string toml_endpoints(const std::vector<Endpoint>& endpoints) {
    std::vector<std::string> texts;
    for (const Endpoint& endpoint : endpoints) texts.push_back(endpoint.text());
    return toml_strings(texts);
}

void read_name(const Value& value, Backend& into) {
    const auto* text = std::get_if<std::string>(&value.node().value);
    const auto fits = [](char c) { return is_printable(c) && c != ' '; };
    if (text == nullptr || text->empty() || !std::all_of(text->begin(), text->end(), fits)) {
        return value.refuse("a word of printable ASCII without blanks");
    }
    into.name = *text;
}

const Options<Listen>& listen_options() {
    static const Options<Listen> kOptions{
        {{"address"},
         [](const Value& value, Listen& into) {
             if (const auto endpoint = read_endpoint(value)) into.endpoint = *endpoint;
         }},
        later<Listen>("tls", "\"off\""),
        later<Listen>("proxy_protocol", "[]"),
    };
    return kOptions;
}

// An address alone, or a table with it.
void read_listen(const Value& value, Backend& into) {
    const std::optional<std::vector<Value>> elements = read_array(value);
    if (!elements) return;
    into.listen.clear();
    for (const Value& element : *elements) {
        Listen listen;
        if (!std::holds_alternative<Node::Table>(element.node().value)) {
            if (const auto endpoint = read_endpoint(element)) into.listen.push_back({*endpoint});
            continue;
        }
        read_options(element, listen_options(), listen);
        if (!element.member("address")) element.error("address is missing");
        if (!listen.endpoint.host.empty()) into.listen.push_back(std::move(listen));
    }
}

void read_address(const Value& value, Backend& into) {
    const std::optional<std::vector<Value>> elements = read_array(value);
    if (!elements) return;
    into.address.clear();
    for (const Value& element : *elements) {
        const std::optional<Endpoint> endpoint = read_endpoint(element);
        if (!endpoint) continue;
        if (endpoint->host == "0.0.0.0" || endpoint->host == "::") {
            element.error("must say which host: a gateway cannot be called at every address");
        } else {
            into.address.push_back(*endpoint);
        }
    }
}

void read_profile_name(const Value& value, Backend& into) {
    if (auto text = read_text(value)) into.profile = std::move(*text);
}

void read_helo_name(const Value& value, Backend& into) {
    static constexpr std::array<std::string_view, 2> kWords{"client", "hostname"};
    const std::string_view accepts = "\"client\", \"hostname\" or a domain, like \"mx.example.org\"";
    const auto* text = std::get_if<std::string>(&value.node().value);
    if (text == nullptr) return value.refuse(accepts);
    if (*text == "client") {
        into.helo_name = {HeloName::Kind::Client, {}};
    } else if (*text == "hostname") {
        into.helo_name = {HeloName::Kind::Hostname, {}};
    } else if (!is_domain(*text)) {
        value.refuse(accepts);
    } else {
        // A single label is a domain, and a slip of a key too.
        const bool slip = text->find('.') == std::string::npos && !nearest(*text, kWords).empty();
        if (slip)
            value.warning("is taken literally; \"client\" and \"hostname\" are the words with a meaning");
        into.helo_name = {HeloName::Kind::Literal, *text};
    }
}

std::string print_helo_name(const Backend& from) {
    switch (from.helo_name.kind) {
        case HeloName::Kind::Client: return toml_string("client");
        case HeloName::Kind::Hostname: return toml_string("hostname");
        case HeloName::Kind::Literal: break;
    }
    return toml_string(from.helo_name.literal);
}

}  // namespace

bool is_place_key(std::string_view key) {
    static constexpr std::array<std::string_view, 4> kKeys{"name", "listen", "address", "profile"};
    return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

const Options<Backend>& backend_options() {
    static const Options<Backend> kOptions{
        special<Backend>("name", "", read_name, [](const Backend& from) { return toml_string(from.name); }),
        special<Backend>("listen", "", read_listen,
                         [](const Backend& from) {
                             std::vector<Endpoint> endpoints;
                             for (const Listen& listen : from.listen) endpoints.push_back(listen.endpoint);
                             return toml_endpoints(endpoints);
                         }),
        special<Backend>("address", "", read_address,
                         [](const Backend& from) { return toml_endpoints(from.address); }),
        special<Backend>("profile", "", read_profile_name,
                         [](const Backend& from) { return toml_string(from.profile); }),
        choice("greeting", &Backend::greeting, kGreetings),
        plain<Backend>("helo_name", read_helo_name, print_helo_name),
        choice("connect", &Backend::connect, kConnects),
        choice("delivery", &Backend::delivery, kDeliveries),
        later<Backend>("proxy_protocol", "[]"),
        later_table<Backend>("tls", {later<Backend>("mode", "\"optional\"")}),
        later_table<Backend>("upstream_tls", {later<Backend>("mode", "\"off\"")}),
        later_table<Backend>("auth", {later<Backend>("users", ""), later<Backend>("required", "false")}),
        later_table<Backend>("upstream_auth",
                             {later<Backend>("user", ""), later<Backend>("password_file", "")}),
        {{"extensions"},
         read_extensions,
         [](const Backend& from) { return under("extensions", print_extensions(from)); },
         {{"default", "\"auto\""}}},
        table("content", &Backend::content, content_options()),
        table("limits", &Backend::limits, limits_options()),
        table("timeouts", &Backend::timeouts, timeouts_options()),
        table("quirks", &Backend::quirks, quirks_options()),
        table("access", &Backend::access, access_options()),
    };
    return kOptions;
}

}  // namespace heloise
