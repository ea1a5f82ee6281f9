"""A definition's text to a checked `Definition`: shape, names, units, dimensions, cycles. Errors name file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache, reduce
from graphlib import CycleError, TopologicalSorter

import msgspec

from jcm_desktop.catalogue import further_technologies, sectoral_scopes, technologies
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.units import Unit, parse_unit, tidy
from jcm_desktop.formulas.dimensions import Scope, check_formula, unit_of
from jcm_desktop.formulas.near import nearest_first
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.tree import Node, Number, indices_in, lookups_in, names_in
from jcm_desktop.methodologies.decisions import decide, rows_for, ways
from jcm_desktop.methodologies.schema import RESULTS, Definition, KnownValue
from jcm_desktop.methodologies.strict_yaml import Document, Path, number_text, read, shaped

MAX_WAYS = 64
_TABLES = ("monitored", "fixed", "constants", "tables")
_ID = {"approved": r"[A-Z]{2}_AM\d{3}", "proposed": r"[A-Z]{2}_PM\d{3}", "template": r"TEMPLATE_[A-Z0-9_]+"}
_VERSION = re.compile(r"\d{1,2}\.\d")


def load_definition(text: str, file: str, families: Mapping[str, Document] | None = None) -> Definition:
    """Read and check a definition as written; UserErrors yaml.*, unit.*, formula.* and definition.*, place file:line.

    A definition that names a family has the family's parts wherever it has none of its own; of several
    families the one named first lies on top, and a family may be laid over others in the same way. One
    that leaves something open is checked in every way it can be decided.
    """
    document = _over_families(read(text, file), {} if families is None else families)
    found = shaped(document, Definition)
    if not re.fullmatch(_ID[found.status], found.methodology):
        raise UserError("definition.bad_id", document.place("methodology"), id=found.methodology)
    if found.parts:
        raise UserError("definition.has_parts", document.place("parts"))
    if found.country != ("" if found.status == "template" else found.methodology[:2]):
        raise UserError("definition.bad_country", document.place("country"), country=found.country)
    if not _VERSION.fullmatch(found.version):
        raise UserError("definition.bad_version", document.place("version"), version=found.version)
    _check_numbers(found, document, ())
    _check_sources(found, document)
    _check_scope(found, document)
    _check_names(found, document)
    _check_units(found, document)
    _check_decisions(found, document)
    _check_formulas(found, document)
    return found


def _over_families(document: Document, families: Mapping[str, Document], above: tuple[str, ...] = ()) -> Document:
    """The document over its families, which are laid over their own first."""
    named = document.data.get("family", []) if isinstance(document.data, dict) else []
    layers = [document]
    for name in map(str, named if isinstance(named, list) else [named]):
        family = families.get(name)
        if family is None or name in above:
            code = "definition.no_family" if family is None else "definition.family_cycle"
            raise UserError(code, document.place("family"), name=name)
        layers.append(_over_families(family, families, (*above, name)))
    return reduce(lambda under, over: over.over(under), reversed(layers))


def _check_numbers(value: object, document: Document, path: Path) -> None:
    """Every exact number is written as plain digits: no exponent, no infinity, nothing of Decimal's other spellings."""
    if isinstance(value, str):  # most values are
        return
    if isinstance(value, Decimal):
        written = document.value(*path)
        if written is not None:
            number_text(written, document, *path)
    elif isinstance(value, dict):
        for key, one in value.items():
            _check_numbers(one, document, (*path, key))
    elif isinstance(value, tuple):
        for at, one in enumerate(value):
            _check_numbers(one, document, (*path, str(at)))
    elif isinstance(value, msgspec.Struct):
        for name, written_name in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
            _check_numbers(getattr(value, name), document, (*path, written_name))


