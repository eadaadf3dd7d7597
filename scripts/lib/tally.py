# Counts of a test run, kept in one file that every runner adds a line to: scripts/test sums them up.
import os


def add(passed, failed, skipped=0):
    """Adds to the run's tally, when there is a run that keeps one."""
    path = os.environ.get("HELOISE_TALLY")
    if path:
        with open(path, "a", encoding="ascii") as tally:
            tally.write(f"{passed} {failed} {skipped}\n")
