#!/usr/bin/env python3
# Runs the matrix of senders and backends, prints it, and keeps what was recorded as transcripts: see scripts/record-matrix.
import argparse
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/end_to_end"))
from lib import letters, matrix  # noqa: E402
from lib.house import BINARY  # noqa: E402

TRANSCRIPTS = ROOT / "tests/transcripts/recorded"
README = ROOT / "tests/README.md"
MARKS = ("<!-- matrix -->", "<!-- /matrix -->")

# What would be different at another time and says nothing of heloise: a transcript need not say it.
PASSING = re.compile(r"@ (name|address) = |#")
ADDRESS = re.compile(r'^@ address = \["(.*)"\]$', re.MULTILINE)
USUAL_ADDRESS = "192.0.2.25:25"
# And what of a machine must never be in the tree.
PRIVATE = re.compile(r"/tmp/|/home/|/root/|\broot@")
HOST = re.compile(rf"(?<![\w-]){re.escape(socket.gethostname())}(?![\w-])")


def run_backend(name, wanted, base):
    """The cells of one backend."""
    stand = matrix.Stand(name, base / name)
    try:
        for sender in wanted:
            cell = stand.run(sender)
            print(f"  {sender} to {name}: {cell.delivered} of {cell.sent}", *cell.faults, sep="\n    ", flush=True)
    finally:
        stand.end()
    return stand.cells


def replayed(*folders):
    """What of the recordings does not replay the same, or nothing."""
    done = subprocess.run([BINARY, "replay", *folders], capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else done.stdout + done.stderr


def choice(cell):
    """The letter of a cell that is kept: another for each neighbour, so that all are seen with every sender and backend."""
    number = list(matrix.SENDERS).index(cell.sender) + list(matrix.BACKENDS).index(cell.backend)
    names = list(letters.NAMES)
    return next((name for name in names[number % 3:] + names[:number % 3] if name in cell.recordings), None)


def usual(text):
    """With the backend at the address that a transcript has if it says none: what was known of it is by address."""
    return text.replace(ADDRESS.search(text)[1], USUAL_ADDRESS)


def keep(cell):
    """A recording of the cell as a transcript, with what it is on top; what is wrong with it, or nothing."""
    chosen = choice(cell)
    if chosen is None:
        return f"{cell.sender} to {cell.backend}: nothing was recorded"
    path = cell.recordings[chosen]
    lines = [line for line in usual(path.read_text()).splitlines() if not PASSING.match(line)]
    text = "\n".join(lines)
    if private := PRIVATE.search(text) or (socket.gethostname() != "localhost" and HOST.search(text)):
        return f"{cell.sender} to {cell.backend}: {private[0]!r} is of this machine"
    held = "; ".join(letters.NAMES[name] for name, file in cell.recordings.items() if file == path)
    comment = f"Recorded by scripts/record-matrix: {matrix.described(cell.sender)} to {matrix.described(cell.backend)}; {held}."
    target = TRANSCRIPTS / cell.sender / f"{cell.backend}.smtp"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(["# " + line for line in textwrap.wrap(comment, 110)] + lines) + "\n")
    return None


def table(cells):
    """Markdown: a row per sender, a column per backend."""
    senders = list(dict.fromkeys(cell.sender for cell in cells))
    backends = list(dict.fromkeys(cell.backend for cell in cells))
    at = {(cell.sender, cell.backend): cell for cell in cells}
    rows = ["| sender | " + " | ".join(backends) + " |", "| --- " * (len(backends) + 1) + "|"]
    for sender in senders:
        values = [at[sender, backend] for backend in backends]
        rows.append(f"| {sender} | " + " | ".join(f"{one.delivered}/{one.sent}" for one in values) + " |")
    return "\n".join(rows)


def explained(cells):
    return "".join(f"\n- {cell.sender} to {cell.backend}: {'; '.join(cell.faults)}" for cell in cells if not cell.good)


def sum_of(cells):
    good = sum(cell.good for cell in cells)
    return f"{good} of {len(cells)} cells delivered, {sum(cell.delivered for cell in cells)} messages"


def update_readme(cells):
    names = dict.fromkeys([*(cell.sender for cell in cells), *(cell.backend for cell in cells)])
    versions = "; ".join(dict.fromkeys(f"`{name}` {matrix.described(name)}" for name in names
                                       if name not in matrix.backends.PROFILES))
    parts = [MARKS[0], table(cells) + explained(cells), "Versions: " + versions + ".", sum_of(cells) + ".", ""]
    text = README.read_text()
    begin, end = (text.index(mark) for mark in MARKS)
    README.write_text(text[:begin] + "\n\n".join(parts) + text[end:])


def update(cells, whole):
    """Writes the transcripts and, of the whole matrix, the table; what is wrong with them."""
    if whole:
        shutil.rmtree(TRANSCRIPTS, ignore_errors=True)
        update_readme(cells)
    faults = [fault for cell in cells if (fault := keep(cell))]
    return faults + [text for text in [replayed(TRANSCRIPTS)] if text]


def parsed():
    parser = argparse.ArgumentParser(prog="record-matrix", description="Real senders through heloise to every backend.")
    parser.add_argument("--sender", action="append", choices=list(matrix.SENDERS), help="only this one; may be repeated")
    parser.add_argument("--backend", action="append", choices=list(matrix.BACKENDS), help="only this one; may be repeated")
    parser.add_argument("--keep", metavar="DIR", type=pathlib.Path, help="leave logs, recordings and matrix.json there")
    parser.add_argument("--update", action="store_true", help="rewrite the transcripts, and with all cells the table")
    return parser.parse_args()


def leave(base, folder):
    """Copies all that is a file: mail servers leave sockets and pipes."""
    def others(where, names):
        paths = [pathlib.Path(where, name) for name in names]
        return [path.name for path in paths if path.is_symlink() or not (path.is_file() or path.is_dir())]

    shutil.copytree(base, folder, dirs_exist_ok=True, ignore=others)


def main():
    options = parsed()
    senders = options.sender or list(matrix.SENDERS)
    backends = options.backend or list(matrix.BACKENDS)
    if why := matrix.why_not([*senders, *backends]):
        print(f"record-matrix: {why}; choose others with --sender and --backend", file=sys.stderr)
        return 2

    began = time.monotonic()
    base = pathlib.Path(tempfile.mkdtemp(prefix="heloise-matrix-"))
    base.chmod(0o755)
    try:
        cells = [cell for name in backends for cell in run_backend(name, senders, base)]
        (base / "matrix.json").write_text(json.dumps([vars(cell) for cell in cells], indent=1, default=str) + "\n")
        print(table(cells) + explained(cells))
        faults = [text for text in [replayed(*base.glob("*/recordings"))] if text]
        if options.update:
            faults += update(cells, not (options.sender or options.backend))
        print(*faults, f"{sum_of(cells)}, in {time.monotonic() - began:.0f} s", sep="\n")
        return 0 if all(cell.good for cell in cells) and not faults else 1
    finally:
        if options.keep:
            leave(base, options.keep)
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
