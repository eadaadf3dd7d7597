# Exim, OpenSMTPD and sendmail, the real ones, each as a server that stores what it gets and as a sender that relays all of it
# to one next hop.
#
# They run from their unpacked packages in a mount namespace of their own (scripts/lib/jail.sh), which only root may make.
import os
import pathlib
import re
import subprocess

from lib import peers
from lib.processes import Program, free_port

JAIL = peers.ROOT / "scripts/lib/jail.sh"

# The recipients that they know.
KNOWN = ["pm", "qm"]


def why_not():
    """Why they cannot run here, or nothing."""
    if os.getuid() != 0:
        return "only root may make a mount namespace for a mail server"
    made = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
    return None if made.returncode == 0 else "no mount namespaces here: " + made.stderr.decode().strip()


def accounts(*names):
    """A shell script that knows these accounts."""
    lines = []
    for number, name in enumerate(names):
        lines.append(f'grep -q "^{name}:" /etc/group || echo "{name}:x:{700 + number}:" >>/etc/group')
        lines.append(f'grep -q "^{name}:" /etc/passwd || echo "{name}:x:{700 + number}:{700 + number}::/home/{name}:/bin/sh" >>/etc/passwd')
        lines.append(f"mkdir -p /home/{name}")
    return "\n".join(lines) + "\n"


class Mta:
    """With `next_hop` it relays there; without it stores what is for example.org, a file per recipient.

    It tries again by itself within seconds, unless `once`: then a message is tried when it comes, and not again."""
    package = ""

    def __init__(self, folder, next_hop=None, once=False):
        self.folder = pathlib.Path(folder)
        self.once = once
        self.folder.mkdir(parents=True)
        self.folder.chmod(0o777)
        self.store = self.folder / "mail"
        self.store.mkdir()
        self.store.chmod(0o777)
        self.port = free_port()
        self.next_hop = next_hop
        self.program = Program([JAIL, peers.root(self.package), self.folder, self.prepare(), *self.command()],
                               self.folder / "program.log", start_new_session=True)
        self.program.wait_listening(self.port)

    def stored(self):
        """(recipient's local part, octets) of each."""
        found = []
        for path in sorted(self.store.rglob("*")):
            where = path.relative_to(self.store).parts
            # A maildir's tmp holds what is not there yet.
            if path.is_file() and "tmp" not in where:
                found.append((where[0], path.read_bytes()))
        return found

    def inside(self, *command):
        """What a command says that runs where the server runs."""
        enter = ["nsenter", "--target", str(self.program.pid), "--mount", "--root", "/bin/sh", "-c", 'cd / && exec "$@"', "sh"]
        done = subprocess.run([*enter, *command], capture_output=True, check=False, timeout=60, text=True, errors="replace")
        return done.stdout + done.stderr

    def log(self):
        texts = [self.program.output()]
        texts += [path.read_text(errors="replace") for path in sorted(self.folder.glob("*log")) if path.is_file()]
        return "\n".join(texts)

    def end(self):
        return self.program.end()

    def queued(self):
        """Whom it still owes a message: recipients."""
        raise NotImplementedError

    def said(self):
        """What the other side said, as far as it is kept."""
        return self.log()

    def try_again(self):
        """For a server that would let hours pass before it tries again by itself."""

    def prepare(self):
        raise NotImplementedError

    def command(self):
        raise NotImplementedError


class Exim(Mta):
    package = "exim"

    CONFIG = """
primary_hostname = exim.sender.example
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
keep_environment =
notifier_socket =
tls_advertise_hosts =
log_file_path = {folder}/exim-%slog
acl_smtp_rcpt = all
acl_smtp_data = all
accept_8bitmime = true
begin acl
all:
  accept
begin routers
{router}
begin transports
{transport}
begin retry
* * F,1h,1s
"""
    STORE = ("store:\n  driver = accept\n  transport = store\n",
             "store:\n  driver = appendfile\n  directory = {folder}/mail/${{if eq{{$local_part}}{{pm}}{{pm}}{{qm}}}}\n  maildir_format\n  user = Debian-exim\n")
    # The transport's options are Exim's defaults, as in Debian's configuration: hosts_try_chunking = *, PIPELINING used where it is
    # offered. `allow_localhost` and the port say where to, and nothing of how.
    RELAY = ("relay:\n  driver = manualroute\n  route_list = * 127.0.0.1\n  self = send\n  transport = relay\n",
             "relay:\n  driver = smtp\n  port = {next_hop}\n  allow_localhost\n")
    # One more line of the transport, in the variants below.
    MORE = ""

    def prepare(self):
        router, transport = self.RELAY if self.next_hop else self.STORE
        transport += self.MORE
        names = {"port": self.port, "folder": self.folder, "next_hop": self.next_hop}
        (self.folder / "exim.conf").write_text(
            self.CONFIG.format(router=router, transport=transport.format(**names), **names))
        return accounts("Debian-exim") + f"""
mkdir -p /var/spool/exim4/input /var/spool/exim4/msglog /var/spool/exim4/db /etc/exim4
chown -R Debian-exim: /var/spool/exim4 {self.folder}/mail
cp {self.folder}/exim.conf /etc/exim4/exim4.conf
"""

    def command(self):
        return ["/usr/sbin/exim4", "-bdf", *([] if self.once else ["-q1s"])]

    def queued(self):
        # Of each message a line, then its recipients; a "D" stands before those that have it.
        return re.findall(r"^ {8,}(\S+@\S+)$", self.inside("/usr/sbin/exim4", "-bp"), re.MULTILINE)

    def attempts(self):
        """What its log says of each attempt for each recipient: (what became of it, recipient)."""
        return re.findall(r" (=>|->|\*\*|==) (\S+@\S+) ", self.log())

    def ended_attempts(self):
        """How many attempts, each for one recipient, have come to their end."""
        log = self.log()
        return log.count(" Completed\n") + log.count(" == ")


