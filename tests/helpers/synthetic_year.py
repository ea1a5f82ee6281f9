"""A year at a plant, put in through the services as a person would, with everything that goes wrong in a year.

The project is ID009 of the public register: four chillers, electricity from the grid and an own generator are six
monitoring points. All figures are made up here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
from helpers.road import confirm

from jcm_desktop import clock
from jcm_desktop.datafiles.read import FileReading
from jcm_desktop.domain.declaration import Cause, Treatment
from jcm_desktop.domain.finding import Severity
from jcm_desktop.domain.mapping import ValueColumn
from jcm_desktop.domain.meter import Calibration, MeterEvent
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.project import Location, MethodologyRef
from jcm_desktop.services import (
    checking,
    entry,
    evidence,
    evidence_page,
    metering,
    missing,
    overview,
    plan_history,
    plan_shape,
    planning,
    project_facts,
)
from jcm_desktop.services.evidence import Proof
from jcm_desktop.services.import_apply import apply
from jcm_desktop.services.import_files import open_files, read_files, recall
from jcm_desktop.services.import_plan import Decisions
from jcm_desktop.services.plan_points import PointEdit, set_point
from jcm_desktop.services.session import Session, open_session
from jcm_desktop.services.views import CellEdit

PROJECT = "ID009"
METHODOLOGY = MethodologyRef("ID_AM002", "2.0")
YEAR = Span(date(2025, 1, 1), date(2025, 12, 31))
MONTHS = tuple(YEAR.months())
TODAY = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)
ZONE = "Asia/Jakarta"

# What the register of the first chiller showed at the end of each month, in kWh; its transformers make that ten times
# as much. It has six digits, so in May it starts again. In September the meter is exchanged.
REGISTER_BEGAN = "980000"
REGISTER = (
    "984200", "988100", "992600", "996900", "1500", "6200", "11000", "15700", "2262", "6700", "11000", "15200",
)  # fmt: skip
SWAP = MeterEvent(date(2025, 9, 15), "swap", Decimal(18_000), Decimal(12), "CH-1B")

GRID = ("1180.5", "1074", "1203.25", "1166", "1221.5", "1199", "1248.75", "1240", "1188", "1210.5", "1159", "1173.5")
SECOND = ("43.1", "39.8", "44.2", "43.7", "45", "45300", "46.2", "45.9", "44.1", "44.8", "42.9", "43.3")
SECOND_JUNE = "45.3"  # MWh; what was typed is the same in kWh
THIRD = ("441", "402.5", "452", "438.5", "455", "449", "462.5", "460", "446", "451.5", "433", "440")
HOURS = ("58", "61", "55", "60", "63", "59", "62", "", "57", "61", "60", "58")
CAREFUL_HOURS = "75"  # what the tank of August allows at most

FROZEN_WEEK = Span(date(2025, 2, 10), date(2025, 2, 16))
LATE = Span(date(2025, 4, 1), date(2025, 5, 14))
FOUND_ERROR = "0.8"  # per cent, by the late calibration; more than the 0.5 that are permissible

FIXED = {
    "COP_PJ[chiller-1]": "6.6", "COP_PJ[chiller-2]": "6.3", "COP_PJ[chiller-3]": "6.25", "COP_PJ[chiller-4]": "6.4",
    "COP_RE[chiller-1]": "5.5", "COP_RE[chiller-2]": "5.25", "COP_RE[chiller-3]": "5", "COP_RE[chiller-4]": "5.12",
    "RC_gen[generator-1]": "5", "EF_grid": "0.87", "EF_gen[generator-1]": "0.8",
}  # fmt: skip
# Point, option, what it is read from, yearly estimate and rated capacity.
POINTS = {
    "(1)": ("C", "power meter of chiller 1", "530", "0.1 MW"),
    "(5)": ("B", "invoices of the power company", "14200", "4 MW"),
    "(2)": ("C", "power meter of chiller 2", "530", "0.1 MW"),
    "(3)": ("C", "power meter of chiller 3", "5300", "1 MW"),
    "(4)": ("C", "logger of chiller 4", "530", "0.1 MW"),
    "(6)": ("C", "hour meter of the generator", "730", ""),
}
GOOD = Calibration(date(2024, 6, 10), date(2026, 12, 31), "C-24", "Metrology Laboratory", True, "IEC 62053-22")
TOO_SHORT = Calibration(date(2023, 4, 1), date(2025, 3, 31), "C-23", "Metrology Laboratory", True, "IEC 62053-22")
CAME_LATE = Calibration(
    date(2025, 5, 15), date(2026, 12, 31), "C-25", "Metrology Laboratory", True, "IEC 62053-22", Decimal(FOUND_ERROR)
)

Found = tuple[str, str, str, str]  # code, point, first and last day

# What is wrong, and nothing else is.
ROLLOVER: Found = ("VAL-01", "(1)", "2025-05-01", "2025-05-31")
EXCHANGE: Found = ("VAL-01", "(1)", "2025-09-01", "2025-09-30")
NO_INVOICE: Found = ("EVD-04", "(5)", "2025-11-01", "2025-11-30")
UNIT_SLIP: Found = ("VAL-04", "(2)", "2025-06-01", "2025-06-30")
LATE_CALIBRATION: Found = ("CAL-03", "(3)", "2025-04-01", "2025-05-14")
STANDS_STILL: Found = ("LOG-03", "(4)", "2025-02-01", "2025-02-28")
OUTAGE: Found = ("VAL-10", "(6)", "2025-08-01", "2025-08-31")
WRONG = (ROLLOVER, EXCHANGE, NO_INVOICE, UNIT_SLIP, LATE_CALIBRATION, STANDS_STILL, OUTAGE)


@contextmanager
def at_work(folder: Path) -> Iterator[Session]:
    """A session at the plant, in February of the year after."""
    with clock.frozen(TODAY):
        session = open_session(folder, actor="Wayan")
        try:
            yield session
        finally:
            session.close()


def live_through(session: Session, folder: Path) -> None:
    """Everything a year brings, with its mistakes, in the order in which people do it."""
    confirm(session, METHODOLOGY, folder)
    _plan(session)
    session.run(overview.open_period, PROJECT, YEAR)
    _meters(session)
    _readings(session)
    _logger(session, folder)
    _invoices(session, folder, without=date(2025, 11, 1))
    _statements(session)


def _plan(session: Session) -> None:
    session.run(overview.start_project, PROJECT)
    chillers = tuple(f"chiller-{at}" for at in range(1, 5))
    session.run(plan_shape.set_members, PROJECT, "i", chillers)
    session.run(plan_shape.set_members, PROJECT, "g", ("generator-1",))
    for key, value in FIXED.items():
        unit = next(one.unit for one in session.run(planning.plan_page, PROJECT).fixed if one.key == key)
        source = "PDD of the project, section C"
        session.run(planning.set_fixed_value, PROJECT, key, value, unit, source, "12", compared=True)
    words = {one.no: one.label for one in session.run(planning.plan_page, PROJECT).points}
    for no, (option, source, estimate, capacity) in POINTS.items():
        edit = PointEdit(
            description=words[no],
            option=option,
            source=source,
            procedure="Read at the end of each month; calibrated every two years.",
            frequency="continuously",
            interval="month",
            comments="",
            estimate=estimate,
            estimate_source="PDD of the project, section C",
            capacity=capacity,
        )
        session.run(set_point, PROJECT, no, edit)
    session.run(plan_shape.set_yearly_estimate, PROJECT, "1420", "PDD of the project, section C")
    session.run(plan_shape.set_roles, PROJECT, (("Project manager", "Planning and reporting", "Putu"),))
    place = Location("Indonesia", "East Java", "Surabaya", "-7.29", "112.74")
    session.run(project_facts.set_project_facts, PROJECT, place, date(2017, 1, 1), None)
    session.run(plan_history.lock_plan, PROJECT)


def _meters(session: Session) -> None:
    common = {"accuracy_class": "0.5S", "standard": "IEC 62053-22", "make": "Maker", "max_error_percent": "0.5"}
    register = {"kind": "cumulative", "digits": "6", "multiplier": "10", "unit": "kWh"}
    describe = metering.describe_meter
    session.run(describe, PROJECT, "CH-1A", ("(1)",), **common, **register, first_reading=REGISTER_BEGAN)
    for serial, no in (("CH-2", "(2)"), ("CH-3", "(3)"), ("CH-4", "(4)"), ("GEN-H", "(6)")):
        session.run(describe, PROJECT, serial, (no,), **common)
    for serial in ("CH-1A", "CH-2", "CH-4", "GEN-H"):
        session.run(metering.add_calibration, PROJECT, serial, GOOD)
    for one in (TOO_SHORT, CAME_LATE):
        session.run(metering.add_calibration, PROJECT, "CH-3", one)


def _readings(session: Session) -> None:
    """Each point as one block, but the register month by month, as its readings came."""
    for month, text in zip(MONTHS, REGISTER, strict=True):
        type_in(session, "(1)", month, text)
    for no, texts in (("(5)", GRID), ("(2)", SECOND), ("(3)", THIRD), ("(6)", HOURS)):
        edits = tuple(CellEdit(no, month, text) for month, text in zip(MONTHS, texts, strict=True) if text)
        session.run(entry.enter_cells, PROJECT, YEAR, edits, ".")


def type_in(session: Session, no: str, month: Span, text: str) -> None:
    session.run(entry.enter_cells, PROJECT, YEAR, (CellEdit(no, month, text),), ".")


# --- the logger ---------------------------------------------------------------------------------------------------


def hourly(at: datetime) -> Decimal:
    """What the fourth chiller used in an hour, in kWh."""
    since = (at.date() - YEAR.first).days * 24 + at.hour
    return Decimal(5_600 + since * 37 % 1_000) / 100


def hours(days: Span) -> Iterator[datetime]:
    for at in range(days.days * 24):
        yield datetime.combine(days.first, time()) + timedelta(hours=at)


def logger_file(path: Path, days: Span, value: Callable[[datetime], Decimal]) -> Path:
    lines = ["Time,Chiller 4 [kWh]", *(f"{one:%Y-%m-%d %H:%M},{value(one)}" for one in hours(days))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _stuck(at: datetime) -> Decimal:
    """The transmitter of the logger froze for a week and sent its last value."""
    return Decimal("61.25") if FROZEN_WEEK.first <= at.date() <= FROZEN_WEEK.last else hourly(at)


def read(session: Session, path: Path) -> tuple[FileReading, ...]:
    """Open a logger's file and answer what it does not say."""
    (file,) = session.run(recall, PROJECT, open_files([str(path)]))
    mapping = file.mapping
    if not mapping.values:
        column = ValueColumn(1, "(4)", "kWh", "interval")
        mapping = msgspec.structs.replace(mapping, values=(column,), zone=ZONE, stamp="start", step="3600")
    return read_files([replace(file, mapping=mapping)])


