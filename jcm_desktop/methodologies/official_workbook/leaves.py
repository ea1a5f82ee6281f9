"""Where following formulas ends: the cells that hold a parameter's value, whatever brought it there.

Table 1 may add up readings, table 2 of the report repeats the plan's, a line of the
calculation may fetch a value once more: all the same parameter. But a line of table
2 that is computed from other parameters is a formula.
"""

from __future__ import annotations

from collections.abc import Iterator

from jcm_desktop.domain.errors import UserError
from jcm_desktop.methodologies.official_workbook.cells import Address
from jcm_desktop.methodologies.official_workbook.compute import Unknown, Workings
from jcm_desktop.methodologies.official_workbook.describe import Places
from jcm_desktop.methodologies.official_workbook.excel_tree import Area, Named, Ref, walk
from jcm_desktop.methodologies.official_workbook.fold import marked
from jcm_desktop.methodologies.official_workbook.parameters import Inputs, Parameter
from jcm_desktop.methodologies.official_workbook.symbols import Symbol
from jcm_desktop.methodologies.official_workbook.unit_text import read_unit

MAX_REACH = 20_000  # cells looked at to tell an input from a formula
Leaf = tuple[Parameter, tuple[str, ...]]


class Leaves:
    """Which cell is whose value; `results` are cells that never are."""

    def __init__(self, workings: Workings, inputs: Inputs, others: Inputs, places: Places) -> None:
        self._workings = workings
        self._inputs = inputs
        self._others = others  # the other side, whose values table 2 of this one may repeat
        self._places = places
        self._known: dict[Address, Leaf | None] = {}
        self.results: frozenset[Address] = frozenset()

    def of(self, address: Address) -> Leaf | None:
        """The parameter a cell holds a value of, with the marked members; None for any other cell."""
        if address in self.results:
            return None
        if address not in self._known:
            self._known[address] = self._find(address)
        return self._known[address]

    def _find(self, address: Address) -> Leaf | None:
        own = self._inputs.at.get(address)
        computed = self._workings.tree(address) is not None
        if own is not None:
            return own if not computed or not self._leads_elsewhere(address, own[0]) else None
        if not computed:
            return None
        same = self._same_symbol(address)
        if same is None or self._leads_elsewhere(address, None):
            return None
        same[0].cells[same[1]].append(address)
        return same

    def _leads_elsewhere(self, address: Address, own: Parameter | None) -> bool:
        """Whether a formula uses parameters other than its own."""
        seen = {address}
        left = [address]
        while left and len(seen) < MAX_REACH:
            for one in self.refers(left.pop()):
                if one in seen:
                    continue
                seen.add(one)
                known = self._inputs.at.get(one) or self._others.at.get(one)
                if known is None:
                    left.append(one)
                elif own is None or not (known[0] is own or alike_symbol(known[0].symbol, own.symbol)):
                    return True
        return False

    def refers(self, address: Address) -> Iterator[Address]:
        """Every cell that a cell's formula names."""
        tree = self._workings.tree(address)
        if tree is None or isinstance(tree, Unknown):
            return
        for node in walk(tree):
            named = self._workings.named(node, address.sheet) if isinstance(node, Named) else node
            if isinstance(named, Ref):
                yield named.address(address.sheet)
            elif isinstance(named, Area):
                found = self._workings.cells(named, address.sheet)
                if not isinstance(found, Unknown):
                    sheet, rows, columns = found
                    yield from (Address(sheet.name, row, column) for row in rows for column in columns)

    def _same_symbol(self, address: Address) -> Leaf | None:
        """The input whose symbol stands beside a cell of the calculation, in the same unit."""
        here = self._places.of(address)
        known = self._inputs.parameter(here.symbol) if here.symbol is not None else None
        if here.symbol is None or known is None or not _same_unit(known.unit, here.unit):
            return None
        index = self.members(here.symbol, address, known.over)
        return (known, index) if index is not None and index in known.cells else None

    def members(self, symbol: Symbol, address: Address, over: tuple[str, ...]) -> tuple[str, ...] | None:
        """The marked members a line stands for: as its symbol says, the only ones there are, or by its place."""
        sets = self._inputs.sets
        if len(symbol.members) == len(over):
            if all(one in sets[name] for one, name in zip(symbol.members, over, strict=True)):
                return tuple(marked(name, one) for name, one in zip(over, symbol.members, strict=True))
            return None
        if all(len(sets[name]) == 1 for name in over):
            return tuple(marked(name, sets[name][0]) for name in over)
        alike = self._places.alike(address)
        if len(over) == 1 and len(alike) == len(sets[over[0]]):
            return (marked(over[0], sets[over[0]][alike.index(address)]),)
        return None

    def member(self, symbol: Symbol, places: tuple[Address, ...], name: str) -> tuple[str, ...]:
        """The marked member of one set that a line with this symbol stands for; nothing where it cannot be told."""
        for place in places:
            own = self._places.of(place).symbol
            if own is not None and alike_symbol(own, symbol):
                found = self.members(own, place, (name,))
                if found is not None:
                    return found
        return ()


def alike_symbol(one: Symbol | None, other: Symbol | None) -> bool:
    """Whether two symbols are the same, whichever units they stand for."""
    return one is not None and other is not None and (one.head, one.parts) == (other.head, other.parts)


def _same_unit(one: str, other: str) -> bool:
    try:
        left, right = read_unit(one), read_unit(other)
    except UserError:
        return False
    return left is not None and right is not None and left.unit == right.unit
