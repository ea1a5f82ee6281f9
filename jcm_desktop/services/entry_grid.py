"""The readings page as rows: months by monitoring points, with everything that is known of each cell. Reads only."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from jcm_desktop import clock, words
from jcm_desktop.calculation.aggregate import whole
from jcm_desktop.domain.declaration import Approval, CellNote, MissingData
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.evidence_days import backs
from jcm_desktop.domain.finding import Finding
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.register import rolled_over
from jcm_desktop.domain.units import convert
from jcm_desktop.formulas.numbers import as_decimal
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.dossiers import Loaded, earlier_readings, load
from jcm_desktop.services.entry_sheet import Key, Sheet, reopening
from jcm_desktop.services.entry_views import FrozenWords, Offer, PointFacts
from jcm_desktop.services.expected import Series, copied_from
from jcm_desktop.services.formatting import is_short, moment, month_label, number, short_number
from jcm_desktop.services.logged_words import logged_notes, logged_words
from jcm_desktop.services.planning import point_rows
from jcm_desktop.services.register_entry import closing_of, in_words, taken_apart
from jcm_desktop.services.session import Session, history_key
from jcm_desktop.services.views import Cell, CellState, EntryGrid, GridRow
from jcm_desktop.storage import repositories
from jcm_desktop.validation.kinds.readings import CAUSE_WORDS
from jcm_desktop.validation.runner import message, remedy

_FAR_ABOVE = 3  # times the upper end of what is usual; our choice
_MEAN_DIGITS = 6  # of a mean below its column; the derivation has it in full


def grid(session: Session, project: str, span: Span) -> EntryGrid:
    """The readings page of one period, with the findings of every cell."""
    loaded = load(session, project, span)
    dossier = loaded.dossier
    points, days = dossier.plan.points, spans_of(dossier)
    page = _Page(loaded, earlier_readings(session, project, span), days)
    today = clock.now().date()
    rows = tuple(
        GridRow(one, month_label(one), tuple(page.cell(point, one) for point in points), one.last < today)
        for one in days
    )
    result = loaded.assessment.result
    entered = sum(cell.state in (CellState.VALUE, CellState.CORRECTED) for row in rows for cell in row.cells)
    key = history_key(project, span)
    undo, redo = session.undo_steps.get(key, []), session.redo_steps.get(key, [])
    with session.workspace.read() as connection:
        frozen = repositories.is_frozen(connection, project, span)
    return EntryGrid(
        project=project,
        span=span,
        constructed=_(dossier.project.constructed),
        points=point_rows(dossier, loaded.definition),
        rows=rows,
        totals=tuple(page.total(point) for point in points),
        entered=entered,
        expected=len(rows) * len(points),
        claimed=result.claimed if result else None,
        undo_text=undo[-1].words if undo else "",
        redo_text=redo[-1].words if redo else "",
        facts=tuple(page.facts(point, days) for point in points),
        frozen=FrozenWords(frozen_words(dossier)) if frozen else None,
        vintages=tuple(str(year) for year, _days in span.years()),
        undo_why="" if undo else _(session.undo_ends.get(project, "")),
        unfinished=unfinished_words(dossier),
    )


def spans_of(dossier: Dossier) -> tuple[Span, ...]:
    """The rows of the grid: the period's months, and any other days that readings or drafts use."""
    counted = dossier.active_readings
    if len(counted) == len(dossier.plan.points) and any(one.span == dossier.period for one in counted):
        return (dossier.period,)  # everything was given once for the whole period
    spans = set(dossier.period.months())
    spans.update(one.span for one in counted if one.span.overlaps(dossier.period))
    spans.update(one.span for one in dossier.drafts if one.span.overlaps(dossier.period))
    return tuple(sorted(spans))


def unfinished_words(dossier: Dossier) -> str:
    """That cells hold text which is no value: nothing counts there, also not the value before; empty without any."""
    count = sum(one.span.overlaps(dossier.period) for one in dossier.drafts)
    if not count:
        return ""
    words = ngettext(
        "{count} cell holds text that is not a value. It counts as missing in these tonnes.",
        "{count} cells hold text that is not a value. They count as missing in these tonnes.",
        count,
    )
    return words.format(count=count)


def _logged(reading: Reading) -> str:
    """What a derived value was made of, and what is to know of it."""
    if reading.logged is None:
        return ""
    return "\n".join((logged_words(reading, reading.logged), *logged_notes(reading.logged)))


def frozen_words(dossier: Dossier) -> str:
    """That a period takes no entry, who approved it and when."""
    approval = next((one for one in dossier.declarations if isinstance(one, Approval) and one.frozen), None)
    if approval is None or approval.at is None:
        return _("This period is frozen and takes no entry.")
    return _("This period is frozen and takes no entry. Approved by {name}, {when}.").format(
        name=approval.by, when=moment(approval.at)
    )


