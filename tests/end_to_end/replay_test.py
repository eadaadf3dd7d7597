# What an operator does with recorded sessions: replays them, renews what they expect, plays them to a live server.
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib import peers  # noqa: E402
from lib.house import BINARY, ROOT, Case  # noqa: E402
from lib.processes import free_port  # noqa: E402

TRANSCRIPTS = ROOT / "tests/transcripts"

MESSAGE = """# A message.
@ greeting = "helo"
F! connect
F< 220 mx.example.org ESMTP heloise
F> EHLO sender.example
F< 250-mx.example.org
F< 250-PIPELINING
F< 250-SIZE
F< 250-8BITMIME
F< 250-SMTPUTF8
F< 250-ENHANCEDSTATUSCODES
F< 250-CHUNKING
F< 250-BINARYMIME
F< 250 HELP
F> MAIL FROM:<ada@sender.example>
B! connect
B> 220 gw
B< HELO mx.example.org
B> 250 gw
B< MAIL FROM:<ada@sender.example>
B> 250 Sender OK
F< 250 2.1.0 Sender OK
F> RCPT TO:<pm@example.org>
B< RCPT TO:<pm@example.org>
B> 250 Recipient OK
F< 250 2.1.5 Recipient OK
F> DATA
B< DATA
B> 354 Go
F< 354 Start mail input; end with <CRLF>.<CRLF>
F~ 1h
F> \\{body octets=1000 sha256=%064d}
F> .
F< 250 2.0.0 OK
F> QUIT
F< 221 2.0.0 mx.example.org closing connection
F= close
""" % 0


