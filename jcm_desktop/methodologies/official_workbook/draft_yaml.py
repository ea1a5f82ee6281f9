"""A draft as a definition file for people to read and confirm: every part with the cell it was read in.

The same draft gives the same text. What is written here, the strict loader reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec
import yaml

from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.methodologies.official_workbook.draft import Draft, DraftFormula, DraftParameter, Known

_WIDTH = 110
_PLAIN = re.compile(r"[A-Za-z][^\n#:{}\[\],&*!|>'\"%@`]*[^\s#:{}\[\],&*!|>'\"%@`]|[A-Za-z]")


class Identity(msgspec.Struct, frozen=True):
    """Who a definition is; the calculation does not say."""

    methodology: str
    version: str
    country: str
    title: str
    scope: int
    technologies: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        if self.methodology.startswith("TEMPLATE"):
            return "template"
        return "proposed" if "_PM" in self.methodology else "approved"


class Origin(msgspec.Struct, frozen=True):
    """The file it was read in."""

    file: str
    sha256: str
    sheets: str
    read_on: date


def written(draft: Draft, identity: Identity, origin: Origin, *, recomputed: str) -> str:
    """The text of the definition file."""
    return "\n".join(_lines(draft, identity, origin, recomputed)) + "\n"


def _lines(draft: Draft, identity: Identity, origin: Origin, recomputed: str) -> Iterator[str]:
    yield f"# A draft, read in the workbook {_comment(origin.file)}"
    yield f"# SHA-256 {origin.sha256}"
    yield f"# {recomputed}"
    yield "# A person compares every formula and every number with the approved text; the cells are named beside them."
    yield f"methodology: {scalar(identity.methodology)}"
    yield f"version: {quoted(identity.version)}"
    yield f"country: {scalar(identity.country)}"
    yield f"title: {scalar(identity.title)}"
    yield f"sectoral_scope: {identity.scope}"
    yield f"technologies: [{', '.join(map(scalar, identity.technologies))}]"
    yield f"status: {identity.status}"
    yield "evidence:"
    yield "  formula: draft  # until a person has confirmed it"
    yield "  sources:"
    yield f"    - {scalar(f'Workbook {origin.file}, sheets {origin.sheets}, SHA-256 {origin.sha256}')}"
    yield f"  checked: {origin.read_on.isoformat()}"
    notes = ["Translated from the formulas of the workbook; not yet compared with the approved text."]
    notes += [
        f"{names} are picked by the same cell {cell}: choose the same row for all." for names, cell in draft.together
    ]
    yield f"  notes: {scalar(' '.join(notes))}"
    if draft.sets:
        yield "sets:"
        for name, label in draft.sets:
            yield f"  {name}: {{label: {scalar(label)}}}"
    for table in ("monitored", "fixed"):
        kept = [one for one in draft.parameters if one.table == table]
        yield f"{table}:" if kept else f"{table}: {{}}"
        for one in kept:
            yield from _parameter(one, origin.file)
    lists = [one for one in draft.parameters if one.table == "table"]
    if lists:
        yield "tables:"
        for one in lists:
            yield from _list(one, origin.file)
    constants = [one for one in draft.parameters if one.table == "constant"]
    if constants:
        yield "constants:"
        for one in constants:
            yield from _constant(one)
    named = [one for one in draft.formulas if one.name not in ("RE", "PE", "ER")]
    if named:
        yield "terms:"
        for term in named:
            yield f"  {term.name}: {{symbol: {quoted(term.symbol)}, label: {quoted(term.label)}}}"
    yield "formulas:"
    for formula in draft.formulas:
        yield from _formula(formula)


def _parameter(one: DraftParameter, file: str) -> Iterator[str]:
    said = f", unit written {_comment(one.unit_text)}" if one.unit_text else ""
    yield f"  {one.name}:  # {_comment(one.cells)}{said}"
    yield f"    symbol: {quoted(one.symbol)}"
    if one.over:
        yield f"    over: [{', '.join(one.over)}]"
    yield f"    unit: {quoted(one.unit) if one.unit[0] in '1%' else scalar(one.unit)}"
    yield f"    label: {scalar(one.label)}"
    if one.table == "monitored":
        yield f"    options: [{', '.join(one.options)}]"
        if one.frequency:
            yield f"    frequency: {scalar(one.frequency)}"
        if one.aggregate != "sum":
            yield f"    aggregate: {one.aggregate}"
    elif one.origin:
        yield f"    from: {scalar(one.origin)}"
    if one.negative:
        yield "    range: {}  # the workbook has a negative value"
    if one.choices:
        yield "    choices:"
        for word, number in one.choices:
            yield f"      {scalar(word)}:"
            yield f"        {_known(number, file)}"
    if one.default is not None:
        yield f"    default: {_known(one.default, file)}"


def _list(one: DraftParameter, file: str) -> Iterator[str]:
    yield f"  {one.name}:"
    yield f"    symbol: {quoted(one.symbol)}"
    yield f"    unit: {scalar(one.unit) if one.unit[0].isalpha() else quoted(one.unit)}"
    yield f"    label: {scalar(one.label)}"
    yield "    evidence: draft"
    yield f"    source: {quoted(f'{file}, {one.cells}')}"
    yield "    rows:"
    for word, number in one.choices:
        yield f"      {scalar(word)}: {_digits(number.value)}  # {_comment(number.cell)}"


def _known(number: Known, file: str) -> str:
    return f"{{value: {_digits(number.value)}, evidence: draft, source: {quoted(f'{file}, {number.cell}')}}}"


def _constant(one: DraftParameter) -> Iterator[str]:
    value = one.default.value if one.default is not None else Decimal(0)
    yield f"  {one.name}:  # {_comment(one.cells)}"
    parts = f"symbol: {quoted(one.symbol)}, unit: {quoted(one.unit)}, label: {quoted(one.label)}"
    yield f"    {{{parts}, value: {_digits(value)}}}"


def _formula(one: DraftFormula) -> Iterator[str]:
    excel = f": {_comment(one.excel)}" if one.excel else ""
    yield f"  # {_comment(one.cell)}{excel}"
    yield f"  {one.name}: {scalar(one.text)}"


def _digits(value: Decimal) -> str:
    return f'"{format_decimal(value, group=False)}"'


def quoted(text: str) -> str:
    """A text in quotes, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def scalar(text: str) -> str:
    """A text as plain as it may stand."""
    simple = _PLAIN.fullmatch(text) or (_EXPRESSION.fullmatch(text) and text[0].isalpha())
    return text if simple and yaml.safe_load(text) == text else quoted(text)


_EXPRESSION = re.compile(r"[A-Za-z0-9_ +*/().,<>=!\[\]-]+")


def _comment(text: str) -> str:
    """A text that stays on its line."""
    flat = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return flat if len(flat) <= 2 * _WIDTH else f"{flat[: 2 * _WIDTH]} …"
