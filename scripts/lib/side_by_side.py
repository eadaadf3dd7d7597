#!/usr/bin/env python3
# Delivers one ESMTP message and prints the dialogue of both legs side by side.
#
#   side_by_side.py --to PORT [--gateway PORT --between PORT] ...
#
# A recording relay stands before each leg: the sender talks to the first, heloise calls the second. Without
# --between there is one leg only, the sender's own with the gateway. The sender is spelt out here rather
# than taken from a library, so that what it does is what is printed: EHLO first, HELO on the same connection
# when EHLO is refused (RFC 5321 section 3.2), and no second connection: like most senders.
import argparse
import email.utils
import shutil
import socket
import sys
import time

from recording_relay import RecordingRelay

MESSAGE = ["From: Ada <ada@sender.example>", "To: postmaster <pm@example.org>", "Subject: Through the door",
           "", "Hello, gateway.", ".a line that begins with a dot", "Goodbye."]


class Refused(Exception):
    pass


class Sender:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.file = self.socket.makefile("rwb", buffering=0)
        self.reply()

    def reply(self):
        lines = []
        while not lines or lines[-1][3:4] == "-":
            line = self.file.readline().decode("latin-1").rstrip("\r\n")
            if not line:
                raise Refused("the other side hung up")
            lines.append(line)
        if lines[-1][0] not in "23":
            raise Refused(lines[-1])
        return lines

    def ask(self, line):
        try:
            self.file.write(line.encode("latin-1") + b"\r\n")
            return self.reply()
        except ConnectionError as error:
            raise Refused("the other side hung up") from error

    def hello(self):
        """What is offered: the keywords of EHLO's reply."""
        try:
            return {line[4:].split(" ")[0].upper() for line in self.ask("EHLO sender.example")[1:]}
        except Refused:
            self.ask("HELO sender.example")
            return set()

    def deliver(self):
        offered = self.hello()
        headers = MESSAGE[:3] + [f"Date: {email.utils.formatdate()}", f"Message-ID: {email.utils.make_msgid()}"]
        message = headers + MESSAGE[3:]
        size = sum(len(line) + 2 for line in message)
        self.ask("MAIL FROM:<ada@sender.example>" + (f" SIZE={size}" if "SIZE" in offered else ""))
        self.ask("RCPT TO:<pm@example.org>")
        self.ask("DATA")
        stuffed = ["." + line if line.startswith(".") else line for line in message]
        self.ask("\r\n".join([*stuffed, "."]))
        self.ask("QUIT")


def rows(relay):
    """(time, text) for each line of a leg, each connection and who ended it."""
    for event in list(relay.events):
        if event.kind == "open":
            yield event.at, f"-- connection {event.connection} --"
        elif event.kind == "close":
            continue
        elif event.kind.endswith("end"):
            yield event.at, f"{event.kind[0]} (hangs up)"
        else:
            for line in event.octets.decode("latin-1").splitlines():
                yield event.at, f"{event.kind} {line.expandtabs(4)}"


def print_columns(front, back, titles):
    width = max(40, (shutil.get_terminal_size((110, 0)).columns - 3) // 2) if back else 0
    entries = sorted([(at, 0, text) for at, text in rows(front)] + [(at, 1, text) for at, text in rows(back)]
                     if back else [(at, 0, text) for at, text in rows(front)], key=lambda entry: entry[:1])
    print()
    if back:
        print(f"  {titles[0]:<{width}} | {titles[1]}")
        print(f"  {'-' * width} | {'-' * width}")
    else:
        print(f"  {titles[0]}\n  {'-' * len(titles[0])}")
    for _, column, text in entries:
        if column == 0:
            print(f"  {text[:width or None]:<{width}} |" if back else f"  {text}")
        else:
            print(f"  {'':<{width}} | {text[:width]}")
    print()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--to", type=int, required=True, help="the port the sender delivers to")
    options.add_argument("--gateway", type=int, help="the gateway's port, for the second column")
    options.add_argument("--between", type=int, help="the port at which heloise calls the gateway")
    options.add_argument("--titles", nargs=2, default=["sender > < heloise", "heloise > < gateway"])
    chosen = options.parse_args()
    front = RecordingRelay(chosen.to)
    back = RecordingRelay(chosen.gateway, chosen.between) if chosen.between else None
    outcome = None
    try:
        sender = Sender(front.port)
        with sender.socket, sender.file:
            sender.deliver()
    except Refused as refused:
        outcome = refused
    # What is still on its way when the sender has gone: heloise's QUIT.
    end = time.monotonic() + 5
    while time.monotonic() < end and any(
            relay and sum(event.kind == "close" for event in relay.events) < relay.connections
            for relay in (front, back)):
        time.sleep(0.05)
    print_columns(front, back, chosen.titles)
    print("delivered" if outcome is None else f"NOT delivered: {outcome}")
    return 0 if outcome is None else 1


if __name__ == "__main__":
    sys.exit(main())
