"""The form for a project that is not in the register: what it is called, where, by whom, and its reference."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.own_projects import OwnProject, OwnProjectForm
from ui.widgets.ask import AskDialog
from ui.widgets.choice import Choice

MOST = 400  # letters of a text


class OwnProjectDialog(AskDialog):
    """Asks; what is wrong with the answer, the use case says."""

    def __init__(self, parent: QWidget, form: OwnProjectForm) -> None:
        estimate = form.estimate
        super().__init__(
            parent,
            _("Make an estimate with {methodology}").format(methodology=form.id)
            if estimate
            else _("A project that is not in the register"),
            _("Plan, readings, checks and result work as for every project. A report for verification is refused.")
            if estimate
            else _("The plan can be made and readings entered. Before a report, the checks say what is missing."),
            _("Open its plan"),
        )
        self.setObjectName("ownProjectDialog")
        self.name = self._field(_("Title of the project"), "ownTitle")
        self.country = Choice(_("Country"), "ownCountry")
        self.country.fill(form.countries, form.country, open_words=_("Choose"))
        self.add_field(_("Country"), self.country, "ownCountry")
        self.host = self._field(_("Participants, partner country"), "ownHost", _("optional"))
        self.japanese = self._field(_("Participants, Japan"), "ownJapanese", _("optional"))
        self.reference = self._field(_("Reference of your own"), "ownReference")
        self.reference.setText(form.reference)
        self.name.setFocus()

    def _field(self, words: str, name: str, hint: str = "") -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(MOST)
        field.setPlaceholderText(hint)
        self.add_field(words, field, name)
        return field

    @property
    def answer(self) -> OwnProject:
        """What was given."""
        return OwnProject(
            reference=self.reference.text(),
            title=self.name.text(),
            country=self.country.value(),
            host_participants=self.host.text(),
            japanese_participants=self.japanese.text(),
        )
