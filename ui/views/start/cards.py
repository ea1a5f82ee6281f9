"""The cards of the start page: one for each period, with the one next thing to do. Draws rows of the service."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QSizePolicy

from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.formatting import span_words, tonnes
from jcm_desktop.services.views import PeriodCard, ProjectCard
from ui.widgets.texts import Card, badge, button, label, row, set_property, shortened, sign

STEP_WIDTH = 320  # of the words of a button, so that a card never outgrows the page
APPROVE = "start"  # the page a step leads to where it means to approve the period


class ProjectBox(Card):
    """A project with its periods."""

    next_asked = Signal(object)  # PeriodCard
    period_asked = Signal(str)  # project reference
    plan_asked = Signal(str)
    first_asked = Signal(object)  # ProjectCard without a period
    freeze_asked = Signal(object)  # PeriodCard
    reopen_asked = Signal(object)  # PeriodCard

    def __init__(self, card: ProjectCard, current: tuple[str, object]) -> None:
        super().__init__(margin=18, spacing=8)
        self.setObjectName(f"project-{card.reference}")
        head = label(card.reference, "heading", wrap=False)
        title = label(card.title, "strong")
        title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        top = row(head, title, spacing=12)
        top.setAlignment(head, Qt.AlignmentFlag.AlignTop)
        if card.constructed:
            mark = badge(_("Sample"), "blue")
            mark.setToolTip(" ".join(card.constructed.split()))
            top.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        if card.standing:
            mark = badge(card.standing, "blue")
            mark.setObjectName(f"standing-{card.reference}")
            top.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        self.add(top)
        facts = label(f"{card.country}  ·  {card.methodology}", "quiet", wrap=False)
        plan = button(_("Open the plan"), lambda: self.plan_asked.emit(card.reference), "link")
        period = button(
            _("Open another period") if card.periods else _("Open a period"),
            lambda: self.period_asked.emit(card.reference),
            "link" if card.periods else "big",
            name=f"openPeriod-{card.reference}",
            icon="calendar",
        )
        if card.periods:
            self.add(row(facts, None, plan, period))
        else:
            self.add(row(facts, None, plan))
            words = label(_("No period is open yet. Open the one you want to report."), wrap=False)
            step = card.first_step
            if step is not None and step[1] != "period":
                go = shortened(button(step[0], partial(self.first_asked.emit, card), "big", icon="forward"), STEP_WIDTH)
                go.setObjectName(f"first-{card.reference}")
                set_property(period, "role", "link")
                self.add(row(words, None, period, go))
            else:
                self.add(row(words, None, period))
        for one in card.periods:
            self.add(self._period(one, (card.reference, one.span) == current))

    def _period(self, one: PeriodCard, current: bool) -> Card:
        box = Card(role="note", margin=14, spacing=8)
        box.setProperty("chosen", "true" if current else "false")
        name = label(span_words(one.span), "strong", wrap=False)
        top = row(name)
        if current:
            top.addWidget(badge(_("In use"), "plain"))
        top.addWidget(self._days(one))
        top.addStretch(1)
        for words, tone in self._states(one):
            top.addWidget(badge(words, tone))
        box.add(top)
        progress = QProgressBar()
        progress.setTextVisible(False)
        progress.setMaximum(max(1, one.expected))
        progress.setValue(one.entered)
        progress.setFixedWidth(190)
        entered = _("{entered} of {expected} entered").format(entered=one.entered, expected=one.expected)
        progress.setAccessibleName(entered)
        claimed = tonnes(one.claimed) if one.claimed is not None else _("No result yet")
        figure = label(claimed, "figure" if one.claimed is not None else "quiet", wrap=False)
        step = button(
            one.next_step,
            lambda: self.next_asked.emit(one),
            "big",
            name=f"next-{one.project}-{one.span.first}",
            icon="forward",
        )
        step = shortened(step, STEP_WIDTH)
        steps = self._approval(one) if one.next_page == APPROVE else [*self._approval(one), step]
        box.add(row(figure, 20, progress, label(entered, "quiet", wrap=False), None, *steps))
        if one.frozen:
            box.add(row(sign("lock", "blue"), label(one.frozen, "quiet", wrap=False), None))
        if one.vintages:
            words = _("Vintages: {years}").format(years=",  ".join(one.vintages))
            box.add(label(words, "small", wrap=False, name=f"vintages-{one.project}-{one.span.first}"))
        return box

    def _approval(self, one: PeriodCard) -> list[QPushButton]:
        """Approve a period that is complete and over, or open an approved one again."""
        at = f"{one.project}-{one.span.first}"
        if one.frozen:
            return [button(_("Open it again…"), lambda: self.reopen_asked.emit(one), name=f"reopen-{at}", icon="lock")]
        if one.ready and one.days_left is not None and one.days_left < 0:
            hint = _("Nothing can be changed afterwards, unless the period is opened again with a reason.")
            role = "big" if one.next_page == APPROVE else ""
            words = one.next_step if role else _("Approve and freeze")
            return [
                button(words, partial(self.freeze_asked.emit, one), role, name=f"freeze-{at}", icon="lock", hint=hint)
            ]
        return []

    def _days(self, one: PeriodCard) -> QLabel:
        if one.days_left is None:
            words = ""
        elif one.days_left >= 0:
            words = ngettext("{count} day left", "{count} days left", one.days_left).format(count=one.days_left)
        else:
            words = _("ended {last}").format(last=one.span.last)
        return label(words, "small", wrap=False)

    def _states(self, one: PeriodCard) -> list[tuple[str, str]]:
        states = []
        if one.frozen:
            states.append((_("Frozen"), "blue"))
        if one.blocking:
            words = ngettext("{count} problem", "{count} problems", one.blocking)
            states.append((words.format(count=one.blocking), "red"))
        if one.reasons_missing:
            words = ngettext("{count} reason missing", "{count} reasons missing", one.reasons_missing)
            states.append((words.format(count=one.reasons_missing), "amber"))
        if not one.blocking and not one.reasons_missing:
            states.append((_("No problem"), "green"))
        if one.report_versions:
            words = ngettext("{count} report version", "{count} report versions", one.report_versions)
            states.append((words.format(count=one.report_versions), "plain"))
        return states
