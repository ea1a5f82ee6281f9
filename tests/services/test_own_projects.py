"""Projects that are not in the register: each technology has something to calculate with, and no report is made."""

from __future__ import annotations

from datetime import date

import pytest

from jcm_desktop.catalogue import technologies
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.services import checking, overview, planning
from jcm_desktop.services.library import ANY, known
from jcm_desktop.services.library_views import Use
from jcm_desktop.services.own_projects import OwnProject, own_project_form, standing, start_own_project
from jcm_desktop.services.session import Session

WIND = ("TEMPLATE_WIND", "1.0")
YEAR = Span(date(2021, 1, 1), date(2021, 12, 31))
GOOD = OwnProject("EST-001", "Ten turbines at a pass", "MN")


def code_of(session: Session, said: OwnProject, ref: tuple[str, str] = WIND) -> str:
    with pytest.raises(UserError) as caught:
        session.run(start_own_project, *ref, said)
    return caught.value.code


def codes(session: Session, project: str) -> set[str]:
    session.run(overview.open_period, project, YEAR)
    return {one.code for one in session.run(checking.checks_page, project, YEAR).findings}


def test_the_form_proposes_a_free_reference_and_the_countries_that_fit(session: Session) -> None:
    form = session.run(own_project_form, *WIND)
    assert (form.estimate, form.reference, form.country) == (True, "EST-001", "")
    assert ("MN", "Mongolia") in form.countries
    assert len(form.countries) == len(session.register.countries)
    session.run(start_own_project, *WIND, GOOD)
    assert session.run(own_project_form, *WIND).reference == "EST-002"
    proposed = session.run(own_project_form, "KE_PM003", "1.0")
    assert (proposed.estimate, proposed.country, proposed.countries) == (True, "KE", (("KE", "Kenya"),))
    approved = session.run(own_project_form, "MN_AM003", "2.0")
    assert (approved.estimate, approved.reference, approved.country) == (False, "MN-NEW-001", "MN")


def test_an_estimate_has_a_plan_and_no_report(session: Session) -> None:
    session.run(start_own_project, *WIND, OwnProject(" est-001 ", " Ten turbines ", "MN", "", "Japan Wind"))
    assert session.run(standing, "EST-001") == "Estimate"
    (card,) = [one for one in session.run(overview.start_page) if one.reference == "EST-001"]
    assert (card.title, card.country, card.standing) == ("Ten turbines", "Mongolia", "Estimate")
    assert {one.key for one in session.run(planning.plan_page, "EST-001").points} == {"EG[i-1]", "EC_AUX[i-1]"}
    assert {"DEF-01", "ID-01", "ID-06"} <= codes(session, "EST-001")
    assert session.run(standing, "MN006") == ""


def test_a_project_to_come_lacks_its_registration_only(session: Session) -> None:
    session.run(start_own_project, "MN_AM003", "2.0", OwnProject("MN-NEW-001", "Another solar park", "MN"))
    (card,) = [one for one in session.run(overview.start_page) if one.reference == "MN-NEW-001"]
    assert card.standing == "Not in the register"
    found = codes(session, "MN-NEW-001")
    assert {"ID-01", "ID-06"} <= found
    assert not {"ID-02", "ID-03", "DEF-01"} & found
    findings = session.run(checking.checks_page, "MN-NEW-001", YEAR).findings
    (registered,) = [one for one in findings if one.code == "ID-06"]
    assert registered.message.startswith("The project is not in the public register")


@pytest.mark.parametrize(
    "reference", ["MN006", "MN-006", "EST", "CON", "EST 1", "EST-", "-1", "../EST-1", "", "日本-1"]
)
def test_a_reference_that_could_be_another_s_is_refused(session: Session, reference: str) -> None:
    assert code_of(session, OwnProject(reference, "Turbines", "MN")) == "own_project.bad_reference"


def test_what_is_missing_is_asked_for(session: Session) -> None:
    assert code_of(session, OwnProject("EST-001", "  ", "MN")) == "own_project.no_title"
    assert code_of(session, OwnProject("EST-001", "Turbines", "")) == "own_project.no_country"
    assert code_of(session, OwnProject("EST-001", "Turbines", "XX")) == "own_project.no_country"
    assert code_of(session, GOOD, ("ID_AM005", "2.0")) == "project.not_usable"
    session.run(start_own_project, *WIND, GOOD)
    assert code_of(session, GOOD) == "project.exists"


def test_each_technology_has_something_to_calculate_with(session: Session) -> None:
    offered: dict[str, MethodologyRef] = {}
    for one in session.run(known):
        if one.definition is not None and one.use is not Use.BROKEN:
            for key in one.technologies:
                if key not in offered or one.country == ANY:
                    offered[key] = one.ref
    assert {one.key for one in technologies()} <= offered.keys()
    for at, ref in enumerate(sorted(set(offered.values())), 1):
        country = session.run(own_project_form, ref.id, ref.version).country or "MN"
        session.run(start_own_project, ref.id, ref.version, OwnProject(f"EST-{at}", str(ref), country))
        assert session.run(planning.plan_page, f"EST-{at}").points, ref
