"""The parameters of one methodology as tables 1 and 2 list them: several lines of one symbol are its installed units.

Decides which index is a set, its members, and which cell holds which value. Knows no formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.formulas.numbers import Exact
from jcm_desktop.methodologies.official_workbook.cells import Address
from jcm_desktop.methodologies.official_workbook.excel_tree import Excel
from jcm_desktop.methodologies.official_workbook.fold import marked
from jcm_desktop.methodologies.official_workbook.remarks import Kind, Remark
from jcm_desktop.methodologies.official_workbook.symbols import Symbol
from jcm_desktop.methodologies.official_workbook.tables import InputRow
from jcm_desktop.methodologies.official_workbook.unit_text import read_unit

_FREE = "i"  # the letter for units that have none
_BEFORE_UNIT = frozenset(
    {"of", "by", "for", "from", "in", "at", "to", "the", "with", "that", "and", "or", "which", "on", "supplied", "each"}
)


@dataclass(slots=True)
class Choice:
    """A value a table of defaults offers, and where it stands."""

    value: Exact
    cell: Address
    word: Exact | str = ""  # what must stand in the cell that picks it


@dataclass(slots=True)
class Parameter:
    """What will be a parameter of the definition; `key` stands for it in formulas until names are given."""

    key: str
    table: str  # monitored, fixed, or table for a list whose rows formulas name
    symbol: Symbol | None
    label: str
    unit: str  # as written on the sheet
    over: tuple[str, ...] = ()
    rows: list[InputRow] = field(default_factory=list)
    cells: dict[tuple[str, ...], list[Address]] = field(default_factory=dict)  # by marked members
    choices: dict[str, Choice] = field(default_factory=dict)
    used: dict[tuple[str, ...], Address] = field(default_factory=dict)  # of these the one the formulas name
    read: dict[tuple[str, ...], Choice] = field(default_factory=dict)  # numbers the workbook itself gives, by members
    chosen_by: Address | None = None  # the cell whose word picks one of the choices
    inside: dict[tuple[str, ...], tuple[Address, Excel]] = field(default_factory=dict)  # where a formula holds more
    twins: list[Address] = field(default_factory=list)  # its values on the other side

    @property
    def places(self) -> list[Address]:
        return [one for cells in self.cells.values() for one in cells]


@dataclass(slots=True)
class Inputs:
    """All parameters of the tables, the sets they run over, and which cell is whose."""

    parameters: list[Parameter] = field(default_factory=list)
    sets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)  # of the sets
    at: dict[Address, tuple[Parameter, tuple[str, ...]]] = field(default_factory=dict)
    plan_sheets: frozenset[str] = frozenset()  # where a typed number may be the methodology's own

    def parameter(self, symbol: Symbol) -> Parameter | None:
        """The parameter that has a symbol, whichever unit is meant."""
        for one in self.parameters:
            if one.symbol is not None and (one.symbol.head, one.symbol.parts) == (symbol.head, symbol.parts):
                return one
        return None

    def set_for(self, letter: str, wanted: tuple[str, ...]) -> str:
        """The set of a letter with these members, made if there is none; a second one of a letter gets a number."""
        at = 1
        while True:
            name = letter if at == 1 else f"{letter}{at}"
            if name not in self.sets:
                self.sets[name] = wanted
            if self.sets[name] == wanted:
                return name
            at += 1

    def sized(self, letter: str, count: int) -> str:
        """The set of a letter that has so many members; empty where there is none."""
        return next(
            (n for n, members in self.sets.items() if n.rstrip("0123456789") == letter and len(members) == count), ""
        )


def read_inputs(rows: Iterable[InputRow]) -> Inputs:
    """The parameters of one side's tables."""
    found = Inputs()
    families = _families(list(rows))
    many = {letter for symbol, lines in families for letter in symbol.letters if len(lines) > 1}
    # the lines that say most about their units come first: their words name the members
    for at, (symbol, lines) in sorted(
        enumerate(families), key=lambda one: (not any(line.symbol.members for line in one[1][1]), one[0])
    ):
        found.parameters.append(_parameter(f"P{at + 1}", symbol, lines, found, many))
    found.parameters.sort(key=lambda one: int(one.key[1:]))
    return found


def _families(rows: list[InputRow]) -> list[tuple[Symbol, list[InputRow]]]:
    """Lines of one parameter together, in the order of their first."""
    numbered = _numbered(rows)
    found: dict[tuple[str, str, tuple[str, ...], str], tuple[Symbol, list[InputRow]]] = {}
    last: dict[tuple[str, str, tuple[str, ...]], str] = {}
    for row in rows:
        symbol, line = numbered.get(row.value, (row.symbol, row))
        key = (row.table, symbol.head, symbol.parts)
        unit = _unit(line) or last.get(key, "")  # a line without a unit is one of those above it
        last[key] = unit
        found.setdefault((*key, unit), (symbol, []))[1].append(line)
    return list(found.values())


def _unit(row: InputRow) -> str:
    """The unit of a line however it is spelled; as written where nobody knows it."""
    try:
        read = read_unit(row.unit)
    except UserError:
        return row.unit.strip()
    return read.unit if read is not None else ""


