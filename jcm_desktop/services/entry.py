"""The readings page: months by monitoring points, and what typing, pasting and undo do to them.

Every edit is stored at once, with its audit event, in one transaction. A text
that is not a value is kept as a draft: nothing typed is lost, and it blocks.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from jcm_desktop import clock
from jcm_desktop.calculation.aggregate import whole
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.domain.quantity import Quantity, parse_quantity
from jcm_desktop.domain.reading import Draft, Reading
from jcm_desktop.domain.units import convert
from jcm_desktop.formulas.evaluate import as_decimal
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.dossiers import Loaded, load, load_dossier
from jcm_desktop.services.formatting import moment, month_label, number, plain_number
from jcm_desktop.services.logged_words import logged_notes, logged_words
from jcm_desktop.services.periods import refuse_frozen
from jcm_desktop.services.planning import point_rows
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Cell, CellEdit, CellState, Changes, EntryGrid, GridRow, Kind
from jcm_desktop.storage import repositories
from jcm_desktop.storage.workspace import UnitOfWork
from jcm_desktop.validation.runner import message, remedy

UNDO_LIMIT = 100
EVENT = "readings.entered"
_MEAN_DIGITS = 6  # of a mean below its column; the derivation has it in full


@dataclass(frozen=True, slots=True)
class Step:
    """A named edit with what stood in the cells before; both are plain edits."""

    words: str
    edits: tuple[CellEdit, ...]
    inverse: tuple[CellEdit, ...]
    decimal_sign: str = ""  # how the typed texts are to be read


# --- reading the grid -------------------------------------------------------------------------------------------


def grid(session: Session, project: str, span: Span) -> EntryGrid:
    """The readings page of one period, with the findings of every cell."""
    loaded = load(session, project, span)
    dossier = loaded.dossier
    points = dossier.plan.points
    rows = tuple(_row(loaded, one) for one in spans_of(dossier))
    result = loaded.assessment.result
    entered = sum(cell.state in (CellState.VALUE, CellState.CORRECTED) for row in rows for cell in row.cells)
    key = _history_key(project, span)
    undo, redo = session.undo_steps.get(key, []), session.redo_steps.get(key, [])
    return EntryGrid(
        project=project,
        span=span,
        constructed=_(dossier.project.constructed),
        points=point_rows(dossier, loaded.definition),
        rows=rows,
        totals=tuple(_total(dossier, point, mean=loaded.definition.is_mean(point.parameter)) for point in points),
        entered=entered,
        expected=len(rows) * len(points),
        claimed=result.claimed if result else None,
        undo_text=undo[-1].words if undo else "",
        redo_text=redo[-1].words if redo else "",
    )


def spans_of(dossier: Dossier) -> tuple[Span, ...]:
    """The rows of the grid: the period's months, and any other days that readings or drafts use."""
    spans = set(dossier.period.months())
    spans.update(one.span for one in dossier.active_readings if one.span.overlaps(dossier.period))
    spans.update(one.span for one in dossier.drafts if one.span.overlaps(dossier.period))
    if any(one.span == dossier.period for one in dossier.active_readings) and len(dossier.active_readings) == len(
        dossier.plan.points
    ):
        spans = {dossier.period}  # everything was given once for the whole period
    return tuple(sorted(spans))


def _row(loaded: Loaded, span: Span) -> GridRow:
    cells = tuple(_cell(loaded, point, span) for point in loaded.dossier.plan.points)
    return GridRow(span=span, label=month_label(span), cells=cells)


def _cell(loaded: Loaded, point: MonitoringPoint, span: Span) -> Cell:
    dossier = loaded.dossier
    here = sorted(
        (
            one
            for one in loaded.assessment.findings
            if one.place.point == point.no and one.place.first == span.first.isoformat() and not one.reason
        ),
        key=lambda one: one.severity.rank,
    )
    severity = here[0].severity if here else None
    problem = "\n".join(f"{message(one)} {remedy(one)}".strip() for one in here)
    expected = _expected(point, span, mean=loaded.definition.is_mean(point.parameter))
    draft = next((one for one in dossier.drafts if one.point == point.no and one.span == span), None)
    if draft is not None:
        return Cell(draft.text, draft.text, CellState.DRAFT, severity, problem, "", expected)
    reading = _reading_at(dossier, point, span)
    if reading is None or reading.quantity is None:
        return Cell("", "", CellState.EMPTY, severity, problem, "", expected)
    value = number(reading.quantity.value)
    converted = ""
    if reading.typed and not reading.typed.endswith(f" {reading.quantity.unit}") and " " in reading.typed:
        converted = f"{reading.typed} = {value} {reading.quantity.unit}"
    return Cell(
        text=value,
        edit_text=plain_number(reading.quantity.value),
        state=CellState.CORRECTED if reading.supersedes else CellState.VALUE,
        severity=severity,
        problem=problem,
        converted=converted,
        expected=expected,
        history=_history(dossier, reading),
        logged=_logged(reading),
    )


