#!/usr/bin/env python3
# Runs a folder's Python tests, a line for each, skips with their reason: run_unittests.py FOLDER [WORD...]
#
# FOLDER/*_test.py are loaded; with WORDs only the tests whose name holds one of them.
import pathlib
import sys
import time
import unittest

import tally


class Lines(unittest.TestResult):
    """Prints each test as it ends, with what it took: a slow test shows itself."""

    def __init__(self):
        super().__init__()
        self.passed = 0
        self.began = 0.0

    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()

    def _line(self, word, test, more=""):
        print(f"{word:<7} {time.monotonic() - self.began:6.1f} s  {test.id()}{more}", flush=True)

    def addSuccess(self, test):
        self.passed += 1
        self._line("ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._line("FAILED", test, "\n" + self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self._line("ERROR", test, "\n" + self.errors[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._line("FAILED", subtest, "\n" + (self.failures or self.errors)[-1][1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._line("SKIPPED", test, f": {reason}")


def each(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from each(test)
        else:
            yield test


def main():
    folder, words = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    sys.path.insert(0, str(folder))
    found = unittest.defaultTestLoader.discover(str(folder), "*_test.py", str(folder))
    chosen = unittest.TestSuite(test for test in each(found)
                                if not words or any(word in test.id() for word in words))
    result = Lines()
    chosen.run(result)
    failed = len(result.failures) + len(result.errors)
    tally.add(result.passed, failed, len(result.skipped))
    if failed or result.passed + len(result.skipped) == 0:
        print(f"{failed} of {result.testsRun} tests in {folder.name} failed")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