def _logger(session: Session, folder: Path) -> None:
    path = logger_file(folder / "chiller-4.csv", YEAR, _stuck)
    session.run(apply, PROJECT, read(session, path))


# --- evidence -----------------------------------------------------------------------------------------------------


def _invoice(session: Session, folder: Path, month: Span) -> None:
    path = folder / f"invoice-{month.first:%Y-%m}.pdf"
    path.write_bytes(b"%PDF-1.4 electricity of " + str(month).encode())
    amount = GRID[MONTHS.index(month)]
    proof = Proof("invoice", ("(5)",), "Power company", month.first, month.last, total=amount)
    session.run(evidence.attach_files, PROJECT, (str(path),), proof)


def _invoices(session: Session, folder: Path, without: date) -> None:
    for month in MONTHS:
        if month.first != without:
            _invoice(session, folder, month)


def _statements(session: Session) -> None:
    view = session.run(evidence_page.statements_page, PROJECT, YEAR)
    for one in view.criteria:
        session.run(evidence_page.answer_criterion, PROJECT, YEAR, one.id, "As at validation.", (), met=True)
    session.run(evidence_page.state_single_scheme, PROJECT, YEAR, "Registered under no other scheme.")


# --- putting right ------------------------------------------------------------------------------------------------


def start_again(session: Session, _folder: Path) -> None:
    """The register of the first chiller passed its last digit; the application offers what that explains."""
    offers = session.run(entry.grid, PROJECT, YEAR).rows[4].cells[0].offers
    assert [one.id for one in offers] == ["rollover"]
    session.run(entry.take_offer, PROJECT, YEAR, "(1)", MONTHS[4], "rollover")


