# The part "conversion" of scripts/bench: an 8-bit message of 1 MiB on its way to a gateway that takes 7 bits,
# through Postfix, which downgrades it between its queue and the gateway, and through heloise, which does so
# while the sender is still sending.
#
# Measured end to end: from the first connection until the gateway has said yes to the last message. Postfix has
# said yes to the sender before that, from its queue; heloise says what the gateway says. That both deliver
# the message, 7-bit and the same once decoded, is looked at first.
import email
import email.policy
import pathlib
import socket
import statistics
import tempfile
import threading
import time

import processor_time
from bench_peers import HELOISE, Sink
from lib import postfix
from lib.house import BINARY
from lib.processes import Program, free_port, wait_for

SENDERS = 4
TEXT = ("Für die Übertragung gewöhnlicher Briefe genügt ein Zeichensatz, der\r\n"
        "auch Umlaute und das scharfe S enthält; alles andere bleibt, wie es ist. Ein\r\n"
        "Absatz endet mit einer leeren Zeile, und ein Gedankenstrich steht für sich.\r\n\r\n")
HEADER = ("From: Ada <ada@sender.example>\r\nTo: pm@example.org\r\nSubject: eight bits\r\n"
          "Date: Sat, 1 Jan 2000 00:00:00 +0000\r\nMessage-ID: <eight@sender.example>\r\nMIME-Version: 1.0\r\n"
          "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n")
BODY = TEXT * (1024 * 1024 // len(TEXT.encode()))
MESSAGE = (HEADER + BODY).encode()

NOTES = """
The sender announces BODY=8BITMIME to both; `7-bit` is smtp-sink without 8BITMIME, `8-bit` the same with it.
  postfix  takes the message into its queue on disk, with fsync, answers, then delivers and downgrades. Its processor time
           is that of all its processes. in_flow_delay is 0, so that nothing slows its intake down.
  heloise  converts in passing, keeps nothing, and answers what the gateway answered. One loop."""


class Through:
    """A program under test with a sink behind it; `delivered()` is how many messages the sink has taken."""

    def __init__(self, name, folder, start, sink_options):
        self.name = name
        self.folder = pathlib.Path(folder) / name.replace(" ", "-")
        self.folder.mkdir()
        self.folder.chmod(0o755)
        self.sink = Sink(self.folder, "sink", sink_options)
        self.accepted = 0
        start(self)

    def end(self):
        self.started.end()
        self.sink.program.end()


def through_heloise(peer):
    port = free_port()
    config = peer.folder / "heloise.toml"
    config.write_text(HELOISE.format(port=port, sink=peer.sink.port))
    peer.started = Program([BINARY, "run", "-c", config], peer.folder / "heloise.log")
    peer.started.wait_listening(port)
    peer.port = port
    peer.cpu = lambda: processor_time.of_program(peer.started.pid)
    peer.delivered = lambda: peer.accepted


def through_postfix(peer):
    peer.started = postfix.Postfix(peer.folder / "postfix", peer.sink.port, "in_flow_delay = 0")
    peer.port = peer.started.port
    peer.cpu = lambda: processor_time.of_family(peer.started.program.pid)
    peer.delivered = lambda: peer.started.statuses().count("sent")


PEERS = [("postfix 7-bit", through_postfix, ("-8",)), ("heloise 7-bit", through_heloise, ("-8",)),
         ("postfix 8-bit", through_postfix, ()), ("heloise 8-bit", through_heloise, ())]


def deliver(peer, messages):
    """One connection, so many messages; every reply is waited for."""
    framed = MESSAGE + b".\r\n"  # no line of it begins with a dot
    with socket.create_connection(("127.0.0.1", peer.port), timeout=300) as stream, stream.makefile("rb") as replies:
        def ask(command, expected):
            if command:
                stream.sendall(command)
            line = replies.readline()
            while line[3:4] == b"-":
                line = replies.readline()
            if not line.startswith(expected):
                raise RuntimeError(f"{peer.name}: {line!r} to {command[:40]!r}")
        ask(b"", b"220")
        ask(b"EHLO sender.example\r\n", b"250")
        for _ in range(messages):
            ask(b"MAIL FROM:<ada@sender.example> BODY=8BITMIME\r\n", b"250")
            ask(b"RCPT TO:<pm@example.org>\r\n", b"250")
            ask(b"DATA\r\n", b"354")
            ask(framed, b"250")
            peer.accepted += 1
        ask(b"QUIT\r\n", b"221")


def send(peer, messages):
    """Seconds until the gateway had them all, and processor seconds."""
    wanted = peer.delivered() + messages
    before, began = peer.cpu(), time.monotonic()
    failures = []

    def one(share):
        try:
            deliver(peer, share)
        except (OSError, RuntimeError) as error:
            failures.append(error)
    threads = [threading.Thread(target=one, args=(messages // SENDERS,)) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    wait_for(lambda: peer.delivered() >= wanted, lambda: f"{wanted} deliveries by {peer.name}, {peer.delivered()} so far", 300)
    return time.monotonic() - began, peer.cpu() - before


def check(folder):
    """Each of them delivers the message to the gateway of 7 bits, in 7 bits and with the same text."""
    for name, start, options in PEERS:
        if "-8" not in options:
            continue
        with tempfile.TemporaryDirectory(dir=folder) as dump:
            pathlib.Path(dump).chmod(0o777)
            peer = Through(f"{name} checked", folder, start, (*options, "-d", f"{dump}/m"))
            try:
                deliver(peer, 1)
                wait_for(lambda: peer.delivered() == 1, f"a delivery by {name}")
                [stored] = wait_for(lambda: list(pathlib.Path(dump).iterdir()), "a file of smtp-sink's")
                octets = stored.read_bytes()
            finally:
                peer.end()
        if not octets.isascii():
            raise RuntimeError(f"{name} delivered 8 bits")
        # smtp-sink writes the envelope in front, as fields, LF for CRLF, and an empty line behind.
        message = email.message_from_bytes(octets, policy=email.policy.default)
        if message.get_content().rstrip().splitlines() != BODY.rstrip().splitlines():
            raise RuntimeError(f"{name} delivered another text")
        print(f"  {name}: arrives in {message['content-transfer-encoding']}, the text is the same")


def print_table(title, results):
    base_rate, base_cpu = (statistics.median(column) for column in zip(*results[PEERS[0][0]]))
    print(f"\n{title}\n  {'':14} {'messages/s':>12} {'of postfix':>11} {'CPU ms/message':>15} {'of postfix':>11}")
    for name, rounds in results.items():
        rate, cpu = (statistics.median(column) for column in zip(*rounds))
        print(f"  {name:14} {rate:12.1f} {rate / base_rate:10.2f}x {cpu * 1e3:15.2f} {cpu / base_cpu:10.3f}x")


def run(folder, rounds, quick):
    print(f"\nAn 8-bit text of {len(MESSAGE)} octets to a 7-bit gateway")
    if postfix.why_not():
        print(f"  SKIPPED: {postfix.why_not()}")
        return
    check(folder)
    messages = 8 if quick else 40
    started = []
    try:
        for name, start, options in PEERS:
            started.append(Through(name, folder, start, options))
        results = {peer.name: [] for peer in started}
        for peer in started:
            send(peer, SENDERS)  # warm
        for _ in range(rounds):
            for peer in started:
                took, cpu = send(peer, messages)
                results[peer.name].append((messages / took, cpu / messages))
    finally:
        for peer in started:
            peer.end()
    print_table(f"1 MiB, 8-bit, {SENDERS} senders ({messages} messages, median of {rounds})", results)
    print(NOTES)
