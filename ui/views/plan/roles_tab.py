"""Who does what: the rows of the monitoring structure sheet, since when they hold, and the monthly check."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from jcm_desktop import clock
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import plan_shape
from jcm_desktop.services.views import PlanView
from ui.views.plan.form import DayChoice
from ui.views.plan.lines import Lines
from ui.views.plan.tab import PlanTab
from ui.widgets.texts import Card, button, label, row

COLUMNS = (
    (N_("Title or department (printed)"), "roleTitle", 3),
    (N_("Task (printed)"), "roleTask", 5),
    (N_("Person (not printed)"), "rolePerson", 3),
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
        self.lines = Lines(COLUMNS, "removeRole")
        self.lines.edited.connect(self._touched)
        self.lines.entered.connect(self._store)
        card.add(self.lines)
        self.since = DayChoice(_("These hold since"), clock.now().date())
        self.since.setObjectName("rolesSince")
        self.since.changed.connect(self._touched)
        self._add = button(_("Add a line"), self.lines.add_line, name="addRole", icon="plus")
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
            self.lines.show_texts(stored)
            self.since.set_day(view.roles_from)
        self._touched()

    @property
    def touched(self) -> bool:
        """Whether something was typed that is not stored."""
        return (self.rows(), self.since.day) != self._stored

    def rows(self) -> Rows:
        """The lines that hold anything."""
        return tuple((title, task, person) for title, task, person in self.lines.texts())

    def forget(self) -> None:
        self._fresh = True

    def leave(self) -> None:
        if self.touched:
            self._store()

    def choose(self) -> None:
        """Put the cursor where something is missing, or into the first line."""
        if not self.lines.choose():
            self._add.setFocus(Qt.FocusReason.OtherFocusReason)

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
