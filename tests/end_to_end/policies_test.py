# What the operator may say of content, and the sizes and addresses that conversion touches: each key of [backend.content]
# seen from both sides of the real binary, with a gateway of 7 bits behind it.
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib import mail_oracle, raw_sender  # noqa: E402
from lib.house import Case  # noqa: E402
from lib.strict_gateway import StrictGateway  # noqa: E402

HEADER = "From: ada@sender.example\r\nSubject: policies\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
PLAIN = (HEADER + "Hello.\r\n").encode()
EIGHT_BIT = (HEADER + "Grüße\r\n").encode()
LONG = (HEADER + "x" * 1500 + "\r\n").encode()
UTF8_HEADER = ("Subject: Grüße\r\n" + HEADER + "Hello.\r\n").encode()


class Policies(Case):
    def through(self, octets, way=raw_sender.UNDECLARED, content="", announced=(), **envelope):
        """The reply, what the gateway kept and what it complained of."""
        back = StrictGateway(announced, ehlo=bool(announced))
        self.addCleanup(back.end)
        front = self.heloise([back.port], 'greeting = "auto"', f"[backend.content]\n{content}")
        sender = raw_sender.RawSender(front.port)
        self.addCleanup(sender.close)
        reply = sender.deliver(octets, way, random.Random(5), **envelope)
        return f"{reply.code} {reply.text[:5]}", *back.take()

    def assert_refused(self, status, outcome):
        said, kept, faults = outcome
        self.assertEqual((status, [], []), (said, kept, faults))

    def test_eight_bit_rejected(self):
        self.assert_refused("554 5.6.3", self.through(EIGHT_BIT, content='eight_bit = "reject"'))
        # Nor is it offered then: the sender may convert it itself.
        self.assert_refused("555 5.5.4", self.through(EIGHT_BIT, raw_sender.DECLARED, 'eight_bit = "reject"'))

    def test_eight_bit_passed(self):
        said, kept, faults = self.through(EIGHT_BIT, content='eight_bit = "pass"')
        self.assertEqual(["an octet over 127"], faults)
        self.assertEqual(("554", []), (said[:3], kept))

    def test_long_lines_rejected(self):
        self.assert_refused("554 5.6.3", self.through(LONG, content='long_lines = "reject"'))

    def test_long_lines_passed(self):
        self.assertEqual(["a line over 1,000 octets"], self.through(LONG, content='long_lines = "pass"')[2])

    def test_bare_newlines_rejected_in_every_framing(self):
        for way in (raw_sender.UNDECLARED, raw_sender.CHUNKED):
            for octets in (PLAIN + b"a\nb\r\n", PLAIN + b"a\rb\r\n", PLAIN + b"\n.\nb\r\n"):
                self.assert_refused("550 5.5.2", self.through(octets, way, 'bare_newline = "reject"'))

    def test_nul_stripped(self):
        said, kept, faults = self.through(PLAIN + b"a\0\0b\r\n\0", content='nul = "strip"')
        self.assertEqual(("250", []), (said[:3], faults))
        self.assertEqual(PLAIN + b"ab\r\n\r\n", mail_oracle.unwrapped(kept[0].octets))

    def test_utf8_headers_rejected(self):
        self.assert_refused("554 5.6.9", self.through(UTF8_HEADER, raw_sender.UTF8, 'utf8 = "reject"'))
        # What is ASCII after all passes, and octet for octet.
        said, kept, _ = self.through(PLAIN, raw_sender.UTF8, 'utf8 = "reject"')
        self.assertEqual(("250", PLAIN), (said[:3], mail_oracle.unwrapped(kept[0].octets)))

    def test_growth_counts_for_the_gateways_size(self):
        # As it is it fits, Received and all; in base64 it grows by a third, in quoted-printable to three times.
        grows = (HEADER + "ÄÖÜ" * 200 + "\r\n").encode()
        self.assertLess(len(grows), 1400)
        announced = ["SIZE 1700"]
        self.assert_refused("552 5.3.4", self.through(grows, announced=announced))
        self.assertEqual("250", self.through(grows, announced=["SIZE 20000"])[0][:3])
        self.assertEqual("250", self.through(PLAIN + b"x" * 900 + b"\r\n", announced=announced)[0][:3])

    def test_domains_of_the_envelope_become_a_labels(self):
        said, kept, faults = self.through(PLAIN, raw_sender.UTF8, sender="ada@bücher.example".encode())
        self.assertEqual(("250", [], b"<ada@xn--bcher-kva.example>"), (said[:3], faults, kept[0].sender))

    def test_local_parts_of_the_envelope_cannot(self):
        self.assert_refused("550 5.6.7", self.through(PLAIN, raw_sender.UTF8, sender="jörg@sender.example".encode()))
        self.assert_refused("553 5.6.7", self.through(PLAIN, raw_sender.UTF8, recipient="jörg@example.org".encode()))

    def test_what_a_gateway_has_is_used_as_it_is(self):
        announced = ["8BITMIME", "SMTPUTF8", "CHUNKING", "BINARYMIME"]
        for octets, way, verb, body in ((EIGHT_BIT, raw_sender.DECLARED, "DATA", "8BITMIME"),
                                        (UTF8_HEADER, raw_sender.UTF8, "DATA", "8BITMIME"),
                                        (EIGHT_BIT + b"\0\n", raw_sender.BINARY, "BDAT", "BINARYMIME")):
            with self.subTest(way.name):
                said, kept, faults = self.through(octets, way, announced=announced)
                self.assertEqual(("250", []), (said[:3], faults))
                self.assertEqual(octets, mail_oracle.unwrapped(kept[0].octets))
                self.assertEqual((verb, body), (kept[0].verb, kept[0].parameters["BODY"]))
                self.assertEqual(way is raw_sender.UTF8, "SMTPUTF8" in kept[0].parameters)
