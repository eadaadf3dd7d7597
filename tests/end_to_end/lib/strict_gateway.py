#!/usr/bin/env python3
# A gateway that takes nothing it did not announce, as the oldest ones did, but says so instead of damaging.
#
#   strict_gateway.py [--ehlo KEYWORD]... [--port N] [--seconds N]     prints "ready PORT"
#
# Whatever a relay must not send is a fault: it is remembered and answered with 554, so that a test sees it on
# both sides. Without 8BITMIME no octet over 127; without BINARYMIME no bare CR or LF, no NUL and no line over 1,000
# octets; never a parameter or a verb that was not offered, or a command ahead of its turn. Standard library and
# loopback only.
import argparse
import dataclasses
import re
import socket
import sys
import threading

LINE_MAX = 1000  # RFC 5321 section 4.5.3.1.6, CRLF included
MESSAGE_MAX = 256 << 20
_PARAMETERS = {"SIZE": "SIZE", "BODY": "8BITMIME", "SMTPUTF8": "SMTPUTF8"}
_PATH = re.compile(rb"(MAIL FROM|RCPT TO):(<[^\0-\x20\x7f<>]*>)((?: [^ ]+)*)\r\n")


@dataclasses.dataclass
class Kept:
    """A message that was accepted: its envelope as it was given, and its octets without framing."""
    sender: bytes
    recipients: list
    parameters: dict
    verb: str  # "DATA" or "BDAT"
    octets: bytes


def faults_in(octets, keywords, binary=False):
    """Why a gateway with these keywords cannot take the message, in words."""
    found = []
    if not binary:
        if b"\0" in octets:
            found.append("NUL")
        if re.search(rb"\r(?!\n)|(?<!\r)\n", octets):
            found.append("bare CR or LF")
        if any(len(line) + 2 > LINE_MAX for line in octets.split(b"\r\n")):
            found.append("a line over 1,000 octets")
    if not octets.isascii() and not {"8BITMIME", "BINARYMIME"} & keywords:
        found.append("an octet over 127")
    return found


class Hangup(Exception):
    pass


