# Packet captures become transcripts: from captures made here, segment by segment, and from real traffic where there is some.
import base64
import email.header
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib import pcap_writer  # noqa: E402
from lib.house import BINARY, ROOT, Case, is_sanitized  # noqa: E402

CORPORA = pathlib.Path(os.environ.get("HELOISE_CORPORA", ROOT.parent / "shared/corpora"))
BODY = b"Subject: caf\xc3\xa9\r\n\r\n..dots\r\n" + b"text\r\n" * 50


def session(**options):
    """A message as a real sender and gateway exchange it, with everything that a network does to it."""
    wire = pcap_writer.Connection(**options)
    wire.server(b"220 gw.example ESMTP\r\n").client(b"EHLO sender.exa", b"mple\r\n")
    wire.server(b"250-gw.example\r\n", b"250 HELP\r\n").swap()
    wire.client(b"MAIL FROM:<ada@sender.example>\r\n").repeat()
    wire.server(b"250 Sender OK\r\n").wait(2.5)
    wire.client(b"RCPT TO:<pm@example.org>\r\n").server(b"250 Recipient OK\r\n").client(b"DATA\r\n").server(b"354 Go\r\n")
    wire.client(BODY[:30], BODY[30:100]).swap().client(BODY[100:]).client(b".\r\n").repeat(-2).server(b"250 Queued as 7\r\n")
    return wire.client(b"QUIT\r\n").server(b"221 Bye\r\n").close("server")


