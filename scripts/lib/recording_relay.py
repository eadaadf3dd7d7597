# A TCP relay on the loopback that passes octets on unchanged and remembers them: who said what, when, on
# which connection, and how many connections were open at once.
#
# For the demo and for tests. A thread for each direction of each connection: simple, and fast enough to
# stand before one gateway.
import contextlib
import dataclasses
import socket
import struct
import threading
import time


@dataclasses.dataclass
class Event:
    at: float
    connection: int
    kind: str           # "open", "close", or whose octets: ">" of who connected, "<" of who was called;
                        # ">end" and "<end" when that side hangs up
    octets: bytes = b""


class RecordingRelay:
    def __init__(self, target_port, port=0):
        self.target_port = target_port
        self.events = []
        self.most_open = 0
        self._lock = threading.Lock()
        self._open = {}
        self._connections = 0
        self._listener = socket.create_server(("127.0.0.1", port), backlog=128)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def said(self, kind, connection=None):
        """All octets of one direction, of one connection or of all in the order they came."""
        with self._lock:
            return b"".join(event.octets for event in self.events
                            if event.kind == kind and connection in (None, event.connection))

    def lines(self, kind, connection=None):
        return self.said(kind, connection).decode("latin-1").splitlines()

    @property
    def connections(self):
        return self._connections

    def _note(self, connection, kind, octets=b""):
        with self._lock:
            self.events.append(Event(time.monotonic(), connection, kind, octets))

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self._connections += 1
            number = self._connections
            with self._lock:
                # A connection whose caller has sent its FIN is over, even if its thread has not read so far.
                still = [other for other in self._open.values() if not _half_closed(other)]
                self._open[number] = near
                self.most_open = max(self.most_open, len(still) + 1)
            self._note(number, "open")
            threading.Thread(target=self._serve, args=(number, near), daemon=True).start()

    def _serve(self, number, near):
        try:
            far = socket.create_connection(("127.0.0.1", self.target_port))
        except OSError:
            self._drop(number, near)
            near.close()
            return
        for stream in (near, far):
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        back = threading.Thread(target=self._pump, args=(number, "<", far, near), daemon=True)
        back.start()
        self._pump(number, ">", near, far)
        back.join()
        self._drop(number, near)
        near.close()
        far.close()

    def _drop(self, number, _near):
        with self._lock:
            self._open.pop(number, None)
        self._note(number, "close")

    def _pump(self, number, kind, source, sink):
        try:
            while octets := source.recv(65536):
                self._note(number, kind, octets)
                sink.sendall(octets)
            self._note(number, kind + "end")
        except OSError as error:
            self._note(number, kind + "end")
            # A reset is passed on as one; anything else ends the other side's wait.
            if isinstance(error, ConnectionResetError):
                with contextlib.suppress(OSError):
                    sink.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with contextlib.suppress(OSError):
                sink.shutdown(socket.SHUT_RDWR)
            return
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


def _half_closed(stream):
    try:
        state = stream.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    except OSError:
        return True
    return state in (7, 8, 9, 11)  # CLOSE, CLOSE_WAIT, LAST_ACK, CLOSING
