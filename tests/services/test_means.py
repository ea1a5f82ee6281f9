"""A monitored mean on the pages: below its column, beside the estimate, in the result and its derivation."""

from __future__ import annotations

from datetime import date

import pytest

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.services import entry, overview, plan_shape, planning, results
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit, DerivationNode

PROJECT = "MN005"
QUARTER = Span(date(2018, 1, 1), date(2018, 3, 31))
MONTHS = tuple(QUARTER.months())  # 31, 28 and 31 days


@pytest.fixture
def line(session: Session) -> Session:
    """MN005 as it stands in the register, with its one fixed value and a quarter to enter."""
    session.run(overview.start_project, PROJECT)
    session.run(planning.set_fixed_value, PROJECT, "R_RE[l-1]", "0.12", "ohm/km", "MNS 5870", "1")
    session.run(overview.open_period, PROJECT, QUARTER)
    return session


def put(session: Session, column: int, *texts: str) -> None:
    edits = tuple(CellEdit(f"({column})", month, text) for month, text in zip(MONTHS, texts, strict=False))
    session.run(entry.enter_cells, PROJECT, QUARTER, edits, ".")


def filled(session: Session) -> None:
    put(session, 1, "1000", "1000", "1000")
    put(session, 2, "980", "980", "980")
    put(session, 3, "0.1", "0.1", "0.1")
    put(session, 4, "1.0", "1.1", "1.3")


def test_below_its_column_stands_the_mean(line: Session) -> None:
    filled(line)
    grid = line.run(entry.grid, PROJECT, QUARTER)
    # (31 x 1.0 + 28 x 1.1 + 31 x 1.3) / 90 = 1.13444...
    assert grid.totals == ("3,000", "2,940", "mean 0.1", "mean 1.13444")
    assert grid.claimed == 13  # 60 MWh x 0.2 x 1.13444... = 13.613...


def test_the_estimate_of_a_mean_is_not_scaled_to_a_month(line: Session) -> None:
    line.run(plan_shape.set_point_figures, PROJECT, "(4)", "1.1", "PDD", "")
    line.run(plan_shape.set_point_figures, PROJECT, "(1)", "3650", "PDD", "")
    cells = line.run(entry.grid, PROJECT, QUARTER).rows[0].cells
    assert "310 MWh" in cells[0].expected
    assert "1.1 tCO2/MWh" in cells[3].expected


def test_a_mean_without_a_reading_is_named(line: Session) -> None:
    filled(line)
    put(line, 4, "", "", "")
    page = line.run(results.result_page, PROJECT, QUARTER)
    assert "no reading of EF_grid" in page.problem
    put(line, 4, "1.0")
    page = line.run(results.result_page, PROJECT, QUARTER)
    assert page.problem == ""
    assert [one.complete for one in page.months] == [True, False, False]
    assert [round(one.value, 6) for one in page.months] == [4.0, 0, 0]


def test_the_derivation_says_how_the_mean_was_made(line: Session) -> None:
    filled(line)
    page = line.run(results.result_page, PROJECT, QUARTER)

    def nodes(node: DerivationNode) -> list[DerivationNode]:
        return [node, *(found for child in node.children for found in nodes(child))]

    (factor,) = [one for one in nodes(page.vintages[0].derivations[0]) if one.symbol.startswith("EF")]
    assert factor.detail == "point (4): mean of its readings, weighted by their days"
    assert [one.value for one in factor.children] == ["1", "1.1", "1.3"]


def test_what_a_project_has_not_needs_no_points(session: Session) -> None:
    session.run(overview.start_project, "SA001")

    def keys() -> list[str]:
        return [one.key for one in session.run(planning.plan_page, "SA001").points]

    assert keys() == ["EC_PJ[i-1]"]
    session.run(plan_shape.set_members, "SA001", "g", ("diesel",))
    assert keys() == ["EC_PJ[i-1]", "FC_gen[diesel]", "EG_gen[diesel]"]
    session.run(plan_shape.set_members, "SA001", "g", ())
    assert keys() == ["EC_PJ[i-1]"]
    with pytest.raises(UserError) as caught:
        session.run(plan_shape.set_members, "SA001", "i", ())
    assert caught.value.code == "plan.bad_members"


def test_where_every_set_may_be_empty_there_is_something_to_begin_with() -> None:
    plan = overview.skeleton_plan(definition("ID_AM020"))
    assert [(one.name, one.members) for one in plan.sets] == [("i", ("i-1",)), ("k", ())]
    assert [one.key for one in plan.points] == ["EC_PJ[i-1]"]
