"""Two proofs of an import: what the file says against what its formulas give, and those against our translation.

The first lists differences of cached values. The second must not find any: our
formulas give exactly what the sheet's give, on its own inputs and on others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.formulas.evaluate import Environment, evaluate
from jcm_desktop.formulas.numbers import Exact, as_decimal
from jcm_desktop.formulas.trace import Trace
from jcm_desktop.formulas.tree import Binary, Node, names_in, parts_of
from jcm_desktop.methodologies.official_workbook.agree import order
from jcm_desktop.methodologies.official_workbook.cells import Address, ExcelError, Sheet
from jcm_desktop.methodologies.official_workbook.compute import Computer, Unknown, Value, Workings
from jcm_desktop.methodologies.official_workbook.excel_functions import evaluate as evaluate_excel
from jcm_desktop.methodologies.official_workbook.excel_tree import Excel, Function, Infix, Sign
from jcm_desktop.methodologies.official_workbook.fold import marked
from jcm_desktop.methodologies.official_workbook.parameters import Parameter
from jcm_desktop.methodologies.official_workbook.remarks import Kind, Remark
from jcm_desktop.methodologies.official_workbook.start import unrounded
from jcm_desktop.methodologies.official_workbook.translate import Translation

TRIALS = 3
SHOWN_DIGITS = 15
_RELATIVE = Fraction(1, 10**12)  # twelve significant digits
_NOISE = Fraction(1, 2**49)  # of the terms: a spreadsheet computes with 53 binary digits
_DAYS_TRIED = 365


class Difference(msgspec.Struct, frozen=True):
    """A cell whose cached value is not what its formula gives; both as text."""

    cell: str
    cached: str
    recomputed: str


class Recomputed(msgspec.Struct, frozen=True):
    """The first proof: every formula of some sheets."""

    formulas: int
    agree: int
    differences: tuple[Difference, ...]
    without_value: tuple[str, ...]  # cells the file has no value for
    unknown: tuple[Remark, ...]  # cells that cannot be computed here


def recompute(sheets: Iterable[Sheet], workings: Workings, computer: Computer) -> Recomputed:
    """Every formula of these sheets computed exactly and compared with its cached value."""
    count = agree = 0
    differences, without, unknown = [], [], []
    listed = list(sheets)
    computer.prepare(address for sheet in listed for address in sheet.formulas())
    for sheet in listed:
        for address in sheet.formulas():
            count += 1
            found = computer.value(address)
            said = sheet.cell(address.row, address.column).value
            if isinstance(found, Unknown):
                unknown.append(Remark(found.code, str(address), found.facts))
            elif said is None and found != "":
                without.append(str(address))
            elif _same(found, said, address, workings, computer):
                agree += 1
            else:
                differences.append(Difference(str(address), shown(said), shown(found)))
    return Recomputed(count, agree, tuple(differences), tuple(without), tuple(unknown))


def _same(found: Value, said: Value, address: Address, workings: Workings, computer: Computer) -> bool:
    if isinstance(found, bool) or isinstance(said, bool) or not isinstance(found, Decimal | Fraction):
        return found == said or (found in ("", None) and said in ("", None))
    if not isinstance(said, Decimal | Fraction):
        return False
    exact, cached = Fraction(found), Fraction(said)
    apart = abs(exact - cached)
    if apart <= _RELATIVE * abs(exact):
        return True
    tree = workings.tree(address)
    if tree is None or isinstance(tree, Unknown):
        return False
    return apart <= _NOISE * _largest_term(tree, address, workings, computer)


def _largest_term(tree: Excel, home: Address, workings: Workings, computer: Computer) -> Fraction:
    """The largest of what is added up: its last digits are the noise of a small difference."""
    inside = unrounded(tree)
    if inside is not tree:
        return Fraction(0)  # a rounded value has no noise
    match tree:
        case Infix("+" | "-", left, right):
            return max(_largest_term(one, home, workings, computer) for one in (left, right))
        case Sign(_, inner):
            return _largest_term(inner, home, workings, computer)
        case Function("SUM", arguments):
            return max(_largest_term(one, home, workings, computer) for one in arguments)
    value = evaluate_excel(tree, home, workings, computer)
    return abs(Fraction(value)) if isinstance(value, Decimal | Fraction) else Fraction(0)


def shown(value: Value) -> str:
    """A value for people: at most 15 digits, as a cell holds."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, Decimal | Fraction):
        return format_decimal(as_decimal(value, SHOWN_DIGITS) if isinstance(value, Fraction) else +value, group=False)
    if isinstance(value, ExcelError):
        return value.code
    return "" if value is None or isinstance(value, Unknown) else value


# --- the translation --------------------------------------------------------------------------------------------


