"""The derivation of a calendar year as rows of the report: every number with what it is made of, indented.

Readings are listed once in table 1, so a monitored value stands here as one row.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from html import escape

from jcm_desktop.calculation.result import Vintage
from jcm_desktop.exports.report_model import Report
from jcm_desktop.formulas.numbers import as_decimal
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.to_text import symbol_markup, to_math
from jcm_desktop.formulas.trace import Trace

_INDENT = "\u00a0" * 4
_DECIMALS = 6
MAX_ROWS = 120  # of one year; the package has the whole tree


def derivation_rows(report: Report, vintage: Vintage) -> list[list[str]]:
    """Rows of symbol, value, unit and origin, as markup."""
    trace = vintage.term("ER").trace
    rows = [_cells(report, depth, one) for depth, one in _steps(trace, 0)]
    if len(rows) > MAX_ROWS:
        rows = [*rows[:MAX_ROWS], ["…", "", "", "the package holds the whole derivation"]]
    return rows


def _steps(trace: Trace, depth: int) -> Iterator[tuple[int, Trace]]:
    """What a reader wants to see: named values and formulas, and steps that are no mere wrapping."""
    if trace.is_literal() or trace.kind == "reading":
        return
    yield depth, trace
    for child in trace.children:
        yield from _steps(child, depth + 1)


def _cells(report: Report, depth: int, trace: Trace) -> list[str]:
    base, _, index = trace.symbol.partition("[")
    name = symbol_markup(report.definition.symbol(base)) + (f" ({escape(index.rstrip(']'))})" if index else "")
    if not trace.symbol:
        symbols = report.definition.symbols
        name = to_math(parse(trace.text), symbols)
    origin = trace.source
    if not origin and trace.kind == "formula":
        origin = report.definition.label(base)
    value = as_decimal(trace.value)
    return [_INDENT * depth + name, _shown(value), "" if trace.unit == "1" else escape(trace.unit), escape(origin)]


def _shown(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    rounded = round(value, _DECIMALS) if isinstance(exponent, int) and -exponent > _DECIMALS else value
    return f"{rounded:,f}"
