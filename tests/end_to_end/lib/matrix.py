# Every sender through heloise to every backend: who can be started, what is sent, and what arrived.
import dataclasses
import email
import email.policy
import pathlib
import re
import subprocess

from lib import mtas, peers, postfix, senders
from lib.house import Gateway, Heloise
from lib.processes import Program, free_port, wait_for

PROFILES = ["msmail-3.0", "msmail-3.0.2", "ibm-vm-320", "ibm-vm-v2r2", "zos", "pix", "exchange-5.5", "rfc821"]
SENDER = "ada@sender.example"
PM, QM = "pm@example.org", "qm@example.org"

# A mail server may have to come back: its first attempts meet a gateway that takes one session at a time.
PATIENCE = 40


# What is sent. --------------------------------------------------------------------------------------------------------
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


# Backends: .port, .stored() -> [(recipient's local part, octets)], .log(), .end(), .keys for [[backend]]. ---------------
class Emulated:
    def __init__(self, profile, folder):
        self.gateway = Gateway(folder, profile)
        self.port = self.gateway.port
        self.keys = f'profile = "{profile}"'
        self.version = "heloise emulate"

    def stored(self):
        found = []
        for message in self.gateway.messages():
            for line in message.envelope[1:]:
                # Envelope lines: "RCPT TO:<pm@example.org>"
                match = re.search(r"<(?:[^>:]*:)?([^@>]+)@", line)
                if line.upper().startswith("RCPT") and match:
                    found.append((match[1], message.octets))
        return found

    def log(self):
        return self.gateway.program.output()

    def end(self):
        self.gateway.end()


class Scripted:
    """A small server from tests/end_to_end/lib."""

    def __init__(self, package, folder, arguments, version):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.port = free_port()
        self.version = version
        self.keys = 'greeting = "auto"'
        env = peers.environment(package)
        env["PYTHONPATH"] = str(peers.root(package) / "usr/lib/python3/dist-packages")
        self.program = Program([*arguments, self.port, self.folder], self.folder.with_suffix(".log"), env=env)
        self.program.wait_listening(self.port)

    def stored(self):
        return [(path.parent.name, path.read_bytes()) for path in sorted(self.folder.rglob("*")) if path.is_file()]

    def log(self):
        return self.program.output()

    def end(self):
        self.program.end()


class Served:
    """One of the real mail servers."""

    def __init__(self, server, version):
        self.server = server
        self.port = server.port
        self.keys = 'greeting = "auto"'
        self.version = version

    def stored(self):
        return [(who, without_envelope_line(octets)) for who, octets in self.server.stored()]

    def log(self):
        return self.server.log()

    def end(self):
        self.server.end()


LIB = pathlib.Path(__file__).parent


def debian_version(package):
    done = subprocess.run(["apt-cache", "policy", package], capture_output=True, text=True, check=False)
    match = re.search(r"Candidate: (\S+)", done.stdout)
    return f"{package} {match[1] if match else ''}".strip()


BACKENDS = {
    **{profile: (lambda folder, profile=profile: Emulated(profile, folder)) for profile in PROFILES},
    "postfix": lambda folder: Served(postfix.Postfix.storing(folder / "postfix-server"), debian_version("postfix")),
    "exim": lambda folder: Served(mtas.Exim(folder / "exim-server"), debian_version("exim4-daemon-light")),
    "opensmtpd": lambda folder: Served(mtas.OpenSmtpd(folder / "opensmtpd-server"), debian_version("opensmtpd")),
    "sendmail": lambda folder: Served(mtas.Sendmail(folder / "sendmail-server"), debian_version("sendmail-bin")),
    "aiosmtpd": lambda folder: Scripted("aiosmtpd", folder / "aiosmtpd", ["/usr/bin/python3", LIB / "aiosmtpd_server.py"],
                                        debian_version("python3-aiosmtpd")),
    "perl-helo": lambda folder: Scripted("perlserver", folder / "perl-helo", ["perl", LIB / "helo_only_server.pl"],
                                         debian_version("libnet-smtp-server-perl")),
}
NEEDS_ROOT = {"postfix", "exim", "opensmtpd", "sendmail"}


