# The oracle of the content tests, tested: what is the same it calls the same, and each single change it sees.
# An oracle that finds nothing would make every test that asks it worthless.
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "messages"))
import make_messages  # noqa: E402
from lib import header_oracle, mail_oracle  # noqa: E402
from lib.strict_gateway import faults_in  # noqa: E402

RECEIVED = b"Received: from sender.example ([127.0.0.1])\r\n\tby mx.example.org; Sat, 1 Jan 2000 00:00:00 +0000\r\n"

SENT = """\
From: =?utf-8?Q?Ad=C3=A4?= <ada@sender.example>
Subject: Grüße aus Zürich
Sender: "Groß, J." <j@münchen.example> (für alle)
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b
Content-Transfer-Encoding: 8bit

preamble
--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Grüße  \n.dot
--b
Content-Type: application/pdf; name="Ü.pdf"

plain
--b--
epilogue
""".replace("\n", "\r\n").encode()

TAKEN = """\
From: =?utf-8?Q?Ad=C3=A4?= <ada@sender.example>
Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe_aus?=
 =?utf-8?B?IFrDvHJpY2g=?=
Sender: =?utf-8?Q?Gro=C3=9F=2C_J=2E?= <j@xn--mnchen-3ya.example>
 (=?utf-8?Q?f=C3=BCr?= alle)
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b
Content-Transfer-Encoding: 7bit

preamble
--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Gr=C3=BC=C3=9Fe =20
=2Edot
--b
Content-Type: application/pdf; name*=utf-8''%C3%9C.pdf

plain
--b--
epilogue
""".replace("\n", "\r\n").encode()

# What a careless relay might do to it: each alone must be seen.
CHANGES = {
    "an octet of the text": (b"=C3=9Fe", b"=C3=9Ee"),
    "a blank lost at a line's end": (b"e =20", b"e="),
    "a blank left at a line's end": (b"e =20", b"e=20 "),
    "a line lost": (b"=2Edot\r\n", b""),
    "a line more": (b"=2Edot\r\n", b"=2Edot\r\n\r\n"),
    "the text's charset": (b"charset=utf-8", b"charset=latin1"),
    "the text's type": (b"text/plain", b"text/html"),
    "a label that lies": (b"quoted-printable", b"base64"),
    "an encoded container": (b"Encoding: 7bit", b"Encoding: base64"),
    "a part that needed nothing": (b"\r\nplain\r\n", b"\r\nPlain\r\n"),
    "a part that needed no label": (b"pdf\r\n\r\n", b"pdf\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"),
    "the preamble": (b"preamble", b"Preamble"),
    "the epilogue": (b"epilogue", b"epilogues"),
    "a part lost": (b"\r\n--b\r\nContent-Type: app", b"\r\nContent-Type: app"),
    "the boundary": (b"boundary=b", b"boundary=c"),
    "a field lost": (b"MIME-Version: 1.0\r\n", b""),
    "a field more": (b"MIME-Version: 1.0\r\n", b"MIME-Version: 1.0\r\nX-Relay: yes\r\n"),
    "fields in another order": (b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n",
                                b"Content-Type: multipart/mixed; boundary=b\r\nMIME-Version: 1.0\r\n"),
    "a field that needed nothing": (b"=?utf-8?Q?Ad=C3=A4?=", b"=?utf-8?B?QWTDpA==?="),
    "a blank in the subject": (b"IFrDvHJpY2g=", b"WsO8cmljaA=="),
    "a word of the subject": (b"Gr=C3=BC=C3=9Fe_aus", b"Gr=C3=BC=C3=9Fe_Aus"),
    "an encoded word that is too long": (b"?Gr=C3=BC=C3=9Fe_aus",
                                         b"?" + b"=47=72=C3=BC=C3=9F=65" + b"=5F=61=75=73" + b"=" * 45),
    "half a character in a word": (b"=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus?=", b"=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe_aus?="),
    "an address": (b"<j@xn", b"<i@xn"),
    "a domain": (b"xn--mnchen-3ya", b"xn--mnchen-3yb"),
    "a name": (b"=2C_J=2E", b"_J=2E"),
    "a comment": (b"alle)", b"Alle)"),
    "a file's name": (b"%C3%9C.pdf", b"%C3%9B.pdf"),
    "a file name's charset": (b"name*=utf-8''", b"name*=iso-8859-1''"),
    "a parameter lost": (b"; name*=utf-8''%C3%9C.pdf", b""),
    "the end": (b"--b--\r\n", b""),
}