class EximWithoutChunking(Exim):
    MORE = "  hosts_try_chunking =\n"


class EximWithHelo(Exim):
    MORE = "  hosts_avoid_esmtp = *\n"


class OpenSmtpd(Mta):
    package = "opensmtpd"

    STORE = 'action "go" maildir "{folder}/mail/%{{rcpt.user}}" virtual <known>'
    RELAY = 'action "go" relay host smtp://127.0.0.1:{next_hop} helo opensmtpd.sender.example'

    def prepare(self):
        action = (self.RELAY if self.next_hop else self.STORE).format(folder=self.folder, next_hop=self.next_hop)
        (self.folder / "smtpd.conf").write_text(
            f'listen on 127.0.0.1 port {self.port} hostname opensmtpd.sender.example\n'
            'table known { "@" = box }\n' + action + '\nmatch from any for any action "go"\n')
        return accounts("opensmtpd", "opensmtpq", "box") + f"""
mkdir -p /var/lib/opensmtpd/empty /var/spool/smtpd
chgrp opensmtpq /usr/sbin/smtpctl
chmod 2755 /usr/sbin/smtpctl
chmod 711 /var/spool/smtpd
chown box {self.folder}/mail
echo opensmtpd.sender.example >/etc/mailname
"""

    def command(self):
        return ["/usr/sbin/smtpd", "-d", "-f", self.folder / "smtpd.conf"]

    def queued(self):
        # id|protocol|kind|flags|sender|recipient as it came|recipient|...
        return [row.split("|")[6] for row in self.inside("/usr/sbin/smtpctl", "show", "queue").splitlines() if row.count("|") > 6]

    def try_again(self):
        self.inside("/usr/sbin/smtpctl", "schedule", "all")


class Sendmail(Mta):
    package = "sendmail"

    CONFIG = """divert(0)dnl
OSTYPE(`debian')dnl
undefine(`confHOST_STATUS_DIRECTORY')dnl
undefine(`ALIAS_FILE')dnl
define(`confDOMAIN_NAME', `{name}')dnl
define(`confDELIVERY_MODE', `b')dnl
define(`confTO_IDENT', `0')dnl
define(`confBIND_OPTS', `-DNSRCH')dnl
FEATURE(`nocanonify')dnl
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`accept_unqualified_senders')dnl
FEATURE(`promiscuous_relay')dnl
FEATURE(`no_default_msa')dnl
DAEMON_OPTIONS(`Family=inet, Name=MTA, Addr=127.0.0.1, Port={port}')dnl
{role}
MAILER(local)dnl
MAILER(smtp)dnl
"""
    STORE = """LOCAL_DOMAIN(`example.org')dnl
define(`LOCAL_MAILER_PATH', `{folder}/store')dnl
define(`LOCAL_MAILER_ARGS', `store $u')dnl
"""
    RELAY = """define(`SMART_HOST', `relay:[127.0.0.1]')dnl
define(`RELAY_MAILER_ARGS', `TCP $h {next_hop}')dnl
"""

    def prepare(self):
        role = (self.RELAY if self.next_hop else self.STORE).format(folder=self.folder, next_hop=self.next_hop)
        # Two of the same name would take each other for themselves: "mail loops back to me".
        name = "sendmail.sender.example" if self.next_hop else "sendmail.example.org"
        (self.folder / "sendmail.mc").write_text(self.CONFIG.format(port=self.port, role=role, name=name))
        store = self.folder / "store"
        store.write_text(f"#!/bin/sh\nmkdir -p {self.folder}/mail/$1\nexec cat >{self.folder}/mail/$1/$(date +%s%N).$$\n")
        store.chmod(0o755)
        return accounts("smmta", "smmsp", *KNOWN) + f"""
mkdir -p /var/spool/mqueue /var/run/sendmail/mta /etc/mail
chmod 700 /var/spool/mqueue
echo "127.0.0.1 {name} localhost $(hostname)" >/etc/hosts
: >/etc/mail/local-host-names
export PATH=$PATH:/usr/sbin
m4 -D_CF_DIR_=/usr/share/sendmail/cf/ /usr/share/sendmail/cf/m4/cf.m4 {self.folder}/sendmail.mc >/etc/mail/sendmail.cf 2>/dev/null
"""

    def command(self):
        return ["/usr/libexec/sendmail/sendmail", "-bD", "-q1s", "-C", "/etc/mail/sendmail.cf", "-X",
                self.folder / "session.log"]

    def queued(self):
        # A control file per message; its lines "R...:<address>" are those who have not got it.
        return re.findall(r"^R[^:\n]*:<?([^>\n]+)>?$", self.inside("sh", "-c", "cat /var/spool/mqueue/qf* 2>/dev/null"), re.MULTILINE)


ALL = {"exim": Exim, "opensmtpd": OpenSmtpd, "sendmail": Sendmail}
