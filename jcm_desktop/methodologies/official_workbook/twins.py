"""The plan's and the report's calculation should be the same; where one has a formula, the other a typed number
is what reviewers reject. Compares their lines by symbol and words. Knows no translation.
"""

from __future__ import annotations

from jcm_desktop.methodologies.official_workbook.cells import Address
from jcm_desktop.methodologies.official_workbook.compute import Unknown, Workings
from jcm_desktop.methodologies.official_workbook.excel_tree import Excel, Ref, children, walk
from jcm_desktop.methodologies.official_workbook.remarks import Kind, Remark
from jcm_desktop.methodologies.official_workbook.tables import CalcRow

_CALCULATED = frozenset({"reductions", "reference", "project"})
_Key = tuple[str, str, tuple[str, ...], tuple[str, ...], str]


def typed_over(sides: list[list[CalcRow]], workings: Workings) -> list[Remark]:
    """Typed numbers where the other side, or the lines around, have a formula; open formulas in protected sheets."""
    found: list[Remark] = []
    if len(sides) == 2:
        by_key = [{_key(line): line for line in side} for side in sides]
        for key, line in by_key[0].items():
            other = by_key[1].get(key)
            if other is not None:
                found.extend(_compared(line.values[0], other.values[0], workings))
    for side in sides:
        for line in side:
            found.extend(_beside(line, workings))
            found.extend(_open(line, workings))
    return found


def _key(line: CalcRow) -> _Key:
    symbol = line.symbol
    return (
        line.block,
        symbol.head if symbol else "",
        symbol.parts if symbol else (),
        symbol.members if symbol else (),
        line.label,
    )


def _compared(one: Address, other: Address, workings: Workings) -> list[Remark]:
    trees = workings.tree(one), workings.tree(other)
    for address, own, twin, twin_tree in ((one, trees[0], other, trees[1]), (other, trees[1], one, trees[0])):
        value = workings.book.cell(address).value
        if own is None and value is not None and not isinstance(value, str) and twin_tree is not None:
            return [Remark("book.trap_typed_over", str(address), {"twin": str(twin), "value": str(value)}, Kind.TRAP)]
    if any(tree is None or isinstance(tree, Unknown) for tree in trees):
        return []
    shapes = [_shape(tree) for tree in trees if tree is not None and not isinstance(tree, Unknown)]
    if shapes[0] != shapes[1]:
        return [Remark("book.trap_sides_differ", str(one), {"twin": str(other)}, Kind.TRAP)]
    return []


def _shape(tree: Excel) -> list[str]:
    """A formula without the cells it names: functions, operators and numbers, in their order."""
    return ["cell" if isinstance(node, Ref) else f"{type(node).__name__}{_detail(node)}" for node in walk(tree)]


def _detail(node: Excel) -> str:
    for name in ("operator", "name", "value"):
        if hasattr(node, name):
            return str(getattr(node, name))
    return str(len(children(node)))


def _beside(line: CalcRow, workings: Workings) -> list[Remark]:
    """A typed number in a line of the calculation whose other columns have formulas."""
    trees = [workings.tree(address) for address in line.values]
    found = []
    if line.block in _CALCULATED and any(tree is not None for tree in trees):
        for address, tree in zip(line.values, trees, strict=True):
            value = workings.book.cell(address).value
            if tree is None and value is not None and not isinstance(value, str):
                facts = {"twin": str(line.values[0]), "value": str(value)}
                found.append(Remark("book.trap_typed_over", str(address), facts, Kind.TRAP))
    return found


def _open(line: CalcRow, workings: Workings) -> list[Remark]:
    """A formula anybody can type over, in a sheet that is otherwise protected."""
    found = []
    for address in line.values:
        sheet = workings.book.sheets.get(address.sheet)
        open_ = sheet is not None and sheet.protected and not workings.book.cell(address).locked
        if open_ and workings.tree(address) is not None:
            found.append(Remark("book.trap_open_formula", str(address), {}, Kind.TRAP))
    return found
