# A real Postfix, run from its unpacked package as a sending MTA: a queue, a queue manager, an smtpd that
# takes mail on a loopback port and an smtp client that relays all of it to one next hop.
#
# Postfix's master must be root and its daemons another account. Nothing of the machine's own is touched:
# configuration, queue and data lie in the test's folder; the accounts are ones that every Debian has.
import grp
import json
import os
import pathlib
import pwd
import re
import subprocess

from lib import peers
from lib.processes import Program, free_port, wait_for

ACCOUNT = "daemon"  # runs the daemons; must share its uid with nobody
GROUP = "games"     # owns maildrop; must not be ACCOUNT's

MAIN = """
compatibility_level = 3.7
queue_directory = {base}/spool
data_directory = {base}/data
command_directory = {root}/usr/sbin
daemon_directory = {root}/usr/lib/postfix/sbin
shlib_directory = {root}/usr/lib/postfix
meta_directory = {base}/etc
sendmail_path = {root}/usr/sbin/sendmail
mailq_path = {root}/usr/bin/mailq
newaliases_path = {root}/usr/bin/newaliases
import_environment = MAIL_CONFIG TZ LD_LIBRARY_PATH={libraries}
mail_owner = {account}
setgid_group = {group}
default_privs = nobody
maillog_file = {base}/mail.log
maillog_file_prefixes = {base}
myhostname = {hostname}
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
smtp_host_lookup = native
relayhost = [127.0.0.1]:{next_hop}
smtpd_relay_restrictions = permit_mynetworks, reject
alias_maps =
local_recipient_maps =
smtputf8_enable = no
# A sender that retries within a test's patience instead of within hours.
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
{more}
"""

# As Debian's master.cf, less what a relay does not need, nothing in a chroot.
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
smtp      unix  - - n - - smtp
relay     unix  - - n - - smtp
showq     unix  n - n - - showq
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
virtual   unix  - n n - - virtual
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
tlsmgr    unix  - - n 1000? 1 tlsmgr
postlog   unix-dgram n - n - 1 postlogd
"""

# What makes it a server that keeps mail for example.org, a maildir per recipient below {base}/mail.
STORES = """
virtual_mailbox_domains = example.org
virtual_mailbox_base = {base}/mail
virtual_mailbox_maps = inline:{{{{ pm@example.org=pm/ }}, {{ qm@example.org=qm/ }}}}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
# What it thinks too low is that of an account that every Debian has.
virtual_minimum_uid = 1
"""

QUEUES = "active bounce corrupt defer deferred flush hold incoming private saved trace".split()


def why_not():
    """Why Postfix cannot run here, or nothing."""
    return None if os.getuid() == 0 else "Postfix's master process must be root"


class Postfix:
    def __init__(self, folder, next_hop, more="", hostname="sender.example.org"):
        self.base = pathlib.Path(folder)
        self.port = free_port()
        self._make_folders()
        names = {"base": self.base, "root": peers.root("postfix"), "libraries": peers.libraries("postfix"),
                 "account": ACCOUNT, "group": GROUP, "next_hop": next_hop, "port": self.port, "more": more,
                 "hostname": hostname}
        (self.base / "etc/main.cf").write_text(MAIN.format(**names))
        (self.base / "etc/master.cf").write_text(MASTER.format(**names))
        self.program = Program([peers.root("postfix") / "usr/lib/postfix/sbin/master", "-c", self.base / "etc", "-d"],
                               self.base / "master.out", env=peers.environment("postfix"), start_new_session=True)
        self.program.wait_listening(self.port)

    def _make_folders(self):
        # What `postfix check` would make; done here because it also corrects owners outside its folders.
        account = pwd.getpwnam(ACCOUNT)
        group = grp.getgrnam(GROUP).gr_gid
        for name, owner, gid, mode in [("", 0, 0, 0o755), ("etc", 0, 0, 0o755), ("spool", 0, 0, 0o755),
                                       ("data", account.pw_uid, 0, 0o755), ("spool/pid", 0, 0, 0o755),
                                       *((f"spool/{queue}", account.pw_uid, 0, 0o700) for queue in QUEUES),
                                       ("spool/public", account.pw_uid, group, 0o710),
                                       ("spool/maildrop", account.pw_uid, group, 0o730)]:
            path = self.base / name
            path.mkdir(parents=True, exist_ok=True)
            os.chown(path, owner, gid)
            path.chmod(mode)

    @classmethod
    def storing(cls, folder):
        """A server instead of a relay."""
        account = pwd.getpwnam(ACCOUNT)
        mail = pathlib.Path(folder) / "mail"
        mail.mkdir(parents=True)
        os.chown(mail, account.pw_uid, account.pw_gid)
        return cls(folder, 9, STORES.format(base=folder, uid=account.pw_uid, gid=account.pw_gid),
                   "postfix.example.org")

    def stored(self):
        """(recipient's local part, octets) of each."""
        return [(path.relative_to(self.base / "mail").parts[0], path.read_bytes())
                for path in sorted((self.base / "mail").glob("*/new/*"))]

    def log(self):
        path = self.base / "mail.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def statuses(self):
        """What its log says became of each attempt: 'sent', 'deferred', 'bounced'."""
        return re.findall(r"postfix/(?:smtp|relay|error)\[\d+\]: .* status=(\w+)", self.log())

    def queued_files(self):
        """Messages that Postfix still answers for."""
        return [path for queue in ("maildrop", "incoming", "active", "deferred", "hold")
                for path in (self.base / "spool" / queue).rglob("*") if path.is_file()]

    def _postqueue(self, option):
        done = subprocess.run([peers.program("postfix", "usr/sbin/postqueue"), "-c", self.base / "etc", option], capture_output=True,
                              text=True, check=False, env=peers.environment("postfix"))
        return done.stdout

    def queued(self):
        """Whom it still owes a message: recipients."""
        return [recipient["address"] for line in self._postqueue("-j").splitlines() for recipient in json.loads(line)["recipients"]]

    def said(self):
        """What the other side said, as far as it is kept."""
        return self.log()

    def try_again(self):
        # By itself it does within seconds, but for minutes leaves alone what its client still had locked just then.
        self._postqueue("-f")

    def wait_status(self, status, count=1):
        wait_for(lambda: self.statuses().count(status) >= count, lambda: f"{count} times status={status}; log:\n{self.log()}")

    def end(self):
        return self.program.end()