def same_symbols(found: Inputs) -> list[Remark]:
    """Parameters of one table and one symbol that are in different units: most likely two things, one misnamed."""
    first: dict[tuple[str, str, tuple[str, ...]], Parameter] = {}
    remarks = []
    for one in found.parameters:
        if one.symbol is None or not one.rows:
            continue
        other = first.setdefault((one.table, one.symbol.head, one.symbol.parts), one)
        if other is not one:
            facts = {"name": one.symbol.written, "unit": one.unit, "twin": str(other.places[0]), "other": other.unit}
            remarks.append(Remark("book.trap_symbol_twice", str(one.places[0]), facts, Kind.TRAP))
    return remarks


def _numbered(rows: list[InputRow]) -> dict[Address, tuple[Symbol, InputRow]]:
    """Symbols that differ only in a number, with words that differ in nothing else: `EC_{PJ,1,p}`, `EC_{PJ,2,p}`."""
    families: dict[tuple[str, str, tuple[str, ...], str, str], list[InputRow]] = {}
    for row in rows:
        if len(row.symbol.numbers) == 1 and not row.symbol.letters:
            parts = tuple("#" if part.isdecimal() else part for part in row.symbol.parts)
            words = re.sub(rf"\b{row.symbol.numbers[0]}\b", "#", row.label)
            families.setdefault((row.table, row.symbol.head, parts, words, row.unit), []).append(row)
    found = {}
    for (_, head, parts, _, _), lines in families.items():
        if len(lines) > 1 and len({line.symbol.numbers for line in lines}) == len(lines):
            symbol = Symbol(head, tuple(_FREE if part == "#" else part for part in parts))
            for line in lines:
                number = line.symbol.numbers[0]
                label = re.sub(rf"\b{number}\b", _FREE, line.label)
                own = Symbol(head, symbol.parts, (number,))
                found[line.value] = symbol, msgspec.structs.replace(line, symbol=own, label=label)
    return found


def _parameter(key: str, symbol: Symbol, lines: list[InputRow], found: Inputs, many: set[str]) -> Parameter:
    first = lines[0]
    made = Parameter(key, first.table, symbol, first.label, first.unit, rows=lines)
    letters = _index_letters(symbol, lines, many)
    columns = _columns(lines, letters)
    letters = letters[: len(columns)]
    wanted = [tuple(dict.fromkeys(column)) for column in columns]
    named = []
    for letter, column, members in zip(letters, columns, wanted, strict=True):
        same = found.sized(letter, len(members))
        said = any(line.symbol.members for line in lines)
        name = same if same and (not said or found.sets[same] == members) else found.set_for(letter, members)
        if not found.labels.get(name):
            found.labels[name] = set_label(lines, letter)
        if found.sets[name] != members:  # the members are named elsewhere, in the same order
            column[:] = [found.sets[name][members.index(one)] for one in column]
        named.append(name)
    made.over = tuple(named)
    for at, line in enumerate(lines):
        index = tuple(marked(name, column[at]) for name, column in zip(named, columns, strict=True))
        made.cells.setdefault(index, []).append(line.value)
        found.at[line.value] = (made, index)
    return made


def _index_letters(symbol: Symbol, lines: list[InputRow], many: set[str]) -> tuple[str, ...]:
    """The letters of a symbol that stand for installed units."""
    letters = tuple(dict.fromkeys(symbol.letters))
    named = {len(line.symbol.members) for line in lines}
    if len(named) == 1 and len(letters) >= max(named) > 0:  # each line names its units
        (count,) = named
        spoken = tuple(one for one in letters if speaks_of(lines[0].label, one))
        return letters if count == len(letters) else spoken if count == len(spoken) else letters[-count:]
    if len(lines) > 1:
        spoken = tuple(one for one in letters if speaks_of(lines[0].label, one))
        return spoken or letters or (_FREE,)
    return tuple(
        one for one in letters if one not in many and (lines[0].table == "monitored" or speaks_of(lines[0].label, one))
    )


def _columns(lines: list[InputRow], letters: tuple[str, ...]) -> list[list[str]]:
    """For each index the member of each line; one index where the sheet does not say which line is which of two."""
    said = [line.symbol.members for line in lines]
    if len(lines) == 1:
        return [[said[0][at] if len(said[0]) == len(letters) else "1"] for at in range(len(letters))]
    if letters and all(len(one) == len(letters) for one in said) and len(set(said)) == len(lines):
        return [[one[at] for one in said] for at in range(len(letters))]
    if all(said) and len(set(said)) == len(lines):
        return [[", ".join(one) for one in said]]
    return [[str(number) for number in range(1, len(lines) + 1)]]


def speaks_of(label: str, letter: str) -> bool:
    """Whether words name an index: `project chiller i during the period p`."""
    return bool(re.search(rf"(?<![A-Za-z]){letter}(?![A-Za-z])", label))


def set_label(lines: list[InputRow], letter: str) -> str:
    """What the index counts, in the sheet's words: `project chiller i`."""
    for line in lines:
        words = line.label.replace(",", " ").split()
        if letter not in words:
            found = re.search(rf"([^\s、。の]{{1,20}}){letter}(?![A-Za-z])", line.label)
            if found is not None and not found[1].isascii():
                return f"{found[1]}{letter}"
            continue
        end = words.index(letter)
        start = end
        while start > 0 and end - start < 4 and words[start - 1].casefold() not in _BEFORE_UNIT:
            start -= 1
        if start < end:
            return " ".join(words[start : end + 1])
    return ""
