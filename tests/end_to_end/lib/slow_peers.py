# A gateway that stops reading in the middle of a message, and senders that take for ever over theirs.
import binascii
import contextlib
import hashlib
import socket
import threading

from lib.processes import PATIENCE


class StallingGateway:
    """Knows HELO and nothing else; after DATA it reads nothing until flow(). Of a message it keeps only what a test
    asks about, decoded from quoted-printable where the header says so: a large one costs nothing here either."""

    def __init__(self):
        self.digests = []   # of each body that came in full, decoded
        self.headers = []
        self.faults = set()
        self._flowing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def flow(self):
        self._flowing.set()

    def stall(self):
        self._flowing.clear()

    def end(self):
        self.flow()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(PATIENCE * 5)
            with contextlib.suppress(OSError), connection, connection.makefile("rb", 1 << 16) as lines:
                self._serve(connection, lines)

    def _serve(self, connection, lines):
        connection.sendall(b"220 stalling.example\r\n")
        for line in iter(lines.readline, b""):
            verb = line[:4].upper()
            if verb == b"DATA":
                connection.sendall(b"354 go on\r\n")
                self._flowing.wait(PATIENCE * 5)
                if not self._take_message(lines):
                    return
            connection.sendall(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                return

    def _take_message(self, lines):
        header, body = b"", hashlib.sha256()
        for line in iter(lines.readline, b""):
            self._check(line)
            header += line
            if line == b"\r\n":
                break
        encoded = b"quoted-printable" in header.lower()
        held = []  # up to a line that does not end in a soft line break
        for line in iter(lines.readline, b""):
            ended = line == b".\r\n"
            if not ended:
                self._check(line)
                held.append(line[1:] if line.startswith(b".") else line)
            if ended or len(held) > 1000 and not line.endswith(b"=\r\n"):
                octets = b"".join(held)
                body.update(binascii.a2b_qp(octets) if encoded else octets)
                held = []
            if ended:
                self.headers.append(header)
                self.digests.append(body.hexdigest())
                return True
        return False

    def _check(self, line):
        if not line.isascii():
            self.faults.add("an octet over 127")
        if len(line) > 1000:
            self.faults.add("a line over 1,000 octets")
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            self.faults.add("a bare CR or LF")


class Dribblers:
    """Senders in the middle of their messages: each gives an octet of its line a second, until end()."""

    LINE = b"This takes a while.\r\n"

    def __init__(self, senders):
        self.senders = senders  # RawSender, each after its 354
        self.rounds = 0
        self.lost = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._dribble, daemon=True)
        self._thread.start()

    def _dribble(self):
        while not self._over.wait(1):
            octet = self.LINE[self.rounds % len(self.LINE)]
            for sender in self.senders:
                try:
                    sender.socket.sendall(bytes([octet]))
                except OSError as error:
                    self.lost.append(str(error))
            self.rounds += 1

    def end(self):
        self._over.set()
        self._thread.join()
