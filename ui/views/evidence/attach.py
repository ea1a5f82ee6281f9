"""Forms of the evidence page: what files prove, what is put right, why a link is withdrawn, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from jcm_desktop.domain.evidence import KINDS, WITH_TOTAL
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.evidence import Proof
from jcm_desktop.services.evidence_files import BackedPoint
from jcm_desktop.services.evidence_history import HistoryLine
from jcm_desktop.services.evidence_words import kind_words
from ui.page import scrolled
from ui.views.start.forms import day_field, day_of
from ui.widgets.ask import AskDialog
from ui.widgets.texts import Card, label, row, selectable

POINTS_HEIGHT = 92
WIDTH = 640


class ProofDialog(AskDialog):
    """Kind, issuer, points, days, page, total, confidential; filled with what is said already."""

    def __init__(
        self, parent: QWidget, words: tuple[str, str, str], points: Sequence[BackedPoint], said: Proof, span: Span
    ) -> None:
        super().__init__(parent, *words)
        self.setMinimumWidth(WIDTH)
        self.kind = QComboBox()
        for kind in KINDS:
            self.kind.addItem(kind_words(kind), kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(said.kind)))
        self.kind.currentIndexChanged.connect(lambda _at: self._draw())
        self.add_field(_("Kind of evidence"), self.kind, "attachKind")
        self.points = QListWidget()
        self.points.setFixedHeight(POINTS_HEIGHT)
        self._units = {one.no: one.unit for one in points}
        for one in points:
            item = QListWidgetItem(one.words)
            item.setData(Qt.ItemDataRole.UserRole, one.no)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if one.no in said.points else Qt.CheckState.Unchecked)
            self.points.addItem(item)
        self.points.itemChanged.connect(lambda _item: self._draw())
        self.add_field(_("Monitoring points it backs up"), self.points, "attachPoints")
        self.issuer = QLineEdit(said.issuer)
        self.add_field(_("Who issued it"), self.issuer, "attachIssuer")
        self.has_days = QCheckBox(_("It is for these days:"))
        self.has_days.setObjectName("attachHasDays")
        self.has_days.setAccessibleName(self.has_days.text())
        self.has_days.setChecked(said.first is not None and said.last is not None)
        self.has_days.toggled.connect(lambda _on: self._draw())
        self.first = day_field(_("First day"), said.first or span.first, "attachFirst")
        self.last = day_field(_("Last day"), said.last or span.last, "attachLast")
        days = QWidget()
        days.setLayout(_tight(row(self.first, label(_("until"), wrap=False), self.last, None)))
        self.form.addRow(self.has_days, days)
        self.page = QLineEdit(said.page)
        self.page.setPlaceholderText(_("Where in the file, for example: page 3"))
        self.add_field(_("Page"), self.page, "attachPage")
        self.total = QLineEdit(said.total)
        self.add_field(_("Total it states"), self.total, "attachTotal")
        self.confidential = QCheckBox(_("Confidential: not for publication"))
        self.confidential.setObjectName("attachConfidential")
        self.confidential.setAccessibleName(self.confidential.text())
        self.confidential.setChecked(said.confidential)
        self.form.addRow(self.confidential)
        self._draw()

    def _chosen(self) -> tuple[str, ...]:
        items = (self.points.item(at) for at in range(self.points.count()))
        return tuple(one.data(Qt.ItemDataRole.UserRole) for one in items if one.checkState() == Qt.CheckState.Checked)

    def _draw(self) -> None:
        """A total belongs to one point, and to kinds that state one."""
        chosen = self._chosen()
        takes = self.kind.currentData() in WITH_TOTAL and len(chosen) == 1
        self.total.setEnabled(takes)
        unit = self._units.get(chosen[0], "") if chosen else ""
        if takes:
            hint = _("in {unit}; may stay empty").format(unit=unit)
        else:
            hint = _("only of an invoice or a meter record, for one point")
        self.total.setPlaceholderText(hint)
        for field in (self.first, self.last):
            field.setEnabled(self.has_days.isChecked())

    def wrong(self) -> str:
        if self.kind.currentData() == "invoice" and not self.issuer.text().strip():
            self.issuer.setFocus()
            return _("Please say who issued the invoice.")
        return ""

    @property
    def answer(self) -> Proof:
        """What was filled in."""
        with_days = self.has_days.isChecked()
        return Proof(
            kind=str(self.kind.currentData()),
            points=self._chosen(),
            issuer=self.issuer.text(),
            first=day_of(self.first) if with_days else None,
            last=day_of(self.last) if with_days else None,
            page=self.page.text(),
            total=self.total.text() if self.total.isEnabled() else "",
            confidential=self.confidential.isChecked(),
        )


class AttachDialog(ProofDialog):
    """What new files prove."""

    def __init__(
        self, parent: QWidget, paths: Sequence[str], points: Sequence[BackedPoint], said: Proof, span: Span
    ) -> None:
        heading = ngettext("Attach a file", "Attach {count} files", len(paths)).format(count=len(paths))
        names = ", ".join(Path(path).name for path in paths)
        super().__init__(parent, (heading, names, _("Attach")), points, said, span)


class AgainDialog(ProofDialog):
    """What else a file proves that is here already."""

    def __init__(self, parent: QWidget, name: str, points: Sequence[BackedPoint], said: Proof, span: Span) -> None:
        heading = _("Use {name} once more").format(name=name)
        hint = _("For other points, days or pages. The file is kept once; this adds another entry.")
        super().__init__(parent, (heading, hint, _("Add the entry")), points, said, span)


class CorrectDialog(ProofDialog):
    """What was said of a file, to be put right."""

    def __init__(self, parent: QWidget, name: str, points: Sequence[BackedPoint], said: Proof, span: Span) -> None:
        heading = _("Change what is said of {name}").format(name=name)
        hint = _("The entry as it was stays in the history of the file and no longer counts.")
        super().__init__(parent, (heading, hint, _("Save the change")), points, said, span)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("May stay empty"))
        self.add_field(_("Reason"), self.reason, "correctReason")


class HistoryDialog(AskDialog):
    """What was ever said of a file."""

    def __init__(self, parent: QWidget, name: str, lines: Sequence[HistoryLine]) -> None:
        hint = _("Nothing is ever taken out: entries that were changed or withdrawn stay here.")
        super().__init__(parent, _("History of {name}").format(name=name), hint, _("Close"))
        self.setMinimumWidth(WIDTH)
        self.given.connect(self.accept)
        for cancel in self.findChildren(QPushButton, "dialogCancel"):
            cancel.hide()  # there is nothing to cancel
        inside = Card(margin=12, spacing=10)
        for one in lines:
            inside.add(label(_("{what} {when}, {who}").format(what=one.what, when=one.when, who=one.who), "strong"))
            details = [*one.details, *([_("Reason: {reason}").format(reason=one.reason)] if one.reason else [])]
            inside.add(selectable(label("\n".join(details), "small", name="historyDetails")))
        inside.column.addStretch(1)
        area = scrolled(inside)
        area.setMinimumHeight(260)
        self.form.addRow(area)


class WithdrawDialog(AskDialog):
    """Why a link no longer counts."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(
            parent,
            _("Withdraw {name}").format(name=name),
            _("It no longer counts as evidence. The file, the record of it and your reason stay."),
            _("Withdraw"),
        )
        self.reason = QLineEdit()
        self.add_field(_("Reason"), self.reason, "withdrawReason")


def _tight(made: QHBoxLayout) -> QHBoxLayout:
    made.setContentsMargins(0, 0, 0, 0)
    return made
