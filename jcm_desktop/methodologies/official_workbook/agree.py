"""Whether the units of a translated calculation agree, formula by formula, with what the sheet writes beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.units import ONE, Unit, parse_unit
from jcm_desktop.formulas.dimensions import Scope, unit_of
from jcm_desktop.formulas.to_text import to_text
from jcm_desktop.formulas.tree import Node, names_in
from jcm_desktop.methodologies.official_workbook.cells import Book
from jcm_desktop.methodologies.official_workbook.fit import Fitting, TypedNumber
from jcm_desktop.methodologies.official_workbook.fold import renamed
from jcm_desktop.methodologies.official_workbook.parameters import Parameter
from jcm_desktop.methodologies.official_workbook.remarks import Kind, Remark
from jcm_desktop.methodologies.official_workbook.symbols import RESULTS, Symbol
from jcm_desktop.methodologies.official_workbook.translate import Formula, Translation
from jcm_desktop.methodologies.official_workbook.unit_text import UnitText, read_unit

_TONNES = parse_unit("tCO2")
_PERCENT = parse_unit("%")
_UNITS = frozenset({"formula.dimension", "formula.scale"})


@dataclass(slots=True)
class Agreed:
    """The formulas in the order of evaluation, with the units of everything."""

    formulas: dict[str, Node] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    numbers: dict[str, TypedNumber] = field(default_factory=dict)
    fractions: frozenset[str] = frozenset()  # parameters the sheet calls a percentage and computes with as a fraction
    remarks: list[Remark] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)


def order(translation: Translation) -> list[Formula]:
    """The formulas of the results, each after those it uses: what makes the reference, then the project emissions."""
    known = translation.formulas
    found: dict[str, Formula] = {}
    left = [(name, False) for name in reversed(RESULTS) if name in known]
    while left:
        name, ready = left.pop()
        if ready:
            found.setdefault(name, known[name])
        elif name not in found:
            left.append((name, True))
            left.extend((used, False) for used in sorted(names_in(known[name].node), reverse=True) if used in known)
    return list(found.values())


def agree(translation: Translation, book: Book) -> Agreed:
    """Fit the units; where a percentage does not fit, the fraction it is computed with."""
    formulas = order(translation)
    used = {name for one in formulas for name in names_in(one.node)}
    parameters = {one.key: one for one in translation.inputs.parameters if one.key in used}
    problems: list[Remark] = []
    texts = {key: _read(one, problems) for key, one in parameters.items()}
    if problems:
        return Agreed(problems=problems)
    units = {key: _unit_of(parameters[key], text) for key, text in texts.items()}
    percents = frozenset(key for key, unit in units.items() if unit.equals(_PERCENT))
    shown = frozenset(key for key in percents if any(book.cell(one).percent for one in parameters[key].places))
    indices = {key: one.over for key, one in parameters.items()}
    sets = frozenset(translation.inputs.sets)
    names = {key: _called(one.symbol, one.label, key) for key, one in parameters.items()}
    best = _tried(formulas, units, shown, indices, sets, names)  # 5 % in a cell is 0.05
    if best.problems and percents != shown:
        other = _tried(formulas, units, percents, indices, sets, names)
        best = best if other.problems else other
    for key in best.fractions:
        best.remarks.append(Remark("book.note_percent", _place(parameters[key]), {"name": _shown(parameters[key])}))
    for key, text in texts.items():
        best.remarks.extend(_unit_notes(parameters[key], text))
    return best


def _tried(
    formulas: list[Formula],
    units: Mapping[str, Unit],
    fractions: frozenset[str],
    indices: Mapping[str, tuple[str, ...]],
    sets: frozenset[str],
    names: Mapping[str, str],
) -> Agreed:
    fitting = Fitting({**units, **dict.fromkeys(fractions, ONE)})
    told = {**names, **{one.key: _called(one.symbol, one.label, one.key) for one in formulas}}
    found = Agreed(fractions=fractions)
    for one in formulas:
        declared = (_TONNES,) if one.key in RESULTS else _declared(one, found)
        wanted = declared[0] if declared else None
        node, unit = fitting.fit(one.node, None)
        if not any(unit.equals(other) for other in declared):  # a year may be the period, or meant
            node, unit = fitting.fit(one.node, wanted)
        else:
            wanted = unit
        if wanted is not None and not unit.equals(wanted):
            facts = {"wanted": wanted.text, "unit": unit.text}
            if one.key in RESULTS:  # said once; what uses it is not told again
                problem = _apart(one, fitting, told)
                found.problems.append(problem or Remark("book.dimension", str(one.cell), facts, Kind.PROBLEM))
                unit = wanted
            else:
                found.remarks.append(Remark("book.trap_unit_differs", str(one.cell), facts, Kind.TRAP))
                node, unit = fitting.fit(one.node, None)
        clash = _clash(node, Scope(fitting.units, indices, sets, fitting.units), str(one.cell))
        if clash is not None and not any(problem.place == str(one.cell) for problem in found.problems):
            found.problems.append(_apart(one, fitting, told) or clash)
        fitting.units[one.key] = unit
        found.formulas[one.key] = node
    used = {name for node in found.formulas.values() for name in names_in(node)}
    found.numbers = {one.key: one for one in fitting.numbers if one.key in used}
    found.units = fitting.units
    for number in found.numbers.values():
        if not number.converts and not number.unit.dims:  # 1 - 5 %: the one is no percentage
            place = next(str(one.cell) for one in formulas if number.key in names_in(found.formulas[one.key]))
            facts = {"wanted": "1", "unit": number.unit.text}
            found.problems.append(Remark("book.dimension", place, facts, Kind.PROBLEM))
    return found


def _apart(one: Formula, fitting: Fitting, told: Mapping[str, str]) -> Remark | None:
    """Two parts of a formula that are added or compared although their units differ, by what the sheet calls them."""
    parts = fitting.apart(one.node)
    if parts is None:
        return None
    (left, unit), (right, other) = ((to_text(renamed(node, told))[:80], own.text) for node, own in parts)
    facts = {"left": left, "unit": unit, "right": right, "other": other}
    return Remark("book.parts_differ", str(one.cell), facts, Kind.PROBLEM)


def _called(symbol: Symbol | None, label: str, otherwise: str) -> str:
    return (symbol.name() if symbol is not None else "") or label[:40] or otherwise


def _clash(node: Node, scope: Scope, place: str) -> Remark | None:
    """What is added to or compared with what it cannot be, inside a formula; None where all agrees."""
    try:
        unit_of(node, scope)
    except UserError as error:
        if error.code in _UNITS:
            facts = {"wanted": error.facts["wanted"], "unit": error.facts["unit"]}
            return Remark("book.dimension", place, facts, Kind.PROBLEM)
        return Remark("book.units_unclear", place, {}, Kind.PROBLEM)
    return None


def _declared(formula: Formula, found: Agreed) -> tuple[Unit, ...]:
    """What the unit written beside a formula may mean; nothing where there is none, or an unknown one."""
    try:
        text = read_unit(formula.unit)
    except UserError:
        found.remarks.append(Remark("book.note_unit_unknown", str(formula.cell), {"unit": formula.unit[:40]}))
        return ()
    return tuple(parse_unit(one) for one in (text.unit, text.whole) if one) if text is not None else ()


def _unit_of(parameter: Parameter, text: UnitText | None) -> Unit:
    """A monitored value is one for the period, whatever the year beside it; a fixed one may be per year."""
    if text is None:
        return ONE
    return parse_unit(text.whole if text.whole and parameter.table != "monitored" else text.unit)


def _read(parameter: Parameter, problems: list[Remark]) -> UnitText | None:
    try:
        return read_unit(parameter.unit)
    except UserError as error:
        facts = {"unit": parameter.unit[:40], "suggestion": error.facts["suggestion"]}
        problems.append(Remark("book.unit_unknown", _place(parameter), facts, Kind.PROBLEM))
        return None


def _unit_notes(parameter: Parameter, text: UnitText | None) -> list[Remark]:
    name = {"name": _shown(parameter)}
    if text is None:
        return [Remark("book.note_no_unit", _place(parameter), name)]
    if text.stuff:
        return [Remark("book.note_stuff", _place(parameter), {**name, "stuff": text.stuff, "unit": text.unit})]
    return []


def _place(parameter: Parameter) -> str:
    return str(parameter.places[0])


def _shown(parameter: Parameter) -> str:
    return parameter.symbol.written if parameter.symbol is not None else parameter.label[:40]