def _check_sources(found: Definition, document: Document) -> None:
    """The definition, and every number it offers, says where it was read: what nobody has seen is not a default."""
    if not any(one.strip() for one in found.evidence.sources):
        raise UserError("definition.no_sources", document.place("evidence", "sources"))
    offered: list[tuple[Path, str, KnownValue]] = []
    for name, parameter in found.fixed.items():
        offered += [(("fixed", name, "choices", key), name, one) for key, one in parameter.choices.items()]
        if parameter.default is not None:
            offered.append((("fixed", name, "default"), name, parameter.default))
    for name, table in found.tables.items():
        offered += [(("tables", name, "rows", key), name, table.known(key)) for key in table.rows]
    for path, name, known in offered:
        if not known.source.strip():
            raise UserError("definition.no_source", document.place(*path), name=name)


def _check_scope(found: Definition, document: Document) -> None:
    known = sectoral_scopes()
    if found.sectoral_scope not in known:
        place = document.place("sectoral_scope")
        raise UserError("definition.bad_scope", place, found=found.sectoral_scope, first=min(known), last=max(known))
    keys = [one.key for one in (*technologies(), *further_technologies())]
    for at, key in enumerate(found.technologies):
        if key not in keys:
            place = document.place("technologies", str(at))
            raise UserError("definition.bad_technology", place, found=key, known=nearest_first(key, keys))


def _check_names(found: Definition, document: Document) -> None:
    seen: dict[str, str] = {}
    for table in (*_TABLES, "formulas"):
        for name in getattr(found, table):
            if name in seen:
                raise UserError("definition.name_twice", document.place(table, name), name=name, other=seen[name])
            seen[name] = table
    given: dict[str, str] = {}  # formulas of choices: the choices of one decision may name the same
    for decision, one in found.decisions.items():
        for choice, way in one.choices.items():
            for name in way.formulas:
                if name in seen or given.get(name, decision) != decision:
                    place = document.place(*_path(decision, choice, name))
                    raise UserError("definition.name_twice", place, name=name, other=seen.get(name) or given[name])
                given[name] = decision
    for name, monitored in found.monitored.items():
        if not monitored.options:
            raise UserError("definition.no_option", document.place("monitored", name), name=name)
    for table in ("monitored", "fixed"):
        for name, parameter in getattr(found, table).items():
            for index in parameter.over:
                if index not in found.sets:
                    raise UserError("definition.no_set", document.place(table, name, "over"), name=index)


def _check_units(found: Definition, document: Document) -> None:
    for table in _TABLES:
        for name, parameter in getattr(found, table).items():
            try:
                parse_unit(parameter.unit)
            except UserError as error:
                facts = {"unit": parameter.unit[:40], **error.facts}
                raise UserError("unit.unknown", document.place(table, name, "unit"), **facts) from error
    for check in found.checks:
        if check.parameter not in found.monitored and check.parameter not in found.fixed:
            raise UserError("definition.unknown_name", document.place("checks"), name=check.parameter)


def _check_decisions(found: Definition, document: Document) -> None:
    if found.decided:
        raise UserError("definition.decided", document.place("decided"))
    count = 1
    for name, one in found.decisions.items():
        if len(one.choices) < 2:
            raise UserError("definition.one_choice", document.place("decisions", name), name=name)
        count *= len(one.choices)
    if count > MAX_WAYS:
        raise UserError("definition.too_many_ways", document.place("decisions"), count=count, limit=MAX_WAYS)


def _path(decision: str, choice: str, name: str) -> Path:
    return ("decisions", decision, "choices", choice, "formulas", name)


def _check_formulas(found: Definition, document: Document) -> None:
    texts: dict[Path, str] = {("formulas", name): text for name, text in found.formulas.items()}
    for decision, one in found.decisions.items():
        for key, choice in one.choices.items():
            texts |= {_path(decision, key, name): text for name, text in choice.formulas.items()}
    for path, text in texts.items():
        try:
            parse(text)
        except UserError as error:
            raise _placed(error, document, path) from error
    used: set[str] = set()
    for way in ways(found):
        used |= _check_way(found, way, document)
    for table in (*_TABLES, "sets"):
        for name in getattr(found, table):
            if name not in used:
                raise UserError("definition.unused", document.place(table, name), name=name)
    for path in texts:
        if path[-1] not in used:
            raise UserError("definition.unused", document.place(*path), name=path[-1])


