"""Hundreds of thousands of rows as a Qt model: pages are fetched when they come into sight, a few are kept.

Draws texts it is given and knows nothing of their meaning. `multiData` answers for
all roles of a cell at once, so that a repaint costs one call for a cell.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QModelRoleDataSpan,
    QObject,
    QPersistentModelIndex,
    Qt,
)

Index = QModelIndex | QPersistentModelIndex
PAGE = 64
KEPT = 256
DISPLAY, ALIGN = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole
RIGHT = (Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value  # a plain number is handed over faster


class Rows(Protocol):
    """What can be shown by pages."""

    headers: tuple[str, ...]

    def __len__(self) -> int: ...

    def rows(self, first: int, count: int) -> Sequence[tuple[str, ...]]:
        """Some rows."""
        ...


class PagedModel(QAbstractTableModel):
    """Rows that are fetched by pages."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Rows | None = None
        self._count = 0
        self._headers: tuple[str, ...] = ()
        self._right: frozenset[int] = frozenset()
        self._pages: OrderedDict[int, Sequence[tuple[str, ...]]] = OrderedDict()
        self._places: dict[int, tuple[int, int]] = {}  # of the roles in a view's question, by its length

    def show_rows(self, rows: Rows | None, right: Sequence[int] = ()) -> None:
        """Show these; columns in `right` hold numbers."""
        self.beginResetModel()
        self._rows = rows
        self._count = len(rows) if rows is not None else 0
        self._headers = rows.headers if rows is not None else ()
        self._right = frozenset(right)
        self._pages.clear()
        self.endResetModel()

    def text(self, row: int, column: int) -> str:
        """The text of a cell; empty outside."""
        number = row // PAGE
        page = self._pages.get(number)
        if page is None:
            if self._rows is None:
                return ""
            page = self._pages[number] = self._rows.rows(number * PAGE, PAGE)
            if len(self._pages) > KEPT:
                self._pages.popitem(last=False)
        at = row - number * PAGE
        return page[at][column] if at < len(page) else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._headers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in self._right:
            return RIGHT
        return None

    def multiData(  # type: ignore[override]  # the stubs forget the span's type
        self,
        index: Index,
        roleDataSpan: QModelRoleDataSpan,  # noqa: N803 - Qt's own name
    ) -> None:
        # Views ask for the same roles in the same order, so their places are known; what they lend is not empty.
        size = roleDataSpan.size()
        places = self._places.get(size)
        if places is None or roleDataSpan[places[0]].role() != DISPLAY:  # type: ignore[index]  # the stubs forget
            roles = [roleDataSpan[at].role() for at in range(size)]  # type: ignore[index]
            if DISPLAY not in roles:
                self._few(index, roleDataSpan, roles)
                return
            places = self._places[size] = (roles.index(DISPLAY), roles.index(ALIGN) if ALIGN in roles else -1)
        row, column = index.row(), index.column()
        page = self._pages.get(row // PAGE)
        at = row % PAGE
        text = page[at][column] if page is not None and at < len(page) else self.text(row, column)
        for other in range(size):
            if other == places[0]:
                roleDataSpan[other].setData(text)  # type: ignore[index]
            elif other == places[1] and column in self._right:
                roleDataSpan[other].setData(RIGHT)  # type: ignore[index]
            else:
                roleDataSpan[other].clearData()  # type: ignore[index]

    def _few(self, index: Index, span: QModelRoleDataSpan, roles: list[int]) -> None:
        """Somebody asks for other roles alone."""
        for at, role in enumerate(roles):
            span[at].setData(self.data(index, role))  # type: ignore[index]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self._headers):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in self._right:
            return RIGHT
        return None
