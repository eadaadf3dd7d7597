# Whether a message that came through heloise is the message that was sent, as Python's email package reads
# both: the same tree, the same fields, the same octets in every leaf. It knows nothing of how heloise works.
#
# Legal differences, each allowed only where it is needed:
# - one Received field on top (rule 23), and a CRLF at the very end where DATA needs one;
# - a leaf that holds octets over 127, NUL, bare CR or LF or a line that is too long may become
#   quoted-printable or base64, and its Content-Transfer-Encoding says so; an enclosing part's label may
#   come down to "7bit" with it (RFC 2045 section 6.4);
# - MIME-Version is added to a message, also to one that is forwarded in another, when a label was changed in it
#   (RFC 2045 section 4);
# - a message without Content-Type, or with an empty one, gets text/plain and a charset, utf-8 or unknown-8bit (RFC 1428), us-ascii where only
#   its lines are too long;
# - a field that holds octets over 127 or a line that is too long is written in ASCII: header_oracle.py.
# A field or leaf that needs nothing must be octet for octet as it was, and so must a message that needs nothing.
import dataclasses
import email
import email.errors
import email.message
import re
import warnings

from lib import header_oracle

ENTERED = {"message/rfc822", "message/news", "message/delivery-status"}
CTE = "content-transfer-encoding"
IDENTITY = {"7bit", "8bit", "binary"}
# What senders write for them; no such encoding exists, so the octets are what they are.
IDENTITY_TOO = {"", "8-bit", "7-bit", "8bits", "7bits", "none", "8 bit", "7 bit", "plain"}
# Up to its date: a message whose first line is a continuation by mistake begins behind it.
RECEIVED = re.compile(rb"Received: from (?:[^\r\n;]*\r\n[ \t])*[^\r\n;]*;(?:\r\n)?[ \t][^\r\n]*[+-]\d{4}\r\n")


class Entity(email.message.Message):
    """A part as RFC 2046 and RFC 6532 see it: message/global, partial and external-body may be no tree of parts but
    octets, for message/global may be encoded as a whole."""

    is_message = True  # the whole one, or one inside message/rfc822: MIME-Version and defaults are its business

    # The last part of a multipart that nothing closes: whether the last line end is its own or belongs to the
    # delimiter that did not come, readers decide differently. Python takes it away, heloise keeps it.
    is_open = False

    def get_content_type(self):
        """Comments mean nothing here (RFC 2045 section 5.1); Python would make them part of the type."""
        value = str(self.get("content-type", ""))
        if "(" not in value:
            return super().get_content_type()
        bare = email.message.Message()
        bare.set_default_type(self.get_default_type())
        bare["Content-Type"] = re.sub(r"\([^()]*\)", "", value)
        return bare.get_content_type().strip()

    def get_content_maintype(self):
        kind = self.get_content_type()
        if kind.startswith("message/") and kind not in ENTERED:
            return "opaque"
        return kind.partition("/")[0]

    def fields(self):
        """(name, octets of the value with its folding)"""
        return [(name, str(value).encode("ascii", "surrogateescape")) for name, value in self.raw_items()]

    def label(self):
        """The transfer encoding as RFC 2045 defines it: case and comments do not matter. Python's decoder
        knows neither, so it is asked with what the label means."""
        values = [value for name, value in self.fields() if name.lower() == CTE]
        value = re.sub(rb"\([^()]*\)", b"", values[0]) if values else b""
        return value.strip(b" \t\r\n;").lower().decode("latin-1")

    def raw(self):
        """A leaf's octets as they stand; get_payload() alone would read them in the part's charset."""
        return self._payload.encode("ascii", "surrogateescape") if isinstance(self._payload, str) else b""

    def content(self):
        bare = email.message.Message()
        bare["Content-Transfer-Encoding"] = self.label()
        bare.set_payload(self._payload)
        return bare.get_payload(decode=True) or b""


def parse(octets):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return email.message_from_bytes(octets, _class=Entity)


def labels(entity):
    """Of it and of all within it."""
    inner = entity.get_payload() if entity.is_multipart() else []
    return [entity.label(), [labels(part) for part in inner]]


def complete(octets):
    """As DATA sends it: the last line ended."""
    return octets if octets.endswith(b"\r\n") or not octets else octets + b"\r\n"


@dataclasses.dataclass(frozen=True)
class Takes:
    """What the gateway takes as it is; by default what one of 1990 does."""
    eight_bit: bool = False  # in bodies
    utf8: bool = False       # in headers
    binary: bool = False     # bare CR, LF, NUL, and lines of any length
    line_max: int = 1000

    def _all(self, octets, eight_bit):
        plain = b"\0" not in octets and not re.search(rb"\r(?!\n)|(?<!\r)\n", octets)
        short = all(len(line) + 2 <= self.line_max for line in octets.split(b"\r\n"))
        return (eight_bit or octets.isascii()) and (self.binary or plain and short)

    def body(self, octets):
        return self._all(octets, self.eight_bit)

    def field(self, octets):
        return self._all(octets, self.utf8)

    def message(self, octets):
        return self._all(octets, self.eight_bit and self.utf8)


OLD = Takes()


