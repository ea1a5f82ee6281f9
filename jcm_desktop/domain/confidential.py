"""What a project keeps from the public copy of its reports: marks that name a thing by its key.

All marks stand in one place, so that readings, meters and files stay as they were
entered. Nothing here hides anything; `exports/redaction.py` does.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span


class Secret(StrEnum):
    """What can be marked."""

    HOST_PARTICIPANTS = "host-participants"
    JAPANESE_PARTICIPANTS = "japanese-participants"
    LOCATION = "location"
    PEOPLE = "people"  # every name of a person: who entered, who made, who answers for what
    POINT = "point"  # key: its number; every reading of it, its estimate and its totals
    READINGS = "readings"  # key: the point's number; the readings of some days
    FIXED = "fixed"  # key: as written, `EF_RE[pv-1]`
    METER = "meter"  # key: serial
    EVIDENCE = "evidence"  # key: SHA-256

    @property
    def has_key(self) -> bool:
        return self in (Secret.POINT, Secret.READINGS, Secret.FIXED, Secret.METER, Secret.EVIDENCE)


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True, order=True):
    """One thing that the public copy leaves out."""

    kind: Secret
    key: str = ""
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        days = self.first is not None and self.last is not None
        if bool(self.key) != self.kind.has_key or days != (self.kind is Secret.READINGS):
            raise UserError("confidential.mark_incomplete", str(self))
        if self.first is not None and self.last is not None:
            Span(self.first, self.last)  # refuses days in the wrong order

    def __str__(self) -> str:
        days = f"{self.first}..{self.last}" if self.first and self.last else ""
        return "/".join(part for part in (str(self.kind), self.key, days) if part)

    @classmethod
    def parse(cls, text: str) -> Mark:
        """Read `people`, `point/(1)`, `readings/(1)/2020-01-01..2020-01-31`; UserError `confidential.mark_unknown`."""
        kind, _, rest = text.partition("/")
        try:
            secret = Secret(kind)
        except ValueError as error:
            raise UserError("confidential.mark_unknown", text, known=", ".join(Secret)) from error
        if secret is not Secret.READINGS:
            return cls(secret, rest)
        key, _, days = rest.rpartition("/")
        span = Span.parse(days)
        return cls(secret, key, span.first, span.last)

    @property
    def span(self) -> Span | None:
        """The days of marked readings."""
        return Span(self.first, self.last) if self.first and self.last else None
