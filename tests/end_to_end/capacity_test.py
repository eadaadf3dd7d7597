# Twenty senders at once in front of a gateway that takes one session at a time: what is learnt from the first
# session, and a thousand messages in turn.
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib import peers, senders  # noqa: E402
from lib.house import Case  # noqa: E402

MESSAGE = b"From: ada@sender.example\r\nSubject: one of many\r\n\r\nHello.\r\n"


class Capacity(Case):
    def setUp(self):
        super().setUp()
        # The gateway would take a hundred sessions: that it sees one is heloise's doing.
        self.back = self.gateway("msmail-3.0", "--sessions", "100")
        self.watch = self.relay(self.back.port)
        self.front = self.heloise([self.watch.port], 'profile = "msmail-3.0"\ngreeting = "auto"',
                                  '[backend.limits]\nqueue_timeout = "10m"')

    def test_the_first_session_learns_and_later_ones_say_helo_at_once(self):
        for _ in range(3):
            self.assertTrue(senders.swaks(self.front.port, "ada@sender.example", ["pm@example.org"], MESSAGE))
        self.assertEqual(3, self.back.count())
        first = [self.watch.lines(">", number + 1)[0].split()[0] for number in range(self.watch.connections)]
        self.assertEqual(["EHLO", "HELO", "HELO", "HELO"], first)
        self.assertIn("550 Huh?", self.watch.lines("<", 1))

    def test_a_thousand_messages_from_twenty_senders_one_session_at_a_time(self):
        subprocess.run([peers.program("postfix", "usr/sbin/smtp-source"), "-s", "20", "-m", "1000", "-f", "ada@sender.example",
                        "-t", "pm@example.org", "-M", "sender.example", f"127.0.0.1:{self.front.port}"],
                       env=peers.environment("postfix"), check=True, timeout=600)
        self.assertEqual(1000, self.back.count())
        self.assertEqual(1, self.watch.most_open)
        greetings = [line for line in self.watch.lines(">") if line.startswith("EHLO")]
        self.assertEqual(1, len(greetings))
