"""From the cell of the emission reductions back to the inputs: each cell on the way becomes a formula of ours.

Cells of tables 1 and 2 are parameters, other typed numbers are fixed values with the
number read, cells with a symbol or words become named formulas, the rest is written
into the formula that uses it. What cannot be said is kept as a problem with its cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from jcm_desktop.formulas.tree import Binary, Call, Name, Node, Number
from jcm_desktop.methodologies.official_workbook.cells import Address, ExcelError
from jcm_desktop.methodologies.official_workbook.compute import Computer, Unknown, Workings
from jcm_desktop.methodologies.official_workbook.describe import Description, Places
from jcm_desktop.methodologies.official_workbook.excel_tree import Excel, Function, Ref, written
from jcm_desktop.methodologies.official_workbook.expressions import LOOKUPS, Expressions
from jcm_desktop.methodologies.official_workbook.fold import closed, members, size
from jcm_desktop.methodologies.official_workbook.leaves import Leaves, alike_symbol
from jcm_desktop.methodologies.official_workbook.parameters import Choice, Inputs, Parameter, speaks_of
from jcm_desktop.methodologies.official_workbook.remarks import Kind, Remark, Untranslatable
from jcm_desktop.methodologies.official_workbook.start import Start
from jcm_desktop.methodologies.official_workbook.symbols import Symbol
from jcm_desktop.methodologies.official_workbook.text_numbers import reads_as_number

MAX_SIZE = 3_000  # nodes of one formula, with what is written into it
MAX_CELLS = 20_000  # cells followed
DAYS = Call("days", (Name("p"),))
_CALCULATED = frozenset({"reductions", "reference", "project"})


@dataclass(slots=True)
class Formula:
    """A cell that becomes a formula of the definition; `key` stands for it in other formulas."""

    key: str
    node: Node
    cell: Address
    excel: str
    symbol: Symbol | None
    label: str
    unit: str  # as written beside it


@dataclass(slots=True)
class Translation:
    """Everything that was understood of one side of a workbook."""

    inputs: Inputs
    formulas: dict[str, Formula] = field(default_factory=dict)
    cells: dict[Address, Node] = field(default_factory=dict)  # every cell on the way, as said in our language
    days: set[Address] = field(default_factory=set)  # cells with the days of the period
    remarks: list[Remark] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)


class Translator:
    """Translates the cells under one start, each once, those it needs before it."""

    def __init__(self, workings: Workings, computer: Computer, inputs: Inputs, places: Places, others: Inputs) -> None:
        self.workings = workings
        self.computer = computer
        self.inputs = inputs
        self.places = places
        self.leaves = Leaves(workings, inputs, others, places)
        for one in inputs.parameters:
            twin = others.parameter(one.symbol) if one.symbol is not None else None
            one.twins = twin.places if twin is not None else []
        self.found = Translation(inputs)
        self._nodes: dict[Address, tuple[Node, int] | Remark] = {}
        self._results: dict[Address, str] = {}
        self._constants: dict[Address, tuple[Parameter, tuple[str, ...]]] = {}
        self._choosing: dict[tuple[Address, ...], Parameter] = {}
        self._lists: dict[Address, Parameter] = {}  # by their first cell
        self._counter = 0
        self._left = MAX_SIZE

    def run(self, start: Start) -> Translation:
        """Translate everything under the three cells."""
        for name, address in (("ER", start.reductions), ("RE", start.reference), ("PE", start.project)):
            if address is not None:
                self._results[address] = name
        self.leaves.results = frozenset(self._results)
        for count, address in enumerate(self._order()):
            if count > MAX_CELLS:
                self.found.problems.append(Remark("book.too_complex", str(address), {}, Kind.PROBLEM))
                return self.found
            self._nodes[address] = self._translated(address)
        for address in self._results:
            if address not in self._nodes:
                self._typed_result(address)
        if any(isinstance(self._nodes.get(address), Remark) for address in self._results):
            found = [one for one in self._nodes.values() if isinstance(one, Remark)]
            self.found.problems.extend(one for at, one in enumerate(found) if one not in found[:at])
        if not self.found.problems:
            self._complete(start)
        return self.found

    def _order(self) -> Iterator[Address]:
        """The cells with formulas under the results, each after those it needs, never below an input."""
        left = [(one, False) for one in self._results]
        entered: set[Address] = set()
        while left:
            here, ready = left.pop()
            if ready:
                yield here
                continue
            if here in entered or self.workings.tree(here) is None or self.leaves.of(here) is not None:
                continue
            entered.add(here)
            left.append((here, True))
            left.extend((one, False) for one in self.workings.needs(here))

    def _translated(self, address: Address) -> tuple[Node, int] | Remark:
        tree = self.workings.tree(address)
        if isinstance(tree, Unknown):
            return Remark(tree.code, tree.place, tree.facts, Kind.PROBLEM)
        if tree is None:
            raise TypeError("only cells with formulas are in the order")
        self._left = MAX_SIZE
        try:
            node = self._settled(address, tree, Expressions(self, address).number(tree))
        except Untranslatable as error:
            return error.remark
        return node, size(node)

    def _settled(self, address: Address, tree: Excel, node: Node) -> Node:
        """The node by which other formulas use the cell: its name, or all of it."""
        result = self._results.get(address, "")
        here = self.places.of(address)
        own_index = here.symbol is None or bool(here.symbol.letters or here.symbol.members)
        if result or not own_index:
            node = closed(node, self.inputs.sets, lambda inner: self.extracted(inner, address))
        self.found.cells[address] = node
        if result:
            if members(node):
                raise self._not_all(node, address)
            return self._named(result, node, address, tree, here)
        if isinstance(node, Name | Number) or members(node):
            self._give_symbol(node, here)
            return node
        if here.symbol is None and not (here.label and here.block):
            return node
        self._counter += 1
        return self._named(f"F{self._counter}", node, address, tree, here)

    def _named(self, key: str, node: Node, address: Address, tree: Excel | None, here: Description) -> Node:
        symbol = here.symbol if here.symbol is not None and here.symbol.is_word else None
        excel = written(tree) if tree is not None else ""
        self.found.formulas[key] = Formula(key, node, address, excel, symbol, here.label, here.unit)
        return Name(key)

    def extracted(self, inner: Node, address: Address) -> Node:
        """A sum that needs a name of its own, for it would stand inside a sum over the same set."""
        for one in self.found.formulas.values():
            if one.node == inner and one.cell == address:
                return Name(one.key)
        self._counter += 1
        return self._named(f"F{self._counter}", inner, address, None, Description())

    def _give_symbol(self, node: Node, here: Description) -> None:
        """A line that only repeats a value found without a symbol gives it its own."""
        if isinstance(node, Name) and here.symbol is not None:
            for one, _ in self._constants.values():
                if one.key == node.name and one.symbol is None:
                    one.symbol, one.label, one.unit = here.symbol, here.label or one.label, one.unit or here.unit

    def _not_all(self, node: Node, address: Address) -> Untranslatable:
        """The problem of units that stand alone where all should be added up."""
        set_name, used = sorted(members(node).items())[0]
        missing = ", ".join(one for one in self.inputs.sets[set_name] if one not in used)
        names = ", ".join(sorted(used))
        if missing:
            return Untranslatable("book.sum_incomplete", str(address), set=set_name, used=names, missing=missing)
        return Untranslatable("book.units_differ", str(address), set=set_name, used=names)

    # --- what a formula names ---

    def use(self, address: Address, *, via: Address) -> Node:
        """A cell where a number is needed; `via` is the cell whose formula asks."""
        self.spend(1, via)
        if self._is_days(address):
            self.found.days.add(address)
            return DAYS
        known = self.leaves.of(address)
        if known is not None:
            parameter, index = known
            parameter.used.setdefault(index, address)
            self._read_choices(address, parameter)
            return Name(parameter.key, index)
        if self.workings.tree(address) is None:
            return self._result_or_constant(address, via)
        done = self._nodes.get(address)
        if done is None:
            raise Untranslatable("book.circular", str(address))
        if isinstance(done, Remark):
            again = Untranslatable(done.code, done.place)
            again.remark = done
            raise again
        self.spend(done[1], via)
        return done[0]

    def spend(self, nodes: int, via: Address) -> None:
        """Formulas written into formulas grow fast; there is an end to it."""
        self._left -= nodes
        if self._left < 0:
            raise Untranslatable("book.too_complex", str(via))

    def _is_days(self, address: Address) -> bool:
        symbol = self.places.of(address).symbol
        return symbol is not None and symbol.is_days

    def _read_choices(self, address: Address, parameter: Parameter) -> None:
        """A value of table 2 that its own formula picks from a list."""
        tree = self.workings.tree(address)
        if parameter.table == "fixed" and isinstance(tree, Function) and tree.name in LOOKUPS | {"IF", "IFERROR"}:
            before = list(self.found.remarks)
            try:
                Expressions(self, address).number(tree)
            except Untranslatable:
                self.found.remarks[:] = before  # then it is a value like any other

    def _result_or_constant(self, address: Address, via: Address) -> Node:
        if address in self._results:
            self._typed_result(address)
            return Name(self._results[address])
        cell = self.workings.book.cell(address)
        if isinstance(cell.value, ExcelError):
            raise Untranslatable("book.error_value", str(address), found=cell.value.code)
        if isinstance(cell.value, str) and reads_as_number(cell.value):
            raise Untranslatable("book.number_as_text", str(address), found=cell.value.strip()[:40])
        if isinstance(cell.value, str):
            raise Untranslatable("book.text_as_number", str(address), found=cell.value[:40])
        if cell.value is None:
            self.note("book.note_empty_cell", via, cell=address)
            return Number(Decimal(0))
        value = Decimal(int(cell.value)) if isinstance(cell.value, bool) else cell.value
        return self._constant(address, via, value)

    def _constant(self, address: Address, via: Address, value: Decimal) -> Node:
        """A number typed outside tables 1 and 2: a row of a list, or a fixed value that the workbook itself gives."""
        symbol = self.places.of(address).symbol
        if self.places.of(address).block == "list" and symbol is not None and len(symbol.members) == 1:
            return self._row(address, symbol)
        if address not in self._constants:
            here = self.places.of(address)
            repeats = isinstance(self.workings.tree(via), Ref)
            asked = self.places.of(via) if repeats else Description()
            symbol = asked.symbol or here.symbol
            parameter, index = self._fixed(address, symbol, asked.label or here.label, asked.unit or here.unit, via)
            parameter.read[index] = Choice(value, address)
            self._constants[address] = parameter, index
            if here.block in _CALCULATED:
                self.note("book.trap_typed_number", address, kind=Kind.TRAP, value=f"{value:f}")
        parameter, index = self._constants[address]
        return Name(parameter.key, index)

    def _row(self, address: Address, symbol: Symbol) -> Node:
        """A row of a list of the methodology, such as the warming potential of one gas."""
        run = self.places.run(address)
        if run[0] not in self._lists:
            here = self.places.of(address)
            sheet = self.workings.book.sheets[address.sheet]
            words = next((text for _, text in sheet.texts(run[0].row - 1)), "")
            key = f"P{len(self.inputs.parameters) + 1}"
            made = Parameter(key, "table", Symbol(symbol.head, symbol.parts), words, here.unit)
            for cell in run:
                value, own = self.workings.book.cell(cell).value, self.places.of(cell).symbol
                if isinstance(value, Decimal) and own is not None and len(own.members) == 1:
                    made.choices.setdefault(own.members[0], Choice(value, cell))
                    made.cells.setdefault(own.members, [cell])
            self.inputs.parameters.append(made)
            self._lists[run[0]] = made
        return Call("lookup", (Name(self._lists[run[0]].key), Name(symbol.members[0])))

    def _fixed(
        self, address: Address, symbol: Symbol | None, label: str, unit: str, line: Address
    ) -> tuple[Parameter, tuple[str, ...]]:
        """A new fixed parameter, or the one of this symbol whose other unit this is."""
        letters = dict.fromkeys(symbol.letters) if symbol is not None else {}
        if symbol is not None and len(letters) == 1:
            (letter,) = letters
            for name, wanted in self.inputs.sets.items():
                index = self.leaves.member(symbol, (address, line), name)
                if name.rstrip("0123456789") == letter and index and (len(wanted) > 1 or speaks_of(label, letter)):
                    return self._indexed(address, symbol, label, unit, name, index)
        return self._new(address, symbol, label, unit, (), ()), ()

    def _indexed(
        self, address: Address, symbol: Symbol | None, label: str, unit: str, name: str, index: tuple[str, ...]
    ) -> tuple[Parameter, tuple[str, ...]]:
        for one in self.inputs.parameters:
            if one.over == (name,) and alike_symbol(one.symbol, symbol) and index not in one.cells:
                one.cells[index] = [address]
                return one, index
        return self._new(address, symbol, label, unit, (name,), index), index

    def _new(
        self,
        address: Address,
        symbol: Symbol | None,
        label: str,
        unit: str,
        over: tuple[str, ...],
        index: tuple[str, ...],
    ) -> Parameter:
        made = Parameter(f"P{len(self.inputs.parameters) + 1}", "fixed", symbol, label, unit, over)
        made.cells[index] = [address]
        self.inputs.parameters.append(made)
        return made

    def choosing(
        self, tree: Excel, home: Address, values: tuple[Address, ...], asked: Address | None
    ) -> tuple[Parameter, tuple[str, ...]]:
        """The parameter for a value picked from a list by the formula of a cell."""
        known = self.inputs.at.get(home)
        whole = _core(self.workings.tree(home)) == tree
        if whole and known is not None:
            return known
        if whole and home in self._constants:
            return self._constants[home]
        here = self.places.of(home) if whole else self.places.heading(values[0])
        unit = here.unit or self.places.heading(values[0]).unit
        asking = self.inputs.at.get(asked) if asked is not None else None
        parameter, index = self._fixed(home, here.symbol, here.label, unit, home) if whole else (None, ())
        if not index and asking is not None and asking[1] and len(asking[0].over) == 1:
            if parameter is not None:
                self.inputs.parameters.remove(parameter)
            same = self._choosing.get((*values,)) if not whole else None
            if same is not None and asking[1] not in same.cells:
                same.cells[asking[1]] = [home]
                parameter, index = same, asking[1]
            else:
                parameter, index = self._indexed(home, here.symbol, here.label, unit, asking[0].over[0], asking[1])
        elif parameter is None:
            parameter = self._choosing.get((home, *values)) or self._new(home, here.symbol, here.label, unit, (), ())
            self._choosing[home, *values] = parameter
        self._choosing.setdefault((*values,), parameter)
        if whole:
            self._constants[home] = parameter, index
        else:
            parameter.inside[index] = (home, tree)
        return parameter, index

    def note(self, code: str, place: Address, *, kind: Kind = Kind.NOTE, **facts: object) -> None:
        """Something a person must know; once."""
        remark = Remark(code, str(place), {name: str(value) for name, value in facts.items()}, kind)
        if remark not in self.found.remarks:
            self.found.remarks.append(remark)

    # --- results that are no formulas ---

    def _typed_result(self, address: Address) -> None:
        """RE, PE or ER where the sheet has a typed number, or nothing."""
        name = self._results[address]
        value = self.workings.book.cell(address).value
        if name == "PE" and (isinstance(value, str) or not value):
            self._named(name, Number(Decimal(0)), address, None, self.places.of(address))
            return
        problem = Remark("book.typed_result", str(address), {"name": name, "value": str(value)}, Kind.PROBLEM)
        if problem not in self.found.problems:
            self.found.problems.append(problem)

    def _complete(self, start: Start) -> None:
        """The results a sheet does not have: no project emissions, or only reductions."""
        address = start.reductions
        if not start.split:  # the reductions are computed in one go: they are the reference, nothing is taken away
            whole = self.found.formulas["ER"]
            self.note("book.note_not_split", address)
            self.found.formulas["RE"] = Formula("RE", whole.node, address, whole.excel, None, "", "")
            whole.node = Binary("-", Name("RE"), Name("PE"))
        if "PE" not in self.found.formulas:
            self.note("book.note_no_project_emissions", address)
            self._named("PE", Number(Decimal(0)), address, None, Description())


def _core(tree: Excel | Unknown | None) -> Excel | Unknown | None:
    """A formula without what only keeps errors and emptiness out of sight."""
    while isinstance(tree, Function):
        if tree.name in ("IFERROR", "IFNA") and tree.arguments:
            tree = tree.arguments[0]
        elif tree.name == "IF" and len(tree.arguments) == 3:
            shown = [one for one in tree.arguments[1:] if isinstance(one, Function) and one.name in LOOKUPS]
            if len(shown) != 1:
                return tree
            tree = shown[0]
        else:
            return tree
    return tree
