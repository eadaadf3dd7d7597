#!/usr/bin/env python3
# Messages of every kind that a gateway of 1990 may be handed: one function for each family, a name for each message.
#
#   make_messages.py         writes NAME.eml beside itself; tests/end_to_end/content_test.py holds them to it
#
# Octets as they stand in a message, CRLF line ends, but where a message is about other ones. Large ones are made
# when they are needed and not stored. README.md says what the families are for.
import pathlib

HERE = pathlib.Path(__file__).parent
BASIC = b"From: Ada <ada@sender.example>\r\nTo: pm@example.org\r\n"
MIME = b"MIME-Version: 1.0\r\n"
UTF8 = "Grüße aus Zürich: 3 € für das Menü — Ω\r\n".encode()
LATIN1 = "Grüße aus Zürich, für das Menü\r\n".encode("latin-1")
ASCII = b"Hello, gateway.\r\n"
IMAGE = bytes((n * 89 + n // 7) % 256 for n in range(700)).translate(bytes.maketrans(b"\r\n\0", b"\x8d\x8a\x80"))


def kind(value, *more):
    """Content-Type and what else a part's header has."""
    lines = [f"{line}\r\n".encode() if isinstance(line, str) else line for line in more]
    return f"Content-Type: {value}\r\n".encode() + b"".join(lines)


def labelled(encoding):
    return f"Content-Transfer-Encoding: {encoding}"


def message(header, body=b"", subject=b"test"):
    return BASIC + b"Subject: " + subject + b"\r\n" + header + b"\r\n" + body


def mime(value, body, *more):
    return message(MIME + kind(value, *more), body)


def part(value, body, *more):
    return kind(value, *more) + b"\r\n" + body


def parts(boundary, *found, preamble=b"", epilogue=b""):
    """A multipart's body; each part ends in a CRLF that is the delimiter's."""
    line = b"--" + boundary.encode()
    return preamble + b"".join(line + b"\r\n" + one + b"\r\n" for one in found) + line + b"--\r\n" + epilogue


def multi(subtype, boundary, *found, more=(), **around):
    return mime(f'multipart/{subtype}; boundary="{boundary}"', parts(boundary, *found, **around), *more)


UTF8_PART = part("text/plain; charset=utf-8", UTF8, labelled("8bit"))
ASCII_PART = part("text/plain", ASCII)
HTML_PART = part("text/html; charset=utf-8", b"<p>" + UTF8 + b"</p>\r\n", labelled("8bit"))
IMAGE_PART = part("image/png; name=x.png", IMAGE, labelled("8bit"))
INNER = BASIC + b"Subject: inner\r\n" + MIME + UTF8_PART
INNER_ASCII = BASIC + b"Subject: inner\r\n\r\n" + ASCII


def plain():
    yield "empty", b""
    yield "a_blank_line", b"\r\n"
    yield "one_line", b"hello\r\n"
    yield "header_alone", BASIC
    yield "header_alone_8bit", BASIC + "Subject: Grüße\r\n".encode()
    yield "no_body", message(b"")
    yield "text", message(b"", ASCII)
    yield "labelled_8bit", mime("text/plain; charset=utf-8", ASCII, labelled("8bit"))
    yield "labelled_binary", mime("text/plain; charset=utf-8", ASCII, labelled("binary"))
    yield "no_line_end", message(b"", b"no end")
    yield "dots", message(b"", b".\r\n..\r\n.hidden\r\n\r\n.\r\n")
    yield "blanks", message(b"", b"trailing  \r\ntab\t\r\n \r\n\t\r\n")
    yield "controls", message(b"", b"bell \a, escape \x1b[1m, delete \x7f, form feed \f\r\n")
    yield "qp", mime("text/plain; charset=utf-8", b"Gr=C3=BC=C3=9Fe, soft=\r\n break, lower =c3=bc=20\r\n",
                     labelled("quoted-printable"))
    yield "base64", mime("image/png", b"AAECAwQFBgcICQ==\r\n", labelled("base64"))
    yield "encoded_words", message(b"", ASCII, b"=?utf-8?B?R3LDvMOfZQ==?= =?iso-8859-1?Q?Z=FCrich?=")
    yield "uuencode", mime("application/octet-stream", b"begin 644 x\r\n#0V%T\r\n`\r\nend\r\n", labelled("x-uuencode"))


def text():
    yield "utf8", mime("text/plain; charset=utf-8", UTF8 * 3, labelled("8bit"))
    yield "latin1", mime("text/plain; charset=iso-8859-1", LATIN1 * 3, labelled("8bit"))
    yield "koi8", mime("text/plain; charset=koi8-r", "Привет, шлюз\r\n".encode("koi8-r") * 5, labelled("8bit"))
    yield "greek_is_smaller_in_base64", mime("text/plain; charset=utf-8",
                                             "Πάντα ῥεῖ καὶ οὐδὲν μένει\r\n".encode() * 20, labelled("8bit"))
    yield "html", mime("text/html; charset=utf-8", b"<html><body>\r\n" + UTF8 + b"</body></html>\r\n", labelled("8bit"))
    yield "flowed", mime("text/plain; charset=utf-8; format=flowed",
                         "Grüße, \r\ndie weiter \r\ngehen\r\n-- \r\nA\r\n".encode(), labelled("8bit"))
    yield "no_mime_utf8", message(b"", UTF8 * 2)
    yield "no_mime_latin1", message(b"", LATIN1 * 2)
    yield "no_mime_utf8_then_latin1", message(b"", UTF8 * 50 + LATIN1)
    yield "no_mime_version", message(kind("text/plain; charset=utf-8", labelled("8bit")), UTF8)
    yield "mime_without_type", message(MIME, UTF8)
    yield "mime_without_type_8bit", message(MIME + b"Content-Transfer-Encoding: 8bit\r\n", UTF8)
    yield "label_without_type", message(b"Content-Transfer-Encoding: 8bit\r\n", UTF8)
    yield "no_charset", mime("text/plain", UTF8, labelled("8bit"))
    yield "charset_lies", mime("text/plain; charset=us-ascii", UTF8, labelled("7bit"))
    yield "invalid_utf8", mime("text/plain; charset=utf-8", UTF8 + b"\xc3(\xff\xfe\r\n", labelled("8bit"))
    yield "labelled_7bit", mime("text/plain; charset=utf-8", UTF8, labelled("7bit"))
    yield "labelled_binary_8bit", mime("text/plain; charset=utf-8", UTF8, labelled("binary"))
    yield "unlabelled", mime("text/plain; charset=utf-8", UTF8)
    yield "dots_8bit", mime("text/plain; charset=utf-8", b".\r\n..\r\n.dot\r\nFrom here\r\n>From there\r\n" + UTF8,
                            labelled("8bit"))
    yield "blanks_8bit", mime("text/plain; charset=utf-8", b"end \r\nend\t\r\n   \r\n=3D = =\r\n" + UTF8,
                              labelled("8bit"))
    yield "no_line_end_8bit", mime("text/plain; charset=utf-8", UTF8 + "ü".encode(), labelled("8bit"))
    yield "one_octet", mime("text/plain; charset=iso-8859-1", b"\xe9", labelled("8bit"))
    yield "late_octet", mime("text/plain; charset=utf-8", ASCII * 400 + UTF8, labelled("8bit"))
    yield "controls_8bit", mime("text/plain; charset=utf-8", b"\a\b\f\x1b\x7f\r\n" + UTF8, labelled("8bit"))
    yield "calendar", mime("text/calendar; method=REQUEST; charset=utf-8",
                           b"BEGIN:VCALENDAR\r\nSUMMARY:" + UTF8 + b"END:VCALENDAR\r\n")
    yield "json", mime("application/json", b'{"a": "' + UTF8.strip() + b'"}\r\n', labelled("8bit"))
    yield "image", mime("image/png", IMAGE, labelled("8bit"))
    yield "misspelled_label", mime("text/plain; charset=utf-8", UTF8, labelled("8-bit"))
    yield "label_in_capitals", mime("text/plain; charset=utf-8", UTF8, "CONTENT-TRANSFER-ENCODING: 8BIT")
    yield "label_with_comment", mime("text/plain; charset=utf-8", UTF8, labelled("8bit (as it is)"))
    yield "label_folded", mime("text/plain; charset=utf-8", UTF8, "Content-Transfer-Encoding:\r\n 8bit")
    yield "label_empty", mime("text/plain; charset=utf-8", UTF8, labelled(""))
    yield "label_unknown_7bit", mime("text/plain", ASCII, labelled("x-rot13"))
    yield "label_unknown_8bit", mime("text/plain; charset=utf-8", UTF8, labelled("x-rot13"))
    yield "label_twice", mime("text/plain; charset=utf-8", UTF8, labelled("8bit"), labelled("8bit"))
    yield "labels_differ", mime("text/plain; charset=utf-8", UTF8, labelled("8bit"), labelled("quoted-printable"))
    yield "types_differ", mime("text/plain; charset=utf-8", UTF8, "Content-Type: image/png", labelled("8bit"))
    yield "type_broken", mime("text", UTF8, labelled("8bit"))
    yield "type_empty", mime("", UTF8, labelled("8bit"))


def encoded():
    yield "qp_8bit", mime("text/plain; charset=utf-8", b"Gr=C3=BC=C3=9Fe\r\n" + UTF8 + b"soft=\r\n" + UTF8,
                          labelled("quoted-printable"))
    yield "qp_long", mime("text/plain; charset=utf-8", b"Gr=C3=BC=C3=9Fe " * 200 + b"\r\n",
                          labelled("quoted-printable"))
    yield "qp_broken", mime("text/plain; charset=utf-8", b"=ZZ = == =4\r\n" + UTF8 + b"=", labelled("quoted-printable"))
    yield "qp_blanks", mime("text/plain; charset=utf-8", UTF8.strip() + b"  \r\nend=20\r\n" + UTF8.strip() + b"=  \r\nx\r\n",
                            labelled("quoted-printable"))
    yield "base64_8bit", mime("image/png", b"AAEC\xe9AwQ=\r\n", labelled("base64"))
    yield "base64_long", mime("image/png", b"AAECAwQFBgcI" * 300 + b"\r\n", labelled("base64"))
    yield "base64_junk", mime("image/png", b"AA EC!\r\nAwQ=\r\n-- \r\nsent by a list\r\n", labelled("base64"))
    yield "base64_long_then_text", mime("image/png", b"AAEC" * 300 + b"\r\n\r\nsent by a list\r\n", labelled("base64"))
    yield "uuencode_8bit", mime("application/octet-stream", b"begin 644 x\r\n#0V%T\xe9\r\n`\r\nend\r\n",
                                labelled("x-uuencode"))


def long_lines():
    yield "of_998", message(b"", b"x" * 998 + b"\r\n")
    yield "of_999", message(b"", b"x" * 999 + b"\r\n")
    yield "ascii", mime("text/plain", b"word " * 400 + b"\r\nshort\r\n")
    yield "no_mime", message(b"", b"word " * 400 + b"\r\n")
    yield "utf8", mime("text/plain; charset=utf-8", "wört ".encode() * 900 + b"\r\n", labelled("8bit"))
    yield "html", mime("text/html; charset=us-ascii", b"<p>" + b"lorem ipsum " * 800 + b"</p>\r\n")
    yield "blanks", mime("text/plain", b" " * 1500 + b"\r\n" + b"\t" * 1500 + b"\r\n")
    yield "dots", mime("text/plain", b"." * 1500 + b"\r\n.\r\n")
    yield "pdf", mime("application/pdf", b"%PDF-1.4 " + b"0 " * 900 + b"\r\n")
    yield "delimiter_like", multi("mixed", "b", part("text/plain", b"--b" + b"x" * 1200 + b"\r\n"), ASCII_PART)
    yield "message", mime("message/rfc822", INNER_ASCII + b"x" * 1200 + b"\r\n")
    yield "preamble", multi("mixed", "b", ASCII_PART, preamble=b"x" * 1200 + b"\r\n")
    yield "signed", multi("signed", "b", part("text/plain", b"x" * 1200 + b"\r\n"),
                          part("application/pgp-signature", b"=AAAA\r\n"))


def headers_long():
    yield "subject", message(b"", ASCII, b"word " * 300 + b"end")
    yield "subject_unbreakable", message(b"", ASCII, b"x" * 1300)
    yield "references", message(b"References: " + b" ".join(b"<%d@sender.example>" % n for n in range(80)) + b"\r\n",
                                ASCII)
    yield "to", message(b"Cc: " + b", ".join(b"Ada %d <ada%d@sender.example>" % (n, n) for n in range(60)) + b"\r\n",
                        ASCII)
    yield "message_id_unbreakable", message(b"Message-ID: <" + b"x" * 1200 + b"@sender.example>\r\n", ASCII)
    yield "signature", message(b"DKIM-Signature: v=1; b=" + b"A" * 1200 + b"\r\n", ASCII)
    yield "filename", mime('application/pdf; name="' + "x" * 1200 + '"', ASCII)
    yield "in_a_part", multi("mixed", "b", part("text/plain", ASCII, "Content-Description: " + "word " * 300 + "end"),
                             ASCII_PART)
    yield "many_fields", message(b"".join(b"X-Field-%d: value\r\n" % n for n in range(500)), ASCII)


def headers_8bit():
    def field(name, value, encoding="utf-8"):
        return message(name.encode() + b": " + value.encode(encoding) + b"\r\n", ASCII)

    yield "subject", message(b"", ASCII, "Grüße aus Zürich".encode())
    yield "subject_latin1", message(b"", ASCII, "Grüße aus Zürich".encode("latin-1"))
    yield "subject_mostly_ascii", message(b"", ASCII, "Re: the long and winding road to the café on the corner".encode())
    yield "subject_long", message(b"", ASCII, ("Die Gebühr für die Prüfung " * 20).strip().encode())
    yield "subject_one_word", message(b"", ASCII, "ü".encode() * 400)
    yield "subject_emoji", message(b"", ASCII, "👋🏽👩‍👩‍👧‍👦 family 🏳️‍🌈".encode())
    yield "subject_folded", message(b"", ASCII, "Grüße\r\n aus\r\n\tZürich".encode())
    yield "subject_blanks", message(b"", ASCII, "  Grüße   aus  Zürich  und \t weiter ".encode())
    yield "subject_mixed", message(b"", ASCII, "=?utf-8?Q?Gr=C3=BC=C3=9Fe?= aus Zürich =?iso-8859-1?Q?f=FCr?= alle".encode())
    yield "subject_word_like", message(b"", ASCII, "=? not an encoded word ?= für =?x".encode())
    yield "subject_invalid", message(b"", ASCII, b"\xc3(\xff \xfe ok \xc3\xbc")
    yield "from_name", field("Sender", "Jürgen Groß <jg@sender.example>")
    yield "from_name_latin1", field("Sender", "Jürgen Groß <jg@sender.example>", "latin-1")
    yield "from_name_quoted", field("Sender", '"Groß, Jürgen \\"J.\\"" <jg@sender.example>')
    yield "from_comment", field("Sender", "jg@sender.example (Jürgen (nested: Ü) Groß)")
    yield "from_long_name", field("Sender", "Jürgen " * 30 + "<jg@sender.example>")
    yield "cc_list", field("Cc", 'Ä <a@sender.example>, "b, c" <b@sender.example>,\r\n Plain <c@sender.example>, Ö Ü <d@sender.example>')
    yield "cc_group", field("Cc", "Empfänger: Ä <a@sender.example>, b@sender.example;, c@sender.example")
    yield "cc_address_in_name", field("Cc", '"Ü <fake@sender.example>" <real@sender.example>')
    yield "cc_mixed", field("Cc", "=?utf-8?Q?=C3=84?= Ö <a@sender.example>, =?utf-8?B?w5w=?= <b@sender.example>")
    yield "idn_domain", field("Reply-To", "Post <post@münchen.example>, post@bücher.münchen.example")
    yield "idn_in_message_id", field("Message-ID", "<1@münchen.example>")
    yield "local_part", field("Reply-To", "Jörg <jörg@sender.example>")
    yield "local_part_and_domain", field("Reply-To", "<jörg@münchen.example>")
    yield "message_id", field("Message-ID", "<grüße@sender.example>")
    yield "received", field("Received", "from münchen.example (Gruß) by b.example; Sat, 1 Jan 2000 00:00:00 +0000")
    yield "date_comment", field("Date", "Sat, 1 Jan 2000 00:00:00 +0000 (Mitteleuropäische Zeit)")
    yield "unknown_field", field("X-Grund", "für später")
    yield "comments", field("Comments", "für später")
    yield "keywords", field("Keywords", "Übung, Prüfung")
    yield "list_id", field("List-Id", "Gemüse <gemuese.lists.example>")
    yield "field_name", message("X-Grüße: hello\r\n".encode(), ASCII)
    yield "signature", message(b"DKIM-Signature: v=1; i=" + "ü@sender.example".encode() + b"; b=AAAA\r\n", ASCII)
    yield "filename", mime('application/pdf; name="Übung 1.pdf"', ASCII,
                           'Content-Disposition: attachment; filename="Übung 1.pdf"')
    yield "filename_latin1", mime("application/pdf", ASCII, b'Content-Disposition: attachment; filename="\xdcbung 1.pdf"; size=17\r\n')
    yield "filename_bare", mime("application/pdf", ASCII, "Content-Disposition: attachment; filename=Übung.pdf")
    yield "filename_long", mime("application/pdf", ASCII, 'Content-Disposition: attachment; filename="' + "Übung " * 40 + '.pdf"')
    yield "filename_in_pieces", mime("application/pdf", ASCII,
                                     'Content-Disposition: attachment; filename*0="a-Ü";\r\n filename*1="-b.pdf"')
    yield "filename_beside_rfc2231", mime("application/pdf", ASCII,
                                          "Content-Disposition: attachment; filename=\"Ü.pdf\"; filename*=utf-8''%C3%9C.pdf")
    yield "type_comment", mime("text/plain (für alle); charset=us-ascii", ASCII)
    yield "boundary", mime('multipart/mixed; boundary="ü"', parts("ü", ASCII_PART))
    yield "media_type", mime("text/grün", ASCII)
    yield "in_a_part", multi("mixed", "b", part("text/plain", ASCII, "Content-Description: für später"), ASCII_PART)
    yield "in_a_message", mime("message/rfc822", BASIC + "Subject: Grüße\r\n\r\n".encode() + ASCII)
    yield "and_body", message(MIME + kind("text/plain; charset=utf-8", labelled("8bit")), UTF8, "Grüße".encode())
    yield "and_no_mime", message(b"", LATIN1, "Grüße".encode("latin-1"))
    yield "blank_before_colon", message("X-Reason : für\r\n".encode(), ASCII)


def multiparts():
    yield "alternative", multi("alternative", "b", ASCII_PART, HTML_PART)
    yield "mixed_image", multi("mixed", "b", UTF8_PART, IMAGE_PART, ASCII_PART)
    yield "nested", multi("mixed", "a", part('multipart/related; boundary="b"', parts(
        "b", part('multipart/alternative; boundary="c"', parts("c", ASCII_PART, HTML_PART)), IMAGE_PART)), UTF8_PART)
    yield "label_8bit", multi("mixed", "b", UTF8_PART, ASCII_PART, more=[labelled("8bit")])
    yield "label_binary", multi("mixed", "b", UTF8_PART, more=[labelled("binary")])
    yield "label_8bit_7bit", multi("mixed", "b", ASCII_PART, ASCII_PART, more=[labelled("8bit")])
    yield "label_7bit_lies", multi("mixed", "b", UTF8_PART, more=[labelled("7bit")])
    yield "labels_nested", multi("mixed", "a", part('multipart/alternative; boundary="b"', parts("b", UTF8_PART,
            HTML_PART), labelled("8bit")),
                                 more=[labelled("8bit")])
    yield "label_qp_7bit", multi("mixed", "b", ASCII_PART, more=[labelled("quoted-printable")])
    yield "label_qp_8bit", multi("mixed", "b", UTF8_PART, more=[labelled("quoted-printable")])
    yield "label_base64_7bit", multi("mixed", "b", ASCII_PART, more=[labelled("base64")])
    yield "around_7bit", multi("mixed", "b", UTF8_PART, preamble=b"This is MIME.\r\n", epilogue=b"the end\r\n")
    yield "preamble_8bit", multi("mixed", "b", ASCII_PART, preamble=UTF8)
    yield "epilogue_8bit", multi("mixed", "b", ASCII_PART, epilogue=UTF8)
    yield "epilogue_no_line_end", multi("mixed", "b", UTF8_PART, epilogue=b"the end")
    yield "no_line_end", multi("mixed", "b", UTF8_PART)[:-2]
    yield "empty_parts", multi("mixed", "b", b"", b"\r\n", UTF8_PART, part("text/plain", b""))
    yield "part_without_header", multi("mixed", "b", b"\r\n" + UTF8)
    yield "part_without_type", multi("mixed", "b", b"Content-Description: x\r\n\r\n" + UTF8)
    yield "part_of_header_alone", multi("mixed", "b", b"Content-Type: text/plain", UTF8_PART)
    yield "part_no_header_end", multi("mixed", "b", b"Content-Type: text/plain\r\n" + UTF8.strip())
    yield "part_empty_lines", multi("mixed", "b", part("text/plain; charset=utf-8", b"\r\n\r\n" + UTF8 + b"\r\n\r\n",
                                                       labelled("8bit")))
    yield "part_one_octet", multi("mixed", "b", part("text/plain; charset=iso-8859-1", b"\xe9", labelled("8bit")))
    yield "blanks_behind_delimiter", multi("mixed", "b", UTF8_PART, HTML_PART).replace(b"--b\r\n", b"--b \t\r\n")
    yield "boundary_with_blanks", multi("mixed", "a b :'()+_,-./=?", UTF8_PART, ASCII_PART)
    yield "boundary_of_70", multi("mixed", "x" * 70, UTF8_PART, ASCII_PART)
    yield "boundary_of_200", multi("mixed", "x" * 200, UTF8_PART, ASCII_PART)
    yield "boundary_prefix", multi("mixed", "ab", part('multipart/mixed; boundary="abc"', parts("abc", UTF8_PART)),
                                   HTML_PART)
    yield "boundary_prefix_outside", multi("mixed", "abc", part('multipart/mixed; boundary="ab"', parts("ab",
            UTF8_PART)), HTML_PART)
    yield "boundary_text_behind", multi("mixed", "b", part("text/plain; charset=utf-8",
                                                           b"--bogus\r\n--b-\r\n--b--x\r\n" + UTF8))
    yield "boundary_same_twice", multi("mixed", "b", part('multipart/mixed; boundary="b"', parts("b", UTF8_PART)),
                                       HTML_PART)
    yield "boundary_missing_7bit", mime("multipart/mixed", parts("b", ASCII_PART))
    yield "boundary_missing_8bit", mime("multipart/mixed", parts("b", UTF8_PART))
    yield "boundary_empty", mime('multipart/mixed; boundary=""', parts("", UTF8_PART))
    yield "boundary_never_comes_7bit", mime('multipart/mixed; boundary="x"', parts("b", ASCII_PART))
    yield "boundary_never_comes_8bit", mime('multipart/mixed; boundary="x"', parts("b", UTF8_PART))
    yield "unterminated", multi("mixed", "b", UTF8_PART, HTML_PART).replace(b"--b--\r\n", b"")
    yield "unterminated_inside", multi("mixed", "a", part('multipart/mixed; boundary="b"', b"--b\r\n" + UTF8_PART),
                                       HTML_PART)
    yield "closed_twice", multi("mixed", "b", UTF8_PART, epilogue=b"--b\r\n\r\nmore\r\n--b--\r\n")
    yield "closed_at_once", mime('multipart/mixed; boundary="b"', b"--b--\r\n")
    yield "many_parts", multi("mixed", "b", *[UTF8_PART if n % 3 else ASCII_PART for n in range(60)])
    yield "signed_7bit", multi("signed", "b", part("text/plain", ASCII),
                               part("application/pgp-signature", b"-----BEGIN\r\n"))
    yield "signed_8bit", multi("signed", "b", UTF8_PART, part("application/pgp-signature", b"-----BEGIN\r\n"))
    yield "signed_header_8bit", message("Comments: Grüße\r\n".encode() + MIME + kind('multipart/signed; boundary="b"'),
                                        parts("b", ASCII_PART, part("application/pgp-signature", b"-----BEGIN\r\n")))
    yield "encrypted_7bit", multi("encrypted", "b", part("application/pgp-encrypted", b"Version: 1\r\n"),
                                  part("application/octet-stream", b"-----BEGIN PGP MESSAGE-----\r\n"))
    yield "encrypted_8bit", multi("encrypted", "b", part("application/pgp-encrypted", b"Version: 1\r\n"),
                                  part("application/octet-stream", IMAGE, labelled("8bit")))
    yield "report", multi("report; report-type=delivery-status", "b", UTF8_PART, part(
        "message/delivery-status", b"Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\n"),
        part("message/rfc822", INNER_ASCII))
    yield "report_status_8bit", multi("report", "b", ASCII_PART, part(
        "message/delivery-status", "Reporting-MTA: dns; mx.example.org\r\n\r\nDiagnostic-Code: smtp; Grüße\r\n".encode()))


def messages_inside():
    yield "rfc822", mime("message/rfc822", INNER)
    yield "rfc822_labelled", mime("message/rfc822", INNER, labelled("8bit"))
    yield "rfc822_7bit_labelled", mime("message/rfc822", INNER_ASCII, labelled("8bit"))
    yield "rfc822_attached", multi("mixed", "b", ASCII_PART, part("message/rfc822", INNER, labelled("8bit")), UTF8_PART)
    yield "rfc822_three_deep", mime("message/rfc822", BASIC + MIME + kind("message/rfc822") + b"\r\n" + BASIC + MIME + kind("message/rfc822")
                                    + b"\r\n" + INNER)
    yield "rfc822_multipart", multi("mixed", "a", part("message/rfc822", multi("mixed", "b", UTF8_PART, IMAGE_PART)),
                                    HTML_PART)
    yield "rfc822_no_mime", multi("mixed", "a", part("message/rfc822", message(b"", UTF8)), ASCII_PART)
    yield "rfc822_empty", multi("mixed", "a", part("message/rfc822", b""), UTF8_PART)
    yield "rfc822_base64", mime("message/rfc822", b"RnJvbTogYUBiLmV4YW1wbGUNCg0KaGkNCg==\r\n", labelled("base64"))
    yield "rfc822_qp_8bit", mime("message/rfc822", INNER, labelled("quoted-printable"))
    yield "rfc822_signed_inside", mime("message/rfc822", multi("signed", "b", UTF8_PART,
            part("application/pgp-signature", b"-----\r\n")))
    yield "digest", multi("digest", "b", b"\r\n" + INNER, b"\r\n" + INNER_ASCII, ASCII_PART)
    yield "digest_8bit_header", multi("digest", "b", b"\r\n" + BASIC + "Subject: Grüße\r\n\r\n".encode() + UTF8)
    yield "global", mime("message/global", "From: Jörg <jörg@münchen.example>\r\nSubject: Grüße\r\n\r\n".encode() + UTF8, labelled("8bit"))
    yield "global_attached", multi("mixed", "b", ASCII_PART, part("message/global",
            "From: jörg@münchen.example\r\n\r\n".encode() + UTF8))
    yield "global_7bit", mime("message/global", INNER_ASCII)
    yield "global_headers", multi("report", "b", ASCII_PART, part("message/global-headers",
            "From: jörg@münchen.example\r\n".encode()))
    yield "partial_7bit", mime("message/partial; id=x; number=1; total=2", INNER_ASCII)
    yield "partial_8bit", mime("message/partial; id=x; number=1; total=2", INNER)
    yield "external_7bit", mime("message/external-body; access-type=local-file; name=x",
                                b"Content-Type: text/plain\r\n\r\n")
    yield "external_8bit", mime("message/external-body; access-type=local-file; name=x",
                                "Content-Type: text/plain\r\n\r\nGrüße\r\n".encode())
    yield "news", mime("message/news", INNER)


def broken():
    yield "no_header_7bit", b"\r\n" + ASCII
    yield "no_header_8bit", b"\r\n" + UTF8
    yield "body_at_once_7bit", ASCII
    yield "body_at_once_8bit", UTF8
    yield "no_header_end_7bit", BASIC + ASCII
    yield "no_header_end_8bit", BASIC + UTF8
    yield "no_header_end_labelled", BASIC + MIME + kind("text/plain; charset=utf-8",
                                                        labelled("8bit")) + "Grüße, no colon\r\n".encode() + UTF8
    yield "text_inside_header", BASIC + b"no field\r\nSubject: x\r\n\r\n" + UTF8
    yield "mbox_line_7bit", b"From ada@sender.example Sat Jan  1 00:00:00 2000\r\n" + message(b"", ASCII)
    yield "mbox_line_8bit", b"From ada@sender.example Sat Jan  1 00:00:00 2000\r\n" + message(b"", UTF8)
    yield "quoted_mbox_line_8bit", b">From ada@sender.example Sat Jan  1 00:00:00 2000\r\n" + message(b"", UTF8)
    yield "mbox_line_inside", BASIC + b"From here on\r\nSubject: x\r\n\r\n" + UTF8
    yield "first_line_continued", b" continued\r\n" + message(b"", ASCII)
    yield "first_line_continued_8bit", b" continued\r\n" + message(b"", UTF8)
    yield "blank_line_in_field", message(b"X-Folded: a\r\n \r\n b\r\n", ASCII)
    yield "blank_line_in_field_8bit", message("X-Folded: ü\r\n \r\n b\r\n".encode(), ASCII)
    yield "line_of_blanks_ends_header", BASIC + b" \r\n" + UTF8
    yield "colon_alone", message(b": value\r\n", ASCII)
    yield "colon_alone_8bit", message(": Grüße\r\n".encode(), ASCII)
    yield "blank_before_colon_type", BASIC + b"Content-Type : text/html\r\n\r\n" + UTF8
    yield "nul_in_text", message(b"", b"a\0b\r\n")
    yield "nul_in_header", message(b"", ASCII, b"a\0b")
    yield "nul_in_8bit_text", mime("text/plain; charset=utf-8", b"a\0b" + UTF8, labelled("8bit"))
    yield "bare_cr", message(b"", b"a\rb\r\n\r\r\n")
    yield "bare_lf", message(b"", b"a\nb\r\n\n\r\n")
    yield "bare_8bit", message(b"", b"a\nb\rc\r\n" + UTF8)
    yield "bare_lf_dot", message(b"", b"a\n.\nb\r\n\n.\r\nMAIL FROM:<x@y.example>\r\n")
    yield "escape_sequences", mime("text/plain; charset=iso-2022-jp", "こんにちは\r\n".encode("iso-2022-jp"))
    yield "delimiter_ends_header", BASIC + MIME + kind('multipart/mixed; boundary="b"') + parts("b", ASCII_PART)
    yield "delimiter_ends_header_8bit", (BASIC + MIME + kind('multipart/mixed; boundary="b"') + b"--b--\r\n\r\n"
                                         + parts("b", UTF8_PART))
    yield "deep_7bit", _deep(40, ASCII_PART)
    yield "deep_8bit", _deep(12, UTF8_PART)
    yield "very_deep_8bit", _deep(120, UTF8_PART)
    yield "random_octets", bytes((n * n * 31 + n * 7 + n // 256) % 255 + 1 for n in range(3000)).replace(b"\r",
            b" ").replace(b"\n", b"\r\n")


def _deep(depth, inside):
    for level in reversed(range(depth)):
        inside = part(f'multipart/mixed; boundary="level-{level}-"', parts(f"level-{level}-", inside))
    return BASIC + MIME + inside


def binary():
    """Only for BODY=BINARYMIME: a CR, LF or NUL means itself."""
    every = bytes(range(256)) * 3
    yield "image", mime("image/png", every + b"\r\n", labelled("binary"))
    yield "image_no_end", mime("image/png", every, labelled("binary"))
    yield "text_with_lf", mime("text/plain; charset=utf-8", b"one\ntwo\nthree\r\n", labelled("binary"))
    yield "text_with_cr", mime("text/plain", b"one\rtwo\r\n", labelled("binary"))
    yield "text_with_nul", mime("text/plain", b"one\0two\r\n", labelled("binary"))
    yield "utf16", mime("text/plain; charset=utf-16le", "Grüße\r\naus Zürich\r\n".encode("utf-16-le"),
                        labelled("binary"))
    yield "labelled_binary_but_plain", mime("text/plain", ASCII, labelled("binary"))
    yield "unlabelled_lf", mime("application/octet-stream", b"one\ntwo\n")
    yield "multipart", multi("mixed", "b", ASCII_PART, part("image/png", every, labelled("binary")), UTF8_PART,
                             more=[labelled("binary")])
    yield "ends_in_cr", multi("mixed", "b", part("image/png", b"\x89\r", labelled("binary")),
                              part("image/png", b"\n\n", labelled("binary")))
    yield "delimiter_behind_lf", multi("mixed", "b", part("application/octet-stream", b"one\n--bogus\n" + every,
                                                          labelled("binary")))
    yield "long_without_line", mime("application/octet-stream", every * 5, labelled("binary"))
    yield "lf_in_header", message(b"X-Odd: a\nb\r\n", ASCII)
    yield "lf_in_preamble", multi("mixed", "b", ASCII_PART, preamble=b"one\ntwo\r\n")
    yield "qp_with_lf", mime("text/plain; charset=utf-8", b"Gr=C3=BC\nnext=\r\nline\r\n", labelled("quoted-printable"))
    yield "base64_with_lf", mime("image/png", b"AAEC\nAwQF\n", labelled("base64"))
    yield "in_a_message", mime("message/rfc822", BASIC + MIME + part("image/png", every, labelled("binary")),
                               labelled("binary"))


def large():
    """Not stored: made when they are needed."""
    yield "utf8_2mb", mime("text/plain; charset=utf-8", UTF8 * 45000, labelled("8bit"))
    yield "image_2mb", multi("mixed", "b", ASCII_PART, part("image/png", IMAGE * 3000, labelled("8bit")), UTF8_PART)
    yield "late_octet_1mb", mime("text/plain; charset=utf-8", ASCII * 60000 + UTF8, labelled("8bit"))
    yield "no_mime_1mb", message(b"", ASCII * 30000 + UTF8 * 10000)
    yield "no_mime_1mb_late_latin1", message(b"", UTF8 * 20000 + LATIN1)
    yield "7bit_2mb", mime("text/plain; charset=utf-8", ASCII * 120000, labelled("8bit"))
    yield "header_line_1mb_7bit", message(b"X-Long: " + b"word " * 200000 + b"\r\n", ASCII)
    yield "header_line_1mb_8bit", message(b"X-Long: " + "wört ".encode() * 180000 + b"\r\n", ASCII)
    yield "body_line_1mb", mime("text/plain", b"word " * 200000 + b"\r\n")
    yield "body_line_1mb_8bit", mime("text/plain; charset=utf-8", "wört ".encode() * 180000 + b"\r\n", labelled("8bit"))
    yield "base64_line_1mb", mime("image/png", b"AAEC" * 250000 + b"\r\n", labelled("base64"))
    yield "qp_8bit_1mb", mime("text/plain; charset=utf-8", b"=C3=BC" * 10 + b"\r\n" + UTF8 * 20000,
                              labelled("quoted-printable"))
    yield "many_parts_2000", multi("mixed", "b", *[UTF8_PART if n % 50 == 0 else ASCII_PART for n in range(2000)])
    # An enclosing label is held as long as memory lasts, which ends here within the headers that follow.
    fields = ["X-Field: " + "value " * 10]
    for lines in (1150, 1180, 1210):
        inner = parts("d", *[part("text/plain", ASCII, *fields * 150), UTF8_PART])
        nested = parts("c", part('multipart/mixed; boundary="d"', inner))
        yield f"memory_edge_{lines}", multi(
            "mixed", "b", part("text/plain; charset=utf-8", ("Ω" * 35 + "\r\n").encode() * lines,
                               labelled("quoted-printable")),
            part('multipart/mixed; boundary="c"', nested, *fields * 30), UTF8_PART, more=[labelled("8bit")])
    yield "many_fields_20000", message(b"".join(b"X-Field-%d: value\r\n" % n for n in range(20000)), UTF8)


STORED = {"plain": plain, "text": text, "encoded": encoded, "long": long_lines, "header_long": headers_long,
          "header_8bit": headers_8bit,
          "multipart": multiparts, "inside": messages_inside, "broken": broken, "binary": binary}


def stored():
    """name -> octets of every message that is a file."""
    found = {}
    for family, make in STORED.items():
        for name, octets in make():
            assert f"{family}-{name}" not in found, name
            found[f"{family}-{name}"] = octets
    return found


def made():
    return {f"large-{name}": octets for name, octets in large()}


def main():
    messages = stored()
    for path in HERE.glob("*.eml"):
        if path.stem not in messages:
            path.unlink()
    for name, octets in messages.items():
        (HERE / f"{name}.eml").write_bytes(octets)
    print(f"{len(messages)} messages, {sum(map(len, messages.values()))} octets")


if __name__ == "__main__":
    main()
