#!/usr/bin/env python3
# Lets each mutant live in turn and asks which tests notice: see scripts/mutate.
import argparse
import concurrent.futures
import dataclasses
import os
import re
import resource
import shutil
import subprocess
import sys
import time

import mutants as table

BUILD = table.ROOT / "build-mutate"
SOURCE = BUILD / "source"
TREE = BUILD / "tree"
TESTS = TREE / "tests/test_mutation"

SHOWN = 3  # so many tests are named for each mutant
# All tests together take some seconds. One that takes ten times as long, at least a minute, hangs.
PATIENCE = 10
PATIENCE_LEAST = 60
# A mutant that never ends must not eat the machine meanwhile; the tests need less than a tenth of it.
MEMORY = 4 << 30


@dataclasses.dataclass
class Outcome:
    failed: list  # the tests, in their order
    hung: bool = False
    seconds: float = 0.0
    words: str = ""  # how it ended, where that is not by itself


def build(mutants):
    table.write_tree(mutants, SOURCE)
    # Warnings are for code that somebody wrote, and here is (a ? b : b) and an else behind a return.
    flags = f"-std=c++20 -include {SOURCE}/tests/mutation/mutant.h -w"
    # Little optimisation: it is compiled whole where nothing is cached, and runs only once a mutant.
    options = ["-G", "Ninja", "-DCMAKE_CXX_COMPILER=g++", "-DHELOISE_MUTATION=ON", "-DCMAKE_BUILD_TYPE=Release",
               "-DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNDEBUG", f"-DCMAKE_CXX_FLAGS={flags}"]
    if shutil.which("ccache"):
        options.append("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache")
    for command in [["cmake", "-S", SOURCE, "-B", TREE, *options, "--log-level=WARNING"],
                    ["cmake", "--build", TREE, "--parallel", str(os.cpu_count()), "--target", "test_mutation"]]:
        subprocess.run(command, stdout=sys.stderr, check=True)


def run(mutant_name, seconds, tests="*"):
    """All tests with this mutant alive."""
    began = time.monotonic()
    process = subprocess.Popen([TESTS, f"--gtest_filter={tests}"], cwd=BUILD,
                               env={**os.environ, "HELOISE_MUTANT": mutant_name},
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    resource.prlimit(process.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.prlimit(process.pid, resource.RLIMIT_CORE, (0, 0))
    hung = False
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        hung = True
        process.kill()
        output, _ = process.communicate()
    text = output.decode("utf-8", "replace")
    failed = re.findall(r"^\[  FAILED  \] ([^\s,]+\.[^\s,]+)", text, re.MULTILINE)
    outcome = Outcome(list(dict.fromkeys(failed)), hung, time.monotonic() - began)
    if hung or process.returncode not in (0, 1):
        last = (re.findall(r"^\[ RUN      \] (\S+)", text, re.MULTILINE) or ["the start"])[-1]
        outcome.words = f"{'hung' if hung else 'crashed'} in {last}"
        if not hung:
            outcome.failed.append(last)
    elif process.returncode == 1 and not failed:
        outcome.failed.append("(exit code 1)")
    return outcome


def noticed(mutant, outcome):
    return bool(outcome.failed) or (outcome.hung and bool(mutant.hangs))


def line_of(mutant, outcome):
    """Name and rule, then who notices."""
    names = [name.replace("Transcripts/TranscriptFile.PlaysAsWritten/", "transcript ") for name in outcome.failed]
    by = ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
    if not noticed(mutant, outcome):
        by = "NOBODY"
    if outcome.words:
        by += f" ({outcome.words}{': ' + mutant.hangs if outcome.hung and mutant.hangs else ''})"
    return f"{mutant.name}: {mutant.rule}\n  {len(names):5} {'test ' if len(names) == 1 else 'tests'}  {by}"


def main():
    parser = argparse.ArgumentParser(prog="mutate",
                                     description="Breaks the engine on purpose and asks which tests notice.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these mutants")
    parser.add_argument("--list", action="store_true", help="print all names with their rules")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="mutants at once")
    options = parser.parse_args()

    mutants = table.load()
    if options.list:
        print("\n".join(f"{mutant.name}: {mutant.rule}" for mutant in mutants))
        return 0
    if unknown := sorted(set(options.names) - {mutant.name for mutant in mutants}):
        print(f"mutate: there is no mutant {', '.join(unknown)}; --list shows them", file=sys.stderr)
        return 2
    if gone := table.stale(mutants):
        print("mutate: the table does not fit the source any more\n" + "\n".join(gone), file=sys.stderr)
        return 1
    began = time.monotonic()
    build(mutants)
    built = time.monotonic()
    whole = run("none", 600)
    if whole.failed or whole.hung:
        print(f"mutate: without any mutant these fail: {', '.join(whole.failed)} {whole.words}", file=sys.stderr)
        return 1

    chosen = [mutant for mutant in mutants if not options.names or mutant.name in options.names]
    patience = max(PATIENCE_LEAST, PATIENCE * whole.seconds)
    survivors = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        outcomes = pool.map(lambda mutant: run(mutant.name, patience), chosen)
        for mutant, outcome in zip(chosen, outcomes):
            print(line_of(mutant, outcome), flush=True)
            if not noticed(mutant, outcome):
                survivors.append(mutant.name)
    print(f"\n{len(chosen) - len(survivors)} of {len(chosen)} mutants noticed; built in {built - began:.0f} s, "
          f"ran for {time.monotonic() - built:.0f} s")
    for name in survivors:
        print(f"survived: {name}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
