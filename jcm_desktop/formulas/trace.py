"""How a number came about: a tree of values, kept with every evaluation. Knows no words of any language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

import msgspec

from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.formulas.numbers import as_decimal


class Later(Protocol):
    """Traces that are put together when somebody asks, the same each time."""

    def traces(self) -> tuple[Trace, ...]:
        """All of them, in the order written."""


class Trace(msgspec.Struct, frozen=True, gc=False, eq=False):
    """A value and what it was made of.

    `kind`: value (a leaf), reading (what a monitored value is made of), formula (a
    named formula), step (a part of one) or rounding (a named rounding step).
    `symbol` is the written key of a leaf or the name of a formula; `text` the formula
    as written; `unit` is empty where it is not known; `source` says where a leaf
    comes from. A tree has no cycles, so the collector need not look at it.
    """

    symbol: str
    text: str
    value: Decimal | Fraction
    unit: str = ""
    kind: str = "step"
    parts: tuple[Trace, ...] | Later = ()
    source: str = ""

    @property
    def children(self) -> tuple[Trace, ...]:
        """What it was made of, in the order written."""
        return self.parts if isinstance(self.parts, tuple) else self.parts.traces()

    def __eq__(self, other: object) -> bool:
        """Whether both say the same, down to the leaves."""
        if not isinstance(other, Trace):
            return NotImplemented
        return self._own() == other._own() and self.children == other.children

    def __hash__(self) -> int:
        return hash(self._own())

    def _own(self) -> tuple[object, ...]:
        return self.symbol, self.text, self.value, self.unit, self.kind, self.source

    def to_plain(self) -> dict[str, Any]:
        """Text and lists only, for JSON; empty fields are left out, a value that never ends has 28 digits."""
        plain: dict[str, Any] = {"kind": self.kind, "value": _plain_digits(as_decimal(self.value))}
        for name in ("symbol", "text", "unit", "source"):
            if getattr(self, name):
                plain[name] = getattr(self, name)
        if children := self.children:
            plain["children"] = [child.to_plain() for child in children]
        return plain

    def is_literal(self) -> bool:
        """Whether this is a number written in the formula itself, which its parent's text shows already."""
        return self.kind == "value" and not self.symbol


def walk(trace: Trace) -> Iterator[Trace]:
    """The trace and everything below it, parents first, in the order written."""
    waiting = [trace]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(found.children))


def _plain_digits(value: Decimal) -> str:
    return format_decimal(value, group=False)


def render_tree(trace: Trace, number: Callable[[Decimal], str] = _plain_digits) -> str:
    """The tree as indented lines, as the command line shows it; literals are left to their parent's text."""
    return "\n".join(_lines(trace, "", number))


def _lines(trace: Trace, indent: str, number: Callable[[Decimal], str]) -> Iterator[str]:
    name = trace.symbol or trace.text
    unit = f" {trace.unit}" if trace.unit and trace.unit != "1" else ""
    detail = trace.source or (trace.text if trace.symbol and trace.text != trace.symbol else "")
    yield f"{indent}{name} = {number(as_decimal(trace.value))}{unit}" + (f"   [{detail}]" if detail else "")
    for child in trace.children:
        if not child.is_literal():
            yield from _lines(child, indent + "  ", number)
