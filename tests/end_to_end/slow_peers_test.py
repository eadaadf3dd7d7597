# What must not grow, and whom nobody may keep waiting: a gateway that stops reading in a large message, fifty
# senders that dribble, a disk that is full.
import hashlib
import itertools
import pathlib
import resource
import signal
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib.house import Case, is_sanitized  # noqa: E402
from lib.raw_sender import RawSender, stuffed  # noqa: E402
from lib.slow_peers import Dribblers, StallingGateway  # noqa: E402

MAIL, RCPT = b"MAIL FROM:<ada@sender.example>", b"RCPT TO:<pm@example.org>"
SMALL = "From: ada@sender.example\r\nSubject: small\r\n\r\nCaf\u00e9.\r\n".encode()
HEADER = b"From: ada@sender.example\r\nSubject: large\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
EIGHT_BIT = ("Gr\u00fc\u00dfe aus dem Caf\u00e9, " * 3 + "viele.\r\n").encode() * 700
SEVEN_BIT = (b"All of this could have been written in 1982, and nobody would know.\r\n") * 700
GROWTH_MAX = 4 << 20


def body_of(*blocks_and_octets):
    """Blocks over and over until there are so many octets of each."""
    for block, octets in blocks_and_octets:
        yield from itertools.repeat(block, octets // len(block) + 1)


class SlowCase(Case):
    def sender(self, front):
        sender = RawSender(front.port)
        self.addCleanup(sender.close)
        sender.connect()
        return sender

    def expect(self, code, reply):
        self.assertEqual(code, reply.code, str(reply))

    def begin_message(self, sender, parameters=b""):
        for line, code in ((MAIL + parameters, 250), (RCPT, 250), (b"DATA", 354)):
            self.expect(code, sender.ask(line))


class Stalled(SlowCase):
    def setUp(self):
        super().setUp()
        if is_sanitized():
            self.skipTest("a sanitizer's own memory is not heloise's")
        self.back = StallingGateway()
        self.addCleanup(self.back.end)

    def resident(self, front):
        """VmRSS now and VmHWM, its highest since the last call."""
        lines = pathlib.Path(f"/proc/{front.program.pid}/status").read_text(encoding="ascii").splitlines()
        found = {name: int(rest.split()[0]) * 1024 for name, _, rest in (line.partition(":") for line in lines)
                 if name in ("VmRSS", "VmHWM")}
        pathlib.Path(f"/proc/{front.program.pid}/clear_refs").write_text("5", encoding="ascii")
        return found["VmRSS"], found["VmHWM"]

    def large_message(self, tables, *parts):
        front = self.heloise([self.back.port], 'greeting = "helo"', tables)
        sender = self.sender(front)
        # Code and buffers that any message needs are there before it is weighed.
        self.back.flow()
        self.begin_message(sender, b" BODY=8BITMIME")
        sender.send(stuffed(SMALL))
        self.expect(250, sender.reply())
        self.back.stall()

        self.begin_message(sender, b" BODY=8BITMIME")
        before, _ = self.resident(front)
        self.sent, self.digest, over = 0, hashlib.sha256(), threading.Event()

        def push():
            sender.send(HEADER)
            for block in body_of(*parts):
                sender.send(block)
                self.digest.update(block)
                self.sent += len(block)
            sender.send(b".\r\n")
            over.set()

        threading.Thread(target=push, daemon=True).start()
        self.wait_until_stalled()
        self.assertFalse(over.is_set(), "the sender was never stopped")
        self.assertLess(self.sent, 90_000_000)
        self.back.flow()
        self.assertTrue(over.wait(300))
        self.assertGreater(self.sent, 100_000_000)
        self.expect(250, sender.reply())
        after, highest = self.resident(front)
        self.assertEqual(set(), self.back.faults)
        self.assertIn(b"quoted-printable", self.back.headers[-1])
        self.assertEqual(self.digest.hexdigest(), self.back.digests[-1])
        self.assertLess(highest - before, GROWTH_MAX, f"{before} octets before, {after} after, {highest} at most")

    def wait_until_stalled(self):
        """Until the sender has not got on between a hundred looks."""
        seen = []

        def stands():
            seen.append(self.sent)
            return len(seen) > 100 and seen[-100] == seen[-1]

        self.wait_for(stands, "the sender to be stopped")

    def test_100_mb_of_8_bit_text_through_a_stalled_gateway_stay_out_of_memory(self):
        self.large_message("", (EIGHT_BIT, 100_000_000))

    def test_100_mb_of_which_the_first_60_did_not_tell_wait_on_the_disk(self):
        self.large_message("", (SEVEN_BIT, 60_000_000), (EIGHT_BIT, 40_000_000))


class Dribbling(SlowCase):
    COUNT = 50

    def setUp(self):
        super().setUp()
        self.gate = self.gateway("rfc821")
        self.back = self.relay(self.gate.port)

    def test_in_burst_fifty_dribblers_keep_nobody_from_a_gateway_with_one_session(self):
        front = self.heloise([self.back.port], 'profile = "rfc821"\ndelivery = "burst"', "[backend.limits]\nsessions = 1")
        slow = [self.sender(front) for _ in range(self.COUNT)]
        for sender in slow:
            self.begin_message(sender)
        dribblers = Dribblers(slow)
        self.addCleanup(dribblers.end)
        self.wait_for(lambda: dribblers.rounds >= 2, "octets of all the dribblers")

        fast = self.sender(front)
        self.begin_message(fast)
        fast.send(stuffed(SMALL))
        self.expect(250, fast.reply())
        self.assertEqual(1, self.gate.count())
        self.assertEqual(1, self.back.connections)
        # All fifty are at it still, and end well in the end.
        rounds = dribblers.rounds
        self.wait_for(lambda: dribblers.rounds > rounds, "more octets of the dribblers")
        dribblers.end()
        self.assertEqual([], dribblers.lost)
        for sender in slow:
            sender.send(b"\r\n.\r\n")
        for sender in slow:
            self.expect(250, sender.reply())
        self.assertEqual(self.COUNT + 1, self.gate.count())
        self.assertEqual(1, self.back.most_open)

    def test_live_one_dribbler_does(self):
        front = self.heloise([self.back.port], 'profile = "rfc821"\ndelivery = "live"',
                             '[backend.limits]\nsessions = 1\nqueue_timeout = "2s"')
        slow = self.sender(front)
        self.begin_message(slow)
        dribblers = Dribblers([slow])
        self.addCleanup(dribblers.end)
        fast = self.sender(front)
        reply = fast.ask(MAIL)
        self.assertEqual((451, "4.3.2"), (reply.code, reply.text[:5]))
        self.assertEqual([], dribblers.lost)
        dribblers.end()
        slow.send(b"\r\n.\r\n")
        self.expect(250, slow.reply())
        self.begin_message(fast)
        fast.send(stuffed(SMALL))
        self.expect(250, fast.reply())


class FullDisk(SlowCase):
    """Files may not grow over 1 MiB: a full disk for one process, without being root."""

    LOOKAHEAD = '[backend.content]\nlookahead = "64KiB"'

    def full_house(self, keys):
        def little_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # as a shell starts it; Python ignores it
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

        self.gate = self.gateway("rfc821")
        front = self.heloise([self.gate.port], f'profile = "rfc821"\n{keys}', self.LOOKAHEAD, preexec_fn=little_room)
        return front, self.sender(front)

    def refuses_one_and_takes_the_next(self, front, sender):
        self.begin_message(sender)
        sender.send(HEADER)
        for block in body_of((SEVEN_BIT, 3_000_000)):
            sender.send(block)
        sender.send(EIGHT_BIT + b".\r\n")
        reply = sender.reply()
        self.assertEqual((452, "4.3.1"), (reply.code, reply.text[:5]), str(reply))
        self.assertIn("File too large", front.log())
        self.assertEqual(0, self.gate.count())
        # The session lives, and what fits is taken: into memory, and into a file.
        for body in (SEVEN_BIT[:10_000], SEVEN_BIT * 10):
            self.begin_message(sender)
            sender.send(stuffed(HEADER + body))
            self.expect(250, sender.reply())
        self.assertEqual(2, self.gate.count())

    def test_in_burst_it_is_452_and_the_session_lives(self):
        self.refuses_one_and_takes_the_next(*self.full_house('delivery = "burst"'))

    def test_live_it_is_452_and_the_session_lives(self):
        self.refuses_one_and_takes_the_next(*self.full_house('delivery = "live"'))
