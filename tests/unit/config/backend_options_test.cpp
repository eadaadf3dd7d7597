// The keys straight under [[backend]].
#include <gtest/gtest.h>

#include "tests/unit/config/loading.h"

namespace heloise {
namespace {

std::string said(std::string_view keys) {
    return problem(with_backend(keys));
}

std::string place(std::string_view listen, std::string_view address) {
    return "hostname = 'mx.example.org'\n[[backend]]\nname = 'test'\nlisten = " + std::string(listen) +
           "\naddress = " + std::string(address) + "\n[backend.access]\nrecipients = ['example.org']\n";
}

TEST(BackendOptions, AreRead) {
    const Backend read =
        backend(with_backend("greeting = 'ehlo'\nhelo_name = 'gate.example.org'\nconnect = 'early'"));
    EXPECT_EQ(read.name, "test");
    EXPECT_EQ(read.listen, (std::vector<Listen>{{{"127.0.0.1", 2525}}}));
    EXPECT_EQ(read.address, (std::vector<Endpoint>{{"127.0.0.1", 25}}));
    EXPECT_EQ(read.greeting, Greeting::Ehlo);
    EXPECT_EQ(read.helo_name.kind, HeloName::Kind::Literal);
    EXPECT_EQ(read.helo_name.literal, "gate.example.org");
    EXPECT_EQ(read.connect, ConnectWhen::Early);
}

TEST(BackendOptions, DeliveryIsOneOfTwo) {
    EXPECT_EQ(backend(with_backend("")).delivery, Delivery::Live);
    EXPECT_EQ(backend(with_backend("delivery = 'live'")).delivery, Delivery::Live);
    EXPECT_EQ(backend(with_backend("delivery = 'burst'")).delivery, Delivery::Burst);
    EXPECT_EQ(
        said("delivery = 'bursts'"),
        "backend.test.delivery: must be \"live\" or \"burst\", not \"bursts\"; did you mean \"burst\"?");
}

TEST(BackendOptions, HeloNamesAreWordsOrDomains) {
    EXPECT_EQ(backend(with_backend("helo_name = 'client'")).helo_name.kind, HeloName::Kind::Client);
    EXPECT_EQ(backend(with_backend("helo_name = 'hostname'")).helo_name.kind, HeloName::Kind::Hostname);
    EXPECT_EQ(said("helo_name = 'gate'"), "none");
    EXPECT_EQ(said("helo_name = '[192.0.2.1]'"), "none");
    EXPECT_EQ(said("helo_name = 'a b'"),
              "backend.test.helo_name: must be \"client\", \"hostname\" or a domain, like "
              "\"mx.example.org\", not \"a b\"");
    EXPECT_EQ(said("helo_name = 'clinet'"),
              "warning: backend.test.helo_name: is taken literally; \"client\" and \"hostname\" are the "
              "words with a meaning");
}

TEST(BackendOptions, AListenerMayBeATable) {
    EXPECT_EQ(backend(place("[{ address = '[::1]:2525' }, 'localhost:2526']", "['a']")).listen,
              (std::vector<Listen>{{{"::1", 2525}}, {{"localhost", 2526}}}));
    EXPECT_EQ(problem(place("[{ address = '127.0.0.1', tls = 'implicit' }]", "['a']")),
              "backend.test.listen[0].tls: this version of heloise does not support it yet; only the "
              "default, \"off\", is "
              "accepted");
    EXPECT_EQ(problem(place("[{ address = '127.0.0.1', proxy_protocol = ['10.0.0.0/8'] }]", "['a']")),
              "backend.test.listen[0].proxy_protocol: this version of heloise does not support it yet; only "
              "the default, [], "
              "is accepted");
    EXPECT_EQ(problem(place("[{}]", "['a']")), "backend.test.listen[0]: address is missing");
}

TEST(BackendOptions, AnAddressHasAHostAndAPort) {
    const std::string accepts =
        ": must be an address and a port, like \"10.0.0.5:25\", \"[::1]:25\" or \"mail.example.org:25\", "
        "not ";
    EXPECT_EQ(problem(place("['127.0.0.1']", "['::1']")), "backend.test.address[0]" + accepts + "\"::1\"");
    EXPECT_EQ(problem(place("['127.0.0.1:0']", "['a']")),
              "backend.test.listen[0]" + accepts + "\"127.0.0.1:0\"");
    EXPECT_EQ(problem(place("[25]", "['a']")), "backend.test.listen[0]" + accepts + "25");
    EXPECT_EQ(problem(place("'127.0.0.1'", "['a']")),
              "backend.test.listen: must be an array, not \"127.0.0.1\"");
    EXPECT_EQ(problem(place("['127.0.0.1']", "[':25']")),
              "backend.test.address[0]: must say which host: a gateway cannot be called at every address");
}

TEST(BackendOptions, KeysOfLaterVersionsTakeTheirDefault) {
    EXPECT_EQ(said("proxy_protocol = []\n[backend.tls]\nmode = "
                   "'optional'\n[backend.upstream_tls]\n"
                   "mode = 'off'\n[backend.auth]\nrequired = false\n[backend.upstream_auth]"),
              "none");
}

TEST(BackendOptions, KeysOfLaterVersionsTakeNothingElse) {
    const std::string only = ": this version of heloise does not support it yet; only the default, ";
    const std::string out = ": this version of heloise does not support it yet; leave it out";
    EXPECT_EQ(said("proxy_protocol = true"), "backend.test.proxy_protocol" + only + "[], is accepted");
    EXPECT_EQ(said("[backend.tls]\nmode = 'off'"),
              "backend.test.tls.mode" + only + "\"optional\", is accepted");
    EXPECT_EQ(said("[backend.upstream_tls]\nmode = 'required'"),
              "backend.test.upstream_tls.mode" + only + "\"off\", is accepted");
    EXPECT_EQ(said("[backend.auth]\nusers = 'u'"), "backend.test.auth.users" + out);
    EXPECT_EQ(said("[backend.auth]\nrequired = true"),
              "backend.test.auth.required" + only + "false, is accepted");
    EXPECT_EQ(said("[backend.upstream_auth]\nuser = 'u'"), "backend.test.upstream_auth.user" + out);
    EXPECT_EQ(said("[backend.upstream_auth]\npassword_file = 'u'"),
              "backend.test.upstream_auth.password_file" + out);
}

TEST(BackendOptions, AKeyInTheWrongTableIsSentToItsOwn) {
    EXPECT_EQ(said("sessions = 1"),
              "backend.test.sessions: there is no such key; did you mean backend.test.limits.sessions?");
    EXPECT_EQ(said("[backend.limits]\ngreeting = 'helo'"),
              "backend.test.limits.greeting: there is no such key; did you mean backend.greeting?");
    EXPECT_EQ(said("verb = []"), "backend.test.verb: there is no such key");
}

TEST(BackendOptions, ANameIsAWord) {
    for (const char* name : {"''", "'a b'", "5", "\"a\\n\"", "'\xc3\xa4'"}) {
        const Loaded loaded =
            load("[[backend]]\nname = " + std::string(name) + "\nlisten = ['127.0.0.1']\naddress = ['a']");
        ASSERT_EQ(loaded.problems.size(), 1U) << name;
        EXPECT_NE(loaded.problems[0].text.find(".name: must be a word of printable ASCII"), std::string::npos)
            << name;
    }
}

}  // namespace
}  // namespace heloise
