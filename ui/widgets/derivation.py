"""A number and what it is made of, as a tree that unfolds down to the reading. Draws nodes; computes nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from jcm_desktop.i18n import _
from jcm_desktop.services.views import DerivationNode
from ui.icons import icon
from ui.widgets.rich_text import RichDelegate

PLACE_ROLE = Qt.ItemDataRole.UserRole + 1
OPEN_LEVELS = 2


class DerivationTree(QTreeWidget):
    """Symbol, value and unit, what it is, and the formula or source; a leaf with a place leads to its cell."""

    place_asked = Signal(object)  # Place

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("derivation")
        self.setAccessibleName(_("What this number is made of"))
        self.setHeaderLabels([_("Symbol"), _("Value"), _("What it is"), _("Made of")])
        self.setItemDelegateForColumn(0, RichDelegate(self))
        self.setItemDelegateForColumn(3, RichDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformRowHeights(True)
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        for column, width in ((0, 210), (1, 170), (2, 270)):
            header.resizeSection(column, width)
        self.itemActivated.connect(self._activated)

    def show_node(self, node: DerivationNode) -> None:
        """Unfold a number; the first levels are open."""
        self.clear()
        top = self._item(node)
        self.addTopLevelItem(top)
        self.expandToDepth(OPEN_LEVELS)
        self.setCurrentItem(top)

    def _item(self, node: DerivationNode) -> QTreeWidgetItem:
        unit = "" if node.unit in ("", "1") else f" {node.unit}"
        item = QTreeWidgetItem([node.symbol, f"{node.value}{unit}", node.label, node.detail])
        item.setToolTip(2, node.label)
        item.setToolTip(3, node.detail)
        hints = [_("Exactly {value}").format(value=f"{node.exact}{unit}")] if node.exact else []
        if node.place is not None:
            item.setData(0, PLACE_ROLE, node.place)
            item.setIcon(1, icon("readings", "accent"))
            hints.append(_("Double-click, or press Enter, to go to this reading"))
        item.setToolTip(1, "\n".join(hints))
        for child in node.children:
            item.addChild(self._item(child))
        return item

    def _activated(self, item: QTreeWidgetItem, _column: int) -> None:
        place = item.data(0, PLACE_ROLE)
        if place is not None:
            self.place_asked.emit(place)
