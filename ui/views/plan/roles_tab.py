"""Who does what: the rows of the monitoring structure sheet, since when they hold, and the monthly check."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPushButton, QWidget

from jcm_desktop import clock
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import plan_shape
from jcm_desktop.services.views import PlanView
from ui.views.plan.form import DayChoice
from ui.views.plan.tab import PlanTab
from ui.widgets.texts import Card, button, label, row

COLUMNS = (
    (N_("Title or department (printed)"), "roleTitle"),
    (N_("Task (printed)"), "roleTask"),
    (N_("Person (not printed)"), "rolePerson"),
)
Rows = tuple[tuple[str, str, str], ...]


class RolesTab(PlanTab):
    """A grid of lines to type in; nothing is stored before it is saved or the page is left."""

    def __init__(self) -> None:
        super().__init__()
        column = self.column()
        card = Card(margin=16, spacing=10)
        card.add(
            label(_("Monitoring structure"), "heading"),
            label(
                _("One line for each task. The report prints titles and tasks; names stay in this workspace."),
                "quiet",
            ),
        )
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        for at, width in enumerate((3, 5, 3)):
            self._grid.setColumnStretch(at, width)
        card.add(self._grid)
        self.since = DayChoice(_("These hold since"), clock.now().date())
        self.since.setObjectName("rolesSince")
        self.since.changed.connect(self._touched)
        self._add = button(_("Add a line"), self._add_line, name="addRole", icon="plus")
        self._save = button(_("Save the structure"), self._store, "primary", name="saveRoles")
        card.add(
            row(self._add, 16, label(_("These hold since"), wrap=False), self.since, None, self._save),
            label(_("Where people or tasks change after registration, say since when."), "small"),
        )
        column.addWidget(card)
        check = Card(margin=16, spacing=6)
        self.monthly = QCheckBox(_("A named person looks through the records every month"))
        self.monthly.setObjectName("integrityCheck")
        self.monthly.setAccessibleName(self.monthly.text())
        self.monthly.clicked.connect(self._set_monthly)
        check.add(
            label(_("Monthly check"), "heading"),
            self.monthly,
            label(_("If so, each month that has passed asks for a note on the evidence page."), "small"),
        )
        column.addWidget(check)
        column.addStretch(1)
        self._lines: list[tuple[QLineEdit, QLineEdit, QLineEdit, QPushButton]] = []
        self._stored: tuple[Rows, object] = ((), None)
        self._fresh = True

    def show_plan(self, view: PlanView) -> None:
        """Show the roles; lines that were typed and not saved yet stay."""
        stored: Rows = tuple((one.responsible, one.role, one.person) for one in view.roles)
        touched = self.touched
        self._stored = (stored, view.roles_from)
        self.monthly.setChecked(view.integrity_check)
        if self._fresh or not touched:
            self._fresh = False
            self._draw(stored)
            self.since.set_day(view.roles_from)
        self._touched()

    @property
    def touched(self) -> bool:
        """Whether something was typed that is not stored."""
        return (self.rows(), self.since.day) != self._stored

    def rows(self) -> Rows:
        """The lines that hold anything."""
        texts = [(one.text().strip(), two.text().strip(), three.text().strip()) for one, two, three, _b in self._lines]
        return tuple(one for one in texts if any(one))

    def forget(self) -> None:
        self._fresh = True

    def leave(self) -> None:
        if self.touched:
            self._store()

    def choose(self) -> None:
        """Put the cursor where something is missing, or into the first line."""
        empty = [field for line in self._lines for field in line[:3] if not field.text().strip()]
        target: QWidget = (empty or [line[0] for line in self._lines])[0] if self._lines else self._add
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw(self, rows: Rows) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._lines = []
        for at, (words, _name) in enumerate(COLUMNS):
            self._grid.addWidget(label(_(words), "small", wrap=False), 0, at)
        for one in rows or (("", "", ""),):
            self._put(one)

    def _put(self, texts: tuple[str, str, str]) -> QWidget:
        at = len(self._lines) + 1
        fields = []
        for column, (text, (words, name)) in enumerate(zip(texts, COLUMNS, strict=True)):
            field = QLineEdit(text)
            field.setAcceptDrops(False)
            field.setObjectName(f"{name}{at}")
            field.setAccessibleName(_("{column}, line {number}").format(column=_(words), number=at))
            field.setCursorPosition(0)
            field.textEdited.connect(lambda _text: self._touched())
            field.returnPressed.connect(self._store)
            self._grid.addWidget(field, at, column)
            fields.append(field)
        remove = button(_("Remove line {number}").format(number=at), lambda: self._remove(remove), "icon", icon="close")
        remove.setObjectName(f"removeRole{at}")
        self._grid.addWidget(remove, at, len(COLUMNS))
        self._lines.append((fields[0], fields[1], fields[2], remove))
        return fields[0]

    def _add_line(self) -> None:
        self._put(("", "", "")).setFocus()

    def _remove(self, pressed: QPushButton) -> None:
        kept = tuple(
            (one.text(), two.text(), three.text()) for one, two, three, remove in self._lines if remove is not pressed
        )
        self._draw(kept)
        self._touched()

    def _touched(self) -> None:
        self._save.setEnabled(self.touched)

    def _store(self) -> None:
        rows, since = self.rows(), self.since.day
        if self.touched:
            self.change.emit(lambda session, project: plan_shape.set_roles(session, project, rows, since), self._done)

    def _done(self) -> None:
        self._fresh = True

    def _set_monthly(self, on: bool) -> None:
        before = not on
        self.monthly.setChecked(before)  # what is stored decides
        self.change.emit(lambda session, project: plan_shape.set_integrity_check(session, project, monthly=on), None)
