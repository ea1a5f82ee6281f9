"""What a calculation answers: per vintage and in total, exact, with its derivation.

Emissions are tCO2e. `reductions` is exact (or rounded to 28 significant digits
where a division does not end, a named step of the trace); `claimed` is whole
tonnes by the rounding policy.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from jcm_desktop.domain.period import Span
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.formulas.trace import Trace


class RoundingPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How exact reductions become a claim; data of the rule set, printed in the report."""

    digits: int = 0
    direction: Literal["down"] = "down"
    per: Literal["vintage"] = "vintage"


class TermValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The value of one named formula in one vintage."""

    name: str
    unit: str
    value: Decimal
    trace: Trace


class PartVintage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one of several methodologies gives in a calendar year; each is rounded down on its own."""

    methodology: MethodologyRef
    reference: Decimal
    project: Decimal
    reductions: Decimal
    claimed: int


class Vintage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One calendar year's part of the period."""

    year: int
    span: Span
    reference: Decimal
    project: Decimal
    reductions: Decimal
    claimed: int
    terms: tuple[TermValue, ...]  # every formula of the definition, in order of evaluation; RE, PE, ER among them
    parts: tuple[PartVintage, ...] = ()  # where several methodologies add up

    def term(self, name: str) -> TermValue:
        return next(term for term in self.terms if term.name == name)


class Split(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reading that spans years and was split by days."""

    point: str
    first: date
    last: date


class Result(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The result of a project's methodology, or of all of them, for one period."""

    methodology: MethodologyRef  # of several: the first; each vintage names all
    period: Span
    vintages: tuple[Vintage, ...]
    reference: Decimal
    project: Decimal
    reductions: Decimal
    claimed: int
    rounding: RoundingPolicy
    splits: tuple[Split, ...] = ()
