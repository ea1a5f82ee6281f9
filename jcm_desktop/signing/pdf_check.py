"""Verify the signatures of a PDF from anywhere; never raises.

Three questions that a digest alone does not answer: does each signature sign all
of the file up to its own place; does the last one reach the end; is what came
after a signature nothing but further signatures and time stamps. Knows nothing of
reports.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from asn1crypto import parser
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from jcm_desktop.domain.role import Role
from jcm_desktop.signing.cms_check import Examined, examine, verdict_of
from jcm_desktop.signing.time_stamp_check import examine_stamp
from jcm_desktop.signing.trust import judged_stamp
from jcm_desktop.signing.verdict import Later, PdfVerdict, SignatureVerdict, TimeStamp, Trust

MAX_PDF = 64 * 1024 * 1024
MAX_SIGNATURES = 50
_LONGEST_TEXT = 500
_LATER = {
    ModificationLevel.NONE: Later.NOTHING,
    ModificationLevel.LTA_UPDATES: Later.TIME_STAMPS,
    ModificationLevel.FORM_FILLING: Later.SIGNATURES,
}


class _Placed(msgspec.Struct, frozen=True):
    """A signature or time stamp in the file: where the bytes it covers end, and what it covers."""

    name: str
    end: int = 0
    claimed_at: datetime | None = None
    contents: bytes = b""
    digest_with: Callable[[str], bytes] | None = None
    problem: str = ""
    later: Later = Later.UNKNOWN
    meaning: str = ""
    signed_in: str = ""
    is_stamp: bool = False


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
    found = sorted((_placed(pdf, reader, str(name), field) for name, _value, field in fields), key=lambda one: one.end)
    stamps = [(one.end, _stamp(one, trust)) for one in found if one.is_stamp]
    whole = bool(found) and found[-1].end == len(pdf)
    verdicts = []
    for one in found:
        if not one.is_stamp:
            over = tuple(stamp for end, stamp in stamps if end > one.end)
            verdicts.append(_with_file(_verdict(one, trust), over, whole))
    problems = () if whole or not found else ("pdf.not_whole_file",)
    # A stamp that is bad takes nothing from the signatures, but somebody damaged it.
    bad = ("pdf.time_stamp_bad",) if any(stamp.problems for _end, stamp in stamps) else ()
    return PdfVerdict(tuple(verdicts), problems + bad, tuple(stamp for _end, stamp in stamps))


def _placed(pdf: bytes, reader: PdfFileReader, name: str, field: Any) -> _Placed:
    try:
        embedded = EmbeddedPdfSignature(reader, field, name)
        contents = bytes(embedded.pkcs7_content)
        numbers = [int(number) for number in embedded.byte_range]
        is_stamp = str(embedded.sig_object_type) == "/DocTimeStamp"
        claimed_at = None if is_stamp else embedded.self_reported_timestamp
    except Exception:  # noqa: BLE001 - as above, for this signature alone
        return _Placed(name, problem="signature.unreadable")
    if not _encloses(pdf, numbers, contents):
        return _Placed(name, problem="pdf.signature_misplaced", is_stamp=is_stamp)
    _start, first, second, length = numbers
    signed = (memoryview(pdf)[:first], memoryview(pdf)[second : second + length])

    def digest_with(algorithm: str) -> bytes:
        digest = hashlib.new(algorithm)
        for part in signed:
            digest.update(part)
        return digest.digest()

    return _Placed(
        name=name,
        end=second + length,
        claimed_at=claimed_at,
        contents=contents,
        digest_with=digest_with,
        later=_later(embedded),
        meaning=_text(embedded, "/Reason"),
        signed_in=_text(embedded, "/Location"),
        is_stamp=is_stamp,
    )


def _verdict(one: _Placed, trust: Trust) -> SignatureVerdict:
    if one.problem or one.digest_with is None:
        return SignatureVerdict(one.name, _role(one.name, None), problems=(one.problem,))
    der, padding = _split(one.contents)
    found = examine(der, one.digest_with, one.claimed_at)
    more = [] if padding.strip(b"\0") == b"" else ["signature.container_changed"]
    if one.later in (Later.OTHER, Later.UNKNOWN):
        more.append("pdf.changed_after_signing")
    verdict = verdict_of(found, trust, one.name, _role(one.name, found), tuple(more))
    return msgspec.structs.replace(verdict, later=one.later, meaning=one.meaning, signed_in=one.signed_in)


def _with_file(verdict: SignatureVerdict, stamps: tuple[TimeStamp, ...], whole: bool) -> SignatureVerdict:
    covers = whole and verdict.later not in (Later.OTHER, Later.UNKNOWN)
    return msgspec.structs.replace(verdict, stamps=(*verdict.stamps, *stamps), covers_file=covers)


def _stamp(one: _Placed, trust: Trust) -> TimeStamp:
    if one.problem or one.digest_with is None:
        return TimeStamp(problems=("stamp.misplaced",), whole_file=True)
    der, padding = _split(one.contents)
    stamp = judged_stamp(examine_stamp(der, one.digest_with), trust)
    problems = [*stamp.problems]
    if padding.strip(b"\0"):
        problems.append("stamp.container_changed")
    if one.later in (Later.OTHER, Later.UNKNOWN):
        problems.append("stamp.changed_after")
    return msgspec.structs.replace(stamp, problems=tuple(dict.fromkeys(problems)), whole_file=True)


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


def _later(embedded: EmbeddedPdfSignature) -> Later:
    """The library compares the signed revision with what came later, object by object."""
    try:
        embedded.compute_integrity_info()  # type: ignore[no-untyped-call]
        summary = embedded.summarise_integrity_info()
        if not summary["docmdp_ok"]:
            return Later.OTHER
        return _LATER.get(summary["diff_result"].modification_level, Later.OTHER)
    except Exception:  # noqa: BLE001 - an update that cannot be compared is not a mere signature
        return Later.UNKNOWN


def _text(embedded: EmbeddedPdfSignature, key: str) -> str:
    return str(embedded.sig_object.get(key, ""))[:_LONGEST_TEXT]


def _role(name: str, found: Examined | None) -> str:
    """The field says it in our reports; elsewhere the certificate may."""
    if name in set(Role):
        return name
    return found.facts.role if found and found.facts else ""
