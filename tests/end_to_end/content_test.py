# Every message of tests/messages, and of a folder of real ones where there is one, through heloise to a gateway
# that takes 7 bits only: declared and framed in every way, it arrives as the same message by the oracle's word
# (lib/mail_oracle.py), or it is refused with 5xx for a reason that is written down here.
#
# HELOISE_CORPORA is the folder of real messages (*.eml below it; default: shared/corpora/mime beside the project).
# Nothing of their content is ever printed: only file names, and heloise's reasons without what they quote.
import collections
import email
import itertools
import os
import pathlib
import random
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "messages"))
import expected  # noqa: E402
import make_messages  # noqa: E402
from lib import mail_oracle, random_messages, raw_sender  # noqa: E402
from lib.house import ROOT, Case  # noqa: E402
from lib.strict_gateway import StrictGateway  # noqa: E402

CORPORA = pathlib.Path(os.environ.get("HELOISE_CORPORA", ROOT.parent / "shared/corpora"))
FRAMINGS = [raw_sender.DECLARED, raw_sender.UNDECLARED, raw_sender.CHUNKED]


def with_crlf(octets):
    """A file's line ends as a sender makes them. A CR alone stays: what becomes of it is heloise's business."""
    return re.sub(rb"(?<!\r)\n", b"\r\n", octets)


def with_lone_crs(octets):
    """Rule 15: one or more CR before LF are one line end, and so is an LF alone. A CR alone stays."""
    return re.sub(rb"\r+\n|\n|\r+\Z", b"\r\n", octets)


def structure(octets):
    """The text whose fields and parts are the message's: a CR alone is a blank in it."""
    return re.sub(rb"\r(?!\n)", b" ", with_lone_crs(octets))


def normalised(octets):
    """content.bare_newline = "normalise" (rule 15): what a message of one part, not declared BINARYMIME, means."""
    settled = with_lone_crs(octets)
    end = 0 if settled.startswith(b"\r\n") else (settled + b"\r\n\r\n").index(b"\r\n\r\n")
    return structure(settled[:end]) + re.sub(rb"\r(?!\n)", b"\r\n", settled[end:])


def disturbed(octets, dice):
    """The same message from a sender that knows no line ends."""
    ended = re.sub(rb"\r\n", lambda _: dice.choice((b"\r\n", b"\r\n", b"\r\r\n", b"\r\r\r\n", b"\n")), octets)
    return re.sub(rb"[ :;.x-]", lambda found: dice.choice((b"", b"", b"", b"\r", b"\r\r")) + found[0], ended)


def shape(message):
    """Fields, in order and as they are, and the tree of parts."""
    parts = message.get_payload() if message.is_multipart() else []
    return message.get_content_type(), [(name, str(value)) for name, value in message.raw_items()], [shape(one) for one in parts]


# What comes before the reason proper, so that one table serves all statuses.
OPENINGS = r"(?:Cannot be converted for the gateway|The gateway takes ASCII headers only): "


class Refusal:
    """A refusing reply without what it quotes of the message: addresses, names, numbers."""

    def __init__(self, reply):
        status, _, text = reply.text.splitlines()[0].partition(" ")
        self.status = f"{reply.code} {status}"
        self.reason = re.sub(r"\d+", "N", re.sub(r"<[^>]*>?", "<...>", re.sub(OPENINGS, "", text)))

    def __str__(self):
        return f"{self.status} {self.reason}"


def names_utf8(octets):
    """Whether the header holds what only an SMTPUTF8 message may."""
    return not octets.partition(b"\r\n\r\n")[0].isascii()


class Outcome:
    def __init__(self, reply, wrong):
        self.reply = reply
        self.wrong = wrong  # what the oracle found, the gateway's faults, or what is no answer at all

    @property
    def refused(self):
        return Refusal(self.reply) if self.reply and self.reply.code >= 500 else None


