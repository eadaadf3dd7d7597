# What an operator does with recordings: switches them on, finds and replays them, and never loses mail over them.
import base64
import os
import pathlib
import re
import signal
import smtplib
import socket
import stat
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib import senders  # noqa: E402
from lib.house import BINARY, Case  # noqa: E402

SENDER, RECIPIENT = "ada@sender.example", "pm@example.org"
WORDS = b"Nobody else may read this."
MESSAGE = b"From: ada@sender.example\r\nSubject: recorded\r\n\r\n" + WORDS + b"\r\n"
NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-z]+-[0-9a-z]+\.smtp")

# Mounts a disk of so many KiB on the folder, where nobody else sees it, and starts heloise on it.
SMALL_DISK = 'mount --make-rprivate / && mount -t tmpfs -o size="$1"k,mode=700 tmpfs "$2" && shift 2 && exec "$@"'


def can_mount():
    if os.geteuid() != 0:
        return False
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0


class Record(Case):
    def setUp(self):
        super().setUp()
        self.records = self.folder / "recordings"
        self.top = '[record]\ndirectory = "recordings"\n'

    def assertDelivered(self, front, message=MESSAGE):
        outcome = senders.python_smtplib(front.port, SENDER, [RECIPIENT], message)
        self.assertTrue(outcome, outcome)

    def recordings(self, count):
        """That many finished recordings; they are on the disk soon after their sessions."""
        self.wait_for(lambda: len(list(self.records.glob("*.smtp"))) >= count, f"{count} recordings")
        return sorted(self.records.glob("*.smtp"))

    def replay(self):
        done = subprocess.run([BINARY, "replay", self.records], capture_output=True, text=True, check=False, timeout=120)
        return done.returncode, done.stdout + done.stderr

    def test_a_delivery_is_a_file_that_replays_and_holds_no_message(self):
        back = self.gateway("msmail-3.0")
        front = self.heloise([back.port], 'profile = "msmail-3.0"', top=self.top)
        self.assertDelivered(front)
        path, = self.recordings(1)
        self.assertRegex(path.name, NAME)
        self.assertEqual((0o600, 0o700), tuple(stat.S_IMODE(p.stat().st_mode) for p in (path, self.records)))
        text = path.read_text()
        for line in ("F> EHLO", "B< HELO", f"B< MAIL FROM:<{SENDER}>", f"F> RCPT TO:<{RECIPIENT}>", "F> \\{body octets=",
                     "B> 250", "F< 250 2.0.0"):
            self.assertRegex(text, "(?mi)^" + re.escape(line))
        self.assertNotIn(WORDS.decode(), text)
        self.assertEqual((0, True), (lambda code, said: (code, "1 the same, 0 different" in said))(*self.replay()))

    def test_full_keeps_the_message_too(self):
        back = self.gateway("ibm-vm-320")
        front = self.heloise([back.port], 'profile = "ibm-vm-320"', top=self.top + "full = true\n")
        self.assertDelivered(front)
        path, = self.recordings(1)
        self.assertEqual(2, path.read_text().count(WORDS.decode()))
        self.assertEqual(0, self.replay()[0], self.replay()[1])

    def test_no_password_is_written_however_it_comes(self):
        back = self.gateway("rfc821")
        front = self.heloise([back.port], 'profile = "rfc821"', top=self.top + "full = true\n")
        secret = base64.b64encode(b"\0ada\0correct horse battery").decode()
        for commands in ([f"AUTH PLAIN {secret}"], ["auth plain", secret], ["AUTH LOGIN", "YWRh", secret], [f"AUTH {secret}"]):
            connection = smtplib.SMTP("127.0.0.1", front.port, "sender.example", 60)
            connection.ehlo()
            for command in commands:
                connection.docmd(command)
            connection.quit()
        # In pieces, and gone in the middle of it.
        with socket.create_connection(("127.0.0.1", front.port)) as raw:
            raw.recv(1000)
            raw.sendall(b"EHLO x\r\nAUTH PL")
            raw.sendall(f"AIN {secret}".encode())
        paths = self.recordings(5)
        text = "".join(path.read_text() for path in paths)
        for piece in (secret, secret[4:20], "YWRh"):
            self.assertNotIn(piece, text)
        self.assertIn("\\{secret}", text)
        self.assertEqual(0, self.replay()[0], self.replay()[1])

    def test_a_reload_switches_it_on_and_off(self):
        back = self.gateway("rfc821")
        front = self.heloise([back.port], 'profile = "rfc821"')
        self.assertDelivered(front)
        self.assertFalse(self.records.exists())
        for on, expected in ((True, 1), (False, 1)):
            before = front.log().count("reloaded")
            front.configure([back.port], 'profile = "rfc821"', top=self.top if on else "")
            front.reload()
            self.wait_for(lambda: front.log().count("reloaded") > before, "the reload")
            self.assertDelivered(front)
            if on:
                self.recordings(1)
        self.assertEqual(3, back.count())
        front.program.signal(signal.SIGTERM)
        self.assertEqual(0, front.program.wait_exit())
        self.assertEqual(expected, len(list(self.records.iterdir())))

    def test_a_stop_finishes_what_is_being_recorded(self):
        back = self.gateway("rfc821")
        front = self.heloise([back.port], 'profile = "rfc821"', top=self.top)
        connection = smtplib.SMTP("127.0.0.1", front.port, "sender.example", 60)
        self.addCleanup(connection.close)
        connection.ehlo()
        front.program.signal(signal.SIGTERM)
        self.assertEqual(0, front.program.wait_exit())
        path, = list(self.records.iterdir())
        self.assertIn("F! drain\nF< 421 4.3.2", path.read_text())
        self.assertEqual(0, self.replay()[0], self.replay()[1])

    def test_a_killed_daemon_leaves_nothing_that_passes_for_a_recording(self):
        back = self.gateway("rfc821")
        front = self.heloise([back.port], 'profile = "rfc821"', top=self.top)
        connection = smtplib.SMTP("127.0.0.1", front.port, "sender.example", 60)
        self.addCleanup(connection.close)
        connection.ehlo()
        self.wait_for(lambda: list(self.records.iterdir()), "the file that is being written")
        front.program.signal(signal.SIGKILL)
        front.program.wait_exit()
        self.assertEqual([], list(self.records.glob("*.smtp")))

    def test_the_oldest_go_when_there_are_too_many(self):
        back = self.gateway("rfc821")
        front = self.heloise([back.port], 'profile = "rfc821"', top=self.top + 'full = true\nkeep = "64KiB"\n')
        message = MESSAGE + b"A line of text.\r\n" * 1000
        for _ in range(4):
            self.assertDelivered(front, message)
        front.program.signal(signal.SIGTERM)
        self.assertEqual(0, front.program.wait_exit())
        left = list(self.records.iterdir())
        self.assertTrue(0 < len(left) < 4, left)
        self.assertLessEqual(sum(path.stat().st_size for path in left), 64 * 1024)
        self.assertEqual(4, back.count())

    @unittest.skipUnless(can_mount(), "a disk of its own needs root and a mount namespace")
    def test_a_full_disk_stops_recordings_and_never_mail(self):
        self.records.mkdir()
        back = self.gateway("rfc821")
        front = self.heloise([back.port], 'profile = "rfc821"', top=self.top + "full = true\n",
                             prefix=["unshare", "--mount", "sh", "-c", SMALL_DISK, "sh", "64", str(self.records)])
        message = MESSAGE + b"A line of text.\r\n" * 10000
        for _ in range(3):
            self.assertDelivered(front, message)
        self.assertEqual(3, back.count())
        self.wait_for(lambda: "recording_failed" in front.log(), "the log to say so")
        self.assertEqual(1, front.log().count("recording_failed"), front.log())
        self.assertIn("No space left on device", front.log())

    def test_a_folder_that_cannot_be_is_a_warning_and_told_in_the_log(self):
        (self.folder / "file").write_text("")
        top = '[record]\ndirectory = "file/recordings"\n'
        back = self.gateway("rfc821")
        front = self.heloise([back.port], 'profile = "rfc821"', top=top)
        self.assertDelivered(front)
        self.wait_for(lambda: "recording_failed" in front.log(), "the log to say so")
        done = subprocess.run([BINARY, "check", "-c", front.config], capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode)
        self.assertRegex(done.stdout + done.stderr, r"\.toml:3:13: warning: record\.directory: .*file/recordings does not exist")


if __name__ == "__main__":
    unittest.main()
