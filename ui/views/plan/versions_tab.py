"""The versions of the plan, newest first: since when, what, why, approved by whom, and every difference."""

from __future__ import annotations

import html

from PySide6.QtCore import Signal

from jcm_desktop.i18n import _
from jcm_desktop.services import plan_history
from jcm_desktop.services.plan_views import VersionRow, VersionsView
from ui.views.plan.tab import PlanTab
from ui.widgets.texts import Card, badge, button, empty_layout, label, rich_label, row, selectable

TONES = {"registered": "green", "draft": "amber", "lasting": "blue", "temporary": "amber"}
MOST = 40  # differences shown of one version


class VersionsTab(PlanTab):
    """A card for each version."""

    lock_asked = Signal()
    unlock_asked = Signal()
    new_asked = Signal()
    describe_asked = Signal(object)  # VersionRow

    def __init__(self) -> None:
        super().__init__()
        self._column = self.column()
        self._view: VersionsView | None = None

    def show_view(self, view: VersionsView) -> None:
        """Show the versions."""
        self._view = view
        empty_layout(self._column)
        self._column.addWidget(self._now(view))
        for one in view.rows:
            self._column.addWidget(self._card(one, view))
        self._column.addStretch(1)

    def choose(self, number: str) -> None:
        """Bring a version into view."""
        found = self.findChild(Card, f"version-{number}")
        if found is not None:
            found.setFocus()

    def _now(self, view: VersionsView) -> Card:
        card = Card("green" if view.locked else "amber", margin=14, spacing=8)
        card.add(label(view.state_words, "heading"))
        if view.period_words:
            card.add(label(view.period_words))
        card.add(label(_next_words(view), "quiet"))
        buttons = row()
        if not view.newest_locked:
            words = _("This is the registered plan…") if view.newest == 1 else _("This version is complete…")
            buttons.addWidget(button(words, self.lock_asked.emit, "primary", name="lockPlan", icon="good"))
        if view.locked:
            buttons.addWidget(button(_("Make a new version…"), self.new_asked.emit, name="newVersion", icon="plus"))
        if view.newest_locked:
            buttons.addWidget(button(_("It was typed wrongly…"), self.unlock_asked.emit, name="unlockPlan", icon="key"))
        elif view.newest > 1:
            buttons.addWidget(button(_("Take this version back"), self._take_back, name="takeBackVersion", icon="undo"))
        buttons.addStretch(1)
        card.add(buttons)
        return card

    def _card(self, one: VersionRow, view: VersionsView) -> Card:
        card = Card(margin=14, spacing=6)
        card.setObjectName(f"version-{one.version}")
        title = _("Version {version}").format(version=one.version)
        tone = "plain" if one.withdrawn else TONES[one.kind]
        head = row(
            label(title, "heading", wrap=False), badge(one.kind_words, tone), badge(one.state_words, "plain"), None
        )
        if one.version > 1 and not one.withdrawn:
            edit = button(
                _("Say something else"), lambda: self.describe_asked.emit(one), name="describeVersion", icon="draft"
            )
            edit.setAccessibleName(f"{edit.text()}: {title}")
            head.addWidget(edit)
        card.add(head)
        facts = _facts(one)
        if facts:
            card.add(selectable(rich_label(facts)))
        if one.differences:
            card.add(label(_("What is not the same as in the version before"), "small"), _table(one))
        elif one.version > 1 and not one.withdrawn and one.version == view.newest:
            card.add(label(_("Nothing is changed yet. Change points, values, units or words now."), "small"))
        return card

    def _take_back(self) -> None:
        self.change.emit(lambda session, project: plan_history.take_back_version(session, project), None)


def _next_words(view: VersionsView) -> str:
    if not view.registered:
        return _(
            "When values, units and words are those of the registered plan, say so. Until then all can be changed."
        )
    if view.locked:
        return _("A change of points, values, units or words asks for a new version. Meters and people can be changed.")
    return _("Changes go into this version. When they are all made, say that it is complete.")


def _facts(one: VersionRow) -> str:
    rows = [
        (_("Valid from"), str(one.valid_from or "")),
        (_("Until"), str(one.until or "")),
        (_("Approval"), one.approval or (_("none yet") if one.kind == "lasting" and not one.withdrawn else "")),
        (_("What changed"), one.what),
        (_("Why"), one.why),
        (_("Careful treatment"), one.treatment),
    ]
    cells = "".join(
        f"<tr><td style='padding:1px 18px 1px 0'>{html.escape(words)}</td>"
        f"<td style='padding:1px 0'><b>{html.escape(text)}</b></td></tr>"
        for words, text in rows
        if text
    )
    return f"<table>{cells}</table>" if cells else ""


def _table(one: VersionRow) -> Card:
    box = Card(role="note", margin=10)
    nothing = "–"
    heads = "".join(f"<th align='left' style='padding:2px 18px 4px 0'>{html.escape(words)}</th>" for words in _heads())
    lines = "".join(
        "<tr>"
        + "".join(
            f"<td style='padding:2px 18px 2px 0'>{html.escape(text or nothing)}</td>"
            for text in (each.what, each.before, each.after)
        )
        + "</tr>"
        for each in one.differences[:MOST]
    )
    box.add(selectable(rich_label(f"<table>{'<tr>' + heads + '</tr>' + lines}</table>")))
    if len(one.differences) > MOST:
        box.add(label(_("and {count} more").format(count=len(one.differences) - MOST), "small"))
    return box


def _heads() -> tuple[str, str, str]:
    return _("What"), _("Before"), _("After")
