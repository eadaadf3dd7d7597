#!/usr/bin/env python3
# Runs the matrix of senders and backends, prints it, and keeps what was recorded as transcripts: see scripts/record-matrix.
import argparse
import json
import os
import pathlib
import re
import shutil
import socket
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/end_to_end"))
from lib import matrix  # noqa: E402

TRANSCRIPTS = ROOT / "tests/transcripts/recorded"
README = ROOT / "tests/README.md"
MARKS = ("<!-- matrix -->", "<!-- /matrix -->")

# Of the messages of a cell the one that is kept: two recipients, or the only one there is.
KEPT = ["two", "plain"]


def run_backend(name, wanted, base):
    """The cells of one backend."""
    folder = base / name
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    record = folder / "recordings"
    record.mkdir(mode=0o700)
    backend = matrix.BACKENDS[name](folder)
    front = matrix.front_of(folder, backend, record)
    cells = []
    try:
        for sender_name in wanted:
            cell = run_sender(sender_name, name, folder, front, backend)
            print(f"  {sender_name} to {name}: {cell.delivered} of {cell.sent}", *cell.faults, sep="\n    ", flush=True)
            cells.append(cell)
    finally:
        front.end()
        backend.end()
    for cell in cells:
        cell.version = backend.version
        cell.recordings = recordings_of(cell, record)
    return cells


def run_sender(name, backend_name, folder, front, backend):
    try:
        sender = matrix.SENDERS[name](folder, front.port)
    except AssertionError as error:
        return matrix.Cell(name, backend_name, sent=1, faults=[f"it did not start: {error}"])
    try:
        return matrix.run_cell(name, backend_name, sender, backend)
    finally:
        sender.end()


def recordings_of(cell, folder):
    """Which file is of which message: the subject tells."""
    found = {}
    for path in sorted(folder.glob("*.smtp")):
        match = re.search(rf"^F> Subject: {re.escape(cell.sender)}-to-{re.escape(cell.backend)} (\w+)$", path.read_text(), re.MULTILINE)
        if match:
            found.setdefault(match[1], str(path))
    return found


def keep(cell):
    """The recording of one message as a transcript, with what it is on top."""
    path = next((cell.recordings[letter] for letter in KEPT if letter in cell.recordings), None)
    if path is None:
        return f"{cell.sender} to {cell.backend}: nothing was recorded"
    text = pathlib.Path(path).read_text().replace(socket.gethostname() + ".", "host.")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    target = TRANSCRIPTS / cell.sender / f"{cell.backend}.smtp"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"# Recorded: {cell.sender} ({version_of(cell.sender)}) through heloise to {cell.backend} ({cell.version}).\n"
                      + "\n".join(lines) + "\n")
    return None


def version_of(sender):
    packages = {"exim": "exim4-daemon-light", "sendmail": "sendmail-bin", "smtp-source": "postfix",
                "python-smtplib": "python3"}
    if sender == "nodemailer":
        return matrix.peers.NODEMAILER
    return matrix.debian_version(packages.get(sender, sender))


def table(cells):
    """Markdown: a row per sender, a column per backend."""
    senders = list(dict.fromkeys(cell.sender for cell in cells))
    backends = list(dict.fromkeys(cell.backend for cell in cells))
    at = {(cell.sender, cell.backend): cell for cell in cells}
    rows = ["| sender | " + " | ".join(backends) + " |", "| --- " * (len(backends) + 1) + "|"]
    for sender in senders:
        values = [at[sender, backend] for backend in backends]
        rows.append(f"| {sender} | " + " | ".join(f"{'✓' if one.good else '✗'} {one.delivered}/{one.sent}" for one in values) + " |")
    return "\n".join(rows)


def explained(cells):
    return "".join(f"\n- {cell.sender} to {cell.backend}: {'; '.join(cell.faults)}" for cell in cells if not cell.good)


def update_readme(cells):
    text = README.read_text()
    begin, end = (text.index(mark) for mark in MARKS)
    README.write_text(text[:begin] + MARKS[0] + "\n" + table(cells) + "\n" + explained(cells) + ("\n" if explained(cells) else "")
                      + text[end:])


def main():
    parser = argparse.ArgumentParser(prog="record-matrix", description="Real senders through heloise to every backend.")
    parser.add_argument("--sender", action="append", choices=list(matrix.SENDERS), help="only this one; may be repeated")
    parser.add_argument("--backend", action="append", choices=list(matrix.BACKENDS), help="only this one; may be repeated")
    parser.add_argument("--keep", metavar="DIR", type=pathlib.Path, help="leave logs, recordings and matrix.json there")
    parser.add_argument("--update", action="store_true", help="rewrite the transcripts, and with all cells the table")
    options = parser.parse_args()
    senders = options.sender or list(matrix.SENDERS)
    backends = options.backend or list(matrix.BACKENDS)
    if why := matrix.why_not([*senders, *backends]):
        print(f"record-matrix: {why}; choose others with --sender and --backend", file=sys.stderr)
        return 2

    base = pathlib.Path(tempfile.mkdtemp(prefix="heloise-matrix-"))
    base.chmod(0o755)
    try:
        cells = [cell for name in backends for cell in run_backend(name, senders, base)]
        (base / "matrix.json").write_text(json.dumps([vars(cell) for cell in cells], indent=1) + "\n")
        print(table(cells) + explained(cells))
        faults = [fault for cell in cells if options.update for fault in [keep(cell)] if fault]
        for fault in faults:
            print(fault)
        if options.update and not (options.sender or options.backend):
            update_readme(cells)
        return 0 if all(cell.good for cell in cells) and not faults else 1
    finally:
        if options.keep:
            shutil.copytree(base, options.keep, dirs_exist_ok=True, ignore_dangling_symlinks=True)
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
