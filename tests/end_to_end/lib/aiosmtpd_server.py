#!/usr/bin/env python3
# An aiosmtpd that keeps what it gets: aiosmtpd_server.py PORT FOLDER, a file per recipient. Ended by a signal.
import pathlib
import signal
import sys
import time

from aiosmtpd.controller import Controller


class Keeper:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    async def handle_DATA(self, _server, _session, envelope):
        for recipient in envelope.rcpt_tos:
            box = self.folder / recipient.partition("@")[0]
            box.mkdir(exist_ok=True)
            (box / str(time.monotonic_ns())).write_bytes(envelope.original_content)
        return "250 kept"


controller = Controller(Keeper(sys.argv[2]), hostname="127.0.0.1", port=int(sys.argv[1]), server_hostname="aiosmtpd.example.org")
controller.start()
signal.sigwait({signal.SIGTERM, signal.SIGINT})
controller.stop()
