#!/usr/bin/env python3
# What a release build installs, and how hard its binary is to exploit: HELOISE_TREE is the tree of a release build.
import os
import pathlib
import platform
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TREE = pathlib.Path(os.environ.get("HELOISE_TREE", ROOT / "build")).resolve()
X86 = platform.machine() == "x86_64"


def run(*words, **more):
    return subprocess.run(words, check=True, capture_output=True, text=True, **more).stdout


def readelf(*words):
    return run("readelf", "--wide", *map(str, words))


def option_of_tree(name):
    cache = (TREE / "CMakeCache.txt").read_text(encoding="utf-8")
    return re.search(rf"^{name}:\w+=(.*)$", cache, re.MULTILINE)[1]


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.folder.name)
        run("cmake", "--install", TREE, env={**os.environ, "DESTDIR": cls.root})
        cls.prefix = cls.root / option_of_tree("CMAKE_INSTALL_PREFIX").lstrip("/")
        cls.binary = cls.prefix / "bin/heloise"

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_the_files_are_these_and_no_other(self):
        files = sorted(str(path.relative_to(self.prefix)) for path in self.root.rglob("*") if path.is_file())
        self.assertEqual(["bin/heloise", "lib/systemd/system/heloise.service",
                          "share/doc/heloise/heloise.toml", "share/doc/heloise/minimal.toml"], files)

    def test_the_binary_runs_and_says_its_version(self):
        self.assertRegex(run(self.binary, "--version"), r"^heloise \d+\.\d+\.\d+\n$")

    def test_the_binary_knows_the_profiles_without_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "heloise.toml"
            file.write_text('hostname = "mx.example.org"\n[[backend]]\nname = "gw"\nprofile = "msmail-3.0"\n'
                            'listen = ["127.0.0.1:2525"]\naddress = ["127.0.0.1:2526"]\n', encoding="utf-8")
            self.assertEqual(f"{file}: good\n", run(self.binary, "check", "-c", file))

    def test_the_binary_is_stripped(self):
        sections = readelf("--sections", self.binary)
        for section in (".symtab", ".debug_info", ".debug_line"):
            self.assertNotIn(f" {section} ", sections)

    def test_what_is_in_the_build_tree_keeps_its_debug_information(self):
        self.assertIn(" .debug_info ", readelf("--sections", TREE / "heloise"))

    def test_the_service_runs_the_binary_that_was_installed(self):
        service = (self.prefix / "lib/systemd/system/heloise.service").read_text(encoding="utf-8")
        program = re.search(r"^ExecStart=(\S+) run -c /etc/heloise/heloise\.toml$", service, re.MULTILINE)[1]
        self.assertTrue(os.access(self.root / program.lstrip("/"), os.X_OK), program)


class Hardened(unittest.TestCase):
    """Each is seen in the binary itself, or where the linker drops its trace in what it was linked from."""

    binary = TREE / "heloise"

    def test_its_address_is_random(self):
        self.assertRegex(readelf("--file-header", self.binary), r"Type:\s+DYN \(Position-Independent Executable")

    def test_its_tables_of_addresses_are_read_only_once_it_runs(self):
        self.assertIn("GNU_RELRO", readelf("--segments", self.binary))
        dynamic = readelf("--dynamic", self.binary)
        self.assertRegex(dynamic, r"\(FLAGS\)\s+BIND_NOW")
        self.assertRegex(dynamic, r"\(FLAGS_1\)\s+Flags: NOW")

    def test_its_stack_is_not_executable(self):
        self.assertRegex(readelf("--segments", self.binary), r"GNU_STACK\s+(0x0+\s+){3}0x0+\s+0x0+\s+RW\s")

    def test_its_stack_is_guarded(self):
        self.assertRegex(readelf("--dyn-syms", self.binary), r"\b__stack_chk_fail\b")

    def test_its_copies_are_checked(self):
        self.assertRegex(readelf("--dyn-syms", self.binary), r"\b__\w+_chk@")

    @unittest.skipUnless(X86, "another processor's way is not written down here")
    def test_where_it_may_jump_to_is_marked(self):
        notes = readelf("--notes", TREE / "proxy/libheloise_wire.a")
        objects = len(re.findall(r"^File: ", notes, re.MULTILINE))
        self.assertGreater(objects, 0)
        self.assertEqual(objects, len(re.findall(r"x86 feature: IBT, SHSTK", notes)))

    def test_every_file_is_compiled_with_all_of_it(self):
        # A large array's clash with the stack's end leaves no trace that could be told from others.
        flags = ["-fstack-clash-protection", "-fstack-protector-strong", "-D_FORTIFY_SOURCE=2",
                 "-Werror=format-security"]
        for command in (TREE / "compile_commands.json").read_text(encoding="utf-8").splitlines():
            if '"command"' in command:
                self.assertEqual([], [flag for flag in flags if flag not in command], command)


if __name__ == "__main__":
    unittest.main()
