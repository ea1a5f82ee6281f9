"""A clock that was set back: what was entered stands in the history with later times than it is now.

Every time of a history is the computer's word. A report or a signature made while the
clock is wrong would say something that cannot be true, so it is refused until the clock is right.
"""

from __future__ import annotations

from datetime import datetime

from jcm_desktop import clock
from jcm_desktop.domain.errors import UserError
from jcm_desktop.i18n import _
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.signing.moment import SLACK, minute
from jcm_desktop.storage import audit


def latest_event(session: Session, project: str) -> datetime | None:
    """The latest time that anything in a project's history names; not always that of its last event."""
    with session.workspace.read() as connection:
        return audit.latest(connection, project)


def refuse_report_before(session: Session, project: str, at: datetime) -> None:
    """UserError `report.clock_back` when something was signed or entered later than this moment."""
    latest = latest_event(session, project)
    if latest is not None and at < latest:
        raise UserError("report.clock_back", now=minute(at), latest=minute(latest))


def clock_words(session: Session) -> str:
    """What to say at the start of a sitting where the clock is behind what is stored here; empty where it is not."""
    now = clock.now()
    with session.workspace.read() as connection:
        moments = [audit.latest(connection, chain) for chain in audit.chains(connection)]
    latest = max((one for one in moments if one is not None), default=now)
    if now >= latest - SLACK:
        return ""
    words = _(
        "The clock of this computer says {now}, but the latest entry here is of {latest}. "
        "Set the date and time right before you go on."
    )
    return words.format(now=minute(now), latest=minute(latest))


def say_clock_is_right(session: Session) -> Changes:
    """Note in each history with later times that the clock ran ahead then and is right now.

    Without it, one entry made with a clock that ran ahead would stop reports until its day has come.
    """
    now = clock.now()
    with session.workspace.unit_of_work(session.actor) as work:
        for chain in audit.chains(work.connection):
            latest = audit.latest(work.connection, chain)
            if latest is not None and now < latest:
                work.record(chain, audit.CLOCK_SET, "", {"latest": minute(latest)})
    return Changes(frozenset({Kind.REPORTS}), _("Noted. A reader of the history sees the entries with later times."))
