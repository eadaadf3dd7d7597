// Profiles: found, read, and laid under the stanza that names them.
#include "proxy/config/profile.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/unit/config/loading.h"

namespace heloise {
namespace {

namespace fs = std::filesystem;

// A folder of its own, gone with the test.
class ProfileFile : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "heloise-profile-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        fs::create_directory(folder_ / "profiles");
    }
    void TearDown() override { fs::remove_all(folder_); }

    void write(const std::string& name, std::string_view text) const {
        std::ofstream(folder_ / name) << text;
    }

    [[nodiscard]] Loaded load_here(std::string_view keys) const {
        return load_text(with_backend(keys), (folder_ / "main.toml").string(), "mx.example.org");
    }
    // How the one backend is greeted; nothing where the file is bad.
    [[nodiscard]] std::optional<Greeting> greeting_here(const std::string& keys) const {
        const Loaded loaded = load_here(keys);
        if (!loaded.configuration) return std::nullopt;
        return loaded.configuration->backends.at(0).greeting;
    }
    [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }

    fs::path folder_;
};

std::vector<std::string> printed(const Loaded& loaded) {
    std::vector<std::string> all;
    for (const Problem& problem : loaded.problems) all.push_back(problem.printed());
    return all;
}

TEST(CompiledProfiles, AreTheShippedFiles) {
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(HELOISE_SOURCE_DIR "/conf/profiles")) {
        ++files;
        std::ifstream in(entry.path());
        const std::string text((std::istreambuf_iterator<char>(in)), {});
        bool found = false;
        for (const CompiledProfile& profile : compiled_profiles()) {
            if (profile.name != entry.path().stem().string()) continue;
            found = true;
            EXPECT_EQ(profile.text, text) << profile.name;
        }
        EXPECT_TRUE(found) << entry.path();
    }
    EXPECT_EQ(compiled_profiles().size(), files);
}

TEST(CompiledProfiles, HoldEverySystemThatWasPromised) {
    for (const std::string name : {"msmail-3.0", "msmail-3.0.2", "ibm-vm-320", "ibm-vm-v2r2", "zos", "pix",
                                   "exchange-5.5", "nos", "sendmail-4.2bsd", "sendmail-5", "rfc821"}) {
        EXPECT_TRUE(load(with_backend("profile = '" + name + "'")).configuration) << name;
    }
}

TEST(CompiledProfiles, AreGood) {
    for (const CompiledProfile& compiled : compiled_profiles()) {
        Problems problems;
        const auto profile = read_profile({std::string(compiled.name), std::string(compiled.text)}, problems);
        ASSERT_TRUE(profile);
        for (const Problem& problem : problems.sorted()) ADD_FAILURE() << problem.printed();
    }
}

TEST(CompiledProfiles, ExplainEveryValue) {
    // A value's source is the comment over it, or over the values just above it.
    for (const CompiledProfile& compiled : compiled_profiles()) {
        const std::string text(compiled.text.substr(0, compiled.text.find("\n[emulate")));
        const std::size_t identify = text.find("[identify]");
        ASSERT_NE(identify, std::string::npos) << compiled.name << " cannot be recognised";
        EXPECT_NE(text.find("banner", identify), std::string::npos) << compiled.name;
        for (std::size_t table = text.find("\n["); table != std::string::npos;
             table = text.find("\n[", table + 1)) {
            const std::size_t line = text.find('\n', table + 1) + 1;
            EXPECT_EQ(text[line], '#') << compiled.name << " does not say where the values come from behind "
                                       << text.substr(table + 1, line - table - 2);
        }
    }
}

TEST(CompiledProfiles, KnowTheFirstSystem) {
    const Backend read = backend(with_backend("profile = 'msmail-3.0'"));
    EXPECT_EQ(read.greeting, Greeting::Helo);
    EXPECT_EQ(read.limits.sessions, 1U);
    EXPECT_EQ(read.quirks.expect_hangup, std::vector<std::string>{"Huh?"});
    EXPECT_EQ(read.quirks.rset, RsetUse::Never);
    EXPECT_EQ(read.profile, "msmail-3.0");
}

TEST(Profile, TheStanzaWinsKeyByKey) {
    const Backend read =
        backend(with_backend("profile = 'msmail-3.0'\ngreeting = 'auto'\n[backend.limits]\nrecipients = 5\n"
                             "[backend.quirks]\nexpect_hangup = ['Bye']"));
    EXPECT_EQ(read.greeting, Greeting::Auto);
    EXPECT_EQ(read.limits.recipients, 5U);
    EXPECT_EQ(read.limits.sessions, 1U) << "tables merge";
    EXPECT_EQ(read.quirks.expect_hangup, std::vector<std::string>{"Bye"}) << "arrays replace";
    EXPECT_EQ(read.quirks.replies.size(), 1U) << "what is not named stays";
}

TEST(Profile, TheStanzaWinsWhereverItsKeyStands) {
    EXPECT_EQ(backend(with_backend("greeting = 'auto'\nprofile = 'msmail-3.0'")).greeting, Greeting::Auto);
}

