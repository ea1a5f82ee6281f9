"""A plant with an empty period in a workspace, and what operators do there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from helpers.dossiers import changed

from jcm_desktop import clock
from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import IndexSet, Plan
from jcm_desktop.domain.project import Project
from jcm_desktop.services import entry, overview, samples
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Cell, CellEdit, Changes, EntryGrid
from jcm_desktop.storage import repositories

PLANT = "MN099"
YEAR = Span(date(2020, 1, 1), date(2020, 12, 31))
MONTHS = tuple(YEAR.months())
REGISTER = Meter("M-1", kind="cumulative", digits=6, multiplier=Decimal(10), unit="kWh", first_reading=Decimal(900_000))


def add_plant(session: Session, *meters: Meter, points: int = 1, period: Span = YEAR) -> None:
    """Solar units with nothing entered yet; the first point is read from the meters."""
    one = samples.sample("MN006")
    members = tuple(f"pv-{at + 1}" for at in range(points))
    own = []
    for at, member in enumerate(members):
        serials = (meters[0].serial,) if at == 0 and meters else ()
        own.append(changed(one.plan.points[0], no=f"({at + 1})", index=(member,), meters=serials))
    fixed = tuple(changed(one.plan.fixed[0], index=(member,)) for member in members)
    plan = changed(one.plan, sets=(IndexSet("i", members),), points=tuple(own), fixed=fixed)
    session.run(_add, changed(one.project, reference=PLANT, constructed=""), plan, meters, period)


def _add(session: Session, project: Project, plan: Plan, meters: tuple[Meter, ...], period: Span) -> None:
    overview.add_project(session, project, plan)
    overview.open_period(session, PLANT, period)
    with session.workspace.unit_of_work(session.actor) as work:
        for meter in meters:
            repositories.add_meter(work.connection, PLANT, meter)


def put(session: Session, *texts: str, at: int = 0, point: str = "(1)", sign: str = "", span: Span = YEAR) -> Changes:
    """Type texts one below the other, as one block."""
    months = list(span.months())
    edits = tuple(CellEdit(point, months[at + down], text) for down, text in enumerate(texts))
    return session.run(entry.enter_cells, PLANT, span, edits, sign)


def page(session: Session, span: Span = YEAR) -> EntryGrid:
    return session.run(entry.grid, PLANT, span)


def cell_at(session: Session, at: int, column: int = 0, span: Span = YEAR) -> Cell:
    return page(session, span).rows[at].cells[column]


def published(session: Session) -> None:
    """Let the second point be taken from a publication."""

    def change(inner: Session) -> None:
        with inner.workspace.unit_of_work("Bat") as work:
            plan = repositories.plan(work.connection, PLANT)
            points = (plan.points[0], changed(plan.points[1], option="A", meters=()))
            repositories.save_plan(work.connection, PLANT, changed(plan, points=points), clock.now())

    session.run(change)
