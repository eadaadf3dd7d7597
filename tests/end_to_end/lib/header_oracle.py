# What a header field means, as Python's email package reads it: two forms of a field are the same field when
# these say so. Nothing in here knows how heloise rewrites; RFC 2047, RFC 2231 and RFC 5322 do.
#
# Octets over 127 that stand raw in a field are read as UTF-8; those that are no UTF-8 are kept one by one
# (surrogateescape), and so is what an encoded word calls "unknown-8bit" (RFC 1428).
import base64
import binascii
import email.header
import email.message
import email.quoprimime
import email.utils
import re
import unicodedata

ADDRESSES = {"from", "sender", "reply-to", "to", "cc", "bcc", "return-receipt-to", "errors-to", "disposition-notification-to",
             "resent-from", "resent-sender", "resent-reply-to", "resent-to", "resent-cc", "resent-bcc", "return-path",
             "mail-followup-to", "mail-reply-to", "apparently-to", "delivered-to", "x-original-to"}
PARAMETERS = {"content-type", "content-disposition"}
# What is signed is signed as it stands: other octets are another signature.
SIGNATURES = {"dkim-signature", "domainkey-signature", "x-google-dkim-signature", "arc-seal", "arc-message-signature",
              "arc-authentication-results"}
# Structured, with comments and domains, but no phrases of addresses.
OTHERS = {"received", "message-id", "in-reply-to", "references", "content-id", "resent-message-id", "date", "mime-version",
          "content-transfer-encoding", "list-id", "list-post", "list-unsubscribe", "list-help", "list-archive"}


def text(octets):
    return octets.decode("utf-8", "surrogateescape")


def unfolded(value):
    """RFC 5322 section 2.2.3: a CRLF before a blank goes, the blank stays. Around the value blanks mean nothing."""
    return re.sub(rb"\r\n(?=[ \t])", b"", value).strip(b" \t")


def _word(encoding, encoded):
    """The octets of one encoded word, or nothing where it cannot be read."""
    try:
        if encoding in "qQ":
            # Raw octets in it are of its charset, too: so every reader that shows them at all takes them.
            octets = encoded.encode("utf-8", "surrogateescape")
            return email.quoprimime.header_decode(octets.decode("latin-1")).encode("latin-1")
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _characters(octets, charset):
    name = charset.partition("*")[0].lower()  # RFC 2231 section 5: a language may follow
    if name in ("utf-8", "us-ascii", "unknown-8bit"):
        return text(octets)
    try:
        return octets.decode(name)
    except (LookupError, UnicodeDecodeError):
        return f"<{name}:{octets.hex()}>"


def decoded_words(value):
    """The text with its encoded words read; blanks between two of them vanish (RFC 2047 section 6.2)."""
    found, at, run, charset = [], 0, b"", None
    for match in email.header.ecre.finditer(value):
        octets = _word(match["encoding"], match["encoded"])
        if octets is None:
            continue
        between = value[at:match.start()]
        if charset is not None and (between.strip(" \t\r\n") or match["charset"].lower() != charset):
            found.append(_characters(run, charset))
            run = b""
        if between.strip(" \t\r\n") or charset is None:
            found.append(between)
        run, charset, at = run + octets, match["charset"].lower(), match.end()
    if charset is not None:
        found.append(_characters(run, charset))
    return "".join(found) + value[at:]


def domain(name):
    """One form for U-labels and A-labels."""
    labels = []
    for label in unicodedata.normalize("NFC", name).lower().replace("。", ".").split("."):
        try:
            labels.append(label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label)
        except UnicodeError:
            labels.append(label)
    return ".".join(labels)


_ATOM = re.compile(r'[^\s()<>@,;:\\"\[\]]+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_LITERAL = re.compile(r"\[[^\]]*\]")


def _comment_end(value, at):
    depth = 0
    while at < len(value):
        if value[at] == "\\":
            at += 1
        elif value[at] == "(":
            depth += 1
        elif value[at] == ")":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return None


def _unquoted(value):
    return re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL)


def _tokens(value):
    """(kind, text) of a structured field: word, encoded, comment, special or blank."""
    at = 0
    while at < len(value):
        rest = value[at:]
        blank = re.match(r"\s+", rest)
        if blank:
            at += blank.end()
            yield "blank", " "
        elif value[at] == "(" and (end := _comment_end(value, at)):
            yield "comment", decoded_words(_unquoted(value[at + 1:end - 1]))
            at = end
        elif quoted := _QUOTED.match(value, at):
            yield "quoted", _unquoted(quoted[1])
            at = quoted.end()
        elif literal := _LITERAL.match(value, at):
            yield "special", literal[0]
            at = literal.end()
        elif atom := _ATOM.match(value, at):
            whole = email.header.ecre.fullmatch(atom[0])
            yield ("encoded" if whole else "word"), atom[0]
            at = atom.end()
        else:
            yield "special", value[at]
            at += 1


