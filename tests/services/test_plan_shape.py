"""A project of the register becomes a plan that can be reported: units, meters, estimates, roles."""

from __future__ import annotations

from datetime import date

import pytest

from jcm_desktop.domain.declaration import EligibilityAnswer, SingleScheme
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Calibration
from jcm_desktop.domain.period import Span
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.services import checking, declaring, entry, metering, overview, plan_shape, planning, reporting
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit, PlanView

YEAR = Span(date(2022, 1, 1), date(2022, 12, 31))


@pytest.fixture
def project(session: Session) -> str:
    """A project of the register with the solar methodology, as one finds it after starting it."""
    rows = session.run(overview.register)
    own = ("MN006", "ID003")
    chosen = next(
        one.reference for one in rows if one.usable and "MN_AM003" in one.methodology and one.reference not in own
    )
    session.run(overview.start_project, chosen)
    return chosen


def page(session: Session, project: str) -> PlanView:
    return session.run(planning.plan_page, project)


def code_of(session: Session, use_case: object, *arguments: object, **named: object) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, *arguments, **named)
    return caught.value.code


def test_units_come_and_go_with_their_points(session: Session, project: str) -> None:
    session.run(plan_shape.set_members, project, "i", ("roof", "ground"))
    assert [(one.no, one.key) for one in page(session, project).points] == [("(2)", "EG[roof]"), ("(3)", "EG[ground]")]
    session.run(plan_shape.set_members, project, "i", ("ground", "roof", "carport"))
    keys = {one.key: one.no for one in page(session, project).points}
    assert (keys["EG[roof]"], keys["EG[ground]"]) == ("(2)", "(3)")
    assert len(page(session, project).fixed) == 3
    assert code_of(session, plan_shape.set_members, project, "k", ("a",)) == "plan.unknown_set"
    for bad in ((), ("a", "a"), ("a[1]",), ("a,b",), (" ",)):
        assert code_of(session, plan_shape.set_members, project, "i", bad) == "plan.bad_members"


def test_a_unit_with_readings_stays(session: Session, project: str) -> None:
    session.run(overview.open_period, project, YEAR)
    month = next(YEAR.months())
    session.run(entry.enter_cells, project, YEAR, (CellEdit("(1)", month, "5"),))
    assert code_of(session, plan_shape.set_members, project, "i", ("other",)) == "plan.member_has_readings"
    session.run(plan_shape.set_members, project, "i", ("i-1", "other"))
    assert [one.no for one in page(session, project).points] == ["(1)", "(2)"]


def test_figures_are_read_strictly(session: Session, project: str) -> None:
    put = plan_shape.set_point_figures
    session.run(put, project, "(1)", "1,200.5", "PDD", "800 kW")
    point = page(session, project).points[0]
    assert (point.estimate_text, point.estimate_source, point.capacity_text) == ("1200.5", "PDD", "800 kW")
    assert code_of(session, put, project, "(1)", "-1", "", "") == "plan.estimate_negative"
    assert code_of(session, put, project, "(1)", "", "", "800 kWh") == "unit.mismatch"
    assert code_of(session, put, project, "(9)", "", "", "") == "plan.unknown_point"
    session.run(put, project, "(1)", "", "", "")
    assert page(session, project).points[0].estimate_text == ""


def test_roles_and_the_yearly_estimate(session: Session, project: str) -> None:
    session.run(plan_shape.set_roles, project, (("Manager ", "Approves", "Bold"), (" ", "", ""), ("Reader", "", "")))
    session.run(plan_shape.set_yearly_estimate, project, "900", "PDD, page 12")
    view = page(session, project)
    assert [(one.responsible, one.role, one.person) for one in view.roles] == [
        ("Manager", "Approves", "Bold"),
        ("Reader", "", ""),
    ]
    assert (view.estimate, view.estimate_source) == ("900 t", "PDD, page 12")


def test_a_project_of_the_register_can_be_led_to_a_report(session: Session, project: str) -> None:
    """Everything a real project needs can be entered: nothing is left that only a sample has."""
    session.run(overview.open_period, project, YEAR)
    session.run(metering.describe_meter, project, "A-1", ("(1)",), accuracy_class="0.2S", standard="IEC 62053-22")
    certificate = Calibration(date(2021, 12, 1), date(2023, 11, 30), "C-1", "Laboratory", True)
    session.run(metering.add_calibration, project, "A-1", certificate)
    session.run(
        planning.edit_point, project, "(1)", source="Monitored data", procedure="Read daily.", frequency="daily"
    )
    (fixed,) = page(session, project).fixed
    choice = fixed.choices[0]
    session.run(planning.set_fixed_value, project, fixed.key, choice.value, choice.unit, choice.source, "")
    session.run(plan_shape.set_roles, project, (("Manager", "Approves", "Bold"),))
    for criterion in definition("ID_AM003").eligibility + definition("MN_AM003").eligibility:
        answer = EligibilityAnswer(criterion=str(criterion.id), met=True, text="As at the start of operation.")
        session.run(declaring.declare, project, YEAR, answer)
    session.run(declaring.declare, project, YEAR, SingleScheme(text="Registered under no other scheme."))
    edits = tuple(CellEdit("(1)", month, str(900 + at)) for at, month in enumerate(YEAR.months()))
    session.run(entry.enter_cells, project, YEAR, edits)
    left = [one for one in session.run(checking.checks_page, project, YEAR).findings if one.blocks or one.needs_reason]
    assert [one.code for one in left] == []
    session.run(reporting.make_report, project, YEAR)
    assert session.run(reporting.report_page, project, YEAR).reports[0].current
