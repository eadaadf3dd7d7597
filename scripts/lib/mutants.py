# The table of mutants, and weaving them into a copy of the source: see tests/mutation/README.md.
import dataclasses
import pathlib
import re
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "tests/mutation/mutants.toml"
# What is copied: all that is needed to build the tests and to run them.
PARTS = ["CMakeLists.txt", "proxy", "tests", "conf"]


@dataclasses.dataclass
class Mutant:
    name: str
    rule: str
    file: str
    old: str  # «...» marks what is replaced, where the rest is only there to make it the one place
    new: str
    hangs: str = ""  # why the tests may run for ever with it; without a reason that is no way of noticing

    @property
    def text(self):
        """`old` as it stands in the file."""
        return self.old.replace("«", "").replace("»", "")

    @property
    def core(self):
        """What is replaced, and where in `text` it begins."""
        match = re.search("«(.*)»", self.old, re.DOTALL)
        return (match[1], match.start()) if match else (self.old, 0)

    @property
    def is_statement(self):
        return self.core[0].rstrip().endswith((";", "}"))


def load(path=TABLE):
    return [Mutant(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]]


def stale(mutants, root=ROOT):
    """What is wrong with the table, a line each: a mutant whose place is gone, or is not the only one, tests nothing."""
    names = [mutant.name for mutant in mutants]
    found = [f"{name}: named twice" for name in sorted({name for name in names if names.count(name) > 1})]
    for mutant in mutants:
        path = root / mutant.file
        count = path.read_text(encoding="utf-8").count(mutant.text) if path.is_file() else 0
        if count != 1:
            found.append(f"{mutant.name}: stands {count} times in {mutant.file}, must be once: {mutant.text.strip()}")
    return found


def woven(mutants, source):
    """The file's text with all its mutants in it, each behind the question whether it is the one that lives."""
    places = {}
    for mutant in mutants:
        core, offset = mutant.core
        begin = source.index(mutant.text) + offset
        places.setdefault((begin, begin + len(core)), []).append(mutant)
    spans = sorted(places)
    for before, after in zip(spans, spans[1:]):
        if after[0] < before[1]:
            raise ValueError(f"{places[before][0].name} and {places[after][0].name} overlap")
    for begin, end in reversed(spans):
        source = source[:begin] + choice(places[begin, end], source[begin:end]) + source[end:]
    return source


def choice(mutants, original):
    for mutant in mutants:
        asks = f'::heloise::mutant("{mutant.name}")'
        if mutant.is_statement:
            original = f"if ({asks}) {{ {mutant.new} }} else {{ {original} }}"
        else:
            original = f"({asks} ? ({mutant.new}) : ({original}))"
    return original


def write_tree(mutants, target, root=ROOT):
    """A copy of the source with all mutants in it. Files that would not change are left alone: they need no new build."""
    by_file = {}
    for mutant in mutants:
        by_file.setdefault(mutant.file, []).append(mutant)
    wanted = set()
    for part in PARTS:
        for path in [root / part] if (root / part).is_file() else sorted((root / part).rglob("*")):
            if not path.is_file() or "__pycache__" in path.parts:
                continue
            name = str(path.relative_to(root))
            wanted.add(name)
            octets = path.read_bytes()
            if name in by_file:
                octets = woven(by_file[name], octets.decode()).encode()
            copy = target / name
            if copy.is_file() and copy.read_bytes() == octets:
                continue
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(octets)
    for path in sorted(target.rglob("*")):
        if path.is_file() and str(path.relative_to(target)) not in wanted:
            path.unlink()
