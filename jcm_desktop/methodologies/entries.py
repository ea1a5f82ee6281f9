"""What is known of a methodology version beside its calculation: number, title, scope, days, and how well.

An entry is what the library offers for a version it has no definition of: it
says what the methodology is about, and that its official workbook must be
brought. Data in `entries.csv`, read strictly. Knows no project.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Literal

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.domain.project import MethodologyRef

FILE = "entries.csv"
MAX_ROWS = 5_000


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of one methodology, as public lists show it."""

    id: str
    version: str
    title: str  # as printed; empty where no source with it was read
    about: str  # in our own words, where there is no title
    evidence: EvidenceLevel  # of title or subject: derived means read from the titles of its projects
    sectoral_scopes: tuple[int, ...]
    technologies: tuple[str, ...]
    proposal: str  # number of the proposal it came from
    approved_on: date | None
    status: Literal["approved", "proposed"]
    sources: str
    notes: str

    @property
    def ref(self) -> MethodologyRef:
        return MethodologyRef(self.id, self.version)

    @property
    def country(self) -> str:
        return self.id[:2]

    @property
    def name(self) -> str:
        """The title, or what it is about."""
        return self.title or self.about


_COLUMNS = Entry.__struct_fields__
_ID = {"approved": r"[A-Z]{2}_AM\d{3}", "proposed": r"[A-Z]{2}_PM\d{3}"}


def read_entries(text: str, place: str) -> tuple[Entry, ...]:
    """Read a list of entries; UserError `entries.bad_columns`, `entries.bad_row`, `entries.twice` name the line."""
    rows = csv.reader(io.StringIO(text), strict=True)
    found: dict[MethodologyRef, Entry] = {}
    try:
        head = next(rows, [])
        if tuple(head) != _COLUMNS:
            raise UserError("entries.bad_columns", f"{place}:1", columns=", ".join(_COLUMNS))
        for cells in rows:
            where = f"{place}:{rows.line_num}"
            one = _entry(cells, where)
            if one.ref in found:
                raise UserError("entries.twice", where, ref=one.ref)
            if len(found) == MAX_ROWS:
                raise UserError("entries.bad_row", where, detail=f"more than {MAX_ROWS} rows")
            found[one.ref] = one
    except csv.Error as error:
        raise UserError("entries.bad_row", f"{place}:{rows.line_num}", detail=error) from error
    return tuple(found.values())


def _entry(cells: list[str], where: str) -> Entry:
    if len(cells) != len(_COLUMNS):
        raise UserError("entries.bad_row", where, detail=f"{len(cells)} of {len(_COLUMNS)} columns")
    row: dict[str, object] = dict(zip(_COLUMNS, cells, strict=True))
    row["approved_on"] = row["approved_on"] or None
    row["technologies"] = str(row["technologies"]).split()
    scopes = str(row["sectoral_scopes"]).split()
    try:
        row["sectoral_scopes"] = [int(one) for one in scopes]
        one = msgspec.convert(row, Entry)
    except (msgspec.ValidationError, ValueError) as error:
        raise UserError("entries.bad_row", where, detail=error) from error
    if not re.fullmatch(_ID[one.status], one.id) or not re.fullmatch(r"\d{1,2}\.\d", one.version) or not one.name:
        raise UserError("entries.bad_row", where, detail=f"{one.id} {one.version}")
    return one