def _check_way(written: Definition, choices: Mapping[str, str], document: Document) -> set[str]:
    """Check a definition decided in one way; the names it uses."""
    paths: dict[str, Path] = {name: ("formulas", name) for name in written.formulas}
    for decision, choice in choices.items():
        paths |= {name: _path(decision, choice, name) for name in written.decisions[decision].choices[choice].formulas}
    for name in RESULTS:
        if name not in paths:
            raise UserError("definition.no_formula", document.place("formulas"), name=name)
    found = decide(written, choices)
    _check_lookups(found, document, paths)
    try:
        scope_of(found)
    except CycleError as error:
        circle = error.args[1]
        raise UserError("definition.cycle", document.place(*paths[circle[0]]), names=" -> ".join(circle)) from error
    except UserError as error:
        name, _, place = error.place.partition("\0")
        raise _placed(UserError(error.code, place, **error.facts), document, paths[name]) from error
    used = set(RESULTS)
    for text in found.formulas.values():
        node = parse(text)
        used |= names_in(node) | indices_in(node)
    return used


def _check_lookups(found: Definition, document: Document, paths: Mapping[str, Path]) -> None:
    """Every row that a formula names is there; tables asked by the same set have rows in common."""
    for name, text in found.formulas.items():
        for table, key in sorted(lookups_in(parse(text))):
            if table not in found.tables:
                continue  # a name that is not defined, or no table: told with the units
            if not (rows_for(found, key) if key in found.sets else key in found.tables[table].rows):
                raise UserError("definition.no_row", document.place(*paths[name]), table=table, row=key)


def _placed(error: UserError, document: Document, path: Path) -> UserError:
    """The error with file, line and formula before its own place: a column, or a term; a name is told by its words."""
    where = f"{document.place(*path)}, {path[-1]}"
    if error.place and error.place != error.facts.get("name"):
        where += f", {error.place}" if error.place.startswith("column ") else f": {error.place}"
    return UserError(error.code, where, **error.facts)


def order_of(found: Definition) -> tuple[str, ...]:
    """The formulas' names in an order in which each comes after those it uses; CycleError if there is none.

    RE, PE and ER, and what is made of them, come last: people read a derivation from its terms to its results.
    """
    graph = {
        name: sorted(used for used in names_in(parse(text)) if used in found.formulas)
        for name, text in sorted(found.formulas.items())
    }
    order = list(TopologicalSorter(graph).static_order())
    last: list[str] = []
    for name in order:
        if name in RESULTS or not set(graph[name]).isdisjoint(last):
            last.append(name)
    return (*(name for name in order if name not in last), *last)


@lru_cache(maxsize=256)
def _nodes(texts: tuple[tuple[str, str], ...]) -> dict[str, Node]:
    return {name: parse(text) for name, text in texts}


def nodes_of(found: Definition) -> dict[str, Node]:
    """The parsed formulas by name."""
    return _nodes(tuple(sorted(found.formulas.items())))


def scope_of(found: Definition) -> Scope:
    """Units and indices of every name, formulas included; UserError where a result is not in tCO2."""
    units: dict[str, Unit] = {}
    indices: dict[str, tuple[str, ...]] = {}
    for table in (found.monitored, found.fixed):
        for name, parameter in table.items():
            units[name] = parse_unit(parameter.unit)
            indices[name] = parameter.over
    for name, constant in found.constants.items():
        units[name] = parse_unit(constant.unit)
    tables = {name: parse_unit(table.unit) for name, table in found.tables.items()}
    scope = Scope(units, indices, frozenset(found.sets), tables)
    for name in order_of(found):
        node = parse(found.formulas[name])
        try:
            zero = name in found.results and isinstance(node, Number) and node.value == 0
            units[name] = parse_unit("tCO2") if zero else tidy(unit_of(node, scope))
            if name in found.results:
                check_formula(node, "tCO2", scope)
        except UserError as error:
            raise UserError(error.code, f"{name}\0{error.place}", **error.facts) from error
    return scope
