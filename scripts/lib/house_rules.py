#!/usr/bin/env python3
# The house rules, each with its reason: a rule that nobody runs is an opinion. scripts/check calls this.
#
#   house_rules.py [ROOT]      prints a line per rule and what breaks it; exit 1 when anything does
#
# Rules are functions from a Tree to Findings. tests/house/house_rules_test.py breaks each of them once.
import dataclasses
import fnmatch
import os
import pathlib
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import source_text  # noqa: E402
import tally  # noqa: E402

CPP_LINES = 400
HEADER_LINES = 250
FUNCTION_LINES = 70
CLANG_FORMAT = "clang-format-14"
TOP_LEVEL = {"proxy", "tests", "conf", "scripts", "CMakeLists.txt", "README.md"}


class CannotRunError(Exception):
    """This system lacks a rule's program: the rule is skipped and counted as that."""


@dataclasses.dataclass
class Finding:
    path: str
    line: int
    what: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.what}"


class Tree:
    """The files that are or may become part of the project: those git knows or would not ignore."""

    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()
        listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=self.root,
                                capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            names = listed.stdout.splitlines()
        else:
            names = [str(path.relative_to(self.root)) for path in self.root.rglob("*")]
        self.files = sorted(name for name in set(names) if (self.root / name).is_file())
        self._texts = {}

    def matching(self, pattern):
        return [name for name in self.files if re.fullmatch(pattern, name)]

    def text(self, name):
        if name not in self._texts:
            self._texts[name] = (self.root / name).read_text(encoding="utf-8", errors="replace")
        return self._texts[name]

    def lines(self, name):
        return self.text(name).splitlines()

    def exceptions(self, name):
        """A list of exceptions, `what: reason` a line, as a dictionary with line numbers."""
        path = f"scripts/lib/{name}"
        if not (self.root / path).is_file():
            return {}
        found = {}
        for number, line in enumerate((self.root / path).read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                what, _, reason = line.partition(":")
                found[what.strip()] = (path, number, reason.strip())
        return found


def folder_of(name):
    """Of proxy/smtp/path.h smtp, of proxy/content/codec/base64.h content/codec."""
    parts = name.split("/")
    return "/".join(parts[1:-1]) if len(parts) > 2 else parts[1].removesuffix(".cpp").removesuffix(".h")


def link_table(tree):
    """Which folders each folder links, read from proxy/CMakeLists.txt; `main` is the program itself."""
    text = re.sub(r"#.*", "", tree.text("proxy/CMakeLists.txt"))
    table = {}
    for line in re.findall(r"heloise_library\(([^)]*)\)", text):
        folder, *uses = line.split()
        if folder != "folder":
            table.setdefault(folder, set()).update(uses)
    folders = {folder.replace("/", "_"): folder for folder in table}  # a target's name has no slash
    for target, uses in re.findall(r"target_link_libraries\((heloise\w*) ([^)]*)\)", text):
        name = target.removeprefix("heloise_") if target != "heloise" else "main"
        table.setdefault(folders.get(name, name), set()).update(
            folders.get(used, used) for used in re.findall(r"heloise_(\w+)", uses))
    return table


def linked_by(table, folder):
    """All that ends up in a program that links this folder."""
    found, todo = set(), [folder]
    while todo:
        fresh = table.get(todo.pop(), set()) - found
        found |= fresh
        todo += fresh
    return found


def layers(tree):
    table = link_table(tree)
    for name in tree.matching(r"proxy/.*\.(cpp|h)"):
        folder = folder_of(name)
        if folder not in table:
            yield Finding(name, 1, f"folder {folder} has no line in proxy/CMakeLists.txt")
            continue
        for number, line in enumerate(tree.lines(name), 1):
            used = re.match(r'\s*#\s*include "proxy/([\w/]+)/', line)
            if used and used[1] != folder and used[1] not in table[folder]:
                yield Finding(name, number, f"{folder} may not use {used[1]}: it does not link it")


def full_paths(tree):
    for name in tree.matching(r"proxy/.*\.(cpp|h)"):
        for number, line in enumerate(tree.lines(name), 1):
            if re.match(r'\s*#\s*include "(?!proxy/)', line):
                yield Finding(name, number, "include by full path: \"proxy/folder/file.h\"")


OUTER_WORLD = re.compile(
    r"#\s*include <(?:uv\.h|openssl/|sys/socket\.h|netdb\.h|sys/epoll\.h|poll\.h)"
    r"|(?:steady_clock|system_clock|high_resolution_clock)::now|\bclock_gettime\b|\bgettimeofday\b"
    r"|\btime\((?:nullptr|NULL|0)\)|\buv_\w+\(|\bgetaddrinfo\b|\bsleep_for\b")


def pure_core(tree):
    for name in tree.matching(r"proxy/(?!edge/).*\.(cpp|h)"):
        code = tree.text(name)
        bare = re.sub(r"//[^\n]*", "", code).splitlines()
        for number, line in enumerate(bare, 1):
            found = OUTER_WORLD.search(line)
            if found:
                yield Finding(name, number, f"{found[0]} belongs into proxy/edge")


# Read by other threads while one writes, or waited for.
SHARED = re.compile(
    r"std::(?:mutex|shared_mutex|recursive_mutex|lock_guard|unique_lock|scoped_lock|condition_variable\w*|atomic\w*"
    r"|thread|jthread|weak_ptr)\b|\bthread_local\b|\b(?:shared_ptr|make_shared)<(?!const\b)[^>]*>?")
PURE = r"proxy/(?:base|wire|smtp|policy|extensions|content|backend|session)/.*\.(cpp|h)"


def nothing_shared(tree):
    for name in tree.matching(PURE):
        bare = re.sub(r"//[^\n]*", "", tree.text(name)).splitlines()
        for number, line in enumerate(bare, 1):
            found = SHARED.search(line)
            if found:
                yield Finding(name, number, f"{found[0]}: the core shares values alone, as shared_ptr<const T>")


# What all sessions of a backend share; a session sees the messages to and from it.
DESK = re.compile(r'\s*#\s*include "proxy/backend/(desk|address_book|verdicts|turnstile|places)\.h"')


def desk_is_asked(tree):
    for name in tree.matching(r"proxy/session/.*\.(cpp|h)"):
        for number, line in enumerate(tree.lines(name), 1):
            found = DESK.match(line)
            if found:
                yield Finding(name, number, f"a session asks the desk (backend/desk_messages.h); it has no {found[1]}")


LIBRARY_NAMES = re.compile(r"<uv\.h>|<openssl/|\b(?:uv|UV|SSL|EVP|BIO)_\w+")


def daemon_names(tree):
    for name in tree.matching(r"proxy/daemon/.*\.(cpp|h)"):
        bare = re.sub(r"//[^\n]*", "", tree.text(name)).splitlines()
        for number, line in enumerate(bare, 1):
            found = LIBRARY_NAMES.search(line)
            if found:
                yield Finding(name, number, f"{found[0]} belongs into proxy/edge")


def daemon_links(tree):
    if "replay" in linked_by(link_table(tree), "daemon"):
        yield Finding("proxy/CMakeLists.txt", 1, "daemon links replay, directly or through another folder")


def toml_once(tree):
    for name in tree.matching(r"(proxy|tests)/.*\.(cpp|h)"):
        for number, line in enumerate(tree.lines(name), 1):
            if re.match(r"\s*#\s*include [<\"]toml\+\+", line) and name != "proxy/config/toml.cpp":
                yield Finding(name, number, "toml++ is included in proxy/config/toml.cpp alone")


def cli_once(tree):
    for name in tree.matching(r"proxy/.*\.(cpp|h)"):
        for number, line in enumerate(tree.lines(name), 1):
            if re.match(r"\s*#\s*include [<\"]CLI/", line) and name != "proxy/commands/commands.cpp":
                yield Finding(name, number, "CLI11 is included in proxy/commands/commands.cpp alone")


def file_sizes(tree):
    for name in tree.matching(r"(proxy|tests)/.*\.(cpp|h)"):
        limit = CPP_LINES if name.endswith(".cpp") else HEADER_LINES
        count = len(tree.lines(name))
        if count > limit and not name.startswith("tests/"):
            yield Finding(name, count, f"{count} lines; {limit} is the limit")


def function_sizes(tree):
    for name in tree.matching(r"proxy/.*\.(cpp|h)"):
        for function in source_text.walk(tree.text(name))[0]:
            if function.lines > FUNCTION_LINES:
                yield Finding(name, function.line,
                              f"{function.name} has {function.lines} lines; {FUNCTION_LINES} is the limit")


def first_lines(tree):
    for name in tree.matching(r"(proxy|tests|scripts|conf|\.ci)/.*|CMakeLists\.txt"):
        lines = tree.lines(name)
        suffix = pathlib.Path(name).suffix
        if suffix in (".md", ".json", ".txt", ".dict", ".conf") and not name.endswith("CMakeLists.txt"):
            continue
        if suffix not in (".cpp", ".h", ".py", ".toml", ".smtp", ".sh", "") and not name.endswith("CMakeLists.txt"):
            continue
        if "/corpus/" in name:
            continue
        line = next((line for line in lines if not line.startswith("#!")), "")
        mark = "//" if suffix in (".cpp", ".h") else "#"
        if not re.match(rf"{mark} ?\S+ \S+", line):
            yield Finding(name, 1, f"opens without a `{mark}` sentence that says what the file is")


_CONSTANT = re.compile(r"\b(?:constexpr|constinit const|const)\b|^(?:using|typedef|template|extern template|friend"
                       r"|static_assert|class|struct|enum|namespace|union|public|private|return)\b")


def mutable_globals(tree):
    for name in tree.matching(r"proxy/.*\.(cpp|h)"):
        for found in source_text.walk(tree.text(name))[1]:
            text = found.text
            declared = re.split(r"[={]", text)[0]
            function_like = "(" in declared or "operator" in declared
            if found.scope == "namespace":
                bad = bool(re.match(r"[\w:<>,\s*&\[\]]+\s[*&]*\w+(\[.*\])?\s*$", declared)) and not function_like
            else:
                bad = bool(re.match(r"(?:inline )?(?:static|thread_local)\b", text)) and not function_like
            if bad and not _CONSTANT.search(declared):
                yield Finding(name, found.line, f"mutable at namespace scope or static: {text[:60]}")


def using_namespace(tree):
    for name in tree.matching(r"(proxy|tests)/.*\.h"):
        for number, line in enumerate(tree.lines(name), 1):
            # Literal suffixes bring no names into anyone's way.
            if re.match(r"\s*using namespace (?!std::(?:chrono_)?(?:string_view_)?literals\b)", line):
                yield Finding(name, number, "using namespace in a header reaches everyone who includes it")


def tests_mirror(tree):
    excused = tree.exceptions("without-unit-test.txt")
    used = set()
    for name in tree.matching(r"proxy/\w+/.*\.cpp"):
        mirror = name.replace("proxy/", "tests/unit/", 1).removesuffix(".cpp") + "_test.cpp"
        if mirror not in tree.files:
            patterns = [pattern for pattern in excused if fnmatch.fnmatch(name, pattern)]
            used.update(patterns)
            if not patterns:
                yield Finding(name, 1, f"no {mirror}, and no reason in scripts/lib/without-unit-test.txt")
    for pattern, (path, number, reason) in excused.items():
        if pattern not in used:
            yield Finding(path, number, f"{pattern} needs no excuse: it has a test or is gone")
        elif not reason:
            yield Finding(path, number, f"{pattern} gives no reason")


def registry_complete(tree):
    registry = "proxy/extensions/registry.cpp"
    listed = set(re.findall(r"\w+", tree.text(registry))) if registry in tree.files else set()
    for name in tree.matching(r"proxy/extensions/.*\.cpp"):
        # A table of extensions is registered through the function that hands it out.
        tables = set(re.findall(r"^std::span<const Extension> (\w+)\(", tree.text(name), re.MULTILINE))
        for match in re.finditer(r"^(?:extern )?const(?:expr)? Extension (k\w+)", tree.text(name), re.MULTILINE):
            if match[1] not in listed and not tables & listed:
                yield Finding(name, tree.text(name)[:match.start()].count("\n") + 1, f"{match[1]} is not in {registry}")


_PROJECT = ("proxy", "tests", "scripts", "conf")
_PATH_WORD = re.compile(r"(?<![\w./<-])((?:[a-z_]\w*/)+[a-z_]\w*(?:\.\w+)?)(?![\w/*])")
_FILE_WORD = re.compile(r"(?<![\w./<])([a-z]\w*\.(?:cpp|h))\b")
_MEMBER_WORD = re.compile(r"(?<![\w:])([A-Z]\w*)::(\w+)")
_CONSTANT_WORD = re.compile(r"(?<!\w)(k[A-Z]\w+)")


class Known:
    """What comments may name: files, types with the words of the files that declare them, all words of code."""

    def __init__(self, tree):
        self.tree = tree
        self.paths, self.folders = set(tree.files), set()
        for name in tree.files:
            self.folders.update(str(parent) for parent in pathlib.PurePath(name).parents)
        self.base_names = {pathlib.PurePath(name).name for name in tree.files}
        self.words, self.types = set(), {}
        for name in tree.matching(r"(proxy|tests)/.*\.(cpp|h)"):
            code = source_text.without_noise(tree.text(name))
            found = set(re.findall(r"\w+", code))
            self.words |= found
            for declared in re.findall(r"\b(?:class|struct|union|enum class|using|typename)\s+(\w+)", code):
                self.types.setdefault(declared, set()).update(found)
            # A member that is defined elsewhere, or only named in full: Session::Impl::enter.
            for owner, member in re.findall(r"\b(\w+)::~?(?=(\w+))", code):
                self.types.setdefault(owner, set()).add(member)

    def has_path(self, path):
        """A file or folder, from the root, from proxy/ or a folder of tests, with or without its suffix."""
        for name in (path, f"proxy/{path}", f"tests/{path}", f"tests/unit/{path}"):
            if name in self.folders or any(name + suffix in self.paths for suffix in ("", ".h", ".cpp", ".py")):
                return True
        return False

    def is_ours(self, path):
        first = path.split("/")[0]
        return first in _PROJECT or f"proxy/{first}" in self.folders


def names_in_comments(tree):
    known = Known(tree)
    for name in tree.matching(r"proxy/.*\.(cpp|h)"):
        for number, text in source_text.comments(tree.text(name)):
            for path in _PATH_WORD.findall(text):
                if known.is_ours(path) and not known.has_path(path):
                    yield Finding(name, number, f"there is no {path}")
            for file in _FILE_WORD.findall(text):
                if file not in known.base_names:
                    yield Finding(name, number, f"there is no {file}")
            for owner, member in _MEMBER_WORD.findall(text):
                if member not in known.types.get(owner, ()):
                    yield Finding(name, number, f"there is no {owner}::{member}")
            for constant in _CONSTANT_WORD.findall(text):
                if constant not in known.words:
                    yield Finding(name, number, f"there is no {constant}")


def headers_alone(tree):
    headers = tree.matching(r"proxy/.*\.h")
    flags = subprocess.run(["pkg-config", "--cflags", "libuv", "fmt", "spdlog"], capture_output=True,
                           text=True, check=False).stdout.split()

    def compile_alone(name):
        # Included from an empty file, so that `#pragma once` in a main file is no warning.
        return name, subprocess.run(["g++", "-std=c++20", "-fsyntax-only", *flags, "-I", tree.root, "-x", "c++", "-"],
                                    input=f'#include "{name}"\n', capture_output=True, text=True, check=False)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, done in pool.map(compile_alone, headers):
            if done.returncode != 0:
                error = next((line for line in done.stderr.splitlines() if "error" in line), "does not compile")
                yield Finding(name, 1, f"does not compile alone: {error}")


def top_level(tree):
    for entry in sorted({name.split("/")[0] for name in tree.files}):
        if not entry.startswith(".") and entry not in TOP_LEVEL:
            yield Finding(entry, 1, f"the top level is {', '.join(sorted(TOP_LEVEL))} and dotfiles")


def formatted(tree):
    names = tree.matching(r"(proxy|tests)/.*\.(cpp|h)")
    if not names:
        return
    if not shutil.which(CLANG_FORMAT):
        raise CannotRunError(f"this system has no {CLANG_FORMAT}, and another version lays out differently")
    done = subprocess.run([CLANG_FORMAT, "--dry-run", "--Werror", *names], cwd=tree.root,
                          capture_output=True, text=True, check=False)
    seen = set()
    for line in done.stderr.splitlines():
        match = re.match(r"(\S+?):(\d+):\d+: error", line)
        if match and match[1] not in seen:
            seen.add(match[1])
            yield Finding(match[1], int(match[2]), "not as clang-format lays it out; scripts/check --fix does it")


def shell_sound(tree):
    names = [name for name in tree.matching(r"(scripts|\.ci)/.*")
             if name.endswith(".sh") or re.match(r"#!.*\bbash", tree.text(name))]
    if not names:
        return
    done = subprocess.run(["shellcheck", "-x", "-f", "gcc", *names], cwd=tree.root, capture_output=True, text=True,
                          check=False)
    for line in done.stdout.splitlines():
        path, number, rest = line.split(":", 2)
        yield Finding(path, int(number), rest.split(":", 1)[1].strip())


RULES = [
    (formatted, "layout is decided once, so that a diff shows only what changed"),
    (layers, "a folder uses only what its line in proxy/CMakeLists.txt links: the picture stays true"),
    (full_paths, "an include says from which folder it comes"),
    (pure_core, "sockets, clocks, libuv and OpenSSL live in proxy/edge: the core runs in a test as in production"),
    (nothing_shared, "whatever two sessions could both change ties them to one event loop"),
    (desk_is_asked, "facts are values: what a session knows of its backend has been told to it"),
    (daemon_names, "the daemon reads as what it does: libuv and OpenSSL change in proxy/edge, and nowhere else"),
    (daemon_links, "what plays sessions back has no business in production"),
    (toml_once, "header-only toml++ without NDEBUG aborts on a stray `[`, and a reload must never kill the daemon"),
    (cli_once, "CLI11 takes seven seconds of every file that includes it, and commands are plain values"),
    (file_sizes, "a file that fits in the head can be reviewed"),
    (function_sizes, "a function that fits on a screen can be read"),
    (first_lines, "a newcomer learns from the first line what a file is"),
    (mutable_globals, "hidden state makes start-up order matter and tests depend on each other"),
    (using_namespace, "a header must not change what a name means elsewhere"),
    (tests_mirror, "whoever changes a file finds its test by its name"),
    (registry_complete, "an extension that is not registered is dead code that looks alive"),
    (names_in_comments, "a comment that names what is gone sends its reader astray"),
    (headers_alone, "a header that includes what it uses can be included in any order"),
    (top_level, "the top level is the user's choice"),
    (shell_sound, "an unquoted word in a script breaks on somebody else's machine"),
]


def main():
    tree = Tree(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    broken = skipped = 0
    for rule, reason in RULES:
        try:
            findings = list(rule(tree))
        except CannotRunError as why:
            skipped += 1
            print(f"skipped {rule.__name__.replace('_', ' ')}: {why}")
            continue
        broken += bool(findings)
        print(f"{'FAIL' if findings else 'ok  '} {rule.__name__.replace('_', ' ')}: {reason}")
        for finding in findings:
            print(f"     {finding}")
    print(f"{len(RULES)} rules, {broken} broken, {skipped} skipped")
    tally.add(len(RULES) - broken - skipped, broken, skipped)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
