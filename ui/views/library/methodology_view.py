"""One methodology: what it is good for, its formulas as mathematics, parameters, eligibility, and who uses it.

Draws a view; decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.library_views import KnownRow, MethodologyView, ParameterRow, Use, UsingProject, VersionRow
from ui.page import scrolled
from ui.views.library.markup import table
from ui.widgets.formula import FormulaLabel
from ui.widgets.texts import Card, badge, button, empty_layout, label, rich_label, row, selectable

TONES = {Use.REPORT: "green", Use.CONFIRM: "amber", Use.ESTIMATE: "blue", Use.WORKBOOK: "plain", Use.BROKEN: "red"}


class MethodologyPane(QWidget):
    """Everything about one version."""

    given_up = Signal()
    version_asked = Signal(str, str)  # id, version
    start_asked = Signal(str)  # project of the register
    project_asked = Signal(str)  # one that is in the workspace
    workbook_asked = Signal(str, str)  # id, version
    confirm_asked = Signal(str, str)  # id, version
    own_asked = Signal(str, str)  # id, version: a project that is not in the register

    def __init__(self) -> None:
        super().__init__()
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(12)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.setSpacing(8)
        self._back = button(_("Back to the library"), self.given_up.emit, name="libraryBack", icon="back")
        outer.addLayout(row(self._back, None))
        self._area = scrolled(inside)
        outer.addWidget(self._area, 1)
        self.view: MethodologyView | None = None

    def show_view(self, view: MethodologyView) -> None:
        """Show one version."""
        self.view = view
        empty_layout(self._column)
        for part in (
            self._head(view),
            self._formulas(view),
            self._monitored(view),
            self._fixed(view),
            self._eligibility(view),
            self._versions(view),
            self._projects(view),
        ):
            if part is not None:
                self._column.addWidget(part)
        self._column.addStretch(1)
        self._area.verticalScrollBar().setValue(0)
        self._back.setFocus()

    def _head(self, view: MethodologyView) -> Card:
        card = Card(TONES[view.use].replace("plain", ""), margin=16, spacing=6)
        head = row(
            label(f"{view.id} ver{view.version}", "figure", wrap=False, name="methodologyNumber"),
            None,
            badge(view.use_words, TONES[view.use]),
        )
        card.add(head, selectable(label(view.title or view.about, "strong")))
        facts = (
            view.country_name,
            view.technology_words,
            view.scope_words,
            view.status_words,
            _("approved {day}").format(day=view.approved_on) if view.approved_on else "",
            _("proposed as {number}").format(number=view.proposal) if view.proposal else "",
        )
        card.add(label("  ·  ".join(one for one in facts if one), "quiet"))
        card.add(label(view.origin_words, "small"))
        for one in view.hides:
            card.add(label(_("Stands before: {origin}").format(origin=one), "small"))
        card.add(label(view.next_step, "strong"))
        if view.use is Use.WORKBOOK:
            words = _("Bring the workbook…")
            card.add(row(button(words, self._ask_workbook, "primary", name="bringWorkbook", icon="drop"), None))
        elif view.use in (Use.CONFIRM, Use.REPORT):
            words = _("Compare with the approved text…")
            role = "primary" if view.use is Use.CONFIRM else ""
            compare = button(words, self._ask_confirm, role, name="compareText", icon="checks")
            own = button(_("Start a project that is not in the register…"), self._ask_own, name="startOwn", icon="plus")
            card.add(row(compare, own, None))
        elif view.use is Use.ESTIMATE:
            card.add(row(button(_("Make an estimate…"), self._ask_own, "primary", name="startOwn", icon="plus"), None))
        sources = "".join(f"<li>{escape(one)}</li>" for one in view.sources)
        if sources:
            words = _("Where it was read ({level})").format(level=view.evidence_words)
            if view.checked_on:
                looked = _("Looked at on {day}.").format(day=view.checked_on)
                words = f"{words} {looked}"
            card.add(label(words, "heading"), selectable(rich_label(f"<ul>{sources}</ul>")))
        for note in view.notes:
            card.add(selectable(label(note, "quiet")))
        return card

    def _ask_workbook(self) -> None:
        if self.view is not None:
            self.workbook_asked.emit(self.view.id, self.view.version)

    def _ask_confirm(self) -> None:
        if self.view is not None:
            self.confirm_asked.emit(self.view.id, self.view.version)

    def _ask_own(self) -> None:
        if self.view is not None:
            self.own_asked.emit(self.view.id, self.view.version)

    def _formulas(self, view: MethodologyView) -> Card | None:
        if view.calculation is None:
            return None
        card = Card(margin=16, spacing=4)
        card.add(label(_("Formulas"), "heading"))
        for one in view.calculation.formulas:
            card.add(label(one.label, "quiet"), FormulaLabel(one.symbol, one.parts, one.unit))
        sets = "".join(
            f"<p style='margin:0 0 4px 0'><b>{escape(index)}</b>: {escape(words)}</p>"
            for index, words in view.calculation.sets
        )
        if sets:
            card.add(selectable(rich_label(sets)))
        return card

    def _monitored(self, view: MethodologyView) -> Card | None:
        if view.calculation is None or not view.calculation.monitored:
            return None
        heads = (_("Symbol"), _("What is monitored"), _("Unit"), _("Options"), _("How often"), _("How it counts"))
        rows = (
            (one.symbol, _words(one), escape(one.unit), one.options, escape(one.frequency), escape(one.counted))
            for one in view.calculation.monitored
        )
        return _card(_("Monitored during the period"), table(heads, rows))

    def _fixed(self, view: MethodologyView) -> Card | None:
        calculation = view.calculation
        if calculation is None or not (calculation.fixed or calculation.constants):
            return None
        heads = (_("Symbol"), _("What is fixed before"), _("Unit"), _("Known numbers, with their source"))
        rows = [
            (one.symbol, _words(one), escape(one.unit), _known(one.known) or escape(_("the plan asks for it")))
            for one in calculation.fixed
        ]
        rows += [(one.symbol, _words(one), escape(one.unit), _known(one.known)) for one in calculation.constants]
        card = _card(_("Fixed before the project starts"), table(heads, rows))
        if calculation.to_enter_words:
            card.add(label(calculation.to_enter_words, "quiet"))
        return card

    def _eligibility(self, view: MethodologyView) -> Card | None:
        if view.calculation is None or not view.calculation.eligibility:
            return None
        items = "".join(
            f"<li style='margin-bottom:5px'>{escape(one.text)} <i>({escape(one.evidence_words)})</i></li>"
            for one in view.calculation.eligibility
        )
        return _card(_("Eligibility criteria, in our own words"), f"<ol>{items}</ol>")

    def _versions(self, view: MethodologyView) -> Card | None:
        if len(view.versions) < 2:
            return None
        card = Card(margin=16, spacing=6)
        card.add(label(_("Versions"), "heading"))
        for one in view.versions:
            card.add(self._version(view.id, one))
        return card

    def _version(self, id: str, one: VersionRow) -> QWidget:
        box = QWidget()
        words = "  ·  ".join(part for part in (f"ver{one.version}", one.approved_on, one.use_words) if part)
        line = row(label(words, "strong" if one.shown else "", wrap=False), None)
        if not one.shown:
            line.addWidget(
                button(_("Show"), lambda: self.version_asked.emit(id, one.version), name=f"version-{one.version}")
            )
        box.setLayout(line)
        return box

    def _projects(self, view: MethodologyView) -> Card | None:
        if not view.projects:
            return None
        card = Card(margin=16, spacing=6)
        card.add(label(_("Projects of the public register that use it"), "heading"))
        for one in view.projects:
            card.add(self._project(one))
        return card

    def _project(self, one: UsingProject) -> QWidget:
        box = QWidget()
        beside = _("together with {others}").format(others=one.beside) if one.beside else ""
        words = "  ·  ".join(part for part in (one.status, beside, "" if one.started else one.note) if part)
        text = QVBoxLayout()
        text.setSpacing(0)
        text.addWidget(label(f"{one.reference}  {one.title}"))
        text.addWidget(label(words, "small"))
        line = row(text, None)
        line.setStretch(0, 1)
        if one.started:
            line.addWidget(
                button(_("Open"), lambda: self.project_asked.emit(one.reference), name=f"open-{one.reference}")
            )
        elif one.usable:
            line.addWidget(
                button(
                    _("Start this project"), lambda: self.start_asked.emit(one.reference), name=f"start-{one.reference}"
                )
            )
        box.setLayout(line)
        return box


def _card(heading: str, markup: str) -> Card:
    card = Card(margin=16, spacing=8)
    card.add(label(heading, "heading"), selectable(rich_label(markup)))
    return card


def _words(one: ParameterRow) -> str:
    parts = [escape(one.label)]
    small = "; ".join(part for part in (one.over, one.origin, one.notes) if part)
    if small:
        parts.append(f"<span style='font-size:9pt'><i>{escape(small)}</i></span>")
    return "<br>".join(parts)


def _known(known: Iterable[KnownRow]) -> str:
    lines = []
    for one in known:
        name = f"{escape(one.name)}: " if one.name else ""
        unit = "" if one.unit == "1" else f" {escape(one.unit)}"
        source = "; ".join(part for part in (one.evidence_words, one.source) if part)
        lines.append(f"{name}<b>{escape(one.value)}</b>{unit}" + (f" <i>({escape(source)})</i>" if source else ""))
    return "<br>".join(lines)
