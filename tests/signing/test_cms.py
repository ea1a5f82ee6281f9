"""The detached signature of a package's list: what changes is found, in the list and in the signature itself."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from helpers import certs, judges
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.signing.cms import sign_detached, verify_list
from jcm_desktop.signing.verdict import SignatureVerdict, Trust

CONTENT = b'{"project":"MN006","claimed":1234}\n' * 20


@pytest.fixture(scope="module")
def signature() -> bytes:
    return sign_detached(CONTENT, certs.operator(), at=certs.SIGNED)


def verify_detached(content: bytes, signature: bytes, trust: Trust) -> SignatureVerdict:
    """The verdict on the only signature; what is wrong with the whole counts as its problem."""
    found = verify_list(content, signature, trust)
    return found.signatures[0] if found.signatures else SignatureVerdict("", problems=found.problems)


def flipped(body: bytes, bit: int) -> bytes:
    changed = bytearray(body)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_good_signature(signature: bytes, trust: Trust) -> None:
    verdict = verify_detached(CONTENT, signature, trust)
    one = certs.operator()
    assert (verdict.intact, verdict.trusted, verdict.problems) == (True, True, ())
    assert (verdict.signer, verdict.organisation, verdict.role) == (one.name, one.organisation, "operator")
    assert (verdict.fingerprint, verdict.claimed_at) == (one.fingerprint, certs.SIGNED)
    assert verdict.place == "manifest.json.p7s"


def test_unknown_signer_is_intact_but_not_trusted(signature: bytes) -> None:
    verdict = verify_detached(CONTENT, signature, Trust(frozenset({"00" * 32})))
    assert (verdict.intact, verdict.trusted, verdict.problems) == (True, False, ())


def test_every_flipped_bit_of_the_content_is_found(signature: bytes, trust: Trust) -> None:
    for bit in random.Random(1).sample(range(len(CONTENT) * 8), 40):
        verdict = verify_detached(flipped(CONTENT, bit), signature, trust)
        assert verdict.problems == ("signature.content_changed",)
        assert not verdict.intact


def test_every_flipped_bit_of_the_signature_is_found(signature: bytes, trust: Trust) -> None:
    for bit in random.Random(2).sample(range(len(signature) * 8), 120):
        verdict = verify_detached(CONTENT, flipped(signature, bit), trust)
        assert verdict.problems, f"bit {bit}"
        assert not (verdict.intact and verdict.trusted)


@pytest.mark.full
def test_every_byte_of_the_signature(signature: bytes, trust: Trust) -> None:
    chance = random.Random(3)
    for at in range(len(signature)):
        bit = at * 8 + chance.randrange(8)
        assert verify_detached(CONTENT, flipped(signature, bit), trust).problems, f"bit {bit}"
    for at in range(1200, 1300):  # names without regard to case: the sixth bit
        assert verify_detached(CONTENT, flipped(signature, at * 8 + 5), trust).problems, f"byte {at}"


def test_another_signers_certificate_in_place_of_the_real_one(signature: bytes, trust: Trust) -> None:
    real = certs.operator()
    forged = signature.replace(real.certificate_der, certs.manager().certificate_der)
    assert forged != signature
    verdict = verify_detached(CONTENT, forged, trust)
    assert verdict.problems
    assert not verdict.trusted


def test_bytes_after_the_signature(signature: bytes, trust: Trust) -> None:
    assert verify_detached(CONTENT, signature + b"\0", trust).problems == ("signature.unreadable",)


def test_signed_outside_the_certificates_days(trust: Trust) -> None:
    one = certs.operator()
    for at, problem in (
        (one.not_after + timedelta(days=1), "signature.certificate_expired_then"),
        (one.not_before - timedelta(days=1), "signature.certificate_not_valid_then"),
    ):
        verdict = verify_detached(CONTENT, sign_detached(CONTENT, one, at=at), trust)
        assert verdict.problems == (problem,)
        assert verdict.intact


@given(st.binary(max_size=300))
def test_never_raises(signature: bytes) -> None:
    assert verify_detached(CONTENT, signature, Trust()).problems


@pytest.mark.judge
def test_openssl_accepts_it_and_only_it(signature: bytes, tmp_path: Path) -> None:
    content, p7s, pem = tmp_path / "manifest.json", tmp_path / "manifest.json.p7s", tmp_path / "sender.pem"
    content.write_bytes(CONTENT)
    p7s.write_bytes(signature)
    pem.write_bytes(certs.operator().certificate_pem)
    status, said = judges.openssl_cms(content, p7s, pem)
    assert status == 0, said
    assert "CMS Verification successful" in said
    content.write_bytes(CONTENT + b" ")
    assert judges.openssl_cms(content, p7s, pem)[0] != 0
