"""Keys are made, locked, unlocked and described; nothing of the key is ever shown."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from helpers import certs, judges

from jcm_desktop import words
from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing import keys
from jcm_desktop.signing.identity import create_identity, describe_certificate, load_identity

LONG = "many little solar roofs"


def refusal(*arguments: Any, **named: Any) -> UserError:
    with pytest.raises(UserError) as caught:
        create_identity(*arguments, **{"not_before": certs.MADE, **named})
    return caught.value


def test_certificate_says_who_signs() -> None:
    one = certs.operator()
    assert (one.name, one.organisation, one.role) == (certs.JAPANESE, "モンゴル太陽光株式会社", "operator")
    assert one.not_before == certs.MADE
    assert one.not_after == datetime(2031, 4, 1, tzinfo=UTC)
    facts = describe_certificate(one.certificate_pem)
    assert facts == describe_certificate(one.certificate_der) == one.facts
    assert facts.fingerprint_words.replace(" ", "").lower() == facts.fingerprint == one.fingerprint
    assert {len(group) for group in facts.fingerprint_words.split()} == {4}


@pytest.mark.parametrize(("kind", "receives_by"), [("rsa", (True, False)), ("p256", (False, True))])
def test_certificate_may_sign_and_receive_and_nothing_else(kind: str, receives_by: tuple[bool, bool]) -> None:
    certificate = certs.identity(kind=kind).certificate
    assert keys.kind_of(certificate.public_key()) == {"rsa": "RSA 3072", "p256": "ECDSA P-256"}[kind]
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment) == (True, True)
    assert (usage.key_encipherment, usage.key_agreement) == receives_by
    assert (usage.key_cert_sign, usage.crl_sign, usage.data_encipherment) == (False,) * 3
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)


def test_leap_day_certificate_ends_a_day_earlier() -> None:
    one = certs.identity(name="Leap", not_before=datetime(2024, 2, 29, tzinfo=UTC))
    assert one.not_after == datetime(2029, 2, 28, tzinfo=UTC)


def test_wrong_passphrase_and_damaged_file_are_told_apart() -> None:
    good = certs.key_file()
    for p12, passphrase, code in (
        (good, certs.PASSPHRASE + "x", "identity.wrong_passphrase"),
        (good, "", "identity.wrong_passphrase"),
        (good[:-9], certs.PASSPHRASE, "identity.unreadable"),
        (b"", certs.PASSPHRASE, "identity.unreadable"),
        (b"PK\3\4 not a key", certs.PASSPHRASE, "identity.unreadable"),
    ):
        with pytest.raises(UserError) as caught:
            load_identity(p12, passphrase)
        assert caught.value.code == code


def test_passphrase_may_be_composed_otherwise() -> None:
    p12 = create_identity("A", "B", "jp", "", "drei pa\u0308ssw\u00f6rter", not_before=certs.MADE)
    assert load_identity(p12, "drei p\u00e4sswo\u0308rter").role == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("A", "B", "JP", "operator", "eleven tall"), "identity.passphrase_short"),
        (("A", "B", "JP", "operator", "a" * 201), "identity.passphrase_long"),
        (("A", "B", "JP", "operator", "password12345"), "identity.passphrase_common"),
        (("A", "B", "JP", "operator", "qwertyuiop123"), "identity.passphrase_common"),
        (("A", "B", "JP", "operator", "はははははははははははは"), "identity.passphrase_common"),
        (("Kaltgenerator", "B", "JP", "operator", "kaltgenerator"), "identity.passphrase_common"),
        (("", "B", "JP", "operator", LONG), "identity.name_missing"),
        (("A", "  ", "JP", "operator", LONG), "identity.name_missing"),
        (("A", "B", "Japan", "operator", LONG), "identity.bad_country"),
        (("A", "B", "", "operator", LONG), "identity.bad_country"),
        (("A", "B", "日本", "operator", LONG), "identity.bad_country"),
        (("山" * 22, "B", "JP", "operator", LONG), "identity.name_too_long"),
        (("A\nB", "B", "JP", "operator", LONG), "identity.name_too_long"),
    ],
)
def test_refused_before_a_key_is_made(arguments: tuple[str, ...], code: str) -> None:
    error = refusal(*arguments)
    assert error.code == code
    sentence = words.sentence(error.code, error.place, error.facts)
    assert "{" not in sentence
    assert arguments[-1] not in sentence


def test_validity_is_checked_for_a_day() -> None:
    one = certs.operator()
    one.check_valid_on(certs.MADE)
    one.check_valid_on(one.not_after)
    for moment, code in (
        (one.not_before - timedelta(seconds=1), "identity.not_yet_valid"),
        (one.not_after + timedelta(seconds=1), "identity.expired"),
    ):
        with pytest.raises(UserError) as caught:
            one.check_valid_on(moment)
        assert caught.value.code == code
        assert "{" not in words.sentence(caught.value.code, caught.value.place, caught.value.facts)


def test_nothing_printed_shows_the_key() -> None:
    one = certs.operator()
    secret = one.private_key.private_numbers()
    shown = f"{one!r} {one} {[one]!r} {one.facts!r}"
    assert "rivate" not in shown
    assert isinstance(secret, rsa.RSAPrivateNumbers)
    for number in (secret.d, secret.p, secret.q):
        assert str(number) not in shown
        assert f"{number:x}" not in shown
    with pytest.raises(TypeError):
        pickle.dumps(one)  # and it cannot travel by accident


def test_key_file_holds_no_plain_key() -> None:
    p12 = certs.key_file()
    key = certs.operator().private_key
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    assert plain[100:164] not in p12
    assert certs.JAPANESE.encode() not in p12


@pytest.mark.parametrize("body", [b"", b"junk", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_not_a_certificate(body: bytes) -> None:
    with pytest.raises(UserError) as caught:
        describe_certificate(body)
    assert caught.value.code == "identity.certificate_unreadable"


@pytest.mark.judge
def test_openssl_opens_the_key_file_and_finds_it_slow_to_guess(tmp_path: Path) -> None:
    path = tmp_path / "identity.p12"
    path.write_bytes(certs.key_file())
    command = [judges.need("openssl"), "pkcs12", "-in", str(path), "-info", "-noout"]
    status, said = judges.run(*command, "-passin", f"pass:{certs.PASSPHRASE}")
    assert status == 0, said
    assert "MAC: sha256, Iteration 600000" in said
    assert said.count("PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256") == 2
    status, _said = judges.run(*command, "-passin", "pass:wrong passphrase")
    assert status != 0
