"""Verify the signatures of a PDF from anywhere; never raises.

Three questions that a digest alone does not answer: does each signature sign all
of the file up to its own place; does the last one reach the end; is what came
after a signature nothing but further signatures. Knows nothing of reports.
"""

from __future__ import annotations

import hashlib
import io
from typing import Any

from asn1crypto import parser
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from jcm_desktop.domain.role import Role
from jcm_desktop.signing.cms_check import Examined, examine, verdict_of
from jcm_desktop.signing.verdict import PdfVerdict, SignatureVerdict, Trust

MAX_PDF = 64 * 1024 * 1024
MAX_SIGNATURES = 50


def verify_pdf(pdf: bytes, trust: Trust) -> PdfVerdict:
    """Every signature with its verdict, first to last; never raises."""
    if len(pdf) > MAX_PDF:
        return PdfVerdict(problems=("pdf.too_large",))
    try:
        return _verify(pdf, trust)
    except Exception:  # noqa: BLE001 - hostile bytes; the reader raises whatever comes
        return PdfVerdict(problems=("pdf.unreadable",))


def _verify(pdf: bytes, trust: Trust) -> PdfVerdict:
    reader = PdfFileReader(io.BytesIO(pdf))
    if reader.encrypted:
        return PdfVerdict(problems=("pdf.unreadable",))
    fields = list(enumerate_sig_fields(reader, filled_status=True))
    if len(fields) > MAX_SIGNATURES:
        return PdfVerdict(problems=("pdf.too_many_signatures",))
    found: list[tuple[int, SignatureVerdict]] = []
    for name, _value, field in fields:
        found.append(_one(pdf, reader, str(name), field, trust))
    found.sort(key=lambda pair: pair[0])
    problems = ("pdf.not_whole_file",) if found and found[-1][0] != len(pdf) else ()
    return PdfVerdict(tuple(verdict for _end, verdict in found), problems)


def _one(pdf: bytes, reader: PdfFileReader, name: str, field: Any, trust: Trust) -> tuple[int, SignatureVerdict]:
    """Where the signed bytes end, and the verdict."""
    try:
        embedded = EmbeddedPdfSignature(reader, field, name)
        contents = bytes(embedded.pkcs7_content)
        numbers = [int(number) for number in embedded.byte_range]
        claimed_at = embedded.self_reported_timestamp
    except Exception:  # noqa: BLE001 - as above, for this signature alone
        return 0, SignatureVerdict(name, _role(name, None), problems=("signature.unreadable",))
    if not _encloses(pdf, numbers, contents):
        return 0, SignatureVerdict(name, _role(name, None), problems=("pdf.signature_misplaced",))
    _start, first, second, length = numbers
    signed = (memoryview(pdf)[:first], memoryview(pdf)[second : second + length])

    def digest_with(algorithm: str) -> bytes:
        digest = hashlib.new(algorithm)
        for part in signed:
            digest.update(part)
        return digest.digest()

    der, padding = _split(contents)
    found = examine(der, digest_with, claimed_at)
    more = [] if padding.strip(b"\0") == b"" else ["signature.container_changed"]
    if not _only_signatures_since(embedded):
        more.append("pdf.changed_after_signing")
    return second + length, verdict_of(found, trust, name, _role(name, found), tuple(more))


def _encloses(pdf: bytes, numbers: list[int], contents: bytes) -> bool:
    """The signed bytes are all bytes from the first on, but for the signature, written as hexadecimal in one case."""
    if len(numbers) != 4 or not contents:
        return False
    start, first, second, length = numbers
    gap = pdf[first:second]
    text = contents.hex().encode()
    return (
        start == 0
        and first > 0
        and length > 0
        and second + length <= len(pdf)
        and gap[:1] + gap[-1:] == b"<>"
        and gap[1:-1] in (text, text.upper())
    )


def _split(contents: bytes) -> tuple[bytes, bytes]:
    """The signature, and what fills the rest of its reserved space."""
    try:
        length = parser.peek(contents)
    except ValueError:
        return contents, b""
    return contents[:length], contents[length:]


def _only_signatures_since(embedded: EmbeddedPdfSignature) -> bool:
    """The library compares the signed revision with what came later, object by object."""
    try:
        embedded.compute_integrity_info()  # type: ignore[no-untyped-call]
        return bool(embedded.summarise_integrity_info()["docmdp_ok"])
    except Exception:  # noqa: BLE001 - an update that cannot be compared is not a mere signature
        return False


def _role(name: str, found: Examined | None) -> str:
    """The field says it in our reports; elsewhere the certificate may."""
    if name in set(Role):
        return name
    return found.facts.role if found and found.facts else ""
