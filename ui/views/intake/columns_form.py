"""The columns of a file and the monitoring points they belong to. Shows a mapping; judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from jcm_desktop.datafiles.detect import FoundColumn
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.mapping import ValueColumn
from jcm_desktop.domain.quantity import parse_number
from jcm_desktop.i18n import _
from jcm_desktop.services.import_choices import KINDS, UNITS, ImportChoices
from jcm_desktop.services.import_files import OpenFile
from jcm_desktop.words import sentence
from ui.widgets.choice import Choice
from ui.widgets.texts import label, set_property

SHOWN = 8  # columns of values that are offered at once; others can be added


class ColumnsForm(QWidget):
    """A row for each column of values: point, kind, unit, factor, digits, decimals."""

    changed = Signal(object)  # tuple[ValueColumn, ...]
    asked = Signal(int, str)  # a column is to belong to a point: what is known of it

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._values: tuple[ValueColumn, ...] = ()
        self._parts: list[QWidget] = []

    def show_columns(self, file: OpenFile, values: tuple[ValueColumn, ...], choices: ImportChoices) -> None:
        """Show the columns of a file with what was said of them."""
        for old in self._parts:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._parts = []
        self._values = values
        heads = (_("Column"), _("Belongs to"), _("What it holds"), _("Unit"), _("Times"), _("Digits"), _("Decimals"))
        for at, words in enumerate(heads):
            self._add(label(words, "small", wrap=False), 0, at)
        used = {one.column for one in values}
        numbers = [one for one in file.proposal.columns if one.looks_like == "number" or one.index in used]
        first = [one for one in numbers if one.index in used] + [one for one in numbers if one.index not in used]
        shown = sorted(first[: max(SHOWN, len(used))], key=lambda one: one.index)
        for line, one in enumerate(shown, 1):
            self._row(line, one, choices)
        others = [one for one in numbers if one not in shown]
        if others:
            self._more(len(shown) + 1, others, choices)
        for column, stretch in enumerate((3, 3, 3, 2, 1, 1, 1)):
            self._grid.setColumnStretch(column, stretch)

    def _add(self, part: QWidget, line: int, column: int) -> None:
        self._grid.addWidget(part, line, column)
        self._parts.append(part)

    def _row(self, line: int, found: FoundColumn, choices: ImportChoices) -> None:
        name = found.header or _("Column {number}").format(number=found.index + 1)
        heading = label(name, "strong", wrap=False)
        heading.setToolTip(_("For example: {example}").format(example=found.example))
        heading.setMaximumWidth(190)
        self._add(heading, line, 0)
        value = next((one for one in self._values if one.column == found.index), None)
        point = Choice(_("Monitoring point of {column}").format(column=name), f"point-{found.index}")
        pairs = [("", _("Not used")), *((one.no, one.words) for one in choices.points)]
        point.fill(pairs, value.point if value else "")
        set_property(point, "asked", "false" if self._values else "true")  # one column at least belongs to a point
        point.chosen.connect(lambda no, at=found.index: self._choose_point(at, no))
        self._add(point, line, 1)
        if value is None:
            return
        kinds = [(one, _(text)) for one, text in KINDS]
        units = [(one, one) for one in UNITS]
        self._asked(line, 2, _("What {column} holds").format(column=name), f"kind-{found.index}", kinds, value.kind)
        self._asked(line, 3, _("Unit of {column}").format(column=name), f"unit-{found.index}", units, value.unit)
        factor = self._field(_("Factor of {column}").format(column=name), f"factor-{found.index}", f"{value.factor:f}")
        factor.setToolTip(_("What the values are multiplied by, such as a transformer’s ratio"))
        factor.editingFinished.connect(partial(self._set_factor, found.index, factor))
        self._add(factor, line, 4)
        digits = self._field(
            _("Digits of {column}").format(column=name),
            f"digits-{found.index}",
            "" if value.digits is None else str(value.digits),
        )
        digits.setToolTip(_("How many digits the register has before its decimal sign, where it starts at 0 again"))
        digits.setEnabled(value.kind == "register")
        digits.editingFinished.connect(partial(self._set_digits, found.index, digits))
        self._add(digits, line, 5)
        decimals = self._field(
            _("Decimals of {column}").format(column=name),
            f"decimals-{found.index}",
            "" if value.decimals is None else str(value.decimals),
        )
        decimals.setToolTip(_("How many decimals the meter has, where a spreadsheet stores more by mistake"))
        decimals.editingFinished.connect(partial(self._set_decimals, found.index, decimals))
        self._add(decimals, line, 6)

    def _asked(
        self, line: int, place: int, words: str, name: str, pairs: Sequence[tuple[str, str]], value: str
    ) -> None:
        """A choice that must be made; the name says of which field and column."""
        field, _dash, column = name.partition("-")
        made = Choice(words, name, free=field == "unit")
        made.fill(pairs, value, open_words=_("Please choose"))
        set_property(made, "asked", "false" if value else "true")
        made.chosen.connect(lambda text: self._set(int(column), **{field: text}))
        self._add(made, line, place)

    def _field(self, words: str, name: str, text: str) -> QLineEdit:
        made = QLineEdit(text)
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setAcceptDrops(False)
        made.setMinimumWidth(56)
        return made

    def _more(self, line: int, others: list[FoundColumn], choices: ImportChoices) -> None:
        add = Choice(_("Another column of values"), "moreColumns")
        pairs = [("", _("Another column…"))]
        pairs += [(str(one.index), one.header or _("Column {number}").format(number=one.index + 1)) for one in others]
        add.fill(pairs, "")
        first = choices.points[0].no if choices.points else ""
        add.chosen.connect(lambda text: self._choose_point(int(text), first) if text else None)
        self._add(add, line, 0)

    # --- what was chosen ------------------------------------------------------------------------------------------

    def _choose_point(self, column: int, no: str) -> None:
        if not no:
            self._tell([one for one in self._values if one.column != column])
        elif any(one.column == column for one in self._values):
            self._set(column, point=no)
        else:
            self.asked.emit(column, no)

    def _set(self, column: int, **changes: object) -> None:
        self._tell([msgspec.structs.replace(one, **changes) if one.column == column else one for one in self._values])

    def _set_factor(self, column: int, field: QLineEdit) -> None:
        self._set_number(column, field, lambda text: {"factor": parse_number(text or "1")})

    def _set_digits(self, column: int, field: QLineEdit) -> None:
        self._set_number(column, field, lambda text: {"digits": int(text) if text else None})

    def _set_decimals(self, column: int, field: QLineEdit) -> None:
        self._set_number(column, field, lambda text: {"decimals": int(text) if text else None})

    def _set_number(self, column: int, field: QLineEdit, read: Callable[[str], dict[str, object]]) -> None:
        try:
            changes = read(field.text().strip())
        except (ValueError, UserError) as error:
            set_property(field, "wrong", "true")
            if isinstance(error, UserError):
                field.setToolTip(sentence(error.code, error.place, error.facts))
            return
        set_property(field, "wrong", "false")
        value = next((one for one in self._values if one.column == column), None)
        if value is not None and any(getattr(value, name) != new for name, new in changes.items()):
            self._set(column, **changes)

    def _tell(self, values: list[ValueColumn]) -> None:
        self._values = tuple(values)
        self.changed.emit(self._values)
