"""The readings page: what typing, pasting, notes, statements and undo do to the cells of a period.

Every edit is stored at once, with its audit event, in one transaction. A text
that is not a value is kept as a draft: nothing typed is lost, and it blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from jcm_desktop import clock
from jcm_desktop.domain.declaration import CellNote, MissingData
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import MeterEvent
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.quantity import common_sign
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.register import rolled_over
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.services import declaring
from jcm_desktop.services.dossiers import earlier_readings, load_dossier
from jcm_desktop.services.entry_grid import grid as grid
from jcm_desktop.services.entry_grid import spans_of as spans_of
from jcm_desktop.services.entry_sheet import Sheet
from jcm_desktop.services.entry_views import CellEdit, Edit, MeterEdit, Stated
from jcm_desktop.services.entry_work import Outcome, work_out
from jcm_desktop.services.expected import copied_from
from jcm_desktop.services.formatting import month_label
from jcm_desktop.services.meter_store import store_meter
from jcm_desktop.services.periods import refuse_frozen
from jcm_desktop.services.register_entry import closing_of, taken_apart
from jcm_desktop.services.session import Session, history_key
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import repositories
from jcm_desktop.storage.workspace import UnitOfWork

UNDO_LIMIT = 100
EVENT = "readings.entered"
UNDONE = N_("Undone")
REDONE = N_("Redone")


@dataclass(frozen=True, slots=True)
class Step:
    """A named edit with what stood in the cells before; both are plain edits."""

    words: str
    edits: tuple[Edit, ...]
    inverse: tuple[Edit, ...]
    decimal_sign: str = ""  # how the typed texts are to be read


def enter_cells(
    session: Session,
    project: str,
    span: Span,
    edits: tuple[CellEdit, ...],
    decimal_sign: str = "",
    reason: str = "",
) -> Changes:
    """Store texts in cells; one transaction, one undo step.

    A block is read the way its clear texts are written. Raises UserError
    `number.ambiguous` before anything is stored when a text such as `1,234` could be
    read two ways and neither the block nor `decimal_sign` says which; `period.frozen`.
    """
    sign = decimal_sign or (common_sign(one.text for one in edits) if len(edits) > 1 else "")
    return perform(session, project, span, edits, decimal_sign=sign, reason=reason)


def write_note(session: Session, project: str, span: Span, point: str, days: Span, text: str) -> Changes:
    """Write, change or (with an empty text) take away the note of a cell; UserErrors as of `enter_cells`."""
    note = CellNote(point=point, first=days.first, last=days.last, text=text.strip(), withdrawn=not text.strip())
    return perform(session, project, span, (Stated(note),))


def take_offer(session: Session, project: str, span: Span, point: str, days: Span, offer: str) -> Changes:
    """Do what was offered for a cell; UserError `entry.offer_gone` where it no longer fits."""
    dossier, definition = load_dossier(session, project, span)
    earlier = earlier_readings(session, project, span)
    sheet = Sheet(dossier, definition, lambda: earlier)
    draft = sheet.drafts.get((point, days))
    if offer == "again" and draft is not None and sheet.trouble(point, days) is None:
        return perform(session, project, span, (CellEdit(point, days, draft.text),))
    if offer == "rollover":
        return perform(session, project, span, _rollover(sheet, point, days))
    source = copied_from(sheet.point(point), days, definition, (*earlier, *dossier.active_readings))
    if offer != "copy" or source is None or source.quantity is None:
        raise UserError("entry.offer_gone", point)
    text = f"{source.quantity.value:f} {source.quantity.unit}"
    edit = CellEdit(point, days, text, note=f"Copied from {source.span}")
    return perform(session, project, span, (edit,), decimal_sign=".")


def _rollover(sheet: Sheet, no: str, days: Span) -> tuple[Edit, ...]:
    """The event that explains a draft, and its text again."""
    draft = sheet.drafts.get((no, days))
    meter = sheet.registers(sheet.point(no)).on(days.last)
    known = sheet.opening(sheet.point(no), days)
    if draft is None or meter is None or known is None:
        raise UserError("entry.offer_gone", no)
    closing = closing_of(taken_apart(draft.text), known.unit, ".")
    if rolled_over(meter, known.closing, closing.value) is None:
        raise UserError("entry.offer_gone", no)
    event = MeterEvent(days.last, "rollover")
    events = tuple(sorted((*meter.events, event), key=lambda one: one.day))
    return MeterEdit(msgspec.structs.replace(meter, events=events)), CellEdit(no, days, draft.text)


# --- one step, and back ------------------------------------------------------------------------------------------


def perform(
    session: Session,
    project: str,
    span: Span,
    edits: tuple[Edit, ...],
    decimal_sign: str = "",
    reason: str = "",
) -> Changes:
    """Do edits as one step that can be taken back; errors as of `enter_cells`."""
    step = _apply(session, project, span, edits, decimal_sign, reason)
    if step is None:
        return Changes(frozenset())
    key = history_key(project, span)
    session.undo_steps.setdefault(key, []).append(step)
    del session.undo_steps[key][:-UNDO_LIMIT]
    session.redo_steps.pop(key, None)
    return Changes(_kinds(step), _("Saved: {step}").format(step=step.words), step.words)


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
    key = history_key(project, span)
    if not source.get(key):
        nothing = _(session.undo_ends.get(project, "")) or _(
            "There is nothing to undo. Undo begins anew when the program starts; correct the cell instead."
        )
        return Changes(frozenset(), nothing if back else _("There is nothing to redo."))
    step = source[key][-1]
    edits, sign = (step.inverse, ".") if back else (step.edits, step.decimal_sign)
    _apply(session, project, span, edits, sign, reason=UNDONE if back else REDONE)
    source[key].pop()
    target.setdefault(key, []).append(step)
    words = _("Undone: {step}") if back else _("Done again: {step}")
    return Changes(_kinds(step), words.format(step=step.words))


def _apply(
    session: Session, project: str, span: Span, edits: tuple[Edit, ...], decimal_sign: str, reason: str
) -> Step | None:
    dossier, definition = load_dossier(session, project, span)
    sheet = Sheet(dossier, definition, lambda: earlier_readings(session, project, span))
    outcome = work_out(sheet, edits, decimal_sign, reason, session.actor, clock.now())
    if not outcome:
        return None
    with session.workspace.unit_of_work(session.actor) as work:
        refuse_frozen(work.connection, project, span)
        _store(work, project, span, outcome)
    return Step(_step_words(outcome.done), tuple(outcome.done), tuple(outcome.inverse), decimal_sign)


def _store(work: UnitOfWork, project: str, span: Span, outcome: Outcome) -> None:
    for meter in outcome.meters:
        store_meter(work, project, meter)
    for point, days in outcome.dropped:
        repositories.drop_draft(work.connection, project, point, days)
    for draft in outcome.drafts:
        repositories.put_draft(work.connection, project, draft)
    if outcome.readings:
        _store_readings(work, project, outcome.readings)
    for stamped in outcome.statements:
        declaring.store(work, project, span, stamped)


def _store_readings(work: UnitOfWork, project: str, readings: list[Reading]) -> None:
    repositories.add_readings(work.connection, project, readings)
    work.record(project, EVENT, readings[0].point if len(readings) == 1 else "", {"readings": readings})


def _kinds(step: Step) -> frozenset[Kind]:
    kinds = {Kind.READINGS}
    if any(isinstance(one, Stated) for one in (*step.edits, *step.inverse)):
        kinds.add(Kind.REASONS)
    if any(isinstance(one, MeterEdit) for one in step.edits):
        kinds.add(Kind.PLAN)
    return frozenset(kinds)


def _step_words(done: Sequence[Edit]) -> str:
    stated = [one.declared for one in done if isinstance(one, Stated)]
    if stated:
        first = stated[0]
        if isinstance(first, CellNote):
            words = _("note on {point} {month} taken away") if first.withdrawn else _("note on {point} {month}")
            return words.format(point=first.point, month=month_label(first.span))
        if isinstance(first, MissingData):
            words = (
                _("{point} {month}: no longer stated as missing")
                if first.withdrawn
                else _("{point} {month}: stated as missing")
            )
            return words.format(point=first.point, month=month_label(first.span))
    cells = [one for one in done if isinstance(one, CellEdit)]
    if len(cells) == 1:
        words = _("{point} {month}: {text}") if cells[0].text else _("{point} {month}: cleared")
        return words.format(point=cells[0].point, month=month_label(cells[0].span), text=cells[0].text)
    return ngettext("{count} cell", "{count} cells", len(cells)).format(count=len(cells))
