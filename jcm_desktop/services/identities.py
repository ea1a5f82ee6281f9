"""The signing key of this workspace: made on first use, kept as PKCS#12 under a passphrase."""

from __future__ import annotations

from pathlib import Path

from jcm_desktop import clock
from jcm_desktop.domain.errors import UserError
from jcm_desktop.i18n import _
from jcm_desktop.services.reports_shelf import write_whole
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, IdentityCard, Kind
from jcm_desktop.signing.identity import Identity, describe_certificate, load_identity
from jcm_desktop.signing.identity import create_identity as make_key

KEY_FILE = "identity.p12"
CERTIFICATE_FILE = "identity.pem"


def identity(session: Session) -> IdentityCard | None:
    """Who signs here, without the secret; None before a key was made."""
    path = session.folder / CERTIFICATE_FILE
    return describe_pem(path.read_bytes()) if path.exists() else None


def describe_pem(pem: bytes) -> IdentityCard:
    """A certificate's facts as a card."""
    facts = describe_certificate(pem)
    return IdentityCard(
        name=facts.name,
        organisation=facts.organisation,
        role=facts.role,
        fingerprint=facts.fingerprint_words,
        valid_until=facts.not_after.date().isoformat(),
    )


def create_identity(
    session: Session, name: str, organisation: str, country: str, role: str, passphrase: str
) -> Changes:
    """Make the workspace's key; UserErrors `identity.exists`, `identity.name_missing`, `identity.passphrase_short`."""
    if (session.folder / KEY_FILE).exists():
        raise UserError("identity.exists", str(session.folder / KEY_FILE))
    if not name.strip() or not organisation.strip():
        raise UserError("identity.name_missing")
    key = make_key(name.strip(), organisation.strip(), country, role, passphrase, not_before=clock.now())
    loaded = load_identity(key, passphrase)  # read back before anything relies on it
    write_whole(session.folder / KEY_FILE, key)
    write_whole(session.folder / CERTIFICATE_FILE, loaded.certificate_pem)
    (session.folder / KEY_FILE).chmod(0o600)
    with session.workspace.unit_of_work(session.actor) as work:
        work.record("", "identity.created", loaded.fingerprint, {"name": name, "organisation": organisation})
    words = _("Your signing key is ready. Keep the passphrase safe: nobody can recover it.")
    return Changes(frozenset({Kind.IDENTITY}), words)


def unlock(session: Session, passphrase: str) -> Identity:
    """The key, usable now; UserErrors `identity.none`, `identity.wrong_passphrase`, `identity.expired`."""
    path: Path = session.folder / KEY_FILE
    if not path.exists():
        raise UserError("identity.none")
    loaded = load_identity(path.read_bytes(), passphrase)
    loaded.check_valid_on(clock.now())
    return loaded
