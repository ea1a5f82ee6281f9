"""What the window shows of filling an approved workbook: frozen rows, ready to draw, as `views`."""

from __future__ import annotations

import msgspec

from jcm_desktop.domain.period import Span
from jcm_desktop.services.views import AnswerState, FindingRow


class TemplateRow(msgspec.Struct, frozen=True):
    """One value, and the cell it is put into, or why it is not."""

    what: str
    value: str
    cell: str  # empty where there is none
    state: AnswerState
    words: str  # put in | why not


class TemplateView(msgspec.Struct, frozen=True):
    """What would be put into a workbook for one calendar year."""

    project: str
    span: Span
    template: str
    name: str
    year: int
    years: tuple[int, ...]
    rows: tuple[TemplateRow, ...]
    fitting: int
    lacking: int
    summary: str


class ResultRow(msgspec.Struct, frozen=True):
    """One result of a workbook beside ours."""

    name: str
    cell: str
    theirs: str
    ours: str
    state: AnswerState
    words: str


class FilledView(msgspec.Struct, frozen=True):
    """What a filled workbook gives, and what our checks say of it."""

    path: str
    results: tuple[ResultRow, ...]
    findings: tuple[FindingRow, ...]  # ER-02 and ER-08
    state: AnswerState
    summary: str
    notes: tuple[str, ...] = ()
