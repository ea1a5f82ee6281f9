"""What the methodology says: its formulas, what the small letters stand for, its criteria, where all this was read."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.views import PlanView
from ui.views.plan.tab import PlanTab
from ui.widgets.formula import FormulaLabel
from ui.widgets.texts import Card, empty_layout, label, rich_label, selectable


class MethodTab(PlanTab):
    """Cards to read; nothing here is changed."""

    def __init__(self) -> None:
        super().__init__()
        self._column = self.column()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_plan(self, view: PlanView) -> None:
        """Show the methodology of a plan."""
        empty_layout(self._column)
        formulas: list[QWidget | QLayout] = []
        for one in view.formulas:
            formulas += [label(one.label, "quiet"), FormulaLabel(one.symbol, one.parts, one.unit)]
        self._put(_("Formulas of the methodology"), *formulas)
        nothing = _("none")
        letters = "".join(
            f"<p style='margin:0 0 6px 0'><b>{html.escape(written)}</b>: {html.escape(words)} "
            f"({html.escape(', '.join(members) or nothing)})</p>"
            for _name, written, words, members in view.sets
        )
        criteria = "".join(f"<li style='margin-bottom:6px'>{html.escape(one)}</li>" for one in view.eligibility)
        sources = "".join(f"<li>{html.escape(one)}</li>" for one in view.sources)
        self._read(_("What the small letters stand for"), letters)
        self._read(_("Eligibility criteria of the methodology"), f"<ol>{criteria}</ol>" if criteria else "")
        self._read(_("Where the definition was read"), f"<ul>{sources}</ul>" if sources else "")
        self._column.addStretch(1)

    def _read(self, words: str, markup: str) -> None:
        if markup:
            self._put(words, selectable(rich_label(markup)))

    def _put(self, words: str, *parts: QWidget | QLayout) -> None:
        card = Card(margin=16, spacing=8)
        card.add(label(words, "heading"), *parts)
        self._column.addWidget(card)
