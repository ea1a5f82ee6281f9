"""Partner countries and the public register, as shipped and with the rows of later tables laid over them.

A row with a known code or reference takes the old one's place, others are added;
none is taken away. Tables from outside are read strictly (ValueError names the line).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar

from jcm_desktop.catalogue import PartnerCountry, RegisteredProject, partner_countries, project_of, registered_projects

SHIPPED_OF = date(2026, 6, 1)  # the extract of the register; a table issued earlier changes nothing
MAX_ROWS = 5_000
LONGEST = 1_000
STATUSES = frozenset({"Validation", "Project registered", "Request for Registration withdrawn"})
T = TypeVar("T")

_COUNTRY = ("code", "name", "signed_on", "place", "evidence")
_PROJECT = (
    *("reference", "country", "status", "registered_on", "methodologies"),
    *("title", "host_participants", "japanese_participants"),
)
_METHODOLOGY = re.compile(r"([A-Z]{2}_AM\d{3}) (\d{1,2}\.\d)")


@dataclass(frozen=True, slots=True)
class Register:
    """What is known of countries and projects."""

    countries: tuple[PartnerCountry, ...]  # in the order of signing
    projects: tuple[RegisteredProject, ...]  # by reference

    def country(self, code: str) -> PartnerCountry | None:
        """The partner country with this two-letter code."""
        return next((one for one in self.countries if one.code == code), None)

    def project(self, reference: str) -> RegisteredProject | None:
        """The project with this reference number."""
        return next((one for one in self.projects if one.reference == reference), None)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(one.code for one in self.countries)

    def overlaid(self, countries: Iterable[PartnerCountry], projects: Iterable[RegisteredProject]) -> Register:
        """With later rows."""
        signed = {one.code: one for one in (*self.countries, *countries)}
        listed = {one.reference: one for one in (*self.projects, *projects)}
        return Register(tuple(signed.values()), tuple(listed[reference] for reference in sorted(listed)))


@cache
def shipped_register() -> Register:
    """What comes with the program."""
    return Register(partner_countries(), registered_projects())


def read_countries(text: str) -> tuple[PartnerCountry, ...]:
    """A table of partner countries; ValueError names the line."""
    return _read(text, _COUNTRY, _country, lambda one: one.code)


def read_projects(text: str) -> tuple[RegisteredProject, ...]:
    """A table of registered projects; ValueError names the line."""
    return _read(text, _PROJECT, _project, lambda one: one.reference)


def _read(
    text: str, columns: tuple[str, ...], row_of: Callable[[dict[str, str]], T], key: Callable[[T], str]
) -> tuple[T, ...]:
    rows = csv.reader(io.StringIO(text), strict=True)
    found: dict[str, T] = {}
    try:
        if tuple(next(rows, [])) != columns:
            raise ValueError(f"the columns must be: {', '.join(columns)}")
        for cells in rows:
            if len(cells) != len(columns):
                raise ValueError(f"{len(cells)} of {len(columns)} columns")
            for cell in cells:
                if len(cell) > LONGEST or not cell.isprintable():
                    raise ValueError(repr(cell[:40]))
            one = row_of(dict(zip(columns, cells, strict=True)))
            if key(one) in found or len(found) == MAX_ROWS:
                raise ValueError(f"{key(one)} twice, or more than {MAX_ROWS} rows")
            found[key(one)] = one
    except (csv.Error, ValueError) as error:
        raise ValueError(f"line {max(rows.line_num, 1)}: {error}") from error
    return tuple(found.values())


def _country(row: dict[str, str]) -> PartnerCountry:
    if not re.fullmatch("[A-Z]{2}", row["code"]) or not row["name"].strip() or not row["evidence"].strip():
        raise ValueError(f"{row['code']!r}: code, name or evidence")
    return PartnerCountry(row["code"], row["name"], date.fromisoformat(row["signed_on"]), row["place"], row["evidence"])


def _project(row: dict[str, str]) -> RegisteredProject:
    used = [_METHODOLOGY.fullmatch(one) for one in row["methodologies"].split(" + ")]
    if not re.fullmatch(r"[A-Z]{2}\d{3}", row["reference"]) or row["reference"][:2] != row["country"]:
        raise ValueError(f"{row['reference']!r}: reference or country")
    if row["status"] not in STATUSES or not row["title"].strip() or not all(used):
        raise ValueError(f"{row['reference']}: status, title or methodologies")
    return project_of(row)
