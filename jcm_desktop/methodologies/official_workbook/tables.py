"""The tables of the official sheets, found by what their headings mean, wherever they stand.

Tables 1 and 2 of the input sheets (monitored, fixed), the lines of the calculation
sheets, and sheets that list units below each other with a column for each parameter.
Reads texts and places; knows no formula.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from jcm_desktop.methodologies.official_workbook.cells import Address, Cell, Sheet
from jcm_desktop.methodologies.official_workbook.headings import meaning
from jcm_desktop.methodologies.official_workbook.symbols import Symbol, read_symbol
from jcm_desktop.methodologies.official_workbook.unit_text import read_unit

MAX_GAP = 3  # rows without a parameter inside a table
TITLE_ROWS = 5  # how far above its headings a table's title may stand
_MONITORED_ONLY = frozenset({"option", "point", "frequency", "method", "period"})
_INPUT_NEEDS = frozenset({"parameter", "value"})
Heads = dict[str, list[int]]


class InputRow(msgspec.Struct, frozen=True):
    """A line of table 1 or 2."""

    table: str  # monitored or fixed
    symbol: Symbol
    value: Address
    label: str = ""
    unit: str = ""
    option: str = ""
    offered: tuple[str, ...] = ()  # by the option's drop-down
    source: str = ""
    frequency: str = ""
    period: str = ""  # of the report's values
    place: Address | None = None  # of the symbol


class CalcRow(msgspec.Struct, frozen=True):
    """A line of a calculation sheet."""

    sheet: str
    row: int
    block: str  # reductions, defaults, reference, project, list, or empty
    label: str
    symbol: Symbol | None
    unit: str
    values: tuple[Address, ...]  # one for each column of values


class ResultRow(msgspec.Struct, frozen=True):
    """The cell of table 3."""

    value: Address


def heads_of(sheet: Sheet, row: int) -> Heads:
    """The meanings of a row's headings with their columns."""
    found: Heads = {}
    for column, text in sheet.texts(row):
        means = meaning("columns", text)
        if means and column not in found.get(means, ()):
            found.setdefault(means, []).append(column)
    return found


def _input_heads(sheet: Sheet, row: int) -> tuple[Heads, int]:
    """The headings of table 1 or 2 that begin in a row, and how many rows they take; none: 0."""
    heads = heads_of(sheet, row)
    if heads.keys() >= _INPUT_NEEDS and len(heads) >= 3:
        return heads, 1
    if heads:
        below = heads_of(sheet, row + 1)
        both = {means: heads.get(means) or below[means] for means in (*heads, *below)}
        if below and not below.keys() >= _INPUT_NEEDS and both.keys() >= _INPUT_NEEDS and len(both) >= 3:
            return both, 2
    return {}, 0


def input_rows(sheet: Sheet) -> Iterator[InputRow]:
    """The lines of tables 1 and 2 of an input sheet, from the top."""
    row = 1
    while row <= sheet.last_row:
        heads, height = _input_heads(sheet, row)
        if not height:
            row += 1
            continue
        table = _table_kind(sheet, row, heads)
        row += height
        gap = 0
        seen: set[Address] = set()
        while row <= sheet.last_row and gap <= MAX_GAP and not _input_heads(sheet, row)[1]:
            if _is_title(sheet, row, heads):
                break
            line = _input_row(sheet, row, heads, table)
            if line is None or line.value in seen:
                gap += 1
            else:
                gap = 0
                seen.add(line.value)
                yield line
            row += 1


def _table_kind(sheet: Sheet, row: int, heads: Heads) -> str:
    for above in range(row - 1, max(0, row - 1 - TITLE_ROWS), -1):
        for _, text in sheet.texts(above):
            means = meaning("tables", text)
            if means in ("monitored", "fixed"):
                return means
    return "monitored" if _MONITORED_ONLY & heads.keys() else "fixed"


def _is_title(sheet: Sheet, row: int, heads: Heads) -> bool:
    """Whether the next table, or the legend of the options, begins here."""
    if _symbol(sheet, row, heads["parameter"][0]) is not None:
        return False
    return any(meaning("tables", text) for _, text in sheet.texts(row))


def _symbol(sheet: Sheet, row: int, column: int) -> Symbol | None:
    cell = sheet.shown(row, column)
    return _read(cell) if isinstance(cell.value, str) else None


def _read(cell: Cell) -> Symbol | None:
    found = read_symbol(cell.value if isinstance(cell.value, str) else "", cell.marked)
    return found if found is not None and (found.is_word or found.is_days) else None


def _input_row(sheet: Sheet, row: int, heads: Heads, table: str) -> InputRow | None:
    column = heads["parameter"][0]
    symbol = _symbol(sheet, row, column)
    if symbol is None:
        return None

    def text(means: str) -> str:
        return sheet.text(row, heads[means][0]) if means in heads else ""

    option = sheet.address(row, heads["option"][0]) if "option" in heads else None
    return InputRow(
        table=table,
        symbol=symbol,
        value=sheet.address(row, heads["value"][0]),
        label=_one_line(text("description")),
        unit=text("unit"),
        option=text("option"),
        offered=sheet.lists.get((option.row, option.column), ()) if option else (),
        source=_one_line(text("source")),
        frequency=_one_line(text("frequency")),
        period=_one_line(text("period")),
        place=sheet.address(row, column),
    )