class Proof:
    """The translation of one side, evaluated by our engine beside the sheet's own formulas."""

    def __init__(self, translation: Translation, workings: Workings, seed: str) -> None:
        self._translation = translation
        self._workings = workings
        self._seed = seed
        self._formulas = order(translation)
        used = {name for one in self._formulas for name in names_in(one.node)}
        used |= {name for node in translation.cells.values() for name in names_in(node)}
        self._parameters = [one for one in translation.inputs.parameters if one.key in used]
        self._held = self._exponents() | {
            choice.cell
            for one in translation.inputs.parameters
            if one.table != "table"
            for choice in one.choices.values()
        }

    def _exponents(self) -> set[Address]:
        """Values a power is raised to keep what they are: other than whole ones cannot be computed exactly."""
        found: set[str] = set()

        def look(node: Node) -> None:
            if isinstance(node, Binary) and node.operator == "**":
                found.update(names_in(node.right))
            for part in parts_of(node):
                look(part)

        for one in self._formulas:
            look(one.node)
        return {place for one in self._parameters if one.key in found for place in one.places}

    def values(self, computer: Computer) -> dict[str, dict[tuple[str, ...], Value]]:
        """The value of every parameter the formulas use, by its members."""
        return {one.key: {index: self._value(one, index, computer) for index in one.cells} for one in self._parameters}

    def _value(self, parameter: Parameter, index: tuple[str, ...], computer: Computer) -> Value:
        if index in parameter.inside:
            home, tree = parameter.inside[index]
            computer.value(home)  # what its formula needs is known then
            return evaluate_excel(tree, home, self._workings, computer)
        return computer.value(parameter.used.get(index) or parameter.cells[index][0])

    def problems(self) -> list[Remark]:
        """Cells where our formulas do not give what the sheet's give; none is the answer wanted."""
        found: dict[str, Remark] = {}
        tried = 0
        for trial in range(-1, TRIALS):
            computer = Computer(self._workings, self._instead(trial) if trial >= 0 else None)
            compared = self._compare(computer, found)
            tried += compared
        if not found and not tried and self._formulas:
            place = str(self._formulas[-1].cell)
            found[place] = Remark("book.trap_not_tried", place, {}, Kind.TRAP)
        return list(found.values())

    def _instead(self, trial: int) -> dict[Address, Exact | str]:
        """Other inputs, the same for the same file: numbers of various sizes for every cell anybody fills in."""
        values: dict[Address, Exact | str] = {}
        for one in self._parameters:
            for index, cells in one.cells.items():
                if index in one.inside and one.chosen_by is not None:
                    picked = list(one.choices.values())[trial % len(one.choices)]
                    values[one.chosen_by] = picked.word
                if index in one.inside or self._held.intersection(cells):
                    continue
                digest = hashlib.sha256(f"{self._seed}:{trial}:{one.key}:{index}".encode()).digest()
                number = Decimal(int.from_bytes(digest[:4], "big") % 9_900 + 100)
                values.update(dict.fromkeys(cells, number.scaleb(-2 - trial % 3)))
        return values

    def _compare(self, computer: Computer, found: dict[str, Remark]) -> bool:
        """Compare every cell once; whether the results could be compared at all."""
        computer.prepare(self._translation.cells)
        values = self.values(computer)
        if any(not _is_number(value) for members in values.values() for value in members.values()):
            return False  # something is not filled in yet
        environment = self._environment(values)
        results = 0
        for one in self._formulas:
            try:
                trace = evaluate(one.node, environment)
            except UserError:  # a division by zero here is one there
                return False
            environment.values[one.key] = {(): trace}  # type: ignore[index]
            results += one.excel != ""
        for address, node in self._translation.cells.items():
            theirs = computer.value(address)
            if not _is_number(theirs) or not names_in(node) <= environment.values.keys():
                continue
            try:
                ours = evaluate(node, environment).value
            except UserError:
                continue
            if Fraction(ours) != Fraction(theirs):  # type: ignore[arg-type]
                facts = {"ours": shown(ours), "theirs": shown(theirs)}
                found.setdefault(str(address), Remark("book.not_reproduced", str(address), facts, Kind.PROBLEM))
        return results > 0

    def _environment(self, values: Mapping[str, Mapping[tuple[str, ...], Value]]) -> Environment:
        traces: dict[str, Mapping[tuple[str, ...], Trace]] = {
            key: {index: Trace(key, key, value, "", "value") for index, value in members.items()}  # type: ignore[arg-type]
            for key, members in values.items()
        }
        sets = {
            name: tuple(marked(name, member) for member in members)
            for name, members in self._translation.inputs.sets.items()
        }
        return Environment(traces, sets, self._lists(traces), self._days())

    def _lists(self, traces: Mapping[str, Mapping[tuple[str, ...], Trace]]) -> dict[str, dict[str, Trace]]:
        """The rows of lists, by their own names and by those of the members that are named like them."""
        found: dict[str, dict[str, Trace]] = {}
        for one in self._parameters:
            if one.table == "table":
                rows = {row: trace for (row,), trace in traces[one.key].items()}
                found[one.key] = dict(rows)
                for name, members in self._translation.inputs.sets.items():
                    found[one.key].update({marked(name, row): rows[row] for row in members if row in rows})
        return found

    def _days(self) -> int:
        for cell in self._translation.days:
            value = self._workings.book.cell(cell).value
            if isinstance(value, Decimal) and value == int(value):
                return int(value)
        return _DAYS_TRIED


def _is_number(value: Value) -> bool:
    return isinstance(value, Decimal | Fraction)
