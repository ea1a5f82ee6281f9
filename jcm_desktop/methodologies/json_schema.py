"""The shape of a definition file as JSON Schema, for editors that complete and check while one types.

Generated from the strict decoder, so that the two never differ in keys. What a
schema cannot say (units, names, dimensions, cycles) is left to `definition check`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from jcm_desktop.methodologies.schema import Definition

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NOT_WRITTEN = frozenset({"parts", "decided"})  # made by the program, refused in a file
_DECIMAL = {"type": ["string", "integer"], "pattern": r"^-?\d{1,30}(\.\d{1,30})?$"}
_PATTERNS = {
    "methodology": r"^([A-Z]{2}_(AM|PM)\d{3}|TEMPLATE_[A-Z0-9_]+)$",
    "version": r"^\d{1,2}\.\d$",
}
# What a member of a family must say for itself; everything else may come from the family.
_OWN = ("methodology", "version", "country", "title", "status", "evidence")


def definition_schema() -> dict[str, Any]:
    """A whole definition, or a member of a family: that leaves out what the family says, and takes away by null."""
    made = msgspec.json.schema(Definition)
    whole = {name: _adapted(shape) for name, shape in made["$defs"].items()}
    _trim(whole["Definition"], whole)
    member = {f"{name}Member": _relaxed(shape) for name, shape in whole.items()}
    member["DefinitionMember"]["required"] = [*_OWN, "family"]
    return {
        "$schema": DIALECT,
        "title": "Methodology definition",
        "description": "One version of one methodology; how to write one is told in docs/writing-a-definition.md.",
        "if": {"type": "object", "required": ["family"]},
        "then": {"$ref": "#/$defs/DefinitionMember"},
        "else": {"$ref": "#/$defs/Definition"},
        "$defs": {name: shape for name, shape in sorted({**whole, **member}.items())},
    }


def _adapted(shape: Any) -> Any:
    """As YAML has it: exact numbers are text in quotes or whole numbers. Defaults are the program's business."""
    if isinstance(shape, list):
        return [_adapted(one) for one in shape]
    if not isinstance(shape, dict):
        return shape
    if shape.get("format") == "decimal":
        return dict(_DECIMAL)
    found = {}
    for key, one in shape.items():
        if key == "properties":  # its keys are names of ours, `default` among them
            found[key] = {name: _adapted(inner) for name, inner in one.items()}
        elif key != "default":
            found[key] = _adapted(one)
    return found


def _trim(definition: dict[str, Any], shapes: dict[str, Any]) -> None:
    for name in NOT_WRITTEN:
        del definition["properties"][name]
    for name, pattern in _PATTERNS.items():
        definition["properties"][name]["pattern"] = pattern
    used = set(_named(definition))
    while more := {name for one in used for name in _named(shapes[one])} - used:
        used |= more
    for name in shapes.keys() - used - {"Definition"}:
        del shapes[name]


def _named(shape: Any) -> Iterable[str]:
    """The shapes that a shape refers to."""
    if isinstance(shape, list):
        for one in shape:
            yield from _named(one)
    elif isinstance(shape, dict):
        if "$ref" in shape:
            yield shape["$ref"].rpartition("/")[2]
        for one in shape.values():
            yield from _named(one)


def _relaxed(shape: Any, *, top: bool = True) -> Any:
    """A member's form: nothing is required, and every key may be null."""
    if isinstance(shape, list):
        return [_relaxed(one, top=False) for one in shape]
    if not isinstance(shape, dict):
        return shape
    found = {key: _relaxed(one, top=False) for key, one in shape.items() if key != "required"}
    if "$ref" in found:
        found["$ref"] = f"{shape['$ref']}Member"
    for table in ("properties", "additionalProperties"):
        inner = found.get(table)
        if table == "properties" and isinstance(inner, dict):
            found[table] = {key: {"anyOf": [one, {"type": "null"}]} for key, one in inner.items()}
        elif isinstance(inner, dict):
            found[table] = {"anyOf": [inner, {"type": "null"}]}
    return found
