"""The draft of a definition: names for everything that was understood, in the shape a person will confirm.

Every number names its cell and is no better known than `draft` until somebody has
compared it with the approved text. Knows no YAML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import msgspec

from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.formulas.numbers import Exact, as_decimal
from jcm_desktop.formulas.parse import RESERVED
from jcm_desktop.formulas.to_text import to_text
from jcm_desktop.formulas.tree import Binary, Call, Node, Number, indices_in, names_in, parts_of
from jcm_desktop.methodologies.official_workbook.agree import Agreed
from jcm_desktop.methodologies.official_workbook.cells import Address, Book, cell_range
from jcm_desktop.methodologies.official_workbook.compute import Workings
from jcm_desktop.methodologies.official_workbook.excel_tree import Infix, Ref
from jcm_desktop.methodologies.official_workbook.fit import TypedNumber
from jcm_desktop.methodologies.official_workbook.fold import MARK, renamed
from jcm_desktop.methodologies.official_workbook.parameters import Choice, Inputs, Parameter
from jcm_desktop.methodologies.official_workbook.remarks import Kind, Remark
from jcm_desktop.methodologies.official_workbook.symbols import RESULTS
from jcm_desktop.methodologies.official_workbook.translate import Formula, Translation

_OPTIONS = ("A", "B", "C")
_OPTION = re.compile(
    r"(?:option|opt\.?|オプション|選択肢)\s*s?\s*(?P<first>[ABC])(?![A-Za-z])"
    r"(?P<more>(?:\s*(?:,|/|;|or|and|&|、|・|又は|または|及び|と)\s*(?:option\s*|オプション\s*)?[ABC](?![A-Za-z]))*)",
    re.I,
)
_LETTERS = re.compile(r"[ABC](\s*[,/、・ ]\s*[ABC])*")
_PER_PERIOD = re.compile(r"/\s*(p|period|y|yr|year|年|期間)\s*$", re.I)
_DAYS = re.compile(r"^(number of )?days (of|on|in|when)\b|\bnumber of days\b|日数", re.I)


class Known(msgspec.Struct, frozen=True):
    """A number the workbook gives, and where it stands."""

    value: Decimal
    cell: str


class DraftParameter(msgspec.Struct, frozen=True):
    """A parameter, as it was read."""

    name: str
    table: str  # monitored, fixed, constant or table
    symbol: str
    unit: str
    unit_text: str  # as the sheet writes it
    label: str
    cells: str
    over: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    frequency: str = ""
    origin: str = ""
    aggregate: str = "sum"
    choices: tuple[tuple[str, Known], ...] = ()
    default: Known | None = None
    values: tuple[tuple[str, Decimal], ...] = ()  # the workbook's own, by member; not part of a definition
    negative: bool = False


class DraftFormula(msgspec.Struct, frozen=True):
    """A formula, in Excel's words and in ours."""

    name: str
    cell: str
    excel: str
    text: str
    symbol: str
    label: str
    unit_text: str


class Draft(msgspec.Struct, frozen=True):
    """Everything of a definition but who it is."""

    parameters: tuple[DraftParameter, ...]
    formulas: tuple[DraftFormula, ...]
    sets: tuple[tuple[str, str], ...]  # name and label
    unused: tuple[Remark, ...]
    together: tuple[tuple[str, str], ...] = ()  # names of what one cell picks, and that cell


def drafted(
    translation: Translation,
    agreed: Agreed,
    workings: Workings,
    values: dict[str, dict[tuple[str, ...], object]],
    remarks: list[Remark],
) -> Draft:
    """Names for parameters, numbers and formulas, each one legal and only once."""
    return _Drafting(translation, agreed, workings, values, remarks).run()


