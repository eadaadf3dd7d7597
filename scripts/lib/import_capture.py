#!/usr/bin/env python3
# Packet captures to transcripts: what senders said to a gateway before heloise was there, and what heloise makes of it.
#
# The sender's octets are the front leg as they were. heloise plays them (replay --interactive) before a gateway that answers as the
# captured one did; so its own lines are today's, and the file replays clean. What the sender heard then and hears now is
# compared in comments at the top.
import argparse
import datetime
import os
import pathlib
import subprocess
import sys

import capture_dialogue
import capture_streams
from capture_dialogue import BODY, END, SECRET
from captured_gateway import CapturedGateway
from interactive_replay import InteractiveReplay, NotPlayable, escaped

PORTS = (25, 587, 2525)
SHOWN = 300  # octets of a reply in a comment


def endpoint(end):
    return f"[{end[0]}]:{end[1]}" if ":" in end[0] else f"{end[0]}:{end[1]}"


def settings_of(stream, dialogue, options):
    verbs = {item.verb: item for item in dialogue.items if item.verb in ("EHLO", "HELO")}
    settings = [f'address = ["{endpoint(stream.server)}"]']
    if options.profile:
        settings.append(f'profile = "{options.profile}"')
    else:
        # Only what the sender said to it is known of the gateway.
        greeting = "helo" if "EHLO" not in verbs else "ehlo" if verbs["EHLO"].code.startswith("2") else "auto"
        settings.append(f'greeting = "{greeting}"')
    return settings + options.set


def arrivals(items, pause):
    """Neighbours that nothing came between: no reply, no pause."""
    group = []
    for item in items:
        last = group[-1] if group else None
        waited = last and (last.replied_at and last.replied_at <= item.at or item.at - last.at >= pause)
        if last and (waited or item.kind == BODY or last.verb in ("DATA", "AUTH") or item.kind == SECRET) \
                and not (last.kind == BODY and not waited):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def is_heard(session, items):
    """Would the sender have said this to heloise? Not a message that was not wanted, nor to who is gone."""
    code = session.heard[-1][-1][:3] if session.heard else ""
    first = items[0]
    if not session.front_open:
        return "heloise had hung up"
    if first.kind == SECRET and code != "334":
        return "heloise had refused AUTH"
    if (first.kind == BODY and first.verb == "DATA" or first.kind == END) and code != "354":
        return "heloise had not asked for a message"
    return ""


def play(session, stream, dialogue, pause):
    """The pairs of what was asked, and the number of the front's reply to it."""
    asked = [(dialogue.banner, 0)]
    session.play(f"F! connect {stream.client[0]}")
    last = dialogue.banner.replied_at or stream.began
    for items in arrivals(dialogue.items, pause):
        session.wait("F", items[0].at - max(last, items[0].at - 86400))
        unheard = is_heard(session, items)
        if unheard:
            session.remark(f"{unheard}: {sum(len(item.octets) for item in items)} octets of the sender's are left out")
        elif items[0].octets.endswith(b"\n") or items[0].kind == BODY:
            number = len(session.heard)
            answered = [item for item in items if item.kind != BODY]
            session.say(items)
            asked += [(item, number + index) for index, item in enumerate(answered)]
        elif items[0].verb != "AUTH":
            session.say(items)
        last = max([items[-1].at] + [item.replied_at for item in items])
    if dialogue.tls:
        session.remark("From here on the capture is TLS, and cannot be read.")
    if session.back_open and stream.ended_by == "server" and not session.front_open:
        session.play("B! close")
    if session.front_open:
        session.play("F! reset" if stream.reset and stream.ended_by == "client" else "F! close")
    return asked


def name_of(item):
    if item.kind == "banner":
        return "the banner"
    if item.kind == END:
        return "the end of the message"
    if item.kind == SECRET or item.verb == "AUTH":
        return "AUTH"
    return escaped(item.octets.strip())[:80]


def differences(asked, heard):
    for item, number in asked:
        then = [escaped(line) for line in item.reply]
        now = heard[number] if number < len(heard) else []
        if then != now:
            yield f"to {name_of(item)}:"
            yield f"  then {' / '.join(then)[:SHOWN] or 'nothing'}"
            yield f"  now  {' / '.join(now)[:SHOWN] or 'nothing'}"