class Content(Case):
    keys = 'greeting = "auto"'
    tables = ""

    def setUp(self):
        super().setUp()
        self.dice = random.Random(3)
        self.stand_before(StrictGateway())

    def stand_before(self, back):
        self.back = back
        self.addCleanup(back.end)
        self.front = self.heloise([back.port], self.keys, self.tables)
        self.sender = raw_sender.RawSender(self.front.port)
        self.addCleanup(self.sender.close)

    def through(self, octets, way):
        """One message on its way, judged."""
        try:
            reply = self.sender.deliver(octets, way, self.dice)
        except (raw_sender.Lost, OSError):
            return Outcome(None, ["heloise hung up"])
        kept, faults = self.back.take()
        wrong = [f"the gateway saw {fault}" for fault in faults]
        if reply.code == 250:
            wrong += self.judge(octets, way, kept)
        else:
            wrong += ["refused, yet the gateway has it"] if kept else []
            wrong += [f"neither taken nor refused: {Refusal(reply)}"] if reply.code < 500 else []
        return Outcome(reply, wrong)

    def judge(self, octets, way, kept):
        if len(kept) != 1:
            return [f"taken, and the gateway has {len(kept)}"]
        framed = octets if way.chunked else mail_oracle.complete(octets)
        # In a message of parts a CR alone is a line end in a body and a blank where a line end would make or end a part.
        meanings = [framed] if way is raw_sender.BINARY else [normalised(framed), structure(framed)]
        try:
            return min((mail_oracle.differences(sent, kept[0].octets, self.takes(way)) for sent in meanings), key=len)
        except Exception as error:  # its text would quote the message
            return [f"the oracle failed: {type(error).__name__}"]

    def takes(self, way):
        """What need not be converted on this way."""
        return mail_oracle.OLD

    def run_all(self, messages, ways):
        """Outcomes by (name, way's name); `ways` is a function of a message's octets."""
        found = {}
        for name, octets in messages.items():
            for way in ways(octets):
                found[name, way.name] = self.through(octets, way)
        return found

    def assert_none(self, wrong, outcomes):
        if wrong:
            more = [f"... and {len(wrong) - 40} more"] if len(wrong) > 40 else []
            self.fail(f"{len(wrong)} of {len(outcomes)} deliveries\n" + "\n".join(wrong[:40] + more))

    def assert_nothing_wrong(self, outcomes):
        wrong = [f"{name} as {way}: {'; '.join(outcome.wrong[:3])}"
                 for (name, way), outcome in outcomes.items() if outcome.wrong]
        self.assert_none(wrong, outcomes)


def seven_bit_ways(octets):
    return FRAMINGS + ([raw_sender.UTF8] if names_utf8(octets) else [])


class Generated(Content):
    """tests/messages: what is refused is known one by one."""

    def assert_refused(self, outcomes):
        wrong = []
        for (name, way), outcome in outcomes.items():
            wanted, got = expected.refusal(name, way), outcome.refused
            if wanted is None and got is None:
                continue
            if wanted is None or got is None or got.status != f"554 {wanted[0]}" or not got.reason.startswith(wanted[1]):
                wrong.append(f"{name} as {way}: expected {' '.join(wanted) if wanted else 'to pass'}, got {got or 'taken'}")
        self.assert_none(wrong, outcomes)

    def test_the_files_are_what_the_generator_makes(self):
        stored = {path.stem: path.read_bytes() for path in make_messages.HERE.glob("*.eml")}
        self.assertEqual(stored, make_messages.stored())

    def test_every_message_in_every_framing(self):
        messages = {name: octets for name, octets in make_messages.stored().items() if not name.startswith("binary-")}
        outcomes = self.run_all(messages, seven_bit_ways)
        self.assert_nothing_wrong(outcomes)
        self.assert_refused(outcomes)

    def test_binary_messages(self):
        outcomes = self.run_all(make_messages.stored(), lambda octets: [raw_sender.BINARY])
        self.assert_nothing_wrong(outcomes)
        self.assert_refused(outcomes)

    def test_large_messages(self):
        outcomes = self.run_all(make_messages.made(), seven_bit_ways)
        self.assert_nothing_wrong(outcomes)
        self.assert_refused(outcomes)


class LineEnds(Content):
    """Rule 15: no placing of CR, LF and CRLF makes or ends a header, a part or a field."""

    def test_fields_and_parts_stay_what_they_are(self):
        # Such as pass as they are, so that all is compared as it stands.
        messages = {name: octets for name, octets in make_messages.stored().items() if mail_oracle.OLD.message(octets)}
        self.assertGreater(len(messages), 20)
        for seed, (name, octets) in enumerate(messages.items()):
            for way in (raw_sender.UNDECLARED, raw_sender.CHUNKED_UNDECLARED):
                with self.subTest(name, way=way.name):
                    sent = disturbed(octets, random.Random(seed))
                    reply = self.sender.deliver(sent, way, self.dice)
                    kept, faults = self.back.take()
                    self.assertEqual((250, [], 1), (reply.code, faults, len(kept)), str(reply))
                    wanted = email.message_from_bytes(structure(mail_oracle.complete(sent)))
                    got = email.message_from_bytes(mail_oracle.unwrapped(kept[0].octets))
                    self.assertEqual(shape(wanted), shape(got))


class Burst(Generated):
    """The same where the message is taken in full first: nothing of it may depend on when it leaves."""
    keys = 'greeting = "auto"\ndelivery = "burst"'


class SmallMemory(Generated):
    """The same where next to nothing is held in memory: what is undecided goes through the spool and back."""
    tables = '[backend.content]\nlookahead = "4KiB"'


