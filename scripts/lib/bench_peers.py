# The proxies that scripts/bench compares, each with the smallest configuration that does the job, one
# process and one thread, and a smtp-sink of its own behind it.
import http.server
import os
import pathlib
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/end_to_end"))
from lib import peers  # noqa: E402
from lib.house import BINARY  # noqa: E402
from lib.processes import Program, free_port  # noqa: E402

HAPROXY = """
global
    nbthread 1
    maxconn 8000
defaults
    mode tcp
    timeout connect 10s
    timeout client 5m
    timeout server 5m
listen smtp
    bind 127.0.0.1:{port}
    server sink 127.0.0.1:{sink}
"""

# smtp_auth none asks auth_http all the same, at the first RCPT, for where to go.
NGINX = """
load_module {modules}/ngx_mail_module.so;
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log error;
worker_rlimit_nofile 16000;
events {{ worker_connections 16000; }}
mail {{
    server_name mx.example.org;
    auth_http 127.0.0.1:{auth}/;
    server {{
        listen 127.0.0.1:{port} backlog=512;
        protocol smtp;
        smtp_auth none;
        xclient off;
        timeout 10m;
    }}
}}
"""

HELOISE = """
hostname = "mx.example.org"

[[backend]]
name = "sink"
listen = ["127.0.0.1:{port}"]
address = ["127.0.0.1:{sink}"]

[backend.access]
recipients = ["example.org"]
"""


class Sink:
    def __init__(self, folder, name, options=()):
        self.port = free_port()
        user = ["-u", "nobody"] if os.getuid() == 0 else []
        self.program = Program([peers.program("postfix", "usr/sbin/smtp-sink"), *user, "-m", "8000", *options,
                                f"127.0.0.1:{self.port}", "4000"], folder / f"sink-{name}.log",
                               env=peers.environment("postfix"))
        self.program.wait_listening(self.port)


class Peer:
    """A proxy under test: `port` is where senders connect, `program` what is measured (None: nothing)."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder
        self.sink = Sink(folder, name)
        self.port = free_port()
        self.program = None
        self.others = [self.sink.program]

    def run(self, arguments, env=None):
        self.program = Program(arguments, self.folder / f"{self.name}.log", env=env)
        self.program.wait_listening(self.port)

    def write(self, text, **names):
        path = self.folder / f"{self.name}.conf"
        path.write_text(text.format(port=self.port, sink=self.sink.port, folder=self.folder, **names))
        return path

    def end(self):
        for program in [self.program, *self.others]:
            if program:
                program.end()


def direct(folder):
    peer = Peer("direct", folder)
    peer.port = peer.sink.port
    return peer


def haproxy(folder):
    peer = Peer("haproxy", folder)
    config = peer.write(HAPROXY)
    peer.run([peers.program("haproxy", "usr/sbin/haproxy"), "-db", "-f", config], peers.environment("haproxy"))
    return peer


def nginx(folder):
    peer = Peer("nginx", folder)
    config = peer.write(NGINX, modules=peers.root("nginx") / "usr/lib/nginx/modules", auth=_auth_server(peer.sink.port))
    for name in ("body", "proxy", "fastcgi", "uwsgi", "scgi"):
        (folder / name).mkdir(exist_ok=True)
    peer.run([peers.program("nginx", "usr/sbin/nginx"), "-p", folder, "-e", folder / "nginx-error.log", "-c", config],
             peers.environment("nginx"))
    return peer


def heloise(folder):
    peer = Peer("heloise", folder)
    peer.run([BINARY, "run", "-c", peer.write(HELOISE)])
    return peer


ALL = [direct, haproxy, nginx, heloise]


def _auth_server(sink_port):
    """Answers nginx's question where to go. Its time is not nginx's: only the proxy is measured."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Auth-Status", "OK")
            self.send_header("Auth-Server", "127.0.0.1")
            self.send_header("Auth-Port", str(sink_port))
            self.end_headers()

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 512

    server = Server(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
