"""The second step of an import: how the files are read, with their lines below as they are. Shows; judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from jcm_desktop import words
from jcm_desktop.domain.mapping import Mapping
from jcm_desktop.i18n import N_, _
from jcm_desktop.services.import_choices import (
    DECIMALS,
    ORDERS,
    REPEATED,
    STAMPS,
    STEPS,
    WALLS,
    FileRows,
    ImportChoices,
    Pairs,
)
from jcm_desktop.services.import_files import OpenFile
from ui.models.paged import PagedModel
from ui.page import scrolled
from ui.views.intake.columns_form import ColumnsForm
from ui.widgets.choice import Choice
from ui.widgets.texts import Card, label, row, set_property, set_tone, sign

ROW_HEIGHT = 24
PLEASE = N_("Please choose")
# Field, words, what can be chosen, code of its question.
FIELDS: tuple[tuple[str, str, Pairs, str], ...] = (
    ("order", N_("Dates"), ORDERS, "mapping.order_asked"),
    ("decimal", N_("Decimal sign"), DECIMALS, "mapping.decimal_asked"),
    ("step", N_("Length of an interval"), STEPS, "mapping.step_asked"),
    ("stamp", N_("A time marks"), STAMPS, "mapping.stamp_asked"),
    ("wall", N_("The meter’s clock"), WALLS, ""),
    ("repeated", N_("An hour shown twice"), REPEATED, ""),
)


READABLE = 16  # letters of a choice, such as “Day, month, year”


class MappingStep(QWidget):
    """Choices above, the file below."""

    mapping_changed = Signal(object)  # Mapping
    column_asked = Signal(int, str)
    file_chosen = Signal(int)
    look_asked = Signal(str, str)  # encoding, sheet

    def __init__(self) -> None:
        super().__init__()
        self._file: OpenFile | None = None
        self._files = Choice(_("File"), "importFile")
        self._files.chosen.connect(lambda text: self.file_chosen.emit(int(text)))
        self._source = label("", "quiet", name="importSource")
        self._note = Card(role="note", margin=8)
        self._note.setObjectName("importQuestion")
        self._sign = sign("warning", "amber")
        self._question = label("", name="importQuestionText")
        line = row(self._sign, self._question, spacing=10)
        line.setStretch(1, 1)
        self._note.add(line)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        self._fields: dict[str, Choice] = {}
        for at, (name, text, _pairs, _code) in enumerate(FIELDS):
            self._fields[name] = self._field(grid, at, _(text), name, partial(self._set, name))
        self._zone = self._field(grid, 6, _("Time zone"), "zone", partial(self._set, "zone"), free=True)
        self._encoding = self._field(grid, 7, _("Letters"), "encoding", lambda value: self.look_asked.emit(value, ""))
        self._sheet = self._field(grid, 8, _("Sheet"), "sheet", lambda value: self.look_asked.emit("", value))
        self._missing = QLineEdit()
        self._missing.setObjectName("mapping-missing")
        self._missing.setAccessibleName(_("Texts for no value"))
        self._missing.setAcceptDrops(False)
        self._missing.editingFinished.connect(self._missing_said)
        grid.addWidget(label(_("Texts for no value"), wrap=False), 3, 0)
        grid.addWidget(self._missing, 3, 1, 1, 5)
        for place in (1, 3, 5):
            grid.setColumnStretch(place, 1)
        self._columns = ColumnsForm()
        self._columns.changed.connect(lambda values: self._set("values", values))
        self._columns.asked.connect(self.column_asked)
        inside = QWidget()
        form = QVBoxLayout(inside)
        form.setContentsMargins(0, 0, 8, 0)
        form.setSpacing(8)
        form.addLayout(grid)
        form.addWidget(self._columns)
        form.addStretch(1)
        self.model = PagedModel(self)
        self.table = QTableView()
        self.table.setObjectName("filePreview")
        self.table.setAccessibleName(_("The lines of the file"))
        dress_long_table(self.table, self.model)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        top = row(label(_("File"), "strong", wrap=False), self._files, self._source, spacing=10)
        top.setStretch(1, 1)
        top.setStretch(2, 2)
        column.addLayout(top)
        column.addWidget(self._note)
        area = scrolled(inside)
        area.setObjectName("mappingForm")
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)  # nothing is cut on a small screen
        column.addWidget(area, 5)
        column.addWidget(self.table, 4)

    def _field(
        self, grid: QGridLayout, at: int, text: str, name: str, then: Callable[[str], object], *, free: bool = False
    ) -> Choice:
        made = Choice(text, f"mapping-{name}", free=free)
        made.setMinimumContentsLength(READABLE)
        made.chosen.connect(then)
        line, column = divmod(at, 3)
        words_ = label(text, wrap=False)
        words_.setBuddy(made)
        words_.setObjectName(f"words-{name}")
        grid.addWidget(words_, line, column * 2)
        grid.addWidget(made, line, column * 2 + 1)
        return made

    def focus_asked(self) -> None:
        """Give the keyboard to the first thing that must still be said."""
        for field in (*self._fields.values(), self._zone, *self._columns.findChildren(Choice)):
            if field.property("asked") == "true" and field.isEnabled():
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    # --- showing --------------------------------------------------------------------------------------------------

    def show_files(self, files: Sequence[OpenFile], at: int) -> None:
        """The names of the files, one of them chosen."""
        self._files.fill([(str(index), one.source.name) for index, one in enumerate(files)], str(at))
        self._files.setEnabled(len(files) > 1)

    def show_file(self, file: OpenFile, choices: ImportChoices) -> None:
        """The choices as they are for a file."""
        self._file = file
        mapping = file.mapping
        for name, _text, pairs, code in FIELDS:
            offered = [(value, _(text)) for value, text in pairs if name != "order" or self._possible(file, value)]
            field = self._fields[name]
            field.fill(offered, str(getattr(mapping, name)), open_words=_(PLEASE) if code else "")
            set_property(field, "asked", "true" if code in file.questions else "false")
        register = bool(mapping.values) and all(one.kind == "register" for one in mapping.values)
        self._fields["stamp"].setEnabled(not register)
        self._zone.fill([(one, one) for one in choices.zones], mapping.zone, open_words=_(PLEASE))
        set_property(self._zone, "asked", "false" if mapping.zone else "true")
        text = mapping.format == "text"
        self._encoding.fill([(one, one) for one in file.proposal.encodings], mapping.encoding)
        self._encoding.setEnabled(text and len(file.proposal.encodings) > 1)
        self._sheet.fill([(one, one) for one in file.source.sheets], mapping.sheet)
        self._sheet.setEnabled(len(file.source.sheets) > 1)
        self._missing.setText("  ".join(one for one in mapping.missing if one))
        self._columns.show_columns(file, mapping.values, choices)
        self._show_question(file)
        self._source.setText(
            _("Known source: read as {file} was").format(file=file.remembered)
            if file.remembered
            else _("New source: please look at what is proposed")
        )

    def _possible(self, file: OpenFile, order: str) -> bool:
        return order in file.proposal.orders or order == file.mapping.order

    def _show_question(self, file: OpenFile) -> None:
        asked = file.questions
        tone = "amber" if asked else "green"
        set_tone(self._note, tone)
        self._sign.setPixmap(sign("warning" if asked else "good", tone).pixmap())
        text = words.sentence(asked[0], file.source.name, {}) if asked else _("Everything is said. Look at the result.")
        self._question.setText(text)
        self._question.setAccessibleName(text)

    def show_lines(self, rows: FileRows, first_row: int) -> None:
        """The lines of the file, from shortly before its values on."""
        self.model.show_rows(rows, (0,))
        self.table.setColumnWidth(0, 80)
        self.table.scrollTo(self.model.index(max(0, first_row - 4), 0), QTableView.ScrollHint.PositionAtTop)

    def show_line(self, number: int) -> None:
        """Bring a line into sight."""
        index = self.model.index(number - 1, 0)
        if index.isValid():
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index, QTableView.ScrollHint.PositionAtCenter)

    def _missing_said(self) -> None:
        """Texts with spaces between them; an empty cell never holds a value."""
        said = ("", *dict.fromkeys(self._missing.text().casefold().split()))
        if self._file is not None and said != self._file.mapping.missing:
            self._set("missing", said)

    def _set(self, name: str, value: object) -> None:
        if self._file is None:
            return
        mapping: Mapping = msgspec.structs.replace(self._file.mapping, **{name: value})
        self.mapping_changed.emit(mapping)


def dress_long_table(table: QTableView, model: PagedModel) -> None:
    """The looks of a long table: rows of one height, nothing measured, whole lines chosen."""
    table.setModel(model)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setCornerButtonEnabled(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.horizontalHeader().setDefaultSectionSize(150)
    table.horizontalHeader().setStretchLastSection(True)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
