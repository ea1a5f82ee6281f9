"""Three questions about versions: what changed and who approved it, that a plan is complete, why it is opened again."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from jcm_desktop import clock
from jcm_desktop.i18n import _
from jcm_desktop.services.plan_history import VersionFacts
from jcm_desktop.services.plan_views import VersionRow
from ui.views.plan.form import DayChoice
from ui.widgets.ask import AskDialog
from ui.widgets.texts import label


class VersionDialog(AskDialog):
    """What is said about a version after the registered plan; asked once, before its first change."""

    def __init__(self, parent: QWidget, number: int, known: VersionRow | None = None, what: str = "") -> None:
        super().__init__(
            parent,
            _("Version {version} of the plan").format(version=number),
            _(
                "The registered plan is locked, so a change makes a new version. The report shows what changed. "
                "Say it once; more changes go into the same version."
            ),
            _("Save") if known else _("Make the new version"),
        )
        self.setObjectName("versionDialog")
        today = clock.now().date()
        self.lasting = QRadioButton(_("Change for good: approved, or to be approved"))
        self.passing = QRadioButton(_("Deviation for some days, for example while a meter is repaired"))
        group = QButtonGroup(self)
        for one, name in ((self.lasting, "versionLasting"), (self.passing, "versionTemporary")):
            one.setObjectName(name)
            one.setAccessibleName(one.text())
            group.addButton(one)
            self.form.addRow(one)
        self.first = DayChoice(_("Valid from"), today)
        self.last = DayChoice(_("Until"), today)
        self.approval, self.treatment = QLineEdit(), QLineEdit()
        self.approval.setPlaceholderText(_("decision, its number and date; may follow later"))
        self.treatment.setPlaceholderText(_("for example: the lower of both values is taken"))
        self.what, self.why = QPlainTextEdit(), QPlainTextEdit()
        self._rows: dict[QWidget, QWidget] = {}
        self._put(_("Valid from"), self.first, "versionFrom")
        self._put(_("Until"), self.last, "versionUntil")
        self._put(_("Approval"), self.approval, "versionApproval")
        self._put(_("Careful treatment"), self.treatment, "versionTreatment")
        for words, field, name in ((_("What changed"), self.what, "versionWhat"), (_("Why"), self.why, "versionWhy")):
            field.setTabChangesFocus(True)
            field.setAcceptDrops(False)
            field.setFixedHeight(field.fontMetrics().lineSpacing() * 2 + 18)
            self._put(words, field, name)
        self.passing.toggled.connect(lambda _on: self._show_kind())
        self._fill(known, what)
        self._show_kind()
        self.what.setFocus()

    def _put(self, words: str, field: QWidget, name: str) -> None:
        field.setObjectName(name)
        field.setAccessibleName(words)
        field.setMinimumWidth(280)
        self._rows[field] = label(words, wrap=False)
        self.form.addRow(self._rows[field], field)

    def _fill(self, known: VersionRow | None, what: str) -> None:
        (self.passing if known and known.kind == "temporary" else self.lasting).setChecked(True)
        if known is None:
            self.what.setPlainText(what)
            return
        self.first.set_day(known.valid_from)
        self.last.set_day(known.until)
        self.approval.setText(known.approval)
        self.treatment.setText(known.treatment)
        self.what.setPlainText(known.what)
        self.why.setPlainText(known.why)

    def _show_kind(self) -> None:
        passing = self.passing.isChecked()
        for field, on in ((self.last, passing), (self.treatment, passing), (self.approval, not passing)):
            field.setVisible(on)
            self._rows[field].setVisible(on)

    @property
    def answer(self) -> VersionFacts:
        """What was said."""
        passing = self.passing.isChecked()
        return VersionFacts(
            what=self.what.toPlainText(),
            why=self.why.toPlainText(),
            valid_from=self.first.day,
            temporary=passing,
            approval=self.approval.text(),
            until=self.last.day if passing else None,
            treatment=self.treatment.text(),
        )


class LockDialog(AskDialog):
    """A person says that the plan is complete; of version 1, that it is the registered one."""

    def __init__(self, parent: QWidget, number: int, registered_on: str) -> None:
        first = number == 1
        when = _("The project was registered on {day}. ").format(day=registered_on) if registered_on else ""
        super().__init__(
            parent,
            _("This is the registered plan") if first else _("Version {version} is complete").format(version=number),
            when
            + _(
                "After this, points, values, units and words are locked: a change makes a new version with its "
                "approval, and the report shows it. Meters, calibrations and people can still be changed."
            ),
            _("Lock the plan"),
        )
        self.setObjectName("lockDialog")
        words = _("I compared it with the registered monitoring plan") if first else _("I looked through the changes")
        self.compared = QCheckBox(words)
        self.compared.setObjectName("lockCompared")
        self.compared.setAccessibleName(words)
        self.form.addRow(self.compared)

    def wrong(self) -> str:
        return "" if self.compared.isChecked() else _("Please compare first, then tick the box.")


class ReasonDialog(AskDialog):
    """Why a locked version is opened again."""

    def __init__(self, parent: QWidget, number: int) -> None:
        super().__init__(
            parent,
            _("Open version {version} again").format(version=number),
            _(
                "For what was typed wrongly only. If the plan itself changed, make a new version instead. "
                "The reason is kept in the history."
            ),
            _("Open it again"),
        )
        self.setObjectName("reasonDialog")
        self.reason = QLineEdit()
        self.add_field(_("Reason"), self.reason, "unlockReason")
