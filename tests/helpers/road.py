"""The whole road without a window: a workspace with the samples, a key, a signed report and its package."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jcm_desktop.services import identities, packing, reporting, samples, signing
from jcm_desktop.services.session import Session, open_session

PASSPHRASE = "a long enough phrase"
PROJECT = "MN006"


@contextmanager
def opened(folder: Path) -> Iterator[Session]:
    """A session over a workspace with both samples."""
    session = open_session(folder, actor="Bat")
    try:
        session.run(samples.load_samples)
        yield session
    finally:
        session.close()


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
