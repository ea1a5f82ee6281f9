"""The library page: every methodology version that is known, what it is good for here, and where to go next."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jcm_desktop import catalogue, words
from jcm_desktop.catalogue.register import Register
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.i18n import N_, _, language
from jcm_desktop.methodologies.comparing import needs_confirming
from jcm_desktop.methodologies.entries import Entry
from jcm_desktop.methodologies.library import Library, Origin
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services import relying
from jcm_desktop.services.library_views import Facet, LibraryFilter, LibraryRow, LibraryView, Use
from jcm_desktop.services.planning import EVIDENCE_WORDS
from jcm_desktop.services.relying import origin_words
from jcm_desktop.services.session import Session

TITLE_ONLY = "title-only"
TITLE_WORDS = {
    EvidenceLevel.OFFICIAL_PAGE: N_("title only, from an official page"),
    EvidenceLevel.PROJECT_DOCUMENT: N_("title only, from a project document"),
    EvidenceLevel.THIRD_PARTY: N_("title only, as quoted by others"),
    EvidenceLevel.DERIVED: N_("subject only, from the titles of its projects"),
}
STATUSES = {"approved": N_("approved"), "proposed": N_("proposed"), "template": N_("template")}
USES = {
    Use.REPORT: N_("Ready for reports"),
    Use.CONFIRM: N_("For reports after you confirmed it"),
    Use.ESTIMATE: N_("For estimates only"),
    Use.WORKBOOK: N_("Bring the official workbook"),
    Use.BROKEN: N_("Cannot be read"),
}
ANY = "any"  # in the place of a country


@dataclass(frozen=True, slots=True)
class Known:
    """A methodology version with all that is known of it here."""

    ref: MethodologyRef
    definition: Definition | None
    entry: Entry | None
    origin: Origin | None
    problem: UserError | None
    projects: tuple[catalogue.RegisteredProject, ...]
    confirmed: bool = False  # a person compared all of it with the approved text

    @property
    def title(self) -> str:
        if self.definition is not None:
            return self.definition.title
        return (self.entry.title or _(self.entry.about)) if self.entry else ""

    @property
    def country(self) -> str:
        """Two letters; a template is of any country."""
        return ANY if self.status == "template" else self.ref.id[:2]

    @property
    def technologies(self) -> tuple[str, ...]:
        own = self.definition or self.entry
        return own.technologies if own else ()

    @property
    def scopes(self) -> tuple[int, ...]:
        if self.definition is not None:
            return (self.definition.sectoral_scope,)
        return self.entry.sectoral_scopes if self.entry else ()

    @property
    def status(self) -> str:
        own = self.definition or self.entry
        return own.status if own else "template" if self.ref.id.startswith("TEMPLATE") else "approved"

    @property
    def evidence(self) -> str:
        """The level of the formula, or `title-only`."""
        return str(self.definition.evidence.formula) if self.definition else TITLE_ONLY

    @property
    def use(self) -> Use:
        if self.problem is not None:
            return Use.BROKEN
        if self.definition is None:
            return Use.WORKBOOK
        if self.definition.status != "approved":
            return Use.ESTIMATE
        wanted = needs_confirming(self.definition.evidence.formula) and not self.confirmed
        return Use.CONFIRM if wanted else Use.REPORT


def known(session: Session) -> tuple[Known, ...]:
    """Every version there is a definition or an entry of."""
    library, confirmed = session.library, relying.confirmed(session)
    using: dict[MethodologyRef, list[catalogue.RegisteredProject]] = {}
    for project in session.register.projects:
        for id, version in project.methodologies:
            using.setdefault(MethodologyRef(id, version), []).append(project)
    return tuple(
        dataclasses.replace(_known(library, ref, tuple(using.get(ref, ()))), confirmed=ref in confirmed)
        for ref in library.known()
    )


def known_one(session: Session, ref: MethodologyRef) -> Known:
    """One version; UserError `methodology.unknown`."""
    found = next((one for one in known(session) if one.ref == ref), None)
    if found is None:
        others = ", ".join(map(str, session.library.versions(ref.id)))
        raise UserError("methodology.unknown", str(ref), known=others or "-")
    return found


def _known(library: Library, ref: MethodologyRef, projects: tuple[catalogue.RegisteredProject, ...]) -> Known:
    definition, problem = None, None
    if library.has(ref):
        try:
            definition = library.of(ref)
        except UserError as error:
            problem = error
    origin = library.origin(ref) if library.has(ref) else None
    return Known(ref, definition, library.entries.get(ref), origin, problem, projects)


def search(session: Session, wanted: LibraryFilter | None = None) -> LibraryView:
    """What the library has, or what a filter finds in it; the facets count what there is with the other filters."""
    asked = wanted or LibraryFilter()
    every = known(session)
    rows = [(one, _row(one, session.register)) for one in every]
    texts = {one.ref: _searched(one, row, session.register) for one, row in rows}
    parts = asked.text.casefold().split()
    fitting = [row for one, row in rows if all(part in texts[one.ref] for part in parts)]
    found = tuple(row for row in fitting if _fits(row, asked))
    summary = _("{count} of {total} methodology versions")
    return LibraryView(
        rows=found,
        total=len(every),
        summary=summary.format(count=len(found), total=len(every)),
        countries=_facets("country", fitting, asked, session.register),
        technologies=_facets("technology", fitting, asked, session.register),
        scopes=_facets("scope", fitting, asked, session.register),
        evidence=_facets("evidence", fitting, asked, session.register),
        statuses=_facets("status", fitting, asked, session.register),
        problems=tuple(problems(session.library)),
    )


def problems(library: Library) -> Iterator[str]:
    """What is wrong with packs and files of the workspace, in words."""
    _definitions, found = library.readable()
    for one in found:
        yield words.sentence(one.code, one.place, one.facts)


def _row(one: Known, register: Register) -> LibraryRow:
    return LibraryRow(
        id=one.ref.id,
        version=one.ref.version,
        title=one.title or problem_words(one),
        country=one.country,
        country_name=country_name(one.country, register),
        technologies=one.technologies,
        technology_words=", ".join(technology_words(key) for key in one.technologies),
        scopes=tuple(map(str, one.scopes)),
        status=one.status,
        status_words=_(STATUSES[one.status]),
        evidence=one.evidence,
        evidence_words=evidence_words(one),
        origin_words=origin_words(one.origin),
        projects=len(one.projects),
        use=one.use,
        use_words=_(USES[one.use]),
    )


def _searched(one: Known, row: LibraryRow, register: Register) -> str:
    """Everything a text is looked for in: people type numbers, words of the title, a country, or their own project."""
    parts = [str(one.ref), row.title, row.country_name, row.status_words, *_both_names(one, register)]
    if one.entry:
        parts += [one.entry.title, one.entry.about, one.entry.proposal]
    parts += [f"{project.reference} {project.title}" for project in one.projects]
    return " ".join(parts).casefold()


def _both_names(one: Known, register: Register) -> list[str]:
    """A country's English name beside the one shown; of technologies both names, whichever is shown."""
    country = register.country(one.country)
    names = [country.name] if country else []
    for found in filter(None, map(catalogue.technology, one.technologies)):
        names += [found.technology, found.technology_ja]
    return names


