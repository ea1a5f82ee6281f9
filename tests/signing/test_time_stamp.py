"""Time stamps from a server on this computer: at signing, later, in PDF, workbook and list; and servers that fail."""

from __future__ import annotations

import hashlib
import io
import random
import re
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from helpers import certs, judges, tsa
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import NO_REVOCATION, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from jcm_desktop import words
from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.domain.role import Role
from jcm_desktop.signing import opc_package as package
from jcm_desktop.signing.cms import add_signature, sign_detached, stamp_detached, verify_list
from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.library import finish
from jcm_desktop.signing.opc import stamp_workbook, verify_workbook
from jcm_desktop.signing.pdf import sign_pdf, stamp_pdf, verify_pdf
from jcm_desktop.signing.time_stamp import Server, token
from jcm_desktop.signing.verdict import Later, TimeSource, Trust, TrustHow

DIGEST = hashlib.sha256(b"something").digest()
CONTENT = b"a list"


@pytest.fixture(scope="module")
def everybody(signers: dict[Role, Identity]) -> Trust:
    """The signers and the authority."""
    own = tsa.certificate().public_bytes(Encoding.DER)
    prints = [one.fingerprint for one in signers.values()]
    return Trust(frozenset([*prints, hashlib.sha256(own).hexdigest()]))


def test_a_server_is_asked_over_http() -> None:
    with tsa.server() as url:
        der = token(Server(url), DIGEST)
    assert der.startswith(b"\x30\x82")


@pytest.mark.parametrize("mood", ["refuses", "broken", "html", "not-an-authority", "of-something-else"])
def test_a_server_that_gives_nothing_usable_is_named(mood: str) -> None:
    with tsa.server(mood) as url, pytest.raises(WorldError) as caught:
        token(Server(url), DIGEST)
    assert (caught.value.code, caught.value.place) == ("timestamp.refused", "127.0.0.1")
    assert "\n" not in words.sentence(caught.value.code, caught.value.place, caught.value.facts)


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = taken.getsockname()[1]
    with pytest.raises(WorldError) as caught:
        token(Server(f"http://127.0.0.1:{closed}/", seconds=2), DIGEST)
    assert caught.value.code == "timestamp.no_answer"
    assert "127.0.0.1" in words.sentence(caught.value.code, caught.value.place, caught.value.facts)


def test_a_server_that_stays_silent_is_not_waited_for() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        with pytest.raises(WorldError) as caught:
            token(Server(f"http://127.0.0.1:{listening.getsockname()[1]}/", seconds=0.3), DIGEST)
    assert caught.value.code == "timestamp.no_answer"


@pytest.mark.parametrize("url", ["", "example.org", "file:///etc/passwd", "ftp://example.org/", "http://"])
def test_only_addresses_of_the_web_are_taken(url: str) -> None:
    with pytest.raises(UserError, match=r"timestamp\.bad_address"):
        Server(url)


# --- PDF --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stamped_pdf(ready: bytes, signers: dict[Role, Identity]) -> bytes:
    """The operator's signature has its own stamp, the others have none, and one stamp covers the whole file."""
    pdf, made = ready, tsa.stamper()
    for role, signer in signers.items():
        stamp = made if role is Role.OPERATOR else None
        pdf = sign_pdf(pdf, signer, role, meaning="Yes", place="", at=certs.SIGNED, stamper=stamp)
    return stamp_pdf(pdf, made)


def test_every_signature_of_the_pdf_has_a_time(stamped_pdf: bytes, everybody: Trust) -> None:
    verdict = verify_pdf(stamped_pdf, everybody)
    assert verdict.problems == ()
    assert [len(one.stamps) for one in verdict.signatures] == [2, 1, 1]
    for one in verdict.signatures:
        assert (one.problems, one.time_source, one.stamped_at) == ((), TimeSource.TIME_STAMP, tsa.STAMPED)
        assert (one.covers_file, one.valid_then) == (True, True)
        assert {stamp.authority for stamp in one.stamps} == {tsa.NAME}
        assert {stamp.how_trusted for stamp in one.stamps} == {TrustHow.COMPARED}
    assert [one.later for one in verdict.signatures] == [Later.SIGNATURES, Later.SIGNATURES, Later.TIME_STAMPS]
    assert [one.whole_file for one in verdict.stamps] == [True]


