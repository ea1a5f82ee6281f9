"""Where everything stands in the workbook: which row and column holds which value.

Decided once, so that the sheets can refer to each other before any is drawn.
Rows and columns are counted from 0, as the writer counts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from jcm_desktop.calculation.aggregate import new_days
from jcm_desktop.calculation.result import Vintage
from jcm_desktop.domain.plan import MonitoringPoint, key_of
from jcm_desktop.exports.report_model import FixedRow, Report, is_withheld
from jcm_desktop.formulas.to_excel import MAX_ARGUMENTS
from jcm_desktop.formulas.tree import Binary, Call, Compare, Logic, Negative, Node, Sum, names_in
from jcm_desktop.methodologies.loader import nodes_of, order_of

MPS_INPUT, MPS_CALC, MSS = "MPS(input)", "MPS(calc_process)", "MSS"
MRS_INPUT, MRS_CALC = "MRS(input)", "MRS(calc_process)"
READINGS = "Readings"
SUM = "Sum"  # of a project with several methodologies: what each claims, and the total
# Those of the official spreadsheet in their order; of several methodologies each has its own.
OFFICIAL = (MPS_INPUT, MPS_CALC, MSS, MRS_INPUT, MRS_CALC)
SHEETS = (*OFFICIAL, READINGS)  # then ours

HEAD_ROWS = 5  # heading, name of the spreadsheet, reference number, sample line, empty line
LEGEND_ROWS = 5
FIRST_VALUE_COLUMN = 2  # of the calculation sheets; before it the item, and the fuel type or option
FIRST_READING = HEAD_ROWS + 3  # title and two rows of headings
DAYS_COLUMN, COUNTED_COLUMN = 6, 8  # of the readings


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
    """The rows of an input sheet: tables 1, 2 and 3, and the legend."""

    report: Report
    sheet: str  # its kind

    @property
    def name(self) -> str:
        return sheet_name(self.sheet, self.report)

    @property
    def with_period(self) -> bool:
        """The report's sheet has the monitoring period as its first column."""
        return self.sheet == MRS_INPUT

    @property
    def value_column(self) -> int:
        """Of all three tables: they stand below each other."""
        return 4 if self.with_period else 3

    @property
    def vintages(self) -> tuple[Vintage, ...]:
        """Each has its rows in table 1; the plan has one year."""
        return self.report.result.vintages if self.with_period else self.report.result.vintages[:1]

    @cached_property
    def table_1(self) -> int:
        """The title's row; two rows of headings follow, then the points."""
        return HEAD_ROWS

    @cached_property
    def table_2(self) -> int:
        return self.table_1 + 3 + len(self.report.dossier.plan.points) * len(self.vintages) + 1

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
    def _points(self) -> dict[str, int]:
        return {point.no: at for at, point in enumerate(self.report.dossier.plan.points)}

    @cached_property
    def _fixed(self) -> dict[str, int]:
        return {one.key: at for at, one in enumerate(self.report.fixed)}

    def point_row(self, no: str, vintage: int = 0) -> int:
        """Of a monitoring point's calendar year, counted from 0, in table 1."""
        return self.table_1 + 3 + self._points[no] * len(self.vintages) + vintage

    def fixed_row(self, key: str) -> int:
        """Of a value in table 2."""
        return self.table_2 + 3 + self._fixed[key]


@dataclass(frozen=True)
class ReadingsLayout:
    """The rows of the list of readings, in the order of the model's parts."""

    report: Report

    @cached_property
    def _rows(self) -> dict[tuple[str, int], tuple[int, int]]:
        """First and last row of each point and year; they stand together."""
        found: dict[tuple[str, int], tuple[int, int]] = {}
        for at, part in enumerate(self.report.parts, FIRST_READING):
            key = part.point.no, part.span.first.year
            found[key] = (found[key][0] if key in found else at, at)
        return found

    def value_of(self, point: MonitoringPoint, vintage: Vintage, *, mean: bool) -> str:
        """The formula of a point's value in a calendar year: the sum, or the mean by days; `0` for no reading."""
        rows = self._rows.get((point.no, vintage.year))
        if rows is None:
            return "0"
        counted = self._range(rows, COUNTED_COLUMN)
        if not mean:
            return f"SUM({counted})"
        days = self._range(rows, DAYS_COLUMN)
        return f"SUMPRODUCT({counted},{days})/{self._distinct_days(rows) or f'SUM({days})'}"

    def _range(self, rows: tuple[int, int], column: int) -> str:
        return f"{address(rows[0], column, READINGS)}:{address(rows[1], column)}"

    def _distinct_days(self, rows: tuple[int, int]) -> str:
        """The days of rows that share some, such as a reading and its correction; empty where none are shared."""
        parts = self.report.parts[rows[0] - FIRST_READING : rows[1] - FIRST_READING + 1]
        fresh = new_days([part.span for part in parts])
        if all(days == part.span.days for days, part in zip(fresh, parts, strict=True)):
            return ""
        terms = [
            address(row, DAYS_COLUMN, READINGS) if days == part.span.days else str(days)
            for row, (days, part) in enumerate(zip(fresh, parts, strict=True), rows[0])
            if days
        ]
        groups = [",".join(terms[at : at + MAX_ARGUMENTS]) for at in range(0, len(terms), MAX_ARGUMENTS)]
        return f"({'+'.join(f'SUM({group})' for group in groups)})"


