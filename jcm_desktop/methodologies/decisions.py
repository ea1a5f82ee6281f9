"""What a methodology leaves open: the definition as written, and as it counts once a plan has decided.

A definition as written declares every parameter of every way it offers. Decided, it
has the formulas of the chosen ways and only what these use, so that nobody is asked
for a number that is not needed. Knows no plan and no file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.tree import indices_in, lookups_in, names_in
from jcm_desktop.methodologies.schema import RESULTS, Definition


def ways(written: Definition) -> Iterator[dict[str, str]]:
    """Every combination of choices, first choices first; one empty combination where nothing is left open."""
    names = list(written.decisions)
    for keys in product(*(written.decisions[name].choices for name in names)):
        yield dict(zip(names, keys, strict=True))


def decide(written: Definition, choices: Mapping[str, str]) -> Definition:
    """The definition as it counts with these choices; what is not among them is decided by the first choice.

    A decision that makes no difference after the others were taken is left out.
    UserErrors `definition.unknown_decision`, `definition.unknown_choice`.
    """
    for name, key in choices.items():
        if name not in written.decisions:
            known = ", ".join(written.decisions) or "-"
            raise UserError("definition.unknown_decision", str(written.ref), name=name, known=known)
        if key not in written.decisions[name].choices:
            known = ", ".join(written.decisions[name].choices)
            raise UserError("definition.unknown_choice", str(written.ref), name=name, choice=key, known=known)
    if not written.decisions:
        return written
    decided = {name: choices.get(name, next(iter(one.choices))) for name, one in written.decisions.items()}
    formulas: dict[str, str] = {}
    for name, key in decided.items():
        formulas |= written.decisions[name].choices[key].formulas
    formulas |= written.formulas
    formulas |= {name: formulas.pop(name) for name in RESULTS if name in formulas}  # they come last
    needed = _needed(formulas)
    matter = [
        name for name, key in decided.items() if not needed.isdisjoint(written.decisions[name].choices[key].formulas)
    ]
    found = _only_used(written, {name: text for name, text in formulas.items() if name in needed})
    return msgspec.structs.replace(
        found,
        decisions={name: written.decisions[name] for name in matter},
        decided={name: decided[name] for name in matter},
    )


def _needed(formulas: Mapping[str, str]) -> set[str]:
    """The formulas that the results are made of."""
    found: set[str] = set()
    waiting = [name for name in RESULTS if name in formulas]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(used for used in names_in(parse(formulas[name])) if used in formulas)
    return found


def _only_used(written: Definition, formulas: dict[str, str]) -> Definition:
    used: set[str] = set()
    for text in formulas.values():
        node = parse(text)
        used |= names_in(node) | indices_in(node)
    for table in (written.monitored, written.fixed):
        for name, parameter in table.items():
            used |= set(parameter.over) if name in used else set()

    def kept(table: Mapping[str, Any]) -> dict[str, Any]:
        return {name: one for name, one in table.items() if name in used}

    return msgspec.structs.replace(
        written,
        formulas=formulas,
        monitored=kept(written.monitored),
        fixed=kept(written.fixed),
        constants=kept(written.constants),
        tables=kept(written.tables),
        sets=kept(written.sets),
        terms={name: term for name, term in written.terms.items() if name in formulas},
        checks=tuple(one for one in written.checks if one.parameter in used),
    )


def rows_for(definition: Definition, name: str) -> tuple[str, ...]:
    """What the members of a set are chosen from: the rows of every table that is asked by it; empty if by none."""
    asked = sorted(
        {
            table
            for text in definition.formulas.values()
            for table, key in lookups_in(parse(text))
            if key == name and table in definition.tables
        }
    )
    if not asked:
        return ()
    first, *others = (definition.tables[table].rows for table in asked)
    return tuple(row for row in first if all(row in rows for rows in others))
