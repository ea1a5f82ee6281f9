"""A time-stamp authority on this computer: a real server on 127.0.0.1, with a certificate of its own."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from helpers import certs, judges
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

NAME = "Time Stamps of Nowhere"
STAMPED = certs.SIGNED + timedelta(hours=1)


@cache
def _made(usage: str) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(certs.MADE)
        .not_valid_after(certs.MADE + timedelta(days=3650))
    )
    purpose = ExtendedKeyUsageOID.TIME_STAMPING if usage == "stamps" else ExtendedKeyUsageOID.EMAIL_PROTECTION
    builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return key, builder.sign(key, hashes.SHA256())


def certificate(usage: str = "stamps") -> x509.Certificate:
    return _made(usage)[1]


def stamper(at: datetime = STAMPED, usage: str = "stamps") -> DummyTimeStamper:
    """The authority without its server."""
    key, own = _made(usage)
    return DummyTimeStamper(
        asn1_x509.Certificate.load(own.public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        fixed_dt=at,
    )


@contextmanager
def server(mood: str = "good", at: datetime = STAMPED) -> Iterator[str]:
    """Its address while it runs. Moods: good, refuses, broken, html, not-an-authority, of-something-else."""
    authority = stamper(at, "mail" if mood == "not-an-authority" else "stamps")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if mood == "broken":
                self.send_error(503)
                return
            request = tsp.TimeStampReq.load(body)
            if mood == "of-something-else":
                imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": b"x" * 32}
                request["message_imprint"] = tsp.MessageImprint(imprint)
            answer = authority.request_tsa_response(request)
            if mood == "refuses":
                answer = tsp.TimeStampResp({"status": {"status": "rejection"}})
            self.send_response(200)
            self.send_header("Content-Type", "text/html" if mood == "html" else "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer.dump())

        def log_message(self, *_arguments: Any) -> None:
            """Silent."""

    with _listening(Handler) as url:
        yield url


_CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_alg = sha256
"""


@contextmanager
def openssl_server(folder: Path) -> Iterator[str]:
    """An authority that is not made of our library: `openssl ts -reply` writes each answer, at the present time."""
    key, own = _made("stamps")
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "tsa.pem").write_bytes(own.public_bytes(Encoding.PEM))
    (folder / "serial").write_text("01\n")
    (folder / "tsa.conf").write_text(_CONFIG.format(folder=folder))
    tool = judges.need("openssl")
    command = [tool, "ts", "-reply", "-config", "tsa.conf", "-queryfile", "q.tsq", "-signer", "tsa.pem"]
    command += ["-inkey", "key.pem", "-out", "r.tsr"]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "q.tsq").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
            if done.returncode:
                self.send_error(500, done.stderr.decode(errors="replace")[-200:].replace("\n", " "))
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write((folder / "r.tsr").read_bytes())

        def log_message(self, *_arguments: Any) -> None:
            """Silent."""

    with _listening(Handler) as url:
        yield url


@contextmanager
def _listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    listening = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}/tsa"
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
