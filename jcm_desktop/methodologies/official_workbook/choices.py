"""Values picked from a list: a look-up, or a chain of IFs on a word, becomes a fixed parameter with choices.

Which choice a project makes is its plan's to say; here are only the words, the
numbers and the cells they stand in.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.formulas.numbers import Exact, as_decimal
from jcm_desktop.formulas.tree import Name, Node
from jcm_desktop.methodologies.official_workbook.cells import Address
from jcm_desktop.methodologies.official_workbook.compute import Unknown, Value
from jcm_desktop.methodologies.official_workbook.excel_tree import (
    Area,
    Excel,
    Function,
    Infix,
    Literal,
    Missing,
    Named,
    Ref,
    Sign,
    Text,
    Truth,
    written,
)
from jcm_desktop.methodologies.official_workbook.parameters import Choice
from jcm_desktop.methodologies.official_workbook.remarks import Untranslatable

if TYPE_CHECKING:
    from jcm_desktop.methodologies.official_workbook.translate import Translator

MAX_CHOICES = 500
_Options = list[tuple[str, Address]]


class Choices:
    """The choices that the formula of one cell offers."""

    def __init__(self, translator: Translator, home: Address) -> None:
        self._translator = translator
        self._home = home
        self._written: dict[str, Exact] = {}  # words that are numbers

    def _refuse(self, code: str, **facts: object) -> Untranslatable:
        return Untranslatable(code, str(self._home), **facts)

    # --- look-ups ---

    def looked_up(self, tree: Function) -> Node:
        """VLOOKUP, HLOOKUP, XLOOKUP, INDEX with MATCH; INDEX with typed numbers is just a cell."""
        match tree.name, tree.arguments:
            case "VLOOKUP" | "HLOOKUP", (key, table, which, *near):
                return self._table(tree, key, table, which, near)
            case "XLOOKUP", (key, keys, values, *_):
                return self._chosen(tree, key, self._pairs(self._line(keys), self._line(values)), near=False)
            case "INDEX", (values, row, *column):
                return self._index(tree, values, row, column[0] if column else None)
        raise self._refuse("book.function", function=tree.name)

    def _table(self, tree: Function, key: Excel, table: Excel, which: Excel, near: list[Excel]) -> Node:
        grid = self._cells(table)
        if tree.name == "HLOOKUP":
            grid = [list(line) for line in zip(*grid, strict=True)]
        at = self.fixed_number(which)
        if at is None or not 1 <= at <= len(grid[0]):
            raise self._refuse("book.lookup_column")
        nearly = self._is_near(near)
        pairs = self._pairs([line[0] for line in grid], [line[int(at) - 1] for line in grid])
        return self._chosen(tree, key, pairs, near=nearly)

    def _is_near(self, near: list[Excel]) -> bool:
        if not near:
            return True
        if isinstance(near[0], Truth):
            return near[0].value
        if isinstance(near[0], Missing):
            return False
        value = self.fixed_number(near[0])
        if value is None:
            raise self._refuse("book.lookup_column")
        return value != 0

    def _index(self, tree: Function, values: Excel, row: Excel, column: Excel | None) -> Node:
        grid = self._cells(values)
        if column is None and len(grid) == 1:
            grid, row, column = [list(line) for line in zip(*grid, strict=True)], row, Literal(Decimal(1))
        down, across = self._axis(row, len(grid)), self._axis(column, len(grid[0]))
        places = [
            (key_down, key_across, grid[at_down][at_across])
            for key_down, at_down in down
            for key_across, at_across in across
        ]
        if len(places) == 1:
            return self._translator.use(places[0][2], via=self._home)
        options = [(", ".join(part for part in (one, other) if part), cell) for one, other, cell in places]
        keys = [one.arguments[0] for one in (row, column) if isinstance(one, Function) and one.name == "MATCH"]
        near = any(self._match_kind(one) for one in (row, column))
        return self._chosen(tree, keys[0], options, near=near and len(keys) == 1)

    def _axis(self, tree: Excel | None, count: int) -> list[tuple[str, int]]:
        """The places of one direction of INDEX, each with its word; a typed place has none."""
        if tree is None or isinstance(tree, Missing):
            return [("", 0)] if count == 1 else []
        if isinstance(tree, Function) and tree.name == "MATCH" and len(tree.arguments) >= 2:
            key, keys = tree.arguments[0], self._line(tree.arguments[1])
            found = [(self._word(cell), at) for at, cell in enumerate(keys[:count])]
            if isinstance(key, Text | Literal):
                wanted = key.value if isinstance(key, Text) else _shown(key.value)
                found = [("", at) for word, at in found if word.casefold() == str(wanted).casefold()][:1]
            if not found:
                raise self._refuse("book.lookup_key", key=written(key))
            return [(word, at) for word, at in found if word or len(found) == 1]
        at = self.fixed_number(tree)
        if at is None or not 1 <= at <= count:
            raise self._refuse("book.lookup_column")
        return [("", int(at) - 1)]

    def _match_kind(self, tree: Excel | None) -> int:
        """1 or -1 for a MATCH that takes the nearest."""
        if not (isinstance(tree, Function) and tree.name == "MATCH"):
            return 0
        kind = self.fixed_number(tree.arguments[2]) if len(tree.arguments) > 2 else Decimal(1)
        return int(kind) if kind is not None else 1

    def _cells(self, tree: Excel) -> list[list[Address]]:
        argument = self._translator.workings.named(tree, self._home.sheet) if isinstance(tree, Named) else tree
        if isinstance(argument, Ref):
            argument = Area(argument, argument)
        if not isinstance(argument, Area):
            raise self._refuse("book.lookup_table")
        found = self._translator.workings.cells(argument, self._home.sheet)
        if isinstance(found, Unknown):
            raise self._refuse(found.code, **found.facts)
        sheet, rows, columns = found
        return [[Address(sheet.name, row, column) for column in columns] for row in rows]

    def _line(self, tree: Excel) -> list[Address]:
        return [one for line in self._cells(tree) for one in line]

    def _word(self, cell: Address) -> str:
        """What a choice is called: the text or number of its key."""
        value = self._translator.computer.value(cell)
        word = _shown(value)
        if isinstance(value, Decimal | Fraction):
            self._written[word] = value
        return word

    def _pairs(self, keys: list[Address], values: list[Address]) -> _Options:
        return [(word, value) for key, value in zip(keys, values, strict=False) if (word := self._word(key))]

    # --- a chain of IFs on one word ---

    def by_words(self, tree: Function) -> Node | None:
        """`IF(D9="coal", F40, IF(D9="gas", F41, F42))`; None where the conditions are others."""
        options: list[tuple[str, Excel]] = []
        asked: Ref | None = None
        left: Excel = tree
        while isinstance(left, Function) and left.name == "IF" and len(left.arguments) >= 2:
            found = _word_compared(left.arguments[0])
            if found is None or (asked is not None and found[0] != asked):
                break
            asked = found[0]
            options.append((found[1], left.arguments[1]))
            left = left.arguments[2] if len(left.arguments) > 2 else Missing()
        if asked is None:
            return None
        if isinstance(left, Literal | Ref | Function) and not (isinstance(left, Literal) and not left.value):
            options.append(("other", left))
        made: list[tuple[str, Choice]] = []
        for word, branch in options:
            made.append((word, self._typed(branch, word)))
        return self._parameter(tree, asked, made)

    def _typed(self, branch: Excel, word: str) -> Choice:
        """A branch that is a typed number, here or in a cell."""
        value = self.fixed_number(branch)
        if value is None:
            raise self._refuse("book.choice_not_fixed", word=word, found=written(branch)[:40])
        cell = self._home
        if isinstance(branch, Ref):
            cell = branch.address(self._home.sheet)
        return Choice(value, cell, word)

    def fixed_number(self, tree: Excel) -> Exact | None:
        """The value of a part that depends on nothing anybody fills in; None where it does."""
        match tree:
            case Literal(value):
                return value
            case Sign("-", Literal(value)):
                return -value
            case Ref():
                cell = tree.address(self._home.sheet)
                if not self._is_fixed(cell):
                    return None
                found = self._translator.computer.value(cell)
                return found if isinstance(found, Decimal | Fraction) else None
        return None

    def _is_fixed(self, cell: Address) -> bool:
        """Whether no value of tables 1 and 2 is under a cell."""
        translator = self._translator
        seen = {cell}
        left = [cell]
        while left:
            one = left.pop()
            if translator.inputs.at.get(one) is not None:
                return False
            for further in translator.leaves.refers(one):
                if further not in seen:
                    seen.add(further)
                    left.append(further)
        return True

    # --- the parameter ---

    def _chosen(self, tree: Function, key: Excel, options: _Options, *, near: bool) -> Node:
        made = []
        for word, cell in options:
            value = self._translator.computer.value(cell)
            if isinstance(value, Decimal | Fraction):
                if not self._is_fixed(cell):
                    raise self._refuse("book.lookup_not_fixed", cell=cell)
                made.append((word, Choice(value, cell, self._written.get(word, word))))
        if near:
            made = _ranges(made)
            self._translator.note("book.note_range_lookup", self._home, key=written(key))
        asked = key if isinstance(key, Ref) else None
        if asked is None and isinstance(key, Text | Literal):
            wanted = _shown(key.value)
            for word, choice in made:
                if word.casefold() == wanted.casefold():
                    return self._translator.use(choice.cell, via=self._home)
            raise self._refuse("book.lookup_key", key=wanted)
        return self._parameter(tree, asked, made)

    def _parameter(self, tree: Excel, asked: Ref | None, made: list[tuple[str, Choice]]) -> Node:
        if not made or len(made) > MAX_CHOICES:
            raise self._refuse("book.lookup_table")
        key = asked.address(self._home.sheet) if asked is not None else None
        values = tuple(choice.cell for _, choice in made)
        parameter, index = self._translator.choosing(tree, self._home, values, key)
        for word, choice in made:
            known = parameter.choices.get(word)
            if known is not None and known.value != choice.value:
                raise self._refuse("book.lookup_twice", key=word)
            parameter.choices.setdefault(word, choice)
        parameter.chosen_by = parameter.chosen_by or key
        return Name(parameter.key, index)


def _word_compared(tree: Excel) -> tuple[Ref, str] | None:
    match tree:
        case Infix("=", Ref() as cell, Text(word)) | Infix("=", Text(word), Ref() as cell) if word.strip():
            return cell, word.strip()
    return None


def _shown(value: Value) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, Decimal | Fraction):
        return format_decimal(as_decimal(value, 15), group=False)
    return " ".join(value.split())[:120] if isinstance(value, str) else ""


def _ranges(made: list[tuple[str, Choice]]) -> list[tuple[str, Choice]]:
    """Choices by the range they hold for: `300 and above, below 450`."""

    def words() -> Iterator[tuple[str, Choice]]:
        for at, (word, choice) in enumerate(made):
            below = f", below {made[at + 1][0]}" if at + 1 < len(made) else ""
            yield f"{word} and above{below}", choice

    return list(words())
