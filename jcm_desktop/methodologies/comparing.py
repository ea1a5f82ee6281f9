"""A definition as a list of things that a person can compare with the approved text, each with a hash.

A thing's hash covers what the approved text says, too (formula, unit, options,
number), and not how well we know it: a better source changes no tick. The hash of
the whole definition covers all of it. Fields that have their usual value are left
out of every hash, so a field that a later version of the program adds changes none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec

from jcm_desktop.domain.confirmation import Confirmation
from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.to_text import to_text
from jcm_desktop.methodologies.schema import Definition, KnownValue

# What of a definition is compared, and what is not: how well it is known is ours, and families are laid under already.
COMPARED = frozenset(
    {"methodology", "version", "country", "title", "sectoral_scope", "status", "approved_on"}
    | {"formulas", "terms", "monitored", "fixed", "constants", "tables", "decisions", "sets", "eligibility", "checks"}
)
NOT_COMPARED = frozenset({"evidence", "technologies", "family", "decided", "parts"})
_OURS = frozenset({"notes", "evidence", "source", "severity", "clause", "choices", "default", "rows"})


class Part(StrEnum):
    """What kind of thing it is, in the order in which a person meets them."""

    IDENTITY = "identity"
    FORMULA = "formula"
    MONITORED = "monitored"
    FIXED = "fixed"
    TABLE = "table"
    NUMBER = "number"  # a default, a value of a list or table, or a constant
    DECISION = "decision"  # what the methodology leaves open
    CRITERION = "criterion"
    LIMIT = "limit"  # a methodology's own check


class Item(msgspec.Struct, frozen=True):
    """One thing to compare; `key` says where in the definition, `content` is the hash of what it says."""

    key: str
    part: Part
    name: str  # of the parameter or formula; of a criterion its number
    content: str
    choice: str = ""  # of a listed value, or the row of a table
    text: str = ""  # of a formula, as it is written
    way: tuple[str, str] = ("", "")  # the decision and its choice that a formula belongs to

    @property
    def id(self) -> str:
        """Names it among all, and no longer when it says something else."""
        return f"{self.key}@{self.content[:12]}"


def items_of(definition: Definition) -> tuple[Item, ...]:
    """Everything of a definition that must be compared, in reading order.

    What a plan's decisions leave of a definition has the same things, only fewer; so has
    each part of a joined one.
    """
    found = {(one.key, one.content): one for one in _items(definition)}
    return tuple(found.values())


def _items(one: Definition) -> Iterator[Item]:
    identity = {name: getattr(one, name) for name in ("methodology", "version", "country", "title", "status")}
    yield _item(
        "identity", Part.IDENTITY, "", {**identity, "scope": one.sectoral_scope, "approved": str(one.approved_on or "")}
    )
    for title, decision in one.decisions.items():
        choices = {key: choice.label for key, choice in decision.choices.items()}
        yield _item(f"decisions/{title}", Part.DECISION, title, {"label": decision.label, "choices": choices})
        for key, choice in () if one.decided else decision.choices.items():
            for name, text in choice.formulas.items():
                yield _formula(one, name, text, (title, key))
    for name, text in one.formulas.items():
        yield _formula(one, name, text)
    for name, monitored in one.monitored.items():
        yield _item(f"monitored/{name}", Part.MONITORED, name, _parameter(one, monitored))
    for name, fixed in one.fixed.items():
        yield _item(f"fixed/{name}", Part.FIXED, name, _parameter(one, fixed))
        if fixed.default is not None:
            yield _number(f"fixed/{name}/default", name, fixed.default, fixed.unit)
        for case, known in fixed.choices.items():
            yield _number(f"fixed/{name}/choices/{case}", name, known, fixed.unit, case)
    for name, table in one.tables.items():
        yield _item(f"tables/{name}", Part.TABLE, name, said_by(table))
        for row in table.rows:
            yield _number(f"tables/{name}/{row}", name, table.known(row), table.unit, row)
    for name, constant in one.constants.items():
        yield _item(f"constants/{name}", Part.NUMBER, name, said_by(constant))
    for criterion in one.eligibility:
        yield _item(f"eligibility/{criterion.id}", Part.CRITERION, str(criterion.id), said_by(criterion))
    for check in one.checks:
        yield _item(f"checks/{check.kind}/{check.parameter}", Part.LIMIT, check.parameter, said_by(check))


def _item(key: str, part: Part, name: str, said: Any, choice: str = "") -> Item:
    return Item(key, part, name, _sha256({"part": str(part), "name": name, "choice": choice, "said": said}), choice)


def _formula(one: Definition, name: str, text: str, way: tuple[str, str] = ("", "")) -> Item:
    said = {"text": to_text(parse(text)), "symbol": one.symbol(name), "label": one.label(name)}
    return msgspec.structs.replace(_item(f"formulas/{name}", Part.FORMULA, name, said), text=text, way=way)


def _parameter(one: Definition, parameter: Any) -> dict[str, Any]:
    return {**said_by(parameter), "each": [one.sets[index].label for index in parameter.over]}


def _number(key: str, name: str, known: KnownValue, unit: str, choice: str = "") -> Item:
    return _item(key, Part.NUMBER, name, {"value": str(known.value), "unit": unit}, choice)


def said_by(value: Any, ours: frozenset[str] = _OURS) -> Any:
    """Plain data of what a struct says; fields with their usual value, and those of `ours`, are left out."""
    if isinstance(value, msgspec.Struct):
        kept = {}
        for field in msgspec.structs.fields(type(value)):
            held = getattr(value, field.name)
            if field.name not in ours and held != _usual(field):
                kept[field.encode_name] = said_by(held, ours)
        return kept
    if isinstance(value, dict):
        return {key: said_by(each, ours) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [said_by(each, ours) for each in value]
    return msgspec.to_builtins(value)


def _usual(field: msgspec.structs.FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default


def digest_of(definition: Definition) -> str:
    """SHA-256 of a definition as written, its families laid under it and nothing decided."""
    return _sha256(said_by(definition, frozenset({"family"})))


def _sha256(value: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()


def not_covered(confirmation: Confirmation, definition: Definition) -> tuple[Item, ...]:
    """What of a definition the confirmation does not speak of, or only without page or document."""
    files = {one.sha256 for one in confirmation.documents}
    compared = {(one.item, one.content) for one in confirmation.items if one.page.strip() and one.document in files}
    return tuple(one for one in items_of(definition) if (one.key, one.content) not in compared)


def confirms(confirmation: Confirmation, definition: Definition, *, sample: bool) -> bool:
    """Whether a person stands for every part of this definition; a constructed one does so for a sample only."""
    return (
        confirmation.methodology == definition.ref
        and not confirmation.withdrawn
        and bool(confirmation.person.strip())
        and (sample or not confirmation.constructed)
        and not not_covered(confirmation, definition)
    )


def needs_confirming(level: EvidenceLevel) -> bool:
    """Whether a formula is known less well than from an official page."""
    return level.rank > EvidenceLevel.OFFICIAL_PAGE.rank
