"""Widths of a table's columns. Knows no page."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QTableView


def set_widths(table: QTableView, widths: Mapping[int, int]) -> None:
    """These widths by column, but never less than its heading needs in the window's language."""
    header = table.horizontalHeader()
    for column, width in widths.items():
        table.setColumnWidth(column, max(width, header.sectionSizeHint(column)))
