# A message to a list of 60 of whom a gateway refuses 25, with real mail servers as senders: who got it, how often, and what the one
# who sent it was told.
import email
import pathlib
import re
import time
import tomllib

from lib import mtas, postfix, senders
from lib.house import ROOT, Gateway

PROFILES = {path.stem: path for path in sorted((ROOT / "conf/profiles").glob("*.toml"))
            if "emulate" in tomllib.loads(path.read_text())}
OWNER = "list@example.org"  # bounces go through the same gateway
SUBJECT = "to the list"
COUNT, REFUSED_COUNT = 60, 25

# Refused and good ones in turn as long as there are refused ones. What holds "unknown" is refused by every emulated system, and
# none takes more than 10 octets for a mailbox.
NAMES = [f"unknown{number:02}" if number % 2 and number < 2 * REFUSED_COUNT else f"good{number:02}" for number in range(COUNT)]
REFUSED = {name for name in NAMES if name.startswith("unknown")}
GOOD = set(NAMES) - REFUSED
MESSAGE = (f"From: {OWNER}\r\nTo: all of them:;\r\nSubject: {SUBJECT}\r\nDate: Sat, 1 Jan 2000 00:00:00 +0000\r\n"
           f"Message-ID: <to.the.list@sender.example>\r\n\r\nHello.\r\n.dot\r\n").encode()

# By default Postfix makes two transactions, of 50 and of 10: here as Debian has it, and in one.
SENDERS = {
    "postfix": postfix.Postfix,
    "postfix-at-once": lambda folder, port: postfix.Postfix(folder, port, "default_destination_recipient_limit = 1000"),
    "exim": mtas.Exim,
    "exim-without-chunking": mtas.EximWithoutChunking,
    "exim-with-helo": mtas.EximWithHelo,
    "opensmtpd": mtas.OpenSmtpd,
    "sendmail": mtas.Sendmail,
}


def why_not(sender):
    return postfix.why_not() if sender.startswith("postfix") else mtas.why_not()


def refusal(profile, code):
    """What the system says to a recipient that it doesn't know, if its code were `code`."""
    said = tomllib.loads(PROFILES[profile].read_text())["emulate"]["errors"]["recipient"]
    return f"{code} {said[4:]}"


def refusing_with(profile, code, folder):
    """A profile file in `folder`, the same but for the code to unknown recipients."""
    text, changes = re.subn(r'^(recipient\s*= ")\d{3} ', rf"\g<1>{code} ", PROFILES[profile].read_text(), flags=re.MULTILINE)
    assert changes == 1, f"{profile}: no [emulate.errors] recipient"
    path = pathlib.Path(folder) / f"{profile}.toml"
    path.write_text(text)
    assert tomllib.loads(text)["emulate"]["errors"]["recipient"] == refusal(profile, code)
    return path


class List:
    """The message on its way: from `sender` through heloise to the gateway, an emulated `profile`."""

    def __init__(self, case, sender, profile, delivery, code=550, tables=""):
        # Some systems begin with the address, which differs.
        self.words = refusal(profile, code)[4:].replace("{path}", "").strip()
        self.gateway = Gateway(case.folder, refusing_with(profile, code, case.folder))
        case.addCleanup(case._end_well, self.gateway)
        self.recordings = case.folder / "recordings"
        self.front = case.heloise([self.gateway.port], f'profile = "{profile}"\ndelivery = "{delivery}"', tables,
                                  f'[record]\ndirectory = "{self.recordings}"\nfull = true\n')
        self.tried = time.monotonic()
        self.sender = SENDERS[sender](case.folder / "sender", self.front.port)
        case.addCleanup(self.sender.end)

    def send(self):
        return senders.python_smtplib(self.sender.port, OWNER, [f"{name}@example.org" for name in NAMES], MESSAGE)

    def try_again(self):
        """As a real queue would, but after a second instead of some minutes."""
        if time.monotonic() - self.tried > 1:
            self.sender.try_again()
            self.tried = time.monotonic()

    def received(self):
        """Local parts, once for each time that the message is there for them."""
        found = []
        for message in self.gateway.messages():
            if f"\r\nSubject: {SUBJECT}\r\n".encode() in b"\r\n" + message.octets.partition(b"\r\n\r\n")[0] + b"\r\n":
                found += [name for name in self._recipients(message)]
        return sorted(found)

    def bounced(self):
        """Whom the owner of the list was told to be out of reach (RFC 3464), and all that was said about it; white space is made
        even, so that folded lines read alike."""
        who, text = set(), []
        for message in self.gateway.messages():
            if not message.envelope[0].startswith("MAIL FROM:<>"):
                continue
            for part in email.message_from_bytes(message.octets).walk():
                if part.get("Action", "").strip().lower() == "failed":
                    who.add(re.search(r"(\w+)@example\.org", part["Final-Recipient"])[1])
            text += message.octets.decode("utf-8", "replace").split()
        return who, " ".join(text)

    def queued(self):
        return {recipient.partition("@")[0] for recipient in self.sender.queued()}

    def asked(self):
        """How often the sender named each of them to heloise. The recordings of sessions that have ended."""
        texts = "".join(path.read_text() for path in self.recordings.glob("*.smtp"))
        named = re.findall(r"^F> RCPT TO:<(\w+)@", texts, re.MULTILINE | re.IGNORECASE)
        return {name: named.count(name) for name in NAMES}

    @staticmethod
    def _recipients(message):
        return re.findall(r"^RCPT TO:<(?:[^>:]*:)?([^@>]+)@", "\n".join(message.envelope), re.MULTILINE | re.IGNORECASE)
