"""Whether a moment can be that of the next signature. Knows no files and reads no clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from jcm_desktop.domain.errors import UserError

SLACK = timedelta(minutes=5)  # by which two honest computers may differ


def refuse_clock_back(latest: datetime | None, at: datetime, slack: timedelta = SLACK) -> None:
    """UserError `sign.clock_back` when something was signed or recorded later than now."""
    if latest is not None and at < latest - slack:
        raise UserError("sign.clock_back", now=minute(at), latest=minute(latest))


def minute(moment: datetime) -> str:
    """As it is shown everywhere: in UTC, to the minute."""
    return moment.strftime("%Y-%m-%d %H:%M UTC")