def _logged(reading: Reading) -> str:
    """What a derived value was made of, and what is to know of it."""
    if reading.logged is None:
        return ""
    return "\n".join((logged_words(reading, reading.logged), *logged_notes(reading.logged)))


def _expected(point: MonitoringPoint, span: Span, *, mean: bool) -> str:
    """The plan's yearly estimate scaled by days (a mean is not scaled), in words; display only."""
    if point.estimate_per_year is None:
        return ""
    if mean:
        value = number(point.estimate_per_year)
        return _("About {value} {unit} by the plan's yearly estimate").format(value=value, unit=point.unit)
    share = point.estimate_per_year * span.days / Decimal(365)
    return _("About {value} {unit} by the plan's yearly estimate").format(value=number(share, 0), unit=point.unit)


def _history(dossier: Dossier, reading: Reading) -> str:
    lines = []
    earlier = {one.id: one for one in dossier.readings}
    while reading.supersedes and reading.supersedes in earlier:
        old = earlier[reading.supersedes]
        was = f"{number(old.quantity.value)} {old.quantity.unit}" if old.quantity else _("empty")
        when = moment(reading.recorded_at) if reading.recorded_at else ""
        line = _("Was {value}; changed {when} by {who}").format(value=was, when=when, who=reading.recorded_by)
        lines.append(f"{line} ({_(reading.reason)})" if reading.reason else line)
        reading = old
    return "\n".join(lines)


def _total(dossier: Dossier, point: MonitoringPoint, *, mean: bool) -> str:
    """What stands below a point's column: its sum, or its mean by days; empty without values."""
    values = [
        (one.quantity.value, one.span) for one in dossier.active_readings if one.point == point.no and one.quantity
    ]
    if not values:
        return ""
    if not mean:
        return number(sum((value for value, _span in values), Decimal(0)))
    return _("mean {value}").format(value=number(as_decimal(whole(values, "mean") or Decimal(0), _MEAN_DIGITS)))


def _reading_at(dossier: Dossier, point: MonitoringPoint, span: Span) -> Reading | None:
    return next((one for one in dossier.active_readings if one.point == point.no and one.span == span), None)


# --- writing cells ----------------------------------------------------------------------------------------------


def enter_cells(
    session: Session, project: str, span: Span, edits: tuple[CellEdit, ...], decimal_sign: str = ""
) -> Changes:
    """Store texts in cells; one transaction, one undo step.

    Raises UserError `number.ambiguous` before anything is stored when a text such
    as `1,234` could be read two ways and no decimal sign was given.
    """
    step = _apply(session, project, span, edits, decimal_sign, reason="")
    if step is None:
        return Changes(frozenset())
    key = _history_key(project, span)
    session.undo_steps.setdefault(key, []).append(step)
    del session.undo_steps[key][:-UNDO_LIMIT]
    session.redo_steps.pop(key, None)
    return Changes(frozenset({Kind.READINGS}), _saved(step), step.words)


def undo(session: Session, project: str, span: Span) -> Changes:
    """Take the last edit back; evidence stays, so this is a new correction."""
    return _move(session, project, span, session.undo_steps, session.redo_steps, back=True)


def redo(session: Session, project: str, span: Span) -> Changes:
    """Do again what undo took back."""
    return _move(session, project, span, session.redo_steps, session.undo_steps, back=False)


def _move(
    session: Session,
    project: str,
    span: Span,
    source: dict[str, list[Step]],
    target: dict[str, list[Step]],
    *,
    back: bool,
) -> Changes:
    key = _history_key(project, span)
    if not source.get(key):
        return Changes(frozenset(), _("There is nothing to undo.") if back else _("There is nothing to redo."))
    step = source[key][-1]
    edits, sign = (step.inverse, ".") if back else (step.edits, step.decimal_sign)
    _apply(session, project, span, edits, sign, reason="Undone" if back else "Redone")
    source[key].pop()
    target.setdefault(key, []).append(step)
    words = _("Undone: {step}") if back else _("Done again: {step}")
    return Changes(frozenset({Kind.READINGS}), words.format(step=step.words))


