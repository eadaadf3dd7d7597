# heloise, an emulated gateway behind it, and a base for tests that start them: everything on the loopback,
# in one folder, ended with the test.
import dataclasses
import os
import pathlib
import re
import shutil
import signal
import sys
import tempfile
import unittest

from lib.processes import Program, free_port, wait_for

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts/lib"))
from recording_relay import RecordingRelay  # noqa: E402, F401  (part of this house)

BINARY = os.environ.get("HELOISE_BINARY", str(ROOT / "build/heloise"))

# What a sanitizer prints, whatever the exit code was.
_TROUBLE = re.compile(r"ERROR: \w+Sanitizer|WARNING: ThreadSanitizer|runtime error:|CHECK failed|terminate called")

BACKEND = """
[[backend]]
name = "{name}"
listen = ["127.0.0.1:{port}"]
address = [{addresses}]
{keys}

[backend.access]
recipients = ["example.org"]
{tables}
"""


@dataclasses.dataclass
class Stored:
    """A message as the gateway stored it: the envelope it was given, and the octets."""
    envelope: list
    octets: bytes

    @property
    def body(self):
        """The octets below the Received field that heloise put on top."""
        match = re.match(rb"Received:[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*", self.octets)
        return self.octets[match.end():] if match else self.octets


def is_sanitized():
    """Whether the binary under test weighs and loads as a sanitizer makes it."""
    symbols = pathlib.Path(BINARY).read_bytes()
    return b"__asan_init" in symbols or b"__tsan_init" in symbols


class Gateway:
    """`heloise emulate PROFILE`, a name or a file."""

    def __init__(self, folder, profile, *options, speed="0"):
        self.port = free_port()
        self.store = pathlib.Path(folder) / f"store-{pathlib.Path(profile).name}-{self.port}"
        self.store.mkdir()
        self.program = Program([BINARY, "emulate", profile, "--listen", f"127.0.0.1:{self.port}", "--store", self.store,
                                "--speed", speed, *options], pathlib.Path(folder) / f"emulate-{self.port}.log")
        self.program.wait_listening(self.port)

    def count(self):
        return sum(1 for _ in self.store.glob("*.msg"))

    def messages(self):
        found = []
        for path in sorted(self.store.glob("*.msg")):
            envelope, _, octets = path.read_bytes().partition(b"\n\n")
            found.append(Stored(envelope.decode("latin-1").splitlines(), octets))
        return found

    def end(self):
        return self.program.end()


class Heloise:
    """`heloise run` with one backend."""

    def __init__(self, folder, ports, keys="", tables="", top="", prefix=(), **options):
        self.folder = pathlib.Path(folder)
        self.port = free_port()
        self.config = self.folder / f"heloise-{self.port}.toml"
        self.configure(ports, keys, tables, top)
        self.program = Program([*prefix, BINARY, "run", "-c", self.config], self.folder / f"heloise-{self.port}.log", **options)
        self.program.wait_output("ready")

    def configure(self, ports, keys="", tables="", top=""):
        addresses = ", ".join(f'"127.0.0.1:{port}"' for port in ports)
        self.config.write_text('hostname = "mx.example.org"\n' + top + BACKEND.format(
            name="gateway", port=self.port, addresses=addresses, keys=keys, tables=tables))

    def reload(self):
        self.program.signal(signal.SIGHUP)

    def log(self):
        return self.program.output()

    def end(self):
        return self.program.end()


class Case(unittest.TestCase):
    """A test with a folder, and what it started in it. What heloise says of itself is checked at the end."""

    longMessage = True

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="heloise-test-"))
        # Postfix's daemons and smtp-sink run as accounts of their own.
        self.folder.chmod(0o755)
        self.addCleanup(self._remove_folder)

    def _remove_folder(self):
        if os.environ.get("HELOISE_KEEP"):
            print(f"kept: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def gateway(self, profile, *options, speed="0"):
        gateway = Gateway(self.folder, profile, *options, speed=speed)
        self.addCleanup(self._end_well, gateway)
        return gateway

    def heloise(self, ports, keys="", tables="", top="", **options):
        heloise = Heloise(self.folder, ports, keys, tables, top, **options)
        self.addCleanup(self._end_well, heloise)
        return heloise

    def relay(self, target_port):
        relay = RecordingRelay(target_port, free_port())
        self.addCleanup(relay.close)
        return relay

    def program(self, arguments, log, **options):
        program = Program(arguments, self.folder / log, **options)
        self.addCleanup(program.end)
        return program

    def _end_well(self, started):
        ended_before = not started.program.is_running()
        code = started.end()
        text = started.program.output()
        self.assertIsNone(_TROUBLE.search(text), text)
        if not ended_before:
            self.assertEqual(0, code, text)

    def wait_for(self, condition, what):
        return wait_for(condition, what)