class _Page:
    """What the cells share, looked up once."""

    def __init__(self, loaded: Loaded, earlier: tuple[Reading, ...], days: tuple[Span, ...]) -> None:
        dossier = loaded.dossier
        self._definition = loaded.definition
        self._sheet = Sheet(dossier, loaded.definition, lambda: earlier)
        self._by_id = {one.id: one for one in dossier.readings}
        counted: dict[str, list[Reading]] = defaultdict(list)
        for one in (*earlier, *dossier.active_readings):
            counted[one.point].append(one)
        self._counted = counted
        self._own: dict[str, list[Reading]] = defaultdict(list)
        for one in dossier.active_readings:
            self._own[one.point].append(one)
        self._series = {one.no: Series(one, counted[one.no], loaded.definition) for one in dossier.plan.points}
        self._findings: dict[Key, list[Finding]] = defaultdict(list)
        for found in loaded.assessment.findings:
            place = found.place
            row = _row_of(place.first, days) if place.point and not found.reason else None
            if row is not None:
                self._findings[place.point, row].append(found)
        self._notes = {(one.point, one.span): one for one in dossier.declarations if isinstance(one, CellNote)}
        self._files: dict[str, list[Evidence]] = defaultdict(list)
        for item in dossier.evidence:
            for no in item.points:
                self._files[no].append(item)
        self._missing: dict[str, list[MissingData]] = defaultdict(list)
        for stated in dossier.declarations:
            if isinstance(stated, MissingData):
                self._missing[stated.point].append(stated)

    # --- a cell ---------------------------------------------------------------------------------------------------

    def cell(self, point: MonitoringPoint, span: Span) -> Cell:
        key = (point.no, span)
        here = sorted(self._findings[key], key=lambda one: one.severity.rank)
        reading = self._sheet.reading(point.no, span)
        expected = self._series[point.no].expectation(span)
        note, missing = self._notes.get(key), self._missing_words(point.no, span)
        text, state = "", CellState.MISSING if missing else CellState.EMPTY
        draft = self._sheet.drafts.get(key)
        value = reading.quantity if reading else None
        if draft is not None:
            text, state = draft.text, CellState.DRAFT
        elif reading is not None and value is not None:
            text = short_number(value.value)
            state = CellState.CORRECTED if reading.supersedes else CellState.VALUE
        counts = draft is None and value is not None
        return Cell(
            text=text,
            edit_text=self._sheet.text_at(point.no, span),
            state=state,
            severity=here[0].severity if here else None,
            problem=self._problem(key, here),
            converted=_converted(reading, text) if counts and reading else "",
            expected=expected.words,
            history=self._history(reading) if counts and reading else "",
            last=self._series[point.no].last_words(span),
            unusual=counts and value is not None and expected.unusual(value.value),
            note=note.text if note else "",
            note_by=_by(note) if note else "",
            missing=missing,
            register=self._register(point, span, reading) if counts and reading and not reading.logged else "",
            offers=self._offers(point, span, empty=not counts),
            logged=_logged(reading) if counts and reading else "",
            reopened=reopening(self._sheet.dossier, reading),
            exact=f"{number(value.value)} {value.unit}" if counts and value and not is_short(value.value) else "",
            files=tuple(dict.fromkeys(one.name for one in self._files[point.no] if backs(one, point.no, span))),
        )

    def _problem(self, key: Key, here: Iterable[Finding]) -> str:
        """The findings in words; a draft that is a number after all says why it cannot be used."""
        lines = [f"{message(one)} {remedy(one)}".strip() for one in here]
        trouble = self._sheet.trouble(*key)
        if trouble is not None and trouble.code.startswith(("register.", "unit.", "number.too_")):
            lines = [words.sentence(trouble.code, trouble.place, trouble.facts), *lines[1:]]
        return "\n".join(lines)

    def _missing_words(self, point: str, span: Span) -> str:
        for one in self._missing[point]:
            if one.span.overlaps(span):
                stated = _(CAUSE_WORDS[one.cause])
                return f"{stated}: {one.text}" if one.text else stated
        return ""

    def _register(self, point: MonitoringPoint, span: Span, reading: Reading) -> str:
        register = reading.register
        if register is None or reading.quantity is None:
            return (
                _("Entered as a value, not read from the register.") if self._sheet.register_unit(point, span) else ""
            )
        try:
            legs = self._sheet.registers(point).legs(span, register.opening, register.closing)
        except UserError as error:
            return words.sentence(error.code, error.place, error.facts)
        return in_words(legs, register.unit, reading.quantity)

    def _offers(self, point: MonitoringPoint, span: Span, *, empty: bool) -> tuple[Offer, ...]:
        if not empty:
            return ()
        offers = []
        draft = self._sheet.drafts.get((point.no, span))
        if draft is not None and self._sheet.trouble(point.no, span) is None:  # an event was recorded since
            now, _register, _typed = self._sheet.value_of(point, span, draft.text, "")
            words_ = _("It can be used now: {value} {unit}")
            offers.append(Offer("again", words_.format(value=short_number(now.value), unit=now.unit)))
        counted = self._rollover(point, span)
        if counted:
            offers.append(Offer("rollover", _("The register started again at zero: {value}").format(value=counted)))
        source = copied_from(point, span, self._definition, self._counted[point.no])
        if source is not None and source.quantity is not None:
            value = f"{short_number(source.quantity.value)} {source.quantity.unit}"
            text = _("Copy from {month}: {value}").format(month=month_label(source.span), value=value)
            offers.append(Offer("copy", text))
        return tuple(offers)

    def _rollover(self, point: MonitoringPoint, span: Span) -> str:
        """What the register would have counted if it had started again; empty where that explains nothing."""
        trouble, draft = self._sheet.trouble(point.no, span), self._sheet.drafts.get((point.no, span))
        meter = self._sheet.registers(point).on(span.last)
        if draft is None or meter is None or trouble is None or trouble.code != "register.backwards":
            return ""
        try:
            known = self._sheet.opening(point, span)
            closing = closing_of(taken_apart(draft.text), known.unit if known else "", ".")
        except UserError:
            return ""
        counted = rolled_over(meter, known.closing, closing.value) if known else None
        if counted is None or not self._thinkable(point, span, counted, closing.unit):
            return ""
        return f"{number(counted)} {closing.unit}"

    def _thinkable(self, point: MonitoringPoint, span: Span, counted: Decimal, unit: str) -> bool:
        """Whether a new start is likelier than a slip of the finger: not far above what is usual."""
        band = self._series[point.no].expectation(span).band
        return band is None or as_decimal(convert(counted, unit, point.unit)) <= band.high * _FAR_ABOVE

    def _history(self, reading: Reading) -> str:
        lines = [reading.note] if reading.note else []
        while reading.supersedes and reading.supersedes in self._by_id:
            old = self._by_id[reading.supersedes]
            was = f"{short_number(old.quantity.value)} {old.quantity.unit}" if old.quantity else _("empty")
            when = moment(reading.recorded_at) if reading.recorded_at else ""
            line = _("Was {value}; changed {when} by {who}").format(value=was, when=when, who=reading.recorded_by)
            lines.append(f"{line} ({_(reading.reason)})" if reading.reason else line)
            reading = old
        return "\n".join(lines)

    # --- a column -------------------------------------------------------------------------------------------------

    def facts(self, point: MonitoringPoint, days: tuple[Span, ...]) -> PointFacts:
        """What a column has beside its cells."""
        unit = self._sheet.register_unit(point, days[-1]) if days else ""
        return PointFacts(self._series[point.no].spark(days), unit)

    def total(self, point: MonitoringPoint) -> str:
        """What stands below a point's column: its sum, or its mean by days; empty without values."""
        drafts = self._sheet.drafts
        values = [
            (one.quantity.value, one.span)
            for one in self._own[point.no]
            if one.quantity and (point.no, one.span) not in drafts
        ]
        if not values:
            return ""
        if not self._definition.is_mean(point.parameter):
            return short_number(sum((value for value, _span in values), Decimal(0)))
        mean = as_decimal(whole(values, "mean") or Decimal(0), _MEAN_DIGITS)
        return _("mean {value}").format(value=number(mean))


def _row_of(day: str, days: tuple[Span, ...]) -> Span | None:
    """The row that holds a day, given in ISO form; the first that does."""
    if not day:
        return None
    wanted = date.fromisoformat(day)
    at = bisect_right(days, wanted, key=lambda one: one.first)
    return days[at - 1] if at and wanted <= days[at - 1].last else None


def _converted(reading: Reading, shown: str) -> str:
    """`23,134,000 kWh = 23,134 MWh`, where another unit was typed."""
    if reading.register is not None or reading.quantity is None:
        return ""
    unit = reading.quantity.unit
    if not reading.typed or reading.typed.endswith(f" {unit}") or " " not in reading.typed:
        return ""
    sign = "=" if is_short(reading.quantity.value) else "≈"
    return f"{reading.typed} {sign} {shown} {unit}"


def _by(note: CellNote) -> str:
    return f"{note.by}, {moment(note.at)}" if note.at else note.by
