# Starting programs for a test and ending exactly those: by handle, never by name.
#
# Nothing here asserts a time. A wait polls a condition and gives up after a bound that is far beyond
# what a loaded machine needs; a test that reaches it failed.
import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import time

PATIENCE = float(os.environ.get("HELOISE_PATIENCE", "60"))


def wait_for(condition, what, patience=PATIENCE):
    """Polls until condition() is true and returns its value; `what` is a text or a function that makes one."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience:.0f} s in vain for {what() if callable(what) else what}")
        time.sleep(0.02)


def free_port():
    """A loopback port nobody has at the moment, below the range that outgoing connections take."""
    for port in _ports():
        with contextlib.closing(socket.socket()) as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise AssertionError("no free port")


def _ports():
    # A port that the kernel picks may be picked again for an outgoing connection before the program
    # under test binds it; those below 32768 are not. The process id spreads programs that run at once.
    start = 20000 + (os.getpid() * 37) % 10000
    offset = _ports.next
    while offset < 10000:
        _ports.next = offset = offset + 1
        yield 20000 + (start - 20000 + offset) % 10000


_ports.next = 0


def accepts(port):
    """Whether somebody listens at the port. Reads the kernel's table: a connection would be a session."""
    wanted = f":{port:04X} "
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(FileNotFoundError), open(table, encoding="ascii") as rows:
            for row in rows:
                fields = row.split()
                if fields[3] == "0A" and (fields[1] + " ").endswith(wanted):
                    return True
    return False


class Program:
    """A started program with its output in a file; ends with the test, however the test ends."""

    def __init__(self, arguments, log, **options):
        self.log = pathlib.Path(log)
        self.arguments = [str(argument) for argument in arguments]
        with open(self.log, "ab") as sink:
            self.process = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL, stdout=sink,
                                            stderr=subprocess.STDOUT, **options)

    @property
    def pid(self):
        return self.process.pid

    def output(self):
        return self.log.read_text(encoding="utf-8", errors="replace")

    def is_running(self):
        return self.process.poll() is None

    def wait_listening(self, port):
        wait_for(lambda: accepts(port) or not self.is_running(), f"{self.arguments[0]} on port {port}")
        if not accepts(port):
            raise AssertionError(f"{' '.join(self.arguments)} ended with {self.process.returncode}:\n{self.output()}")

    def wait_output(self, text):
        wait_for(lambda: text in self.output() or not self.is_running(), f"{text!r} from {self.arguments[0]}")
        if text not in self.output():
            raise AssertionError(f"no {text!r} from {' '.join(self.arguments)}:\n{self.output()}")

    def signal(self, number):
        self.process.send_signal(number)

    def wait_exit(self, patience=PATIENCE):
        return self.process.wait(patience)

    def end(self):
        """Asks, waits, insists."""
        if self.is_running():
            self.signal(signal.SIGTERM)
            try:
                return self.wait_exit(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        return self.wait_exit()
