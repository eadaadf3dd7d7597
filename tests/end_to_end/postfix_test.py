# Postfix, the real one, as the sending MTA in front of a gateway that hangs up on EHLO: without heloise its
# mail is deferred at every attempt, with heloise it is delivered.
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib import postfix, senders  # noqa: E402
from lib.house import Case  # noqa: E402
from lib.processes import PATIENCE, wait_for  # noqa: E402

MESSAGE = b"From: ada@sender.example\r\nSubject: by Postfix\r\n\r\nHello.\r\n.dot\r\n"


@unittest.skipIf(postfix.why_not(), postfix.why_not())
class Postfix(Case):
    def postfix(self, next_hop, more=""):
        started = postfix.Postfix(self.folder / "postfix", next_hop, more)
        self.addCleanup(started.end)
        return started

    def submit(self, mta, count=1, recipient="pm@example.org"):
        for _ in range(count):
            outcome = senders.python_smtplib(mta.port, "ada@sender.example", [recipient], MESSAGE)
            self.assertTrue(outcome, outcome.said)

    def test_without_heloise_it_is_deferred_at_every_attempt(self):
        gateway = self.gateway("msmail-3.0")
        watch = self.relay(gateway.port)
        mta = self.postfix(watch.port)
        self.submit(mta)
        mta.wait_status("deferred", 3)
        self.assertEqual(set(mta.statuses()), {"deferred"})
        self.assertEqual(1, len(mta.queued_files()))
        self.assertEqual(0, gateway.count())
        # Every attempt begins with EHLO again: Postfix does not learn (legacy behaviour observed with 3.7).
        first = [watch.lines(">", number + 1)[0] for number in range(3)]
        self.assertEqual(["EHLO sender.example.org"] * 3, first)
        self.assertIn("HELO handshake", mta.log())

    def test_with_heloise_it_is_delivered(self):
        gateway = self.gateway("msmail-3.0")
        heloise = self.heloise([gateway.port], 'profile = "msmail-3.0"\ngreeting = "auto"')
        mta = self.postfix(heloise.port)
        self.submit(mta)
        mta.wait_status("sent")
        self.assertEqual(["sent"], mta.statuses())
        self.wait_for(lambda: not mta.queued_files(), "an empty queue")
        stored = gateway.messages()
        self.assertEqual(1, len(stored))
        self.assertTrue(stored[0].body.endswith(MESSAGE.split(b"\r\n\r\n", 1)[1]))

    def test_a_refused_recipient_bounces_at_once(self):
        gateway = self.gateway("msmail-3.0")
        heloise = self.heloise([gateway.port], 'profile = "msmail-3.0"')
        mta = self.postfix(heloise.port)
        self.submit(mta, recipient="unknown@example.org")
        mta.wait_status("bounced")
        self.assertIn("550", mta.log())

    def test_twenty_messages_at_the_gateways_own_pace(self):
        # The gateway takes 2.5 s for each message and one session at a time; Postfix opens several and
        # comes back for what was put off.
        count = 20
        gateway = self.gateway("msmail-3.0", speed="1")
        watch = self.relay(gateway.port)
        heloise = self.heloise([watch.port], 'profile = "msmail-3.0"\ngreeting = "auto"',
                               '[backend.limits]\nqueue_timeout = "5s"')
        mta = self.postfix(heloise.port, "default_destination_concurrency_limit = 5")
        self.submit(mta, count)
        wait_for(lambda: not mta.queued_files(), lambda: f"an empty queue; log:\n{mta.log()[-4000:]}", PATIENCE + count * 10)
        self.assertEqual(count, mta.statuses().count("sent"))
        self.assertEqual(count, gateway.count())
        self.assertEqual(1, watch.most_open)
