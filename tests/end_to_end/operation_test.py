# What an operator does to a running daemon: stop it, reload it, lose a gateway, read its log.
import json
import os
import pathlib
import re
import signal
import smtplib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib import senders  # noqa: E402
from lib.house import Case, is_sanitized  # noqa: E402
from lib.processes import accepts, free_port  # noqa: E402
from lib.raw_sender import RawSender  # noqa: E402

HANGING = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int getaddrinfo(const char *name, const char *port, const struct addrinfo *hints, struct addrinfo **found) {
    if (name && !strcmp(name, "hanging.example")) {
        close(open(getenv("ASKED"), O_CREAT | O_WRONLY, 0600));
        for (;;) pause();
    }
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = dlsym(RTLD_NEXT, "getaddrinfo");
    return real(name, port, hints, found);
}
"""

SENDER, RECIPIENT = "ada@sender.example", "pm@example.org"
MESSAGE = b"From: ada@sender.example\r\nSubject: operated\r\n\r\nHello.\r\n"


class Operation(Case):
    def deliver(self, front, recipient=RECIPIENT):
        return senders.python_smtplib(front.port, SENDER, [recipient], MESSAGE)

    def open_transaction(self, front):
        """A sender in the middle of its message: what comes next decides."""
        connection = smtplib.SMTP("127.0.0.1", front.port, "sender.example", 60)
        self.addCleanup(connection.close)
        connection.ehlo()
        self.assertEqual(250, connection.mail(SENDER)[0])
        self.assertEqual(250, connection.rcpt(RECIPIENT)[0])
        self.assertEqual(354, connection.docmd("DATA")[0])
        connection.send(MESSAGE)
        return connection

    def test_every_line_of_a_log_in_json_is_an_object_with_numbers_and_lists(self):
        back = self.gateway("rfc821")
        front = self.heloise([back.port], 'profile = "rfc821"', top='[log]\nformat = "json"\nlevel = "debug"\n')
        sender = RawSender(front.port)
        self.addCleanup(sender.close)
        sender.connect()
        self.assertEqual(550, sender.ask("MAIL FROM:<jürgen@sender.example> SMTPUTF8".encode()).code)
        self.assertEqual(250, sender.ask(f"MAIL FROM:<{SENDER}>".encode()).code)
        recipients = [f"<{RECIPIENT}>", '<"a, b"@example.org>']
        for recipient in recipients:
            self.assertEqual(250, sender.ask(f"RCPT TO:{recipient}".encode()).code)
        self.assertEqual(354, sender.ask(b"DATA").code)
        self.assertEqual(250, sender.ask(MESSAGE + b".").code)
        self.assertEqual(221, sender.ask(b"QUIT").code)
        self.wait_for(lambda: '"ended"' in front.log(), "the end of the session")
        self.assertEqual(0, front.end())
        told = {}
        for line in front.log().splitlines():
            event = json.loads(line)
            told.setdefault(event["event"], event)
        self.assertEqual("<jürgen@sender.example>", told["mail_refused"]["from"])
        self.assertEqual(550, told["mail_refused"]["code"])
        self.assertEqual(recipients, told["message_accepted"]["to"])
        self.assertEqual(len(MESSAGE), told["message_accepted"]["octets"])
        self.assertEqual([], told["back_ready"]["keywords"])
        self.assertEqual(1, told["ended"]["accepted"])
        self.assertEqual(1, told["stopped"]["message_accepted"])

    def test_sigterm_lets_a_transaction_finish_and_exits_0(self):
        back = self.gateway("rfc821")
        front = self.heloise([back.port], 'profile = "rfc821"')
        connection = self.open_transaction(front)
        front.program.signal(signal.SIGTERM)
        self.wait_for(lambda: not accepts(front.port), "the listener to close")
        connection.send(b".\r\n")
        self.assertEqual(250, connection.getreply()[0])
        self.assertEqual(0, front.program.wait_exit())
        self.assertEqual(1, back.count())

    def test_sigterm_tells_an_idle_sender_421(self):
        back = self.gateway("rfc821")
        front = self.heloise([back.port], 'profile = "rfc821"')
        connection = smtplib.SMTP("127.0.0.1", front.port, "sender.example", 60)
        self.addCleanup(connection.close)
        connection.ehlo()
        front.program.signal(signal.SIGTERM)
        code, text = connection.getreply()
        self.assertEqual((421, b"4.3.2"), (code, text[:5]))
        self.assertEqual(0, front.program.wait_exit())

    def test_sigint_stops_it_too(self):
        back = self.gateway("rfc821")
        front = self.heloise([back.port], 'profile = "rfc821"')
        front.program.signal(signal.SIGINT)
        self.assertEqual(0, front.program.wait_exit())

    def test_a_second_sigterm_ends_now(self):
        back = self.gateway("rfc821")
        front = self.heloise([back.port], 'profile = "rfc821"')
        self.open_transaction(front)
        front.program.signal(signal.SIGTERM)
        self.wait_for(lambda: not accepts(front.port), "the listener to close")
        front.program.signal(signal.SIGTERM)
        front.program.wait_exit()
        self.assertEqual(0, back.count())

    def test_sighup_takes_a_good_file_without_dropping_a_session(self):
        old, new = self.gateway("rfc821"), self.gateway("rfc821")
        front = self.heloise([old.port], 'profile = "rfc821"')
        connection = self.open_transaction(front)
        front.configure([new.port], 'profile = "rfc821"')
        front.reload()
        self.wait_for(lambda: self.deliver(front) and new.count(), "a message at the new gateway")
        connection.send(b".\r\n")
        self.assertEqual(250, connection.getreply()[0])
        self.assertGreaterEqual(old.count(), 1)

    def test_sighup_refuses_a_bad_file_and_keeps_the_old_one(self):
        back = self.gateway("rfc821")
        front = self.heloise([back.port], 'profile = "rfc821"')
        front.config.write_text(front.config.read_text() + "\n[backend.limits]\nsessionz = 1\n")
        front.reload()
        self.wait_for(lambda: "sessionz" in front.log(), "the refusal in the log")
        front.config.write_text("[\n")
        front.reload()
        self.wait_for(lambda: f"{front.config}:1:" in front.log() or f"{front.config.name}:1:" in front.log(),
                      "the second refusal in the log")
        self.assertTrue(self.deliver(front))
        self.assertEqual(1, back.count())

    def test_a_backend_that_comes_back_has_one_queue_for_its_places(self):
        back = self.gateway("rfc821")
        limits = '[backend.limits]\nsessions = 1\nqueue_timeout = "2s"'
        front = self.heloise([back.port], 'profile = "rfc821"', limits)
        connection = self.open_transaction(front)
        mine = front.config.read_text()
        # A reload takes the backend away and another gives it back, while its one place is taken.
        for text in (mine.replace('name = "gateway"', 'name = "other"'), mine):
            before = front.log().count("reloaded")
            front.config.write_text(text)
            front.reload()
            self.wait_for(lambda: front.log().count("reloaded") > before, "the reload")
        with smtplib.SMTP("127.0.0.1", front.port, "sender.example", 60) as other:
            other.ehlo()
            code, text = other.mail(SENDER)
            self.assertEqual((451, b"4.3.2"), (code, text[:5]))
        connection.send(b".\r\n")
        self.assertEqual(250, connection.getreply()[0])
        connection.quit()
        self.assertTrue(self.deliver(front))
        self.assertEqual(2, back.count())

    def test_a_second_sigterm_does_not_wait_for_a_name_server(self):
        if is_sanitized():
            self.skipTest("a sanitizer wants to be loaded first")
        asked = self.folder / "asked"
        front = self.heloise([free_port()], 'profile = "rfc821"', env={
            **os.environ, "LD_PRELOAD": str(self.hanging_resolver()), "ASKED": str(asked)})
        front.config.write_text(re.sub(r"address = .*", 'address = ["hanging.example:25"]', front.config.read_text()))
        front.reload()
        self.wait_for(lambda: "reloaded" in front.log(), "the reload")
        connection = smtplib.SMTP("127.0.0.1", front.port, "sender.example", 60)
        self.addCleanup(connection.close)
        connection.ehlo()
        connection.send(f"MAIL FROM:<{SENDER}>\r\n")
        self.wait_for(asked.exists, "the question to the name server")
        front.program.signal(signal.SIGTERM)
        self.wait_for(lambda: not accepts(front.port), "the listener to close")
        front.program.signal(signal.SIGTERM)
        self.assertEqual(0, front.program.wait_exit())

    def hanging_resolver(self):
        """A library whose getaddrinfo() never answers for hanging.example."""
        library = self.folder / "hanging.so"
        source = self.folder / "hanging.c"
        source.write_text(HANGING)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        return library

    def test_the_second_address_is_taken_when_the_first_is_dead(self):
        back = self.gateway("rfc821")
        front = self.heloise([free_port(), back.port], 'profile = "rfc821"')
        for _ in range(2):
            outcome = self.deliver(front)
            self.assertTrue(outcome, outcome.said)
        self.assertEqual(2, back.count())

    def test_the_second_address_is_taken_when_the_first_dies(self):
        first, second = self.gateway("rfc821"), self.gateway("rfc821")
        front = self.heloise([first.port, second.port], 'profile = "rfc821"')
        self.assertTrue(self.deliver(front))
        first.end()
        self.assertTrue(self.deliver(front))
        self.assertEqual((1, 1), (first.count(), second.count()))

    def test_a_dead_gateway_is_451_and_the_session_lives_on(self):
        front = self.heloise([free_port()], 'profile = "rfc821"')
        with smtplib.SMTP("127.0.0.1", front.port, "sender.example", 60) as connection:
            connection.ehlo()
            code, text = connection.mail(SENDER)
            self.assertEqual((451, b"4.4.1"), (code, text[:5]))
            self.assertEqual(250, connection.noop()[0])

    def test_a_gateway_that_takes_many_sessions_is_asked_once_at_start_and_not_bothered_with_mail(self):
        back = self.gateway("ibm-vm-320")
        watch = self.relay(back.port)
        front = self.heloise([watch.port], 'greeting = "auto"')
        self.wait_for(lambda: len(watch.lines(">")) >= 2, "the question")
        self.assertEqual(["EHLO mx.example.org", "QUIT"], watch.lines(">"))
        # What was learnt is what the first sender hears, before any connection of its own.
        with smtplib.SMTP("127.0.0.1", front.port, "sender.example", 60) as connection:
            connection.ehlo()
            self.assertEqual("524288", connection.esmtp_features["size"])
        self.assertEqual(1, watch.connections)

    def test_an_eight_bit_message_is_refused_where_the_operator_wants_it_so(self):
        back = self.gateway("msmail-3.0")
        front = self.heloise([back.port], 'profile = "msmail-3.0"', '[backend.content]\neight_bit = "reject"')
        outcome = senders.python_smtplib(front.port, SENDER, [RECIPIENT], MESSAGE + b"caf\xc3\xa9\r\n")
        self.assertIn("(554, b'5.6.3", outcome.said)
        self.assertEqual(0, back.count())

    def test_a_domain_the_gateway_does_not_receive_for_is_refused(self):
        back = self.gateway("msmail-3.0")
        front = self.heloise([back.port], 'profile = "msmail-3.0"')
        outcome = self.deliver(front, "pm@elsewhere.example")
        self.assertIn("(55", outcome.said)
        self.assertEqual(0, back.count())


class CommandLine(Case):
    def test_ibm_vm_320_can_be_read_back_word_for_word(self):
        # The second seed: IBM's own transcript of its EHLO reply.
        back = self.gateway("ibm-vm-320")
        connection = smtplib.SMTP(timeout=60)
        self.addCleanup(connection.close)
        code, banner = connection.connect("127.0.0.1", back.port)
        self.assertEqual(220, code)
        self.assertTrue(banner.startswith(b"HOSTA.IBM.COM running IBM VM SMTP Level 320 on "), banner)
        code, text = connection.docmd("EHLO", "HOSTB.IBM.COM")
        self.assertEqual((250, b"HOSTA.IBM.COM is my domain name.\nEXPN\nHELP\n8BITMIME\nSIZE 524288"), (code, text))

    def test_a_sender_is_offered_what_the_gateway_has_and_what_heloise_adds(self):
        back = self.gateway("ibm-vm-320")
        front = self.heloise([back.port], 'profile = "ibm-vm-320"')
        self.assertTrue(senders.python_smtplib(front.port, SENDER, [RECIPIENT], MESSAGE))
        with smtplib.SMTP("127.0.0.1", front.port, "sender.example", 60) as connection:
            connection.ehlo()
            self.assertEqual({"pipelining", "size", "8bitmime", "enhancedstatuscodes", "help"},
                             {"pipelining", "size", "8bitmime", "enhancedstatuscodes", "help"}
                             & set(connection.esmtp_features))
            self.assertEqual("524288", connection.esmtp_features["size"])
