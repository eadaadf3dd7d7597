# A captured SMTP connection read as a dialogue: the sender's commands and messages, each with the gateway's reply.
import dataclasses
import re

COMMAND, BODY, END, SECRET = "command", "body", "end", "secret"

VERBS = {"EHLO", "HELO", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "NOOP", "QUIT", "VRFY", "EXPN", "HELP", "STARTTLS", "AUTH"}


@dataclasses.dataclass
class Item:
    """Something that the sender said: a line, a message's octets, or its end; and what it was answered."""
    kind: str
    octets: bytes
    at: float
    verb: str = ""
    reply: list = dataclasses.field(default_factory=list)  # lines, without CRLF
    replied_at: float = 0.0

    @property
    def code(self):
        return self.reply[-1][:3].decode("latin-1") if self.reply else ""


@dataclasses.dataclass
class Dialogue:
    items: list = dataclasses.field(default_factory=list)
    banner: Item = None
    tls: bool = False  # it went on in TLS, unread
    unasked: int = 0  # replies that answer nothing


class Reader:
    def __init__(self):
        self.dialogue = Dialogue(banner=Item("banner", b"", 0.0))
        self.owed = [self.dialogue.banner]
        self.said, self.heard, self.lines = b"", b"", []
        self.mode = COMMAND
        self.chunk = 0
        self.in_auth = False
        self.auth_seen = False

    def client(self, octets, at):
        self.said += octets
        while not self.dialogue.tls and self._take(at):
            pass

    def server(self, octets, at):
        self.heard += octets
        while not self.dialogue.tls and b"\n" in self.heard:
            line, self.heard = self.heard.split(b"\n", 1)
            self.lines.append(line.rstrip(b"\r"))
            if self.lines[-1][3:4] != b"-":
                self._reply(self.lines, at)
                self.lines = []
        # What was there before the reply that it had to wait for.
        while not self.dialogue.tls and self._take(at):
            pass

    def finish(self, at):
        """What the sender began and did not end."""
        if self.said and not self.dialogue.tls:
            waits = bool(self.owed and self.owed[-1].verb == "AUTH") or self.auth_seen
            kind = BODY if self.mode == BODY else SECRET if self.in_auth or waits else COMMAND
            self._add(Item(kind, self.said, at, self._verb(self.said)), owed=False)
            self.said = b""

    @staticmethod
    def _verb(line):
        return line.strip().split(b" ")[0].decode("latin-1").upper()

    def _add(self, item, owed=True):
        self.dialogue.items.append(item)
        if owed:
            self.owed.append(item)

    def _take(self, at):
        if not self.said:
            return False
        if self.chunk:
            return self._take_chunk(at)
        if self.mode == BODY:
            return self._take_body(at)
        # A reply decides whether this is a message, a secret or a command.
        if self.owed and self.owed[-1].verb in ("DATA", "AUTH", "STARTTLS") and self.owed[-1].kind != BODY:
            return False
        if self.in_auth and self.owed:
            return False
        end = self.said.find(b"\n") + 1
        if not end:
            return False
        line, self.said = self.said[:end], self.said[end:]
        verb = self._verb(line)
        # Whatever the gateway said: behind AUTH, what is no command may be part of a password.
        secret = self.in_auth or (self.auth_seen and verb not in VERBS)
        self.auth_seen = self.auth_seen or verb == "AUTH"
        self._add(Item(SECRET if secret else COMMAND, line, at, "" if secret else verb))
        size = re.match(rb"BDAT[ \t]+(\d+)", line, re.IGNORECASE)
        if size and not secret:
            self.chunk = int(size[1])
        return True

    def _take_chunk(self, at):
        octets, self.said = self.said[:self.chunk], self.said[self.chunk:]
        self.chunk -= len(octets)
        last = self.dialogue.items[-1]
        if last.kind == BODY:
            last.octets += octets
        else:
            self._add(Item(BODY, octets, at, "BDAT"), owed=False)
        return True

    def _take_body(self, at):
        end = 0 if self.said.startswith(b".\r\n") else self.said.find(b"\r\n.\r\n") + 2
        if end == 1:
            return False
        body, self.said = self.said[:end], self.said[end + 3:]
        if body:
            self._add(Item(BODY, body, at, "DATA"), owed=False)
        self._add(Item(END, b".\r\n", at))
        self.mode = COMMAND
        return True

    def _reply(self, lines, at):
        if not self.owed:
            self.dialogue.unasked += 1
            return
        item = self.owed.pop(0)
        item.reply, item.replied_at = lines, at
        if item.verb == "DATA" and item.code == "354":
            self.mode = BODY
        if item.verb == "AUTH" or item.kind == SECRET:
            self.in_auth = item.code == "334"
        if item.verb == "STARTTLS" and item.code == "220":
            self.dialogue.tls = True


def read(segments):
    reader = Reader()
    for segment in segments:
        (reader.client if segment.client else reader.server)(segment.octets, segment.at)
    reader.finish(segments[-1].at if segments else 0.0)
    return reader.dialogue