class Import(Case):
    def capture(self, *connections):
        path = self.folder / "capture.pcap"
        pcap_writer.write(path, *connections)
        return path

    def run_import(self, *arguments):
        done = subprocess.run([ROOT / "scripts/import-capture", *map(str, arguments)], capture_output=True, text=True,
                              check=False, env={**os.environ, "HELOISE_BINARY": BINARY}, timeout=600)
        return done.returncode, done.stdout + done.stderr

    def imported(self, connection, *options):
        """The lines of the one transcript, which replays clean."""
        code, text = self.run_import(self.capture(connection), self.folder / "out", *options)
        self.assertEqual(0, code, text)
        [path] = (self.folder / "out").glob("*.smtp")
        played = subprocess.run([BINARY, "replay", path], capture_output=True, text=True, check=False)
        self.assertEqual(0, played.returncode, played.stdout)
        return path.read_text(encoding="ascii").splitlines()

    def test_both_legs_are_there_and_the_names_of_the_stream(self):
        lines = self.imported(session())
        self.assertIn("192.0.2.1:40000 to 192.0.2.25:25", lines[0])
        said = [line[3:] for line in lines if line.startswith("F> ")]
        self.assertEqual(["EHLO sender.example", "MAIL FROM:<ada@sender.example>", "RCPT TO:<pm@example.org>", "DATA"], said[:4])
        self.assertRegex(said[4], rf"^\\{{body octets={len(BODY)} sha256=\w{{64}}\}}$")
        self.assertEqual([".", "QUIT"], said[5:])
        heard = [line for line in lines if line.startswith("B> ")]
        self.assertEqual(["B> 220 gw.example ESMTP", "B> 250-gw.example", "B> 250 HELP", "B> 250 Sender OK",
                          "B> 250 Recipient OK", "B> 354 Go", "B> 250 Queued as 7", "B> 221 Bye"], heard)
        self.assertIn("F< 250 2.0.0 Queued as 7", lines)
        pauses = [line for line in lines if re.match("[FB]~", line)]
        self.assertEqual(1, len(pauses), pauses)
        self.assertRegex(pauses[0], r"^F~ 250\dms$")

    def test_what_was_heard_then_and_now_is_compared(self):
        lines = self.imported(session())
        at = lines.index("#   to RCPT TO:<pm@example.org>:")
        self.assertEqual(["#     then 250 Recipient OK", "#     now  250 2.1.5 Recipient OK"], lines[at + 1:at + 3])

    def test_full_keeps_the_message_and_shows_its_conversion(self):
        lines = self.imported(session(), "--full")
        self.assertIn("F> Subject: caf\\xC3\\xA9", lines)
        self.assertIn("F> ..dots", lines)
        [subject] = [line for line in lines if line.startswith("B< Subject: ")]
        [(octets, charset)] = email.header.decode_header(subject.removeprefix("B< Subject: "))
        self.assertEqual("caf\u00e9", octets.decode(charset))

    def test_secrets_are_never_written(self):
        wire = pcap_writer.Connection().server(b"220 gw\r\n").client(b"EHLO a.example\r\n").server(b"250-gw\r\n250 AUTH LOGIN PLAIN\r\n")
        wire.client(b"AUTH PLAIN AGFkYQBodW50ZXIy\r\n").server(b"535 no\r\n")
        wire.client(b"auth LOGIN\r\n").server(b"334 VXNlcm5hbWU6\r\n").client(b"YWRh\r\n").server(b"334 UGFzc3dvcmQ6\r\n")
        wire.client(b"aHVudGVyMg==\r\n").server(b"235 ok\r\n").client(b"QUIT\r\n").server(b"221 Bye\r\n").close()
        lines = self.imported(wire, "--full")
        self.assertIn("F> AUTH PLAIN \\{secret}", lines)
        for secret in ("AGFkYQBodW50ZXIy", "YWRh", "aHVudGVyMg"):
            self.assertFalse([line for line in lines if secret in line])

    def test_tls_ends_it(self):
        wire = pcap_writer.Connection().server(b"220 gw\r\n").client(b"EHLO a.example\r\n").server(b"250-gw\r\n250 STARTTLS\r\n")
        wire.client(b"STARTTLS\r\n").server(b"220 go\r\n").client(b"\x16\x03\x01\x02\x00hello").server(b"\x16\x03\x03bye").close()
        lines = self.imported(wire)
        self.assertIn("# From here on the capture is TLS, and cannot be read.", lines)
        self.assertEqual("F! close", lines[-1])

    def test_a_hole_in_the_capture_is_said_and_refused(self):
        wire = pcap_writer.Connection().server(b"220 gw\r\n").say("client", b"EHLO a.example\r\n", lost=True)
        wire.server(b"250 gw\r\n").client(b"QUIT\r\n").server(b"221 Bye\r\n").close()
        other = session(client=("192.0.2.7", 40007))
        code, text = self.run_import(self.capture(wire, other), self.folder / "out")
        self.assertEqual(1, code, text)
        self.assertIn("192.0.2.1:40000 to 192.0.2.25:25: refused: 16 of the sender's octets are missing behind octet 0", text)
        self.assertIn("1 imported, 1 refused", text)

    def test_a_connection_without_its_beginning_is_refused(self):
        wire = session()
        del wire.packets[:3]
        code, text = self.run_import(self.capture(wire), self.folder / "out")
        self.assertEqual(1, code, text)
        self.assertIn("refused: its beginning was not captured", text)

    def test_other_ports_are_asked_for(self):
        wire = session(server=("192.0.2.25", 1025))
        code, text = self.run_import(self.capture(wire), self.folder / "out")
        self.assertEqual(1, code, text)
        self.assertIn("0 imported, 0 refused", text)
        code, text = self.run_import(self.capture(wire), self.folder / "out", "--port", "1025")
        self.assertEqual(0, code, text)

    def test_a_sender_that_goes_away_inside_its_message_is_played_so(self):
        wire = pcap_writer.Connection().server(b"220 gw\r\n").client(b"HELO a.example\r\n").server(b"250 gw\r\n")
        wire.client(b"MAIL FROM:<a@a.example>\r\n").server(b"250 OK\r\n").client(b"RCPT TO:<b@example.org>\r\n").server(b"250 OK\r\n")
        wire.client(b"DATA\r\n").server(b"354 Go\r\n").client(b"Subject: half\r\n\r\nha").reset("client")
        lines = self.imported(wire, "--full")
        self.assertEqual(["F> ha\\+", "F! reset", "B< \\{anything}", "B= close"], lines[-4:])

    def test_real_traffic_replays_clean(self):
        files = sorted((CORPORA / "sessions").glob("*.jsonl"))
        if not files:
            self.skipTest(f"no captured sessions in {CORPORA}/sessions")
        if is_sanitized():
            self.skipTest("the release build plays them")
        wires = []
        for number, path in enumerate(files):
            wire = pcap_writer.Connection(client=("192.0.2.1", 30000 + number))
            for line in path.read_text(encoding="ascii").splitlines():
                segment = json.loads(line)
                wire.at = max(wire.at, 1000 + segment["t"])
                octets = base64.b64decode(segment["data_b64"])
                for at in range(0, len(octets), 1400):
                    wire.say(segment["from"], octets[at:at + 1400])
            wires.append(wire.close())
        for options in ([], ["--full"]):
            with self.subTest(options=options):
                code, text = self.run_import(self.capture(*wires), self.folder / "out", *options)
                self.assertEqual(0, code, text)
                self.assertIn(f"{len(files)} imported, 0 refused", text)
