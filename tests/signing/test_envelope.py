"""A file encrypted for receivers: each opens it, nobody else does, and no changed byte goes unnoticed."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from helpers import authority, certs, judges
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop import words
from jcm_desktop.domain.errors import Cancelled, UserError
from jcm_desktop.signing import envelope, keys
from jcm_desktop.signing.der import header, read_header
from jcm_desktop.signing.identity import Identity

BODY = random.Random(5).randbytes(envelope.CHUNK + 12_345)


def nothing(_done: int) -> None:
    """Nobody looks on."""


def encrypted(body: bytes, *receivers: Identity) -> bytes:
    target = io.BytesIO()
    certificates = [one.certificate for one in receivers]
    envelope.encrypt(io.BytesIO(body), len(body), target, certificates, nothing)
    return target.getvalue()


def opened(sealed: bytes, identity: Identity) -> bytes:
    target = io.BytesIO()
    envelope.decrypt(io.BytesIO(sealed), len(sealed), target, identity, nothing)
    return target.getvalue()


@pytest.fixture(scope="module")
def sealed() -> bytes:
    """For the operator (RSA) and the manager (an elliptic curve)."""
    return encrypted(BODY, certs.operator(), certs.manager())


def test_every_receiver_opens_it_and_nobody_else(sealed: bytes) -> None:
    assert BODY[:64] not in sealed
    assert opened(sealed, certs.operator()) == BODY
    assert opened(sealed, certs.manager()) == BODY
    with pytest.raises(UserError) as caught:
        opened(sealed, certs.verifier())
    assert (caught.value.code, caught.value.facts["receivers"]) == ("envelope.not_for_you", "2")
    assert certs.verifier().name in words.sentence(caught.value.code, caught.value.place, caught.value.facts)


@given(st.binary(max_size=300))
def test_any_content_comes_back(body: bytes) -> None:
    assert opened(encrypted(body, certs.manager()), certs.manager()) == body


def test_equal_files_are_encrypted_differently() -> None:
    assert encrypted(b"same", certs.manager()) != encrypted(b"same", certs.manager())


def test_another_curve_is_a_receiver_too() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    one = authority.identity(ec.generate_private_key(ec.SECP384R1()), "P-384")
    assert opened(encrypted(BODY, one), one) == BODY


def test_every_changed_byte_is_found(request: pytest.FixtureRequest) -> None:
    small = encrypted(b"A report of the plant.", certs.manager())
    every = request.config.getoption("--full")
    for at in range(len(small)) if every else random.Random(6).sample(range(len(small)), 60):
        for bit in range(8) if every else (random.Random(at).randrange(8),):
            changed = bytearray(small)
            changed[at] ^= 1 << bit
            with pytest.raises(UserError) as caught:
                opened(bytes(changed), certs.manager())
            assert caught.value.code.startswith("envelope."), at


def test_cut_and_lengthened_files_are_refused(sealed: bytes) -> None:
    for damaged in (sealed[:-1], sealed + b"\0", sealed[: len(sealed) // 2], sealed[:200]):
        with pytest.raises(UserError, match=r"envelope\.damaged"):
            opened(damaged, certs.manager())


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_and_never_crash(body: bytes) -> None:
    with pytest.raises(UserError):
        opened(body, certs.manager())


@given(st.data())
def test_any_damage_to_the_head_is_refused(data: st.DataObject) -> None:
    small = bytearray(encrypted(b"A report.", certs.manager()))
    at = data.draw(st.integers(0, len(small) - 40))
    junk = data.draw(st.binary(min_size=1, max_size=40))
    if bytes(small[at : at + len(junk)]) == junk:
        return
    small[at : at + len(junk)] = junk
    with pytest.raises(UserError):
        opened(bytes(small), certs.manager())


def test_receivers_are_checked() -> None:
    key = keys.make("p256")
    only_signs = authority.certificate(key, "A", usage="digital_signature")
    from cryptography.hazmat.primitives.asymmetric import ed25519

    strange = authority.certificate(ed25519.Ed25519PrivateKey.generate(), "B")
    for receivers, code in (
        ([], "receiver.none"),
        ([only_signs], "receiver.not_for_encryption"),
        ([strange], "receiver.key_not_supported"),
        ([certs.manager().certificate] * 51, "receiver.too_many"),
    ):
        target = io.BytesIO()
        with pytest.raises(UserError) as caught:
            envelope.encrypt(io.BytesIO(b"x"), 1, target, receivers, nothing)
        assert caught.value.code == code
        assert target.getvalue() == b""


def test_it_can_be_stopped(sealed: bytes) -> None:
    def stop(_done: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        envelope.encrypt(io.BytesIO(BODY), len(BODY), io.BytesIO(), [certs.manager().certificate], stop)
    with pytest.raises(Cancelled):
        envelope.decrypt(io.BytesIO(sealed), len(sealed), io.BytesIO(), certs.manager(), stop)


@given(st.integers(0, 2**40), st.sampled_from([0x30, 0x04, 0x80]))
def test_a_header_is_read_as_it_was_written(length: int, tag: int) -> None:
    text = header(tag, length)
    assert read_header(text, 0, tag) == (len(text), len(text) + length)
    with pytest.raises(ValueError, match="tag"):
        read_header(text, 0, tag ^ 1)


@pytest.mark.judge
@pytest.mark.parametrize("who", ["operator", "manager"])
def test_openssl_opens_it(sealed: bytes, who: str, tmp_path: Path) -> None:
    one = {"operator": certs.operator, "manager": certs.manager}[who]()
    secret = one.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "a.p7m").write_bytes(sealed)
    (tmp_path / "key.pem").write_bytes(secret)
    command: list[str | Path] = [judges.need("openssl"), "cms", "-decrypt", "-binary", "-inform", "DER"]
    status, said = judges.run(
        *command, "-in", tmp_path / "a.p7m", "-inkey", tmp_path / "key.pem", "-out", tmp_path / "a"
    )
    assert status == 0, said
    assert (tmp_path / "a").read_bytes() == BODY
