"""What edits of a period's cells amount to: what must be stored, and the edits that take it back. Stores nothing.

Text that is a value becomes a reading that names the one it corrects; text that is not
stays a draft. Where a register's closing is corrected, the next reading follows. A value
typed where somebody stated why there is none takes the statement back.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from jcm_desktop.domain.declaration import Declaration, MissingData
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Meter, gaps
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.domain.quantity import Quantity, refuse_unclear_point, sure_sign
from jcm_desktop.domain.reading import Draft, Reading
from jcm_desktop.domain.register import Register
from jcm_desktop.i18n import N_
from jcm_desktop.services.entry_sheet import Key, Sheet, reopening
from jcm_desktop.services.entry_views import CellEdit, Edit, MeterEdit, Stated
from jcm_desktop.services.register_entry import measured

CORRECTED = N_("Corrected during entry")
FOLLOWS = N_("The register reading before it was corrected")


@dataclass(slots=True)
class Outcome:
    """What must be stored, in this order, and the edits that were done with those that take them back."""

    meters: list[Meter] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    dropped: list[Key] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    statements: list[Declaration] = field(default_factory=list)
    done: list[Edit] = field(default_factory=list)
    inverse: list[Edit] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.done)


def work_out(sheet: Sheet, edits: Iterable[Edit], decimal_sign: str, reason: str, actor: str, now: datetime) -> Outcome:
    """Do edits one after the other; UserErrors `number.ambiguous`, `entry.unknown_point`, `entry.outside_period`.

    Registers need the reading before, so cells are done in the order of their days.
    """
    wanted = list(edits)
    cells = sorted(
        (one for one in wanted if isinstance(one, CellEdit)), key=lambda one: (one.span.first, one.span.last)
    )
    keys = {(one.point, one.span) for one in cells}
    work = _Work(sheet, Outcome(), decimal_sign, reason, actor, now)
    for one in wanted:
        if isinstance(one, MeterEdit):
            work.know_meter(one)
    for one in cells:
        work.put(one)
    for one in cells:
        work.follow(one, keys)
    for one in wanted:
        if isinstance(one, Stated):
            work.state(one)
    return work.outcome


@dataclass(slots=True)
class _Work:
    """One run of edits over a sheet."""

    sheet: Sheet
    outcome: Outcome
    decimal_sign: str
    reason: str
    actor: str
    now: datetime

    def know_meter(self, edit: MeterEdit) -> None:
        before = self.sheet.learn(edit.meter)
        if before is None or before == edit.meter:
            return
        self.outcome.meters.append(edit.meter)
        self.outcome.done.append(edit)
        self.outcome.inverse.insert(0, MeterEdit(before))

    def put(self, edit: CellEdit) -> None:
        """One cell's text."""
        point = self.sheet.point(edit.point)
        if not self.sheet.dossier.period.contains(edit.span):
            raise UserError("entry.outside_period", str(edit.span), period=self.sheet.dossier.period)
        if not self.decimal_sign and edit.restored is None and not self._points_are_usual():
            refuse_unclear_point(edit.text)
        before = self._standing(edit.point, edit.span)
        if self._change(point, edit.span, edit.text.strip(), self.reason or self._why(edit), edit.note, edit.restored):
            self.outcome.done.append(edit)
            self.outcome.inverse[:0] = before  # the last edit is taken back first

    def _points_are_usual(self) -> bool:
        """Whether somebody wrote a point here before that can only be a decimal sign."""
        return any(sure_sign(one.typed) == "." for one in self.sheet.dossier.active_readings)

    def _why(self, edit: CellEdit) -> str:
        """Why a value is changed where nobody says it: for one that was frozen before, why the period is open again."""
        return reopening(self.sheet.dossier, self.sheet.reading(edit.point, edit.span)) or CORRECTED

    def _standing(self, point: str, span: Span) -> list[CellEdit]:
        """The edits that bring back just what stands here: a value as it was typed, and a draft that covers it."""
        reading = self.sheet.reading(point, span)
        plain = reading is not None and reading.register is None and reading.logged is None
        value, *draft = self.sheet.texts_at(point, span)
        return [
            CellEdit(point, span, value, restored=reading if plain else None),
            *(CellEdit(point, span, text) for text in draft),
        ]

    def _change(
        self,
        point: MonitoringPoint,
        span: Span,
        text: str,
        reason: str,
        note: str = "",
        restored: Reading | None = None,
    ) -> bool:
        """Whether the text changes what stands here; then it does. A restored value is not read from the text."""
        key = (point.no, span)
        old, draft = self.sheet.reading(*key), self.sheet.drafts.get(key)
        quantity: Quantity | None = None
        register: Register | None = None
        typed = ""
        if restored is not None:
            quantity, typed, note = restored.quantity, restored.typed, restored.note
        elif text:
            try:
                quantity, register, typed = self.sheet.value_of(point, span, text, self.decimal_sign)
            except UserError as error:
                if error.code == "number.ambiguous":
                    raise
                if draft is not None and draft.text == text:
                    return False
                self._keep_draft(Draft(point.no, span.first, span.last, text))
                return True
        same = (old.quantity, old.register) == (quantity, register) if old else quantity is None
        if restored is not None and old is not None:
            same = same and old.typed == typed
        if draft is not None:
            self._drop_draft(key)
        if same:
            return draft is not None
        self._store(
            Reading(
                id=uuid.uuid4().hex,
                point=point.no,
                first=span.first,
                last=span.last,
                quantity=quantity,
                typed=typed,
                supersedes=old.id if old else "",
                reason=reason if old else "",
                note=note,
                recorded_at=self.now,
                recorded_by=self.actor,
                register=register,
            )
        )
        if quantity is not None:
            self._no_longer_missing(point.no, span)
        return True

    def _store(self, reading: Reading) -> None:
        self.outcome.readings.append(reading)
        if reading.quantity is None:
            self.sheet.readings[reading.point].pop(reading.span, None)
        else:
            self.sheet.readings[reading.point][reading.span] = reading

    def _keep_draft(self, draft: Draft) -> None:
        key = (draft.point, draft.span)
        self.sheet.drafts[key] = draft
        self.outcome.drafts = [one for one in self.outcome.drafts if (one.point, one.span) != key]
        self.outcome.drafts.append(draft)

    def _drop_draft(self, key: Key) -> None:
        del self.sheet.drafts[key]
        self.outcome.dropped.append(key)
        self.outcome.drafts = [one for one in self.outcome.drafts if (one.point, one.span) != key]

    def follow(self, edit: CellEdit, edited: set[Key]) -> None:
        """Let the cells after an edited register cell begin where it ends now, as far as they did before."""
        point, span = self.sheet.point(edit.point), edit.span
        while self.sheet.registers(point):
            this = self.sheet.reading(point.no, span)
            following = self._following(point.no, span)
            if this is None or this.register is None or following is None or (point.no, following) in edited:
                return
            draft = self.sheet.drafts.get((point.no, following))
            if draft is None:
                self._begin_anew(point, following, this.register)
                return  # its closing is as it was, so nothing after it moves
            before = self._standing(point.no, following)
            self._change(point, following, draft.text, FOLLOWS)
            if (point.no, following) in self.sheet.drafts:
                return
            self.outcome.inverse[:0] = before
            span = following

    def _following(self, no: str, span: Span) -> Span | None:
        """The days of the cell that begins on the day after."""
        drafts = (days for point, days in self.sheet.drafts if point == no)
        wanted = span.last + DAY
        return next((days for days in (*self.sheet.readings[no], *drafts) if days.first == wanted), None)

    def _begin_anew(self, point: MonitoringPoint, span: Span, before: Register) -> None:
        """Give a reading the opening that the one before has now; only where it had that one's."""
        reading = self.sheet.reading(point.no, span)
        old = next(
            (
                one.register
                for one in self.sheet.dossier.active_readings
                if one.point == point.no and one.last + DAY == span.first
            ),
            None,
        )
        if reading is None or reading.register is None or old is None:
            return
        if reading.register.opening != old.closing or before.closing == old.closing:
            return
        closing = Quantity(reading.register.closing, reading.register.unit)
        try:
            quantity, register = measured(self.sheet.registers(point), span, before.closing, closing, point.unit)
        except UserError:
            return  # VAL-07 says that the two no longer fit
        self._store(
            msgspec.structs.replace(
                reading,
                id=uuid.uuid4().hex,
                quantity=quantity,
                register=register,
                supersedes=reading.id,
                reason=FOLLOWS,
                recorded_at=self.now,
                recorded_by=self.actor,
            )
        )

    # --- statements -----------------------------------------------------------------------------------------------

    def state(self, edit: Stated) -> None:
        """A statement about a cell, or its withdrawal."""
        declared = edit.declared
        key = (declared.kind, declared.subject)
        before = self.sheet.statements.get(key)
        if declared.withdrawn and before is None:
            return
        if before is not None and _plain_statement(before) == _plain_statement(declared):
            return
        self._declare(declared)
        self.outcome.done.append(edit)

    def _declare(self, declared: Declaration) -> None:
        key = (declared.kind, declared.subject)
        before = self.sheet.statements.pop(key, None)
        if not declared.withdrawn:
            self.sheet.statements[key] = declared
        self.outcome.statements.append(msgspec.structs.replace(declared, by=self.actor, at=self.now))
        back = before if before is not None else msgspec.structs.replace(declared, withdrawn=True)
        self.outcome.inverse.insert(0, Stated(back))

    def _no_longer_missing(self, point: str, span: Span) -> None:
        """A value stands here now: what was stated about these days no longer counts, about others it does."""
        for one in list(self.sheet.statements.values()):
            if isinstance(one, MissingData) and one.point == point and one.span.overlaps(span):
                self._declare(msgspec.structs.replace(one, withdrawn=True))
                for rest in gaps(one.span, [(span.first, span.last)]):
                    self._declare(msgspec.structs.replace(one, first=rest.first, last=rest.last, withdrawn=False))


def _plain_statement(declared: Declaration) -> Declaration:
    """Without who and when."""
    return msgspec.structs.replace(declared, by="", at=None)
