# Real mail servers send a message to 60 recipients of whom the gateway refuses 25: every good one has it once, and the sender is told
# the truth, whichever gateway, live and burst.
#
# HELOISE_RECIPIENTS=all runs every sender against every gateway, else each of them comes at least once in each way.
import itertools
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib import mailing_list  # noqa: E402
from lib.house import Case  # noqa: E402
from lib.mailing_list import GOOD, PROFILES, REFUSED, SENDERS, List  # noqa: E402

# How often a good recipient is named before it has the message: in burst, a second time after the mixed answer.
ATTEMPTS = {"live": 1, "burst": 2}
WAYS = [(delivery, code) for delivery in ["live", "burst"] for code in [550, 450]]


class Recipients(Case):
    def check(self, sender, profile, delivery, code, tables="", attempts=None):
        if why := mailing_list.why_not(sender):
            self.skipTest(why)
        sent = List(self, sender, profile, delivery, code, tables)
        outcome = sent.send()
        self.assertTrue(outcome, outcome.said)
        permanent = code >= 500

        def told():
            return (f"received {sent.received()}\nqueued {sorted(sent.queued())}\nbounced {sorted(sent.named_in(sent.bounces()))}\n"
                    f"asked {sent.asked()}\nheloise:\n{sent.front.log()[-6000:]}\nthe sender:\n{sent.sender.log()[-6000:]}")

        def is_settled():
            if GOOD <= set(sent.received()):
                if permanent and not sent.queued() and REFUSED <= sent.named_in(sent.bounces()):
                    return True
                if not permanent and sent.queued() == REFUSED and sent.words in sent.sender.said():
                    return True
            sent.try_again()
            return False

        self.wait_for(is_settled, lambda: "every recipient's end: " + told())
        self.assertEqual(sorted(GOOD), sent.received(), told())
        self.assertEqual(REFUSED if permanent else set(), sent.named_in(sent.bounces()), told())
        if permanent:
            self.assertIn(sent.words, sent.bounces())
        # A recording is complete once its session is.
        sent.sender.end()
        sent.front.end()
        asked = sent.asked()
        self.assertLessEqual({asked[name] for name in GOOD}, set(range(1, (attempts or ATTEMPTS[delivery]) + 1)), asked)


def add_test(sender, profile, delivery, code):
    name = f"test_{sender}_to_{profile}_{delivery}_{code}".replace("-", "_").replace(".", "_")
    setattr(Recipients, name, lambda self: self.check(sender, profile, delivery, code))


def slice_of_all():
    """Each sender and each gateway, in each way, once or twice; the senders are turned against the gateways from way to way."""
    for turn, (delivery, code) in enumerate(WAYS):
        names = list(SENDERS)
        names = names[turn:] + names[:turn]
        count = max(len(SENDERS), len(PROFILES))
        # The temporary ones differ in nothing that depends on the gateway: each sender once is enough.
        count = count if code == 550 else len(SENDERS)
        pairs = zip(itertools.cycle(names), itertools.cycle(PROFILES))
        yield from ((*pair, delivery, code) for pair in itertools.islice(pairs, count))


def everything():
    return ((sender, profile, *way) for sender in SENDERS for profile in PROFILES for way in WAYS)


for row in everything() if os.environ.get("HELOISE_RECIPIENTS") == "all" else slice_of_all():
    add_test(*row)