class Replay(Case):
    def replay(self, *arguments):
        done = subprocess.run([BINARY, "replay", *map(str, arguments)], capture_output=True, text=True, check=False,
                              timeout=300)
        return done.returncode, done.stdout + done.stderr

    def write(self, text, name="one.smtp"):
        path = self.folder / name
        path.write_text(text, encoding="ascii")
        return path

    def test_what_is_recorded_plays_and_what_differs_is_told_with_its_rule(self):
        code, text = self.replay(TRANSCRIPTS / "greeting")
        self.assertEqual(0, code, text)
        path = self.write("# One.\nF< 220 mx.example.org ESMTP heloise\nF> NOOP\nF< 250 2.0.1 OK\n")
        code, text = self.replay(path)
        self.assertEqual(1, code, text)
        self.assertIn(f"{path}:4: played whole:\n  expected  F< 250 2.0.1 OK\n  got       F< 250 2.0.0 OK\n"
                      "  rule      12: each reply has an enhanced status code", text)
        self.assertIn("1 played, 0 the same, 1 different\n  1 x 12: ", text)

    def test_update_puts_right_what_was_broken_and_touches_nothing_else(self):
        folder = self.folder / "transcripts"
        shutil.copytree(TRANSCRIPTS / "replies", folder)
        files = sorted(folder.rglob("*.smtp"))
        kept = {path: path.read_bytes() for path in files}
        broken = [path for path in files if b"\nF< 250 2." in kept[path]]
        self.assertGreater(len(broken), 3)
        for path in broken:
            path.write_bytes(kept[path].replace(b"\nF< 250 2.", b"\nF< 250 3."))
        whole = [(path, path.stat().st_mtime_ns) for path in files if path not in broken]
        code, text = self.replay(folder)
        self.assertEqual(1, code)
        self.assertIn(f"{len(broken)} different", text)
        code, text = self.replay("--update", folder)
        self.assertEqual(0, code, text)
        self.assertIn(f"{len(whole)} the same, {len(broken)} written anew, 0 left alone", text)
        self.assertIn("-F< 250 3.", text)
        self.assertEqual(whole, [(path, path.stat().st_mtime_ns) for path, _ in whole])
        self.assertEqual(kept, {path: path.read_bytes() for path in files})
        code, text = self.replay(folder)
        self.assertEqual(0, code, text)

    def test_update_leaves_alone_what_cannot_be_played(self):
        path = self.write("# One.\nF< 220 hello\nF> NOOP\nB! connect\n")
        before = path.read_bytes()
        code, text = self.replay("--update", path)
        self.assertEqual(1, code, text)
        self.assertIn(f"{path}: left alone: it cannot be played to its end", text)
        self.assertEqual(before, path.read_bytes())

    def test_a_live_heloise_says_the_same_and_delivers(self):
        back = self.gateway("msmail-3.0")
        front = self.heloise([back.port], 'profile = "msmail-3.0"')
        code, text = self.replay("--against", f"127.0.0.1:{front.port}", self.write(MESSAGE))
        self.assertEqual(0, code, text)
        self.assertIn("1 the same, 0 different, 0 skipped", text)
        [message] = back.messages()
        self.assertEqual(1000, len(message.body))

    def test_another_text_is_a_difference_only_where_it_is_asked_for(self):
        back = self.gateway("msmail-3.0")
        front = self.heloise([back.port], 'profile = "msmail-3.0"')
        path = self.write(MESSAGE.replace("2.1.5 Recipient OK", "2.1.5 Recipient fine"))
        code, text = self.replay("--against", f"127.0.0.1:{front.port}", path)
        self.assertEqual(0, code, text)
        code, text = self.replay("--against", f"127.0.0.1:{front.port}", "--strict", path)
        self.assertEqual(1, code, text)
        self.assertIn("expected  F< 250 2.1.5 Recipient fine", text)

    def test_what_a_live_server_refuses_is_told_and_its_message_not_sent(self):
        back = self.gateway("msmail-3.0")
        front = self.heloise([back.port], 'profile = "msmail-3.0"')
        path = self.write(MESSAGE.replace("pm@example.org", "pm@elsewhere.example"))
        code, text = self.replay("--against", f"127.0.0.1:{front.port}", path)
        self.assertEqual(1, code, text)
        self.assertIn("got       F< 550 5.7.1", text)
        self.assertIn("expected  F< 354", text)
        self.assertNotIn("500", text)
        self.assertEqual(0, back.count())

    def test_a_postfix_sink_is_a_live_server_too(self):
        port = free_port()
        user = ["-u", "nobody"] if os.getuid() == 0 else []
        sink = self.program([peers.program("postfix", "usr/sbin/smtp-sink"), *user, "-m", "100", f"127.0.0.1:{port}", "10"],
                            "sink.log", env=peers.environment("postfix"))
        sink.wait_listening(port)
        code, text = self.replay("--against", f"127.0.0.1:{port}", self.write(MESSAGE))
        self.assertEqual(0, code, text)

    def test_what_cannot_be_played_to_a_server_is_skipped_visibly_and_is_no_pass(self):
        back = self.gateway("rfc821")
        path = self.write("# One.\nF! connect\nF< 220 gw\nF> AUTH PLAIN \\{secret}\nF< 502 no\n")
        code, text = self.replay("--against", f"127.0.0.1:{back.port}", path)
        self.assertEqual(1, code, text)
        self.assertIn(f"{path}:4: skipped: a secret that was not recorded\n", text)
        self.assertIn("0 the same, 0 different, 1 skipped", text)

    def test_a_server_that_is_not_there_or_silent_is_a_failure(self):
        code, text = self.replay("--against", f"127.0.0.1:{free_port()}", self.write(MESSAGE))
        self.assertEqual(1, code, text)
        self.assertIn("(connection refused)", text)
        # A peer that waits for us to speak first.
        back = self.gateway("rfc821")
        path = self.write("# One.\nF! connect\nF< 220 gw\nF< 220 and more\n")
        code, text = self.replay("--against", f"127.0.0.1:{back.port}", "--timeout", "100ms", path)
        self.assertEqual(1, code, text)
        self.assertIn("expected  F< 220 and more\n  got       (nothing within 100ms)", text)
