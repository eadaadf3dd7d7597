# The messages of the matrix, and how to tell that what arrived is one of them.
import dataclasses
import email
import email.policy
import re

SENDER = "ada@sender.example"
PM, QM = "pm@example.org", "qm@example.org"

# What each of them is for, as a transcript of it says.
NAMES = {"plain": "dots at line starts, an empty line and a long one", "two": "two recipients", "eightbit": "8-bit text"}


@dataclasses.dataclass
class Letter:
    name: str
    recipients: list
    octets: bytes

    @property
    def subject(self):
        return email.message_from_bytes(self.octets)["Subject"]


def letters(word):
    """One for one recipient, with what framing gets wrong; one for two; one that is 8-bit."""
    def make(name, recipients, lines, mime=()):
        header = [f"From: {SENDER}", f"To: {', '.join(recipients)}", f"Subject: {word} {name}",
                  "Date: Sat, 1 Jan 2000 00:00:00 +0000", f"Message-ID: <{word}.{name}@sender.example>", *mime]
        return Letter(name, recipients, "".join(line + "\r\n" for line in [*header, "", *lines]).encode())

    return [make("plain", [PM], [".", "..", ".hidden", "", "From the past", "x" * 300, "the end"]),
            make("two", [PM, QM], ["for both", ".", "of you"]),
            make("eightbit", [PM], ["Grüße aus Köln,", ".ähnlich", "the end"],
                 ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"])]


def text_of(octets):
    """Subject and decoded text, as a reader sees them: who relays may add fields and an empty line at the end."""
    message = email.message_from_bytes(octets, policy=email.policy.default)
    body = message.get_payload(decode=True) or b""
    return message["Subject"], body.replace(b"\r\n", b"\n").rstrip(b"\n")


def without_envelope_line(octets):
    return re.sub(rb"^From [^\n]*\n", b"", octets)
