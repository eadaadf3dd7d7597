# Senders that close their sending side and read on, octet by octet: what came complete is carried out and answered, an end inside
# a command or a message is the end of the sender (RFC 9293 section 3.6; translation rule 25).
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib.house import Case  # noqa: E402
from lib.raw_sender import RawSender  # noqa: E402
from lib.scripted_gateway import ScriptedGateway  # noqa: E402

ENVELOPE = b"MAIL FROM:<ada@sender.example>\r\nRCPT TO:<pm@example.org>\r\n"
MESSAGE = b"Subject: half closed\r\n\r\nHello.\r\n"
CHUNK = b"BDAT %d LAST\r\n" % len(MESSAGE) + MESSAGE
DELIVERIES = ["live", "burst"]
# A sender that waits this long before its FIN waits for an answer: rule 25 draws the line at a second. It is what the sender
# does, and nobody's patience.
WAITED = 2.5

# What is sent before the last write, with the code of each answer that is waited for, then the last write, which the FIN follows
# at once, and the codes to it.
COMPLETE = {
    "data_and_quit": ([(b"HELO dev\r\n", [250]), (b"MAIL FROM:<ada@sender.example>\r\n", [250]),
                       (b"RCPT TO:<pm@example.org>\r\n", [250]), (b"DATA\r\n", [354])],
                      MESSAGE + b".\r\nQUIT\r\n", [250, 221]),
    "data_without_quit": ([(b"HELO dev\r\n", [250]), (ENVELOPE, [250, 250]), (b"DATA\r\n", [354])], MESSAGE + b".\r\n", [250]),
    "pipelined_data_and_quit": ([(b"EHLO dev\r\n", [250]), (ENVELOPE + b"DATA\r\n", [250, 250, 354])],
                                MESSAGE + b".\r\nQUIT\r\n", [250, 221]),
    "chunk_and_quit_in_one_go": ([(b"EHLO dev\r\n", [250])], ENVELOPE + CHUNK + b"QUIT\r\n", [250, 250, 250, 221]),
    "chunk_without_quit": ([(b"EHLO dev\r\n", [250])], ENVELOPE + CHUNK, [250, 250, 250]),
    "chunk_behind_answers": ([(b"EHLO dev\r\n", [250]), (ENVELOPE, [250, 250])], CHUNK + b"QUIT\r\n", [250, 221]),
}
# Likewise, but what is sent last breaks off.
BROKEN_OFF = {
    "inside_the_body": ([(b"HELO dev\r\n", [250]), (ENVELOPE, [250, 250]), (b"DATA\r\n", [354])], MESSAGE),
    "inside_the_terminator": ([(b"HELO dev\r\n", [250]), (ENVELOPE, [250, 250]), (b"DATA\r\n", [354])], MESSAGE + b".\r"),
    "inside_a_chunk": ([(b"EHLO dev\r\n", [250]), (ENVELOPE, [250, 250])], CHUNK[:-1]),
    "before_the_last_chunk": ([(b"EHLO dev\r\n", [250]), (ENVELOPE, [250, 250])], CHUNK.replace(b" LAST", b"")),
    "inside_a_command": ([(b"EHLO dev\r\n", [250]), (ENVELOPE, [250, 250])], b"DAT"),
    "behind_data": ([(b"EHLO dev\r\n", [250]), (ENVELOPE, [250, 250])], b"DATA\r\n"),
}


