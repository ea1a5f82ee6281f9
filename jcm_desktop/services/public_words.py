"""What a signature may say on the public copy: the signer's own name, and nothing that the copy withholds.

A signature cannot hide who made it, so where names of people are withheld the signer
must want it. A place, a statement or a reason that repeats something withheld reads XXX;
a certificate that does cannot be used.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cryptography import x509

from jcm_desktop.domain.errors import UserError
from jcm_desktop.exports.report_model import HIDDEN
from jcm_desktop.services import reports_shelf as shelf
from jcm_desktop.services.dossiers import Loaded, load
from jcm_desktop.services.report_drawing import model_of
from jcm_desktop.services.session import Session
from jcm_desktop.signing.certificate import names_in
from jcm_desktop.signing.identity import Identity

if TYPE_CHECKING:
    from jcm_desktop.exports.redaction import Telltale


def telltale_of(session: Session, record: shelf.ReportRecord, loaded: Loaded | None = None) -> Telltale | None:
    """The judge of texts on the public copy of a version; None where nothing is withheld.

    UserError `report.no_result`.
    """
    from jcm_desktop.exports.redaction import is_marked, telltale

    if not record.public or not record.salt:
        return None
    given = loaded or load(session, record.project, record.period)
    return telltale(model_of(session, given, record)) if is_marked(given.dossier) else None


def allowed(judge: Telltale | None, text: str) -> str:
    """The text, or XXX where it would give something away."""
    return HIDDEN if judge is not None and judge.gives_away(text) else text


def told_by(judge: Telltale | None, certificates: Iterable[x509.Certificate]) -> str:
    """What these certificates say that the copy withholds, other than the name of a person; empty if nothing."""
    if judge is None:
        return ""
    return next((name for one in certificates for name in names_in(one) if judge.more_than_a_name(name)), "")


def refuse_telling(judge: Telltale | None, identity: Identity, *, own_name: bool) -> None:
    """UserErrors `sign.certificate_gives_away`; `sign.own_name_withheld` unless the signer wants it to be read."""
    told = told_by(judge, (identity.certificate, *identity.chain))
    if told:
        raise UserError("sign.certificate_gives_away", told)
    if judge is not None and judge.people and not own_name:
        raise UserError("sign.own_name_withheld", identity.name)
