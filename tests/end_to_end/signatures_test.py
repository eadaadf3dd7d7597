# A signature survives heloise: the message is 7-bit already, so it passes octet for octet below the Received field,
# whatever was declared. Where the message must be converted, the signature breaks, which shows that these tests can
# fail; and content.signed = "reject" refuses it instead.
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib import mail_oracle, raw_sender, signatures  # noqa: E402
from lib.house import Case  # noqa: E402
from lib.strict_gateway import StrictGateway  # noqa: E402

WAYS = [raw_sender.DECLARED, raw_sender.UNDECLARED, raw_sender.CHUNKED, raw_sender.CHUNKED_UNDECLARED,
        raw_sender.BINARY, raw_sender.UTF8]
HEADER = ("From: Ada <ada@sender.example>\r\nTo: pm@example.org\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= and\r\n  folded \r\n"
          "Date: Sat, 1 Jan 2000 00:00:00 +0000\r\nMessage-ID: <1@sender.example>\r\nMIME-Version: 1.0\r\n"
          "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: %s\r\n\r\n")
SEVEN_BIT = (HEADER % "8bit").encode() + b"Hello.\r\n.dot\r\n\r\ntrailing blanks  \r\n" + b"x" * 998 + b"\r\n\r\n\r\n"
QUOTED_PRINTABLE = (HEADER % "quoted-printable").encode() + b"Gr=C3=BC=C3=9Fe=\r\n aus Z=C3=BCrich=20\r\n.\r\n"
EIGHT_BIT = (HEADER % "8bit").encode() + "Grüße\r\n".encode()
ENTITY = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nHello.\r\n.dot\r\ntrailing  \r\n"


class Signatures(Case):
    def setUp(self):
        super().setUp()
        self.back = StrictGateway()
        self.addCleanup(self.back.end)

    def sender(self, tables=""):
        front = self.heloise([self.back.port], 'greeting = "auto"', tables)
        sender = raw_sender.RawSender(front.port)
        self.addCleanup(sender.close)
        return sender

    def passed(self, sender, message, way=raw_sender.DECLARED):
        """What the gateway got."""
        reply = sender.deliver(message, way, random.Random(7))
        self.assertEqual(250, reply.code, f"{way.name}: {reply}")
        kept, faults = self.back.take()
        self.assertEqual(([], 1), (faults, len(kept)))
        return kept[0].octets

    def test_dkim_survives(self):
        dkim = signatures.Dkim(self.folder)
        sender = self.sender()
        for body, how in ((SEVEN_BIT, (b"simple", b"simple")), (SEVEN_BIT, (b"relaxed", b"relaxed")),
                          (QUOTED_PRINTABLE, (b"simple", b"simple"))):
            message = dkim.signed(body, how)
            self.assertTrue(dkim.verifies(message))
            for way in WAYS:
                with self.subTest(how=how, way=way.name):
                    received = self.passed(sender, message, way)
                    self.assertEqual(message, mail_oracle.unwrapped(received))
                    self.assertTrue(dkim.verifies(received))

    def test_dkim_breaks_where_the_message_must_be_converted(self):
        dkim = signatures.Dkim(self.folder)
        message = dkim.signed(EIGHT_BIT)
        self.assertTrue(dkim.verifies(message))
        received = self.passed(self.sender(), message)
        self.assertEqual([], mail_oracle.differences(message, received))
        self.assertFalse(dkim.verifies(received))

    def test_smime_survives(self):
        smime = signatures.Smime(self.folder)
        message = smime.signed(ENTITY)
        self.assertTrue(smime.verifies(message))
        sender = self.sender()
        for way in WAYS:
            with self.subTest(way.name):
                received = self.passed(sender, message, way)
                self.assertEqual(message, mail_oracle.unwrapped(received))
                self.assertTrue(smime.verifies(received))

    def test_smime_around_8bit_breaks_or_is_refused_as_the_operator_says(self):
        smime = signatures.Smime(self.folder)
        message = smime.signed(ENTITY + "Grüße\r\n".encode())
        self.assertTrue(smime.verifies(message))
        received = self.passed(self.sender(), message)
        self.assertEqual([], mail_oracle.differences(message, received))
        self.assertFalse(smime.verifies(received))
        strict = self.sender('[backend.content]\nsigned = "reject"')
        reply = strict.deliver(message, raw_sender.DECLARED, random.Random(7))
        self.assertEqual((554, "5.6.3"), (reply.code, reply.text[:5]), str(reply))
