"""The whole road without a window: a workspace with the samples, a key, a signed report and its package."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.services import confirming, identities, packing, reporting, samples, signing
from jcm_desktop.services.session import Session, open_session
from jcm_desktop.signing import key_file

PASSPHRASE = "a long enough phrase"
PROJECT = "MN006"


@contextmanager
def quick_keys() -> Iterator[None]:
    """Key files made inside the block are quick to open, and to guess."""
    before, key_file.ROUNDS = key_file.ROUNDS, 1_000
    try:
        yield
    finally:
        key_file.ROUNDS = before


@contextmanager
def opened(folder: Path) -> Iterator[Session]:
    """A session over a workspace with both samples."""
    session = open_session(folder, actor="Bat")
    try:
        session.run(samples.load_samples)
        yield session
    finally:
        session.close()


def confirm(session: Session, ref: MethodologyRef, folder: Path) -> None:
    """Attach a text, tick every part of a definition and stand for it, as a person would in an hour."""
    text = folder / f"{ref.id}.pdf"
    text.write_bytes(b"%PDF-1.4 stands for the approved text of " + str(ref).encode())
    session.run(confirming.attach_text, ref.id, ref.version, str(text))
    items = [one.id for one in session.run(confirming.confirming_page, ref.id, ref.version).items]
    session.run(confirming.tick, ref.id, ref.version, items, "p. 4")
    session.run(confirming.complete, ref.id, ref.version, "Saruul", "Energy LLC")


def signed_package(session: Session) -> Path:
    """Make the key where there is none, a report, its signature and its package; the package's path."""
    span = samples.sample(PROJECT).period
    if session.run(identities.identity) is None:
        session.run(identities.create_identity, "Bold Bat", "Plant", "MN", "operator", PASSPHRASE)
    session.run(reporting.make_report, PROJECT, span)
    version = session.run(reporting.report_page, PROJECT, span).reports[0].version
    session.run(signing.sign_report, PROJECT, span, version, PASSPHRASE, "operator", "Ulaanbaatar")
    session.run(packing.make_package, PROJECT, span, version, PASSPHRASE)
    return Path(session.run(reporting.report_page, PROJECT, span).reports[0].package)


KEYS = {
    "operator": ("Bold Bat", "Plant", "MN", "operator", PASSPHRASE, "p256"),
    "manager": ("Saran Ganbold", "Head Office", "MN", "manager", PASSPHRASE, "p256"),
    "verifier": ("山田 太郎", "Verification K.K.", "JP", "verifier", PASSPHRASE, "p256"),
}


def make_keys(session: Session, *roles: str) -> None:
    """A key for each of these roles, or for all."""
    for role in roles or KEYS:
        session.run(identities.create_identity, *KEYS[role])


def make_report(session: Session) -> int:
    """A new version of the sample's report; its number."""
    span = samples.sample(PROJECT).period
    session.run(reporting.make_report, PROJECT, span)
    return session.run(reporting.report_page, PROJECT, span).reports[0].version
