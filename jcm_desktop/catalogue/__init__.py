"""Facts of the scheme as data: partner countries, registered projects, sectoral scopes, technologies.

A leaf: reads its own files, imports nobody of the house. The register is an
extract of early June 2026; each partner country says how well its date is known.
The `support_*` files are the ministry's slides of December 2021: projects it
supported from 2013 to 2021, by country and by technology.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import resources

import msgspec


class PartnerCountry(msgspec.Struct, frozen=True):
    """A country that signed a bilateral document; `evidence` says how well the date is known."""

    code: str
    name: str
    signed_on: date
    place: str
    evidence: str


class RegisteredProject(msgspec.Struct, frozen=True):
    """A row of the public register."""

    reference: str
    title: str
    country: str
    status: str
    registered_on: date | None
    methodologies: tuple[tuple[str, str], ...]  # id and version; several where a project uses several
    host_participants: str
    japanese_participants: str


class Technology(msgspec.Struct, frozen=True):
    """A technology of the ministry's slides or of a methodology beside them, English and Japanese."""

    key: str
    technology: str
    technology_ja: str
    category: str
    category_ja: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (resources.files("jcm_desktop.catalogue") / name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


@cache
def partner_countries() -> tuple[PartnerCountry, ...]:
    """Every partner country, in the order of signing."""
    return tuple(
        PartnerCountry(row["code"], row["name"], date.fromisoformat(row["signed_on"]), row["place"], row["evidence"])
        for row in _rows("partner_countries.csv")
    )


def country(code: str) -> PartnerCountry | None:
    """The partner country with this two-letter code."""
    return next((one for one in partner_countries() if one.code == code), None)


@cache
def registered_projects() -> tuple[RegisteredProject, ...]:
    """The public register, by reference."""
    return tuple(project_of(row) for row in _rows("registered_projects.csv"))


def project_of(row: dict[str, str]) -> RegisteredProject:
    """A row of the register's table; ValueError for a day that is none."""
    used = re.findall(r"([A-Z]{2}_AM\d{3}) (\d+\.\d+)", row["methodologies"])
    return RegisteredProject(
        reference=row["reference"],
        title=row["title"],
        country=row["country"],
        status=row["status"],
        registered_on=date.fromisoformat(row["registered_on"]) if row["registered_on"] else None,
        methodologies=tuple(used),
        host_participants=row["host_participants"],
        japanese_participants=row["japanese_participants"],
    )


def registered_project(reference: str) -> RegisteredProject | None:
    """The project with this reference number."""
    return next((one for one in registered_projects() if one.reference == reference), None)


@cache
def sectoral_scopes() -> dict[int, str]:
    """Number to name of the sectoral scopes 1 to 15."""
    return {int(row["number"]): row["name"] for row in _rows("sectoral_scopes.csv")}


@cache
def technologies() -> tuple[Technology, ...]:
    """The technologies of the ministry's slides."""
    return tuple(Technology(**row) for row in _rows("technologies.csv"))


@cache
def further_technologies() -> tuple[Technology, ...]:
    """Technologies of approved methodologies that the slides do not name."""
    return tuple(Technology(**row) for row in _rows("further_technologies.csv"))


def technology(key: str) -> Technology | None:
    """The technology with this key, of the slides or beside them."""
    return next((one for one in (*technologies(), *further_technologies()) if one.key == key), None)


class Support(msgspec.Struct, frozen=True):
    """What the ministry's slides of December 2021 count; a project may have several technologies."""

    countries: dict[str, int]  # projects by two-letter code
    categories: dict[str, int]  # technologies by category, those included that the slides do not name
    technologies: dict[str, int]  # by key of the 19 that are named
    totals: dict[str, int]  # as printed: projects, countries, technologies, operating, registered, ...


@cache
def support() -> Support:
    """The counts of the slides."""
    return Support(*(_counts(f"support_{name}.csv") for name in ("countries", "categories", "technologies", "totals")))


def _counts(name: str) -> dict[str, int]:
    rows = [tuple(row.values()) for row in _rows(name)]
    return {key: int(count) for key, count in rows}
