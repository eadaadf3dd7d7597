# Real mail programs from Debian, unpacked beside the machine's own (scripts/lib/fetch-package.sh), and how
# to run them from there.
import functools
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]

PACKAGES = {
    "postfix": ["postfix"],
    "swaks": ["swaks"],
    "msmtp": ["msmtp"],
    "curl": ["curl"],
    "haproxy": ["haproxy"],
    "nginx": ["nginx", "libnginx-mod-mail"],
    "openssl": ["openssl"],
    "dkim": ["python3-dkim"],
    "exim": ["exim4-daemon-light"],
    "opensmtpd": ["opensmtpd"],
    "sendmail": ["sendmail-bin", "sendmail-base", "sendmail-cf"],
    "aiosmtpd": ["python3-aiosmtpd"],
    "perlserver": ["libnet-smtp-server-perl"],
    "s-nail": ["s-nail"],
    "nodemailer": ["node-nodemailer"],
}


@functools.cache
def root(name):
    """The folder that holds the peer, fetched if it is not there yet."""
    fetch = ROOT / "scripts/lib/fetch-package.sh"
    done = subprocess.run([fetch, name, *PACKAGES[name]], stdout=subprocess.PIPE, text=True, check=True)
    return pathlib.Path(done.stdout.strip())


def version(name):
    """Of the first of its packages, as Debian counts."""
    first = PACKAGES[name][0]
    versions = dict(line.split() for line in (root(name) / ".versions").read_text().splitlines())
    return versions[first]


def libraries(name):
    """What LD_LIBRARY_PATH a peer needs: only libraries that the machine lacks are in its folder."""
    base = root(name)
    folders = [base / "usr/lib/postfix", *base.glob("usr/lib/*-linux-gnu"), *base.glob("lib/*-linux-gnu")]
    return ":".join(str(folder) for folder in folders if folder.is_dir())


def environment(name):
    base = root(name)
    return {**os.environ, "LD_LIBRARY_PATH": libraries(name), "PERL5LIB": str(base / "usr/share/perl5")}


def program(name, path):
    return str(root(name) / path)
