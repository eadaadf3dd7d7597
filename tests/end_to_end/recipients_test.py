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
# Likewise where a gateway takes 20 at a time: what is left goes round until its turn comes.
AT_A_TIME_ATTEMPTS = {"live": 3, "burst": 8}
ALL = os.environ.get("HELOISE_RECIPIENTS") == "all"
# The sanitizers want to see the code run, which each sender once makes it do; what arrives is the release's to show.
SANITIZED = os.environ.get("HELOISE_FLAVOUR", "release") != "release"
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
            return (f"received {sent.received()}\nqueued {sorted(sent.queued())}\nbounced {sorted(sent.bounced()[0])}\n"
                    f"asked {sent.asked()}\nheloise:\n{sent.front.log()[-6000:]}\nthe sender:\n{sent.sender.log()[-6000:]}")

        def is_settled():
            if GOOD <= set(sent.received()):
                if permanent and not sent.queued() and REFUSED <= sent.bounced()[0]:
                    return True
                if not permanent and sent.queued() == REFUSED and sent.words in sent.sender.said():
                    return True
            sent.try_again()
            return False

        self.wait_for(is_settled, lambda: "every recipient's end: " + told())
        self.assertEqual(sorted(GOOD), sent.received(), told())
        bounced, said = sent.bounced()
        self.assertEqual(REFUSED if permanent else set(), bounced, told())
        if permanent:
            self.assertIn(sent.words, said)
        # A recording is complete once its session is.
        sent.sender.end()
        sent.front.end()
        asked = sent.asked()
        self.assertLessEqual({asked[name] for name in GOOD}, set(range(1, (attempts or ATTEMPTS[delivery]) + 1)), asked)


def add_test(sender, profile, delivery, code, more="", **arguments):
    name = f"test_{sender}_to_{profile}_{delivery}_{code}{more}".replace("-", "_").replace(".", "_")
    setattr(Recipients, name, lambda self: self.check(sender, profile, delivery, code, **arguments))


def slice_of_all():
    """Each sender and each gateway, in each way, once or twice; the senders are turned against the gateways from way to way."""
    for turn, (delivery, code) in enumerate(WAYS[::2] if SANITIZED else WAYS):
        names = list(SENDERS)
        names = names[turn:] + names[:turn]
        count = max(len(SENDERS), len(PROFILES))
        # The temporary ones differ in nothing that depends on the gateway: each sender once is enough.
        count = count if code == 550 and not SANITIZED else len(SENDERS)
        pairs = zip(itertools.cycle(names), itertools.cycle(PROFILES))
        yield from ((*pair, delivery, code) for pair in itertools.islice(pairs, count))


def everything():
    return ((sender, profile, *way) for sender in SENDERS for profile in PROFILES for way in WAYS)


def few_at_a_time():
    """Each sender with a gateway that takes 20 in a transaction: it leaves the others to a later one, as 452 says. OpenSMTPD leaves
    after 25 refusals in a row without sending to those who were accepted, whoever refuses: the limit is one that it lives with."""
    for turn, (sender, delivery) in enumerate(itertools.product(SENDERS, AT_A_TIME_ATTEMPTS)):
        limit = {"live": 30, "burst": 40}[delivery] if sender == "opensmtpd" else 20
        if ALL or (turn % 4 in (0, 3) and not SANITIZED):  # every sender, live and burst by turns
            yield sender, delivery, limit


for row in everything() if ALL else slice_of_all():
    add_test(*row)
for server, how, most in few_at_a_time():
    add_test(server, "rfc821", how, 550, "_few_at_a_time", tables=f"[backend.limits]\nrecipients = {most}",
             attempts=AT_A_TIME_ATTEMPTS[how])
