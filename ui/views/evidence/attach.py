"""Two forms of the evidence page: what new files prove, and why a link is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from jcm_desktop.domain.evidence import KINDS, WITH_TOTAL
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.evidence import Proof
from jcm_desktop.services.evidence_files import BackedPoint
from jcm_desktop.services.evidence_page import KIND_WORDS
from ui.views.start.forms import day_field, day_of
from ui.widgets.ask import AskDialog
from ui.widgets.texts import label, row

POINTS_HEIGHT = 92
WIDTH = 640


class AttachDialog(AskDialog):
    """Kind, issuer, points, days, page, total, confidential."""

    def __init__(
        self, parent: QWidget, paths: Sequence[str], points: Sequence[BackedPoint], point: str, span: Span
    ) -> None:
        names = ", ".join(Path(path).name for path in paths)
        heading = ngettext("Attach a file", "Attach {count} files", len(paths)).format(count=len(paths))
        super().__init__(parent, heading, names, _("Attach"))
        self.setMinimumWidth(WIDTH)
        self.kind = QComboBox()
        for kind in KINDS:
            self.kind.addItem(_(KIND_WORDS.get(kind, kind)), kind)
        self.kind.currentIndexChanged.connect(lambda _at: self._draw())
        self.add_field(_("Kind of evidence"), self.kind, "attachKind")
        self.points = QListWidget()
        self.points.setFixedHeight(POINTS_HEIGHT)
        self._units = {one.no: one.unit for one in points}
        for one in points:
            item = QListWidgetItem(one.words)
            item.setData(Qt.ItemDataRole.UserRole, one.no)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            chosen = one.no == point or len(points) == 1
            item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
            self.points.addItem(item)
        self.points.itemChanged.connect(lambda _item: self._draw())
        self.add_field(_("Monitoring points it backs up"), self.points, "attachPoints")
        self.issuer = QLineEdit()
        self.add_field(_("Who issued it"), self.issuer, "attachIssuer")
        self.has_days = QCheckBox(_("It is for these days:"))
        self.has_days.setObjectName("attachHasDays")
        self.has_days.setAccessibleName(self.has_days.text())
        self.has_days.setChecked(True)
        self.has_days.toggled.connect(lambda _on: self._draw())
        self.first = day_field(_("First day"), span.first, "attachFirst")
        self.last = day_field(_("Last day"), span.last, "attachLast")
        days = QWidget()
        days.setLayout(_tight(row(self.first, label(_("until"), wrap=False), self.last, None)))
        self.form.addRow(self.has_days, days)
        self.page = QLineEdit()
        self.page.setPlaceholderText(_("Where in the file, for example: page 3"))
        self.add_field(_("Page"), self.page, "attachPage")
        self.total = QLineEdit()
        self.add_field(_("Total it states"), self.total, "attachTotal")
        self.confidential = QCheckBox(_("Confidential: not for publication"))
        self.confidential.setObjectName("attachConfidential")
        self.confidential.setAccessibleName(self.confidential.text())
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
