"""By what a signer is trusted, and the list on which that is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from helpers import authority, certs
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.role import Role
from jcm_desktop.signing import fingerprint as prints
from jcm_desktop.signing import trust_list
from jcm_desktop.signing.cms import sign_detached, verify_list
from jcm_desktop.signing.pdf import sign_pdf, verify_pdf
from jcm_desktop.signing.trust_list import Entry, TrustList
from jcm_desktop.signing.verdict import Trust, TrustHow

CONTENT = b"a list"
FINGERPRINTS = st.binary(min_size=32, max_size=32).map(bytes.hex)


def der(certificate: Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


# --- fingerprints -----------------------------------------------------------------------------------------------------


@given(FINGERPRINTS, FINGERPRINTS)
def test_distinct_fingerprints_have_distinct_digits(one: str, other: str) -> None:
    assert (prints.in_digits(one) == prints.in_digits(other)) == (one == other)


@given(FINGERPRINTS)
def test_digits_are_four_rows_with_a_check(one: str) -> None:
    rows = prints.in_digits(one)
    assert len(rows) == prints.ROWS
    for row in rows:
        body, check = row.split(" - ")
        assert [len(number) for number in body.split()] == [5] * 4
        assert len(check) == 2
        assert all(int(number) < 65536 for number in body.split())
        assert not prints.misheard(row)


@given(FINGERPRINTS, st.integers(0, 3), st.data())
def test_a_misheard_digit_or_two_exchanged_are_noticed_in_their_row(one: str, row: int, data: st.DataObject) -> None:
    heard = list(prints.in_digits(one)[row])
    places = [at for at, letter in enumerate(heard) if letter.isdigit()]
    if data.draw(st.booleans()):
        at = data.draw(st.sampled_from(places))
        heard[at] = str((int(heard[at]) + data.draw(st.integers(1, 9))) % 10)
    else:
        first = data.draw(st.integers(0, len(places) - 2))
        a, b = places[first], places[first + 1]
        heard[a], heard[b] = heard[b], heard[a]
        if heard[a] == heard[b]:
            return
    assert prints.misheard("".join(heard))


@given(FINGERPRINTS, FINGERPRINTS)
def test_a_typed_fingerprint_is_compared_row_by_row(one: str, other: str) -> None:
    assert prints.typed_differences("\n".join(prints.in_digits(one)), one) == ()
    assert prints.typed_differences(prints.in_groups(one).lower(), one) == ()
    wide = prints.in_groups(one).translate({ord(letter): ord(letter) + 0xFEE0 for letter in "0123456789ABCDEF"})
    assert prints.typed_differences(wide, one) == ()  # as a Japanese keyboard types it
    rows = [
        row for row, (a, b) in enumerate(zip(prints.in_digits(one), prints.in_digits(other), strict=True), 1) if a != b
    ]
    assert list(prints.typed_differences("".join(prints.in_digits(other)), one)) == rows
    assert prints.typed_differences("12345", one)


# --- authorities ------------------------------------------------------------------------------------------------------


def test_an_authority_on_the_list_vouches_for_whom_it_issued(ready: bytes) -> None:
    chain = authority.chain("Signer")
    signed = sign_detached(CONTENT, chain.identity, at=certs.SIGNED)
    pdf = sign_pdf(ready, chain.identity, Role.OPERATOR, meaning="", place="", at=certs.SIGNED)
    for listed in (chain.root, chain.middle):
        trust = Trust(frozenset(), (der(listed),))
        for one in (verify_list(CONTENT, signed, trust).signatures[0], verify_pdf(pdf, trust).signatures[0]):
            assert (one.problems, one.how_trusted, one.trusted) == ((), TrustHow.AUTHORITY, True)
            assert one.oddities == ()
    stranger = authority.chain("Signer")
    unknown = verify_list(CONTENT, signed, Trust(frozenset(), (der(stranger.root),))).signatures[0]
    assert (unknown.how_trusted, unknown.intact) == (TrustHow.NOT, True)


def test_a_signer_on_the_list_vouches_for_nobody() -> None:
    """A certificate that is no authority's issues nothing, whatever it signed."""
    chain = authority.chain("Signer")
    key = authority.chain("x").key
    forged = authority.certificate(key, "Forged", issuer=chain.certificate, issuer_key=chain.key)
    from jcm_desktop.signing.certificate import facts_of
    from jcm_desktop.signing.identity import Identity

    signed = sign_detached(CONTENT, Identity(facts_of(forged), forged, key, (chain.certificate,)), at=certs.SIGNED)
    trust = Trust(frozenset({facts_of(chain.certificate).fingerprint}), (der(chain.certificate),))
    assert verify_list(CONTENT, signed, trust).signatures[0].how_trusted is TrustHow.NOT


