# Real mail programs as senders: each takes (port, sender, recipients, message) and hands back an Outcome.
import dataclasses
import email
import pathlib
import smtplib
import subprocess
import tempfile

from lib import peers

# The longest a sender may take for one message; none comes near it.
PATIENCE = 120


@dataclasses.dataclass
class Outcome:
    delivered: bool
    said: str

    def __bool__(self):
        return self.delivered


def _run(arguments, name=None, text=None):
    done = subprocess.run([str(argument) for argument in arguments], input=text, capture_output=True,
                          timeout=PATIENCE, check=False, env=peers.environment(name) if name else None)
    return Outcome(done.returncode == 0, (done.stdout + done.stderr).decode("utf-8", "replace"))


def swaks(port, sender, recipients, message):
    # --data takes the text with LF and adds the last one; its escapes (%...% and \n) do not occur in what
    # the tests send.
    return _run(["perl", peers.program("swaks", "usr/bin/swaks"), "--server", "127.0.0.1", "--port", port,
                 "--helo", "sender.example", "--from", sender, "--to", ",".join(recipients), "--data", "-"],
                "swaks", message.replace(b"\r\n", b"\n").removesuffix(b"\n"))


def smtp_source(port, sender, recipients, message):
    with tempfile.NamedTemporaryFile() as file:
        file.write(message.replace(b"\r\n", b"\n"))
        file.flush()
        return _run([peers.program("postfix", "usr/sbin/smtp-source"), "-f", sender, "-t", recipients[0], "-F", file.name,
                     "-M", "sender.example", f"127.0.0.1:{port}"], "postfix")


def msmtp(port, sender, recipients, message):
    return _run([peers.program("msmtp", "usr/bin/msmtp"), "--host=127.0.0.1", f"--port={port}", "--auth=off", "--tls=off",
                 "--domain=sender.example", f"--from={sender}", *recipients], "msmtp", message)


def curl(port, sender, recipients, message):
    to = [word for recipient in recipients for word in ("--mail-rcpt", recipient)]
    return _run([peers.program("curl", "usr/bin/curl"), "--silent", "--show-error", f"smtp://127.0.0.1:{port}/sender.example",
                 "--mail-from", sender, *to, "--upload-file", "-"], "curl", message)


def python_smtplib(port, sender, recipients, message):
    try:
        with smtplib.SMTP("127.0.0.1", port, "sender.example", PATIENCE) as connection:
            refused = connection.sendmail(sender, recipients, message)
        return Outcome(not refused, str(refused))
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(False, str(error))


def s_nail(port, sender, recipients, message):
    """It writes the header itself, so it is given the subject and the text."""
    header, _, text = message.partition(b"\r\n\r\n")
    subject = email.message_from_bytes(header + b"\r\n\r\n")["Subject"]
    return _run([peers.program("s-nail", "usr/bin/s-nail"), "-n", "-S", "v15-compat", "-S", f"mta=smtp://127.0.0.1:{port}",
                 "-S", "smtp-auth=none", "-S", "hostname=sender.example", "-S", "sendwait",
                 "-S", "ttycharset=utf-8", "-S", "nosave", "-S", "escape", "-r", sender, "-s", subject, *recipients], "s-nail", text.replace(b"\r\n", b"\n"))


def nodemailer(port, sender, recipients, message):
    return _run(["node", pathlib.Path(__file__).with_name("nodemailer_send.js"),
                 peers.program("nodemailer", "usr/share/nodejs/nodemailer"), port, sender, ",".join(recipients)], text=message)


ALL = {"swaks": swaks, "smtp_source": smtp_source, "msmtp": msmtp, "curl": curl, "python_smtplib": python_smtplib,
       "s_nail": s_nail, "nodemailer": nodemailer}

# smtp-source ends a file with an empty line of its own.
APPENDS = {"smtp_source": b"\r\n"}
