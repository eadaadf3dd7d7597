#!/usr/bin/env python3
# Each house rule is broken once: a rule that cannot fail guards nothing.
import pathlib
import shutil
import sys
import tempfile
import unittest
import unittest.mock

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/lib"))
import house_rules  # noqa: E402

GOOD = {
    ".clang-format": (ROOT / ".clang-format").read_text(encoding="utf-8"),
    "CMakeLists.txt": "# The house of a test.\n",
    "proxy/CMakeLists.txt": "# Folders, lowest first.\nheloise_library(base)\nheloise_library(extensions base)\n"
                            "heloise_library(edge base)\nheloise_library(config base)\n",
    "proxy/base/a.h": "// What a is for.\n#pragma once\n\nnamespace heloise {\n\nint a();\n\n}  // namespace heloise\n",
    "proxy/base/a.cpp": "// How a does it.\n#include \"proxy/base/a.h\"\n\nnamespace heloise {\n\n"
                        "int a() {\n    return 1;\n}\n\n}  // namespace heloise\n",
    "tests/unit/base/a_test.cpp": "// What a promises.\n",
    "proxy/extensions/registry.cpp": "// All extensions.\nconstexpr std::array kAll{&kSize};\n",
    "proxy/extensions/size.cpp": "// SIZE (RFC 1870).\nconstexpr Extension kSize{};\n",
    "scripts/lib/without-unit-test.txt": "# Reasons.\nproxy/extensions/*: data only\n",
    "scripts/good": "#!/usr/bin/env bash\n# Does nothing well.\nset -euo pipefail\necho good\n",
}
FOLDERS = GOOD["proxy/CMakeLists.txt"]
LONG_FUNCTION = "// Long.\nnamespace heloise {\nint f(int a) {\n" + "    a += 1;\n" * 70 + "    return a;\n}\n}\n"

# rule, what breaks it: path and text; each must be seen by that rule
BAD_LAYOUT = ("formatted", "proxy/base/b.h", "// Badly laid out.\nint   b( );\n")
BROKEN = [
    ("layers", "proxy/base/b.h", "// Uses a folder above.\n#include \"proxy/config/c.h\"\n"),
    ("layers", "proxy/new/b.h", "// In a folder without a line.\n"),
    ("layers", "proxy/base/inner/b.h", "// In a folder of a folder, without a line.\n"),
    ("daemon_names", "proxy/daemon/b.h", "// Knows libuv.\nvoid b(uv_work_t* raw);\n"),
    ("daemon_names", "proxy/daemon/b.cpp", "// Knows OpenSSL.\n#include <openssl/evp.h>\n"),
    ("daemon_links", "proxy/CMakeLists.txt", FOLDERS + "heloise_library(replay base)\nheloise_library(daemon replay)\n"),
    ("daemon_links", "proxy/CMakeLists.txt", FOLDERS + "heloise_library(replay base)\nheloise_library(record replay)\n"
                                                       "heloise_library(daemon record)\n"),
    ("full_paths", "proxy/base/b.h", "// Includes its neighbour.\n#include \"a.h\"\n"),
    ("pure_core", "proxy/base/b.h", "// Knows libuv.\n#include <uv.h>\n"),
    ("pure_core", "proxy/base/b.h", "// Reads a clock.\nauto t = std::chrono::steady_clock::now();\n"),
    ("pure_core", "proxy/config/b.cpp", "// Opens sockets.\n#include <sys/socket.h>\n"),
    ("nothing_shared", "proxy/base/b.h", "// Locks.\nstd::mutex m();\n"),
    ("nothing_shared", "proxy/base/b.h", "// Counts for all.\nstruct B {\n    std::atomic<int> n;\n};\n"),
    ("nothing_shared", "proxy/base/b.h", "// Shares.\nstruct B {\n    std::shared_ptr<int> n;\n};\n"),
    ("desk_is_asked", "proxy/session/b.h", "// Reads the desk.\n#include \"proxy/backend/desk.h\"\n"),
    ("toml_once", "proxy/config/b.cpp", "// Another reader.\n#include <toml++/toml.h>\n"),
    ("cli_once", "proxy/commands/b.cpp", "// Another command line.\n#include <CLI/CLI.hpp>\n"),
    ("file_sizes", "proxy/base/b.h", "// Long.\n" * 251),
    ("file_sizes", "proxy/base/b.cpp", "// Long.\n" * 401),
    ("function_sizes", "proxy/base/b.cpp", LONG_FUNCTION),
    ("first_lines", "proxy/base/b.h", "#pragma once\n"),
    ("first_lines", "scripts/b", "#!/usr/bin/env bash\nset -e\n"),
    ("mutable_globals", "proxy/base/b.cpp", "// State.\nnamespace heloise {\nint counter = 0;\n}\n"),
    ("mutable_globals", "proxy/base/b.cpp", "// State.\nstd::map<int, std::string> cache;\n"),
    ("mutable_globals", "proxy/base/b.cpp", "// State.\nint f() {\n    static int calls{0};\n    return ++calls;\n}\n"),
    ("mutable_globals", "proxy/base/b.cpp", "// State.\nstruct S {\n    static int shared;\n};\n"),
    ("using_namespace", "proxy/base/b.h", "// Spills names.\nusing namespace std;\n"),
    ("tests_mirror", "proxy/base/b.cpp", "// Untested code.\n"),
    ("tests_mirror", "scripts/lib/without-unit-test.txt", "# Stale.\nproxy/extensions/*: x\nproxy/base/a.cpp: not needed\n"),
    ("tests_mirror", "scripts/lib/without-unit-test.txt", "# No reason.\nproxy/extensions/*:\n"),
    ("registry_complete", "proxy/extensions/dsn.cpp", "// DSN (RFC 3461).\nconstexpr Extension kDsn{};\n"),
    ("names_in_comments", "proxy/base/b.h", "// As base/gone does it.\n"),
    ("names_in_comments", "proxy/base/b.h", "// As proxy/base/a.hpp does it.\n"),
    ("names_in_comments", "proxy/base/b.h", "// The other half is gone.cpp.\n"),
    ("names_in_comments", "proxy/base/b.h", "// What B is.\nstruct B {\n    int a;  // see B::gone\n};\n"),
    ("names_in_comments", "proxy/base/b.h", "// Up to limits::kGone octets.\n"),
    ("headers_alone", "proxy/base/b.h", "// Needs string.\ninline std::string b() { return {}; }\n"),
    ("top_level", "notes.txt", "What is this doing here.\n"),
    ("shell_sound", "scripts/b", "#!/usr/bin/env bash\n# Unquoted words.\nrm $1\n"),
]