def test_an_unknown_authority_is_not_trusted(stamped_pdf: bytes, trust: Trust) -> None:
    stamps = verify_pdf(stamped_pdf, trust).signatures[0].stamps
    assert {one.how_trusted for one in stamps} == {TrustHow.NOT}
    assert all(one.intact for one in stamps)


def test_another_role_may_sign_after_the_stamp(ready: bytes, signers: dict[Role, Identity], everybody: Trust) -> None:
    pdf = sign_pdf(ready, signers[Role.OPERATOR], Role.OPERATOR, meaning="", place="", at=certs.SIGNED)
    pdf = stamp_pdf(pdf, tsa.stamper())
    later = tsa.STAMPED + timedelta(hours=1)
    with pytest.raises(UserError, match=r"sign\.clock_back"):
        sign_pdf(pdf, signers[Role.MANAGER], Role.MANAGER, meaning="", place="", at=certs.SIGNED)
    pdf = sign_pdf(pdf, signers[Role.MANAGER], Role.MANAGER, meaning="", place="", at=later)
    pdf = stamp_pdf(pdf, tsa.stamper(later))
    verdict = verify_pdf(pdf, everybody)
    assert verdict.problems == ()
    assert [(one.problems, len(one.stamps)) for one in verdict.signatures] == [((), 2), ((), 1)]


def test_every_flipped_bit_of_a_stamp_is_found(
    stamped_pdf: bytes, everybody: Trust, request: pytest.FixtureRequest
) -> None:
    gaps = list(re.finditer(rb"/Contents\s*<([0-9A-Fa-f]+)>", stamped_pdf))
    assert len(gaps) == 4
    chance = random.Random(11)
    for gap in (gaps[0], gaps[3]):  # with a stamp inside; a stamp itself
        for _try in range(150 if request.config.getoption("--full") else 12):
            changed = bytearray(stamped_pdf)
            at = chance.randrange(gap.start(1), gap.end(1))
            changed[at] ^= 1 << chance.randrange(8)
            verdict = verify_pdf(bytes(changed), everybody)
            found = verdict.problems or any(one.problems for one in verdict.signatures)
            odd = any(one.oddities for one in verdict.signatures)
            assert found or odd, at


def test_nothing_to_stamp(ready: bytes) -> None:
    with pytest.raises(UserError, match=r"pdf\.not_signed"):
        stamp_pdf(ready, tsa.stamper())


def test_a_silent_server_leaves_the_pdf_unsigned(ready: bytes) -> None:
    with tsa.server("broken") as url, pytest.raises(WorldError, match=r"timestamp\.refused"):
        sign_pdf(ready, certs.operator(), Role.OPERATOR, meaning="", place="", at=certs.SIGNED, stamper=Server(url))


def test_long_term_validation_passes(ready: bytes, signers: dict[Role, Identity]) -> None:
    """The library's own validator of the European standard, asked for long-term validity without a network.

    It wants a stamp of its own on every signature, although the one over the whole file would do.
    """
    pdf = ready
    for role, signer in signers.items():
        pdf = sign_pdf(pdf, signer, role, meaning="", place="", at=certs.SIGNED, stamper=tsa.stamper(certs.SIGNED))
    pdf = stamp_pdf(pdf, tsa.stamper())
    roots = [asn1_x509.Certificate.load(one.certificate_der) for one in signers.values()]
    roots.append(asn1_x509.Certificate.load(tsa.certificate().public_bytes(Encoding.DER)))
    revocation = CertRevTrustPolicy(NO_REVOCATION)
    policy = CertValidationPolicySpec(trust_manager=SimpleTrustManager.build(roots), revinfo_policy=revocation)
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(
            cert_validation_policy=policy, key_usage_settings=KeyUsageConstraints(key_usage={"non_repudiation"})
        )
    )
    found = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    assert [finish(ades_lta_validation(one, spec)).ades_subindic for one in found] == [AdESPassed.OK] * 3


# --- workbook ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stamped_workbook(signed_workbooks: list[bytes]) -> bytes:
    return stamp_workbook(signed_workbooks[1], tsa.stamper())


