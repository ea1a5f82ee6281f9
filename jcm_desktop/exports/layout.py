"""Where everything stands in the workbook: which row and column holds which value.

Decided once, so that the sheets can refer to each other before any is drawn.
Rows and columns are counted from 0, as the writer counts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from jcm_desktop.domain.plan import key_of
from jcm_desktop.exports.report_model import Report
from jcm_desktop.methodologies.loader import order_of

MPS_INPUT, MPS_CALC, MSS = "MPS(input)", "MPS(calc_process)", "MSS"
MRS_INPUT, MRS_CALC = "MRS(input)", "MRS(calc_process)"
SHEETS = (MPS_INPUT, MPS_CALC, MSS, MRS_INPUT, MRS_CALC)

SUM = "Sum"  # of a project with several methodologies: what each claims, and the total

HEAD_ROWS = 5  # heading, name of the spreadsheet, reference number, sample line, empty line
LEGEND_ROWS = 5
FIRST_VALUE_COLUMN = 3  # of the calculation sheets
PART_COLUMNS = ("point", "first", "last", "year", "value", "unit", "days", "of", "counted")


def column_name(column: int) -> str:
    """`A` for 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def address(row: int, column: int, sheet: str = "") -> str:
    """An absolute reference, `'MRS(input)'!$E$9`."""
    where = f"'{sheet}'!" if sheet else ""
    return f"{where}${column_name(column)}${row + 1}"


def sheet_name(kind: str, report: Report) -> str:
    """A sheet's name in the book: its kind, with the methodology's number where there are several."""
    return f"{kind} {report.part}" if report.part else kind


@dataclass(frozen=True)
class InputLayout:
    """The rows of an input sheet: tables 1, 2 and 3, the legend, and for reports the list of readings."""

    report: Report
    sheet: str  # its kind

    @property
    def name(self) -> str:
        return sheet_name(self.sheet, self.report)

    @property
    def with_period(self) -> bool:
        """The report's sheets have the monitoring period as their first column."""
        return self.sheet == MRS_INPUT

    @property
    def value_column(self) -> int:
        """Of all three tables: they stand below each other."""
        return 4 if self.with_period else 3

    @cached_property
    def table_1(self) -> int:
        """The title's row; two rows of headings follow, then the points."""
        return HEAD_ROWS

    @cached_property
    def table_2(self) -> int:
        return self.table_1 + 3 + len(self.report.dossier.plan.points) + 1

    @cached_property
    def table_3(self) -> int:
        return self.table_2 + 3 + max(1, len(self.report.fixed)) + 1

    @property
    def table_3_rows(self) -> int:
        """A row for each calendar year and the sum; the plan has one."""
        return len(self.report.result.vintages) + 1 if self.with_period else 1

    @cached_property
    def legend(self) -> int:
        return self.table_3 + 2 + self.table_3_rows + 1

    @cached_property
    def readings(self) -> int:
        return self.legend + LEGEND_ROWS + 1

    def point_row(self, no: str) -> int:
        """Of a monitoring point in table 1."""
        numbers = [point.no for point in self.report.dossier.plan.points]
        return self.table_1 + 3 + numbers.index(no)

    def fixed_row(self, key: str) -> int:
        """Of a value in table 2."""
        return self.table_2 + 3 + [one.key for one in self.report.fixed].index(key)

    def part_rows(self) -> range:
        """Of the list of readings."""
        first = self.readings + 2
        return range(first, first + len(self.report.parts))


@dataclass(frozen=True)
class CalcLayout:
    """The rows of a calculation sheet: results, defaults, monitored values, reference and project emissions."""

    report: Report
    sheet: str  # its kind
    inputs: InputLayout

    @property
    def name(self) -> str:
        return sheet_name(self.sheet, self.report)

    @property
    def columns(self) -> int:
        """One for each calendar year; the plan has one year."""
        return len(self.report.result.vintages) if self.sheet == MRS_CALC else 1

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The formulas other than RE, PE and ER, in the order of evaluation."""
        return tuple(name for name in order_of(self.report.definition) if name not in ("RE", "PE", "ER"))

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of every named thing: formulas by name, monitored values and constants by key, headings."""
        found: dict[str, int] = {}
        row = HEAD_ROWS

        def block(heading: str, names: tuple[str, ...]) -> None:
            nonlocal row
            if not names:
                return
            found[f"# {heading}"] = row
            row += 1
            for name in names:
                found[name] = row
                row += 1
            row += 1

        found["# years"] = row
        row += 1
        block("results", ("ER", "claim"))
        decisions = tuple(f"? {name}" for name in self.report.definition.decisions)
        constants = tuple(f"= {name}" for name in self.report.definition.constants)
        block("defaults", (*decisions, *constants, "days"))
        points = tuple(f"[] {key_of(one.parameter, one.index)}" for one in self.report.dossier.plan.points)
        block("monitored", points)
        block("steps", self.steps)
        block("reference", ("RE",))
        block("project", ("PE",))
        block("lists", tuple(_list_rows(self.report)))
        return found

    def cell(self, name: str, column: int) -> str:
        """A value of this sheet, from this sheet."""
        return address(self.rows[name], FIRST_VALUE_COLUMN + column)


def _list_rows(report: Report) -> Iterator[str]:
    """The methodology's lists: a heading for each, then every row."""
    for name, table in report.definition.tables.items():
        yield f"@ {name}"
        for key in table.rows:
            yield f"= {key_of(name, (key,))}"


@dataclass(frozen=True)
class ColumnCells:
    """Where a formula finds its values, for one column of a calculation sheet."""

    layout: CalcLayout
    column: int

    @property
    def sets(self) -> Mapping[str, tuple[str, ...]]:
        return {one.name: one.members for one in self.layout.report.dossier.plan.sets}

    def cell(self, name: str, members: tuple[str, ...]) -> str:
        """A monitored value or a step stands in this sheet, a fixed value in table 2 of the input sheet."""
        definition = self.layout.report.definition
        if name in definition.fixed:
            row = self.layout.inputs.fixed_row(key_of(name, members))
            return address(row, self.layout.inputs.value_column, self.layout.inputs.name)
        if name in definition.monitored:
            return self.layout.cell(f"[] {key_of(name, members)}", self.column)
        if name in definition.constants:
            return address(self.layout.rows[f"= {name}"], FIRST_VALUE_COLUMN)
        return self.layout.cell(name, self.column)

    def days(self) -> str:
        return self.layout.cell("days", self.column)

    def lookup(self, table: str, member: str) -> str:
        """A row of a list stands once, below the calculation."""
        return address(self.layout.rows[f"= {key_of(table, (member,))}"], FIRST_VALUE_COLUMN)
