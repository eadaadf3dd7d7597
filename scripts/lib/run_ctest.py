#!/usr/bin/env python3
# Runs a build tree's tests with ctest and counts what they hold: run_ctest.py TREE
#
# ctest counts programs; a GoogleTest program writes one XML file with its cases, and those are what a
# reader wants counted. A program without such a file is one case, and one that died is a failed one.
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import tally


def cases(folder):
    passed = failed = skipped = programs = 0
    for path in pathlib.Path(folder).glob("*.xml"):
        try:
            root = xml.etree.ElementTree.parse(path).getroot()
        except xml.etree.ElementTree.ParseError:
            continue  # the program died while writing: ctest knows
        programs += 1
        for case in root.iter("testcase"):
            if case.find("failure") is not None:
                failed += 1
            elif case.get("result") == "skipped" or case.find("skipped") is not None:
                skipped += 1
                print(f"skipped: {case.get('classname')}.{case.get('name')}")
            else:
                passed += 1
    return passed, failed, skipped, programs


def main():
    tree = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        xmls = pathlib.Path(folder) / "cases"
        xmls.mkdir()
        junit = pathlib.Path(folder) / "ctest.xml"
        done = subprocess.run(["ctest", "--test-dir", tree, "--parallel", str(os.cpu_count()), "--output-on-failure",
                               "--no-tests=error", "--timeout", "900", "--output-junit", junit],
                              env={**os.environ, "GTEST_OUTPUT": f"xml:{xmls}/", "GTEST_BRIEF": "1"}, check=False)
        passed, failed, skipped, programs = cases(xmls)
        suite = xml.etree.ElementTree.parse(junit).getroot() if junit.exists() else None
        if suite is not None:
            total, red = int(suite.get("tests")), int(suite.get("failures"))
            passed += max(0, total - programs - max(0, red - min(red, failed)))
            failed = max(failed, red)
        failed = max(failed, int(done.returncode != 0))
    tally.add(passed, failed, skipped)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