_FIELDS = {"technology": "technologies", "scope": "scopes"}


def _keys(row: LibraryRow, field: str) -> tuple[str, ...]:
    """What a row has for a filter's field."""
    value = getattr(row, _FIELDS.get(field, field))
    return value if isinstance(value, tuple) else (value,)


def _fits(row: LibraryRow, asked: LibraryFilter, but: str = "") -> bool:
    fields = (field for field in ("country", "technology", "scope", "evidence", "status") if field != but)
    return all(not getattr(asked, field) or getattr(asked, field) in _keys(row, field) for field in fields)


def _facets(field: str, rows: Iterable[LibraryRow], asked: LibraryFilter, register: Register) -> tuple[Facet, ...]:
    """The values of one field with how many rows each would leave; the chosen one is there even at none."""
    every = tuple(rows)
    counts = Counter(key for row in every if _fits(row, asked, field) for key in _keys(row, field))
    chosen = getattr(asked, field)
    if chosen and chosen not in counts:
        counts[chosen] = 0
    names = {key: facet_words(field, key, register) for key in counts}
    return tuple(Facet(key, names[key], counts[key]) for key in sorted(counts, key=_order(field, names)))


def _order(field: str, names: Mapping[str, str]) -> Callable[[str], Any]:
    if field == "scope":
        return int
    if field == "evidence":
        levels = [str(level) for level in EvidenceLevel]
        return lambda key: levels.index(key) if key in levels else len(levels)
    if field == "status":
        return list(STATUSES).index
    return lambda key: names[key].casefold()


def facet_words(field: str, key: str, register: Register) -> str:
    """A filter's value in words."""
    if field == "country":
        return country_name(key, register)
    if field == "technology":
        return technology_words(key)
    if field == "scope":
        return f"{key} {scope_words(int(key))}"
    if field == "evidence":
        return _("title only") if key == TITLE_ONLY else _(EVIDENCE_WORDS[EvidenceLevel(key)])
    return _(STATUSES[key])


# --- words shared by the library's pages ------------------------------------------------------------------------


def country_name(code: str, register: Register) -> str:
    """A partner country's name; a template is of any country."""
    found = register.country(code)
    return _(found.name) if found else _("any country") if code == ANY else code


def technology_words(key: str) -> str:
    """A technology's name."""
    found = catalogue.technology(key)
    if found is None:
        return key
    return found.technology_ja if language() == "ja" else found.technology


def scope_words(number: int) -> str:
    """A sectoral scope's name."""
    return _(catalogue.sectoral_scopes().get(number, ""))


def evidence_words(one: Known) -> str:
    """How well the formula is known, or the title where there is no formula."""
    if one.definition is not None:
        return _(EVIDENCE_WORDS[one.definition.evidence.formula])
    return _(TITLE_WORDS[one.entry.evidence]) if one.entry else ""


def problem_words(one: Known) -> str:
    """Why a file cannot be read."""
    return words.sentence(one.problem.code, one.problem.place, one.problem.facts) if one.problem else ""
