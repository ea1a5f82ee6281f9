"""Facts of a project: its time zone, the estimate of each calendar year, and what they are used for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from helpers.loggers import PERIOD, bare, counted, csv, imported, read
from helpers.plants import PLANT, YEAR, add_plant, put

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.project import Location
from jcm_desktop.services import checking, logger_series, overview, plan_history, plan_shape, project_facts, results
from jcm_desktop.services.import_choices import import_choices
from jcm_desktop.services.import_files import open_files, recall
from jcm_desktop.services.plan_desk import PlanDesk, plan_desk
from jcm_desktop.services.plan_estimates import set_year_estimates
from jcm_desktop.services.session import Session
from jcm_desktop.words import sentence

MONGOLIA, INDONESIA, THAILAND = "MN006", "ID003", "TH001"


def desk(session: Session, project: str) -> PlanDesk:
    return session.run(plan_desk, project, None)


def code_of(session: Session, use_case: Any, *arguments: Any) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, *arguments)
    assert "no words yet" not in sentence(caught.value.code, caught.value.place, caught.value.facts)
    return caught.value.code


def put_zone(session: Session, project: str, zone: str) -> None:
    session.run(project_facts.set_project_facts, project, Location(), None, None, zone)


# --- time zone ------------------------------------------------------------------------------------------------------


def test_the_zone_is_the_country_s_where_it_has_one_only(session: Session) -> None:
    session.run(overview.start_project, THAILAND)
    facts = desk(session, THAILAND).facts
    assert (facts.zone, facts.zones[0]) == ("Asia/Bangkok", "Asia/Bangkok")
    facts = desk(session, INDONESIA).facts
    assert (facts.zone, facts.zones[:2]) == ("", ("Asia/Jakarta", "Asia/Pontianak"))
    assert "Europe/Berlin" in facts.zones


def test_it_is_chosen_and_used_by_the_next_import(session: Session, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", date(2016, 1, 1), date(2016, 1, 31))
    files = open_files([str(path)])
    assert session.run(recall, INDONESIA, files)[0].mapping.zone == ""
    assert code_of(session, project_facts.set_project_facts, INDONESIA, Location(), None, None, "Asia/Nowhere") == (
        "zone.unknown"
    )
    put_zone(session, INDONESIA, "Asia/Makassar")
    assert desk(session, INDONESIA).facts.zone == "Asia/Makassar"
    assert session.run(recall, INDONESIA, files)[0].mapping.zone == "Asia/Makassar"
    assert session.run(import_choices, INDONESIA).zones[0] == "Asia/Jakarta"
    session.run(project_facts.set_project_facts, INDONESIA, Location(town="Bekasi"), None, None)
    assert desk(session, INDONESIA).facts.zone == "Asia/Makassar"  # not said is as it was


def test_stored_logger_data_keep_their_zone_until_they_are_taken_back(tmp_path: Path) -> None:
    with bare(tmp_path / "workspace") as session:
        path = csv(tmp_path / "a.csv", date(2020, 1, 1), date(2020, 1, 31))
        imported(session, path)
        assert desk(session, MONGOLIA).facts.zone == "Asia/Ulaanbaatar"
        arguments = (MONGOLIA, Location(), None, None, "Asia/Hovd")
        assert code_of(session, project_facts.set_project_facts, *arguments) == "project.zone_in_use"
        put_zone(session, MONGOLIA, "Asia/Ulaanbaatar")
        (one,) = session.run(logger_series.series_view, MONGOLIA, "(1)").imports
        session.run(logger_series.take_back, MONGOLIA, one.id, "the wrong zone")
        put_zone(session, MONGOLIA, "Asia/Hovd")
        (file,) = session.run(recall, MONGOLIA, open_files([str(path)]))
        assert (file.remembered, file.mapping.zone) == ("a.csv", "Asia/Hovd")


def test_the_days_of_a_month_begin_by_the_zone_s_summer_time(tmp_path: Path) -> None:
    """Chile sets its clocks in April and September: those months have an hour more and an hour less."""
    with bare(tmp_path / "workspace") as session:
        put_zone(session, MONGOLIA, "America/Santiago")
        path = tmp_path / "utc.csv"
        days = PERIOD.days
        stamps = [
            f"{date.fromordinal(PERIOD.first.toordinal() + at // 24)} {at % 24:02d}:00,1" for at in range(days * 24)
        ]
        path.write_text("Time,Energy [kWh]\n" + "\n".join(stamps) + "\n", encoding="utf-8")
        readings = read(session, path, wall="UTC", zone="America/Santiago")
        zones = {one.mapping.zone for one in readings}
        assert zones == {"America/Santiago"}
        imported(session, path, wall="UTC", zone="America/Santiago")
        grid = session.run(lambda inner: logger_series.series_view(inner, MONGOLIA, "(1)"))
        assert grid.zone == "America/Santiago"
        found = counted(session)
        assert found["2020-04-01..2020-04-30"] == Decimal("0.721")
        assert found["2020-09-01..2020-09-30"] == Decimal("0.719")
        assert found["2020-06-01..2020-06-30"] == Decimal("0.720")


# --- estimates of calendar years ------------------------------------------------------------------------------------

TABLE = (("2019", "9,800.5", "100.5", "9700"), ("2020", "", "", "20 323"), ("", "", "", ""))


def test_the_table_of_years_is_entered_and_shown_again(session: Session) -> None:
    session.run(set_year_estimates, MONGOLIA, TABLE[::-1])
    assert desk(session, MONGOLIA).estimates == (("2019", "9800.5", "100.5", "9700"), ("2020", "", "", "20323"))
    session.run(set_year_estimates, MONGOLIA, (("2021", "500", "20", ""),))
    assert desk(session, MONGOLIA).estimates == (("2021", "500", "20", "480"),)
    session.run(set_year_estimates, MONGOLIA, ())
    assert desk(session, MONGOLIA).estimates == ()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("20", "", "", "1"), "plan.estimate_year"),
        (("", "", "", "1"), "plan.estimate_year"),
        (("2020", "", "", ""), "plan.estimate_missing"),
        (("2020", "5", "", ""), "plan.estimate_missing"),
        (("2020", "", "", "-1"), "plan.estimate_negative"),
        (("2020", "5", "9", ""), "plan.estimate_difference"),
        (("2020", "500", "100", "402"), "plan.estimate_difference"),
        (("2020", "", "", "about 5"), "number.invalid"),
    ],
)
def test_it_is_read_strictly(row: tuple[str, str, str, str], code: str, session: Session) -> None:
    assert code_of(session, set_year_estimates, MONGOLIA, (row,)) == code
    assert desk(session, MONGOLIA).estimates == ()


def test_numbers_are_read_as_the_document_or_as_another_number_shows(session: Session) -> None:
    def read(*numbers: str) -> list[str]:
        rows = tuple((str(2020 + at), "", "", number) for at, number in enumerate(numbers))
        session.run(set_year_estimates, MONGOLIA, rows)
        return [one[3] for one in desk(session, MONGOLIA).estimates]

    assert read("1,420", "987") == ["1420", "987"]
    assert read("1,420", "1,420.5") == ["1420", "1420.5"]
    assert read("1.420", "1.420,5") == ["1420", "1420.5"]
    assert code_of(session, set_year_estimates, MONGOLIA, (("2020", "1,420.5", "", "1.420,5"),)) == "number.invalid"


def test_a_year_stands_once_and_rounding_by_a_tonne_is_no_mistake(session: Session) -> None:
    assert code_of(session, set_year_estimates, MONGOLIA, (TABLE[1], TABLE[1])) == "plan.estimate_twice"
    session.run(set_year_estimates, MONGOLIA, (("2020", "500", "100", "401"),))


def test_a_locked_plan_takes_it_as_a_change_that_is_listed(session: Session) -> None:
    session.run(set_year_estimates, MONGOLIA, TABLE)
    session.run(plan_history.lock_plan, MONGOLIA)
    assert code_of(session, set_year_estimates, MONGOLIA, ()) == "plan.locked"
    facts = plan_history.VersionFacts("Another estimate", "It was wrong", date(2021, 1, 1))

    def edit(inner: Session) -> Any:
        return set_year_estimates(inner, MONGOLIA, (("2020", "", "", "20000"),))

    session.run(plan_history.edit_in_new_version, MONGOLIA, facts, edit)
    rows = desk(session, MONGOLIA).versions.rows[0].differences
    assert [(one.what, one.before, one.after) for one in rows] == [
        ("estimate of 2019", "9,700", ""),
        ("estimate of 2020", "20,323", "20,000"),
    ]


def test_the_result_is_compared_with_the_table_before_the_figure_of_one_year(session: Session) -> None:
    span = Span(date(2019, 7, 6), date(2020, 12, 31))
    session.run(set_year_estimates, MONGOLIA, TABLE)
    view = session.run(results.result_page, MONGOLIA, span)
    assert [(one.year, one.expected) for one in view.vintages] == [("2019", "9,700"), ("2020", "20,323")]
    assert "30,023 t" in view.estimate
    session.run(set_year_estimates, MONGOLIA, (("2019", "", "", "3000"), ("2020", "", "", "20323")))
    found = {one.code for one in session.run(checking.checks_page, MONGOLIA, span).findings}
    assert "ER-06" in found  # 30,312 t against 23,323 t


def test_a_plan_without_any_says_so(session: Session) -> None:
    add_plant(session)
    put(session, "1900")
    session.run(plan_shape.set_yearly_estimate, PLANT, "", "")
    view = session.run(results.result_page, PLANT, YEAR)
    assert view.estimate == "The plan has no ex-ante estimate for these days."
    assert [one.expected for one in view.vintages] == [""]