class _Drafting:
    def __init__(
        self,
        translation: Translation,
        agreed: Agreed,
        workings: Workings,
        values: dict[str, dict[tuple[str, ...], object]],
        remarks: list[Remark],
    ) -> None:
        self._translation = translation
        self._inputs: Inputs = translation.inputs
        self._agreed = agreed
        self._workings = workings
        self._book: Book = workings.book
        self._values = values
        self._remarks = remarks
        self._taken = {*RESULTS, *RESERVED, *self._inputs.sets, "p"}
        self._names = {name: name for name in RESULTS}
        self._picked: dict[Address, list[str]] = {}  # by a cell, names of the parameters whose choice it makes
        self._named_cells = frozenset(one.cell for one in translation.formulas.values())

    def run(self) -> Draft:
        used = {name for node in self._agreed.formulas.values() for name in names_in(node)}
        kept = [one for one in self._inputs.parameters if one.key in used]
        formulas = [self._translation.formulas[key] for key in self._agreed.formulas]
        for parameter in kept:
            self._names[parameter.key] = self._parameter_name(parameter)
        for number in self._agreed.numbers.values():
            self._names[number.key] = self._free(_unit_name(number))
        for formula in formulas:
            if formula.key not in RESULTS:
                self._names[formula.key] = self._formula_name(formula)
        choosing = {one.chosen_by for one in kept if one.chosen_by is not None}
        for cell in choosing:
            self._picked[cell] = [self._names[one.key] for one in kept if one.chosen_by == cell]
        indices = {one for node in self._agreed.formulas.values() for one in indices_in(node)}
        return Draft(
            parameters=(
                *(self._parameter(one) for one in kept),
                *(self._number(one, formulas) for one in self._agreed.numbers.values()),
            ),
            formulas=tuple(self._formula(one) for one in formulas),
            sets=tuple(
                (name, self._inputs.labels.get(name) or f"unit {name}") for name in self._inputs.sets if name in indices
            ),
            unused=tuple(
                self._unused(one)
                for one in self._inputs.parameters
                if one.key not in used and one.rows and not choosing.intersection(one.places)
            ),
            together=tuple(self._together()),
        )

    def _together(self) -> Iterator[tuple[str, str]]:
        """Choices that one cell makes for several parameters: one row of a list, which a plan could tear apart."""
        for cell, names in sorted(self._picked.items()):
            if len(names) > 1:
                said = f"{', '.join(names[:-1])} and {names[-1]}"
                facts = {"names": ", ".join(names)}
                self._remarks.append(Remark("book.note_one_choice", str(cell), facts))
                yield said, str(cell)

    # --- names ---

    def _free(self, wanted: str) -> str:
        name = wanted or "x"
        at = 1
        while name in self._taken:
            at += 1
            name = f"{wanted or 'x'}_{at}"
        self._taken.add(name)
        return name

    def _parameter_name(self, parameter: Parameter) -> str:
        symbol = parameter.symbol
        if symbol is None or not symbol.is_word:
            return self._free(_slug(parameter.label) or _slug(str(parameter.places[0].short)))
        letters = tuple(name.rstrip("0123456789") for name in parameter.over)
        short, long = symbol.name(letters), symbol.name()
        return self._free(short if short and short not in self._taken else long or _slug(parameter.label))

    def _formula_name(self, formula: Formula) -> str:
        name = formula.symbol.name() if formula.symbol is not None else ""
        return self._free(name or _slug(formula.label) or f"step_{formula.cell.short}")

    # --- parts ---

    def _formula(self, one: Formula) -> DraftFormula:
        found = dict.fromkeys(_typed_numbers(self._agreed.formulas[one.key]))
        typed = self._workings.literals(one.cell, self._named_cells) if found else frozenset()
        for value in found:
            if value in typed:  # others are ours, such as how many values an average is of
                self._written_number(str(one.cell), value, "1")
        text = to_text(renamed(self._agreed.formulas[one.key], self._names))
        symbol = one.symbol.written if one.symbol is not None else ""
        name = self._names[one.key]
        excel = f"={one.excel}" if one.excel else ""
        return DraftFormula(name, str(one.cell), excel, text, symbol or name, one.label or symbol or name, one.unit)

    def _written_number(self, cell: str, value: Decimal, unit: str) -> None:
        code, facts = "book.trap_plain_number", {"value": format_decimal(value, group=False)}
        if unit != "1":
            code, facts = "book.trap_number_in_formula", {**facts, "unit": unit}
        self._remarks.append(Remark(code, cell, facts, Kind.TRAP))

    def _parameter(self, one: Parameter) -> DraftParameter:
        first = one.rows[0] if one.rows else None
        symbol = one.symbol.written if one.symbol is not None else self._names[one.key]
        places = [cell for cells in one.cells.values() for cell in cells[:1]]
        unit = self._agreed.units[one.key].text
        values = tuple(
            (", ".join(part.partition(MARK)[2] for part in index), self._decimal(value, places[0]))
            for index, value in self._values.get(one.key, {}).items()
            if isinstance(value, Decimal | Fraction)
        )
        default = self._default(one)
        constant = one.symbol is not None and not one.symbol.is_word and default is not None and not one.over
        return DraftParameter(
            name=self._names[one.key],
            table="constant" if constant else one.table,
            symbol=symbol,
            unit=unit,
            unit_text=one.unit,
            label=one.label or symbol,
            cells=cell_range(places[0].sheet, places),
            over=one.over,
            options=self._options(one) if one.table == "monitored" else (),
            frequency=first.frequency if first else "",
            origin=self._origin(one),
            aggregate=self._aggregate(one, unit) if one.table == "monitored" else "sum",
            choices=tuple((word, self._told(choice)) for word, choice in one.choices.items()),
            default=default,
            values=values,
            negative=any(value < 0 for _, value in values) or (default is not None and default.value < 0),
        )

    def _aggregate(self, one: Parameter, unit: str) -> str:
        """How the values of a period become one: amounts are added up, ratios and temperatures are averaged."""
        if unit == "day" and _DAYS.search(one.label):
            return "days"
        per_period = _PER_PERIOD.search(one.unit)
        trees = [self._workings.tree(cell) for cell in (*(cells[0] for cells in one.cells.values()), *one.twins)]
        divided = any(isinstance(tree, Infix) and tree.operator == "/" for tree in trees)
        if per_period or not (divided or unit in ("1", "%", "K") or "/" in unit):
            return "sum"
        self._remark("book.note_mean", one, unit=unit)
        return "mean"

    def _number(self, one: TypedNumber, formulas: list[Formula]) -> DraftParameter:
        """A number that stands in a formula and has a unit there."""
        cell = next(str(f.cell) for f in formulas if one.key in names_in(self._agreed.formulas[f.key]))
        text = format_decimal(one.value, group=False)
        if not one.converts:
            self._written_number(cell, one.value, one.unit.text)
        label = f"Conversion, {one.unit.text}" if one.converts else "Number written in the formula"
        return DraftParameter(
            self._names[one.key], "constant", text, one.unit.text, "", label, cell, default=Known(one.value, cell)
        )

    def _options(self, one: Parameter) -> tuple[str, ...]:
        found = {letter for row in one.rows for text in (row.option, *row.offered) for letter in options_in(text)}
        if not found:
            self._remark("book.note_no_option", one)
            return _OPTIONS
        return tuple(sorted(found))

    def _origin(self, one: Parameter) -> str:
        if one.choices and one.chosen_by is not None:
            others = [name for name in self._picked[one.chosen_by] if name != self._names[one.key]]
            same = f", the same row as for {', '.join(others)}" if others else ""
            return f"the workbook's list of default values, chosen by {one.chosen_by}{same}"
        sources = dict.fromkeys(row.source for row in one.rows if row.source)
        return "; ".join(sources)[:500]

    def _default(self, one: Parameter) -> Known | None:
        """A number of the methodology itself: from the list of defaults, or in a cell of table 2 nobody may change."""
        if one.table in ("monitored", "table") or one.choices:
            return None
        if one.read:
            found = list(one.read.values())
            if len({choice.value for choice in found}) == 1 and len(found) == len(one.cells):
                return self._told(found[0])
            return None
        locked = [self._locked(cells[0]) for cells in one.cells.values()]
        numbers = {number.value for number in locked if number is not None}
        return locked[0] if len(numbers) == 1 and None not in locked else None

    def _locked(self, address: Address) -> Known | None:
        """The number of a cell of the plan that is not open to be filled in, or that it fetches from elsewhere."""
        if address.sheet not in self._inputs.plan_sheets:
            return None  # the report repeats what the plan says
        start = address
        seen = {address}
        while isinstance(tree := self._workings.tree(address), Ref) and tree.address(address.sheet) not in seen:
            address = tree.address(address.sheet)
            seen.add(address)
        cell, sheet = self._book.cell(address), self._book.sheets.get(address.sheet)
        if tree is not None or not isinstance(cell.value, Decimal) or sheet is None:
            return None
        fetched = address != start and address not in self._inputs.at
        return Known(cell.value, str(address)) if fetched or (sheet.protected and cell.locked) else None

    def _told(self, choice: Choice) -> Known:
        return Known(self._decimal(choice.value, choice.cell), str(choice.cell))

    def _decimal(self, value: Exact, cell: Address) -> Decimal:
        """A value as a definition can hold it; one that never ends is cut, and that is said."""
        found = as_decimal(value)
        if Fraction(found) != Fraction(value):
            remark = Remark("book.note_never_ends", str(cell), {"value": str(found)})
            if remark not in self._remarks:
                self._remarks.append(remark)
        return found

    def _unused(self, one: Parameter) -> Remark:
        symbol = one.symbol.written if one.symbol is not None else one.label
        return Remark("book.note_unused", str(one.places[0]), {"name": symbol})

    def _remark(self, code: str, one: Parameter, **facts: str) -> None:
        self._remarks.append(Remark(code, str(one.places[0]), {"name": self._names[one.key], **facts}))