def _apply(
    session: Session, project: str, span: Span, edits: tuple[CellEdit, ...], decimal_sign: str, reason: str
) -> Step | None:
    dossier, _definition = load_dossier(session, project, span)
    now = clock.now()
    readings: list[Reading] = []
    drafts: list[Draft] = []
    inverse: list[CellEdit] = []
    done: list[CellEdit] = []
    for edit in edits:
        _refuse_outside(dossier, edit)
        change = _change(session, dossier, edit, decimal_sign, reason, now)
        if change is None:
            continue
        done.append(edit)
        inverse.append(CellEdit(edit.point, edit.span, _text_at(dossier, edit)))
        (readings if isinstance(change, Reading) else drafts).append(change)  # type: ignore[arg-type]  # by its kind
    if not done:
        return None
    with session.workspace.unit_of_work(session.actor) as work:
        refuse_frozen(work.connection, project, span)
        _store(work, project, readings, drafts, done)
    return Step(_step_words(done, dossier), tuple(done), tuple(inverse), decimal_sign)


def _store(
    work: UnitOfWork, project: str, readings: list[Reading], drafts: list[Draft], done: Sequence[CellEdit]
) -> None:
    for edit in done:
        repositories.drop_draft(work.connection, project, edit.point, edit.span)
    for draft in drafts:
        if draft.text:
            repositories.put_draft(work.connection, project, draft)
    if readings:
        repositories.add_readings(work.connection, project, readings)
        work.record(project, EVENT, readings[0].point if len(readings) == 1 else "", {"readings": readings})


def _change(
    session: Session, dossier: Dossier, edit: CellEdit, decimal_sign: str, reason: str, now: datetime
) -> Reading | Draft | None:
    """What an edit amounts to: a new reading, a draft (empty text: drop it), or nothing."""
    point = dossier.plan.point(edit.point)
    old = _reading_at(dossier, point, edit.span)
    draft = next((one for one in dossier.drafts if one.point == edit.point and one.span == edit.span), None)
    text = edit.text.strip()
    quantity: Quantity | None = None
    if text:
        try:
            typed = parse_quantity(text, point.unit, decimal_sign)
            quantity = Quantity(as_decimal(convert(typed.value, typed.unit, point.unit)), point.unit)
        except UserError as error:
            if error.code == "number.ambiguous":
                raise
            same = draft is not None and draft.text == text
            return None if same else Draft(edit.point, edit.span.first, edit.span.last, text)
    if old is None and quantity is None:
        return Draft(edit.point, edit.span.first, edit.span.last, "") if draft else None
    if old is not None and old.quantity == quantity and draft is None:
        return None
    if old is not None and old.quantity == quantity:
        return Draft(edit.point, edit.span.first, edit.span.last, "")
    return Reading(
        id=uuid.uuid4().hex,
        point=edit.point,
        first=edit.span.first,
        last=edit.span.last,
        quantity=quantity,
        typed=_as_typed(text, point) if quantity else "",
        supersedes=old.id if old else "",
        reason=(reason or "Corrected during entry") if old else "",
        recorded_at=now,
        recorded_by=session.actor,
    )


def _as_typed(text: str, point: MonitoringPoint) -> str:
    """The text with its unit, so that what was typed can be read years later."""
    return text if any(character.isalpha() for character in text) else f"{text} {point.unit}"


def _text_at(dossier: Dossier, edit: CellEdit) -> str:
    for draft in dossier.drafts:
        if draft.point == edit.point and draft.span == edit.span:
            return draft.text
    old = _reading_at(dossier, dossier.plan.point(edit.point), edit.span)
    return plain_number(old.quantity.value) if old and old.quantity else ""


def _refuse_outside(dossier: Dossier, edit: CellEdit) -> None:
    if not any(point.no == edit.point for point in dossier.plan.points):
        raise UserError("entry.unknown_point", edit.point)
    if not dossier.period.contains(edit.span):
        raise UserError("entry.outside_period", str(edit.span), period=dossier.period)


def _step_words(edits: Sequence[CellEdit], dossier: Dossier) -> str:
    if len(edits) == 1:
        edit = edits[0]
        words = _("{point} {month}: {text}") if edit.text else _("{point} {month}: cleared")
        return words.format(point=edit.point, month=month_label(edit.span), text=edit.text)
    return ngettext("{count} cell", "{count} cells", len(edits)).format(count=len(edits))


def _saved(step: Step) -> str:
    return _("Saved: {step}").format(step=step.words)


def _history_key(project: str, span: Span) -> str:
    return f"{project} {span}"