def test_a_certificate_put_beside_the_signers_is_odd() -> None:
    from asn1crypto import cms, x509

    signed = cms.ContentInfo.load(sign_detached(CONTENT, certs.manager(), at=certs.SIGNED))
    extra = cms.CertificateChoices("certificate", x509.Certificate.load(certs.verifier().certificate_der))
    signed["content"]["certificates"].append(extra)
    verdict = verify_list(CONTENT, signed.dump(force=True), Trust()).signatures[0]
    assert verdict.oddities == ("signature.extra_certificate",)


def test_another_key_in_a_trusted_name_is_told() -> None:
    known = certs.identity("Saran", "Head Office", "MN", "manager", kind="p256")
    other = certs.identity("Saran", "Head Office", "MN", "manager", certs.MADE + timedelta(days=1), "p256")
    signed = sign_detached(CONTENT, other, at=certs.SIGNED)
    verdict = verify_list(CONTENT, signed, Trust(frozenset(), (known.certificate_der,))).signatures[0]
    assert (verdict.trusted, verdict.oddities) == (False, ("signature.other_key_in_this_name",))


# --- the list ---------------------------------------------------------------------------------------------------------


def added(trusted: TrustList, pem: bytes, **named: str) -> tuple[TrustList, Entry]:
    told = {"compared": "telephone", "note": "", "typed": "", "by": "Bat", **named}
    compared = told.pop("compared")
    return trust_list.with_entry(trusted, pem, compared, at=certs.SIGNED, **told)


def test_an_entry_says_who_when_and_how() -> None:
    one = certs.manager()
    typed = "\n".join(one.facts.fingerprint_digits)
    trusted, entry = added(TrustList(), one.certificate_pem, note="spoke with  her\nsecretary", typed=typed)
    assert (entry.fingerprint, entry.name, entry.added_by, entry.added_at) == (
        one.fingerprint,
        one.name,
        "Bat",
        certs.SIGNED,
    )
    assert (entry.compared, entry.note, entry.typed) == ("telephone", "spoke with her secretary", True)
    assert trusted.trust().fingerprints == {one.fingerprint}
    assert trusted.trust().certificates == (one.certificate_der,)
    assert trust_list.read_list(trust_list.write_list(trusted)) == trusted
    emptied, removed = trust_list.without(trusted, one.fingerprint[:8])
    assert (emptied.entries, removed) == ((), entry)


def test_what_is_not_taken_onto_the_list() -> None:
    one, other = certs.manager(), certs.verifier()
    trusted, _entry = added(TrustList(), one.certificate_pem)
    cases: dict[str, Callable[[], object]] = {
        "trust.already": lambda: added(trusted, one.certificate_der),
        "trust.compared_how": lambda: added(trusted, other.certificate_pem, compared="somehow"),
        "trust.fingerprint_differs": lambda: added(trusted, other.certificate_pem, typed=one.fingerprint),
        "identity.certificate_unreadable": lambda: added(trusted, b"nothing"),
        "trust.unknown": lambda: trust_list.without(trusted, "ffff0000"),
    }
    for code, call in cases.items():
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.code == code
    twice, _entry = added(trusted, certs.identity(one.name, one.organisation, "MN", "manager").certificate_pem)
    with pytest.raises(UserError, match=r"trust\.several"):
        trust_list.without(twice, one.name)


def test_the_row_that_differs_is_named() -> None:
    one = certs.manager()
    rows = list(one.facts.fingerprint_digits)
    rows[2] = rows[2].replace(rows[2][0], str((int(rows[2][0]) + 1) % 10), 1)
    with pytest.raises(UserError) as caught:
        added(TrustList(), one.certificate_pem, typed="\n".join(rows))
    assert caught.value.facts["rows"] == "3"


@pytest.mark.parametrize("body", [b"", b"{}x", b"[]", b'{"jcm_trust":2}', b'{"entries":[{}]}', b"\xff"])
def test_a_list_that_cannot_be_read_trusts_nobody(body: bytes) -> None:
    with pytest.raises(UserError, match=r"trust\.unreadable"):
        trust_list.read_list(body)


def test_a_list_with_another_certificate_under_a_fingerprint_is_refused() -> None:
    trusted, entry = added(TrustList(), certs.manager().certificate_pem)
    swapped = msgspec.structs.replace(entry, certificate=certs.verifier().certificate_pem.decode())
    body = trust_list.write_list(msgspec.structs.replace(trusted, entries=(swapped,)))
    with pytest.raises(UserError, match=r"trust\.unreadable"):
        trust_list.read_list(body)
