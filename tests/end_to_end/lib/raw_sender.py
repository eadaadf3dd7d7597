# A sender that sends exactly the octets it is given, and keeps its connection for many messages.
#
# smtplib would mend line ends, refuse what is no ASCII and knows no BDAT.
import dataclasses
import re
import socket
import struct

SENDER, RECIPIENT = b"ada@sender.example", b"pm@example.org"
PATIENCE = 120


@dataclasses.dataclass(frozen=True)
class Way:
    """How a message is declared and framed."""
    name: str
    parameters: bytes = b""
    chunked: bool = False


DECLARED = Way("8bitmime", b" BODY=8BITMIME")
UNDECLARED = Way("data")
CHUNKED = Way("bdat", b" BODY=8BITMIME", True)
CHUNKED_UNDECLARED = Way("bdat-7bit", b"", True)
BINARY = Way("binarymime", b" BODY=BINARYMIME", True)
UTF8 = Way("smtputf8", b" BODY=8BITMIME SMTPUTF8")


@dataclasses.dataclass
class Reply:
    code: int
    text: str

    def __str__(self):
        return f"{self.code} {self.text}"


class Lost(Exception):
    """The connection ended instead of a reply."""


def stuffed(octets):
    ended = octets if octets.endswith(b"\r\n") or not octets else octets + b"\r\n"
    return re.sub(rb"(?:\A|(?<=\r\n))\.", b"..", ended) + b".\r\n"


def cut(octets, dice):
    """The octets in chunks of random sizes, as a seeded `dice` falls: tiny, large, and now and then none at all."""
    chunks, at = [], 0
    while at < len(octets):
        size = dice.choice((1, dice.randint(1, 80), dice.randint(1, max(1, len(octets) // 2)), len(octets)))
        if len(chunks) > 40:
            size = len(octets)
        chunks.append(octets[at:at + size])
        at += size
    if not chunks or dice.random() < 0.2:
        chunks.append(b"")
    return chunks


class RawSender:
    """From `source`, an address of the loopback, where a sender of another network is meant."""

    def __init__(self, port, source="127.0.0.1"):
        self.port = port
        self.source = source
        self.socket = None
        self.offered = {}

    def open(self):
        """Connects and hears the banner."""
        self.close()
        self.socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE, (self.source, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")
        self.reply()

    def connect(self):
        self.open()
        lines = self.ask(b"EHLO sender.example").text.splitlines()[1:]
        self.offered = {line.split()[0].upper(): line.split()[1:] for line in lines}

    def close(self):
        if self.socket:
            self.file.close()
            self.socket.close()
            self.socket = None

    def half_close(self):
        """Says that nothing more will come; replies are still read."""
        self.socket.shutdown(socket.SHUT_WR)

    def reset(self):
        """Ends the connection by RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def rest(self):
        """All replies until the other side closes."""
        replies = []
        while True:
            try:
                replies.append(self.reply())
            except Lost:
                return replies

    def reply(self):
        texts = []
        while True:
            try:
                line = self.file.readline().decode("latin-1").rstrip("\r\n")
            except ConnectionError as error:
                raise Lost from error
            if not line:
                raise Lost
            texts.append(line[4:])
            if line[3:4] != "-":
                return Reply(int(line[:3]), "\n".join(texts))

    def send(self, octets):
        try:
            self.socket.sendall(octets)
        except ConnectionError as error:
            raise Lost from error

    def ask(self, line):
        self.send(line + b"\r\n")
        return self.reply()

    def deliver(self, octets, way, dice, sender=SENDER, recipient=RECIPIENT):
        """The reply that settled the message: the first refusal, or the one to its end."""
        if self.socket is None:
            self.connect()
        try:
            settled = self._transaction(octets, way, dice, sender, recipient)
            # After a refusal nobody knows what is left of the transaction; a sender refused too often is told 421.
            if settled.code != 250 and self.ask(b"RSET").code == 421:
                self.close()
        except Lost:
            self.close()
            raise
        return settled

    def _transaction(self, octets, way, dice, sender, recipient):
        self.send(b"MAIL FROM:<" + sender + b">" + way.parameters + b"\r\nRCPT TO:<" + recipient + b">\r\n")
        replies = [self.reply(), self.reply()]
        for reply in replies:
            if reply.code >= 400:
                return reply
        if way.chunked:
            return self._chunks(cut(octets, dice))
        reply = self.ask(b"DATA")
        if reply.code != 354:
            return reply
        self.send(stuffed(octets))
        return self.reply()

    def _chunks(self, chunks):
        said = b"".join(b"BDAT %d%s\r\n%s" % (len(chunk), b" LAST" if number == len(chunks) else b"", chunk)
                        for number, chunk in enumerate(chunks, 1))
        self.send(said)
        replies = [self.reply() for _ in chunks]
        return next((reply for reply in replies if reply.code >= 400), replies[-1])
