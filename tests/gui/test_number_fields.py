"""Numbers in every field: read by one parser, and asked about in one way where they can be read in two."""

from __future__ import annotations

import pytest
from helpers.plan_page import Settle, fill, opened, run
from helpers.windows import press

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.quantity import parse_number, written_with
from jcm_desktop.services import entry, overview, planning
from jcm_desktop.services.plan_desk import PlanDesk, plan_desk
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit
from ui.shell import MainWindow
from ui.views.plan.page import PlanPage

pytestmark = pytest.mark.gui
YEAR = Span.parse("2020-01-01..2020-12-31")


@pytest.fixture
def page(sample: MainWindow, settle: Settle) -> PlanPage:
    return opened(sample, settle)


def desk(page: PlanPage) -> PlanDesk:
    return run(page, plan_desk, page.desk.project, page.desk.span)


@pytest.mark.parametrize(("choice", "stored"), [(0, "18438"), (1, "18.438")])
def test_a_form_of_the_plan_asks_with_buttons(
    page: PlanPage, sample: MainWindow, settle: Settle, choice: int, stored: str
) -> None:
    page.act("project")
    fill(page.project, "estimateTonnes", "18,438")
    fill(page.project, "estimateSource", "Plan")
    press(page.project, "saveEstimate")
    settle(sample)
    message = sample.bar.message
    assert message is not None
    assert [words for words, _then in message.choices] == ["18438", "18.438"]
    press(sample.bar, f"messageChoice{choice}")
    settle(sample)
    assert desk(page).plan.estimate_text == stored
    assert not page.project.touched


def test_a_coordinate_may_have_a_comma(page: PlanPage, sample: MainWindow, settle: Settle) -> None:
    page.act("project")
    fill(page.project, "factLatitude", "47,5")
    press(page.project, "saveFacts")
    settle(sample)
    assert desk(page).facts.latitude == "47.5"


@pytest.fixture
def fresh(session: Session) -> str:
    """A project with a period in which nobody has typed anything yet."""
    row = next(one for one in session.run(overview.register) if one.usable and "MN_AM003" in one.methodology)
    session.run(overview.start_project, row.reference)
    session.run(overview.open_period, row.reference, YEAR)
    return row.reference


def type_(session: Session, project: str, month: int, text: str, sign: str = "") -> str:
    no = session.run(planning.plan_page, project).points[0].no
    days = list(YEAR.months())[month]
    session.run(entry.enter_cells, project, YEAR, (CellEdit(no, days, text),), sign)
    return session.run(entry.grid, project, YEAR).rows[month].cells[0].text


@pytest.mark.parametrize("text", ["1,500", "1.500", "1.500 MWh"])
def test_points_and_commas_are_asked_about_alike(session: Session, fresh: str, text: str) -> None:
    with pytest.raises(UserError) as caught:
        type_(session, fresh, 0, text)
    assert caught.value.code == "number.ambiguous"
    assert type_(session, fresh, 0, text, ".") == ("1,500" if "," in text else "1.5")
    assert type_(session, fresh, 1, text, ",") == ("1.5" if "," in text else "1,500")


def test_where_points_are_usual_nobody_is_asked(session: Session, fresh: str) -> None:
    assert type_(session, fresh, 0, "2347.96") == "2,347.96"
    assert type_(session, fresh, 1, "1.500") == "1.5"


def test_an_answer_holds_for_one_reading_only() -> None:
    with written_with(","):
        assert str(parse_number("1,500")) == "1.500"
    with pytest.raises(UserError):
        parse_number("1,500")