def first_period(rows: list[InputRow]) -> list[InputRow]:
    """Where the sheets compute several periods side by side, of each value only the first: the others repeat it."""
    found: dict[tuple[str, Symbol, str], str] = {}
    return [row for row in rows if row.period == found.setdefault((row.table, row.symbol, row.label), row.period)]


def _one_line(text: str) -> str:
    return " ".join(text.split())[:500]


# --- units below each other, a column for each parameter --------------------------------------------------------


def unit_rows(sheet: Sheet, known: dict[tuple[str, tuple[str, ...]], InputRow]) -> Iterator[InputRow]:
    """The values of tables that list installed units: symbols across, units down; `known` are tables 1 and 2."""
    row = 1
    while row <= sheet.last_row:
        across = {
            column: symbol
            for column, _ in sheet.texts(row)
            if (symbol := _symbol(sheet, row, column)) is not None and symbol.letters
        }
        if len(across) < 2 or _input_heads(sheet, row)[1]:
            row += 1
            continue
        units = {column: "" for column in across}
        row += 1
        while row <= sheet.last_row and not _has_numbers(sheet, row, across):
            for column in across:
                units[column] = units[column] or _unit_text(sheet.text(row, column))
            if not any(sheet.text(row, column) for column in across):
                break
            row += 1
        while row <= sheet.last_row and _has_numbers(sheet, row, across):
            yield from _unit_line(sheet, row, across, units, known)
            row += 1


def _unit_line(
    sheet: Sheet,
    row: int,
    across: dict[int, Symbol],
    units: dict[int, str],
    known: dict[tuple[str, tuple[str, ...]], InputRow],
) -> Iterator[InputRow]:
    """The values of one installed unit."""
    before = [column for column in sheet.columns(row) if column < min(across)]
    member = _shown(sheet.shown(row, before[-1])) if before else ""
    for column, symbol in across.items():
        listed = known.get((symbol.head, symbol.parts))
        place = sheet.address(row, column)
        made = listed or InputRow("monitored" if symbol.per_period else "fixed", symbol, place)
        own = Symbol(symbol.head, symbol.parts, (member,) if member else ())
        yield msgspec.structs.replace(made, symbol=own, value=place, place=place, unit=units[column] or made.unit)


def _has_numbers(sheet: Sheet, row: int, across: dict[int, Symbol]) -> bool:
    cells = [sheet.cell(row, column) for column in across]
    return any(cell.value is not None and not isinstance(cell.value, str | bool) for cell in cells)


def _unit_text(text: str) -> str:
    try:
        return text if text and read_unit(text) is not None else ""
    except Exception:  # noqa: BLE001 - any text that is no unit
        return ""


def _shown(cell: Cell) -> str:
    return "" if cell.value is None else str(cell.value).strip()[:60]


# --- the calculation sheets -------------------------------------------------------------------------------------


def calc_rows(sheet: Sheet) -> Iterator[CalcRow]:
    """The lines of a calculation sheet, from the top; the headings may be repeated by each block."""
    heads: Heads = {}
    block = ""
    for row in range(1, sheet.last_row + 1):
        here = heads_of(sheet, row)
        titles = [found for _, text in sheet.texts(row) if (found := meaning("blocks", text))]
        if "value" in here and ("unit" in here or "parameter" in here):
            heads = here
            block = titles[0] if titles else block
            continue
        values = tuple(sheet.address(row, column) for column in heads.get("value", ()))
        filled = any(
            sheet.cell(one.row, one.column).value is not None or sheet.cell(one.row, one.column).formula
            for one in values
            if one.row == row
        )
        if titles and not filled:
            block = titles[0]
        elif filled:
            yield _calc_row(sheet, row, block, heads, values)


def _calc_row(sheet: Sheet, row: int, block: str, heads: Heads, values: tuple[Address, ...]) -> CalcRow:
    symbol = _any_symbol(sheet, row, heads["parameter"][0]) if "parameter" in heads else None
    special = {column for means in ("parameter", "unit", "fuel", "value") for column in heads.get(means, ())}
    words = [text for column, text in sheet.texts(row) if column < values[0].column and column not in special]
    unit = sheet.text(row, heads["unit"][0]) if "unit" in heads else ""
    return CalcRow(sheet.name, row, block, _one_line(" ".join(words)), symbol, unit, values)


def _any_symbol(sheet: Sheet, row: int, column: int) -> Symbol | None:
    """Also `24`, the symbol of a number written in the formula itself."""
    cell = sheet.shown(row, column)
    return read_symbol(str(cell.value), cell.marked) if cell.value is not None else None


def result_cells(sheet: Sheet) -> Iterator[Address]:
    """The formulas of table 3."""
    row = 1
    while row <= sheet.last_row:
        if any(meaning("tables", text) == "result" for _, text in sheet.texts(row)):
            empty = 0
            row += 1
            while row <= sheet.last_row and empty < MAX_GAP:
                if any(meaning("tables", text) == "options" for _, text in sheet.texts(row)):
                    break
                found = [column for column in sheet.columns(row) if sheet.cell(row, column).formula]
                empty = 0 if sheet.columns(row) else empty + 1
                for column in found:
                    yield Address(sheet.name, row, column)
                row += 1
        row += 1
