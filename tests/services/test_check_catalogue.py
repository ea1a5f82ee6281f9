"""The catalogue of checks: complete for each of them, found by code, words, severity and area."""

from __future__ import annotations

import pytest
from helpers.breaks import TWO_YEARS
from helpers.dossiers import TODAY
from helpers.made_up import made_up
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.catalogue.register import shipped_register
from jcm_desktop.domain.finding import Place, Severity
from jcm_desktop.i18n import using_language
from jcm_desktop.methodologies.library import shipped
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services.check_catalogue import CheckCatalogue, CheckFilter, CheckRow, catalogue_view, check_catalogue
from jcm_desktop.services.session import Session
from jcm_desktop.validation.assessment import assess
from jcm_desktop.validation.catalogue import catalogue_of_checks, check
from jcm_desktop.validation.reach import REACH
from jcm_desktop.validation.rule_sets import shipped_rules

CODES = {one.code for one in catalogue_of_checks()}


def found(wanted: CheckFilter | None = None) -> CheckCatalogue:
    return catalogue_view(shipped(), shipped_rules(), shipped_register(), wanted or CheckFilter())


def row(code: str) -> CheckRow:
    return next(one for one in found().rows if one.code == code)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_check_is_told_in_full(language: str) -> None:
    with using_language(language):
        view = found()
    assert {one.code for one in view.rows} == CODES
    for one in view.rows:
        told = (one.title, one.area_words, one.severity_words, one.consequence, one.asks, one.remedy, one.clause)
        assert all((*told, one.rules, one.methodologies, one.waiver)), one.code
        assert not [text for text in (*told, one.says, one.rules) if "{" in text], one.code


def test_it_is_searched_by_code_words_severity_and_area() -> None:
    assert [one.code for one in found(CheckFilter(text="val-04")).rows] == ["VAL-04"]
    assert {one.code for one in found(CheckFilter(text="calibration late")).rows} >= {"CAL-03"}
    warnings = found(CheckFilter(severity="warning")).rows
    assert warnings
    assert {one.severity for one in warnings} == {Severity.WARNING}
    area = found(CheckFilter(area="Calibration"))
    assert {one.code for one in area.rows} == {f"CAL-{at:02}" for at in range(1, 11)}
    assert area.summary == f"10 of {len(CODES)} checks"
    both = found(CheckFilter(area="Calibration", severity="warning"))
    assert [one.code for one in both.rows] == ["CAL-08", "CAL-10"]
    assert found(CheckFilter(text="no such words anywhere")).rows == ()


@given(
    st.sampled_from(["", "meter", "VAL", "invoice"]),
    st.sampled_from(["", "error", "warning", "info"]),
    st.sampled_from(["", "Readings", "Calibration", "Result"]),
)
def test_the_facets_count_what_choosing_them_would_leave(text: str, severity: str, area: str) -> None:
    view = found(CheckFilter(text, severity, area))
    for facet in view.severities:
        assert facet.count == len(found(CheckFilter(text, facet.key, area)).rows)
    for facet in view.areas:
        assert facet.count == len(found(CheckFilter(text, severity, facet.key)).rows)
    for one in view.rows:
        assert severity in ("", one.severity)
        assert area in ("", one.area_words)


def test_rule_sets_are_told_with_countries_and_days() -> None:
    assert "Indonesia from 2024-12-18" in row("ER-04").rules
    assert row("ER-04").rules.startswith("Answers by the rules of the country")
    assert row("VAL-04").rules.startswith("It is the same in every rule set:")


def test_whom_a_check_is_about_comes_from_the_library() -> None:
    told = row("PER-12").methodologies
    yearly = [str(one.ref) for one in shipped().readable()[0] if any(c.kind == "one_calendar_year" for c in one.checks)]
    assert yearly
    assert all(ref in told for ref in yearly)
    assert "MN_AM003 ver2.0" not in told
    assert row("VAL-01").methodologies == "Every methodology"
    assert {one.concerns for one in catalogue_of_checks()} == {"", *REACH}


def test_limits_are_those_that_count() -> None:
    assert check("VAL-04").params["factor"] == 100
    assert "100 times" in row("VAL-04").asks
    assert row("VAL-04").params == {"factor": "100"}


def test_what_may_be_waived_and_what_is_refused_is_said() -> None:
    assert "no authority" in row("ER-04").waiver
    assert "named authority" in row("CAL-02").waiver
    assert "refused as soon as it is entered" in row("PER-10").consequence
    assert row("ER-07").waiver == "Nothing has to be waived."


DEFINITIONS = [one for one in shipped().readable()[0] if not one.decisions]


@pytest.mark.parametrize("own", DEFINITIONS, ids=lambda own: str(own.ref))
def test_a_check_is_silent_where_it_says_it_is_about_others(own: Definition) -> None:
    """A year of made-up values, once in one calendar year and once over two."""
    silent = {
        one.code
        for one in catalogue_of_checks()
        if one.concerns in REACH and REACH[one.concerns].holds is not None and not REACH[one.concerns].holds(own)  # type: ignore[misc]
    }
    year = made_up(own, 1)
    for dossier in (year, type(year)(year.project, year.plan, TWO_YEARS, year.readings)):
        codes = {one.code for one in assess(dossier, own, today=TODAY).findings}
        assert not codes & silent


def test_a_workspace_has_the_same(session: Session) -> None:
    assert session.run(check_catalogue).total == len(CODES)


PAGES = st.sampled_from(["plan", "readings", "evidence", "result", "project", "library", ""])
DAYS = st.dates().map(lambda day: day.isoformat())


@given(PAGES, st.sampled_from(["", "(1)", "(23)"]), st.sampled_from(["", "EG[pv-1]", "criterion 2", "version 3"]), DAYS)
def test_a_place_is_read_as_it_is_written(page: str, point: str, parameter: str, day: str) -> None:
    for first, last in (("", ""), (day, day), (day, "9999-12-31")):
        if page:
            place = Place(page, point, parameter, first, last)
            assert Place.parse(str(place)) == place
