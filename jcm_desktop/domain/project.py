"""A project as the register prints it, or one of the user's own. Knows nothing of plans or readings."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import msgspec

from jcm_desktop.domain.confidential import Mark

ESTIMATE, NOT_REGISTERED = "Estimate", "Not in the register"  # statuses of projects that the register does not list
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,8})?")


class MethodologyRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True, order=True):
    """An approved methodology in one version, e.g. MN_AM003 ver 2.0."""

    id: str
    version: str

    def __str__(self) -> str:
        return f"{self.id} ver{self.version}"


class Location(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the project is; free text as registered, coordinates in decimal degrees as text."""

    country: str = ""
    province: str = ""
    town: str = ""
    latitude: str = ""
    longitude: str = ""


def coordinate(text: str, limit: int) -> Decimal | None:
    """Decimal degrees within +-limit, as typed; None for anything else."""
    if not _DEGREES.fullmatch(text.strip()):
        return None
    value = Decimal(text.strip())
    return value if abs(value) <= limit else None


class Project(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A project of the public register or of the user's own, pinned to one version of its methodology."""

    reference: str
    title: str
    country: str
    status: str
    methodology: MethodologyRef
    registered_on: date | None = None
    host_participants: str = ""
    japanese_participants: str = ""
    location: Location = Location()
    operation_start: date | None = None
    operation_end: date | None = None
    further_methodologies: tuple[MethodologyRef, ...] = ()  # of a project that uses several
    # Not empty: says in words which parts are constructed sample data. Shown on every page and in every report.
    constructed: str = ""
    confidential: tuple[Mark, ...] = ()  # what the public copy of a report leaves out
    zone: str = ""  # IANA name of the time zone its days are counted in; empty: the country's, where it has one only

    @property
    def methodologies(self) -> tuple[MethodologyRef, ...]:
        """Every methodology the project is registered with, in the register's order."""
        return (self.methodology, *self.further_methodologies)