# Senders: .send(letter) -> what it said, .log(), .end(). ----------------------------------------------------------------
class Tool:
    """A program that sends and says what became of it."""

    def __init__(self, name, port):
        self.function = senders.ALL[name.replace("-", "_")]
        self.port = port

    def send(self, letter):
        outcome = self.function(self.port, SENDER, letter.recipients, letter.octets)
        return "" if outcome else (outcome.said.strip() or "it says that it failed")

    def log(self):
        return ""

    def end(self):
        pass


class Relay:
    """A mail server with a queue: it is given the message, and relays it when it likes."""

    def __init__(self, mta):
        self.mta = mta

    def send(self, letter):
        outcome = senders.python_smtplib(self.mta.port, SENDER, letter.recipients, letter.octets)
        return "" if outcome else "not even submitted: " + outcome.said

    def log(self):
        return self.mta.log()

    def end(self):
        self.mta.end()


TOOLS = ["swaks", "msmtp", "curl", "nodemailer", "python-smtplib", "s-nail", "smtp-source"]
SENDERS = {
    "postfix": lambda folder, port: Relay(postfix.Postfix(folder / "postfix", port, "smtputf8_enable = no")),
    "exim": lambda folder, port: Relay(mtas.Exim(folder / "exim", port)),
    "opensmtpd": lambda folder, port: Relay(mtas.OpenSmtpd(folder / "opensmtpd", port)),
    "sendmail": lambda folder, port: Relay(mtas.Sendmail(folder / "sendmail", port)),
    **{name: (lambda folder, port, name=name: Tool(name, port)) for name in TOOLS},
}
# smtp-source has one recipient.
ONE_RECIPIENT = {"smtp-source"}


def why_not(names):
    """Why not all of these can be started here, or nothing."""
    return mtas.why_not() if NEEDS_ROOT & set(names) else None


# A cell of the matrix. ---------------------------------------------------------------------------------------------------
@dataclasses.dataclass
class Cell:
    sender: str
    backend: str
    delivered: int = 0
    sent: int = 0
    faults: list = dataclasses.field(default_factory=list)
    recordings: list = dataclasses.field(default_factory=list)  # (letter's name, file)

    @property
    def good(self):
        return self.sent > 0 and self.delivered == self.sent and not self.faults


def arrived(letter, backend):
    """The recipients for whom the backend has it, and what is wrong with it there."""
    who, faults = set(), []
    wanted = text_of(letter.octets)
    for recipient, octets in backend.stored():
        subject, text = text_of(octets)
        if subject != letter.subject:
            continue
        if recipient in who:
            faults.append(f"{letter.name}: twice for {recipient}")
        who.add(recipient)
        if text != wanted[1]:
            faults.append(f"{letter.name}: its text changed")
    return who, faults


def run_cell(name, backend_name, sender, backend, patience=PATIENCE):
    cell = Cell(name, backend_name)
    for letter in letters(f"{name}-to-{backend_name}"):
        if name in ONE_RECIPIENT and len(letter.recipients) > 1:
            continue
        cell.sent += 1
        said = sender.send(letter)
        wanted = {recipient.partition("@")[0] for recipient in letter.recipients}
        try:
            wait_for(lambda: said or wanted <= arrived(letter, backend)[0], letter.name, patience)
        except AssertionError:
            said = "it did not arrive"
        who, faults = arrived(letter, backend)
        cell.faults += faults
        if wanted <= who and not said:
            cell.delivered += 1
        else:
            cell.faults.append(f"{letter.name}: {said or 'not for all recipients'}")
    return cell


def front_of(folder, backend, record=None):
    """heloise before this backend."""
    top = f'[record]\ndirectory = "{record}"\nfull = true\n' if record else ""
    return Heloise(folder, [backend.port], backend.keys, top=top)
