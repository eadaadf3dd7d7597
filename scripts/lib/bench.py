#!/usr/bin/env python3
# Runs the comparison of scripts/bench and prints its tables.
#
# Messages a second and processor time are medians over interleaved rounds; processor time is that
# of the proxy alone, from /proc. System calls are counted by strace in a pass of their own, because
# counting slows them. Memory is the growth of the resident set of a new process over idle sessions that
# were greeted and said EHLO; the kernel's socket buffers are not in it.
import argparse
import contextlib
import pathlib
import re
import resource
import socket
import statistics
import subprocess
import tempfile
import time

import bench_conversion
import bench_peers
import processor_time
from bench_peers import peers

LOADS = {
    "4 KiB, a connection each": ["-s", "20", "-m", "2000", "-l", "4096"],
    "4 KiB, one connection for all": ["-d", "-s", "20", "-m", "4000", "-l", "4096"],
    "1 MiB, a connection each": ["-s", "4", "-m", "80", "-l", "1048576"],
}

NOTES = """
What each does for a message:
  direct   smtp-source speaks to smtp-sink itself: the bound of the tools, not of a proxy.
  haproxy  mode tcp: copies octets both ways and reads none of them; opens the back connection at once.
  nginx    answers HELO itself, asks an auth_http server (in Python, its time not counted) at each first RCPT where
           to go, replays HELO, MAIL and RCPT to the back, then copies octets. One process, XCLIENT off.
  heloise  reads every command, reply and line on both legs, unstuffs and stuffs the message, adds Received, opens the
           back connection at MAIL. One loop.
smtp-source and smtp-sink share the machine's processors with the proxy."""


def resident_kib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1])


def count_of(load):
    return int(load[load.index("-m") + 1])


def send(peer, load):
    """Seconds the load took, and the proxy's processor seconds."""
    before = processor_time.of_program(peer.program.pid) if peer.program else 0.0
    began = time.monotonic()
    subprocess.run([peers.program("postfix", "usr/sbin/smtp-source"), *load, "-f", "ada@sender.example", "-t", "pm@example.org",
                    "-M", "sender.example", f"127.0.0.1:{peer.port}"], env=peers.environment("postfix"), check=True, timeout=600)
    took = time.monotonic() - began
    return took, (processor_time.of_program(peer.program.pid) - before if peer.program else 0.0)


def system_calls(peer, load, folder):
    """Calls of one message, by strace -c over a load."""
    if not peer.program:
        return None
    summary = folder / f"{peer.name}.strace"
    tracer = subprocess.Popen(["strace", "-c", "-f", "-o", summary, "-p", str(peer.program.pid)],
                              stderr=subprocess.PIPE, text=True)
    if "attached" not in tracer.stderr.readline():
        return None
    send(peer, load)
    tracer.send_signal(2)
    tracer.wait(30)
    total = re.search(r"^100\.00\s.*?(\d+)(?:\s+\d+)? total$", summary.read_text(), re.MULTILINE)
    return int(total[1]) / count_of(load) if total else None


def idle_memory(peer, sessions):
    """KiB of resident set for each of so many idle sessions."""
    if not peer.program:
        return None
    before = resident_kib(peer.program.pid)
    with contextlib.ExitStack() as stack:
        for _ in range(sessions):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", peer.port), timeout=60))
            _reply(connection)
            connection.sendall(b"EHLO sender.example\r\n")
            _reply(connection)
        return (resident_kib(peer.program.pid) - before) / sessions


def _reply(connection):
    received = b""
    while not re.search(rb"(?:^|\n)\d{3}(?: [^\n]*)?\r?\n$", received):
        octets = connection.recv(4096)
        if not octets:
            raise RuntimeError(f"closed after {received!r}")
        received += octets


def median_rows(results, baseline):
    """peer -> columns, each with its ratio to the baseline's."""
    rows = {}
    for name, rounds in results.items():
        rate = statistics.median(rate for rate, _ in rounds)
        cpu = statistics.median(cpu for _, cpu in rounds)
        rows[name] = (rate, cpu)
    base = rows[baseline]
    for name, (rate, cpu) in rows.items():
        yield name, rate, rate / base[0], cpu * 1e6, (cpu / base[1] if base[1] else 0.0)


def print_speed(title, results):
    print(f"\n{title}\n  {'':10} {'messages/s':>12} {'of haproxy':>11} {'CPU us/message':>15} {'of haproxy':>11}")
    for name, rate, rate_ratio, cpu, cpu_ratio in median_rows(results, "haproxy"):
        cpu_text = f"{cpu:15.0f} {cpu_ratio:10.2f}x" if cpu else f"{'-':>15} {'-':>11}"
        print(f"  {name:10} {rate:12.0f} {rate_ratio:10.2f}x {cpu_text}")


def compare_proxies(rounds, quick, idle):
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        started = []
        for start in bench_peers.ALL:
            started.append(start(folder))
            stack.callback(started[-1].end)
        for title, load in LOADS.items():
            load = list(load)
            if quick:
                load[load.index("-m") + 1] = str(max(20, count_of(load) // 10))
            results = {peer.name: [] for peer in started}
            for peer in started:
                send(peer, [*load[:load.index("-m")], "-m", "20", *load[load.index("-m") + 2:]])  # warm
            for _ in range(rounds):
                for peer in started:
                    took, cpu = send(peer, load)
                    results[peer.name].append((count_of(load) / took, cpu / count_of(load)))
            print_speed(f"{title} ({count_of(load)} messages, median of {rounds})", results)
        print(f"\n{'':12} {'system calls/message':>21} {'KiB/idle session':>17}   ({idle} sessions)")
        load = ["-s", "20", "-m", "500", "-l", "4096"]
        for peer, start in zip(started, bench_peers.ALL):
            if peer.program:
                calls = system_calls(peer, load, folder)
                # A new process: one that has worked holds freed memory, in which idle sessions cost nothing.
                fresh = start(folder)
                stack.callback(fresh.end)
                memory = idle_memory(fresh, idle)
                print(f"  {peer.name:10} {calls if calls is not None else float('nan'):21.1f} {memory:17.2f}")
    print(NOTES)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("part", nargs="*", choices=[[], "proxies", "conversion"], metavar="PART",
                         help="proxies: beside HAProxy and nginx; conversion: beside Postfix's own; default: both")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--idle", type=int, default=2000)
    options.add_argument("--quick", action="store_true", help="one round, a tenth of the messages")
    chosen = options.parse_args()
    rounds = 1 if chosen.quick else chosen.rounds
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    parts = chosen.part or ["proxies", "conversion"]
    if "proxies" in parts:
        # heloise counts four descriptors a session, and gives one address half of its sessions.
        compare_proxies(rounds, chosen.quick, min(chosen.idle, max(1, (hard - 400) // 8)))
    if "conversion" in parts:
        with tempfile.TemporaryDirectory() as name:
            pathlib.Path(name).chmod(0o755)
            bench_conversion.run(pathlib.Path(name), rounds, chosen.quick)


if __name__ == "__main__":
    main()
