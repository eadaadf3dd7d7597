# Plays a captured dialogue to heloise, a step at a time (`heloise replay --interactive`): the sender's lines as they were, the
# gateway's as heloise asks. What heloise prints is the transcript.
import hashlib
import re
import subprocess

from capture_dialogue import BODY, COMMAND, END, SECRET


class NotPlayable(Exception):
    """heloise could not go on with it."""


def escaped(octets):
    text = "".join(chr(o) if 32 <= o < 127 and o != 92 else f"\\x{o:02X}" for o in octets)
    return text[:-1] + "\\x20" if text.endswith(" ") else text


def as_lines(sign, octets):
    lines = []
    for line in re.findall(rb"(?:(?!\r\n).)+(?:\r\n)?|\r\n", octets, re.DOTALL):
        ended = line.endswith(b"\r\n")
        text = escaped(line[:-2] if ended else line) + ("" if ended else "\\+")
        lines.append(f"{sign} {text}" if text else sign)
    return lines


def octets_of(text):
    """What a printed line of heloise's stands for; a body left out is as many zeros."""
    body = re.fullmatch(r"\\\{body octets=(\d+) sha256=\w+\}", text)
    if body:
        return b"\0" * int(body[1])
    ended = not text.endswith("\\+")
    raw = text if ended else text[:-2]
    plain = re.sub(rb"\\x([0-9A-F]{2})", lambda found: bytes([int(found[1], 16)]), raw.encode("ascii"))
    return plain + (b"\r\n" if ended else b"")


def replies_of(lines):
    """Front replies, each a list of its lines, out of lines of a transcript."""
    found, last = [], []
    for line in lines:
        if line.startswith("F< "):
            last.append(line[3:])
            if line[6:7] != "-":
                found.append(last)
                last = []
    return found


class InteractiveReplay:
    def __init__(self, binary, settings, gateway, pause, full):
        self.gateway, self.pause, self.full = gateway, pause, full
        self.lines = []
        self.heard = []  # the front's replies
        self.front_open, self.back_open = True, False
        self.process = subprocess.Popen([binary, "replay", "--interactive"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="ascii")
        self._ask([f"@ {setting}" for setting in settings])

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.stderr.close()
        self.process.wait(60)

    def play(self, *lines):
        """Lines of a peer, and then what heloise asks the gateway because of them."""
        answer = self._ask(lines)
        while answer:
            answer = self._ask(self._answers(answer))

    def remark(self, text):
        self.lines.append(f"# {text}")

    def say(self, items):
        """Things that the sender said in one arrival."""
        said = []
        for item in items:
            said += self._front_lines(item)
        if said:
            self.play(*said)

    def wait(self, leg, seconds):
        if seconds >= self.pause:
            self.play(f"{leg}~ {round(seconds * 1000)}ms")

    def _front_lines(self, item):
        if item.kind == BODY and not self.full:
            return [f"F> \\{{body octets={len(item.octets)} sha256={hashlib.sha256(item.octets).hexdigest()}}}"]
        if item.kind == SECRET:
            return ["F> \\{secret}"]
        if item.kind == COMMAND and item.verb == "AUTH":
            words = item.octets.split()
            if len(words) > 2:
                return [f"F> {escaped(words[0])} {escaped(words[1])} \\{{secret}}"]
        return as_lines("F>", item.octets)

    def _ask(self, lines):
        """What heloise did, in lines of a transcript; its waiting for a call among them."""
        if not lines:
            return []
        try:
            self.process.stdin.write("\n".join(lines) + "\n\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        printed = []
        for line in iter(self.process.stdout.readline, "\n"):
            if not line:
                raise NotPlayable(self.process.stderr.read().strip() or "heloise ended")
            printed.append(line.rstrip("\n"))
        played = [line for line in printed if not line.startswith("# heloise waits")]
        self.lines += played
        if "B= close" in played and self.gateway.in_message:
            self._give_up_message()
        self.front_open = self.front_open and "F= close" not in played
        if "B= close" in played or "B! close" in played:
            self.back_open = False
        self.heard += replies_of(played)
        return [line for line in printed if line.startswith(("B<", "# heloise waits"))]

    def _give_up_message(self):
        """How much of a message leaves that is given up depends on how it comes; that is no difference."""
        start = max(index for index, line in enumerate(self.lines) if line.startswith("B> 354"))
        message = [index for index, line in enumerate(self.lines) if index > start and line.startswith("B<")]
        at = message[0] if message else len(self.lines) - 1 - self.lines[::-1].index("B= close")
        for index in reversed(message):
            del self.lines[index]
        self.lines.insert(at, "B< \\{anything}")
        self.gateway.in_message = False

    def _answers(self, asked):
        lines = []
        for line in asked:
            if line == "# heloise waits for the answer: call":
                self.back_open = True
                self.gateway.in_message, self.gateway.chunk_left = False, 0
                lines.append("B! connect")
                answer = self.gateway.call()
            elif line.startswith("#"):
                raise NotPlayable(line[2:])
            else:
                answer = self.gateway.hear(octets_of(line[3:]))
            if answer is None:
                continue
            if answer.remark:
                self.remark(answer.remark)
            if not self.back_open and answer.lines is None:
                continue
            self.wait("B", answer.waited)
            if not self.back_open:
                continue  # heloise did not wait for it
            if answer.lines is None:
                lines.append("B! close")
                break
            for reply in answer.lines:
                lines += as_lines("B>", reply + b"\r\n")
        return lines