class Comparison:
    def __init__(self, takes=OLD):
        self.takes = takes
        self.found = []

    def note(self, where, what):
        self.found.append(f"{where or 'message'}: {what}")

    def entity(self, sent, received, where=""):
        self.header(sent, received, where)
        # Also where Python found no part between them: what it then calls the epilogue is most of the message.
        if sent.preamble != received.preamble or sent.epilogue != received.epilogue:
            self.note(where, "another preamble or epilogue")
        if sent.get_content_type() != received.get_content_type():
            self.note(where, "another type")
        elif sent.is_multipart() != received.is_multipart():
            self.note(where, "no multipart any more, or one now")
        elif sent.is_multipart():
            self.container(sent, received, where)
        else:
            self.leaf(sent, received, where)

    def container(self, sent, received, where):
        before, after = sent.get_payload(), received.get_payload()
        if len(before) != len(after):
            self.note(where, f"{len(before)} parts became {len(after)}")
            return
        for number, (old, new) in enumerate(zip(before, after), 1):
            old.is_message = sent.get_content_maintype() == "message"
            unclosed = any(isinstance(defect, email.errors.CloseBoundaryNotFoundDefect) for defect in sent.defects)
            old.is_open = number == len(before) and (unclosed or old.is_message and sent.is_open)
            self.entity(old, new, f"{where}.{number}".lstrip("."))
        lower = ("7bit", "8bit") if self.takes.eight_bit else ("7bit",)
        if sent.label() != received.label() and received.label() not in lower:
            self.note(where, f"a container's label is now {received.label()!r}")

    def leaf(self, sent, received, where):
        before, after = sent.raw(), received.raw()
        # A message in UTF-8 may be opaque, yet whoever looks into it finds headers (RFC 6532 section 3.7).
        fits = self.takes.message if sent.get_content_type().startswith("message/global") else self.takes.body
        if not fits(after):
            self.note(where, "still not what the gateway takes")
        if fits(before):
            if before != after or sent.label() != received.label():
                self.note(where, "a leaf that needed nothing was changed")
        elif received.content() not in (sent.content(), sent.content() + b"\r\n" * sent.is_open):
            self.note(where, f"another content ({sent.label()!r} before, {received.label()!r} now)")
        elif sent.label() != received.label():
            self.new_label(sent, received, where)

    def new_label(self, sent, received, where):
        now = received.label()
        if sent.label() not in IDENTITY | IDENTITY_TOO or now not in ("quoted-printable", "base64"):
            self.note(where, f"label {sent.label()!r} became {now!r}")
        if sent.get_content_type() in ENTERED or sent.get_content_type() in ("message/partial", "message/external-body"):
            self.note(where, "an encoding where RFC 2046 forbids one")
        lines = received.raw().split(b"\r\n")
        if any(len(line) > 76 for line in lines):
            self.note(where, "a converted leaf with a line over 76 octets")
        if now == "quoted-printable" and any(line[-1:] in (b" ", b"\t") for line in lines):
            self.note(where, "quoted-printable with a blank at a line's end, which gateways strip")

    def header(self, sent, received, where):
        before, after = sent.fields(), received.fields()
        old_names = {name.lower() for name, _ in before}
        if not all(self.takes.field(value) for _, value in after):
            self.note(where, "a field is still not what the gateway takes")
        kept = after
        if labels(sent) != labels(received):
            types = [value.strip() for name, value in before if name.lower() == "content-type"]
            if types == [b""] and sent.is_message and sent.label() != received.label():
                before = [(name, value) for name, value in before if name.lower() != "content-type"]
                old_names.remove("content-type")
            kept = [(name, value) for name, value in after if not self.added(sent, name, value, old_names)]
            before = [(name, value) for name, value in before if name.lower() != CTE]
            now = {value for name, value in after if name.lower() == CTE}
            if len(now) > 1 and sent.label() != received.label():
                self.note(where, "two labels that differ")
        if [name for name, _ in before] != [name for name, _ in kept]:
            self.note(where, "other fields, or in another order")
            return
        for (name, old), (_, new) in zip(before, kept):
            if old == new:
                continue
            if self.takes.field(name.encode("latin-1", "replace") + b": " + old):
                self.note(where, f"{name} needed nothing and was changed")
            elif not header_oracle.same(name, old, new):
                self.note(where, f"{name} means something else")
            for fault in header_oracle.faults(name, old, new):
                self.note(where, f"{name}: {fault}")

    def added(self, sent, name, value, old_names):
        """Whether a field of the received header is one that the change of encoding brought."""
        name = name.lower()
        if name == CTE:
            return True  # compared as the part's label
        if name in old_names or not sent.is_message:
            return False
        if name == "mime-version":
            return value.strip() == b"1.0"
        if name == "content-type":
            charset = "us-ascii" if sent.raw().isascii() else header_oracle.charset_of(sent.raw())
            return value.replace(b'"', b"").split() == [b"text/plain;", b"charset=" + charset.encode()]
        return False


def unwrapped(received):
    """The message below the Received field on top, or nothing where there is none."""
    match = RECEIVED.match(received)
    return received[match.end():] if match else None


def differences(sent, received, takes=OLD):
    """What changed and should not have, in words that quote nothing of the message. `sent` as it was framed."""
    below = unwrapped(received)
    if below is None:
        return ["message: no Received field on top"]
    expected = complete(sent)
    if below in (expected, sent):
        return []
    if takes.message(expected):
        return ["message: it needed nothing and was changed"]
    found = compare(sent, below, takes)
    # DATA ends with a line end, so what BDAT brought without one gets one; base64 that was put around it can leave it out.
    if found and sent != expected and (parse(below).label() != "base64" or parse(sent).label() == "base64"):
        found = compare(expected, below, takes)
    return found


def compare(sent, below, takes=OLD):
    comparison = Comparison(takes)
    comparison.entity(parse(sent), parse(below))
    return comparison.found