def options_in(text: str) -> frozenset[str]:
    """The monitoring options a text names: `Option C`, `Option A or B`, `B/C`, `オプションC`."""
    shown = " ".join(unicodedata.normalize("NFKC", text).split())
    found: set[str] = set()
    for one in _OPTION.finditer(shown):
        found.add(one["first"].upper())
        found.update(letter.upper() for letter in re.findall(r"(?<![A-Za-z])[ABC](?![A-Za-z])", one["more"], re.I))
    if not found and _LETTERS.fullmatch(shown):
        found.update(re.findall(r"[ABC]", shown))
    return frozenset(found)


def _typed_numbers(node: Node) -> Iterator[Decimal]:
    """Numbers that stand in a formula without being said anywhere else: none of 0, 1, powers of ten and of a value."""
    match node:
        case Number(value):
            if value and value.normalize().as_tuple().digits != (1,):
                yield value
        case Binary("**", base, _):
            yield from _typed_numbers(base)
        case Call("round" | "rounddown", (inner, _)):
            yield from _typed_numbers(inner)
        case _:
            for part in parts_of(node):
                yield from _typed_numbers(part)


def _slug(text: str) -> str:
    """Words as a legal name: the first few, without those that only join."""
    words = [word for word in re.findall(r"[A-Za-z][A-Za-z0-9]*", text) if word.casefold() not in _JOINING]
    return "_".join(words[:4])[:40]


_JOINING = frozenset({"of", "the", "a", "an", "for", "in", "by", "to", "during", "period", "p", "and", "or", "with"})


def _unit_name(number: TypedNumber) -> str:
    """`kWh_per_MWh` for a conversion, `N_0_5` for any other number."""
    if not number.converts:
        return f"N_{format_decimal(number.value, group=False).replace('.', '_')}"[:40]
    text = number.unit.text.replace("%", "percent").replace("^", "").replace("*", "_")
    above, _, below = text.partition("/")
    name = "_per_".join(part for part in ("" if above == "1" else above, below.replace("/", "_")) if part)
    return (f"per_{name}" if above == "1" else name) or "number"