class HalfClose(Case):
    def sender(self, front):
        sender = RawSender(front.port)
        sender.open()
        self.addCleanup(sender.close)
        return sender

    def say(self, sender, writes):
        for octets, codes in writes:
            sender.send(octets)
            self.assertEqual(codes, [sender.reply().code for _ in codes], octets)

    def scripted(self, *held):
        gateway = ScriptedGateway(held)
        self.addCleanup(gateway.end)
        return gateway

    def front(self, port, delivery, keys='profile = "rfc821"\ngreeting = "helo"', tables=""):
        return self.heloise([port], f'{keys}\ndelivery = "{delivery}"', tables)

    def check_complete(self, delivery, writes, last, codes):
        back = self.gateway("msmail-3.0")
        front = self.front(back.port, delivery, 'profile = "msmail-3.0"')
        sender = self.sender(front)
        self.say(sender, writes)
        sender.send(last)
        sender.half_close()
        self.assertEqual(codes, [reply.code for reply in sender.rest()], front.log())
        self.assertEqual([MESSAGE], [message.body for message in back.messages()], front.log())
        self.assertNotIn("sender_did_not_hear", front.log())

    def check_broken_off(self, delivery, writes, last):
        back = self.scripted()
        front = self.front(back.port, delivery)
        sender = self.sender(front)
        self.say(sender, writes)
        sender.send(last)
        sender.half_close()
        # Commands before it may be answered; a message is not.
        self.assertLessEqual({reply.code for reply in sender.rest()}, {250, 354}, front.log())
        self.wait_for(lambda: not back.open, "the end of the gateway's session")
        self.assertEqual([], back.messages, front.log())

    def check_given_up(self, delivery, held, delivered):
        """A sender with a complete message waits, and closes its sending side while the gateway holds a reply back."""
        back = self.scripted(held)
        front = self.front(back.port, delivery)
        sender = self.sender(front)
        self.say(sender, [(b"EHLO dev\r\n", [250])])
        sender.send(ENVELOPE + CHUNK)
        self.wait_for(lambda: back.waits, "the gateway to hold its reply back")
        time.sleep(WAITED)
        sender.half_close()
        if not delivered:
            self.check_let_go(sender)
        back.let_go()
        self.wait_for(lambda: not back.open or back.messages, "the end of the gateway's session")
        sender.rest()
        self.wait_for(lambda: not back.open, "the end of the gateway's session")
        self.assertEqual(delivered, len(back.messages), front.log())

    def check_let_go(self, sender):
        """heloise closes without a verdict on the message, before the gateway has said a word: it is no timeout of heloise's."""
        self.assertLessEqual({reply.code for reply in sender.rest()}, {250})

    def check_quit_before_a_late_end(self, delivery):
        """Who has said QUIT waits for the end and has not given up, however late its side ends."""
        back = self.scripted("banner")
        front = self.front(back.port, delivery)
        sender = self.sender(front)
        self.say(sender, [(b"EHLO dev\r\n", [250])])
        sender.send(ENVELOPE + CHUNK + b"QUIT\r\n")
        self.wait_for(lambda: back.waits, "the gateway to hold its banner back")
        time.sleep(WAITED)
        sender.half_close()
        back.let_go()
        self.assertEqual([250, 250, 250, 221], [reply.code for reply in sender.rest()], front.log())
        self.assertEqual(1, len(back.messages))

    def check_in_turn(self, waited, delivered):
        """The gateway's only place is taken: a sender whose message is complete waits for its turn."""
        back = self.scripted("end")
        front = self.front(back.port, "burst", tables="[backend.limits]\nsessions = 1")
        first, second = self.sender(front), self.sender(front)
        for sender in [first, second]:
            self.say(sender, [(b"EHLO dev\r\n", [250])])
        first.send(ENVELOPE + CHUNK)
        self.wait_for(lambda: back.waits, "the first message to be at the gateway")
        second.send(ENVELOPE + CHUNK)
        if waited:
            time.sleep(WAITED)
        second.half_close()
        if not delivered:
            self.check_let_go(second)
        back.let_go()
        self.assertEqual([250, 250, 250], [first.reply().code for _ in range(3)])
        if delivered:
            self.assertEqual([250, 250, 250], [reply.code for reply in second.rest()], front.log())
        # A third message, so that the second's turn has come if it still has one.
        self.say(first, [(ENVELOPE + CHUNK, [250, 250, 250]), (b"QUIT\r\n", [221])])
        self.wait_for(lambda: not back.open, "the end of the gateway's session")
        self.assertEqual(2 + delivered, len(back.messages), front.log())

    def test_a_half_closed_sender_keeps_its_place_in_turn(self):
        self.check_in_turn(waited=False, delivered=1)

    def test_a_sender_that_gives_up_gives_up_its_place_in_turn(self):
        self.check_in_turn(waited=True, delivered=0)

    def test_a_reset_behind_a_complete_message_is_no_half_close(self):
        back = self.scripted("banner")
        front = self.front(back.port, "burst")
        sender = self.sender(front)
        self.say(sender, [(b"EHLO dev\r\n", [250])])
        sender.send(ENVELOPE + CHUNK + b"QUIT\r\n")
        self.wait_for(lambda: back.waits, "the gateway to hold its banner back")
        sender.reset()
        self.wait_for(lambda: "ended" in front.log(), "heloise to let the sender go")
        back.let_go()
        self.wait_for(lambda: not back.open, "the end of the gateway's session")
        self.assertEqual([], back.messages, front.log())

    def test_replies_of_many_messages_before_the_end(self):
        # Every message complete, each answered, in one go.
        back = self.gateway("msmail-3.0")
        front = self.front(back.port, "live", 'profile = "msmail-3.0"')
        sender = self.sender(front)
        self.say(sender, [(b"EHLO dev\r\n", [250])])
        sender.send((ENVELOPE + CHUNK) * 20 + b"QUIT\r\n")
        sender.half_close()
        self.assertEqual([250] * 60 + [221], [reply.code for reply in sender.rest()], front.log())
        self.assertEqual(20, back.count())


def add_test(name, check, *arguments):
    setattr(HalfClose, "test_" + name, lambda self: check(self, *arguments))


for how in DELIVERIES:
    for case, row in COMPLETE.items():
        add_test(f"{how}_{case}_is_answered", HalfClose.check_complete, how, *row)
    for case, row in BROKEN_OFF.items():
        add_test(f"{how}_{case}_is_the_end", HalfClose.check_broken_off, how, *row)
    add_test(f"{how}_given_up_while_the_banner_is_awaited", HalfClose.check_given_up, how, "banner", 0)
    add_test(f"{how}_given_up_while_354_is_awaited", HalfClose.check_given_up, how, "DATA", 0)
    add_test(f"{how}_quit_before_a_late_end_is_answered", HalfClose.check_quit_before_a_late_end, how)
    add_test(f"{how}_given_up_behind_the_terminator", HalfClose.check_given_up, how, "end", 1)