class Random(Content):
    """Messages that nobody wrote: equal or refused. A failure names its seed: HELOISE_SEED, and HELOISE_MESSAGES for more."""

    def test_random_messages(self):
        seed, count = int(os.environ.get("HELOISE_SEED", "1")), int(os.environ.get("HELOISE_MESSAGES", "1500"))
        taken = converted = 0
        for number in range(seed, seed + count):
            dice = random.Random(number)
            octets = random_messages.message(dice)
            way = dice.choice(FRAMINGS + [raw_sender.UTF8, raw_sender.BINARY])
            outcome = self.through(octets, way)
            self.assertFalse(outcome.wrong, f"HELOISE_SEED={number} as {way.name}: {outcome.wrong[:3]}\n{octets[:3000]!r}")
            taken += outcome.refused is None
            converted += outcome.refused is None and not mail_oracle.OLD.message(octets)
        print(f"{taken} of {count} random messages taken, {converted} of them converted")
        # Or it would prove nothing.
        self.assertGreater(converted, count // 10)


class EveryGateway(Content):
    """Through a gateway with any subset of the extensions a message is the same: what it announces decides who works,
    not what arrives. What heloise sends is never more than what was announced, or the strict gateway says so."""

    KEYWORDS = ("8BITMIME", "SMTPUTF8", "CHUNKING", "BINARYMIME", "PIPELINING", "SIZE 1000000")
    WAYS = [*FRAMINGS, raw_sender.CHUNKED_UNDECLARED, raw_sender.BINARY, raw_sender.UTF8]
    MESSAGES = ["plain-dots", "plain-labelled_8bit", "plain-no_line_end", "text-utf8", "text-no_mime_latin1",
                "text-dots_8bit", "text-image", "encoded-qp_8bit", "long-html", "header_8bit-subject",
                "header_8bit-cc_list", "header_8bit-filename", "header_8bit-idn_domain", "header_8bit-and_body",
                "multipart-nested", "multipart-labels_nested", "inside-rfc822_attached", "inside-global",
                "broken-bare_8bit", "binary-image_no_end", "binary-multipart", "header_8bit-local_part"]

    def takes(self, way):
        native = self.back.keywords
        # A raw header that nobody declared goes to a gateway of 8 bits as it is; SMTPUTF8 without 8BITMIME is no offer.
        utf8 = "8BITMIME" in native and ("SMTPUTF8" in native or way is not raw_sender.UTF8)
        return mail_oracle.Takes(eight_bit="8BITMIME" in native, utf8=utf8,
                                 binary=way is raw_sender.BINARY and {"8BITMIME", "BINARYMIME", "CHUNKING"} <= native)

    def test_every_subset_of_the_extensions(self):
        stored = make_messages.stored()
        messages = {name: stored[name] for name in self.MESSAGES}
        for count in range(len(self.KEYWORDS) + 1):
            for announced in itertools.combinations(self.KEYWORDS, count):
                with self.subTest(" ".join(announced)):
                    self.stand_before(StrictGateway(announced, ehlo=True))
                    self.assert_nothing_wrong(self.run_all(messages, lambda octets: self.WAYS))
                    self.sender.close()
                    self.front.end()


@unittest.skipUnless((CORPORA / "mime").is_dir(), f"no real messages at {CORPORA}/mime (HELOISE_CORPORA)")
class Corpus(Content):
    """Real messages: the refusals of each reason are bounded, so that a new one is seen."""

    def messages(self):
        folder = CORPORA / "mime"
        return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.eml"))}

    def check(self, outcomes, bounds):
        self.assert_nothing_wrong(outcomes)
        by_reason = collections.defaultdict(set)
        for (name, _), outcome in outcomes.items():
            if outcome.refused:
                by_reason[outcome.refused.reason].add(name)
        refused = set().union(*by_reason.values()) if by_reason else set()
        names = {name for name, _ in outcomes}
        print(f"{len(names)} messages, {len(outcomes)} deliveries: {len(names) - len(refused)} messages always taken, "
              f"{len(refused)} refused:")
        for why, files in sorted(by_reason.items()):
            print(f"  {len(files):3} {why}")
            if len(files) <= 12:
                print("".join(f"        {file}\n" for file in sorted(files)), end="")
        over = [f"{why}: {len(files)} messages, {expected.bound(bounds, why)} expected: {sorted(files)[:20]}"
                for why, files in by_reason.items() if len(files) > expected.bound(bounds, why)]
        self.assertFalse(over, "\n".join(over))

    def test_every_message_in_every_framing(self):
        messages = {name: with_crlf(octets) for name, octets in self.messages().items()}
        self.check(self.run_all(messages, seven_bit_ways), expected.CORPUS)

    def test_every_message_as_binary(self):
        self.check(self.run_all(self.messages(), lambda octets: [raw_sender.BINARY]), expected.CORPUS_BINARY)
