# Every sender through heloise to every legacy system, and to smtp-sink without ESMTP: the message arrives
# once and is the one that left, apart from the Received field on top.
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib import letters, peers, senders  # noqa: E402
from lib.house import Case  # noqa: E402
from lib.processes import Program, free_port  # noqa: E402

SYSTEMS = ["msmail-3.0", "msmail-3.0.2", "ibm-vm-320", "ibm-vm-v2r2", "zos", "pix", "exchange-5.5", "nos",
           "sendmail-4.2bsd", "sendmail-5", "rfc821"]
# Their lines are too short for the message's longest, which arrives encoded.
CONVERTED_FOR = ["nos", "sendmail-4.2bsd"]
SENDER, RECIPIENT = "ada@sender.example", "pm@example.org"


def message(word):
    """7-bit, with what framing gets wrong: dots at line starts, empty lines, a dot alone, a longer line."""
    lines = [f"From: {SENDER}", f"To: {RECIPIENT}", f"Subject: {word}", "Date: Sat, 1 Jan 2000 00:00:00 +0000",
             f"Message-ID: <{word}@sender.example>", "", ".", "..", ".hidden", "", "x" * 300, "From the past", "", "the end"]
    return "".join(line + "\r\n" for line in lines).encode("ascii")


class ThroughHeloise:
    """What each system's class inherits: a test for each sender."""

    def check(self, name):
        word = f"by-{name.replace('_', '-')}"
        outcome = senders.ALL[name](self.front.port, SENDER, [RECIPIENT], message(word))
        self.assertTrue(outcome, outcome.said + self.front.log())
        self.assert_arrived(message(word) + senders.APPENDS.get(name, b""))

    def test_swaks(self):
        self.check("swaks")

    def test_smtp_source(self):
        self.check("smtp_source")

    def test_msmtp(self):
        self.check("msmtp")

    def test_curl(self):
        self.check("curl")

    def test_python_smtplib(self):
        self.check("python_smtplib")


class Emulated(ThroughHeloise):
    system = ""

    def setUp(self):
        super().setUp()
        self.back = self.gateway(self.system)
        self.front = self.heloise([self.back.port], f'profile = "{self.system}"')

    def assert_arrived(self, sent):
        stored = self.back.messages()
        self.assertEqual(1, len(stored))
        self.assertTrue(stored[0].octets.startswith(b"Received: "))
        if self.system in CONVERTED_FOR:
            self.assertEqual(letters.text_of(sent), letters.text_of(stored[0].octets))
        else:
            self.assertEqual(sent, stored[0].body)
        self.assertIn(SENDER, stored[0].envelope[0])
        self.assertIn(RECIPIENT, stored[0].envelope[1])

    def test_refused_recipient_is_told(self):
        outcome = senders.python_smtplib(self.front.port, SENDER, ["unknown@example.org"], message("refused"))
        self.assertFalse(outcome)
        self.assertRegex(outcome.said, r"\(55\d, b'5\.\d\.\d ")
        self.assertEqual(0, self.back.count())


for system in SYSTEMS:
    name = "To_" + system.replace("-", "_").replace(".", "_")
    globals()[name] = type(name, (Emulated, Case), {"system": system})


class To_smtp_sink_without_ESMTP(ThroughHeloise, Case):
    def setUp(self):
        super().setUp()
        port = free_port()
        self.dumps = self.folder / "sink"
        self.dumps.mkdir()
        self.dumps.chmod(0o777)  # smtp-sink runs as nobody
        arguments = [peers.program("postfix", "usr/sbin/smtp-sink"), "-e", "-d", f"{self.dumps}/%S.", f"127.0.0.1:{port}", "10"]
        if os.getuid() == 0:
            arguments[1:1] = ["-u", "nobody"]
        sink = Program(arguments, self.folder / "sink.log", env=peers.environment("postfix"))
        self.addCleanup(sink.end)
        sink.wait_listening(port)
        self.front = self.heloise([port], 'greeting = "auto"')

    def assert_arrived(self, sent):
        dumped = list(self.dumps.iterdir())
        self.assertEqual(1, len(dumped))
        # smtp-sink puts its own fields on top, an empty line below, and stores lines with LF.
        text = dumped[0].read_bytes()
        self.assertIn(b"X-Mail-Args: <ada@sender.example>\n", text)
        self.assertTrue(text.endswith(sent.replace(b"\r\n", b"\n") + b"\n"), text)
