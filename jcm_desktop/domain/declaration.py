"""What people state about a period beside its readings: answers, waivers, causes, notes, acceptances, approvals.

A statement never changes: a later one of the same kind about the same subject takes
its place, also when it is withdrawn. Knows no rule that asks for one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias, TypeVar

import msgspec

from jcm_desktop.domain.finding import Finding
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.provenance import Provenance


class Declared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who stated it and when; a withdrawn statement only says that the earlier one no longer counts."""

    by: str = ""
    at: datetime | None = None
    withdrawn: bool = False

    @property
    def kind(self) -> str:
        return str(self.__struct_config__.tag)

    @property
    def subject(self) -> str:
        """What it is about; unique within its kind and period."""
        return ""


class EligibilityAnswer(Declared, frozen=True, tag="eligibility"):
    """Whether a criterion of the methodology is still met, with what shows it."""

    criterion: str
    met: bool
    text: str = ""
    evidence: tuple[str, ...] = ()  # SHA-256 of files of the workspace

    @property
    def subject(self) -> str:
        return self.criterion


class Waiver(Declared, frozen=True, tag="waiver"):
    """A named authority lets findings of one check stand, for a place (empty: everywhere) and some days."""

    code: str
    authority: str
    reference: str  # number or date of the decision
    reason: str
    place: str = ""  # str(Place) of a finding
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def subject(self) -> str:
        return f"{self.code} {self.place}".strip()

    def covers(self, finding: Finding, day: date) -> bool:
        """Whether it lets this finding stand on this day."""
        begun = self.valid_from is None or self.valid_from <= day
        over = self.valid_until is not None and self.valid_until < day
        return self.lets_stand(finding) and begun and not over

    def lets_stand(self, finding: Finding) -> bool:
        """Whether it is about this finding, on whatever day."""
        return self.code == finding.code and self.place in ("", str(finding.place))


class Cause(StrEnum):
    """Why there is no reading."""

    METER_FAILURE = "meter-failure"
    OUTAGE = "outage"  # of the grid or the supply
    NOT_OPERATING = "not-operating"
    RECORD_LOST = "record-lost"
    COMMUNICATION = "communication"  # the logger did not send
    OTHER = "other"


class Treatment(StrEnum):
    """What a gap counts as."""

    NOTHING = "nothing"  # no reduction is claimed for it
    CONSERVATIVE = "conservative"  # a value entered in its place that can only lower the claim


class MissingData(Declared, frozen=True, tag="missing-data"):
    """Days of a point without a reading: why, and what they count as."""

    point: str
    first: date
    last: date
    cause: Cause
    treatment: Treatment = Treatment.NOTHING
    text: str = ""

    @property
    def span(self) -> Span:
        return Span(self.first, self.last)

    @property
    def subject(self) -> str:
        return f"{self.point} {self.span}"


class CellNote(Declared, frozen=True, tag="note"):
    """What somebody wants to be remembered about a point on some days, whether there is a reading or not."""

    point: str
    first: date
    last: date
    text: str

    @property
    def span(self) -> Span:
        return Span(self.first, self.last)

    @property
    def subject(self) -> str:
        return f"{self.point} {self.span}"


class SecondEntrySample(Declared, frozen=True, tag="second-entry-sample"):
    """Which cells are typed a second time: every n-th of those that hold a value, from a start that the seed gives."""

    every: int  # n
    seed: int
    cells: tuple[str, ...]  # subjects of the entries asked for, in this order


class SecondEntry(Declared, frozen=True, tag="second-entry"):
    """A cell typed a second time without seeing the first: what was typed, beside which reading."""

    point: str
    first: date
    last: date
    reading: str  # id of the reading it is compared with
    typed: str
    value: Decimal
    unit: str
    same: bool

    @property
    def span(self) -> Span:
        return Span(self.first, self.last)

    @property
    def subject(self) -> str:
        return f"{self.point} {self.span}"


class AcceptedCorrection(Declared, frozen=True, tag="correction"):
    """The user accepts that the readings of a meter are corrected on some days, in the careful direction."""

    point: str
    meter: str  # serial
    first: date
    last: date
    percent: Decimal  # in per cent, never a factor; without sign
    adds: bool  # whether the readings grow; whichever of both lowers the claim
    basis: str  # code of the finding that asked for it
    text: str = ""

    @property
    def span(self) -> Span:
        return Span(self.first, self.last)

    @property
    def subject(self) -> str:
        return f"{self.point} {self.meter} {self.span}"


class IntegrityCheck(Declared, frozen=True, tag="integrity-check"):
    """A named person looked through the records of some days."""

    first: date
    last: date
    person: str
    text: str = ""

    @property
    def subject(self) -> str:
        return str(Span(self.first, self.last))


class SingleScheme(Declared, frozen=True, tag="single-scheme"):
    """The project is registered under no other crediting scheme."""

    text: str


class Approval(Declared, frozen=True, tag="approval"):
    """The period was frozen or opened again, by whom, and why one person did both where it was so."""

    frozen: bool
    reason: str = ""
    entered_by: tuple[str, ...] = ()  # who typed the readings
    used: tuple[Provenance, ...] = ()  # definitions and rules of that day; empty in approvals older than this field


Declaration: TypeAlias = (
    EligibilityAnswer
    | Waiver
    | MissingData
    | CellNote
    | SecondEntrySample
    | SecondEntry
    | AcceptedCorrection
    | IntegrityCheck
    | SingleScheme
    | Approval
)


D = TypeVar("D", bound=Declared)


def counting(declared: Iterable[D]) -> tuple[D, ...]:
    """The latest of each kind and subject, without those withdrawn; oldest first in, by kind and subject out."""
    latest = {(one.kind, one.subject): one for one in declared}
    return tuple(latest[key] for key in sorted(latest) if not latest[key].withdrawn)
