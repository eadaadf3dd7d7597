# Messages that nobody would write, from a seed: trees of random parts, then damaged here and there.
#
# Each is either delivered as the same message or refused; which of both is nobody's promise.
import make_messages

TEXTS = [b"Hello, gateway.\r\n", "Grüße aus Zürich\r\n".encode(), "Grüße\r\n".encode("latin-1"), b".\r\n",
         b"..dot\r\n", b"\r\n", b"From here\r\n", b"trailing  \r\n", b"=3D = =\r\n", b"x" * 1200 + b"\r\n",
         "Ω".encode() * 600 + b"\r\n", b"--\r\n", b"--b\r\n", b"--bx\r\n", "--ü\r\n".encode(), b"no colon\r\n",
         b"Subject: in the body\r\n", b"a\tb\x7f\r\n", b"QUJDREVGRw==\r\n"]
TYPES = ["text/plain", "text/plain; charset=utf-8", "text/html; charset=iso-8859-1", "TEXT/PLAIN", "image/png",
         "application/pdf; name=x.pdf", 'application/pdf; name="Ü.pdf"', "text", "", "message/global",
         "message/partial", "application/pkcs7-mime; name=smime.p7m"]
LABELS = ["7bit", "8bit", "binary", "8BIT", "quoted-printable", "base64", "x-uuencode", "8-bit", "", "7bit (plain)"]
FIELDS = ["Subject: Grüße aus Zürich", "Subject: plain", "X-Long: " + "word " * 250 + "end",
          "Comments: (für) =?utf-8?Q?=C3=BC?= ü", 'Sender: "Groß, J." <j@sender.example>',
          "Cc: Ä <a@münchen.example>, b@sender.example", "Content-Description: für\r\n später",
          'Content-Disposition: attachment; filename="Übung 1.pdf"', "Content-Disposition: inline", "X-Empty:",
          "Content-Language: de", "Keywords: a,\r\n\tb",
          "Received: from ü.example by b.example; Sat, 1 Jan 2000 00:00:00 +0000"]
PIECES = [b"\r\n", b"\xe9", "ü".encode(), b"--b0\r\n", b"--b0--\r\n", b"--b1\r\n", b"\r\n\r\n", b" ", b"\t", b":",
          b"=", b'"', b"(", b";", b"=?utf-8?Q?=C3=BC?=", b"Content-Type: message/rfc822\r\n",
          b"Content-Transfer-Encoding: base64\r\n", b"Content-Type: text/plain\r\n",
          b"Content-Transfer-Encoding: quoted-printable\r\n", b"boundary=b0", b"From x\r\n", b"--", b"<", b">", b",",
          b"@", b"\\"]


def _body(dice):
    return b"".join(dice.choice(TEXTS) for _ in range(dice.choice((0, 1, 1, 2, 5))))


def _fields(dice):
    return b"".join(dice.choice(FIELDS).encode("utf-8" if dice.random() < 0.8 else "latin-1", "replace") + b"\r\n"
                    for _ in range(dice.choice((0, 0, 0, 1, 2))))


def _label(dice, choices):
    return b"Content-Transfer-Encoding: " + dice.choice(choices).encode() + b"\r\n" if dice.random() < 0.6 else b""


def entity(dice, depth=0):
    """Header and body of a part."""
    kind = dice.random()
    header = _fields(dice)
    if kind < 0.35 and depth < 4:
        boundary = dice.choice((f"b{depth}", f"b{depth}", "b0", "b"))
        subtype = dice.choice(("mixed", "mixed", "alternative", "signed", "digest", "report", "encrypted"))
        inside = [entity(dice, depth + 1) for _ in range(dice.choice((0, 1, 2, 2, 3)))]
        header += make_messages.kind(f'multipart/{subtype}; boundary="{boundary}"')
        header += _label(dice, ["7bit", "8bit", "binary"] if dice.random() < 0.9 else LABELS)
        around = [dice.choice((b"", b"", b"", b"text\r\n", b"\r\n")) for _ in range(2)]
        return header + b"\r\n" + make_messages.parts(boundary, *inside, preamble=around[0], epilogue=around[1])
    if kind < 0.45 and depth < 4:
        inside = make_messages.BASIC + (make_messages.MIME if dice.random() < 0.7 else b"") + entity(dice, depth + 1)
        return header + make_messages.kind("message/rfc822") + _label(dice, ["7bit", "8bit"]) + b"\r\n" + inside
    if dice.random() < 0.8:
        header += make_messages.kind(dice.choice(TYPES))
    return header + _label(dice, LABELS) + b"\r\n" + _body(dice)


def damaged(octets, dice):
    """Once or a few times: an octet or a line lost, doubled or moved, a piece of syntax more."""
    for _ in range(dice.choice((0, 0, 1, 1, 2, 4))):
        at = dice.randint(0, len(octets))
        lines = octets.split(b"\r\n")
        line = dice.randrange(len(lines))
        what = dice.random()
        if what < 0.5:
            octets = octets[:at] + dice.choice(PIECES) + octets[at:]
        elif what < 0.6:
            octets = octets[:at] + octets[at + 1:]
        elif what < 0.75:
            octets = b"\r\n".join(lines[:line] + lines[line + 1:])
        elif what < 0.9:
            octets = b"\r\n".join(lines[:line] + [lines[line]] + lines[line:])
        else:
            other = dice.randrange(len(lines))
            lines[line], lines[other] = lines[other], lines[line]
            octets = b"\r\n".join(lines)
    return octets


def message(dice):
    octets = make_messages.BASIC + (make_messages.MIME if dice.random() < 0.9 else b"") + entity(dice)
    return damaged(octets, dice)
