# A gateway that knows HELO alone and does what a test tells it: holds a reply back until it is let go, refuses recipients, or takes
# only so many of them in a transaction.
import contextlib
import dataclasses
import re
import socket
import threading

from lib.processes import PATIENCE


@dataclasses.dataclass
class Taken:
    """A message that was answered 250, or was about to be when the peer had gone."""
    recipients: list
    octets: bytes


class ScriptedGateway:
    """Listens on the loopback until end(). What is named in `held`, "banner", "DATA" or "end" (of a message), waits for let_go().
    `refuse(local part, recipients so far)` gives the reply to a RCPT, or nothing."""

    def __init__(self, held=(), refuse=lambda local_part, so_far: None):
        self.held = set(held)
        self.refuse = refuse
        self.messages = []
        self.waits = []     # what is being, or was, held back
        self.open = 0       # connections
        self._lock = threading.Lock()
        self._go_on = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def let_go(self):
        self._go_on.set()

    def recipients(self):
        """All that have a message, once for each that they have."""
        return sorted(recipient for message in self.messages for recipient in message.recipients)

    def end(self):
        self.let_go()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.open += 1
            connection.settimeout(PATIENCE * 5)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(OSError), connection, connection.makefile("rb") as lines:
            self._talk(connection, lines)
        with self._lock:
            self.open -= 1

    def _hold(self, what):
        if what in self.held:
            self.waits.append(what)
            self._go_on.wait(PATIENCE * 5)

    def _talk(self, connection, lines):
        def say(text):
            connection.sendall(text.encode() + b"\r\n")

        recipients = []
        self._hold("banner")
        say("220 scripted.example")
        for line in iter(lines.readline, b""):
            verb = line[:4].upper()
            if verb == b"RCPT":
                say(self._rcpt(line, recipients))
            elif verb == b"DATA":
                self._hold("DATA")
                say("354 go on")
                octets = self._message(lines)
                if octets is None:
                    return
                self.messages.append(Taken(recipients, octets))
                self._hold("end")
                say("250 taken")
                recipients = []
            elif verb == b"EHLO":
                say("500 what?")
            else:
                recipients = []  # MAIL, RSET, HELO begin anew
                say("221 bye" if verb == b"QUIT" else "250 ok")
            if verb == b"QUIT":
                return

    def _rcpt(self, line, recipients):
        local_part = re.search(rb"<([^@>]*)", line)[1].decode("latin-1")
        refusal = self.refuse(local_part, len(recipients))
        if refusal:
            return refusal
        recipients.append(local_part)
        return "250 recipient"

    @staticmethod
    def _message(lines):
        octets = b""
        for line in iter(lines.readline, b""):
            if line == b".\r\n":
                return octets
            octets += line
        return None
