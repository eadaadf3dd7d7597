# Refusals are no errors of the sender, however many: the session lives on and accepted recipients get their mail. And refusals of one
# sender's transaction decide nothing for another.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib.house import Case  # noqa: E402
from lib.raw_sender import RawSender  # noqa: E402
from lib.scripted_gateway import ScriptedGateway  # noqa: E402

MAIL = b"MAIL FROM:<ada@sender.example>\r\n"
MESSAGE = b"Subject: refused in part\r\n\r\nHello.\r\n"
DELIVERIES = ["live", "burst"]


class Base(Case):
    def gateway_that(self, refuse=lambda local_part, so_far: None):
        gateway = ScriptedGateway(refuse=refuse)
        self.addCleanup(gateway.end)
        return gateway

    def front(self, back, delivery, tables=""):
        return self.heloise([back.port], f'profile = "rfc821"\ngreeting = "helo"\ndelivery = "{delivery}"', tables)

    def sender(self, front, source="127.0.0.1"):
        sender = RawSender(front.port, source)
        sender.connect()
        self.addCleanup(sender.close)
        return sender

    def codes(self, sender, commands):
        """The code to each command, sent one by one."""
        return [sender.ask(command).code for command in commands]

    def rcpts(self, names):
        return [b"RCPT TO:<%s@example.org>" % name.encode() for name in names]

    def deliver(self, sender, names, mail=MAIL):
        """Codes of MAIL, of each RCPT, and of the message's end if it comes to that."""
        codes = self.codes(sender, [mail.strip(), *self.rcpts(names)])
        if 250 not in codes[1:]:
            self.assertEqual(250, sender.ask(b"RSET").code)
            return codes
        self.assertEqual(354, sender.ask(b"DATA").code)
        return [*codes, sender.ask(MESSAGE + b".").code]


class Refusals(Base):
    def check_log(self, front, count):
        """The refusals of a transaction are a line of the log, with their number, and no error of the sender."""
        log = front.log()
        self.assertNotIn("front_error", log)
        refused = [line for line in log.splitlines() if "refused" in line and " at=rcpt" in line]
        self.assertEqual(1, len(refused), log)
        self.assertRegex(refused[0], rf"\b{count}\b")

    def check_over_the_limit(self, delivery, limit, count):
        back = self.gateway_that()
        front = self.front(back, delivery, f"[backend.limits]\nrecipients = {limit}")
        sender = self.sender(front)
        names = [f"u{number:03}" for number in range(count)]
        self.assertEqual([250] * (1 + limit) + [452] * (count - limit) + [250], self.deliver(sender, names), front.log())
        self.assertEqual(names[:limit], back.recipients())
        # The session is as good as new.
        self.assertEqual([250, 250, 250], self.deliver(sender, ["next"]))
        self.assertEqual(221, sender.ask(b"QUIT").code)
        self.wait_for(lambda: "ended" in front.log(), "the end of the session")
        self.check_log(front, count - limit)

    def check_address_that_is_not_ascii(self, delivery):
        # MAIL is refused for its local part, and what was pipelined behind it falls with it: every command has its answer.
        back = self.gateway_that()
        front = self.front(back, delivery)
        sender = self.sender(front)
        self.assertIn("SMTPUTF8", sender.offered)
        mail = "MAIL FROM:<jürgen@sender.example> SMTPUTF8\r\n".encode()
        sender.send(mail + b"".join(line + b"\r\n" for line in self.rcpts(f"u{number}" for number in range(55))) + b"DATA\r\n")
        replies = [sender.reply() for _ in range(57)]
        self.assertEqual(550, replies[0].code)
        self.assertRegex(replies[0].text, r"^5\.6\.7 ")
        self.assertLessEqual({reply.code for reply in replies[1:]}, {503, 554}, front.log())
        self.assertEqual([250, 250, 250], self.deliver(sender, ["next"]))
        self.assertEqual(["next"], back.recipients())
        self.assertNotIn("front_error", front.log())

    def check_others_domains(self, delivery):
        # 20 that `access.recipients` refuses, and a good one behind them.
        back = self.gateway_that()
        front = self.front(back, delivery)
        sender = self.sender(front)
        strangers = [b"RCPT TO:<u%d@elsewhere.example>" % number for number in range(20)]
        codes = self.codes(sender, [MAIL.strip(), *strangers, *self.rcpts(["good"]), b"DATA", MESSAGE + b"."])
        self.assertEqual([250] + [550] * 20 + [250, 354, 250], codes, front.log())
        self.assertEqual(["good"], back.recipients())
        self.assertEqual(221, sender.ask(b"QUIT").code)
        self.wait_for(lambda: "ended" in front.log(), "the end of the session")
        self.check_log(front, 20)

    def check_the_gateways_refusals(self, delivery):
        # 30 transactions in a session, each of one recipient that the gateway does not know, and a good one behind them.
        back = self.gateway_that(lambda local_part, so_far: None if local_part == "good" else "550 unknown")
        front = self.front(back, delivery)
        sender = self.sender(front)
        for number in range(30):
            # Burst tells it at the message's end.
            self.assertEqual(550, self.deliver(sender, [f"u{number}"])[-1], front.log())
        self.assertEqual([250, 250, 250], self.deliver(sender, ["good"]), front.log())
        self.assertEqual(["good"], back.recipients())
        self.assertNotIn("front_error", front.log())


