"""What was seen in a workbook that somebody filled in: where things stand, and what is not as it should be.

Shapes only; how a workbook is read is known in `exports/`.
"""

from __future__ import annotations

import re

import msgspec

from jcm_desktop.domain.errors import UserError

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")


class CellPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True, order=True):
    """A cell of a workbook: `MRS(input)`, `E9`."""

    sheet: str
    cell: str

    def __post_init__(self) -> None:
        if not _CELL.fullmatch(self.cell):
            raise UserError("template.bad_cell", self.sheet, cell=self.cell)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"

    @property
    def row(self) -> int:
        """Counted from 1, as the sheet counts."""
        return int(re.sub(r"\D", "", self.cell))

    @property
    def column(self) -> str:
        return re.sub(r"[^A-Z]", "", self.cell)


class TemplateMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where an approved methodology's workbook takes its inputs and shows its results, by written key."""

    plan: dict[str, CellPlace] = {}  # estimates of monitored parameters, `EG[pv-1]`
    fixed: dict[str, CellPlace] = {}  # values fixed ex ante
    monitored: dict[str, CellPlace] = {}  # monitored values
    period: tuple[CellPlace, ...] = ()  # cells that take the monitoring period
    results: dict[str, CellPlace] = {}  # ER, RE, PE and other formulas by name

    @property
    def inputs(self) -> frozenset[CellPlace]:
        """Every cell that may be filled in."""
        return frozenset((*self.plan.values(), *self.fixed.values(), *self.monitored.values(), *self.period))


class CellDifference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A cell that is not as it should be."""

    place: CellPlace
    wanted: str
    found: str


class FilledWorkbook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A filled workbook compared with the approved one and with our own results."""

    approved_sha256: str
    locked: tuple[CellDifference, ...] = ()  # cells other than inputs that are not as approved
    results: tuple[CellDifference, ...] = ()  # results that are not what we compute
