"""Logger files for tests, and a project with a point but without readings to import them into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec

from jcm_desktop.datafiles.read import FileReading
from jcm_desktop.domain.mapping import ValueColumn
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.reading import Reading, active
from jcm_desktop.services import overview, samples
from jcm_desktop.services.import_apply import apply
from jcm_desktop.services.import_files import open_files, read_files, recall
from jcm_desktop.services.import_plan import Decisions, DryRun, dry_run
from jcm_desktop.services.session import Session, open_session
from jcm_desktop.services.views import Changes
from jcm_desktop.storage import repositories

PROJECT = "MN006"
PERIOD = Span(date(2020, 1, 1), date(2020, 12, 31))
ZONE = "Asia/Ulaanbaatar"


def bare_session(folder: Path, periods: Sequence[Span] = (PERIOD,)) -> Session:
    """A session over a workspace with the sample's plan, and no readings; whoever has it closes it."""
    session = open_session(folder, actor="Bat")
    one = samples.sample(PROJECT)
    session.run(overview.add_project, one.project, one.plan)
    for span in periods:
        session.run(overview.open_period, PROJECT, span)

    def describe(inner: Session) -> None:
        with inner.workspace.unit_of_work("Bat") as work:
            for meter in one.meters:
                repositories.add_meter(work.connection, PROJECT, meter)

    session.run(describe)
    return session


@contextmanager
def bare(folder: Path, periods: Sequence[Span] = (PERIOD,)) -> Iterator[Session]:
    """The same, closed at the end."""
    session = bare_session(folder, periods)
    try:
        yield session
    finally:
        session.close()


def csv(
    path: Path,
    first: date,
    last: date,
    value: Callable[[int], object] = lambda at: f"{at % 97}.25",
    minutes: int = 60,
    header: str = "Time,Energy [kWh]",
) -> Path:
    """Lines for every interval of some days; `value` gets the number of the interval since 2020 began."""
    start = datetime.combine(first, time())
    zero = datetime.combine(date(2020, 1, 1), time())
    lines = [header]
    moment = start
    while moment.date() <= last:
        lines.append(f"{moment:%Y-%m-%d %H:%M},{value(int((moment - zero).total_seconds()) // (60 * minutes))}")
        moment += timedelta(minutes=minutes)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(session: Session, *paths: Path, **changes: object) -> tuple[FileReading, ...]:
    """Open, recall and read files; what is open is answered."""
    files = session.run(recall, PROJECT, open_files([str(one) for one in paths]))
    column = {name: changes.pop(name) for name in ("unit", "kind", "factor", "digits") if name in changes}
    settled = []
    for one in files:
        mapping = one.mapping
        found = mapping.values[0] if mapping.values else ValueColumn(1, "(1)", "kWh", "interval")
        found = msgspec.structs.replace(found, **{"kind": found.kind or "interval", **column})
        answers = {"zone": ZONE, "stamp": mapping.stamp or "start", "step": mapping.step or "3600"}
        mapping = msgspec.structs.replace(mapping, values=(found,), **{**answers, **changes})
        settled.append(replace(one, mapping=mapping))
    return read_files(settled)


def tried(session: Session, *paths: Path, decisions: Decisions | None = None, **changes: object) -> DryRun:
    """A dry run."""
    return session.run(dry_run, PROJECT, read(session, *paths, **changes), decisions)


def imported(session: Session, *paths: Path, decisions: Decisions | None = None, **changes: object) -> Changes:
    """Import files."""
    return session.run(apply, PROJECT, read(session, *paths, **changes), decisions)


def counted(session: Session) -> dict[str, Decimal]:
    """The readings that count, by their days."""
    return {str(one.span): one.quantity.value for one in stored(session) if one.quantity}


def stored(session: Session) -> tuple[Reading, ...]:
    """The readings that count."""

    def look(inner: Session) -> tuple[Reading, ...]:
        with inner.workspace.read() as connection:
            return active(repositories.readings(connection, PROJECT))

    return session.run(look)
