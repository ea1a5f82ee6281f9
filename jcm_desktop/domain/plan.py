"""The monitoring plan: points, fixed ex-ante values, sets and the monitoring structure.

What a plan says here is what the methodology's monitoring plan sheet (MPS) and
monitoring structure sheet (MSS) say. Knows nothing of readings or results.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

import msgspec

from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.domain.quantity import Quantity


class EvidenceLevel(StrEnum):
    """How well a number or a formula is known, best first."""

    APPROVED_TEXT = "approved-text"
    OFFICIAL_PAGE = "official-page"
    PROJECT_DOCUMENT = "project-document"
    DERIVED = "derived"
    THIRD_PARTY = "third-party"
    DRAFT = "draft"
    ENTERED = "entered"  # typed by the user, who names the source
    CONSTRUCTED = "constructed"  # made for a sample; never real

    @property
    def rank(self) -> int:
        """0 is best."""
        return list(EvidenceLevel).index(self)


MEMBER_LENGTH = 31
_MEMBER = re.compile(rf"[^\[\],\s]([^\[\],]{{0,{MEMBER_LENGTH - 2}}}[^\[\],\s])?")


def key_of(parameter: str, index: tuple[str, ...] = ()) -> str:
    """The written form of a parameter with its index: `EC_PJ[freezer-1]`."""
    return f"{parameter}[{', '.join(index)}]" if index else parameter


def is_member_name(text: str) -> bool:
    """Whether an installed unit may be called so: short, printable, and nothing that an index is written with."""
    return text.isprintable() and _MEMBER.fullmatch(text) is not None


class IndexSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The installed units an index runs over: name `i`, members `pv-1`, `pv-2`."""

    name: str
    members: tuple[str, ...]


class PublicSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What option A needs: the publication, its edition, when it was taken, how long it holds."""

    publication: str
    edition: str = ""
    retrieved_on: date | None = None
    valid_until: date | None = None


Interval = Literal["", "day", "month", "quarter", "year"]


class MonitoringPoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of Table 1: a monitored parameter at one place."""

    no: str  # as printed: "(1)"
    parameter: str
    unit: str
    description: str
    option: str  # A public data, B invoices, C own measurement
    index: tuple[str, ...] = ()
    source: str = ""
    procedure: str = ""
    frequency: str = ""
    comments: str = ""
    estimate_per_year: Decimal | None = None  # ex ante, in `unit`
    estimate_source: str = ""
    capacity: Quantity | None = None  # rated capacity, upper bound of value = capacity x hours
    meters: tuple[str, ...] = ()  # serials
    public_source: PublicSource | None = None
    interval: Interval = ""  # the longest that one reading may span; empty: the plan does not say

    @property
    def key(self) -> str:
        return key_of(self.parameter, self.index)


class FixedValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of Table 2: a project-specific value fixed before the project started."""

    parameter: str
    quantity: Quantity
    description: str = ""
    index: tuple[str, ...] = ()
    source: str = ""
    page: str = ""
    evidence: EvidenceLevel = EvidenceLevel.ENTERED
    comments: str = ""
    confirmed_by: str = ""  # who compared it with the approved text or the registered plan
    confirmed_on: date | None = None

    @property
    def key(self) -> str:
        return key_of(self.parameter, self.index)


class StructureRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the monitoring structure sheet; the person's name is not printed."""

    responsible: str  # title or department
    role: str
    person: str = ""


class YearEstimate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the document's table of estimates: a calendar year, in tCO2e, for its days of operation."""

    year: int
    reductions: Decimal
    reference: Decimal | None = None
    project: Decimal | None = None


class VersionChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a version of a plan came after the registered one: a change for good, or a deviation for some days."""

    what: str = ""
    why: str = ""
    temporary: bool = False
    until: date | None = None  # the last day, of a deviation
    treatment: str = ""  # how the days of a deviation are counted carefully


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A version of a project's monitoring plan."""

    methodology: MethodologyRef
    version: int = 1
    valid_from: date | None = None
    approval: str = ""  # reference of the approved change, for versions after registration
    decisions: dict[str, str] = {}  # what the methodology leaves open, by its name: the choice taken
    sets: tuple[IndexSet, ...] = ()
    points: tuple[MonitoringPoint, ...] = ()
    fixed: tuple[FixedValue, ...] = ()
    roles: tuple[StructureRole, ...] = ()
    estimate_t_per_year: Decimal | None = None  # tCO2e, ex ante
    estimate_source: str = ""
    estimates: tuple[YearEstimate, ...] = ()  # by calendar year, where the document has its table
    integrity_check: Literal["", "monthly"] = ""  # whether a named person looks through the records each month
    locked: bool = False  # said to be complete: version 1 as registered, a later one as it was changed
    change: VersionChange | None = None  # of versions after registration
    withdrawn: bool = False  # this version was taken back and no longer counts
    roles_from: date | None = None  # since when the monitoring structure is as it is
    further_methodologies: tuple[MethodologyRef, ...] = ()  # of a project that uses several

    @property
    def methodologies(self) -> tuple[MethodologyRef, ...]:
        """Every methodology the plan follows, in the register's order."""
        return (self.methodology, *self.further_methodologies)

    def members(self, name: str) -> tuple[str, ...]:
        """The members of a set; empty if the plan has no such set."""
        return next((one.members for one in self.sets if one.name == name), ())

    def point(self, no: str) -> MonitoringPoint:
        """The point with this number; KeyError if there is none."""
        for point in self.points:
            if point.no == no:
                return point
        raise KeyError(no)

    def fixed_value(self, key: str) -> FixedValue | None:
        """The fixed value with this written key, e.g. `COP_RE[freezer-1]`."""
        return next((value for value in self.fixed if value.key == key), None)