def test_every_signature_of_the_workbook_has_a_time(
    stamped_workbook: bytes, signed_workbooks: list[bytes], everybody: Trust
) -> None:
    verdict = verify_workbook(stamped_workbook, everybody)
    assert (verdict.problems, verdict.oddities) == ((), ())
    for one in verdict.signatures:
        assert (one.problems, one.trusted, one.stamped_at) == ((), True, tsa.STAMPED)
    again = stamp_workbook(stamped_workbook, tsa.stamper(tsa.STAMPED + timedelta(days=9)))
    assert again == stamped_workbook  # who has a stamp gets no second one
    assert stamped_workbook != signed_workbooks[1]


def test_changes_of_the_workbooks_stamp_are_found(stamped_workbook: bytes, everybody: Trust) -> None:
    parts = package.read(stamped_workbook)
    name = "_xmlsignatures/sig1.xml"
    body = parts[name]
    start, end = body.index(b"<xd:UnsignedProperties>"), body.index(b"</xd:UnsignedProperties>")
    chance = random.Random(12)
    for _try in range(60):
        changed = bytearray(body)
        at = chance.randrange(start, end)
        changed[at] ^= 1 << chance.randrange(8)
        verdict = verify_workbook(package.write({**parts, name: bytes(changed)}), everybody)
        assert any(one.problems for one in verdict.signatures), bytes(changed[at - 20 : at + 20])


def test_nothing_to_stamp_in_the_workbook(workbook: bytes) -> None:
    with pytest.raises(UserError, match=r"workbook\.not_signed"):
        stamp_workbook(workbook, tsa.stamper())


# --- list -------------------------------------------------------------------------------------------------------------


def test_signatures_over_a_list_are_stamped(everybody: Trust) -> None:
    signed = sign_detached(CONTENT, certs.operator(), at=certs.SIGNED, role="operator", stamper=tsa.stamper())
    both = add_signature(CONTENT, signed, certs.manager(), at=certs.SIGNED, role="manager")
    assert [len(one.stamps) for one in verify_list(CONTENT, both, everybody).signatures].count(0) == 1
    stamped = stamp_detached(both, tsa.stamper())
    verdict = verify_list(CONTENT, stamped, everybody)
    assert verdict.problems == ()
    assert [(one.problems, one.stamped_at) for one in verdict.signatures] == [((), tsa.STAMPED)] * 2


