"""A period's cells as they stand, and what a text typed into one of them says. Stores nothing.

A register's opening is the closing before it; whoever edits the sheet keeps it in step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from jcm_desktop.domain.declaration import Approval, CellNote
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.domain.quantity import Quantity, parse_quantity
from jcm_desktop.domain.reading import Draft, Reading
from jcm_desktop.domain.register import Register, Registers
from jcm_desktop.domain.units import convert
from jcm_desktop.formulas.numbers import as_decimal
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services.formatting import is_short, plain_number
from jcm_desktop.services.register_entry import closing_of, measured, opening_of, taken_apart, unit_typed

Key = tuple[str, Span]


class Sheet:
    """The cells of one period; `earlier` gives the readings before it, when they are needed."""

    def __init__(
        self, dossier: Dossier, definition: Definition, earlier: Callable[[], Iterable[Reading]] = lambda: ()
    ) -> None:
        self.dossier = dossier
        self._definition = definition
        self._points = {one.no: one for one in dossier.plan.points}
        self.readings: dict[str, dict[Span, Reading]] = {no: {} for no in self._points}
        for one in dossier.active_readings:
            self.readings.setdefault(one.point, {})[one.span] = one
        self.drafts: dict[Key, Draft] = {(one.point, one.span): one for one in dossier.drafts}
        self.statements = {(one.kind, one.subject): one for one in dossier.declarations}
        self._meters = {one.serial: one for one in dossier.meters}
        self._registers: dict[str, Registers] = {}
        self._earlier = earlier
        self._chains: dict[str, list[Reading]] | None = None

    # --- looking --------------------------------------------------------------------------------------------------

    def point(self, no: str) -> MonitoringPoint:
        """UserError `entry.unknown_point`."""
        if no not in self._points:
            raise UserError("entry.unknown_point", no)
        return self._points[no]

    def reading(self, no: str, span: Span) -> Reading | None:
        """What counts for these days."""
        return self.readings[no].get(span)

    def registers(self, point: MonitoringPoint) -> Registers:
        """The registers that a point's values are read from; none where the value is a mean or no meter counts up."""
        if point.no not in self._registers:
            serials = () if self._definition.is_mean(point.parameter) else point.meters
            self._registers[point.no] = Registers(self._meters.values(), serials)
        return self._registers[point.no]

    def register_unit(self, point: MonitoringPoint, span: Span) -> str:
        """The unit in which a closing is typed here; empty where a value is typed."""
        registers = self.registers(point)
        if not registers or registers.on(span.last) is None:
            return ""
        return self._usual_unit(point, span) or point.unit

    def _usual_unit(self, point: MonitoringPoint, span: Span) -> str:
        """The register's unit as the reading before says, or one after, or its meter; empty where nothing says."""
        before, after = self._before(point.no, span.first), self._after(point.no, span)
        known = before or after
        if known is not None and known.register is not None:
            return known.register.unit
        meter = self.registers(point).on(span.last)
        return meter.unit if meter else ""

    def _chain(self, point: str) -> list[Reading]:
        """The readings of a point before the period that name a register."""
        if self._chains is None:
            self._chains = {}
            for one in self._earlier():
                if one.register is not None:
                    self._chains.setdefault(one.point, []).append(one)
        return self._chains.get(point, [])

    def _before(self, point: str, first: date) -> Reading | None:
        """The last register reading that ends before a day."""
        own = [one for one in self.readings[point].values() if one.register and one.last < first]
        return max([*own, *self._chain(point)], key=lambda one: one.last, default=None)

    def _after(self, point: str, span: Span) -> Reading | None:
        """The register reading that begins on the day after."""
        wanted = span.last + DAY
        return next((one for one in self.readings[point].values() if one.register and one.first == wanted), None)

    def opening(self, point: MonitoringPoint, span: Span) -> Register | None:
        """What the register showed where these days begin, with its unit; None where nothing says it.

        UserError `register.gap` where it was read, but not on the day before.
        """
        before = self._before(point.no, span.first)
        if before is None or before.register is None:
            first = self.registers(point).first_reading(span)
            meter = self.registers(point).on(span.last)
            if first is None or meter is None:
                return None
            return Register(meter.serial, first, first, self._usual_unit(point, span) or point.unit)
        if before.last + DAY != span.first:
            raise UserError(
                "register.gap",
                point.no,
                day=before.last,
                closing=f"{before.register.closing:,f}",
                unit=before.register.unit,
                first=span.first,
            )
        return before.register

    def text_at(self, no: str, span: Span) -> str:
        """What would be typed to have what stands here."""
        draft = self.drafts.get((no, span))
        return draft.text if draft is not None else self._text_of_reading(no, span)

    def _text_of_reading(self, no: str, span: Span) -> str:
        reading = self.reading(no, span)
        if reading is None or reading.quantity is None:
            return ""
        point = self.point(no)
        unit = self.register_unit(point, span)
        if not unit:
            return self._typed(point, reading) or plain_number(reading.quantity.value)
        if reading.register is None:
            return f"={plain_number(reading.quantity.value)}"
        closing = plain_number(reading.register.closing)
        if reading.register.unit != unit:
            closing += f" {reading.register.unit}"
        try:
            known = self.opening(point, span)
        except UserError:
            known = None
        if known is not None and known.closing == reading.register.opening:
            return closing
        return f"{plain_number(reading.register.opening)} > {closing}"

    def _typed(self, point: MonitoringPoint, reading: Reading) -> str:
        """The text of a converted value with more digits than anybody reads, where it says just this value."""
        if reading.quantity is None or is_short(reading.quantity.value):
            return ""
        try:
            said, _register, _text = self._plain(point, reading.typed, "")
        except UserError:
            return ""
        return reading.typed if said == reading.quantity else ""

    def texts_at(self, no: str, span: Span) -> tuple[str, ...]:
        """What would be typed, one after the other, to have just what stands here: a draft covers a reading."""
        draft = self.drafts.get((no, span))
        text = self._text_of_reading(no, span)
        return (text,) if draft is None else (text, draft.text)

    # --- reading texts --------------------------------------------------------------------------------------------

    def value_of(
        self, point: MonitoringPoint, span: Span, text: str, decimal_sign: str
    ) -> tuple[Quantity, Register | None, str]:
        """What a text says: the value in the point's unit, the register behind it, and the text with its unit.

        Raises UserErrors of numbers, units and registers.
        """
        if not self.register_unit(point, span):
            return self._plain(point, text, decimal_sign)
        typed = taken_apart(text)
        if typed.value:
            return self._plain(point, typed.value, decimal_sign)
        unit = self._usual_unit(point, span) or unit_typed(typed, point.unit, decimal_sign)
        closing = closing_of(typed, unit, decimal_sign)
        if typed.opening:
            opening = opening_of(typed, unit, decimal_sign)
        else:
            known = self.opening(point, span)
            if known is None:
                raise UserError("register.no_opening", point.no, first=span.first, unit=unit)
            opening = known.closing
        quantity, register = measured(self.registers(point), span, opening, closing, point.unit)
        return quantity, register, _with_unit(text, unit)

    def trouble(self, no: str, span: Span) -> UserError | None:
        """Why a draft is no value."""
        draft = self.drafts.get((no, span))
        if draft is None:
            return None
        try:
            self.value_of(self.point(no), span, draft.text, "")
        except UserError as error:
            return error
        return None

    def _plain(self, point: MonitoringPoint, text: str, decimal_sign: str) -> tuple[Quantity, Register | None, str]:
        typed = parse_quantity(text, point.unit, decimal_sign)
        quantity = Quantity(as_decimal(convert(typed.value, typed.unit, point.unit)), point.unit)
        return quantity, None, _with_unit(text, point.unit)

    # --- keeping ---------------------------------------------------------------------------------------------------

    def learn(self, meter: Meter) -> Meter | None:
        before = self._meters.get(meter.serial)
        self._meters[meter.serial] = meter
        self._registers.clear()
        return before


def _with_unit(text: str, unit: str) -> str:
    """The text with its unit, so that what was typed can be read years later."""
    return text if any(character.isalpha() for character in text) else f"{text} {unit}"


def reopening(dossier: Dossier, reading: Reading | None) -> str:
    """Why the period was opened again, for a value that was frozen before; empty for any other."""
    opened = next((one for one in dossier.declarations if isinstance(one, Approval)), None)
    if reading is None or opened is None or opened.frozen or opened.at is None:
        return ""
    before = reading.recorded_at is None or reading.recorded_at <= opened.at
    return opened.reason if before else ""


def note_of(dossier: Dossier, point: str, span: Span) -> CellNote | None:
    """What somebody wrote about a cell."""
    subject = f"{point} {span}"
    return next((one for one in dossier.declarations if isinstance(one, CellNote) and one.subject == subject), None)