TEST_F(ProfileFile, BesideTheConfigurationComesBeforeTheBuiltInOne) {
    write("profiles/msmail-3.0.toml", "greeting = 'ehlo'\n");
    const Loaded loaded = load_here("profile = 'msmail-3.0'");
    ASSERT_TRUE(loaded.configuration);
    EXPECT_EQ(loaded.configuration->backends[0].greeting, Greeting::Ehlo);
}

TEST_F(ProfileFile, APathIsRelativeToTheNamingFile) {
    write("mine.toml", "greeting = 'ehlo'\n");
    write("profiles/deep", "greeting = 'helo'\n");
    EXPECT_EQ(greeting_here("profile = 'mine.toml'"), Greeting::Ehlo);
    EXPECT_EQ(greeting_here("profile = './mine.toml'"), Greeting::Ehlo);
    EXPECT_EQ(greeting_here("profile = 'profiles/deep'"), Greeting::Helo);
    EXPECT_EQ(greeting_here("profile = '" + path("mine.toml") + "'"), Greeting::Ehlo);
}

TEST_F(ProfileFile, AMissingOneIsToldAtTheKey) {
    const std::vector<std::string> bare = printed(load_here("profile = 'msmial-3.0'"));
    ASSERT_EQ(bare.size(), 1U);
    EXPECT_TRUE(bare[0].starts_with(path("main.toml") +
                                    ":6:11: backend.test.profile: there is no profile \"msmial-3.0\""));
    EXPECT_TRUE(bare[0].ends_with("did you mean \"msmail-3.0\"?")) << bare[0];
    write("profiles/oldgate.toml", "");
    const std::vector<std::string> own = printed(load_here("profile = 'oldgaet'"));
    ASSERT_EQ(own.size(), 1U);
    EXPECT_TRUE(own[0].ends_with("did you mean \"oldgate\"?")) << own[0];
    const std::vector<std::string> named = printed(load_here("profile = 'gone.toml'"));
    ASSERT_EQ(named.size(), 1U);
    EXPECT_TRUE(named[0].ends_with("gone.toml cannot be read: No such file or directory")) << named[0];
}

TEST_F(ProfileFile, ItsMistakesAreToldAtItsOwnPlace) {
    write("mine.toml",
          "greeting = 'ehlo'\n[limits]\nsessions = -1\nseshions = 1\n[identify]\nbaner = 'x'\nbanner = 1\n");
    const std::string file = path("mine.toml");
    EXPECT_EQ(printed(load_here("profile = 'mine.toml'")),
              (std::vector<std::string>{
                  file + ":3:12: limits.sessions: must be a whole number from 0 to 1000000, not -1",
                  file + ":4:1: limits.seshions: there is no such key; did you mean limits.sessions?",
                  file + ":6:1: identify.baner: there is no such key; did you mean identify.banner?",
                  file + ":7:10: identify.banner: must be a string of printable ASCII, not empty, not 1"}));
}

TEST_F(ProfileFile, ASyntaxErrorInItIsToldWithItsPlace) {
    write("mine.toml", "greeting = \n");
    const std::vector<std::string> found = printed(load_here("profile = 'mine.toml'\ngreating = 1"));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_TRUE(found[0].starts_with(path("mine.toml") + ":1:")) << found[0];
    EXPECT_TRUE(found[1].starts_with(path("main.toml") + ":7:1: backend.test.greating")) << found[1];
}

TEST_F(ProfileFile, TwoBackendsTellItsMistakesOnce) {
    write("mine.toml", "x = 1\n");
    const Loaded loaded = load_here(
        "profile = 'mine.toml'\n[[backend]]\nname = 'b'\nlisten = ['127.0.0.1:3']\naddress = ['a']\n"
        "profile = 'mine.toml'");
    EXPECT_EQ(loaded.problems.size(), 1U);
}

TEST_F(ProfileFile, APlaceHasNothingToDoInIt) {
    for (const std::string key : {"name", "listen", "address", "profile"}) {
        write("mine.toml", key + " = 'x'\n");
        const std::vector<std::string> found = printed(load_here("profile = 'mine.toml'"));
        ASSERT_EQ(found.size(), 1U) << key;
        EXPECT_TRUE(found[0].starts_with(path("mine.toml") + ":1:1: " + key +
                                         ": a profile says what a system is like"));
    }
}

TEST_F(ProfileFile, ItsBannersAreOneOrSeveral) {
    Problems problems;
    EXPECT_EQ(read_profile({"f", "[identify]\nbanner = 'x'"}, problems)->banners,
              std::vector<std::string>{"x"});
    EXPECT_EQ(read_profile({"f", "[identify]\nbanner = ['x', 'y']"}, problems)->banners,
              (std::vector<std::string>{"x", "y"}));
    EXPECT_TRUE(problems.sorted().empty());
}

}  // namespace
}  // namespace heloise