class _Session:
    """One connection. What the relay says is read with a bound and checked before it is believed."""

    def __init__(self, gateway, connection):
        self.gateway = gateway
        self.socket = connection
        self.unread = bytearray()
        self.reset()

    def reset(self):
        self.sender = None
        self.recipients = []
        self.parameters = {}
        self.chunks = None

    def say(self, text):
        self.socket.sendall(text.encode("ascii") + b"\r\n")

    def fault(self, what):
        self.gateway.note(what)
        self.say(f"554 fault: {what}")

    def more(self):
        octets = self.socket.recv(1 << 16)
        if not octets:
            raise Hangup
        self.unread += octets

    def take(self, count):
        taken = bytes(self.unread[:count])
        del self.unread[:count]
        return taken

    def line(self):
        while (end := self.unread.find(b"\n")) < 0:
            if len(self.unread) > 4096:
                self.gateway.note("a command over 4,096 octets")
                raise Hangup
            self.more()
        return self.take(end + 1)

    def run(self):
        self.say("220 gateway.example")
        while True:
            line = self.line()
            verb = line[:4].upper().decode("latin-1")
            if not line.endswith(b"\r\n") or len(line) > 512 and "SMTPUTF8" not in self.gateway.keywords:
                self.fault("a command line that is none")
            elif self.unread and verb != "BDAT" and "PIPELINING" not in self.gateway.keywords:
                self.fault("a command ahead of its turn")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.obey(verb, line)

    def obey(self, verb, line):
        known = {"HELO": self.hello, "EHLO": self.hello, "MAIL": self.mail, "RCPT": self.rcpt, "DATA": self.data,
                 "RSET": self.rset, "BDAT": self.bdat}
        offered = {"EHLO": self.gateway.keywords or self.gateway.ehlo, "BDAT": "CHUNKING" in self.gateway.keywords}
        if verb not in known or not offered.get(verb, True):
            if verb != "EHLO":  # to ask is no fault
                self.gateway.note(f"the verb {verb!r}")
            self.say("500 what?")
        else:
            known[verb](line)

    def hello(self, line):
        self.reset()
        if line[:4] == b"HELO":
            self.say("250 gateway.example")
            return
        lines = ["gateway.example", *self.gateway.announced]
        for number, text in enumerate(lines, 1):
            self.say(f"250{' ' if number == len(lines) else '-'}{text}")

    def rset(self, _):
        self.reset()
        self.say("250 forgotten")

    def envelope(self, line):
        """The path of MAIL or RCPT and its parameters, or nothing when a fault was told."""
        match = _PATH.fullmatch(line)
        if not match:
            self.fault("MAIL or RCPT out of form")
            return None
        given = dict(word.upper().partition("=")[::2] for word in match[3].decode("latin-1").split())
        for name, value in given.items():
            needs = "BINARYMIME" if value == "BINARYMIME" else _PARAMETERS.get(name)
            if needs not in self.gateway.keywords:
                self.fault(f"the parameter {name}")
                return None
        if not match[2].isascii() and "SMTPUTF8" not in given and self.sender is None:
            self.fault("an address that is not ASCII")
            return None
        return match[2], given

    def mail(self, line):
        if self.sender is not None:
            self.fault("MAIL inside a transaction")
            return
        taken = self.envelope(line)
        if taken:
            self.sender, self.parameters = taken
            self.say("250 sender")

    def rcpt(self, line):
        taken = self.envelope(line)
        if taken and self.sender is not None:
            self.recipients.append(taken[0])
            self.say("250 recipient")
        elif taken:
            self.fault("RCPT before MAIL")

    def data(self, _):
        if not self.recipients or self.chunks is not None or self.parameters.get("BODY") == "BINARYMIME":
            self.fault("DATA out of turn")
            return
        self.say("354 go on")
        body, looked = self.unread, 0
        # The dot line may come first; else it stands behind a CRLF, and only behind one.
        while not body.startswith(b".\r\n") and (end := body.find(b"\r\n.\r\n", looked)) < 0:
            looked = max(0, len(body) - 4)
            self.more()
            if len(body) > MESSAGE_MAX:
                raise Hangup
        octets = self.take(0 if body.startswith(b".\r\n") else end + 2)
        self.take(3)
        unstuffed = re.sub(rb"(?m)(?:\A|(?<=\r\n))\.", b"", octets)
        if re.search(rb"(?:\A|\r\n)\.(?!\.)", octets):
            self.gateway.note("a dot that was not stuffed")
        self.end_of_message(unstuffed, "DATA")

    def bdat(self, line):
        match = re.fullmatch(rb"BDAT (\d{1,9})( LAST)?\r\n", line)
        if not match or int(match[1]) > MESSAGE_MAX:
            self.fault("BDAT out of form")
            raise Hangup
        while len(self.unread) < int(match[1]):
            self.more()
        chunk = self.take(int(match[1]))
        if not self.recipients:
            self.fault("BDAT before RCPT")
            return
        self.chunks = (self.chunks or b"") + chunk
        if match[2]:
            self.end_of_message(self.chunks, "BDAT")
        else:
            self.say(f"250 {len(chunk)} octets")

    def end_of_message(self, octets, verb):
        found = faults_in(octets, self.gateway.keywords, self.parameters.get("BODY") == "BINARYMIME")
        if found:
            for what in found:
                self.gateway.note(what)
            self.say(f"554 fault: {', '.join(found)}")
        else:
            # Kept before it is acknowledged: who hears 250 finds it.
            self.gateway.keep(Kept(self.sender, self.recipients, self.parameters, verb, octets))
            self.say("250 kept")
        self.reset()


class StrictGateway:
    """Listens on the loopback until end(). `announced` is what EHLO tells; without it EHLO is unknown."""

    def __init__(self, announced=(), ehlo=False, port=0):
        self.announced = list(announced)
        self.keywords = {line.split()[0].upper() for line in announced}
        self.ehlo = ehlo
        self.messages = []
        self.faults = []
        self._lock = threading.Lock()
        self._open = set()
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def note(self, what):
        with self._lock:
            self.faults.append(what)

    def keep(self, message):
        with self._lock:
            self.messages.append(message)

    def take(self):
        """What was kept and what was wrong since the last call."""
        with self._lock:
            messages, faults = self.messages, self.faults
            self.messages, self.faults = [], []
        return messages, faults

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(300)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            _Session(self, connection).run()
        except (Hangup, OSError):
            pass
        finally:
            connection.close()
            with self._lock:
                self._open.discard(connection)

    def end(self):
        # A close alone does not wake the thread that accepts.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                connection.close()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--ehlo", action="append", default=[], metavar="KEYWORD", help='e.g. "SIZE 1000000"')
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--seconds", type=float, default=600, help="how long to stay, at most")
    chosen = options.parse_args()
    gateway = StrictGateway(chosen.ehlo, port=chosen.port)
    print(f"ready {gateway.port}", flush=True)
    try:
        threading.Event().wait(chosen.seconds)
    except KeyboardInterrupt:
        pass
    gateway.end()
    print(f"{len(gateway.messages)} messages kept, {len(gateway.faults)} faults: {sorted(set(gateway.faults))}")
    return 1 if gateway.faults else 0


if __name__ == "__main__":
    sys.exit(main())
