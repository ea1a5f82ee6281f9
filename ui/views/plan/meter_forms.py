"""The three forms of the meters tab: a meter, a calibration with its file, an event with its file.

Each stands in the place of the meter's details until it is saved or given up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QVBoxLayout, QWidget

from jcm_desktop import clock
from jcm_desktop.i18n import N_, _
from jcm_desktop.services.meter_entry import CalibrationEdit, EventEdit
from jcm_desktop.services.metering import KIND_WORDS, CalibrationRow, MeterCard
from ui.page import scrolled
from ui.views.plan.form import Form
from ui.widgets.texts import button, label, row

FIELD_WIDTH = 360
EVENT_CHOICES = (
    ("swap", N_("It was exchanged for another meter")),
    ("rollover", N_("Its register started again at zero")),
    ("reset", N_("It was set back")),
)
ACCREDITED = (("", N_("not known")), ("yes", N_("yes")), ("no", N_("no")))
ACCREDITED_VALUES = {"": None, "yes": True, "no": False}


class EntryForm(QWidget):
    """A heading, fields, and the buttons to save or give up; Escape gives up."""

    saved = Signal()
    given_up = Signal()

    def __init__(self, save: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._title = label("", "heading")
        self._hint = label("", "small")
        self.form = Form(wide=True)
        self.form.entered.connect(self.saved)
        go = button(save, self.saved.emit, "primary", name=f"{name}Save")
        back = button(_("Cancel"), self.given_up.emit, name=f"{name}Cancel")
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 8, 0)
        self.column.setSpacing(10)
        for part in (self._title, self._hint, self.form):
            self.column.addWidget(part)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(scrolled(inside), 1)
        outer.addLayout(row(None, back, go))

    def head(self, title: str, hint: str) -> None:
        """What the form is about."""
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    @property
    def touched(self) -> bool:
        """Whether something was entered that is not stored."""
        return self.form.touched

    def limit(self, *names: str) -> None:
        """Fields no wider than a line is read."""
        for name in names:
            self.form.field(name).setMaximumWidth(FIELD_WIDTH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class MeterForm(EntryForm):
    """What a meter is, and which points it serves."""

    REGISTER = ("multiplier", "digits", "unit", "first_reading")  # fields of a register that counts up
    FIELDS = ("make", "model", "accuracy_class", "standard", "max_error_percent", *REGISTER)

    def __init__(self) -> None:
        super().__init__(_("Save this meter"), "meterForm")
        form, today = self.form, clock.now().date()
        form.line("meterSerial", _("Serial number"))
        form.line("meter_make", _("Maker"))
        form.line("meter_model", _("Model"))
        form.line("meter_accuracy_class", _("Accuracy class"), _("such as 0.2S"))
        form.line("meter_standard", _("Standard"), _("such as IEC 62053-22"))
        form.line("meter_max_error_percent", _("Maximum permissible error, %"), _("such as 0.2"))
        form.choice("meter_kind", _("What it gives"), [(key, _(words)) for key, words in KIND_WORDS.items()])
        form.line("meter_multiplier", _("Multiplier"), _("of current transformers; 1 where there is none"))
        form.line("meter_digits", _("Digits of the register"), _("whole digits, where it starts again at zero"))
        form.line("meter_unit", _("Unit of the register"), _("such as kWh; empty: that of its point"))
        form.line("meter_first_reading", _("First reading"), _("what it showed when its service began"))
        form.day("meter_from_day", _("In service from"), today)
        form.day("meter_until_day", _("In service until"), today)
        self.limit("meterSerial", *(f"meter_{one}" for one in (*self.FIELDS, "kind", "from_day", "until_day")))
        form.on_change(self._show_register)
        self.column.addWidget(label(_("It measures for"), "strong"))
        self._points = QGridLayout()
        self._points.setVerticalSpacing(4)
        self.column.addLayout(self._points)
        self.column.addStretch(1)
        self._ticks: dict[str, QCheckBox] = {}
        self._served: set[str] = set()
        self.serial = ""  # of the meter that is described; empty for a new one

    def ask(
        self,
        card: MeterCard | None,
        points: Sequence[tuple[str, str]],
        *,
        serial: str = "",
        serves: Sequence[str] = (),
        from_day: date | None = None,
    ) -> None:
        """Describe a meter, or a new one of which something is known."""
        self.serial = card.serial if card else ""
        self.head(
            _("Meter {serial}").format(serial=card.serial) if card else _("A new meter"),
            _("The nameplate and the certificate have these facts; class and standard are printed in the report."),
        )
        field = self.form.field("meterSerial")
        field.setEnabled(card is None)
        values: dict[str, Any] = {"meterSerial": serial, "meter_kind": "interval", "meter_multiplier": "1"}
        values |= {f"meter_{name}": "" for name in self.FIELDS if name != "multiplier"}
        values |= {"meter_from_day": from_day, "meter_until_day": None}
        if card is not None:
            values = {
                "meterSerial": card.serial,
                "meter_make": card.make,
                "meter_model": card.model,
                "meter_accuracy_class": card.accuracy_class,
                "meter_standard": card.standard,
                "meter_max_error_percent": card.max_error,
                "meter_kind": card.kind,
                "meter_multiplier": card.multiplier,
                "meter_digits": card.digits,
                "meter_unit": card.unit,
                "meter_first_reading": card.first_reading,
                "meter_from_day": card.from_day,
                "meter_until_day": card.until_day,
            }
        self.form.fill(values)
        self._show_register()
        self._show_points(points, card.points if card else serves)
        (field if card is None and not serial else self.form.field("meter_make")).setFocus()

    def _show_register(self) -> None:
        for name in self.REGISTER:
            self.form.show_field(f"meter_{name}", on=self.form.values()["meter_kind"] == "cumulative")

    def _show_points(self, points: Sequence[tuple[str, str]], serves: Sequence[str]) -> None:
        for old in self._ticks.values():
            self._points.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._ticks = {}
        for at, (no, words) in enumerate(points):
            tick = QCheckBox(f"{no}  {words}" if len(words) <= 90 else f"{no}  {words[:88]}…")
            tick.setObjectName(f"serves{no}")
            tick.setAccessibleName(tick.text())
            tick.setToolTip(words)
            tick.setChecked(no in serves)
            self._points.addWidget(tick, at, 0)
            self._ticks[no] = tick
        self._served = set(self.serves)

    @property
    def touched(self) -> bool:
        return self.form.touched or set(self.serves) != self._served

    @property
    def typed_serial(self) -> str:
        return self.serial or str(self.form.values()["meterSerial"]).strip()

    @property
    def serves(self) -> tuple[str, ...]:
        """The points that are ticked."""
        return tuple(no for no, tick in self._ticks.items() if tick.isChecked())

    @property
    def texts(self) -> dict[str, Any]:
        """What the service asks for, by its names."""
        typed = self.form.values()
        return {name.removeprefix("meter_"): value for name, value in typed.items() if name != "meterSerial"}


class FileForm(EntryForm):
    """A form with a file that proves what it says."""

    def __init__(self, save: str, name: str) -> None:
        super().__init__(save, name)
        self.path = ""
        self._file = label("", "small", wrap=False)
        self._choose = button(_("Choose its file…"), self._ask_file, name=f"{name}File", icon="attach")

    @property
    def touched(self) -> bool:
        return self.form.touched or bool(self.path)

    def add_file(self) -> None:
        """Put the file's row below the fields."""
        self.column.addLayout(row(self._choose, self._file, None))
        self.column.addStretch(1)

    def set_file(self, path: str, kept: str = "") -> None:
        """The chosen file; or the name of the one that is kept already."""
        self.path = path
        self._file.setText(path.rpartition("/")[2] or kept or _("no file yet: PDF, picture or text"))

    def _ask_file(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose the file to attach"))
        if path:
            self.set_file(path)


class CalibrationForm(FileForm):
    """A calibration or certificate."""

    def __init__(self) -> None:
        super().__init__(_("Save this calibration"), "calibrationForm")
        form, today = self.form, clock.now().date()
        form.day("calOn", _("Calibrated on"), today)
        form.day("calValidUntil", _("Valid until"), today)
        form.line("calNumber", _("Certificate number"))
        form.line("calBody", _("Calibrated by"))
        form.choice("calAccredited", _("Accredited"), [(key, _(words)) for key, words in ACCREDITED])
        form.line("calStandard", _("Standard it refers to"))
        form.line("calError", _("Largest error found, %"), _("without its sign; empty if not stated"))
        self.limit("calOn", "calValidUntil", "calNumber", "calBody", "calAccredited", "calStandard", "calError")
        self.add_file()
        self.replaces: date | None = None

    def ask(self, serial: str, known: CalibrationRow | None) -> None:
        """Enter a calibration, or one anew."""
        self.replaces = known.on if known else None
        title = _("Calibration of {serial}").format(serial=serial)
        self.head(title, _("The days it is valid are the days the meter is proven; the file is its evidence."))
        words = {value: key for key, value in ACCREDITED_VALUES.items()}
        self.form.fill(
            {
                "calOn": known.on if known else None,
                "calValidUntil": known.valid_until if known else None,
                "calNumber": known.number if known else "",
                "calBody": known.body if known else "",
                "calAccredited": words[known.accredited] if known else "",
                "calStandard": known.standard if known else "",
                "calError": known.found_error if known else "",
            }
        )
        self.set_file("", known.file if known else "")
        self.form.field("calOn").setFocus()

    @property
    def answer(self) -> CalibrationEdit | None:
        """What was entered; None while its day is missing."""
        typed = self.form.values()
        if typed["calOn"] is None:
            return None
        return CalibrationEdit(
            on=typed["calOn"],
            valid_until=typed["calValidUntil"],
            number=typed["calNumber"],
            body=typed["calBody"],
            accredited=ACCREDITED_VALUES[typed["calAccredited"]],
            standard=typed["calStandard"],
            found_error=typed["calError"],
            path=self.path,
        )


class EventForm(FileForm):
    """An exchange, a reset or a rollover."""

    def __init__(self) -> None:
        super().__init__(_("Save this event"), "eventForm")
        form = self.form
        form.choice("eventKind", _("What happened"), [(key, _(words)) for key, words in EVENT_CHOICES])
        form.day("eventDay", _("At the end of"), clock.now().date())
        form.line("eventFinal", _("The register showed last"))
        form.line("eventFirst", _("It, or the new meter, showed next"))
        form.line("eventSuccessor", _("Serial number of the new meter"))
        form.line("eventText", _("Why"))
        self.limit("eventKind", "eventDay", "eventFinal", "eventFirst", "eventSuccessor", "eventText")
        form.on_change(self._show_successor)
        self.add_file()

    def ask(self, serial: str) -> None:
        """Record an event of a meter."""
        title = _("What happened to {serial}").format(serial=serial)
        self.head(title, _("With the last and the next reading, no consumption is lost between them."))
        texts = {name: "" for name in ("eventFinal", "eventFirst", "eventSuccessor", "eventText")}
        self.form.fill({"eventKind": "swap", "eventDay": None, **texts})
        self.set_file("")
        self._show_successor()
        self.form.field("eventKind").setFocus()

    def _show_successor(self) -> None:
        self.form.show_field("eventSuccessor", on=self.form.values()["eventKind"] == "swap")

    @property
    def answer(self) -> EventEdit | None:
        """What was entered; None while its day is missing."""
        typed = self.form.values()
        if typed["eventDay"] is None:
            return None
        return EventEdit(
            day=typed["eventDay"],
            kind=typed["eventKind"],
            final=typed["eventFinal"],
            first=typed["eventFirst"],
            successor=typed["eventSuccessor"],
            text=typed["eventText"],
            path=self.path,
        )
