"""What a methodology leaves open is decided on the plan page; the plan then asks for what is needed, and no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.project import Project
from jcm_desktop.services import checking, entry, overview, plan_shape, planning, reporting
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit, PlanView
from jcm_desktop.words import sentence

YEAR = Span(date(2022, 1, 1), date(2022, 12, 31))


def page(session: Session, project: str) -> PlanView:
    return session.run(planning.plan_page, project)


def code_of(session: Session, use_case: Callable[..., object], *arguments: object, **named: object) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, *arguments, **named)
    assert "no words yet" not in sentence(caught.value.code, caught.value.place, caught.value.facts)
    return caught.value.code


def codes(session: Session, project: str, span: Span) -> set[str]:
    return {one.code for one in session.run(checking.checks_page, project, span).findings}


def test_a_forest_project_is_asked_to_decide_and_then_for_what_it_needs(session: Session) -> None:
    session.run(overview.start_project, "KH005")
    first = page(session, "KH005")
    (decision,) = first.decisions
    assert (decision.name, decision.chosen, decision.taken) == ("changes", "deforestation", False)
    assert [key for key, _words in decision.choices] == ["deforestation", "all"]
    assert {one.key.partition("[")[0] for one in first.fixed} == {"A", "P", "C_from", "C_to", "R"}
    session.run(overview.open_period, "KH005", YEAR)
    assert "DEF-03" in codes(session, "KH005", YEAR)
    (card,) = [one for one in session.run(overview.start_page) if one.reference == "KH005"]
    assert card.periods[0].next_step.startswith("Decide on the plan: Which changes")
    session.run(planning.set_fixed_value, "KH005", "P[d-1]", "0.02", "1", "Reference level", "3")
    session.run(plan_shape.set_decision, "KH005", "changes", "all")
    second = page(session, "KH005")
    assert [name for name, _written, _label, _members in second.sets] == ["d", "g"]
    assert second.decisions[0].taken
    assert {"A_deg[g-1]", "P[d-1]"} <= {one.key for one in second.fixed}
    assert next(one for one in second.fixed if one.key == "P[d-1]").value == "0.02"
    assert [one.key for one in second.points] == ["A_PJ[d-1]", "A_PJ_deg[g-1]", "DE"]
    assert "DEF-03" not in codes(session, "KH005", YEAR)
    session.run(plan_shape.set_decision, "KH005", "changes", "deforestation")
    assert [one.key for one in page(session, "KH005").points] == ["A_PJ[d-1]", "DE"]


def test_a_choice_that_would_lose_readings_is_refused(session: Session) -> None:
    session.run(overview.start_project, "KH005")
    session.run(plan_shape.set_decision, "KH005", "changes", "all")
    session.run(overview.open_period, "KH005", YEAR)
    point = next(one.no for one in page(session, "KH005").points if one.key == "A_PJ_deg[g-1]")
    session.run(entry.enter_cells, "KH005", YEAR, (CellEdit(point, next(YEAR.months()), "5"),))
    set_decision = plan_shape.set_decision
    assert code_of(session, set_decision, "KH005", "changes", "deforestation") == "plan.way_has_readings"
    assert code_of(session, set_decision, "KH005", "change", "all") == "definition.unknown_decision"
    assert code_of(session, set_decision, "KH005", "changes", "some") == "definition.unknown_choice"
    assert page(session, "KH005").decisions[0].chosen == "all"


def test_members_of_a_list_are_offered_and_others_refused(session: Session) -> None:
    session.run(overview.start_project, "PH008")
    first = page(session, "PH008")
    assert first.offered == {"s": ("dry", "wet")}
    assert [members for name, _written, _label, members in first.sets if name == "s"] == [("dry",)]
    session.run(plan_shape.set_members, "PH008", "s", ("wet", "dry"))
    assert code_of(session, plan_shape.set_members, "PH008", "s", ("summer",)) == "plan.not_listed"
    session.run(plan_shape.set_decision, "PH008", "methane", "direct")
    assert page(session, "PH008").offered == {}
    session.run(plan_shape.set_members, "PH008", "s", ("summer",))
    session.run(plan_shape.set_decision, "PH008", "methane", "country")
    session.run(overview.open_period, "PH008", YEAR)
    assert "DEF-04" in codes(session, "PH008", YEAR)


def test_no_report_is_made_with_a_template(session: Session) -> None:
    definition = session.library.definition("TEMPLATE_REEFER_CONTAINER")
    project = Project("VN099", "Containers", "VN", "Project registered", definition.ref)
    session.run(overview.add_project, project, overview.skeleton_plan(definition))
    session.run(overview.open_period, "VN099", YEAR)
    for key, value in (("P_PJ", "4"), ("P_RE", "5"), ("EF_elec", "0.6")):
        unit = definition.fixed[key].unit
        session.run(planning.set_fixed_value, "VN099", f"{key}[i-1]", value, unit, "Catalogue", "1")
    edits = tuple(CellEdit("(1)", month, "10") for month in YEAR.months())
    session.run(entry.enter_cells, "VN099", YEAR, edits)
    assert code_of(session, reporting.make_report, "VN099", YEAR) == "report.blocked"
    (found,) = [one for one in session.run(checking.checks_page, "VN099", YEAR).findings if one.code == "DEF-01"]
    assert "TEMPLATE_REEFER_CONTAINER ver1.0 is a template" in found.message