def head(path, stream, dialogue, asked, session, full):
    began = datetime.datetime.fromtimestamp(stream.began, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    yield f"Traffic of {endpoint(stream.client)} to {endpoint(stream.server)}, {began}: stream {stream.number} of {path.name}."
    yield "The sender and the gateway's replies are as captured; heloise's lines are what it makes of them."
    bodies = [item.octets for item in dialogue.items if item.kind == BODY]
    if bodies and not full:
        yield "The messages' octets were left out; others are played in their place."
        if any(not body.isascii() for body in bodies):
            yield "They hold octets over 127: what heloise does about those is seen when they are imported with --full."
    if dialogue.unasked:
        yield f"{dialogue.unasked} replies of the gateway answer nothing, and are left out."
    found = list(differences(asked, session.heard))
    if found:
        yield "What the sender heard then, and hears now:"
        yield from (f"  {line}" for line in found)


def import_stream(path, stream, options):
    """The transcript's text."""
    dialogue = capture_dialogue.read(stream.segments)
    settings = settings_of(stream, dialogue, options)
    session = InteractiveReplay(options.binary, settings, CapturedGateway(dialogue), options.pause, options.full)
    try:
        asked = play(session, stream, dialogue, options.pause)
    finally:
        session.close()
    comments = [f"# {line}".rstrip() for line in head(path, stream, dialogue, asked, session, options.full)]
    return "\n".join(comments + [f"@ {setting}" for setting in settings] + session.lines) + "\n"


def write(options, stream, text):
    """Writes it and plays it; what was different, or nothing."""
    target = options.folder / f"{options.capture.stem}-stream{stream.number}.smtp"
    target.write_text(text, encoding="ascii")
    played = subprocess.run([options.binary, "replay", target], capture_output=True, text=True, check=False)
    print(f"{target}: {stream.client[0]} to {endpoint(stream.server)}")
    return "" if played.returncode == 0 else f"{target}: does not replay clean:\n{played.stdout}{played.stderr}"


def main():
    parser = argparse.ArgumentParser(prog="import-capture", description="Turns the SMTP connections of a packet capture into transcripts.")
    parser.add_argument("capture", type=pathlib.Path, metavar="FILE.pcap")
    parser.add_argument("folder", type=pathlib.Path, metavar="FOLDER", help="where the .smtp files go, one for each connection")
    parser.add_argument("--port", type=int, action="append", metavar="N", help="the gateway's port, may be given again; default: 25, 587, 2525")
    parser.add_argument("--full", action="store_true", help="keep messages, which else become a size and a digest; secrets are never kept")
    parser.add_argument("--profile", metavar="NAME", help="the legacy system that it is; default: what the capture shows of it")
    parser.add_argument("--set", action="append", default=[], metavar="'KEY = VALUE'", help="a setting of the backend, as a transcript has it")
    parser.add_argument("--pause", type=float, default=1.0, metavar="SECONDS", help="pauses shorter than this are left out; default: 1")
    options = parser.parse_args()
    options.binary = os.environ["HELOISE_BINARY"]
    if not options.capture.is_file():
        parser.error(f"{options.capture}: there is no such file")
    options.folder.mkdir(parents=True, exist_ok=True)
    written, refused = 0, 0
    try:
        found = capture_streams.streams(options.capture, options.port or list(PORTS))
    except capture_streams.CaptureError as error:
        print(f"import-capture: {error}", file=sys.stderr)
        return 1
    for stream in found:
        fault = stream.fault()
        try:
            fault = fault or write(options, stream, import_stream(options.capture, stream, options))
        except NotPlayable as error:
            fault = f"heloise cannot play it: {error}"
        written += not fault
        refused += bool(fault)
        if fault:
            print(f"stream {stream.number}, {endpoint(stream.client)} to {endpoint(stream.server)}: refused: {fault}", file=sys.stderr)
    print(f"{written} imported, {refused} refused")
    return 0 if written and not refused else 1


if __name__ == "__main__":
    sys.exit(main())
