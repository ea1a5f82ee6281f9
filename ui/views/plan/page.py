"""The plan page: everything of one project's plan in tabs, its versions, its meters and their drawing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QTabWidget

from jcm_desktop import clock
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import metering, plan_desk, plan_history, plan_shape
from jcm_desktop.services.metering import MetersView
from jcm_desktop.services.plan_desk import PlanDesk
from jcm_desktop.services.plan_store import LOCKED
from jcm_desktop.services.plan_views import VersionRow
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind, PlanView
from ui.desk import Desk
from ui.icons import icon
from ui.page import Page
from ui.views.plan.decisions import DecisionBar
from ui.views.plan.diagram_tab import DiagramTab
from ui.views.plan.fixed_tab import FixedTab
from ui.views.plan.meters_tab import MetersTab
from ui.views.plan.method_tab import MethodTab
from ui.views.plan.points_tab import PointsTab
from ui.views.plan.project_tab import ProjectTab
from ui.views.plan.roles_tab import RolesTab
from ui.views.plan.tab import Change, PlanTab
from ui.views.plan.units_tab import UnitsTab
from ui.views.plan.version_dialog import LockDialog, ReasonDialog, VersionDialog
from ui.views.plan.versions_tab import VersionsTab
from ui.widgets.ask import AskDialog
from ui.widgets.texts import badge, label, selectable, set_tone

POINTS, FIXED, UNITS, METERS, DIAGRAM, ROLES, PROJECT, VERSIONS, METHOD = range(9)
TAB_IDS = ("points", "fixed", "units", "meters", "diagram", "roles", "project", "versions", "formulas")
LEAVING_SECONDS = 3.0


NOT_UNDONE = N_(
    "The plan is not undone by a key: its versions and meters are on record, and reports rest on them. Enter what is "
    "right, take an entry out, or take a version back under “Versions”."
)


class PlanPage(Page):
    """The plan that is worked on, in tabs; every change goes through one place, which asks for a new version."""

    page_id: ClassVar[str] = "plan"
    words: ClassVar[str] = N_("Plan")
    shows: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.PROJECTS, Kind.PLAN, Kind.EVIDENCE, Kind.READINGS, Kind.REASONS, Kind.PERIODS}
    )
    needs: ClassVar[str] = "project"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._project = ""
        self._desk_view: PlanDesk | None = None
        self._meters_ticket = 0
        self._wait = 0.0
        self._state = badge("", "amber")
        self.tools.addWidget(self._state)
        self._title = label("", "strong")
        self._methodology = selectable(label("", "quiet"))
        self._note = label("", "quiet")
        self.decisions = DecisionBar()
        self.decisions.decided.connect(self._decide)
        for part in (self._title, self._methodology, self._note, self.decisions):
            self.body.addWidget(part)
        self.body.setSpacing(5)
        self.body.addWidget(self._tabs(), 1)

    def _tabs(self) -> QTabWidget:
        self.tabs = QTabWidget()
        self.tabs.setObjectName("planTabs")
        self.tabs.tabBar().setAccessibleName(_("Parts of the plan"))
        self.points, self.fixed, self.units = PointsTab(), FixedTab(), UnitsTab()
        self.meters, self.diagram, self.roles = MetersTab(), DiagramTab(), RolesTab()
        self.project, self.versions, self.method = ProjectTab(), VersionsTab(), MethodTab()
        self._every: tuple[PlanTab, ...] = (
            *(self.points, self.fixed, self.units, self.meters, self.diagram),
            *(self.roles, self.project, self.versions, self.method),
        )
        words = (
            *(_("Monitoring points"), _("Fixed values"), _("Equipment"), _("Meters"), _("Line diagram")),
            *(_("Roles"), _("Project"), _("Versions"), _("Methodology")),
        )
        for tab, text in zip(self._every, words, strict=True):
            tab.change.connect(self._change)
            tab.said.connect(lambda text: self.desk.say("amber", text))
            self.tabs.addTab(tab, text)
        self.points.evidence_asked.connect(lambda no: self.desk.go("evidence", Place("evidence", no)))
        self.meters.checks_asked.connect(lambda: self.desk.go("checks"))
        self.diagram.meter_asked.connect(self._show_meter)
        self.diagram.point_asked.connect(lambda no: self.show_place(Place("plan", no)))
        self.diagram.unit_asked.connect(lambda: self.tabs.setCurrentIndex(UNITS))
        self.versions.lock_asked.connect(self._ask_lock)
        self.versions.unlock_asked.connect(self._ask_unlock)
        self.versions.new_asked.connect(lambda: self._ask_version(None, None, ""))
        self.versions.describe_asked.connect(self._ask_description)
        return self.tabs

    # --- what is shown --------------------------------------------------------------------------------------------

    def load(self) -> None:
        project, span = self.desk.project, self.desk.span
        if project != self._project:
            for tab in self._every:
                tab.forget()
        self.read(lambda session: plan_desk.plan_desk(session, project, span), self._show)
        self._load_meters(project, span)

    def _load_meters(self, project: str, span: Span | None) -> None:
        self._meters_ticket += 1
        ticket, year = self._meters_ticket, clock.now().year
        shown = span or Span(date(year, 1, 1), date(year, 12, 31))

        def deliver(view: MetersView) -> None:
            if ticket == self._meters_ticket:
                self.meters.show_view(view, with_period=span is not None)

        self.desk.door.run(lambda session: metering.meters_page(session, project, shown), deliver, owner=self)

    def _show(self, desk: PlanDesk) -> None:
        self._desk_view = desk
        view, versions = desk.plan, desk.versions
        self.banner.set_words(view.constructed)
        self._title.setText(view.title)
        names = f"{view.methodology}  ·  {view.methodology_title}" if view.methodology_title else view.methodology
        self._methodology.setText(f"{names}  ·  {view.status_words}")
        self._methodology.setToolTip("\n".join(view.sources))
        self._note.setText(versions.period_words)
        self._note.setVisible(bool(versions.period_words))
        self._state.setText(versions.state_words)
        set_tone(self._state, "green" if versions.locked else "amber")
        self.tabs.setTabIcon(VERSIONS, icon("good", "green") if versions.locked else icon("draft", "amber"))
        self.decisions.show_rows(view.decisions)
        self.points.show_rows(view.points, desk.cover)
        self.fixed.show_rows(view.fixed)
        self.units.show_rows(desk.units)
        self.diagram.show_diagram(desk.diagram)
        self.roles.show_plan(view)
        self.project.show_facts(desk.facts, view, desk.estimates)
        self.versions.show_view(versions)
        self.method.show_plan(view)
        self._show_missing(view)
        self.take_wanted()

    def _show_missing(self, view: PlanView) -> None:
        missing = sum(one.missing for one in view.fixed)
        words = _("Fixed values")
        if missing:
            words = _("Fixed values ({count} missing)").format(count=missing)
        self.tabs.setTabText(FIXED, words)
        self.tabs.setTabIcon(FIXED, icon("warning", "amber") if missing else icon("good", "green"))
        if self._project != view.project:
            self._project = view.project
            self.tabs.setCurrentIndex(FIXED if missing else POINTS)

    def show_place(self, place: Place) -> None:
        part = place.parameter
        if place.page == "project":
            self.tabs.setCurrentIndex(PROJECT)
            self.project.choose(part)
        elif part == "meters":
            self.tabs.setCurrentIndex(METERS)
            self.meters.choose(place.point, place.first)
        elif part == "roles":
            self.tabs.setCurrentIndex(ROLES)
            self.roles.choose()
        elif part.startswith("version"):
            self.tabs.setCurrentIndex(VERSIONS)
            self.versions.choose(part.removeprefix("version").strip())
        elif part and self.decisions.choose(part):
            return
        elif part and any(one.key == part for one in self.fixed.model.rows):
            self.tabs.setCurrentIndex(FIXED)
            self.fixed.choose(part)
        elif place.point:
            self.tabs.setCurrentIndex(POINTS)
            self.points.choose(place.point, part)
        elif part and self.units.choose(part):
            self.tabs.setCurrentIndex(UNITS)
        elif part and not self._names_methodology(part):
            self.tabs.setCurrentIndex(POINTS)
            self.points.choose_key(part)
        elif not part and any(one.missing for one in self.fixed.model.rows):
            self.tabs.setCurrentIndex(FIXED)
            self.fixed.choose("")
        else:
            self.tabs.setCurrentIndex(METHOD)
            self.method.setFocus()

    def _names_methodology(self, part: str) -> bool:
        return self._desk_view is not None and part in self._desk_view.plan.methodology

    def _show_meter(self, serial: str) -> None:
        self.tabs.setCurrentIndex(METERS)
        self.meters.choose_serial(serial)

    def act(self, what: str) -> None:
        """Show one of the tabs, or say why nothing is undone here."""
        if what == "undo":
            self.desk.say("blue", _(NOT_UNDONE))
        elif what in TAB_IDS:
            self.tabs.setCurrentIndex(TAB_IDS.index(what))

    def leave(self) -> None:
        self._wait = LEAVING_SECONDS
        for tab in self._every:
            tab.leave()
        self._wait = 0.0

    def may_close(self) -> bool:
        touched = [at for at, tab in enumerate(self._every) if tab.touched]
        if not touched:
            return True
        self.tabs.setCurrentIndex(touched[0])
        self.desk.say("amber", _("Something on the plan page is typed but not saved. Save it, or take it back, first."))
        return False

    def may_turn(self, project: str) -> bool:
        return project == self._project or self.may_close()

    # --- changes --------------------------------------------------------------------------------------------------

    def _change(self, change: Change, then: Callable[[], object] | None = None) -> None:
        """Make a change; where the plan is locked, ask once for a new version and make it there."""
        project = self.desk.project

        def otherwise(error: BaseException, _message: object) -> bool:
            if not isinstance(error, UserError) or error.code != LOCKED:
                return False
            self._ask_version(change, then, error.place)
            return True

        self.desk.door.run(
            lambda session: change(session, project), partial(_after, then), otherwise, self, wait_seconds=self._wait
        )

    def _decide(self, name: str, choice: str) -> None:
        self._change(lambda session, project: plan_shape.set_decision(session, project, name, choice))

    # --- versions -------------------------------------------------------------------------------------------------

    def _ask_version(self, change: Change | None, then: Callable[[], object] | None, subject: str) -> None:
        if self._desk_view is None:
            return
        project = self.desk.project
        number = max(one.version for one in self._desk_view.versions.rows) + 1
        dialog = VersionDialog(self, number, what=f"{subject}: " if subject else "")

        def give() -> None:
            facts = dialog.answer

            def make(session: Session) -> Changes:
                if change is None:
                    return plan_history.open_version(session, project, facts)
                return plan_history.edit_in_new_version(session, project, facts, lambda inner: change(inner, project))

            self._answered(dialog, make, then)

        dialog.given.connect(give)
        dialog.open()

    def _ask_description(self, known: VersionRow) -> None:
        project = self.desk.project
        dialog = VersionDialog(self, known.version, known)
        dialog.given.connect(
            lambda: self._answered(
                dialog,
                partial(plan_history.describe_version, project=project, version=known.version, facts=dialog.answer),
            )
        )
        dialog.open()

    def _ask_lock(self) -> None:
        if self._desk_view is None:
            return
        project, day = self.desk.project, self._desk_view.facts.registered_on
        dialog = LockDialog(self, self._desk_view.versions.newest, str(day or ""))
        dialog.given.connect(lambda: self._answered(dialog, partial(plan_history.lock_plan, project=project)))
        dialog.open()

    def _ask_unlock(self) -> None:
        if self._desk_view is None:
            return
        project = self.desk.project
        dialog = ReasonDialog(self, self._desk_view.versions.newest)
        dialog.given.connect(
            lambda: self._answered(
                dialog, partial(plan_history.unlock_plan, project=project, reason=dialog.reason.text())
            )
        )
        dialog.open()

    def _answered(
        self,
        dialog: AskDialog,
        use_case: Callable[[Session], Changes],
        then: Callable[[], object] | None = None,
    ) -> None:
        """Do what a dialog's answer asks for; it stays open with the words of a refusal."""

        def done(_changes: Changes) -> None:
            dialog.accept()
            if then is not None:
                then()

        self.desk.door.run(
            use_case, done, lambda _error, message: dialog.complain(message.text, message.choices), owner=dialog
        )


def _after(then: Callable[[], object] | None, _changes: Changes) -> None:
    if then is not None:
        then()
