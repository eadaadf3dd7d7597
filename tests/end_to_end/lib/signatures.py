# Real signatures, made and checked by programs that know nothing of heloise: DKIM by dkimpy, S/MIME by openssl. Keys
# are made for the test; what a verifier would look up in the DNS is answered from here.
import base64
import importlib
import pathlib
import subprocess
import sys

from lib import peers


def _openssl(*arguments, **options):
    # Without a configuration of the machine's: what is tested are signatures, not policies.
    environment = {**peers.environment("openssl"), "OPENSSL_CONF": "/dev/null"}
    return subprocess.run([peers.program("openssl", "usr/bin/openssl"), *map(str, arguments)], env=environment,
                          capture_output=True, timeout=120, **options)


class Dkim:
    """Signs for one domain and verifies what says it did."""

    def __init__(self, folder, domain=b"sender.example"):
        self.domain = domain
        self.key = pathlib.Path(folder) / "dkim.pem"
        _openssl("genrsa", "-traditional", "-out", self.key, "2048", check=True)
        public = _openssl("rsa", "-in", self.key, "-pubout", "-outform", "DER", check=True).stdout
        self.record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
        library = str(peers.root("dkim") / "usr/lib/python3/dist-packages")
        if library not in sys.path:
            sys.path.append(library)
        self.dkim = importlib.import_module("dkim")

    def signed(self, message, canonicalization=(b"relaxed", b"relaxed")):
        signature = self.dkim.sign(message, b"test", self.domain, self.key.read_bytes(), canonicalize=canonicalization)
        return signature + message

    def verifies(self, message):
        return self.dkim.verify(message, dnsfunc=lambda name, timeout=5: self.record)


class Smime:
    """Signs with a certificate of its own, as multipart/signed (RFC 8551 section 3.5.3)."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.key, self.certificate = self.folder / "smime.key", self.folder / "smime.pem"
        request = self.folder / "request.cnf"
        request.write_text("[req]\ndistinguished_name = name\nx509_extensions = usage\nprompt = no\n[name]\nCN = ada\n"
                           "emailAddress = ada@sender.example\n[usage]\nkeyUsage = digitalSignature\n"
                           "extendedKeyUsage = emailProtection\nbasicConstraints = CA:TRUE\n", encoding="ascii")
        _openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-config", request, "-keyout", self.key,
                 "-out", self.certificate, check=True)

    def signed(self, entity):
        """A message with that MIME entity in it, header and body, signed octet for octet."""
        source = self.folder / "entity"
        source.write_bytes(entity)
        done = _openssl("smime", "-sign", "-binary", "-in", source, "-signer", self.certificate, "-inkey", self.key,
                        "-from", "ada@sender.example", "-to", "pm@example.org", "-subject", "signed", check=True)
        return done.stdout.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")

    def verifies(self, message):
        source = self.folder / "verified"
        source.write_bytes(message)
        return _openssl("smime", "-verify", "-in", source, "-CAfile", self.certificate, "-out", self.folder / "content",
                        check=False).returncode == 0