def found_by(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        tree = house_rules.Tree(folder)
        return {rule.__name__: findings_of(rule, tree) for rule, _ in house_rules.RULES}


def findings_of(rule, tree):
    try:
        return [str(finding) for finding in rule(tree)]
    except house_rules.CannotRunError:
        return []


class HouseRules(unittest.TestCase):
    def test_a_good_house_breaks_none(self):
        self.assertEqual({}, {rule: found for rule, found in found_by(GOOD).items() if found})

    def test_every_rule_is_broken_by_some_case(self):
        self.assertEqual({rule.__name__ for rule, _ in house_rules.RULES}, {rule for rule, _, _ in [BAD_LAYOUT, *BROKEN]})

    @unittest.skipUnless(shutil.which(house_rules.CLANG_FORMAT), f"no {house_rules.CLANG_FORMAT} here")
    def test_bad_layout_is_seen(self):
        rule, name, text = BAD_LAYOUT
        self.assertTrue(found_by({**GOOD, name: text})[rule])

    def test_a_rule_without_its_program_is_skipped_and_not_kept(self):
        with unittest.mock.patch.object(house_rules, "CLANG_FORMAT", "clang-format-of-no-release"):
            with self.assertRaises(house_rules.CannotRunError):
                list(house_rules.formatted(house_rules.Tree(ROOT)))

    def test_each_violation_is_seen(self):
        for rule, name, text in BROKEN:
            with self.subTest(rule=rule, text=text[:60]):
                self.assertTrue(found_by({**GOOD, name: text})[rule])

    def test_a_folder_of_a_folder_has_a_line_of_its_own(self):
        folders = FOLDERS + "heloise_library(base/inner base)\n"
        inner = "// Uses the folder around it.\n#include \"proxy/base/a.h\"\n"
        self.assertEqual([], found_by({**GOOD, "proxy/CMakeLists.txt": folders, "proxy/base/inner/b.h": inner})["layers"])
        outer = "// Is used by it.\n#include \"proxy/base/inner/b.h\"\n"
        self.assertTrue(found_by({**GOOD, "proxy/CMakeLists.txt": folders, "proxy/base/c.h": outer})["layers"])
        linked = folders + "target_link_libraries(heloise_base PUBLIC heloise_base_inner)\n"
        self.assertEqual([], found_by({**GOOD, "proxy/CMakeLists.txt": linked, "proxy/base/c.h": outer})["layers"])

    def test_comments_may_name_what_is_there(self):
        text = ("// As base/a and proxy/base/a.cpp do (a_test.cpp, tests/unit/base, unit/base/a_test.cpp, B::size, kMost).\n"
                "struct B {\n    int size();  // and/or text/plain, <sys/b.h>, https://example.org/base/b.html\n};\n"
                "constexpr int kMost = 1;\n")
        self.assertEqual([], found_by({**GOOD, "proxy/base/b.h": text})["names_in_comments"])

    def test_constants_and_members_are_no_globals(self):
        text = ("// Constants only.\nnamespace heloise {\nconstexpr int kA = 1;\nconst std::string kB{\"b;\"};\n"
                "struct S {\n    S(int a) : a_{a} {}\n    static S make(int a = 1);\n    int a_ = 0;\n};\n"
                "using Table = std::map<int, int>;\nint declared(int a);\n"
                "int f() {\n    static constexpr int kC = 1;\n    int local = 2;\n    return local;\n}\n}\n")
        self.assertEqual([], found_by({**GOOD, "proxy/base/b.h": text})["mutable_globals"])


if __name__ == "__main__":
    unittest.main()