class Verdicts(Base):
    """A gateway behind burst that takes three recipients in a transaction and has one text for the fourth: 550."""

    NAMES = ["one", "two", "three", "four"]

    def setUp(self):
        super().setUp()
        self.back = self.gateway_that(lambda local_part, so_far: "550 Too many recipients" if so_far >= 3 else None)
        self.through = self.front(self.back, "burst")

    def test_what_a_stranger_caused_decides_nothing_about_the_true_sender(self):
        # The stranger names the true sender's reverse-path, from another network: a /24 is a sender's.
        stranger, true_sender = self.sender(self.through, "127.0.1.7"), self.sender(self.through)
        self.deliver(stranger, self.NAMES)
        self.assertEqual([250, 250, 250], self.deliver(true_sender, ["four"]), self.through.log())
        self.assertEqual(["four"], self.back.recipients())

    def test_nor_what_the_same_sender_caused_about_another_envelope(self):
        sender = self.sender(self.through)
        self.deliver(sender, self.NAMES)
        self.assertEqual([250, 250, 250], self.deliver(sender, ["four"]), self.through.log())
        self.assertEqual(["four"], self.back.recipients())

    def test_a_sender_of_four_has_all_of_them_delivered_within_a_few_attempts(self):
        sender, left, attempts = self.sender(self.through), self.NAMES, 0
        while left and attempts < 6:
            attempts += 1
            codes = self.deliver(sender, left)
            taken = {name for name, code in zip(left, codes[1:]) if code == 250 and codes[-1] == 250}
            # Only what is refused for good would be lost to the sender's queue.
            self.assertLess(max(codes), 500, self.through.log())
            left = [name for name in left if name not in taken]
        self.assertEqual([], left, self.through.log())
        self.assertEqual(sorted(self.NAMES), self.back.recipients())


def add_test(name, check, *arguments):
    setattr(Refusals, "test_" + name, lambda self: check(self, *arguments))


for how in DELIVERIES:
    add_test(f"{how}_221_recipients_where_100_are_taken", Refusals.check_over_the_limit, how, 100, 221)
    add_test(f"{how}_125_recipients_where_5_are_taken", Refusals.check_over_the_limit, how, 5, 125)
    add_test(f"{how}_an_address_that_is_not_ascii_with_55_recipients_behind_it", Refusals.check_address_that_is_not_ascii, how)
    add_test(f"{how}_20_recipients_of_others_domains_and_a_good_one", Refusals.check_others_domains, how)
    add_test(f"{how}_30_recipients_that_the_gateway_refuses", Refusals.check_the_gateways_refusals, how)
