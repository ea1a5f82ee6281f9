"""What the strict decoder refuses, as a code with facts of ours: its own sentences are for programmers.

The decoder says what it expected and where; what would be right there is looked up in the shape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import msgspec

from jcm_desktop.formulas.near import meant, nearest_first

_UNKNOWN = re.compile(r"Object contains unknown field `([^`]+)`")
_MISSING = re.compile(r"Object missing required field `([^`]+)`")
_KIND = re.compile(r"Expected `([^`|]+)[^`]*`, got `([^`]+)`")
_NOT_OFFERED = "Invalid enum value"
_NOT_A_NUMBER = "Invalid decimal string"
_NOT_A_DAY = re.compile("Invalid RFC3339|Invalid date")
# What the decoder calls a kind of value, and our code where another kind stands there.
_WANTED = {
    "str": "yaml.wants_text",
    "array": "yaml.wants_list",
    "object": "yaml.wants_table",
    "decimal": "yaml.wants_number",
    "int": "yaml.wants_whole_number",
    "float": "yaml.wants_number",
    "bool": "yaml.wants_true_or_false",
    "date": "yaml.wants_day",
}
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Refused:
    """A code and its facts; `key` where it is about a key that stands, or is missing, in the table at the path."""

    code: str
    facts: dict[str, str] = field(default_factory=dict)
    key: str = ""


def told(message: str, shape: Any, path: tuple[str, ...], value: Any) -> Refused:
    """Our words for the decoder's message about the value at a path of a shape."""
    if found := _UNKNOWN.match(message):
        key, known = found[1], _keys(_at(shape, path))
        if near := meant(key, known):
            return Refused("yaml.unknown_key", {"near": near}, key)
        return Refused("yaml.no_such_key", {"known": nearest_first(key, known)}, key)
    if found := _MISSING.match(message):
        return Refused("yaml.missing_key", {}, found[1])
    if message.startswith(_NOT_OFFERED):
        return Refused("yaml.not_offered", {"found": _short(value), "known": ", ".join(_offered(_at(shape, path)))})
    if message.startswith(_NOT_A_NUMBER):
        return Refused("yaml.wants_number", {"found": _short(value)})
    if _NOT_A_DAY.match(message):
        return Refused("yaml.wants_day", {"found": _short(value)})
    if found := _KIND.match(message):
        if found[2] == "null":
            return Refused("yaml.no_value")
        if code := _WANTED.get(found[1].strip()):
            return Refused(code, {"found": _short(value)})
    return Refused("yaml.wrong_shape", {"detail": message})


def _short(value: Any) -> str:
    """A value as it may have been written, in a few letters."""
    if isinstance(value, dict):
        text = "{" + ", ".join(f"{key}: …" for key in value) + "}"
    elif isinstance(value, list):
        text = "[" + ", ".join(map(_short, value)) + "]"
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _at(shape: Any, path: tuple[str, ...]) -> list[Any]:
    """What may stand at a path: of a choice of kinds each."""
    found = _each(msgspec.inspect.type_info(shape))
    for step in path:
        found = [inner for one in found for inner in _step(one, step)]
    return found


def _each(kind: Any) -> list[Any]:
    return (
        [one for part in kind.types for one in _each(part)] if isinstance(kind, msgspec.inspect.UnionType) else [kind]
    )


def _step(kind: Any, step: str) -> list[Any]:
    if isinstance(kind, msgspec.inspect.StructType):
        return [one for part in kind.fields if part.encode_name == step for one in _each(part.type)]
    if isinstance(kind, msgspec.inspect.DictType):
        return _each(kind.value_type)
    inner = getattr(kind, "item_type", None)
    return _each(inner) if inner is not None and step.isdigit() else []


def _keys(kinds: list[Any]) -> list[str]:
    return [part.encode_name for kind in kinds for part in getattr(kind, "fields", ())]


def _offered(kinds: list[Any]) -> list[str]:
    found = []
    for kind in kinds:
        if isinstance(kind, msgspec.inspect.LiteralType):
            found += [str(one) for one in kind.values]
        elif isinstance(kind, msgspec.inspect.EnumType):
            found += [str(one.value) for one in kind.cls]
    return found
