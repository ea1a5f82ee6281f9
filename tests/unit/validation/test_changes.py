"""What changed since registration: silent where it was approved or recorded, told in words where it was not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from helpers.breaks import GOOD, WHOLE, findings, plan, point, project, registered, since
from helpers.dossiers import changed

from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.finding import Finding, Severity
from jcm_desktop.domain.meter import MeterEvent
from jcm_desktop.domain.plan import VersionChange
from jcm_desktop.domain.project import Location
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.i18n import using_language
from jcm_desktop.validation.runner import message, remedy

REGISTERED = registered(GOOD)
OTHER_WORDS = point(source="Invoices")(GOOD).plan
OTHER_VALUE = changed(GOOD.plan, fixed=(changed(GOOD.plan.fixed[0], quantity=Quantity(Decimal("0.533"), "tCO2/MWh")),))
DEVIATION = VersionChange("Invoices in place of the meter", "The meter failed", temporary=True)
FULL = changed(DEVIATION, until=date(2020, 4, 30), treatment="The lower of both values")


def told(dossier: Dossier, code: str = "") -> list[Finding]:
    found = [one for one in findings(dossier) if not code or one.code == code]
    for language in ("en", "ja"):
        with using_language(language):
            assert not [one for one in found if "{" in message(one) + remedy(one)]
    return found


def codes(dossier: Dossier) -> set[str]:
    return {one.code for one in told(dossier)}


def test_a_plan_that_is_the_registered_one_has_no_findings() -> None:
    assert told(REGISTERED) == []


def test_a_locked_version_cannot_have_changed_without_a_record() -> None:
    (found,) = told(plan(estimate_source="Somewhere")(REGISTERED))
    assert (found.code, found.place.parameter) == ("PRC-01", "version 1")
    assert codes(point(source="Invoices")(REGISTERED)) == {"PRC-01", "PAR-07"}
    assert codes(point(option="B")(REGISTERED)) >= {"PRC-01", "EVD-02"}
    assert {"PRC-01", "PAR-06"} <= codes(changed(REGISTERED, plan=OTHER_VALUE))


def test_a_version_for_good_asks_for_its_approval() -> None:
    version = since(REGISTERED, OTHER_WORDS)
    (found, words) = told(version)
    assert (found.code, words.code, words.severity) == ("PRC-01", "PAR-07", Severity.WARNING)
    assert "version 2 of the plan names no approval" in message(found)
    (words,) = told(since(REGISTERED, OTHER_WORDS, approval="JC decision 7"))
    assert (words.code, words.severity) == ("PAR-07", Severity.INFO)
    assert "JC decision 7" in message(words)


def test_an_approved_value_counts_for_whole_periods_only() -> None:
    assert told(since(REGISTERED, OTHER_VALUE, approval="JC decision 7")) == []
    (found,) = told(since(REGISTERED, OTHER_VALUE, approval="JC decision 7", valid_from=date(2020, 3, 1)))
    assert found.code == "PRC-01"
    assert "held on 2019-07-06, inside the period" in message(found)
    later = since(REGISTERED, OTHER_VALUE, valid_from=date(2021, 1, 1))
    assert told(later) == []
    assert later.plan.fixed == GOOD.plan.fixed


def test_a_deviation_says_days_reason_and_treatment() -> None:
    version = since(REGISTERED, OTHER_WORDS, FULL, valid_from=date(2020, 3, 1))
    assert version.plan.points == GOOD.plan.points  # it was over before the period was
    (found,) = told(version)
    assert (found.code, found.severity) == ("PRC-02", Severity.INFO)
    assert "from 2020-03-01 to 2020-04-30: The meter failed" in message(found)
    open_ = since(REGISTERED, OTHER_WORDS, changed(DEVIATION, why=""), valid_from=None)
    assert [one.severity for one in told(open_, "PRC-02")] == [Severity.WARNING] * 4
    elsewhere = since(REGISTERED, OTHER_WORDS, changed(FULL, until=date(2019, 6, 30)), valid_from=date(2019, 6, 1))
    assert told(elsewhere) == []


def test_a_deviation_of_the_last_days_holds_and_is_shown() -> None:
    version = since(REGISTERED, OTHER_WORDS, changed(FULL, until=None), valid_from=date(2020, 12, 1))
    assert {(one.code, one.severity) for one in told(version)} == {
        ("PRC-02", Severity.WARNING),
        ("PAR-07", Severity.WARNING),
    }


def test_a_deviation_with_other_figures_has_days_of_its_own() -> None:
    (found, _told) = told(since(REGISTERED, OTHER_VALUE, FULL, valid_from=date(2020, 3, 1)))
    assert (found.code, "held on 2020-03-01" in message(found)) == ("PRC-01", True)


def test_meters_are_those_of_the_registered_plan_or_came_in_their_place() -> None:
    def layout(dossier: Dossier) -> list[str]:
        return [message(one) for one in told(dossier, "PRC-01")]

    more = changed(GOOD.meters[0], serial="NEW")
    added = changed(point(meters=("SAMPLE-0001", "NEW"))(REGISTERED), meters=(GOOD.meters[0], more))
    assert "NEW at point (1) is not in the registered plan" in layout(added)[0]
    event = MeterEvent(date(2020, 1, 31), "swap", successor="NEW")
    swapped = changed(added, meters=(changed(GOOD.meters[0], events=(event,)), more))
    assert layout(swapped) == []
    assert "SAMPLE-0001 of the registered plan is no longer named" in layout(point(meters=("NEW",))(added))[0]
    assert layout(since(added, added.plan, approval="JC decision 7")) == []
    without = registered(point(meters=())(GOOD))
    assert layout(changed(without, plan=REGISTERED.plan)) == []  # registered before there was a meter


def test_another_structure_says_since_when() -> None:
    other = plan(roles=GOOD.plan.roles[:2])(REGISTERED)
    assert [one.severity for one in told(other, "MSS-03")] == [Severity.WARNING]
    assert told(plan(roles_from=date(2020, 5, 1))(other)) == []


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"town": " "}, "the town is missing"),
        ({"town": "", "province": ""}, "it needs country, province, town and both coordinates"),
        ({"latitude": "47° 30' N"}, "is not a number of degrees"),
        ({"longitude": "190"}, "is not a number of degrees"),
        ({"latitude": "-90.1"}, "is not a number of degrees"),
        ({"town": "Ulaanbaatar (Head Office)"}, "looks like the office"),
        ({"province": "東京都 本社"}, "looks like the office"),
    ],
)
def test_a_location_is_complete_and_no_office(broken: dict[str, str], words: str) -> None:
    (found,) = told(project(location=changed(GOOD.project.location, **broken))(GOOD))
    assert (found.code, found.severity) == ("ID-07", Severity.WARNING)
    assert words in message(found)
    assert found.place.parameter in broken


def test_a_location_that_nobody_entered_is_told_once() -> None:
    (found,) = told(project(location=Location())(GOOD))
    assert "nothing is entered" in message(found)
    assert WHOLE[0] == GOOD.period.first
