"""A file from outside as one workspace sees it: with its definitions, rules, countries, trust list and own keys.

Reads files of the workspace only; it need not be open, nor exist.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

import msgspec

from jcm_desktop.services import trust
from jcm_desktop.services.identities import own_certificates
from jcm_desktop.services.session import installed_library, installed_register, installed_rules
from jcm_desktop.services.verification import verify_file
from jcm_desktop.services.views import VerificationView
from jcm_desktop.signing.certificate import as_der, describe_certificate
from jcm_desktop.signing.trust_list import TrustList


class Standing(StrEnum):
    """What a signer is to this workspace."""

    OWN = "own"  # a key of this workspace
    LISTED = "listed"
    UNKNOWN = "unknown"


class LocalVerification(msgspec.Struct, frozen=True):
    """The verdict, and what each signer is here, by fingerprint."""

    view: VerificationView
    standings: dict[str, Standing]


def verify_here(
    path: str, folder: Path, certificates: Sequence[bytes] = (), *, with_list: bool = True
) -> LocalVerification:
    """Answer every question about a file; `certificates` (PEM or DER) are trusted for this once.

    Without the list, neither the workspace's trust list nor its own keys count.
    UserErrors of `verify_file`, `trust.unreadable`, `identity.certificate_unreadable`.
    """
    listed = trust.listed(folder) if with_list else TrustList()
    own = own_certificates(folder) if with_list else ()
    view = verify_file(
        path,
        library=installed_library(folder),
        listed=listed,
        certificates=[as_der(one) for one in (*certificates, *own)],
        rules=installed_rules(folder),
        countries=installed_register(folder).codes,
    )
    mine = {describe_certificate(one).fingerprint for one in own}
    known = {one.fingerprint for one in listed.entries}

    def standing(fingerprint: str) -> Standing:
        return Standing.OWN if fingerprint in mine else Standing.LISTED if fingerprint in known else Standing.UNKNOWN

    return LocalVerification(view, {one.fingerprint: standing(one.fingerprint) for one in view.signers})
