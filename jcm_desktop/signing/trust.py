"""By what a certificate is trusted: because it was compared itself, or because one that was compared issued it.

Nothing else counts: no list of authorities of the computer is asked, and no network.
Whether an authority took a certificate back is therefore not known, and nobody says
that it was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from cryptography import x509

from jcm_desktop.signing.certificate import CertificateFacts, facts_of
from jcm_desktop.signing.verdict import TimeStamp, Trust, TrustHow

_LONGEST_CHAIN = 6


def how_trusted(
    facts: CertificateFacts, certificate: bytes, others: Sequence[bytes], trust: Trust, moment: datetime | None
) -> TrustHow:
    """The way from a certificate to the reader's list; `others` came along with it and may link the two."""
    if facts.fingerprint in trust.fingerprints:
        return TrustHow.COMPARED
    listed = [x509.load_der_x509_certificate(one) for one in trust.certificates]
    authorities = [one for one in listed if facts_of(one).authority]
    if not authorities:
        return TrustHow.NOT
    below = x509.load_der_x509_certificate(certificate)
    between = [x509.load_der_x509_certificate(one) for one in others]
    between = [one for one in between if facts_of(one).authority]
    for _step in range(_LONGEST_CHAIN):
        if any(_issued(one, below, moment) for one in authorities):
            return TrustHow.AUTHORITY
        above = next((one for one in between if one != below and _issued(one, below, moment)), None)
        if above is None:
            return TrustHow.NOT
        below = above
    return TrustHow.NOT


def other_key_in_this_name(facts: CertificateFacts, trust: Trust) -> bool:
    """The reader trusts another key in the same name: a new key, or somebody who uses the name."""
    if facts.fingerprint in trust.fingerprints:
        return False
    known = [facts_of(x509.load_der_x509_certificate(one)) for one in trust.certificates]
    return any((one.name, one.organisation) == (facts.name, facts.organisation) for one in known)


def judged_stamp(stamp: TimeStamp, trust: Trust) -> TimeStamp:
    """The same time stamp, with whether its authority is trusted."""
    if not stamp.intact or not stamp.certificate:
        return stamp
    facts = facts_of(x509.load_der_x509_certificate(stamp.certificate))
    return msgspec.structs.replace(stamp, how_trusted=how_trusted(facts, stamp.certificate, (), trust, stamp.at))


def _issued(issuer: x509.Certificate, certificate: x509.Certificate, moment: datetime | None) -> bool:
    """It did, and was in force then."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:  # noqa: BLE001 - another name, another key, or a method the library does not know
        return False
    return moment is None or issuer.not_valid_before_utc <= moment <= issuer.not_valid_after_utc
