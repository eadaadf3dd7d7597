# Every sender through heloise to every backend: who can be started, what arrived, and what heloise recorded of it.
import dataclasses
import platform
import re
import shutil

from lib import backends, letters, mtas, peers, postfix, senders
from lib.house import Heloise
from lib.processes import wait_for

# A mail server may have to come back: its first attempts meet a gateway that takes one session at a time.
PATIENCE = 120


# Senders: .send(letter) -> what went wrong or "", .log(), .end(). ---------------------------------------------------------
class Tool:
    """A program that sends and says what became of it."""

    def __init__(self, name, port):
        self.function = senders.ALL[name.replace("-", "_")]
        self.port = port

    def send(self, letter):
        outcome = self.function(self.port, letters.SENDER, letter.recipients, letter.octets)
        # A line of it is enough: it may stand in a table.
        return "" if outcome else (" ".join(outcome.said.split())[:200] or "it says that it failed")

    def log(self):
        return ""

    def end(self):
        pass


class Relay:
    """A mail server with a queue: it is given the message, and relays it when it likes."""

    def __init__(self, mta):
        self.mta = mta

    def send(self, letter):
        outcome = senders.python_smtplib(self.mta.port, letters.SENDER, letter.recipients, letter.octets)
        return "" if outcome else "not even submitted: " + outcome.said

    def log(self):
        return self.mta.log()

    def end(self):
        self.mta.end()


TOOLS = ["swaks", "msmtp", "curl", "nodemailer", "python-smtplib", "s-nail", "smtp-source"]
SENDERS = {
    "postfix": lambda folder, port: Relay(postfix.Postfix(folder / "postfix", port)),
    "exim": lambda folder, port: Relay(mtas.Exim(folder / "exim", port)),
    "opensmtpd": lambda folder, port: Relay(mtas.OpenSmtpd(folder / "opensmtpd", port)),
    "sendmail": lambda folder, port: Relay(mtas.Sendmail(folder / "sendmail", port)),
    **{name: (lambda folder, port, name=name: Tool(name, port)) for name in TOOLS},
}
BACKENDS = backends.ALL
# smtp-source has one recipient.
ONE_RECIPIENT = {"smtp-source"}

# What they are called, and the peer whose version is theirs.
TITLES = {"postfix": ("Postfix", "postfix"), "exim": ("Exim", "exim"), "opensmtpd": ("OpenSMTPD", "opensmtpd"),
          "sendmail": ("sendmail", "sendmail"), "swaks": ("swaks", "swaks"), "msmtp": ("msmtp", "msmtp"), "curl": ("curl", "curl"),
          "nodemailer": ("nodemailer", "nodemailer"), "s-nail": ("s-nail", "s-nail"),
          "smtp-source": ("smtp-source of Postfix", "postfix"), "aiosmtpd": ("aiosmtpd", "aiosmtpd"),
          "perl-helo": ("Perl's Net::SMTP::Server", "perlserver")}


def no_node():
    return None if shutil.which("node") else "there is no Node.js here"


# Why one cannot be started here, or nothing; the others always can.
WHY_NOT = {"postfix": postfix.why_not, **dict.fromkeys(mtas.ALL, mtas.why_not), "nodemailer": no_node}


def why_not(names):
    """Why not all of these can be started here, or nothing."""
    return next((f"{name}: {why}" for name in names if name in WHY_NOT for why in [WHY_NOT[name]()] if why), None)


def described(name):
    """A sender or backend with its version."""
    if name in backends.PROFILES:
        return f"heloise's emulation of {name}"
    if name == "python-smtplib":
        return f"smtplib of Python {platform.python_version()}"
    title, peer = TITLES[name]
    return f"{title} {peers.version(peer)}"


# A cell of the matrix. ---------------------------------------------------------------------------------------------------
@dataclasses.dataclass
class Cell:
    sender: str
    backend: str
    delivered: int = 0
    sent: int = 0
    faults: list = dataclasses.field(default_factory=list)
    recordings: dict = dataclasses.field(default_factory=dict)  # a letter's name to the file that holds it

    @property
    def good(self):
        return self.sent > 0 and self.delivered == self.sent and not self.faults


def arrived(letter, backend):
    """The recipients for whom the backend has it, and what is wrong with it there."""
    who, faults = set(), []
    wanted = letters.text_of(letter.octets)
    for recipient, octets in backend.stored():
        subject, text = letters.text_of(octets)
        if subject != letter.subject:
            continue
        if recipient in who:
            faults.append(f"{letter.name}: twice for {recipient}")
        who.add(recipient)
        if text != wanted[1]:
            faults.append(f"{letter.name}: its text changed")
    return who, faults


def send_all(cell, sender, backend):
    for letter in letters.letters(f"{cell.sender}-to-{cell.backend}"):
        if cell.sender in ONE_RECIPIENT and len(letter.recipients) > 1:
            continue
        cell.sent += 1
        said = sender.send(letter)
        wanted = {recipient.partition("@")[0] for recipient in letter.recipients}
        try:
            wait_for(lambda: said or wanted <= arrived(letter, backend)[0], letter.name, PATIENCE)
        except AssertionError:
            said = "it did not arrive"
        who, faults = arrived(letter, backend)
        cell.faults += faults
        if wanted <= who and not said:
            cell.delivered += 1
        else:
            cell.faults.append(f"{letter.name}: {said or 'not for all recipients'}")


def run_cell(name, backend_name, folder, front, backend):
    cell = Cell(name, backend_name)
    try:
        sender = SENDERS[name](folder, front.port)
    except AssertionError as error:
        return dataclasses.replace(cell, sent=1, faults=[f"it did not start: {error}"])
    try:
        send_all(cell, sender, backend)
    finally:
        sender.end()
    return cell


class Stand:
    """A backend with heloise before it, which records; recordings are complete once the stand has ended."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder
        folder.mkdir()
        folder.chmod(0o755)
        self.recordings = folder / "recordings"
        self.cells = []
        self.backend = BACKENDS[name](folder)
        try:
            self.front = Heloise(folder, [self.backend.port], self.backend.keys,
                                 top=f'[record]\ndirectory = "{self.recordings}"\nfull = true\n')
        except BaseException:
            self.backend.end()
            raise

    def run(self, sender):
        self.cells.append(run_cell(sender, self.name, self.folder, self.front, self.backend))
        return self.cells[-1]

    def end(self):
        code = self.front.end()
        self.backend.end()
        for cell in self.cells:
            cell.recordings = self._recordings_of(cell)
        return code

    def _recordings_of(self, cell):
        """Which file holds which message: the subject tells. What was tried several times is in several, and the last it was."""
        subject = re.compile(rf"^F> Subject: {re.escape(f'{cell.sender}-to-{cell.backend}')} (\w+)$", re.MULTILINE)
        return {name: path for path in sorted(self.recordings.glob("*.smtp")) for name in subject.findall(path.read_text())}
