"""Where the calculation begins: the cells of the emission reductions, the reference and the project emissions.

From their symbols, else their words, else what the reductions are the difference of.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from jcm_desktop.methodologies.official_workbook.cells import Address
from jcm_desktop.methodologies.official_workbook.compute import Unknown, Workings
from jcm_desktop.methodologies.official_workbook.excel_tree import Excel, Function, Infix, Ref, Sign
from jcm_desktop.methodologies.official_workbook.headings import meaning
from jcm_desktop.methodologies.official_workbook.tables import CalcRow

_ROUNDINGS = frozenset({"INT", "ROUND", "ROUNDDOWN", "TRUNC"})
_BLOCKS = {"ER": "reductions", "RE": "reference", "PE": "project"}


class Start(msgspec.Struct, frozen=True):
    """The three cells; None where the sheet has none."""

    reductions: Address
    reference: Address | None
    project: Address | None
    split: bool = True  # whether the sheet tells reference from project emissions


def find_start(lines: list[CalcRow], results: list[Address], workings: Workings) -> Start | None:
    """The cells to begin with; None where no cell computes emission reductions."""
    reductions = _reductions(lines, results, workings)
    if reductions is None:
        return None
    column = next((line.values.index(reductions) for line in lines if reductions in line.values), 0)
    reference = _marked("RE", lines, column, workings)
    project = _marked("PE", lines, column, workings)
    plus, minus = _difference(workings, reductions, lines)
    if plus is not None and plus not in (project, reductions):
        reference = plus
    if minus is not None and minus not in (reference, reductions):
        project = minus
    if reference is None:
        return Start(reductions, None, None, split=False)
    return Start(reductions, reference, project)


def unrounded(tree: Excel) -> Excel:
    """What stands inside the roundings."""
    while isinstance(tree, Function) and tree.name in _ROUNDINGS and tree.arguments:
        tree = tree.arguments[0]
    return tree


def _followed(workings: Workings, address: Address, lines: list[CalcRow], result: str) -> Address:
    """The cell that is meant where a cell only repeats another, unless that is something of its own."""
    symbols = {cell: line.symbol for line in lines for cell in line.values}
    seen = {address}
    while True:
        tree = workings.tree(address)
        if not isinstance(tree, Ref):
            return address
        beyond = tree.address(address.sheet)
        symbol = symbols.get(beyond)
        own = symbol is not None and symbol.result() != result
        if own or beyond in seen or workings.tree(beyond) is None:
            return address
        seen.add(beyond)
        address = beyond


def _reductions(lines: list[CalcRow], results: list[Address], workings: Workings) -> Address | None:
    candidates = list(_candidates("ER", lines, workings))
    computing = [one for one in candidates if not _only_rounds(one, candidates, workings)]
    for one in (*computing, *candidates):
        return _followed(workings, one, lines, "ER")
    for one in results:  # table 3 leads to it
        tree = workings.tree(one)
        if tree is None or isinstance(tree, Unknown):
            continue
        inside = unrounded(tree)
        if isinstance(inside, Ref):
            beyond = inside.address(one.sheet)
            if workings.tree(beyond) is not None:
                return _followed(workings, beyond, lines, "ER")
        else:
            return one
    return None


def _candidates(result: str, lines: list[CalcRow], workings: Workings) -> Iterator[Address]:
    """Cells with a formula in lines of this symbol, then in lines of these words, the result's own block first."""
    by_symbol = [line for line in lines if line.symbol is not None and line.symbol.result() == result]
    by_words = [line for line in lines if line.symbol is None and meaning("results", line.label) == result]
    for chosen in (by_symbol, by_words):
        for line in sorted(chosen, key=lambda one: one.block != _BLOCKS[result]):
            for address in line.values:
                if workings.tree(address) is not None:
                    yield address
                    break


def _only_rounds(address: Address, candidates: list[Address], workings: Workings) -> bool:
    tree = workings.tree(address)
    if tree is None or isinstance(tree, Unknown):
        return False
    inside = unrounded(tree)
    return isinstance(inside, Ref) and inside.address(address.sheet) in candidates


def _marked(result: str, lines: list[CalcRow], column: int, workings: Workings) -> Address | None:
    """The cell of a line marked as this result, in the same column of values."""
    for by_symbol in (True, False):
        for line in sorted(lines, key=lambda one: one.block != _BLOCKS[result]):
            if line.symbol is not None and by_symbol:
                fits = line.symbol.result() == result
            else:
                fits = not by_symbol and line.symbol is None and meaning("results", line.label) == result
            if fits and column < len(line.values):
                return _followed(workings, line.values[column], lines, result)
    return None


def _difference(workings: Workings, address: Address, lines: list[CalcRow]) -> tuple[Address | None, Address | None]:
    """Of `=F20-F30`, however it is rounded, the two cells."""
    tree = workings.tree(address)
    if tree is None or isinstance(tree, Unknown):
        return None, None
    inside = unrounded(tree)
    if not (isinstance(inside, Infix) and inside.operator == "-"):
        return None, None
    found = [
        _followed(workings, part.address(address.sheet), lines, result) if isinstance(part, Ref) else None
        for part, result in ((unrounded(_bare(inside.left)), "RE"), (unrounded(_bare(inside.right)), "PE"))
    ]
    return (found[0], found[1]) if found[0] and found[1] else (None, None)


def _bare(tree: Excel) -> Excel:
    """Without a SUM of one cell, or a plus sign."""
    while (isinstance(tree, Function) and tree.name == "SUM" and len(tree.arguments) == 1) or (
        isinstance(tree, Sign) and tree.operator == "+"
    ):
        tree = tree.arguments[0] if isinstance(tree, Function) else tree.inner
    return tree