@dataclass(frozen=True)
class CalcLayout:
    """The rows of a calculation sheet: its four blocks and the list of default values."""

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

    @property
    def unit_column(self) -> int:
        return FIRST_VALUE_COLUMN + self.columns

    @cached_property
    def nodes(self) -> dict[str, Node]:
        return nodes_of(self.report.definition)

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of every named thing: formulas by name, values by key, headings by `# block`."""
        found: dict[str, int] = {"# years": HEAD_ROWS}
        row = HEAD_ROWS + 1
        for block, names in self._blocks():
            found[f"# {block}"] = row
            row += 1
            for name in names:
                found[name] = row
                row += 1
            row += 1
        found["# lists"] = row
        for name in self._lists():
            row += 1
            found[name] = row
        return found

    @property
    def end(self) -> int:
        """The first row below everything."""
        return max(self.rows.values()) + 1

    def _lists(self) -> Iterator[str]:
        """What the methodology offers to choose from, then its lists: a heading for each, and every row."""
        definition = self.report.definition
        for name, parameter in definition.fixed.items():
            yield from (f"~ {name} {choice}" for choice in parameter.choices)
            if parameter.default is not None:
                yield f"~ {name} "
        for name, table in definition.tables.items():
            yield f"@ {name}"
            yield from (f"= {key_of(name, (key,))}" for key in table.rows)

    def _blocks(self) -> Iterator[tuple[str, list[str]]]:
        """Each name once, in the first block that needs it."""
        listed: set[str] = set()

        def fresh(names: list[str]) -> list[str]:
            new = [name for name in names if name not in listed]
            listed.update(new)
            return new

        definition = self.report.definition
        decisions = [f"? {name}" for name in definition.decisions]
        selected = [row.key for row in self._selected()]
        defaults = fresh([*decisions, *definition.constants, *selected, *self._days()])
        reference = fresh(self._needed("RE"))
        project = fresh(self._needed("PE"))
        others = fresh([name for name in self._needed("ER") if name not in ("RE", "PE")])
        for name in self.nodes:  # shown by the methodology, used by nothing
            reference += fresh(self._needed(name))
        yield "results", [*others[:1], "claim", *others[1:]]
        yield "defaults", defaults
        yield "reference", reference
        yield "project", project

    def _selected(self) -> Iterator[FixedRow]:
        """Fixed values that the methodology has values to choose from."""
        for row in self.report.fixed:
            parameter = self.report.definition.fixed[row.name]
            if parameter.choices or parameter.default is not None:
                yield row

    def _days(self) -> list[str]:
        return ["days"] if any(_counts_days(node) for node in self.nodes.values()) else []

    def _needed(self, name: str) -> list[str]:
        """A formula, the formulas it uses, and the values these use."""
        formulas = [name]
        for one in formulas:
            inside = names_in(self.nodes[one])
            formulas += [
                used for used in reversed(order_of(self.report.definition)) if used in inside and used not in formulas
            ]
        used = {one for formula in formulas for one in names_in(self.nodes[formula])}
        points = [point.key for point in self.report.dossier.plan.points if point.parameter in used]
        return [*formulas, *points, *(row.key for row in self.report.fixed if row.name in used)]

    def cell(self, name: str, column: int) -> str:
        """A value of this sheet, from this sheet."""
        return address(self.rows[name], FIRST_VALUE_COLUMN + column)

    def tainted(self, vintage: Vintage) -> frozenset[str]:
        """What cannot be computed in a public copy, because something it is made of is withheld."""
        report = self.report
        found = {row.key for row in report.fixed if is_withheld(row.value)}
        bad_names = {row.name for row in report.fixed if is_withheld(row.value)}
        for point in report.dossier.plan.points:
            own = [one for one in report.parts_of[point.no] if vintage.span.contains(one.span)]
            estimate_gone = not self.inputs.with_period and is_withheld(point.estimate_per_year)
            if estimate_gone or (self.inputs.with_period and any(is_withheld(one.counted) for one in own)):
                found.add(point.key)
                bad_names.add(point.parameter)
        for name in order_of(report.definition):
            if names_in(self.nodes[name]) & bad_names or is_withheld(vintage.term(name).value):
                found.add(name)
                bad_names.add(name)
        return frozenset(found)


def _counts_days(node: Node) -> bool:
    match node:
        case Call("days", _):
            return True
        case Call(_, parts) | Logic(_, parts):
            return any(_counts_days(part) for part in parts)
        case Binary(_, left, right) | Compare(_, left, right):
            return _counts_days(left) or _counts_days(right)
        case Negative(inner) | Sum(_, inner):
            return _counts_days(inner)
    return False


@dataclass(frozen=True)
class ColumnCells:
    """Where a formula finds its values, for one column of a calculation sheet: always in that sheet."""

    layout: CalcLayout
    column: int

    @property
    def sets(self) -> Mapping[str, tuple[str, ...]]:
        return {one.name: one.members for one in self.layout.report.dossier.plan.sets}

    def cell(self, name: str, members: tuple[str, ...]) -> str:
        """A value or a step."""
        return self.layout.cell(key_of(name, members), self.column)

    def days(self) -> str:
        return self.layout.cell("days", self.column)

    def lookup(self, table: str, member: str) -> str:
        """A row of a list stands once, below the calculation."""
        return address(self.layout.rows[f"= {key_of(table, (member,))}"], FIRST_VALUE_COLUMN)
