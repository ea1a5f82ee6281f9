"""Several methodologies of one project as one definition, and each of them taken out of it again.

Every name of a part gets the part's number before it (`EC_PJ` of TH_AM005 is
`AM005_EC_PJ`) and behind its symbol, so nothing of one part is ever taken for
another's. RE, PE and ER are the sums. Nothing is shared between parts: a factor
that two use is entered twice, each with its own source. Knows no reading.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.plan import Plan
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.to_text import to_text
from jcm_desktop.formulas.tree import renamed
from jcm_desktop.methodologies.schema import RESULT_LABELS, RESULTS, Definition, FormulaEvidence, Part, Term

T = TypeVar("T")
_STATUSES = ("approved", "proposed", "template")  # best first
_JOIN = " + "


def combine(definitions: Sequence[Definition]) -> Definition:
    """One definition for a project that follows all of these; a single one stays as it is.

    UserError `definition.same_part` where two have the same number.
    """
    if len(definitions) == 1:
        return definitions[0]
    parts = tuple(map(_head, definitions))
    prefixes = [part.prefix for part in parts]
    if len(set(prefixes)) < len(prefixes):
        raise UserError("definition.same_part", _JOIN.join(str(part.ref) for part in parts))
    named = [
        _renamed(one, _prefixed(one, part.prefix), _marked(part)) for one, part in zip(definitions, parts, strict=True)
    ]
    sums = {name: _JOIN.join(f"{prefix}{name}" for prefix in prefixes) for name in RESULTS}
    criteria = [criterion for part in parts for criterion in part.eligibility]
    return Definition(
        methodology=_JOIN.join(part.methodology for part in parts),
        version=_JOIN.join(part.version for part in parts),
        country=definitions[0].country,
        title=_JOIN.join(part.title for part in parts),
        sectoral_scope=parts[0].sectoral_scope,
        technologies=tuple(dict.fromkeys(key for part in parts for key in part.technologies)),
        status=max((part.status for part in parts), key=_STATUSES.index),
        evidence=FormulaEvidence(
            formula=max((part.evidence.formula for part in parts), key=lambda level: level.rank),
            sources=tuple(dict.fromkeys(source for part in parts for source in part.evidence.sources)),
            checked=min(part.evidence.checked for part in parts),
        ),
        monitored=_joined(named, "monitored"),
        formulas={**_joined(named, "formulas"), **sums},
        fixed=_joined(named, "fixed"),
        constants=_joined(named, "constants"),
        tables=_joined(named, "tables"),
        decisions=_joined(named, "decisions"),
        decided=_joined(named, "decided"),
        terms={**_joined(named, "terms"), **{name: term for part in parts for name, term in _results(part).items()}},
        sets=_joined(named, "sets"),
        eligibility=tuple(msgspec.structs.replace(one, id=at) for at, one in enumerate(criteria, 1)),
        checks=tuple(check for one in named for check in one.checks),
        parts=parts,
    )


def part_of(joined: Definition, part: Part) -> Definition:
    """One methodology of a joined definition, under its own names again."""
    names = {name: name.removeprefix(part.prefix) for name in _everything(joined) if name.startswith(part.prefix)}
    own = {name: term for name, term in joined.terms.items() if name not in _results(part)}
    taken = _renamed(msgspec.structs.replace(joined, terms=own), names, _unmarked(part), only=True)
    head = {name: getattr(part, name) for name in Part.__struct_fields__ if name != "prefix"}
    return msgspec.structs.replace(taken, parts=(), **head)


def plan_of(plan: Plan, part: Part) -> Plan:
    """The plan's part for one methodology, with the methodology's own names; points keep their numbers."""

    def own(values: Sequence[Any], field: str) -> tuple[Any, ...]:
        mine = [one for one in values if getattr(one, field).startswith(part.prefix)]
        return tuple(
            msgspec.structs.replace(one, **{field: getattr(one, field).removeprefix(part.prefix)}) for one in mine
        )

    return msgspec.structs.replace(
        plan,
        methodology=part.ref,
        further_methodologies=(),
        sets=own(plan.sets, "name"),
        points=own(plan.points, "parameter"),
        fixed=own(plan.fixed, "parameter"),
        decisions=_own(plan.decisions, part.prefix),
    )


def decisions_of(refs: Sequence[MethodologyRef], decisions: Mapping[str, str]) -> list[dict[str, str]]:
    """The decisions of a plan for each methodology, under its own names; UserError `definition.unknown_decision`."""
    if len(refs) == 1:
        return [dict(decisions)]
    prefixes = [_prefix(ref.id) for ref in refs]
    for name in decisions:
        if not any(map(name.startswith, prefixes)):
            known = ", ".join(f"{prefix}..." for prefix in prefixes)
            raise UserError("definition.unknown_decision", _JOIN.join(map(str, refs)), name=name, known=known)
    return [_own(decisions, prefix) for prefix in prefixes]


def _own(table: Mapping[str, T], prefix: str) -> dict[str, T]:
    return {name.removeprefix(prefix): value for name, value in table.items() if name.startswith(prefix)}


def _prefix(methodology: str) -> str:
    return f"{methodology.partition('_')[2]}_"


def _head(one: Definition) -> Part:
    (head,) = one.heads
    return msgspec.structs.replace(head, prefix=_prefix(one.methodology))


def _everything(one: Definition) -> tuple[str, ...]:
    """Every name, every index and every decision."""
    return (*one.names, *one.terms, *one.sets, *one.decisions)


def _prefixed(one: Definition, prefix: str) -> dict[str, str]:
    return {name: f"{prefix}{name}" for name in (*_everything(one), *RESULTS)}


def _mark(part: Part) -> str:
    return f"^{{{part.prefix.rstrip('_')}}}"


def _marked(part: Part) -> Callable[[str], str]:
    return lambda symbol: f"{symbol}{_mark(part)}"


def _unmarked(part: Part) -> Callable[[str], str]:
    return lambda symbol: symbol.removesuffix(_mark(part))


def _results(part: Part) -> dict[str, Term]:
    """RE, PE and ER of one part, as terms of the joined definition."""
    return {
        f"{part.prefix}{name}": Term(symbol=f"{name}_p{_mark(part)}", label=label)
        for name, label in RESULT_LABELS.items()
    }


def _joined(definitions: Sequence[Definition], table: str) -> dict[str, Any]:
    return {name: value for one in definitions for name, value in getattr(one, table).items()}


def _renamed(
    one: Definition, names: Mapping[str, str], symbol: Callable[[str], str], *, only: bool = False
) -> Definition:
    """The definition under other names; `only`: without what has no other name."""

    def table(values: Mapping[str, T], **changes: Callable[[T], Any]) -> dict[str, T]:
        return {
            names.get(name, name): msgspec.structs.replace(value, **{key: how(value) for key, how in changes.items()})  # type: ignore[type-var]
            for name, value in values.items()
            if name in names or not only
        }

    def over(value: Any) -> tuple[str, ...]:
        return tuple(names.get(index, index) for index in value.over)

    def written(value: Any) -> str:
        return symbol(value.symbol)

    def kept(values: Mapping[str, T]) -> dict[str, T]:
        return {names.get(name, name): value for name, value in values.items() if name in names or not only}

    def formula(text: str) -> str:
        return to_text(renamed(parse(text), names, frozenset(one.sets)))

    return msgspec.structs.replace(
        one,
        monitored=table(one.monitored, over=over, symbol=written),
        fixed=table(one.fixed, over=over, symbol=written),
        constants=table(one.constants, symbol=written),
        terms=table(one.terms, symbol=written),
        tables=table(one.tables, symbol=written),
        formulas={name: formula(text) for name, text in kept(one.formulas).items()},
        decisions=kept(one.decisions),
        decided=kept(one.decided),
        sets={
            names.get(name, name): msgspec.structs.replace(value, symbol=_index(one, name, names.get(name, name)))
            for name, value in one.sets.items()
            if name in names or not only
        },
        checks=tuple(
            msgspec.structs.replace(check, parameter=names.get(check.parameter, check.parameter))
            for check in one.checks
            if check.parameter in names or not only
        ),
    )


def _index(one: Definition, name: str, other: str) -> str:
    """How an index under another name is written: as before; nothing is said where that is its name."""
    return "" if one.index(name) == other else one.index(name)
