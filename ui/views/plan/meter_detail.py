"""What is known of one meter: its bar with words, what is due, what the checks found, calibrations and events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.formatting import span_words
from jcm_desktop.services.metering import CalibrationRow, CorrectionRow, EventRow, MeterCard
from jcm_desktop.services.views import FindingRow
from ui.models.meters import points_words, stretches_of
from ui.page import scrolled
from ui.widgets.cover_bar import CoverBar, legend
from ui.widgets.texts import (
    SEVERITY_TONES,
    TONE_ICONS,
    Card,
    badge,
    button,
    empty_layout,
    label,
    row,
    selectable,
    sign,
)


class MeterDetail(QWidget):
    """The details of the chosen meter; asks for what is to be done."""

    describe_asked = Signal()
    calibration_asked = Signal(object)  # CalibrationRow, or None for a new one
    calibration_dropped = Signal(object)  # day
    event_asked = Signal()
    event_dropped = Signal(object)  # day
    accepted = Signal(object)  # CorrectionRow
    taken_back = Signal(object)  # CorrectionRow
    checks_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(10)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.area = scrolled(inside)
        outer.addWidget(self.area)

    def show_card(self, card: MeterCard | None, *, with_period: bool) -> None:
        """Show a meter; without an open period nothing can be accepted."""
        at = self.area.verticalScrollBar().value()
        empty_layout(self._column)
        if card is None:
            self._column.addStretch(1)
            return
        self._column.addLayout(self._head(card))
        self._column.addWidget(selectable(label(_facts(card), "quiet")))
        bar = CoverBar()
        bar.show_stretches(stretches_of(card))
        self._column.addWidget(bar)
        self._column.addLayout(legend(stretches_of(card)))
        for one in card.corrections:
            self._column.addWidget(self._correction(one, with_period=with_period))
        for found in card.findings:
            self._column.addWidget(self._finding(found))
        self._column.addWidget(self._calibrations(card.calibrations))
        self._column.addWidget(self._events(card.events))
        self._column.addStretch(1)
        self.area.verticalScrollBar().setValue(at)

    def _head(self, card: MeterCard) -> QHBoxLayout:
        describe = button(_("Describe…"), self.describe_asked.emit, name="describeMeter", icon="draft")
        describe.setAccessibleName(_("Describe meter {serial}").format(serial=card.serial))
        points = label(points_words(card), "quiet", wrap=False)
        return row(label(card.serial, "heading", wrap=False), points, None, describe)

    def _correction(self, one: CorrectionRow, *, with_period: bool) -> Card:
        box = Card("blue" if one.accepted else "amber", role="note", margin=12, spacing=5)
        box.setObjectName(f"correction-{one.span.first}")
        title = _("This correction counts") if one.accepted else _("A correction is due")
        place = _("point {no}, {days}").format(no=one.point, days=span_words(one.span))
        cost = _("Effect on the claim: {tonnes}.").format(tonnes=one.tonnes)
        box.add(
            row(label(title, "strong", wrap=False), label(place, "small", wrap=False), None),
            label(f"{one.words} {cost}"),
            label(
                _("The larger of permissible and found error is taken, in the direction that lowers the claim."),
                "small",
            ),
        )
        if one.accepted:
            act = button(_("Take back"), lambda: self.taken_back.emit(one), name="takeBackCorrection", icon="undo")
        else:
            act = button(
                _("Accept the correction"), lambda: self.accepted.emit(one), "primary", name="acceptCorrection"
            )
        act.setAccessibleName(f"{act.text()}: {place}")
        act.setEnabled(with_period)
        box.add(row(None, act))
        return box

    def _finding(self, found: FindingRow) -> Card:
        tone = SEVERITY_TONES.get(str(found.severity), "plain")
        box = Card(tone, role="note", margin=12, spacing=4)
        box.setObjectName(f"meterFinding-{found.code}")
        head = row(sign(TONE_ICONS[tone], tone, 16), label(found.title, "strong"), badge(found.severity_words, tone))
        head.setStretch(1, 1)
        box.add(head, selectable(label(found.message)))
        if found.remedy and (found.blocks or found.needs_reason):
            box.add(label(_("What to do: {remedy}").format(remedy=found.remedy), "small"))
        if found.reason:
            box.add(label(_("Reason given: {reason}").format(reason=found.reason), "small"))
        elif found.needs_reason:
            go = button(_("Give a reason on the checks page"), self.checks_asked.emit, "link", name="goChecks")
            box.add(row(go, None))
        return box

    def _calibrations(self, rows: Iterable[CalibrationRow]) -> Card:
        box = Card(margin=12, spacing=6)
        add = button(
            _("Add a calibration…"), lambda: self.calibration_asked.emit(None), name="addCalibration", icon="plus"
        )
        box.add(row(label(_("Calibrations and certificates"), "strong", wrap=False), None, add))
        known = sorted(rows, key=lambda one: one.on, reverse=True)
        for one in known:
            box.add(self._calibration(one))
        if not known:
            box.add(label(_("None is entered. Without one, the meter is not proven on any day."), "small"))
        return box

    def _calibration(self, one: CalibrationRow) -> QWidget:
        made = QWidget()
        until = str(one.valid_until) if one.valid_until else _("open")
        accredited = {True: _("accredited"), False: _("not accredited"), None: ""}[one.accredited]
        error = _("error found {percent} %").format(percent=one.found_error) if one.found_error else ""
        facts = " · ".join(part for part in (one.number, one.body, accredited, one.standard, error) if part)
        words = label(f"{one.on} – {until}", wrap=False)
        more = label(" · ".join(part for part in (facts, one.file or _("no file")) if part), "small")
        line = row(words, more, *self._changers(one.on, lambda: self.calibration_asked.emit(one)))
        line.setStretch(1, 1)
        made.setLayout(line)
        return made

    def _changers(self, on: date, change: object) -> tuple[QWidget, QWidget]:
        edit = button(_("Change"), change, "link", name="changeCalibration")  # type: ignore[arg-type]
        edit.setAccessibleName(_("Change the calibration of {day}").format(day=on))
        drop = button(_("Take out"), lambda: self.calibration_dropped.emit(on), "link", name="dropCalibration")
        drop.setAccessibleName(_("Take out the calibration of {day}").format(day=on))
        return edit, drop

    def _events(self, rows: tuple[EventRow, ...]) -> Card:
        box = Card(margin=12, spacing=6)
        add = button(_("Record an event…"), self.event_asked.emit, name="addEvent", icon="plus")
        box.add(row(label(_("Exchange, reset, rollover"), "strong", wrap=False), None, add))
        for one in rows:
            drop = button(_("Take out"), lambda on=one.day: self.event_dropped.emit(on), "link", name="dropEvent")  # type: ignore[misc]
            drop.setAccessibleName(_("Take out the event of {day}").format(day=one.day))
            words = label(" · ".join(part for part in (one.words, one.file) if part))
            line = row(words, drop)
            line.setStretch(0, 1)
            box.add(line)
        if not rows:
            box.add(label(_("Nothing is recorded."), "small"))
        return box


def _facts(card: MeterCard) -> str:
    kind = _("register that counts up") if card.kind == "cumulative" else _("values of each interval")
    parts = [
        " ".join(part for part in (card.make, card.model) if part),
        _("class {accuracy}").format(accuracy=card.accuracy_class) if card.accuracy_class else _("class not entered"),
        card.standard or _("standard not entered"),
        _("error at most {percent} %").format(percent=card.max_error) if card.max_error else "",
        kind,
        _("multiplier {value}").format(value=card.multiplier) if card.multiplier != "1" else "",
        _("{count} digits").format(count=card.digits) if card.digits else "",
        _("reads in {unit}").format(unit=card.unit) if card.unit else "",
        _("began at {reading}").format(reading=card.first_reading) if card.first_reading else "",
        _("in service from {day}").format(day=card.from_day) if card.from_day else "",
        _("until {day}").format(day=card.until_day) if card.until_day else "",
    ]
    return " · ".join(part for part in parts if part)
