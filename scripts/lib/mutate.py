#!/usr/bin/env python3
# Lets each mutant live in turn and asks who notices: see scripts/mutate.
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

import mutants as table

BUILD = table.ROOT / "build-mutate"
SOURCE = BUILD / "source"
TESTS = BUILD / "tree/tests/test_mutation"
SIMULATOR = BUILD / "tree/tests/simulation/simulate"

# A mutant that makes a test run ten times as long as all of them together hangs.
SECONDS = 120
SIMULATED = ["--seed", "1", "--sessions", "40000"]


def build(mutants):
    table.write_tree(mutants, SOURCE)
    # g++ is strict about what nobody would write: (a ? b : b), an else behind a return.
    flags = f"-std=c++20 -include {SOURCE}/tests/mutation/mutant.h -w"
    options = ["-G", "Ninja", "-DCMAKE_CXX_COMPILER=g++", f"-DCMAKE_CXX_FLAGS={flags}", "-DHELOISE_MUTATION=ON"]
    if subprocess.run(["which", "ccache"], capture_output=True, check=False).returncode == 0:
        options.append("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache")
    subprocess.run(["cmake", "-S", SOURCE, "-B", BUILD / "tree", *options, "--log-level=WARNING"], stdout=sys.stderr, check=True)
    subprocess.run(["cmake", "--build", BUILD / "tree", "--parallel", str(os.cpu_count()), "--target", "test_mutation", "simulate", "--", "-k", "0"],
                   stdout=sys.stderr, check=True)


def run(program, arguments, name):
    """(noticed, by whom)"""
    environment = {**os.environ, "HELOISE_MUTANT": name}
    try:
        done = subprocess.run([program, *arguments], env=environment, capture_output=True, timeout=SECONDS, check=False,
                              cwd=BUILD)
    except subprocess.TimeoutExpired:
        return True, ["(it hung)"]
    output = done.stdout.decode("utf-8", "replace")
    failed = list(dict.fromkeys(re.findall(r"^\[  FAILED  \] (\S+?),? ", output, re.MULTILINE)))
    broken = re.findall(r"^BROKEN in .*\n  (.*)", output, re.MULTILINE)
    if done.returncode < 0:
        running = re.findall(r"^\[ RUN      \] (\S+)", output, re.MULTILINE)
        failed += [f"{running[-1] if running else program.name} (it crashed)"]
    return done.returncode != 0, failed or broken or ["(exit code {})".format(done.returncode)] * (done.returncode != 0)


def judge(mutant, full):
    options = ["--gtest_brief=0"] + ([] if full else ["--gtest_fail_fast"])
    noticed, who = run(TESTS, options, mutant.name)
    simulated, _ = run(SIMULATOR, SIMULATED, mutant.name)
    return mutant, noticed, who, simulated


def report(results, full):
    width = max(len(mutant.name) for mutant, *_ in results)
    for mutant, noticed, who, simulated in results:
        by = f"{len(who)} tests, first {who[0]}" if full and noticed else who[0] if noticed else "NOBODY"
        print(f"{mutant.name:<{width}}  {'simulator, ' if simulated else ''}{by}\n{'':<{width}}    breaks {mutant.rule}")
    survivors = [mutant.name for mutant, noticed, *_ in results if not noticed]
    simulated = sum(simulated for *_, simulated in results)
    print(f"\n{len(results) - len(survivors)} of {len(results)} noticed by the tests, {simulated} by the simulator too")
    for name in survivors:
        print(f"survived: {name}")
    return 1 if survivors else 0


def main():
    parser = argparse.ArgumentParser(prog="mutate", description="Breaks the engine on purpose and asks which tests notice.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these mutants")
    parser.add_argument("--list", action="store_true", help="print all names with their rules")
    parser.add_argument("--full", action="store_true", help="count all tests that notice, not only find the first")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="mutants at once")
    options = parser.parse_args()

    mutants = table.load()
    if options.list:
        print("\n".join(f"{mutant.name}: {mutant.rule}" for mutant in mutants))
        return 0
    unknown = sorted(set(options.names) - {mutant.name for mutant in mutants})
    if unknown:
        print(f"mutate: there is no mutant {', '.join(unknown)}; --list shows them", file=sys.stderr)
        return 2
    if gone := table.stale(mutants):
        print("mutate: the table does not fit the source any more\n" + "\n".join(gone), file=sys.stderr)
        return 1
    build(mutants)
    for program, arguments in [(TESTS, []), (SIMULATOR, SIMULATED)]:
        broken, who = run(program, arguments, "none")
        if broken:
            print(f"mutate: without a mutant already: {', '.join(who)}", file=sys.stderr)
            return 1
    chosen = [mutant for mutant in mutants if not options.names or mutant.name in options.names]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda mutant: judge(mutant, options.full), chosen))
    return report(results, options.full)


if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    sys.exit(main())
