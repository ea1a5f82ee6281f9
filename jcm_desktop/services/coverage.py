"""Technology by country: where an approved methodology is known, where a template helps, and where nothing is.

Counts of supported projects are those of the ministry's slides of December 2021.
"""

from __future__ import annotations

from collections.abc import Sequence

from jcm_desktop import catalogue
from jcm_desktop.i18n import _, language
from jcm_desktop.services.library import Known, country_name, known, technology_words
from jcm_desktop.services.library_views import (
    CoverageCell,
    CoverageCountry,
    CoverageRow,
    CoverageState,
    CoverageView,
    LibraryFilter,
    Use,
)
from jcm_desktop.services.session import Session


def coverage(session: Session) -> CoverageView:
    """The whole table: technologies of the slides first, then those that methodologies name beside them."""
    every = known(session)
    countries = [one.code for one in session.register.countries]
    slides = catalogue.support()
    beside = sorted({key for one in every for key in one.technologies} - slides.technologies.keys())
    rows = tuple(_row(key, countries, every) for key in (*slides.technologies, *beside))
    approved = sum(cell.state is CoverageState.APPROVED for row in rows for cell in row.cells)
    summary = _(
        "{technologies} technologies in {countries} partner countries; approved methodologies in {cells} places"
    )
    return CoverageView(
        countries=tuple(
            CoverageCountry(
                code=code,
                name=country_name(code, session.register),
                supported=slides.countries.get(code),
                technologies=sum(row.cells[at].state is CoverageState.APPROVED for row in rows),
            )
            for at, code in enumerate(countries)
        ),
        rows=rows,
        summary=summary.format(technologies=len(rows), countries=len(countries), cells=approved),
        source=_("Supported projects: slides of the Ministry of the Environment of Japan, December 2021"),
    )


def _row(key: str, countries: Sequence[str], every: Sequence[Known]) -> CoverageRow:
    mine = [one for one in every if key in one.technologies]
    template = next((one for one in mine if one.status == "template"), None)
    cells = tuple(_cell(key, code, mine, template) for code in countries)
    return CoverageRow(
        technology=key,
        words=technology_words(key),
        category_words=_category(key),
        supported=catalogue.support().technologies.get(key),
        countries=sum(cell.state is CoverageState.APPROVED for cell in cells),
        template=template.ref.id if template else "",
        cells=cells,
    )


def _cell(key: str, code: str, mine: Sequence[Known], template: Known | None) -> CoverageCell:
    approved = [one for one in mine if one.country == code and one.status == "approved"]
    definitions = sum(one.use in (Use.REPORT, Use.CONFIRM) for one in approved)
    projects = {project.reference for one in approved for project in one.projects}
    state, leads_to = CoverageState.NONE, None
    if approved:
        state, leads_to = CoverageState.APPROVED, LibraryFilter(country=code, technology=key)
        words = _("{count} approved versions, {ready} of them ready here; used by {projects} projects")
    elif template:
        state, leads_to = CoverageState.TEMPLATE, LibraryFilter(technology=key, status="template")
        words = _("No approved methodology is known; a template helps with estimates")
    else:
        words = _("Nothing is known; a methodology would have to be proposed")
    return CoverageCell(
        country=code,
        technology=key,
        state=state,
        definitions=definitions,
        entries=len(approved) - definitions,
        projects=len(projects),
        words=words.format(count=len(approved), ready=definitions, projects=len(projects)),
        leads_to=leads_to,
    )


def _category(key: str) -> str:
    found = catalogue.technology(key)
    if found is None:
        return ""
    return found.category_ja if language() == "ja" else found.category
