"""What a check found: a code, how bad, where, the facts; no sentence.

The ladder of severities and what each does is printed in the report.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum

import msgspec

_DAY = r"\d{4}-\d\d-\d\d"
_WRITTEN = re.compile(
    rf"(?P<page>[a-z]*)(?:/(?P<point>\(\d+\)))?(?:/(?P<parameter>(?!{_DAY}).+?))?"
    rf"(?:/(?P<first>{_DAY})(?:\.\.(?P<last>{_DAY}))?)?"
)


class Severity(StrEnum):
    """How bad, worst first."""

    FATAL = "fatal"  # data cannot be read
    CRASHED = "crashed"  # the check itself failed: visible, blocks like an error
    ERROR = "error"  # blocks sign-off and export
    WARNING = "warning"  # needs a typed reason, which is printed
    INFO = "info"
    WAIVED = "waived"  # by a named authority

    @property
    def blocks(self) -> bool:
        return self in (Severity.FATAL, Severity.CRASHED, Severity.ERROR)

    @property
    def rank(self) -> int:
        """0 is worst."""
        return list(Severity).index(self)


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True, order=True):
    """Where a finding leads to. Empty parts mean 'the whole of it'."""

    page: str = ""  # plan | readings | evidence | result | project | library
    point: str = ""  # number of a monitoring point
    parameter: str = ""  # written key of a parameter
    first: str = ""  # ISO day: the cell's first day
    last: str = ""

    def __str__(self) -> str:
        days = f"{self.first}..{self.last}" if self.first and self.last and self.first != self.last else self.first
        return "/".join(part for part in (self.page, self.point, self.parameter, days) if part)

    @classmethod
    def parse(cls, text: str) -> Place:
        """The place that is written so."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            return cls(text)
        parts = {name: part or "" for name, part in found.groupdict().items()}
        return cls(**{**parts, "last": parts["last"] or parts["first"]})


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer of one check."""

    code: str
    severity: Severity
    place: Place
    facts: dict[str, str]
    clause: str  # the rule's source
    tonnes: Decimal | None = None  # effect on the claim in tCO2e where it can be computed
    reason: str = ""  # given by a person for a warning

    @property
    def blocks(self) -> bool:
        return self.severity.blocks

    @property
    def needs_reason(self) -> bool:
        return self.severity is Severity.WARNING and not self.reason


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Why a warning stands, in a person's words. One without `about` is written as before there was that field."""

    code: str
    place: str  # str(Place)
    text: str
    by: str = ""
    at: str = ""  # ISO time
    about: str = ""  # what was found when it was given, such as "70 MWh"; empty: whatever is found at the place