def exchange(session: Session, _folder: Path) -> None:
    """The new meter is described and proven, its exchange recorded; then September can be used as it was typed."""
    session.run(
        metering.describe_meter, PROJECT, "CH-1B", (), make="Maker", accuracy_class="0.5S", standard="IEC 62053-22",
        max_error_percent="0.5", kind="cumulative", digits="6", multiplier="10", unit="kWh",
    )  # fmt: skip
    session.run(metering.add_calibration, PROJECT, "CH-1B", GOOD)
    session.run(metering.add_event, PROJECT, "CH-1A", SWAP)
    # Where the months before it are not usable yet, it waits for them and follows by itself.
    offers = session.run(entry.grid, PROJECT, YEAR).rows[8].cells[0].offers
    if offers:
        session.run(entry.take_offer, PROJECT, YEAR, "(1)", MONTHS[8], "again")


def bring_invoice(session: Session, folder: Path) -> None:
    _invoice(session, folder, MONTHS[10])


def correct_unit(session: Session, _folder: Path) -> None:
    type_in(session, "(2)", MONTHS[5], SECOND_JUNE)


def accept_correction(session: Session, _folder: Path) -> None:
    session.run(metering.accept_correction, PROJECT, YEAR, "CH-3", "(3)", LATE)


def read_meter_memory(session: Session, folder: Path) -> None:
    """The meter itself had kept the values of the week; they take the place of what the logger sent."""
    path = logger_file(folder / "chiller-4-memory.csv", FROZEN_WEEK, hourly)
    said = Decisions(overlap="correct", reason="The logger froze; values from the meter's own memory.")
    session.run(apply, PROJECT, read(session, path), said)


