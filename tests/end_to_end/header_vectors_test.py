#!/usr/bin/env python3
# Python's email package reads the header vectors of the unit tests: what leaves says what came.
import email.header
import email.parser
import email.policy
import pathlib
import unittest

VECTORS = pathlib.Path(__file__).resolve().parents[1] / "unit/content/header/header_field_vectors.txt"
ADDRESSES = ("from", "to", "cc", "reply-to", "sender")


def pairs():
    came = None
    for line in VECTORS.read_text(encoding="utf-8").splitlines():
        if line.startswith("-> "):
            yield came, line[3:].replace("\\n", "\r\n")
        elif line and not line.startswith(("#", "!!")):
            came = line.replace("\\n", "\r\n")


def read(field):
    message = email.parser.Parser(policy=email.policy.default).parsestr(field + "\r\n\r\nbody\r\n")
    (name, value), = message.items()
    if name.lower() in ADDRESSES:
        return [(group.display_name, [(" ".join(one.display_name.split()), one.username, a_labels(one.domain))
                                      for one in group.addresses]) for group in value.groups]
    if name.lower() in ("content-type", "content-disposition"):
        return dict(value.params)
    if name.lower() in ("message-id", "mime-version"):  # Python leaves encoded words in their comments alone
        return str(email.header.make_header(email.header.decode_header(str(value))))
    return str(value)


def a_labels(domain):
    return domain if domain.startswith("[") else domain.lower().encode("idna").decode("ascii")


class HeaderVectors(unittest.TestCase):
    def test_what_leaves_says_what_came(self):
        seen = list(pairs())
        self.assertGreater(len(seen), 35)
        for came, left in seen:
            with self.subTest(came):
                self.assertTrue(left.isascii())
                if "=?utf-8?" in left and "=?" not in came:
                    self.assertLessEqual(max(len(line) for line in left.split("\r\n") if "=?utf-8?" in line), 76)
                self.assertEqual(read(came), read(left))


if __name__ == "__main__":
    unittest.main()