def structured(value, domains=False):
    """The field token by token: phrases as one text each, quoted or not, comments read, blanks as one."""
    items, blank = [], False
    for kind, content in _with_runs(_tokens(value)):
        if kind == "word" and items and items[-1][0] == "word":
            items[-1] = ("word", items[-1][1] + (" " if blank else "") + content)
        elif kind != "blank":
            items.append((kind, content))
        blank = kind == "blank"
    # A domain stands behind its "@", in a run of its own; in Received anywhere.
    for number, (kind, content) in enumerate(items):
        content = " ".join(content.split())
        if kind == "word" and (domains or number and items[number - 1] == ("special", "@")):
            content = " ".join(domain(word) for word in content.split())
        items[number] = (kind, content)
    return items


def _with_runs(tokens):
    """Encoded words that follow each other as one word: characters may be split among them, blanks vanish."""
    run, blanks = [], []
    for kind, content in [*tokens, ("end", "")]:
        if kind == "encoded":
            run.append(content)
            blanks = []
        elif kind == "blank" and run:
            blanks = [(kind, content)]
        else:
            if run:
                yield "word", decoded_words(" ".join(run))
                yield from blanks
            run, blanks = [], []
            if kind != "end":
                yield ("word" if kind == "quoted" else kind), content


def _addresses(value):
    found = []
    for name, address in email.utils.getaddresses([value]):
        local, at, host = address.rpartition("@")
        # What has no "@" is no address, and Python reads on behind it as it likes.
        if at:
            # Python flattens a name's comments and puts blanks where none were; structured() minds those.
            found.append(("".join(decoded_words(name).split()), local + at + domain(host)))
    return found


def parameters(value):
    """Content-Type's and Content-Disposition's: [(name, charset or None, octets)], the value itself first."""
    pairs = []
    # As Message.get_params does it, on octets as latin-1: a header of unknown octets would lose them.
    for item in email.message._parseparam(value.decode("latin-1")):
        name, equals, content = item.partition("=")
        # Python finds RFC 2231's "*" only behind letters and digits.
        pairs.append((name.strip().lower().replace("-", "_") if equals else name.strip(), content.strip()))
    found = []
    for name, content in email.utils.decode_params(pairs):
        if isinstance(content, tuple):
            charset, _, content = content
            found.append((name, (charset or "us-ascii").lower(), email.utils.unquote(content).encode("latin-1")))
        else:
            found.append((name, None, email.utils.unquote(content).encode("latin-1")))
    return found[:1] + sorted(found[1:], key=lambda parameter: parameter[0])


def charset_of(octets):
    """What raw octets are called once they are encoded: RFC 1428 where they are no UTF-8."""
    try:
        octets.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return "unknown-8bit"


def _same_parameters(sent, received):
    before, after = parameters(sent), parameters(received)
    # A raw parameter beside its twin of RFC 2231 may go: it says the same for readers that know no better.
    if len(before) > len(after):
        twins = {(name, octets) for name, charset, octets in before if charset}
        before = [parameter for parameter in before if parameter[1] or (parameter[0], parameter[2]) not in twins]
    if [name for name, _, _ in before] != [name for name, _, _ in after]:
        # The value itself may hold a comment.
        return len(before) == len(after) and structured(text(sent)) == structured(text(received))
    for (_, old_charset, old), (_, new_charset, new) in zip(before, after):
        if old == new and (old_charset == new_charset or old_charset is None and new_charset == charset_of(old)):
            continue
        if b"(" in old and structured(text(old)) == structured(text(new)):
            continue
        return False
    return True


def same(name, sent, received):
    """Whether two values of the field, octets with their folding, mean the same."""
    if sent == received:
        return True
    if name.lower() in SIGNATURES:
        return False
    if unfolded(sent) == unfolded(received):
        return True
    name, before, after = name.lower(), text(unfolded(sent)), text(unfolded(received))
    if name in PARAMETERS:
        return _same_parameters(unfolded(sent), unfolded(received))
    if name in ADDRESSES:
        return structured(before) == structured(after) and _addresses(before) == _addresses(after)
    if name in OTHERS:
        return structured(before, name == "received") == structured(after, name == "received")
    return decoded_words(before) == decoded_words(after)


def faults(name, sent, received):
    """What is wrong with a field that was rewritten, whatever it means: RFC 2047 sections 2 and 5. What was there before
    and was left as it was is the sender's."""
    found = []
    before, value = sent.decode("latin-1"), received.decode("latin-1")
    new = [match for match in email.header.ecre.finditer(value) if match[0] not in before]
    if any(len(line) > 76 and any(match[0] in line for match in new) for line in f"{name}:{value}".split("\r\n")):
        found.append("a line with an encoded word over 76 octets")
    for match in new:
        if len(match[0]) > 75:
            found.append("an encoded word over 75 octets")
        octets = _word(match["encoding"], match["encoded"])
        broken_before = any(not word[0].isascii() for word in email.header.ecre.finditer(before))
        if octets is None or match["charset"].lower() == "utf-8" and charset_of(octets) != "utf-8" and not broken_before:
            found.append("an encoded word that holds no whole characters")
    if any(not line.strip(" \t") for line in value.split("\r\n")[1:]):
        found.append("a line of blanks alone")
    return found
