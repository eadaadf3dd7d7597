#!/usr/bin/env python3
# A table of covered lines per folder, and those that are not with their reasons: coverage.py JSON REASONS
#
# REASONS is scripts/lib/uncovered.txt. Nothing is taken out of the count: a line with a reason is a line that
# no test runs. What the file is for is that each of them has been looked at.
import collections
import fnmatch
import json
import pathlib
import re
import sys

LEAST = 95.0
EDGE = ("edge", "daemon", "tools", "commands", "main.cpp")  # sockets, clocks and the command line: the end-to-end tests' affair


def folder_of(name):
    return name.split("/")[1]


def counted(coverage):
    """name -> {line number: runs}, of lines that hold code."""
    return {entry["file"]: {line["line_number"]: line["count"] for line in entry["lines"]
                            if not line.get("gcovr/noncode")}
            for entry in coverage["files"]}


def read_reasons(text):
    """(pattern of the file, text that the line holds, reason) per row: `FILE: "LINE": REASON`."""
    reasons = []
    for number, row in enumerate(text.splitlines(), 1):
        if not row.strip() or row.startswith("#"):
            continue
        match = re.fullmatch(r'(\S+): `(.+?)`: (\S.*)', row)
        if not match:
            sys.exit(f"uncovered.txt:{number}: not FILE: `LINE`: REASON")
        reasons.append(match.groups())
    return reasons


def by_reason(missed, sources, reasons):
    """What is missed, by its reason; what has none; reasons that nothing needs."""
    found, open_lines, used = collections.defaultdict(list), [], set()
    for name, number in missed:
        text = sources(name)[number - 1]
        row = next((row for row in reasons if fnmatch.fnmatch(name, row[0]) and (row[1] == "*" or row[1] in text)), None)
        if row is None:
            open_lines.append(f"{name}:{number}: {text.strip()}")
        else:
            used.add(row)
            found[row[2]].append(f"{name}:{number}")
    return found, open_lines, [row for row in reasons if row not in used]


def print_table(lines):
    totals = collections.defaultdict(lambda: [0, 0])
    for name, counts in lines.items():
        for key in (folder_of(name), "edge and command line" if folder_of(name) in EDGE else "pure core"):
            totals[key][0] += sum(count > 0 for count in counts.values())
            totals[key][1] += len(counts)
    last = ("edge and command line", "pure core")
    print(f"{'folder':<22} {'lines':>6} {'run':>6} {'not':>5}       %")
    for key in [*sorted(set(totals) - set(last)), *last]:
        run, every = totals[key]
        print(f"{key:<22} {every:>6} {run:>6} {every - run:>5}  {100 * run / every:6.2f}")
    run, every = totals["pure core"]
    return 100 * run / every


def main():
    lines = counted(json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")))
    reasons = read_reasons(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
    cache = {}

    def sources(name):
        if name not in cache:
            cache[name] = pathlib.Path(name).read_text(encoding="utf-8").splitlines()
        return cache[name]

    share = print_table(lines)
    missed = [(name, number) for name, counts in sorted(lines.items()) for number, count in sorted(counts.items())
              if count == 0 and folder_of(name) not in EDGE]
    found, open_lines, stale = by_reason(missed, sources, reasons)
    print("\nlines of the pure core that no test runs, by reason:")
    for reason, places in found.items():
        print(f"  {len(places):>3}  {reason}\n       {' '.join(places)}")
    for line in open_lines:
        print(f"no test and no reason: {line}")
    for name, text, _ in stale:
        print(f"scripts/lib/uncovered.txt: {name}: `{text}` is run by now, or gone")
    print(f"\npure core: {share:.2f} % of lines, {LEAST:.0f} % wanted; {len(missed)} lines without a test, "
          f"{len(open_lines)} of them without a reason")
    return 0 if share >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