def state_outage(session: Session, _folder: Path) -> None:
    """The hour meter failed. Nothing may not be counted: without the generator's cleaner power the claim would rise."""
    month = MONTHS[7]
    session.run(missing.state_missing, PROJECT, YEAR, "(6)", month, Cause.METER_FAILURE, text="Hour meter broken")
    assert OUTAGE in wrong(session)
    treatment = Treatment.CONSERVATIVE
    session.run(
        missing.state_missing, PROJECT, YEAR, "(6)", month, Cause.METER_FAILURE, treatment,
        "Hour meter broken; by the fuel in the tank at most", CAREFUL_HOURS,
    )  # fmt: skip


FIXES: dict[Found, Callable[[Session, Path], None]] = {
    ROLLOVER: start_again,
    EXCHANGE: exchange,
    NO_INVOICE: bring_invoice,
    UNIT_SLIP: correct_unit,
    LATE_CALIBRATION: accept_correction,
    STANDS_STILL: read_meter_memory,
    OUTAGE: state_outage,
}


def wrong(session: Session) -> list[Found]:
    """Every error and warning, by code and place."""
    rows = session.run(checking.checks_page, PROJECT, YEAR).findings
    return sorted(
        (one.code, one.place.point, one.place.first, one.place.last)
        for one in rows
        if one.severity not in (Severity.INFO, Severity.WAIVED)
    )
