"""What the library pages show: frozen rows, ready to draw, in the current language."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from jcm_desktop.services.views import FormulaRow


class Use(StrEnum):
    """What a methodology version is good for here; which words and which button go with it."""

    REPORT = "report"  # as it is
    CONFIRM = "confirm"  # after a person compared it with the approved text
    ESTIMATE = "estimate"  # estimates and proposals only
    WORKBOOK = "workbook"  # nothing yet: its official workbook must be brought
    BROKEN = "broken"  # a file of the workspace that cannot be read


class LibraryFilter(msgspec.Struct, frozen=True):
    """What to look for; an empty field asks for nothing. Keys are those of the facets."""

    text: str = ""  # number, title, country, technology, or a project that uses it
    country: str = ""
    technology: str = ""
    scope: str = ""
    evidence: str = ""
    status: str = ""


class LibraryRow(msgspec.Struct, frozen=True):
    """One version of one methodology."""

    id: str
    version: str
    title: str
    country: str  # two letters; `any` for a template
    country_name: str
    technologies: tuple[str, ...]
    technology_words: str
    scopes: tuple[str, ...]
    status: str
    status_words: str
    evidence: str  # level of the formula, or `title-only`
    evidence_words: str
    origin_words: str
    projects: int  # of the public register
    use: Use
    use_words: str


class Facet(msgspec.Struct, frozen=True):
    """A value to filter by, and how many rows have it."""

    key: str
    words: str
    count: int


class LibraryView(msgspec.Struct, frozen=True):
    """The library page: what was found, what there is to filter by, and packs or files that cannot be read."""

    rows: tuple[LibraryRow, ...]
    total: int
    summary: str
    countries: tuple[Facet, ...]
    technologies: tuple[Facet, ...]
    scopes: tuple[Facet, ...]
    evidence: tuple[Facet, ...]
    statuses: tuple[Facet, ...]
    problems: tuple[str, ...]


class KnownRow(msgspec.Struct, frozen=True):
    """A number somebody has seen, with where."""

    name: str  # of the choice; empty for the one default
    value: str
    unit: str
    evidence: str
    evidence_words: str
    source: str


class ParameterRow(msgspec.Struct, frozen=True):
    """A parameter of the methodology: monitored, fixed ex ante, or written in the formula."""

    name: str
    symbol: str  # markup
    label: str
    unit: str
    over: str  # what it is given for, in words; empty: once
    options: str = ""  # of a monitored one: A, B, C
    frequency: str = ""
    counted: str = ""  # how readings become its value
    origin: str = ""  # of a fixed one: where its value comes from
    known: tuple[KnownRow, ...] = ()
    notes: str = ""


class CriterionRow(msgspec.Struct, frozen=True):
    """An eligibility criterion in our own words."""

    number: str
    text: str
    evidence_words: str


class VersionRow(msgspec.Struct, frozen=True):
    """Another version of the same methodology, or this one."""

    version: str
    approved_on: str
    use: Use
    use_words: str
    projects: int
    shown: bool  # the one on the page


class UsingProject(msgspec.Struct, frozen=True):
    """A project of the public register that uses this version."""

    reference: str
    title: str
    status: str
    beside: str  # other methodologies it uses, too
    started: bool  # it is in this workspace
    usable: bool  # it can be started here
    note: str  # why not


class CalculationView(msgspec.Struct, frozen=True):
    """What a definition computes, and from what."""

    formulas: tuple[FormulaRow, ...]
    sets: tuple[tuple[str, str], ...]  # how an index is written, and what it stands for
    monitored: tuple[ParameterRow, ...]
    fixed: tuple[ParameterRow, ...]
    constants: tuple[ParameterRow, ...]
    to_enter: int  # fixed parameters without any known number
    to_enter_words: str  # empty where there are none
    eligibility: tuple[CriterionRow, ...]


class MethodologyView(msgspec.Struct, frozen=True):
    """One version of one methodology on its own page."""

    id: str
    version: str
    title: str
    about: str  # where no title was read
    country_name: str
    technology_words: str
    scope_words: str
    status_words: str
    evidence: str
    evidence_words: str
    checked_on: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    proposal: str
    approved_on: str
    origin_words: str
    hides: tuple[str, ...]  # other sources that have this version, too
    use: Use
    use_words: str
    next_step: str
    calculation: CalculationView | None  # None: only an entry, or a file that cannot be read
    versions: tuple[VersionRow, ...]
    projects: tuple[UsingProject, ...]


class CoverageState(StrEnum):
    """What there is for a technology in a country."""

    APPROVED = "approved"
    TEMPLATE = "template"
    NONE = "none"


class CoverageCell(msgspec.Struct, frozen=True):
    """A technology in a country: what there is, and what the cell leads to."""

    country: str
    technology: str
    state: CoverageState
    definitions: int  # versions that calculate here
    entries: int  # versions whose official workbook must be brought
    projects: int  # of the public register that use one of them
    words: str
    leads_to: LibraryFilter | None  # the library with this filter; None: there is nothing to see


class CoverageRow(msgspec.Struct, frozen=True):
    """A technology with its cell for each country."""

    technology: str
    words: str
    category_words: str
    supported: int | None  # projects of the ministry's slides; None: not on the slides
    countries: int  # with an approved methodology
    template: str  # number of its template; empty: none
    cells: tuple[CoverageCell, ...]


class CoverageCountry(msgspec.Struct, frozen=True):
    """A column of the coverage table."""

    code: str
    name: str
    supported: int | None  # projects of the ministry's slides; None: a partner since then
    technologies: int  # with an approved methodology


class CoverageView(msgspec.Struct, frozen=True):
    """Technology by country."""

    countries: tuple[CoverageCountry, ...]
    rows: tuple[CoverageRow, ...]
    summary: str
    source: str
