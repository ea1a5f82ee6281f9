"""The plan page: monitoring points, fixed values, formulas, roles and eligibility of one project."""

from __future__ import annotations

import html
from datetime import date
from typing import ClassVar

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from jcm_desktop.domain.finding import Place
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import evidence, plan_shape, planning
from jcm_desktop.services.views import Kind, PlanView
from ui.desk import Desk
from ui.icons import icon
from ui.page import Page, scrolled
from ui.views.plan.decisions import DecisionBar
from ui.views.plan.fixed_tab import FixedTab
from ui.views.plan.points_tab import PointsTab
from ui.widgets.texts import Card, label, rich_label, selectable

POINTS, FIXED, FORMULAS, ROLES = range(4)


class PlanPage(Page):
    """The plan in force, in four tabs."""

    page_id: ClassVar[str] = "plan"
    words: ClassVar[str] = N_("Plan")
    shows: ClassVar[frozenset[Kind]] = frozenset({Kind.PROJECTS, Kind.PLAN, Kind.EVIDENCE})
    needs: ClassVar[str] = "project"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._title = label("", "strong")
        self._methodology = selectable(label("", "quiet"))
        self._estimate = label("", "quiet")
        self.body.addWidget(self._title)
        self.body.addWidget(self._methodology)
        self.body.addWidget(self._estimate)
        self.decisions = DecisionBar()
        self.decisions.decided.connect(self._decide)
        self.body.addWidget(self.decisions)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("planTabs")
        self.tabs.tabBar().setAccessibleName(_("Parts of the plan"))
        self.points = PointsTab()
        self.points.edited.connect(self._edit_point)
        self.points.evidence_given.connect(self._attach)
        self.fixed = FixedTab()
        self.fixed.entered.connect(self._set_fixed)
        self._formulas = _Texts()
        self._roles = _Texts()
        self.tabs.addTab(self.points, _("Monitoring points"))
        self.tabs.addTab(self.fixed, _("Fixed values"))
        self.tabs.addTab(self._formulas, _("Formulas"))
        self.tabs.addTab(self._roles, _("Roles and eligibility"))
        self.body.addWidget(self.tabs, 1)
        self._project = ""

    def load(self) -> None:
        project = self.desk.project
        self.read(lambda session: planning.plan_page(session, project), self._show)

    def _show(self, view: PlanView) -> None:
        self.banner.set_words(view.constructed)
        self._title.setText(view.title)
        names = f"{view.methodology}  ·  {view.methodology_title}" if view.methodology_title else view.methodology
        self._methodology.setText(f"{names}  ·  {view.status_words}")
        self._methodology.setToolTip("\n".join(view.sources))
        self._estimate.setText(
            _("Expected each year: {estimate} ({source})").format(estimate=view.estimate, source=view.estimate_source)
        )
        self._estimate.setVisible(bool(view.estimate))
        self.decisions.show_rows(view.decisions)
        span = self.desk.span
        self.points.show_rows(view.points, span.first if span else None, span.last if span else None)
        self.fixed.show_rows(view.fixed)
        self._show_missing(view)
        self._show_formulas(view)
        self._show_roles(view)
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

    def _show_formulas(self, view: PlanView) -> None:
        blocks = [
            f"<p style='margin:0 0 14px 0'>{html.escape(one.label)}<br>"
            f"<span style='font-size:12pt'><b>{one.symbol}</b> = {one.math}</span> &nbsp; [{html.escape(one.unit)}]</p>"
            for one in view.formulas
        ]
        nothing = _("none")
        sets = [
            f"<p style='margin:0 0 8px 0'><b>{html.escape(written)}</b>: {html.escape(words)} "
            f"({html.escape(', '.join(members) or nothing)})</p>"
            for _name, written, words, members in view.sets
        ]
        sources = [f"<li>{html.escape(one)}</li>" for one in view.sources]
        self._formulas.show_parts(
            (
                (_("Formulas of the methodology"), "".join(blocks)),
                (_("What the small letters stand for"), "".join(sets)),
                (_("Where the definition was read"), f"<ul>{''.join(sources)}</ul>" if sources else ""),
            )
        )

    def _show_roles(self, view: PlanView) -> None:
        roles = "".join(
            f"<tr><td style='padding:2px 24px 6px 0'><b>{html.escape(one.responsible)}</b></td>"
            f"<td style='padding:2px 0 6px 0'>{html.escape(one.role)}</td></tr>"
            for one in view.roles
        )
        criteria = "".join(f"<li style='margin-bottom:6px'>{html.escape(one)}</li>" for one in view.eligibility)
        nobody = html.escape(_("Nobody is named yet."))
        self._roles.show_parts(
            (
                (_("Who does what"), f"<table>{roles}</table>" if roles else nobody),
                (_("Eligibility criteria of the methodology"), f"<ol>{criteria}</ol>" if criteria else ""),
            )
        )

    def show_place(self, place: Place) -> None:
        if place.parameter and self.decisions.choose(place.parameter):
            return
        if place.parameter and any(one.key == place.parameter for one in self.fixed.model.rows):
            self.tabs.setCurrentIndex(FIXED)
            self.fixed.choose(place.parameter)
        elif place.point:
            self.tabs.setCurrentIndex(POINTS)
            self.points.choose(place.point)
        elif any(one.missing for one in self.fixed.model.rows):
            self.tabs.setCurrentIndex(FIXED)
            self.fixed.choose("")

    def act(self, what: str) -> None:
        """Show one of the tabs."""
        tabs = {"points": POINTS, "fixed": FIXED, "formulas": FORMULAS, "roles": ROLES}
        if what in tabs:
            self.tabs.setCurrentIndex(tabs[what])

    def leave(self) -> None:
        self.points.words.commit()

    # --- changes --------------------------------------------------------------------------------------------------

    def _decide(self, name: str, choice: str) -> None:
        project = self.desk.project
        self.desk.door.run(lambda session: plan_shape.set_decision(session, project, name, choice), owner=self)

    def _edit_point(self, no: str, field: str, text: str) -> None:
        project = self.desk.project
        self.desk.door.run(lambda session: planning.edit_point(session, project, no, **{field: text}), owner=self)

    def _set_fixed(self, key: str, value: str, unit: str, source: str, page: str) -> None:
        project = self.desk.project
        self.desk.door.run(
            lambda session: planning.set_fixed_value(session, project, key, value, unit, source, page), owner=self
        )

    def _attach(self, point: str, path: str, kind: str, issuer: str, first: date, last: date) -> None:
        project = self.desk.project
        self.desk.door.run(
            lambda session: evidence.attach_evidence(session, project, point, path, kind, issuer, first, last),
            owner=self,
        )


class _Texts(QWidget):
    """Headings with rich text below, in one card that scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self._card = Card(margin=18, spacing=8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 10, 0, 0)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._card)
        column.addStretch(1)
        outer.addWidget(scrolled(inside))
        self._parts: list[QWidget] = []

    def show_parts(self, parts: tuple[tuple[str, str], ...]) -> None:
        """Show headings and their markup; empty ones are left out."""
        for old in self._parts:
            self._card.column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._parts = []
        for words, markup in parts:
            if markup:
                self._parts += [label(words, "heading"), selectable(rich_label(markup))]
        self._card.add(*self._parts)