def test_every_flipped_bit_of_a_stamped_list_is_found(everybody: Trust) -> None:
    stamped = sign_detached(CONTENT, certs.manager(), at=certs.SIGNED, stamper=tsa.stamper())
    chance = random.Random(13)
    for bit in chance.sample(range(len(stamped) * 8), 100):
        changed = bytearray(stamped)
        changed[bit // 8] ^= 1 << bit % 8
        verdict = verify_list(CONTENT, bytes(changed), everybody)
        assert verdict.problems or any(one.problems for one in verdict.signatures), bit


def test_a_stamp_for_another_signature_is_not_good(everybody: Trust) -> None:
    """The stamp of one signature, moved to another."""
    from asn1crypto import cms

    one = cms.ContentInfo.load(sign_detached(CONTENT, certs.manager(), at=certs.SIGNED, stamper=tsa.stamper()))
    other = cms.ContentInfo.load(sign_detached(CONTENT, certs.manager(), at=certs.SIGNED + timedelta(1)))
    info = other["content"]["signer_infos"][0]
    info["unsigned_attrs"] = one["content"]["signer_infos"][0]["unsigned_attrs"]
    verdict = verify_list(CONTENT, other.dump(force=True), everybody).signatures[0]
    assert verdict.problems == ("signature.time_stamp_bad",)
    assert verdict.stamps[0].problems == ("stamp.of_something_else",)
    assert verdict.time_source is TimeSource.SIGNER


def test_an_authority_that_is_none_is_told(everybody: Trust) -> None:
    signed = sign_detached(CONTENT, certs.manager(), at=certs.SIGNED, stamper=tsa.stamper(usage="mail"))
    stamps = verify_list(CONTENT, signed, everybody).signatures[0].stamps
    assert stamps[0].problems == ("stamp.not_an_authority",)


# --- judges -----------------------------------------------------------------------------------------------------------


@pytest.mark.judge
def test_judges_accept_stamped_files(
    stamped_pdf: bytes, stamped_workbook: bytes, signers: dict[Role, Identity], tmp_path: Path
) -> None:
    pdf, book = tmp_path / "a.pdf", tmp_path / "a.xlsx"
    pdf.write_bytes(stamped_pdf)
    book.write_bytes(stamped_workbook)
    database = judges.trust_database(tmp_path / "nss", *signers.values())
    assert judges.pdfsig(pdf, database).count("Signature is Valid") == 3
    assert judges.qpdf_check(pdf)[0] == 0
    (answers,) = judges.libreoffice([book], database, tmp_path)
    assert [(one["valid"], one["certificate"]) for one in answers] == [(True, 0), (True, 0)]
    pem = tmp_path / "a.pem"
    pem.write_bytes(signers[Role.MANAGER].certificate_pem)
    xml = tmp_path / "sig2.xml"
    xml.write_bytes(package.read(stamped_workbook)["_xmlsignatures/sig2.xml"])
    assert judges.xmlsec(xml, pem)[0] == 0


@pytest.mark.judge
def test_openssl_checks_a_stamp(tmp_path: Path) -> None:
    """`openssl ts` verifies the token for the digest, trusting the authority's certificate."""
    (tmp_path / "t.der").write_bytes(token(tsa.stamper(), DIGEST))
    (tmp_path / "ca.pem").write_bytes(tsa.certificate().public_bytes(Encoding.PEM))
    command: list[str | Path] = [judges.need("openssl"), "ts", "-verify", "-token_in", "-in", tmp_path / "t.der"]
    status, said = judges.run(*command, "-digest", DIGEST.hex(), "-CAfile", tmp_path / "ca.pem")
    assert status == 0, said
    status, _said = judges.run(*command, "-digest", "00" * 32, "-CAfile", tmp_path / "ca.pem")
    assert status != 0


@pytest.mark.judge
def test_stamps_of_openssl_are_taken_at_signing_and_later(
    ready: bytes, signers: dict[Role, Identity], everybody: Trust, tmp_path: Path
) -> None:
    """`openssl ts` gives a stamp in the signature and two over the whole file, and checks the latter again."""
    with tsa.openssl_server(tmp_path) as url:
        once = sign_pdf(
            ready, signers[Role.OPERATOR], Role.OPERATOR, meaning="x", place="", at=certs.SIGNED, stamper=Server(url)
        )
        later = stamp_pdf(once, Server(url))
        again = stamp_pdf(later, Server(url))  # an archive stamp is renewed in time
        listed = stamp_detached(sign_detached(CONTENT, signers[Role.OPERATOR], at=certs.SIGNED), Server(url))
    for pdf, count in ((once, 1), (later, 2), (again, 3)):
        verdict = verify_pdf(pdf, everybody)
        assert verdict.problems == (), verdict
        (signature,) = verdict.signatures
        assert [one.problems for one in signature.stamps] == [()] * count
        assert {one.how_trusted for one in signature.stamps} == {TrustHow.COMPARED}
        assert signature.time_source is TimeSource.TIME_STAMP
    (over_list,) = verify_list(CONTENT, listed, everybody).signatures
    assert over_list.time_source is TimeSource.TIME_STAMP
    reader = PdfFileReader(io.BytesIO(again))
    checked = 0
    for stamp in reader.embedded_timestamp_signatures:
        start, first, second, length = (int(one) for one in stamp.byte_range)
        (tmp_path / "data").write_bytes(again[start:first] + again[second : second + length])
        (tmp_path / "t.der").write_bytes(_token_of(bytes(stamp.pkcs7_content)))
        command: list[str | Path] = [judges.need("openssl"), "ts", "-verify", "-token_in", "-in", tmp_path / "t.der"]
        command += ["-data", tmp_path / "data", "-CAfile", tmp_path / "tsa.pem"]
        status, said = judges.run(*command)
        assert status == 0, said
        checked += 1
    assert checked == 2


def _token_of(contents: bytes) -> bytes:
    """Without the zeros that fill its place."""
    from asn1crypto import parser

    return contents[: parser.peek(contents)]
