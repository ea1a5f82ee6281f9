"""Facts of the project: where the equipment stands, when it operates, how much is expected each year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from jcm_desktop import clock
from jcm_desktop.domain.project import Location
from jcm_desktop.i18n import _
from jcm_desktop.services import plan_shape, project_facts
from jcm_desktop.services.formatting import day as day_words
from jcm_desktop.services.plan_views import ProjectFacts
from jcm_desktop.services.views import PlanView
from ui.views.plan.form import Form
from ui.views.plan.tab import PlanTab
from ui.widgets.texts import Card, button, label, row, selectable

if TYPE_CHECKING:
    from jcm_desktop.services.session import Session
    from jcm_desktop.services.views import Changes

PLACES = {
    "country": "factCountry",
    "province": "factProvince",
    "town": "factTown",
    "latitude": "factLatitude",
    "longitude": "factLongitude",
}


class ProjectTab(PlanTab):
    """Two forms beside each other, each with its own button."""

    def __init__(self) -> None:
        super().__init__()
        column = self.column()
        self._register = selectable(label("", "quiet"))
        facts, estimate = self._facts(), self._estimate()
        beside = row(facts, estimate, spacing=12)
        for at, card in enumerate((facts, estimate)):
            beside.setStretch(at, 1)
            beside.setAlignment(card, Qt.AlignmentFlag.AlignTop)
        column.addLayout(beside)
        column.addStretch(1)

    def _facts(self) -> Card:
        card = Card(margin=16, spacing=8)
        self.facts = Form(wide=True)
        hint = _("where the equipment stands, not the office")
        self.facts.line("factCountry", _("Country"))
        self.facts.line("factProvince", _("Province"), hint)
        self.facts.line("factTown", _("Town"), hint)
        self.facts.line("factLatitude", _("Latitude"), _("decimal degrees, north is positive: 47.65"))
        self.facts.line("factLongitude", _("Longitude"), _("decimal degrees, east is positive: 106.82"))
        today = clock.now().date()
        self.facts.day("factStart", _("Start of operation"), today)
        self.facts.day("factEnd", _("End of operation"), today)
        self._save_facts = button(_("Save these facts"), self._store_facts, "primary", name="saveFacts")
        self.facts.entered.connect(self._store_facts)
        self.facts.on_change(lambda: self._save_facts.setEnabled(self.facts.touched))
        card.add(label(_("The project"), "heading"), self._register, self.facts, row(self._save_facts, None))
        return card

    def _estimate(self) -> Card:
        card = Card(margin=16, spacing=8)
        self.estimate = Form(wide=True)
        self.estimate.line("estimateTonnes", _("Tonnes a year"), _("as the registered document says, such as 20323"))
        self.estimate.line("estimateSource", _("Source"), _("document and page"))
        self._save_estimate = button(_("Save the estimate"), self._store_estimate, "primary", name="saveEstimate")
        self.estimate.entered.connect(self._store_estimate)
        self.estimate.on_change(lambda: self._save_estimate.setEnabled(self.estimate.touched))
        card.add(
            label(_("Expected reductions"), "heading"),
            label(_("The estimate made before the start; results are compared with it."), "quiet"),
            self.estimate,
            row(self._save_estimate, None),
        )
        return card

    def show_facts(self, facts: ProjectFacts, view: PlanView) -> None:
        """Show what is stored; words that were typed and not saved yet stay."""
        registered = day_words(facts.registered_on) if facts.registered_on else ""
        lines = (
            facts.host_participants,
            facts.japanese_participants,
            _("Registered on {day}").format(day=registered) if registered else "",
        )
        self._register.setText("\n".join(one for one in lines if one))
        if not self.facts.touched:
            self.facts.fill(
                {
                    **{field: getattr(facts, name) for name, field in PLACES.items()},
                    "factStart": facts.operation_start,
                    "factEnd": facts.operation_end,
                }
            )
        if not self.estimate.touched:
            self.estimate.fill({"estimateTonnes": view.estimate_text, "estimateSource": view.estimate_source})

    @property
    def touched(self) -> bool:
        return self.facts.touched or self.estimate.touched

    def forget(self) -> None:
        self.facts.accept()
        self.estimate.accept()

    def leave(self) -> None:
        self._store_facts()
        self._store_estimate()

    def choose(self, part: str) -> None:
        """Put the cursor into a field of the location."""
        self.facts.field(PLACES.get(part, "factCountry")).setFocus()

    def _store_facts(self) -> None:
        if not self.facts.touched:
            return
        typed = self.facts.values()
        location = Location(**{name: typed[field] for name, field in PLACES.items()})

        def store(session: Session, project: str) -> Changes:
            return project_facts.set_project_facts(session, project, location, typed["factStart"], typed["factEnd"])

        self.change.emit(store, self.facts.accept)

    def _store_estimate(self) -> None:
        if not self.estimate.touched:
            return
        typed = self.estimate.values()

        def store(session: Session, project: str) -> Changes:
            return plan_shape.set_yearly_estimate(session, project, typed["estimateTonnes"], typed["estimateSource"])

        self.change.emit(store, self.estimate.accept)
