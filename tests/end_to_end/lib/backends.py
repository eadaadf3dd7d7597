# The backends of the matrix: every emulated system, and real servers that keep what they get.
#
# Each has .port, .keys for its [[backend]], .stored() -> [(recipient's local part, octets)], .log() and .end().
import pathlib
import re

from lib import letters, mtas, peers, postfix
from lib.house import Gateway
from lib.processes import Program, free_port

PROFILES = ["msmail-3.0", "msmail-3.0.2", "ibm-vm-320", "ibm-vm-v2r2", "zos", "pix", "exchange-5.5", "nos",
            "sendmail-4.2bsd", "sendmail-5", "rfc821"]


class Emulated:
    def __init__(self, profile, folder):
        self.gateway = Gateway(folder, profile)
        self.port = self.gateway.port
        self.keys = f'profile = "{profile}"'

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

    def __init__(self, package, folder, arguments):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.port = free_port()
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

    def __init__(self, server):
        self.server = server
        self.port = server.port
        self.keys = 'greeting = "auto"'

    def stored(self):
        return [(who, letters.without_envelope_line(octets)) for who, octets in self.server.stored()]

    def log(self):
        return self.server.log()

    def end(self):
        self.server.end()


LIB = pathlib.Path(__file__).parent

ALL = {
    **{profile: (lambda folder, profile=profile: Emulated(profile, folder)) for profile in PROFILES},
    "postfix": lambda folder: Served(postfix.Postfix.storing(folder / "postfix-server")),
    "exim": lambda folder: Served(mtas.Exim(folder / "exim-server")),
    "opensmtpd": lambda folder: Served(mtas.OpenSmtpd(folder / "opensmtpd-server")),
    "sendmail": lambda folder: Served(mtas.Sendmail(folder / "sendmail-server")),
    "aiosmtpd": lambda folder: Scripted("aiosmtpd", folder / "aiosmtpd", ["/usr/bin/python3", LIB / "aiosmtpd_server.py"]),
    "perl-helo": lambda folder: Scripted("perlserver", folder / "perl-helo", ["perl", LIB / "helo_only_server.pl"]),
}
