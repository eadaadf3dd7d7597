# What heloise must refuse, and for which reason: everything else must arrive. A message that is refused for another
# reason than the one here, or that is taken though it stands here, is a failure like a changed one.
#
# Reasons are beginnings of what the sender is told behind the status; numbers are written N, what is quoted <...>.

# Fields that cannot be ASCII without loss, or not be folded: 554 5.6.3, and 5.6.9 where the message was declared SMTPUTF8.
FIELDS = {
    "Message-ID: it cannot be folded": ["header_long-message_id_unbreakable"],
    "Content-Type: it cannot be folded": ["header_long-filename"],
    "DKIM-Signature: a signature cannot be changed": ["header_long-signature", "header_8bit-signature"],
    "Reply-To: the local part of <...> is not ASCII": ["header_8bit-local_part", "header_8bit-local_part_and_domain"],
    "Message-ID: the local part of <...> is not ASCII": ["header_8bit-message_id"],
    "Content-Type: the boundary is not ASCII": ["header_8bit-boundary"],
    "Content-Type: text/gr": ["header_8bit-media_type"],
    "a header line that is no field is not ASCII": ["broken-colon_alone_8bit"],
    "a header field that must be rewritten where some readers do not see a header any more": [
        "broken-blank_line_in_field_8bit"],
    "octets over N in a header field of over N KiB": ["large-header_line_1mb_8bit"],
    "a line of more than N octets in a header field of over N KiB": ["large-header_line_1mb_7bit"],
}

# Bodies that cannot be encoded, or not so that every reader sees the same: 554 5.6.3.
BODIES = {
    "octets over N in a part in an unknown encoding": ["text-label_unknown_8bit", "encoded-uuencode_8bit"],
    "octets over N in a part declared baseN": ["encoded-base64_8bit"],
    "octets over N in a part with two different Content-Transfer-Encoding fields": ["text-labels_differ"],
    "octets over N in a part with two different Content-Type fields": ["text-types_differ"],
    "octets over N in a multipart or message that is encoded": ["multipart-label_qp_8bit", "inside-rfc822_qp_8bit"],
    "octets over N in a multipart's preamble": ["multipart-preamble_8bit", "multipart-boundary_never_comes_8bit"],
    "octets over N in a multipart's epilogue": ["multipart-epilogue_8bit", "broken-delimiter_ends_header_8bit"],
    "a line of more than N octets in a multipart's preamble": ["long-preamble"],
    "octets over N in a multipart without a boundary": ["multipart-boundary_missing_8bit", "multipart-boundary_empty"],
    "octets over N in a multipart whose boundary is that of one around it": ["multipart-boundary_same_twice"],
    "octets over N in a part with a line that some readers take for a delimiter": ["multipart-boundary_text_behind"],
    "a line of more than N octets in a part with a line that some readers take for a delimiter": ["long-delimiter_like"],
    "octets over N in a part of type message/..., which must not be encoded": [
        "multipart-report_status_8bit", "inside-partial_8bit", "inside-external_8bit"],
    "octets over N in a part whose header does not end where all readers see it": [
        "header_8bit-field_name", "header_8bit-blank_before_colon", "broken-text_inside_header", "broken-mbox_line_inside",
        "broken-blank_before_colon_type"],
    "octets over N in a part whose header begins with \">From \"": ["broken-quoted_mbox_line_8bit"],
    "octets over N in a part with a line of blanks in its header": ["broken-line_of_blanks_ends_header"],
    "octets over N in a part within too many others": ["broken-very_deep_8bit"],
    "something to be encoded in a part whose header does not end where all readers see it": ["broken-random_octets"],
}

# content.nul = "reject", 554 5.6.0; what is declared BINARYMIME is converted instead.
NUL = ["broken-nul_in_text", "broken-nul_in_header", "broken-nul_in_8bit_text"]

# Declared BINARYMIME, a CR, LF or NUL means itself, and there are places that cannot be encoded.
BINARY = {
    "a NUL in a header field": ["broken-nul_in_header"],
    "a bare CR or LF in a header field": ["binary-lf_in_header"],
    "a bare CR or LF in a multipart's preamble": ["binary-lf_in_preamble"],
    "something to be encoded in a part with a line that some readers take for a delimiter": ["binary-delimiter_behind_lf"],
}

# How many real messages may be refused for a reason, in any framing. Each was looked at.
CORPUS = {
    "Message holds NUL octets": 4,
    "From: the local part of <...> is not ASCII": 1,
    "Return-Path: the local part of <...> is not ASCII": 1,
    "To: the local part of <...> is not ASCII": 1,
    "a line of more than N octets in a part whose header does not end where all readers see it": 3,
    "octets over N in a part in an unknown encoding": 2,
    "octets over N in a part whose header does not end where all readers see it": 1,
    "octets over N in a part with a line of blanks in its header": 1,
    "something to be encoded in a part whose header does not end where all readers see it": 1,
}

# As BINARYMIME the files go as they are stored, most with LF alone: no header of theirs is one then.
CORPUS_BINARY = {
    **CORPUS,
    "a NUL in a header field": 1,
    "a bare CR or LF in a header field": 571,
    "a bare CR or LF at the end of a header": 26,
    "a bare CR or LF before a multipart's delimiter": 1,
}


def refusal(name, way):
    """(status, reason's beginning) for a message that must be refused in this way, or nothing."""
    if way == "binarymime":
        tables = [("5.6.3", BINARY), ("5.6.3", FIELDS), ("5.6.3", BODIES)]
    elif name in NUL:
        return "5.6.0", "Message holds NUL octets"
    else:
        tables = [("5.6.9" if way == "smtputf8" else "5.6.3", FIELDS), ("5.6.3", BODIES)]
    return next(((status, reason) for status, table in tables for reason, names in table.items() if name in names), None)


def bound(table, why):
    return max((count for reason, count in table.items() if why.startswith(reason)), default=0)
