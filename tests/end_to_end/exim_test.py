# Exim, the real one, with its default settings: where PIPELINING is offered it sends the rest of a transaction and QUIT in one go,
# closes its sending side and reads on. A message has to be answered all the same: tried once, its queue is empty, and the
# gateway has it once.
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib import mtas, peers, senders  # noqa: E402
from lib.house import Case  # noqa: E402
from lib.processes import free_port  # noqa: E402
from lib.strict_gateway import StrictGateway  # noqa: E402

MESSAGE = b"From: ada@sender.example\r\nSubject: by Exim %d\r\nMessage-ID: <%d@sender.example>\r\n\r\nHello.\r\n.dot\r\n"
ESMTP = ["PIPELINING", "SIZE 10000000", "8BITMIME", "CHUNKING"]
SENDERS = {"default": mtas.Exim, "without_chunking": mtas.EximWithoutChunking, "with_helo": mtas.EximWithHelo}
BACKS = ["msmail-3.0", "ibm-vm-320", "esmtp", "smtp-sink"]


class Strict:
    """A gateway of today, which `greeting = "auto"` finds out."""

    def __init__(self):
        self.gateway = StrictGateway(ESMTP)
        self.port, self.keys = self.gateway.port, 'greeting = "auto"'

    def subjects(self):
        return [line for message in self.gateway.messages for line in message.octets.split(b"\r\n") if line.startswith(b"Subject:")]


class Emulated:
    def __init__(self, gateway, profile):
        self.gateway = gateway
        self.port, self.keys = gateway.port, f'profile = "{profile}"'

    def subjects(self):
        return [line for message in self.gateway.messages() for line in message.octets.split(b"\r\n")
                if line.startswith(b"Subject:")]


class Sink:
    """smtp-sink of Postfix, which dumps what it takes, LF at the line ends."""

    def __init__(self, folder, port):
        self.folder, self.port, self.keys = folder, port, 'greeting = "auto"'

    def subjects(self):
        return [line for path in self.folder.glob("dump.*") for line in path.read_bytes().split(b"\n") if line.startswith(b"Subject:")]


@unittest.skipIf(mtas.why_not(), mtas.why_not())
class Exim(Case):
    def back(self, kind):
        if kind == "esmtp":
            strict = Strict()
            self.addCleanup(strict.gateway.end)
            return strict
        return self.sink() if kind == "smtp-sink" else Emulated(self.gateway(kind), kind)

    def sink(self):
        folder, port = self.folder / "sink", free_port()
        folder.mkdir()
        folder.chmod(0o777)
        started = self.program([peers.program("postfix", "usr/sbin/smtp-sink"), "-u", "daemon", "-D", f"{folder}/dump.",
                                f"127.0.0.1:{port}", "100"], "smtp-sink.log", env=peers.environment("postfix"))
        started.wait_listening(port)
        return Sink(folder, port)

    def exim(self, kind, port):
        started = SENDERS[kind](self.folder / "exim", port, once=True)
        self.addCleanup(started.end)
        return started

    def send(self, exim, number):
        """Gives Exim a message and waits for the end of its one attempt."""
        outcome = senders.python_smtplib(exim.port, "ada@sender.example", ["pm@example.org"], MESSAGE % (number, number))
        self.assertTrue(outcome, outcome.said)
        self.wait_for(lambda: exim.ended_attempts() > number, lambda: f"attempt {number} of Exim; its log:\n{exim.log()}")

    def check(self, kind, back_kind, delivery, count=1):
        back = self.back(back_kind)
        front = self.heloise([back.port], f'{back.keys}\ndelivery = "{delivery}"')
        self.check_messages(kind, back, front.port, count, front.log)
        self.assertNotIn("sender_did_not_hear", front.log())

    def check_messages(self, kind, back, port, count=1, log=str):
        exim = self.exim(kind, port)
        for number in range(count):
            self.send(exim, number)
        told = f"\nExim:\n{exim.log()}\nheloise:\n{log()}"
        self.assertEqual(["=>"] * count, [became for became, _ in exim.attempts()], told)
        self.assertEqual([], exim.queued(), told)
        self.assertEqual(sorted(b"Subject: by Exim %d" % number for number in range(count)), sorted(back.subjects()), told)

    def check_alone(self, back_kind):
        """That servers of today answer it, with nothing between."""
        back = self.back(back_kind)
        self.check_messages("default", back, back.port)


def add_test(name, *arguments, check=Exim.check):
    setattr(Exim, "test_" + name.replace("-", "_").replace(".", "_"), lambda self: check(self, *arguments))


for how in ["live", "burst"]:
    for exim_kind in SENDERS:
        for back_name in BACKS:
            add_test(f"{exim_kind}_{how}_to_{back_name}", exim_kind, back_name, how)
        add_test(f"{exim_kind}_{how}_eighteen_messages_one_after_another", exim_kind, "msmail-3.0", how, 18)
for back_name in ["esmtp", "smtp-sink"]:
    add_test(f"without_heloise_{back_name}_answers_it", back_name, check=Exim.check_alone)
