"""A time-stamp authority on this computer: a real server on 127.0.0.1, with a certificate of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from helpers import certs
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

    listening = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}/tsa"
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
