"""YAML (and JSON, its subset) read strictly: every mistake names the file and the line.

No aliases, tags or merge keys; no key twice; no number that is not written as
text, but for small whole numbers. What is decoded goes into a frozen type that
knows every key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
import yaml

from jcm_desktop.domain.errors import UserError

MAX_SIZE = 4 * 2**20
MAX_DEPTH = 30
T = TypeVar("T")
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,8})")
_AT = re.compile(r" - at `(?P<path>\$[^`]*)`$")


Path = tuple[str, ...]


class Document:
    """Plain data and the place (`file:line`) of every value."""

    def __init__(self, data: Any, places: Mapping[Path, str], file: str) -> None:
        self.data = data
        self._places = places
        self._file = file

    def place(self, *path: str) -> str:
        """`file:line` of a value, or of the nearest thing above it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self._places:
                return self._places[path[:end]]
        return self._file

    def over(self, base: Document) -> Document:
        """The document laid over another: tables are joined key by key, everything else takes the base's place.

        `null` takes a key of the base away. Each value keeps the file and line it was written at.
        """
        places = {**base._places, **self._places}
        return Document(_laid_over(self.data, base.data), places, self._file)


def _laid_over(over: Any, base: Any) -> Any:
    if not isinstance(over, dict) or not isinstance(base, dict):
        return over
    joined = {}
    for key, value in base.items():  # in the base's order: parameters are listed and numbered by it
        if key not in over:
            joined[key] = value
        elif over[key] is not None:
            joined[key] = _laid_over(over[key], value)
    return joined | {key: value for key, value in over.items() if key not in base and value is not None}


def read(text: str, file: str) -> Document:
    """Read one document.

    UserErrors with place file:line: `yaml.too_large`, `yaml.syntax`, `yaml.too_deep`,
    `yaml.duplicate_key`, `yaml.tag`, `yaml.float`, `yaml.key_not_text`,
    `yaml.empty`.
    """
    if len(text) > MAX_SIZE:
        raise UserError("yaml.too_large", file, limit=MAX_SIZE // 2**20)
    try:
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        raise UserError("yaml.syntax", f"{file}:{line}", detail=error.problem or "") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UserError("yaml.syntax", file, detail=str(error).splitlines()[0]) from error
    if root is None:
        raise UserError("yaml.empty", file)
    places: dict[Path, str] = {}
    data = _plain(root, (), places, file)
    return Document(data, places, file)


def decode(text: str, file: str, shape: type[T]) -> T:
    """Read one document into a frozen type; UserError `yaml.wrong_shape` names file and line."""
    return shaped(read(text, file), shape)


def shaped(document: Document, shape: type[T]) -> T:
    """The document as a frozen type."""
    try:
        return msgspec.convert(document.data, shape, strict=True)
    except msgspec.ValidationError as error:
        message = str(error)
        match = _AT.search(message)
        path = tuple(re.findall(r"[^.$\[\]`]+", match["path"])) if match else ()
        path = tuple(part for part in path if part != "...")
        unknown = re.search(r"unknown field `([^`]+)`", message)
        if unknown:
            path = (*path, unknown[1])
        detail = _AT.sub("", message)
        raise UserError("yaml.wrong_shape", document.place(*path), key=".".join(path), detail=detail) from error


class _Loader(yaml.SafeLoader):
    """Refuses a part that is written once and used twice: it can grow without end."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="a part is used twice", problem_mark=mark)
        return super().compose_node(parent, index)


def _plain(node: yaml.Node, path: Path, places: dict[Path, str], file: str) -> Any:
    place = f"{file}:{node.start_mark.line + 1}"
    if len(path) > MAX_DEPTH:
        raise UserError("yaml.too_deep", place, limit=MAX_DEPTH)
    places[path] = place
    if len(places) > 200_000:
        raise UserError("yaml.too_large", place, limit=MAX_SIZE // 2**20)
    if not node.tag.startswith("tag:yaml.org,2002:"):
        raise UserError("yaml.tag", place, tag=node.tag)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, places, file)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, str(at)), places, file) for at, item in enumerate(node.value)]
    return _scalar(node, place, path)


def _mapping(node: yaml.MappingNode, path: Path, places: dict[Path, str], file: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        place = f"{file}:{key_node.start_mark.line + 1}"
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag in ("tag:yaml.org,2002:merge",):
            raise UserError("yaml.key_not_text", place)
        key = key_node.value
        if key in found:
            raise UserError("yaml.duplicate_key", place, key=key)
        found[key] = _plain(value_node, (*path, key), places, file)
    return found


def _scalar(node: yaml.Node, place: str, path: Path) -> Any:
    kind = node.tag.rpartition(":")[2]
    text: str = node.value
    if kind == "str":
        return text
    if kind == "null":
        return None
    if kind == "bool":
        if text in ("true", "false"):
            return text == "true"
        return text  # `no`, `on`: YAML 1.1 took them for truth values, people mean words
    if kind == "int" and _WHOLE.fullmatch(text):
        return int(text)
    if kind == "timestamp":
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    if kind in ("float", "int"):
        raise UserError("yaml.float", place, key=".".join(path), text=text)
    raise UserError("yaml.tag", place, tag=kind)


def number_text(value: Any, document: Document, *path: str) -> Decimal:
    """A number that was written as text, or a whole number; UserError `yaml.float` otherwise."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,30}(\.\d{1,30})?", value):
        return Decimal(value)
    raise UserError("yaml.not_a_number", document.place(*path), key=".".join(path), text=str(value)[:40])
