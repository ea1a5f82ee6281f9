"""The dialog that marks what the public copy of a report leaves out. Shows rows, gives marks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.confidential_views import ConfidentialView
from ui.widgets.ask import AskDialog

_MARK = Qt.ItemDataRole.UserRole


class ConfidentialDialog(AskDialog):
    """A list with boxes, in groups; checked is left out."""

    def __init__(self, parent: QWidget, view: ConfidentialView) -> None:
        super().__init__(
            parent,
            _("What is confidential?"),
            _(
                "The public copy shows XXX in place of what you check, and leaves out every number from which it could "
                "be computed exactly. The claim in whole tonnes stays, because it is what is asked for: from it, one "
                "value that is marked alone can be worked out to about a tonne. Where that is too much, mark the "
                "readings and the factor together. The full copy keeps everything, and can prove that both are the "
                "same report."
            ),
            _("Save"),
        )
        self.setObjectName("confidentialDialog")
        self.list = QListWidget()
        self.list.setObjectName("confidentialList")
        self.list.setAccessibleName(_("Things that can be left out of the public copy"))
        self.list.setMinimumHeight(320)
        self.list.setWordWrap(True)
        group = ""
        for one in view.rows:
            if one.group != group:
                group = one.group
                self._add_heading(group)
            item = QListWidgetItem(one.words)
            item.setData(_MARK, one.mark)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if one.marked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.form.addRow(self.list)
        self.list.setFocus()

    def _add_heading(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        self.list.addItem(item)

    @property
    def answer(self) -> tuple[str, ...]:
        """The marks that are checked."""
        items = (self.list.item(at) for at in range(self.list.count()))
        return tuple(
            str(one.data(_MARK)) for one in items if one.data(_MARK) and one.checkState() == Qt.CheckState.Checked
        )
