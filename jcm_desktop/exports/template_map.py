"""Find the input cells of a workbook in the official layout by its headings.

For workbooks whose parameters stand in the column under “Parameters” and whose values
stand under “Estimated Values” or “Monitored Values”, a row for each installed unit in
the order of the plan. What is not found that way is named, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jcm_desktop.domain.plan import Plan
from jcm_desktop.domain.workbook_facts import CellPlace, TemplateMap
from jcm_desktop.exports.xlsx_parts import Seen, cells_of, read_parts, sheets_of
from jcm_desktop.formulas.to_text import symbol_plain
from jcm_desktop.methodologies.schema import Definition

_SYMBOL, _PERIOD = "parameters", "monitoring period"
_VALUES = ("estimated values", "monitored values")
_CALC = "calc_process"
_NUMBER = re.compile(r"[A-Z]+|\d+")
_DIGITS = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")


def find_map(xlsx: bytes, definition: Definition, plan: Plan, place: str = "") -> TemplateMap:
    """Where the workbook takes what the plan has; keys that are not found are missing from the answer."""
    parts = read_parts(xlsx, place)
    found: dict[str, dict[str, CellPlace]] = {"plan": {}, "fixed": {}, "monitored": {}}
    periods: list[CellPlace] = []
    results: dict[str, CellPlace] = {}
    for sheet, part in sheets_of(parts, place).items():
        cells = dict(cells_of(parts, part, place))
        if _CALC in sheet.casefold():
            if sheet.upper().startswith("MRS"):
                results.update(_results(sheet, cells, definition))
            continue
        texts = {address: seen.value for address, seen in cells.items()}
        is_report = sheet.upper().startswith("MRS")
        for row, symbol, value, period in _rows(texts):
            key, kind = _key(symbol, definition, plan, found["monitored" if is_report else "plan"], found["fixed"])
            if kind == "fixed" and not is_report:
                found["fixed"].setdefault(key, CellPlace(sheet, f"{value}{row}"))
            elif kind == "monitored":
                found["monitored" if is_report else "plan"][key] = CellPlace(sheet, f"{value}{row}")
                if period:
                    periods.append(CellPlace(sheet, f"{period}{row}"))
    return TemplateMap(found["plan"], found["fixed"], found["monitored"], tuple(periods), results)


def _rows(texts: Mapping[str, str]) -> Iterator[tuple[int, str, str, str]]:
    """Each row under headings: its number, its symbol, the column of its value and of its period."""
    by_row: dict[int, dict[str, str]] = {}
    for address, text in texts.items():
        column, row = _NUMBER.findall(address)
        by_row.setdefault(int(row), {})[column] = text.strip()
    symbol = value = period = ""
    for row in range(1, max(by_row, default=0) + 1):
        cells = by_row.get(row, {})
        heads = {_head(text): column for column, text in cells.items()}
        if _SYMBOL in heads and any(one in heads for one in _VALUES):
            symbol = heads[_SYMBOL]
            value = next(heads[one] for one in _VALUES if one in heads)
            period = heads.get(_PERIOD, "")
        elif symbol and cells.get(symbol):
            yield row, cells[symbol], value, period
        elif symbol and not cells:
            symbol = ""


def _head(text: str) -> str:
    return " ".join(text.split("\n")[0].casefold().split())


def _key(
    text: str, definition: Definition, plan: Plan, taken: Mapping[str, CellPlace], taken_fixed: Mapping[str, CellPlace]
) -> tuple[str, str]:
    """The first key of the plan with this symbol that has no cell yet."""
    bare, _, member = text.partition(" (")
    wanted, member = _plain(bare), member.rstrip(")")
    for point in plan.points:
        symbol = _plain(symbol_plain(definition.monitored[point.parameter].symbol))
        if symbol == wanted and point.key not in taken and (not member or member == ", ".join(point.index)):
            return point.key, "monitored"
    for one in plan.fixed:
        if one.parameter in definition.fixed and one.key not in taken_fixed:
            symbol = _plain(symbol_plain(definition.fixed[one.parameter].symbol))
            if symbol == wanted and (not member or member == ", ".join(one.index)):
                return one.key, "fixed"
    return "", ""


def _plain(symbol: str) -> str:
    return re.sub(r"[\s_{},]+", "", symbol).casefold()


def _results(sheet: str, cells: Mapping[str, Seen], definition: Definition) -> Iterator[tuple[str, CellPlace]]:
    """The first formula or number in the first row that names a formula's symbol; the rounded claim comes later."""
    wanted = {_plain(symbol_plain(definition.symbol(name))): name for name in definition.formulas}
    rows: dict[int, dict[str, Seen]] = {}
    for address, seen in cells.items():
        column, row = _NUMBER.findall(address)
        rows.setdefault(int(row), {})[column] = seen
    done: set[str] = set()
    for row in sorted(rows):
        names = [wanted[_plain(seen.value)] for seen in rows[row].values() if _plain(seen.value) in wanted]
        if not names or names[0] in done:
            continue
        for column in sorted(rows[row], key=lambda one: (len(one), one)):
            seen = rows[row][column]
            if seen.formula or _DIGITS.fullmatch(seen.value):
                done.add(names[0])
                yield names[0], CellPlace(sheet, f"{column}{row}")
                break
