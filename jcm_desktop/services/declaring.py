"""State something about a period: stamped with who and when, stored with its event. Which statements are asked for
is for the checks to say.
"""

from __future__ import annotations

import msgspec

from jcm_desktop import clock
from jcm_desktop.domain.declaration import Declaration
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _
from jcm_desktop.services.periods import refuse_frozen
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import repositories
from jcm_desktop.storage.workspace import UnitOfWork

CHANGED = frozenset({Kind.REASONS, Kind.READINGS})


def declare(session: Session, project: str, span: Span, declared: Declaration, by: str = "") -> Changes:
    """Store a statement of who is at work, or `by` a person who proved who they are.

    UserErrors `period.unknown`, `period.frozen`.
    """
    with session.workspace.unit_of_work(session.actor) as work:
        if span not in repositories.periods(work.connection, project):
            raise UserError("period.unknown", str(span))
        refuse_frozen(work.connection, project, span)
        store(work, project, span, msgspec.structs.replace(declared, by=by or session.actor, at=clock.now()))
    return Changes(CHANGED, _("Saved."))


def store(work: UnitOfWork, project: str, span: Span, stamped: Declaration) -> None:
    """Store a statement that says who made it and when, as part of something larger."""
    repositories.add_declaration(work.connection, project, span, stamped)
    kind = "declaration.withdrawn" if stamped.withdrawn else "declaration.made"
    work.record(project, kind, f"{stamped.kind} {stamped.subject}".strip(), {"declaration": stamped})


def withdraw(session: Session, project: str, span: Span, declared: Declaration) -> Changes:
    """Take a statement back; the record of it stays. Errors as of `declare`."""
    return declare(session, project, span, msgspec.structs.replace(declared, withdrawn=True))
