"""The operator's desk, measured: the grid's load, scrolling and repaint, and a year's checks of fifty points."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from bench.ratio import Ratio, compare, seconds
from helpers.dossiers import TODAY, changed, sample_dossier
from helpers.plants import PLANT, add_plant
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView

from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import IndexSet
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.services import entry
from jcm_desktop.services.session import Session, open_session
from jcm_desktop.services.views import CellEdit, EntryGrid
from jcm_desktop.validation.assessment import assess
from jcm_desktop.validation.catalogue import checks_that_run
from jcm_desktop.validation.runner import message, run
from ui import style
from ui.models.entry_grid import EntryGridModel
from ui.views.entry.table import EntryTable

POINTS = 50
YEAR = Span(date(2021, 1, 1), date(2021, 12, 31))
TWO_YEARS = Span(date(2021, 1, 1), date(2022, 12, 31))
SIZE = (1366, 720)
RULES = 60


def value_of(point: int, month: int) -> int:
    """Different everywhere, and never far from what is usual."""
    return 1900 + (point * 7 + month * 13) % 400


class Constants(QAbstractTableModel):
    """As many cells as the readings grid, each with a text that is always there."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self._rows, self._columns = rows, columns
        self._texts = [[f"{value_of(column, row):,}" for column in range(columns)] for row in range(rows)]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return 0 if parent.isValid() else self._columns

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self._texts[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def filled(session: Session, period: Span) -> None:
    """A plant of fifty points with a value in each cell."""
    add_plant(session, points=POINTS, period=period)
    edits = tuple(
        CellEdit(f"({point + 1})", span, str(value_of(point, month)))
        for month, span in enumerate(period.months())
        for point in range(POINTS)
    )
    session.run(entry.enter_cells, PLANT, period, edits)


def shown(view: QTableView) -> QTableView:
    view.resize(*SIZE)
    view.show()
    QApplication.processEvents()
    return view


def jumps(view: QTableView, places: list[tuple[int, int]]) -> Callable[[], float]:
    """Scroll to places and paint each."""

    def go() -> None:
        for row, column in places:
            view.scrollTo(view.model().index(row, column), QTableView.ScrollHint.PositionAtTop)
            view.viewport().repaint()

    return lambda: seconds(go) / len(places)


def grid(folder: Path, rounds: int) -> Iterator[Ratio]:
    """Goal 15 for our grid, and what its load costs."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    style.apply(app)
    session = open_session(folder / "grid", actor="bench")
    try:
        filled(session, TWO_YEARS)
        known = session.run(entry.grid, PLANT, TWO_YEARS)
        rows = len(known.rows)
        model = EntryGridModel()
        model.show_grid(known)
        ours, constant = shown(EntryTable(model)), shown(QTableView())
        constant.setModel(Constants(rows + 1, POINTS))
        constant.verticalHeader().setDefaultSectionSize(ours.verticalHeader().defaultSectionSize())
        constant.horizontalHeader().setDefaultSectionSize(ours.horizontalHeader().defaultSectionSize())
        words = "the same table of constants, Qt's own delegate"
        places = [(row, column) for row in (0, rows) for column in range(0, POINTS, 3)]
        yield compare(
            "15",
            f"scrolling {POINTS} points x {rows} months, a repaint each",
            words,
            jumps(constant, places),
            jumps(ours, places),
            rounds=rounds,
            bar=2.0,
            moonshot=1.5,
        )

        def whole(view: QTableView) -> Callable[[], float]:
            return lambda: seconds(view.viewport().repaint)

        yield compare("", "the whole of it repainted in place", words, whole(constant), whole(ours), rounds=rounds)
    finally:
        session.close()
    session = open_session(folder / "load", actor="bench")
    try:
        filled(session, YEAR)

        def load(found: Callable[[], EntryGrid]) -> Callable[[], float]:
            fresh = EntryGridModel()
            view = shown(EntryTable(fresh))

            def go() -> None:
                fresh.show_grid(found())
                view.viewport().repaint()

            return lambda: seconds(go)

        ready = session.run(entry.grid, PLANT, YEAR)
        yield compare(
            "",
            f"{POINTS} points x 12 months: read, checked, computed, painted",
            "the same grid from constants, painted",
            load(lambda: ready),
            load(lambda: session.run(entry.grid, PLANT, YEAR)),
            rounds=rounds,
        )
    finally:
        session.close()


# --- goal 17 ------------------------------------------------------------------------------------------------------

TEMPLATES = (
    "value >= {at}",
    "value <= capacity * 24 * days + {at}",
    "abs(value - expected) * 100 <= expected * (30 + {at})",
    "value < expected * (100 + {at})",
    "value > expected / (100 + {at})",
    "abs(value - before) * 100 <= before * (50 + {at})",
)


def year_of_fifty() -> Dossier:
    """Fifty points by twelve months, a few of them wrong."""
    good = sample_dossier()
    members = tuple(f"pv-{at}" for at in range(POINTS))
    points = tuple(
        changed(good.plan.points[0], no=f"({at + 1})", index=(member,), meters=()) for at, member in enumerate(members)
    )
    fixed = tuple(changed(good.plan.fixed[0], index=(member,)) for member in members)
    readings = tuple(
        Reading(f"r{at}-{month}", point.no, span.first, span.last, Quantity(Decimal(value_of(at, month)), "MWh"))
        for at, point in enumerate(points)
        for month, span in enumerate(YEAR.months())
    )
    plan = changed(good.plan, sets=(IndexSet("i", members),), points=points, fixed=fixed)
    return changed(good, plan=plan, readings=readings, period=YEAR, evidence=())


def checks(folder: Path, rounds: int) -> Iterator[Ratio]:
    """Goal 17: every check of the catalogue over fifty points and twelve months, with its findings in words."""
    try:
        from simpleeval import SimpleEval
    except ImportError:
        print("  17  left out: simpleeval is not installed")
        return
    dossier, own = year_of_fifty(), definition("MN_AM003", "2.0")
    context = assess(dossier, own, today=TODAY).context
    rules = [TEMPLATES[at % len(TEMPLATES)].format(at=at) for at in range(RULES)]
    values = [one.quantity.value for one in dossier.readings if one.quantity]
    names = {"capacity": Decimal(15), "days": Decimal(31), "expected": Decimal(2100)}

    def plain() -> float:
        machine = SimpleEval(functions={"abs": abs})
        parsed = [(rule, machine.parse(rule)) for rule in rules]

        def go() -> None:
            before = values[0]
            for value in values:
                machine.names = {**names, "value": value, "before": before}
                for rule, tree in parsed:
                    machine.eval(rule, previously_parsed=tree)
                before = value

        return seconds(go)

    def ours() -> float:
        return seconds(lambda: [message(one) for one in run(context)])

    count = len(checks_that_run())
    yield compare(
        "17",
        f"{POINTS} points x 12 months: all {count} checks, findings in words",
        f"simpleeval, {RULES} rules parsed once, over the same {len(values)} values",
        plain,
        ours,
        rounds=min(rounds, 7),
        bar=0.1,
        moonshot=0.05,
    )


MEASURES = (grid, checks)
