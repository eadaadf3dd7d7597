# The gateway of a capture, as far as the capture shows it: answers what heloise asks as it answered the sender.
#
# heloise asks in its own order and words, so the answers are found by what they answered: EHLO and HELO by the verb, MAIL
# and RCPT by the address and else in turn, the others in turn.
import re

from capture_dialogue import BODY, END

UNKNOWN = "the capture does not show what the gateway answers to "


def address_of(line):
    found = re.search(rb"<([^>]*)>", line) or re.search(rb":[ \t]*(\S+)", line)
    return found[1].lower() if found else b""


class Answer:
    """Reply lines, or None where the gateway hangs up; `remark` says what of it was not in the capture."""

    def __init__(self, lines, waited=0.0, remark=""):
        self.lines = lines
        self.waited = waited
        self.remark = remark


class CapturedGateway:
    def __init__(self, dialogue):
        self.banner = dialogue.banner
        self.left = [item for item in dialogue.items if item.kind != BODY and item.reply]
        self.hello = {item.verb: item for item in reversed(self.left) if item.verb in ("EHLO", "HELO")}
        # Verbs to which it hung up instead of an answer.
        self.silent = {item.verb for item in dialogue.items if item.kind != BODY and not item.reply}
        self.in_message = False
        self.chunk_left = 0
        self.lines = []  # of heloise, that are not answered yet

    def call(self):
        if not self.banner.reply:
            return Answer(None, remark="the capture shows no banner")
        return Answer(self.banner.reply)

    def hear(self, octets):
        """A line of heloise's, or the octets of a body: an Answer, or None when it is owed none."""
        if self.chunk_left:
            self.chunk_left -= min(len(octets), self.chunk_left)
            return None if self.chunk_left else self.chunk_answer
        if self.in_message:
            if octets != b".\r\n":
                return None
            self.in_message = False
            return self._take(lambda item: item.kind == END or self._is_last_chunk(item), "the end of a message")
        return self._command(octets)

    def _command(self, line):
        verb = line.strip().split(b" ")[0].decode("latin-1").upper()
        if verb in ("EHLO", "HELO"):
            item = self.hello.get(verb)
            if item:
                return self._answer(item)
            return Answer(None, remark="" if verb in self.silent else UNKNOWN + verb)
        if verb in ("MAIL", "RCPT"):
            same = address_of(line)
            wanted = [item for item in self.left if item.verb == verb]
            exact = next((item for item in wanted if address_of(item.octets) == same), None)
            return self._take(lambda item: item is (exact or (wanted or [None])[0]), verb)
        if verb == "DATA":
            return self._data()
        if verb == "BDAT":
            size = re.match(rb"BDAT[ \t]+(\d+)", line, re.IGNORECASE)
            self.chunk_left = int(size[1]) if size else 0
            self.chunk_answer = self._take(lambda item: item.verb == "BDAT", verb)
            return None if self.chunk_left else self.chunk_answer
        made_up = {"RSET": b"250 OK", "QUIT": b"221 Bye", "NOOP": b"250 OK"}
        return self._take(lambda item: item.verb == verb, verb, made_up.get(verb))

    def _data(self):
        answer = self._take(lambda item: item.verb == "DATA", "DATA",
                            b"354 Go on" if any(item.verb == "BDAT" for item in self.left) else None)
        self.in_message = bool(answer.lines) and answer.lines[-1].startswith(b"354")
        return answer

    @staticmethod
    def _is_last_chunk(item):
        return item.verb == "BDAT" and item.octets.strip().upper().endswith(b"LAST")

    def _take(self, wanted, what, made_up=None):
        item = next((item for item in self.left if wanted(item)), None)
        if item:
            self.left.remove(item)
            return self._answer(item)
        if what in self.silent or made_up is None:
            return Answer(None, remark="" if what in self.silent else UNKNOWN + what)
        return Answer([made_up], remark=f"the gateway's answer to {what} is made up: it is not in the capture")

    @staticmethod
    def _answer(item):
        return Answer(item.reply, max(0.0, item.replied_at - item.at))
