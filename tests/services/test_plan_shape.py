"""A project of the register becomes a plan that can be reported: units, meters, estimates, roles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from jcm_desktop.domain.declaration import EligibilityAnswer, SingleScheme
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Calibration
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import EvidenceLevel, PublicSource
from jcm_desktop.domain.project import Location
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.services import (
    checking,
    declaring,
    entry,
    metering,
    overview,
    plan_desk,
    plan_history,
    plan_points,
    plan_shape,
    planning,
    project_facts,
    reporting,
)
from jcm_desktop.services.plan_points import PointEdit
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


def code_of(session: Session, use_case: Callable[..., object], *arguments: object, **named: object) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, *arguments, **named)
    return caught.value.code


def test_units_come_and_go_with_their_points(session: Session, project: str) -> None:
    session.run(plan_shape.set_members, project, "i", ("roof", "ground"))
    assert [(one.no, one.key) for one in page(session, project).points] == [("(1)", "EG[roof]"), ("(2)", "EG[ground]")]
    session.run(plan_shape.set_members, project, "i", ("ground", "roof", "carport"))  # nothing names a number yet
    assert [one.key for one in page(session, project).points] == ["EG[ground]", "EG[roof]", "EG[carport]"]
    assert [one.no for one in page(session, project).points] == ["(1)", "(2)", "(3)"]
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
    session.run(plan_shape.set_members, project, "i", ("another", "i-1", "other"))
    points = page(session, project).points  # a reading names (1): numbers stay, and are shown in order
    assert [(one.no, one.key) for one in points] == [("(1)", "EG[i-1]"), ("(2)", "EG[other]"), ("(3)", "EG[another]")]


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


def test_a_renamed_unit_keeps_its_readings_and_its_values(session: Session, project: str) -> None:
    session.run(overview.open_period, project, YEAR)
    month = next(YEAR.months())
    session.run(entry.enter_cells, project, YEAR, (CellEdit("(1)", month, "5"),))
    session.run(planning.set_fixed_value, project, "EF_RE[i-1]", "0.5", "tCO2/MWh", "PDD", "3")
    session.run(plan_shape.rename_member, project, "i", "i-1", " roof ")
    view = page(session, project)
    assert [(one.no, one.key) for one in view.points] == [("(1)", "EG[roof]")]
    assert [(one.key, one.value) for one in view.fixed] == [("EF_RE[roof]", "0.5")]
    assert "(roof)" in view.fixed[0].label
    assert session.run(entry.grid, project, YEAR).entered == 1
    (units,) = session.run(plan_desk.plan_desk, project, YEAR).units
    assert (units.members, units.with_readings) == (("roof",), ("roof",))
    rename = plan_shape.rename_member
    assert code_of(session, rename, project, "i", "other", "x") == "plan.unknown_member"
    assert code_of(session, rename, project, "i", "roof", "a[b]") == "plan.bad_members"


def edit(**changes: Any) -> PointEdit:
    usual: dict[str, Any] = {
        "description": "Electricity sent out",
        "option": "C",
        "source": "Monitored data",
        "procedure": "Read daily.",
        "frequency": "daily",
        "interval": "month",
        "comments": "",
        "estimate": "1,200.5",
        "estimate_source": "PDD",
        "capacity": "800 kW",
    }
    return PointEdit(**{**usual, **changes})


def test_a_point_is_stored_as_a_whole_and_strictly(session: Session, project: str) -> None:
    put = plan_points.set_point
    session.run(put, project, "(1)", edit(source="  Server  of the\nplant "))
    point = page(session, project).points[0]
    assert (point.source, point.interval, point.estimate_text, point.capacity_text, point.description) == (
        "Server of the plant",
        "month",
        "1200.5",
        "800 kW",
        "Electricity sent out",
    )
    assert code_of(session, put, project, "(1)", edit(option="A")) == "plan.option_not_offered"
    assert code_of(session, put, project, "(1)", edit(interval="decade")) == "plan.unknown_interval"
    assert code_of(session, put, project, "(1)", edit(estimate="-1")) == "plan.estimate_negative"
    assert code_of(session, put, project, "(1)", edit(capacity="800 t")) == "unit.mismatch"
    assert code_of(session, put, project, "(9)", edit()) == "plan.unknown_point"
    assert page(session, project).points[0] == point


def test_a_publication_belongs_to_public_data(session: Session) -> None:
    def offers_public_data(reference: str) -> bool:
        ref, _, version = methodologies[reference].partition(" ver")
        return any("A" in one.options for one in definition(ref, version).monitored.values())

    rows = [one for one in session.run(overview.register) if one.usable and "+" not in one.methodology]
    methodologies = {one.reference: one.methodology for one in rows}
    reference = next(one for one in methodologies if offers_public_data(one))
    session.run(overview.start_project, reference)
    point = next(one for one in page(session, reference).points if "A" in one.options)
    facts = {"publication": "Statistics", "edition": "2020", "retrieved_on": date(2021, 2, 1)}
    public_edit = edit(option="A", estimate="", capacity="", **facts)
    session.run(plan_points.set_point, reference, point.no, public_edit)
    stored = next(one for one in page(session, reference).points if one.no == point.no)
    assert stored.public_source == PublicSource("Statistics", "2020", date(2021, 2, 1))
    wrong = edit(option="A", estimate="", capacity="", **facts, valid_until=date(2020, 1, 1))
    assert code_of(session, plan_points.set_point, reference, point.no, wrong) == "plan.days_reversed"


def test_a_known_value_keeps_how_well_it_is_known_and_can_be_compared(session: Session, project: str) -> None:
    (row,) = page(session, project).fixed
    choice = row.choices[0]
    put = planning.set_fixed_value
    session.run(put, project, row.key, choice.value, choice.unit, choice.source, "")
    (stored,) = page(session, project).fixed
    assert (stored.evidence_words, stored.compared) == (choice.evidence, "")
    named = {"compared": True}
    assert code_of(session, put, project, row.key, choice.value, choice.unit, choice.source, "", **named) == (
        "plan.page_missing"
    )
    session.run(put, project, row.key, choice.value, choice.unit, choice.source, "page 4", **named)
    (stored,) = page(session, project).fixed
    assert "compared by Bat on " in stored.compared
    session.run(put, project, row.key, "0.7", choice.unit, choice.source, "page 4")
    (stored,) = page(session, project).fixed
    assert (stored.evidence, stored.compared) == (EvidenceLevel.ENTERED, "")


def test_facts_of_the_project_are_read_strictly(session: Session, project: str) -> None:
    put = project_facts.set_project_facts
    assert session.run(plan_desk.plan_desk, project, None).facts.country == "Mongolia"
    place = Location("Mongolia", " Töv ", "Sergelen", "47.6", "106.8")
    session.run(put, project, place, date(2020, 1, 1), date(2037, 12, 31))
    facts = session.run(plan_desk.plan_desk, project, None).facts
    assert (facts.province, facts.latitude, facts.operation_end) == ("Töv", "47.6", date(2037, 12, 31))
    for latitude in ("47°", "91", "north", "1e1"):
        wrong = Location("Mongolia", "Töv", "Sergelen", latitude, "106.8")
        assert code_of(session, put, project, wrong, None, None) == "project.bad_coordinate"
    assert code_of(session, put, project, place, date(2020, 1, 1), date(2019, 1, 1)) == "project.days_reversed"


def test_the_monthly_check_is_asked_for_or_not(session: Session, project: str) -> None:
    session.run(plan_shape.set_integrity_check, project, monthly=True)
    assert page(session, project).integrity_check
    session.run(plan_shape.set_integrity_check, project, monthly=False)
    assert not page(session, project).integrity_check


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
    place = Location("Mongolia", "Töv", "Sergelen", "47.6", "106.8")
    session.run(project_facts.set_project_facts, project, place, date(2021, 12, 31), None)
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
    session.run(plan_history.lock_plan, project)
    left = [one for one in session.run(checking.checks_page, project, YEAR).findings if one.blocks or one.needs_reason]
    assert [one.code for one in left] == []
    session.run(reporting.make_report, project, YEAR)
    assert session.run(reporting.report_page, project, YEAR).reports[0].current
