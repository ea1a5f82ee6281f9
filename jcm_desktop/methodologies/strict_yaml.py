"""YAML (and JSON, its subset) read strictly: every mistake names the file and the line.

No aliases, tags or merge keys; no key twice; no number that is not written as
text, but for small whole numbers. What is decoded goes into a frozen type that
knows every key. Reading goes by the parser's events, which carry their line.
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
from jcm_desktop.domain.quantity import refuse_too_large
from jcm_desktop.methodologies.shape_words import told

MAX_SIZE = 4 * 2**20
MAX_DEPTH = 30
MAX_VALUES = 200_000
T = TypeVar("T")
_STANDARD = "tag:yaml.org,2002:"
_IMPLICIT = yaml.SafeLoader.yaml_implicit_resolvers
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,8})")
_AT = re.compile(r" - at `(?P<path>\$[^`]*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")

Path = tuple[str, ...]


def _parser() -> Any:
    """The parser of libyaml where it is there (PyYAML's wheels carry it), ten times faster with the same events."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        return yaml.SafeLoader
    return CParser


PARSER = _parser()


class Document:
    """Plain data and the place (`file:line`) of every value."""

    def __init__(self, data: Any, places: Mapping[Path, tuple[str, int]], file: str) -> None:
        self.data = data
        self._places = places
        self._file = file

    def place(self, *path: str) -> str:
        """`file:line` of a value, or of the nearest thing above it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self._places:
                file, line = self._places[path[:end]]
                return f"{file}:{line}"
        return self._file

    def value(self, *path: str) -> Any:
        """What is written at a place; None where nothing is."""
        found = self.data
        for part in path:
            if isinstance(found, dict):
                found = found.get(part)
            elif isinstance(found, list) and part.isdigit() and int(part) < len(found):
                found = found[int(part)]
            else:
                return None
        return found

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
    `yaml.duplicate_key`, `yaml.tag`, `yaml.anchor`, `yaml.float`, `yaml.key_not_text`,
    `yaml.empty`.
    """
    if len(text) > MAX_SIZE:
        raise UserError("yaml.too_large", file, limit=MAX_SIZE // 2**20)
    try:
        return _Reader(text, file).document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError("yaml.syntax", f"{file}:{line}", detail=error.problem or "") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UserError("yaml.syntax", file, detail=str(error).splitlines()[0]) from error


def decode(text: str, file: str, shape: type[T]) -> T:
    """Read one document into a frozen type; UserErrors as of `read` and `shaped`."""
    return shaped(read(text, file), shape)


def shaped(document: Document, shape: type[T]) -> T:
    """The document as a frozen type.

    UserErrors with file, line and key as their place: `yaml.unknown_key`, `yaml.no_such_key`, `yaml.missing_key`,
    `yaml.not_offered`, `yaml.no_value`, one of `yaml.wants_*`, and `yaml.wrong_shape` for the rest.
    """
    try:
        return msgspec.convert(document.data, shape, strict=True)
    except msgspec.ValidationError as error:
        message = str(error)
    match = _AT.search(message)
    path = _concrete(document.data, shape, message, _STEP.findall(match["path"]) if match else [])
    refused = told(_AT.sub("", message), shape, path, document.value(*path))
    place = document.place(*path, refused.key) if refused.key else document.place(*path)
    where = path[:-1] if path and path[-1].isdigit() else path
    facts = {**refused.facts, **({"key": refused.key} if refused.key else {})}
    raise UserError(refused.code, ", ".join((place, *([".".join(where)] if where else []))), **facts)


def _concrete(data: Any, shape: type[Any], message: str, steps: list[tuple[str, str]]) -> Path:
    """The path of a value that does not fit. For a key of a table the decoder says only `[...]`: it is looked for."""
    path: list[str] = []
    for field, index in steps:
        if index != "...":
            path.append(field or index)
            continue
        for key in Document(data, {}, "").value(*path):
            if _refusal(_with_only(data, path, key), shape) == message:
                path.append(key)
                break
    return tuple(path)


def _refusal(data: Any, shape: type[Any]) -> str:
    try:
        msgspec.convert(data, shape, strict=True)
    except msgspec.ValidationError as error:
        return str(error)
    return ""


def _with_only(data: Any, path: list[str], key: str) -> Any:
    """The data with one key alone in the table at a path."""
    if not path:
        return {key: data[key]}
    first, *rest = path
    if isinstance(data, list):
        at = int(first)
        return [*data[:at], _with_only(data[at], rest, key), *data[at + 1 :]]
    return {**data, first: _with_only(data[first], rest, key)}


class _Reader:
    """Builds plain data from the parser's events, so that nothing is ever composed that would then be refused.

    An anchor or alias is refused where it stands: a part that is written once and used twice can grow without end.
    """

    def __init__(self, text: str, file: str) -> None:
        self._events: Any = PARSER(text)
        self._file = file
        self._places: dict[Path, tuple[str, int]] = {}

    def document(self) -> Document:
        events = self._events
        try:
            events.get_event()  # of the stream
            if not events.check_event(yaml.DocumentStartEvent):
                raise UserError("yaml.empty", self._file)
            events.get_event()
            data = self._value(events.get_event(), ())
            events.get_event()  # the document's end
            following: Any = events.get_event()
            if not isinstance(following, yaml.StreamEndEvent):
                raise _refused(following, "a second document starts")
        finally:
            events.dispose()
        if data is None and len(self._places) == 1:
            raise UserError("yaml.empty", self._file)
        return Document(data, self._places, self._file)

    def _value(self, event: Any, path: Path) -> Any:
        line = event.start_mark.line + 1
        self._no_anchor(event)
        if len(path) > MAX_DEPTH:
            raise UserError("yaml.too_deep", f"{self._file}:{line}", limit=MAX_DEPTH)
        self._places[path] = (self._file, line)
        if len(self._places) > MAX_VALUES:
            raise UserError("yaml.too_large", f"{self._file}:{line}", limit=MAX_SIZE // 2**20)
        if event.tag is not None and not event.tag.startswith(_STANDARD):
            raise UserError("yaml.tag", f"{self._file}:{line}", tag=event.tag)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return _scalar(event, f"{self._file}:{line}", path)

    def _no_anchor(self, event: Any) -> None:
        if event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise UserError("yaml.anchor", f"{self._file}:{event.start_mark.line + 1}", name=f"{sign}{event.anchor}")

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        event: Any
        while not isinstance(event := self._events.get_event(), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            place = f"{self._file}:{line}"
            if not isinstance(event, yaml.ScalarEvent) or _kind(event) == "merge":
                raise UserError("yaml.key_not_text", place)
            self._no_anchor(event)
            key = event.value
            if key in found:
                raise UserError("yaml.duplicate_key", place, key=key)
            found[key] = self._value(self._events.get_event(), (*path, key))
            self._places[*path, key] = (self._file, line)  # a table begins where its key stands
        return found

    def _sequence(self, path: Path) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := self._events.get_event(), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, str(len(found)))))
        return found


def _refused(event: Any, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)


def _kind(event: yaml.ScalarEvent) -> str:
    """What YAML takes a scalar for: a quoted one is text, a plain one what its letters look like."""
    if event.tag is not None:
        return str(event.tag).removeprefix(_STANDARD)
    if event.implicit[0]:
        for tag, looks in _IMPLICIT.get(event.value[:1], ()):
            if looks.match(event.value):
                return str(tag).removeprefix(_STANDARD)
    return "str"


def _scalar(event: yaml.ScalarEvent, place: str, path: Path) -> Any:
    kind = _kind(event)
    text: str = event.value
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
    """A number that was written as text, or a whole number; UserErrors `yaml.not_a_number`, `number.too_large`."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    if whole or (isinstance(value, str) and re.fullmatch(r"-?\d{1,200}(\.\d{1,30})?", value)):
        number = Decimal(value)
        refuse_too_large(number, document.place(*path))
        return number
    raise UserError("yaml.not_a_number", document.place(*path), key=".".join(path), text=str(value)[:40])
