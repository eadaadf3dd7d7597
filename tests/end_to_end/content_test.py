# Every message of tests/messages, and of a folder of real ones where there is one, through heloise to a gateway
# that takes 7 bits only: declared and framed in every way, it arrives as the same message by the oracle's word
# (lib/mail_oracle.py), or it is refused with 5xx for a reason that is written down here.
#
# HELOISE_CORPORA is the folder of real messages (*.eml below it; default: shared/corpora/mime beside the project).
# Nothing of their content is ever printed: only file names, and heloise's reasons without what they quote.
import collections
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
from lib import mail_oracle, raw_sender  # noqa: E402
from lib.house import ROOT, Case  # noqa: E402
from lib.strict_gateway import StrictGateway  # noqa: E402

CORPORA = pathlib.Path(os.environ.get("HELOISE_CORPORA", ROOT.parent / "shared/corpora"))
FRAMINGS = [raw_sender.DECLARED, raw_sender.UNDECLARED, raw_sender.CHUNKED]
KEYS = 'greeting = "auto"'


def with_crlf(octets):
    """A file's line ends as a sender makes them. A CR alone stays: what becomes of it is heloise's business."""
    return re.sub(rb"(?<!\r)\n", b"\r\n", octets)


def normalised(octets):
    """content.bare_newline = "normalise" (rule 15): what a message not declared BINARYMIME means."""
    return re.sub(rb"\r\n|\r|\n", b"\r\n", octets)


def reason(reply):
    """A refusal without what it quotes of the message: addresses, names, numbers."""
    text = re.sub(r"<[^>]*>?", "<...>", reply.text.splitlines()[0])
    return re.sub(r"\d{2,}", "N", f"{reply.code} {text}") if reply.code < 600 else str(reply)


def names_utf8(octets):
    """Whether the header holds what only an SMTPUTF8 message may."""
    return not octets.partition(b"\r\n\r\n")[0].isascii()


class Outcome:
    def __init__(self, reply, wrong):
        self.reply = reply
        self.wrong = wrong  # what the oracle found, the gateway's faults, or what is no answer at all

    @property
    def refused(self):
        return reason(self.reply) if self.reply and self.reply.code >= 500 else None


class Content(Case):
    announced = ()

    def setUp(self):
        super().setUp()
        self.back = StrictGateway(self.announced, ehlo=bool(self.announced))
        self.addCleanup(self.back.end)
        self.front = self.heloise([self.back.port], KEYS, self.tables)
        self.sender = raw_sender.RawSender(self.front.port)
        self.addCleanup(self.sender.close)
        self.dice = random.Random(3)

    tables = ""

    def through(self, octets, way):
        """One message on its way, judged."""
        try:
            reply = self.sender.deliver(octets, way, self.dice)
        except raw_sender.Lost:
            return Outcome(None, ["heloise hung up"])
        kept, faults = self.back.take()
        wrong = [f"the gateway saw {fault}" for fault in faults]
        if reply.code == 250:
            wrong += self.judge(octets, way, kept)
        else:
            wrong += ["refused, yet the gateway has it"] if kept else []
            wrong += [f"neither taken nor refused: {reason(reply)}"] if reply.code < 500 else []
        return Outcome(reply, wrong)

    def judge(self, octets, way, kept):
        if len(kept) != 1:
            return [f"taken, and the gateway has {len(kept)}"]
        framed = octets if way.chunked else mail_oracle.complete(octets)
        sent = framed if way is raw_sender.BINARY else normalised(framed)
        try:
            return mail_oracle.differences(sent, kept[0].octets)
        except Exception as error:  # its text would quote the message
            return [f"the oracle failed: {type(error).__name__}"]

    def run_all(self, messages, ways):
        """Outcomes by (name, way's name); `ways` is a function of a message's octets."""
        found = {}
        for name, octets in messages.items():
            for way in ways(octets):
                found[name, way.name] = self.through(octets, way)
        return found

    def assert_nothing_wrong(self, outcomes):
        wrong = [f"{name} as {way}: {'; '.join(outcome.wrong[:3])}" for (name, way), outcome in outcomes.items() if outcome.wrong]
        self.assertFalse(wrong, f"{len(wrong)} of {len(outcomes)} deliveries\n" + "\n".join(wrong))


def seven_bit_ways(octets):
    return FRAMINGS + ([raw_sender.UTF8] if names_utf8(octets) else [])


class Generated(Content):
    """tests/messages: what is refused is known one by one."""

    def assert_refused(self, outcomes, table):
        seen = {key: outcome.refused for key, outcome in outcomes.items() if outcome.refused}
        lines = []
        for name, way in outcomes:
            wanted = expected.refusal(table, name, way)
            got = seen.get((name, way))
            if (wanted is None) != (got is None) or wanted is not None and wanted not in got:
                lines.append(f"{name} as {way}: expected {wanted or 'to pass'}, got {got or 'taken'}")
        self.assertFalse(lines, f"{len(lines)} of {len(outcomes)} deliveries\n" + "\n".join(lines))

    def test_the_files_are_what_the_generator_makes(self):
        stored = {path.stem: path.read_bytes() for path in make_messages.HERE.glob("*.eml")}
        self.assertEqual(stored, make_messages.stored())

    def test_every_message_in_every_framing(self):
        messages = {name: octets for name, octets in make_messages.stored().items() if not name.startswith("binary-")}
        outcomes = self.run_all(messages, seven_bit_ways)
        self.assert_nothing_wrong(outcomes)
        self.assert_refused(outcomes, expected.REFUSED)

    def test_binary_messages(self):
        outcomes = self.run_all(make_messages.stored(), lambda octets: [raw_sender.BINARY])
        self.assert_nothing_wrong(outcomes)
        self.assert_refused(outcomes, expected.REFUSED)

    def test_large_messages(self):
        outcomes = self.run_all(make_messages.made(), seven_bit_ways)
        self.assert_nothing_wrong(outcomes)
        self.assert_refused(outcomes, expected.REFUSED)


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
                by_reason[outcome.refused].add(name)
        refused = set().union(*by_reason.values()) if by_reason else set()
        names = {name for name, _ in outcomes}
        print(f"{len(names)} messages, {len(outcomes)} deliveries: {len(names) - len(refused)} messages always taken, "
              f"{len(refused)} refused:")
        for why, files in sorted(by_reason.items()):
            print(f"  {len(files):3} {why}")
            if len(files) <= 12:
                print("".join(f"        {file}\n" for file in sorted(files)), end="")
        over = [f"{why}: {len(files)}, {expected.bound(bounds, why)} expected: {sorted(files)}"
                for why, files in by_reason.items() if len(files) > expected.bound(bounds, why)]
        self.assertEqual([], over)

    def test_every_message_in_every_framing(self):
        messages = {name: with_crlf(octets) for name, octets in self.messages().items()}
        self.check(self.run_all(messages, seven_bit_ways), expected.CORPUS)

    def test_every_message_as_binary(self):
        self.check(self.run_all(self.messages(), lambda octets: [raw_sender.BINARY]), expected.CORPUS_BINARY)
