"""Facts of the project: where the equipment stands, when it operates, how much is expected each year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcm_desktop import clock
from jcm_desktop.domain.project import Location
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import plan_estimates, plan_shape, project_facts
from jcm_desktop.services.formatting import day as day_words
from jcm_desktop.services.plan_views import EstimateTexts, ProjectFacts
from jcm_desktop.services.views import PlanView
from ui.views.plan.form import Form
from ui.views.plan.lines import Lines
from ui.views.plan.tab import PlanTab
from ui.widgets.texts import Card, button, label, row, selectable

if TYPE_CHECKING:
    from jcm_desktop.services.session import Session
    from jcm_desktop.services.views import Changes

YEAR_COLUMNS = (
    (N_("Year"), "yearOf", 2),
    (N_("Reference"), "yearReference", 3),
    (N_("Project"), "yearProject", 3),
    (N_("Reductions"), "yearReductions", 3),
)
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
        self._fresh = True  # what is stored is shown next, whatever the lines hold
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
        self.facts.choice("factZone", _("Time zone"), ())
        self.facts.field("factZone").setToolTip(_("Days of logger data begin by this clock, with its summer time."))
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
            label(_("Of each calendar year, tCO2e"), "strong"),
            label(
                _("As in the document: 1,234.5. A table can be pasted. A year given here is used first."),
                "small",
            ),
            self._year_lines(),
        )
        return card

    def _year_lines(self) -> QWidget:
        self.years = Lines(YEAR_COLUMNS, "removeYear")
        self._stored_years: tuple[tuple[str, ...], ...] = ()
        self.years.edited.connect(self._years_touched)
        self.years.entered.connect(self._store_years)
        self._add_year = button(_("Add a year"), self.years.add_line, name="addYear", icon="plus")
        self._save_years = button(_("Save the years"), self._store_years, "primary", name="saveYears")
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.years)
        column.addLayout(row(self._save_years, self._add_year, None))
        return made

    def _years_touched(self) -> None:
        self._save_years.setEnabled(self.years.texts() != self._stored_years)

    def show_facts(self, facts: ProjectFacts, view: PlanView, years: tuple[EstimateTexts, ...]) -> None:
        """Show what is stored; words that were typed and not saved yet stay."""
        registered = day_words(facts.registered_on) if facts.registered_on else ""
        lines = (
            facts.host_participants,
            facts.japanese_participants,
            _("Registered on {day}").format(day=registered) if registered else "",
        )
        self._register.setText("\n".join(one for one in lines if one))
        if not self.facts.touched:
            open_ = ("", _("not known yet; asked with the first file"))
            self.facts.set_choices("factZone", (*([] if facts.zone else [open_]), *((one, one) for one in facts.zones)))
            self.facts.fill(
                {
                    **{field: getattr(facts, name) for name, field in PLACES.items()},
                    "factStart": facts.operation_start,
                    "factEnd": facts.operation_end,
                    "factZone": facts.zone,
                }
            )
        if not self.estimate.touched:
            self.estimate.fill({"estimateTonnes": view.estimate_text, "estimateSource": view.estimate_source})
        touched = self.years.texts() != self._stored_years
        self._stored_years = years
        if self._fresh or not touched:
            self._fresh = False
            self.years.show_texts(years)
        self._years_touched()

    @property
    def touched(self) -> bool:
        years = not self._fresh and self.years.texts() != self._stored_years
        return self.facts.touched or self.estimate.touched or years

    def forget(self) -> None:
        self._fresh = True
        self.facts.accept()
        self.estimate.accept()

    def leave(self) -> None:
        self._store_facts()
        self._store_estimate()
        self._store_years()

    def choose(self, part: str) -> None:
        """Put the cursor into a field of the location."""
        self.facts.field(PLACES.get(part, "factCountry")).setFocus()

    def _store_facts(self) -> None:
        if not self.facts.touched:
            return
        typed = self.facts.values()
        location = Location(**{name: typed[field] for name, field in PLACES.items()})

        def store(session: Session, project: str) -> Changes:
            days = typed["factStart"], typed["factEnd"]
            return project_facts.set_project_facts(session, project, location, *days, typed["factZone"])

        self.change.emit(store, self.facts.accept)

    def _store_estimate(self) -> None:
        if not self.estimate.touched:
            return
        typed = self.estimate.values()

        def store(session: Session, project: str) -> Changes:
            return plan_shape.set_yearly_estimate(session, project, typed["estimateTonnes"], typed["estimateSource"])

        self.change.emit(store, self.estimate.accept)

    def _store_years(self) -> None:
        rows = tuple((one[0], one[1], one[2], one[3]) for one in self.years.texts())
        if rows != self._stored_years:
            self.change.emit(
                lambda session, project: plan_estimates.set_year_estimates(session, project, rows),
                self._years_stored,
            )

    def _years_stored(self) -> None:
        self._fresh = True