class Oracle(unittest.TestCase):
    def assert_same(self, sent, received):
        self.assertEqual([], mail_oracle.differences(sent, RECEIVED + received))

    def assert_seen(self, sent, received):
        self.assertNotEqual([], mail_oracle.differences(sent, RECEIVED + received))

    def test_a_good_conversion_is_the_same_message(self):
        self.assert_same(SENT, TAKEN)

    def test_each_change_is_seen(self):
        for what, (old, new) in CHANGES.items():
            with self.subTest(what):
                self.assertIn(old, TAKEN)
                self.assert_seen(SENT, TAKEN.replace(old, new, 1))

    def test_every_message_is_itself(self):
        for name, octets in make_messages.stored().items():
            with self.subTest(name):
                self.assertEqual([], mail_oracle.compare(octets, octets, mail_oracle.Takes(True, True, True)))

    def test_no_two_messages_are_the_same(self):
        # What one name's message lacks of its neighbour's must show, in whichever order they are made.
        messages = list(make_messages.stored().items())
        for (name, sent), (neighbour, received) in zip(messages, messages[1:]):
            with self.subTest(name, neighbour=neighbour):
                self.assertNotEqual(sent, received)
                self.assert_seen(sent, received)

    def test_a_message_that_needs_nothing_may_not_change_at_all(self):
        sent = b"Subject: =?utf-8?Q?=41?=\r\nContent-Transfer-Encoding: 8bit\r\n\r\nplain\r\n"
        self.assert_same(sent, sent)
        self.assert_same(sent.removesuffix(b"\r\n"), sent)
        self.assert_seen(sent, sent.replace(b"8bit", b"7bit"))
        self.assert_seen(sent, sent.replace(b"=?utf-8?Q?=41?=", b"A"))
        self.assert_seen(sent, sent + b"\r\n")

    def test_what_the_gateway_cannot_take_is_not_a_conversion(self):
        for sent in ("Subject: x\r\nComments: Grüße\r\n\r\nplain\r\n", "Subject: x\r\n\r\nGrüße\r\n"):
            self.assertNotEqual([], mail_oracle.compare(sent.encode(), sent.encode()))

    def test_received_is_demanded_and_only_one(self):
        sent = b"Subject: x\r\n\r\ny\r\n"
        self.assertNotEqual([], mail_oracle.differences(sent, sent))
        self.assertNotEqual([], mail_oracle.differences(sent, RECEIVED + RECEIVED + sent))

    def test_the_charset_that_was_added_is_the_one_the_octets_are_in(self):
        head = b"Subject: x\r\n"
        added = head + b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=%s\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        for octets, right, wrong in ((b"\xc3\xa4\r\n", b"utf-8", b"unknown-8bit"),
                                     (b"\xe4\r\n", b"unknown-8bit", b"utf-8")):
            coded = b"".join(b"=%02X" % octet if octet > 127 else bytes([octet]) for octet in octets)
            self.assert_same(head + b"\r\n" + octets, added % right + coded)
            self.assert_seen(head + b"\r\n" + octets, added % wrong + coded)

    def test_a_forwarded_message_may_not_be_encoded_as_a_whole(self):
        sent = "MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nGrüße\r\n".encode()
        self.assert_seen(sent, b"MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                         b"U3ViamVjdDogeA0KDQpHcsO8w59lDQo=\r\n")

    def test_message_global_may(self):
        head = b"MIME-Version: 1.0\r\nContent-Type: message/global\r\n"
        sent = head + "\r\nSubject: Grüße\r\n\r\nGrüße\r\n".encode()
        coded = b"Content-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogR3LDvMOfZQ0KDQpHcsO8w59lDQo=\r\n"
        self.assert_same(sent, head + coded)
        self.assert_seen(sent, head + coded.replace(b"U3Vi", b"U3Wi"))

    def test_a_signature_field_is_sacred(self):
        self.assertFalse(header_oracle.same("DKIM-Signature", "v=1; i=ü".encode(), b"v=1; i==?utf-8?Q?=C3=BC?="))


class Gateway(unittest.TestCase):
    def test_what_an_old_gateway_cannot_take(self):
        for octets, why in ((b"a\xe9\r\n", "an octet over 127"), (b"a\rb\r\n", "bare CR or LF"),
                            (b"a\nb\r\n", "bare CR or LF"),
                            (b"\0\r\n", "NUL"), (b"x" * 999 + b"\r\n", "a line over 1,000 octets")):
            self.assertEqual([why], faults_in(octets, set()))
        self.assertEqual([], faults_in(b"x" * 998 + b"\r\n.\r\n\r\n", set()))
        self.assertEqual([], faults_in(b"a: b\r\n\r\n\xe9\r\n", {"8BITMIME"}))
        self.assertEqual([], faults_in(b"\0\n" + b"x" * 2000, {"BINARYMIME"}, binary=True))


if __name__ == "__main__":
    unittest.main()
