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
import tempfile
import time

import mutants as table

BUILD = table.ROOT / "build-mutate"
SOURCE = BUILD / "source"
TREE = BUILD / "tree"
TESTS = TREE / "tests/test_mutation"

SHOWN = 3  # so many tests are named for each mutant
# All tests together take some seconds. Those of a mutant that take ten times as long, at least a minute, hang.
PATIENCE = 10
PATIENCE_LEAST = 60
UNBROKEN_PATIENCE = 600
# A mutant that never ends must not eat the machine meanwhile; the tests need less than a tenth of it.
MEMORY = 4 << 30


@dataclasses.dataclass
class Outcome:
    failed: list  # the tests, in their order
    text: str
    seconds: float
    hung: bool = False
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


def run(mutant_name, seconds, tests=("*",), first=False):
    """These tests with this mutant alive, or with `first` up to the first that fails."""
    began = time.monotonic()
    with tempfile.NamedTemporaryFile("w") as flags:
        # Too many for a command line.
        flags.write(f"--gtest_filter={':'.join(tests)}\n" + "--gtest_fail_fast\n" * first)
        flags.flush()
        process = subprocess.Popen([TESTS, f"--gtest_flagfile={flags.name}"], cwd=BUILD, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, env={**os.environ, "HELOISE_MUTANT": mutant_name})
        resource.prlimit(process.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.prlimit(process.pid, resource.RLIMIT_CORE, (0, 0))
        hung = False
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            hung = True
            process.kill()
            output, _ = process.communicate()
    return judged(output.decode("utf-8", "replace"), process.returncode, hung, time.monotonic() - began)


def judged(text, code, hung, seconds):
    failed = list(dict.fromkeys(re.findall(r"^\[  FAILED  \] ([^\s,]+\.[^\s,]+)", text, re.MULTILINE)))
    outcome = Outcome(failed, text, seconds, hung)
    if hung or code not in (0, 1):
        last = (re.findall(r"^\[ RUN      \] (\S+)", text, re.MULTILINE) or ["the start"])[-1]
        outcome.words = f"{'hung' if hung else 'crashed'} in {last}"
        if not hung:
            failed.append(last)
    elif code == 1 and not failed:
        failed.append("(exit code 1)")
    return outcome


def passers_by(whole):
    """For each mutant the tests that come by its place: no other can notice it."""
    by = {}
    for test, names in re.findall(r"^came by: (\S+)(.*)$", whole.text, re.MULTILINE):
        for name in names.split():
            by.setdefault(name, []).append("*" if test == "-" else test)
    return by


def is_noticed(mutant, outcome):
    return bool(outcome.failed) or (outcome.hung and bool(mutant.hangs))


def told(mutant, outcome, came_by):
    """Name and rule, then who notices."""
    names = [name.replace("Transcripts/TranscriptFile.PlaysAsWritten/", "transcript ") for name in outcome.failed]
    by = ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "") or "NOBODY"
    if outcome.words:
        by += f" ({outcome.words}{': ' + mutant.hangs if outcome.hung and mutant.hangs else ''})"
    return f"{mutant.name}: {mutant.rule}\n    {len(names)} of {came_by} that come by notice: {by}"


def let_live(mutants, by, patience, options):
    """Runs them all, tells of each, and returns the names of those that survive."""
    survivors = []

    def live(mutant):
        tests = by.get(mutant.name, [])
        return run(mutant.name, patience, tests, options.first) if tests else Outcome([], "", 0)

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for mutant, outcome in zip(mutants, pool.map(live, mutants)):
            tests = by.get(mutant.name, [])
            print(told(mutant, outcome, "all tests" if "*" in tests else len(tests)), flush=True)
            if not is_noticed(mutant, outcome):
                survivors.append(mutant.name)
    return survivors


def main():
    parser = argparse.ArgumentParser(prog="mutate",
                                     description="Breaks the engine on purpose and asks which tests notice.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these mutants")
    parser.add_argument("--list", action="store_true", help="print all names with their rules")
    parser.add_argument("--first", action="store_true", help="stop at the first test that notices, which is faster")
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
    whole = run("?", UNBROKEN_PATIENCE)
    if whole.failed or whole.hung:
        print(f"mutate: without any mutant these fail: {', '.join(whole.failed)} {whole.words}", file=sys.stderr)
        return 1
    chosen = [mutant for mutant in mutants if not options.names or mutant.name in options.names]
    patience = max(PATIENCE_LEAST, PATIENCE * whole.seconds)
    survivors = let_live(chosen, passers_by(whole), patience, options)
    print(f"\n{len(chosen) - len(survivors)} of {len(chosen)} mutants noticed; built in {built - began:.0f} s, "
          f"ran for {time.monotonic() - built:.0f} s")
    for name in survivors:
        print(f"survived: {name}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
