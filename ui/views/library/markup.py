"""Tables of the library's pages as markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

_CELL = "padding:3px 14px 5px 0; vertical-align:top"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Cells are markup; headings are plain."""
    head = "".join(f"<th align='left' style='{_CELL}'>{escape(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td style='{_CELL}'>{cell}</td>" for cell in cells) + "</tr>" for cells in rows)
    return f"<table width='100%'><tr>{head}</tr>{body}</table>"
