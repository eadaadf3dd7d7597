# How long programs were on a processor, from /proc: in nanoseconds where the kernel tells them, not in ticks.
import os
import pathlib


def of_program(pid):
    """Seconds of all its threads: utime and stime."""
    threads = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text(encoding="ascii").split()[0]) for thread in threads) / 1e9


def of_family(pid):
    """Seconds of a program and its children; of those that have ended the parent knows, in ticks of 10 ms."""
    stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    total = of_program(pid) + (int(stat[13]) + int(stat[14])) / os.sysconf("SC_CLK_TCK")
    for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
        try:
            total += of_program(int(child))
        except FileNotFoundError:
            pass  # it ended meanwhile
    return total
