"""Versions of a plan: which holds on which day, and how two differ."""

from __future__ import annotations

import json
from datetime import date, timedelta

import msgspec
from helpers.dossiers import changed, sample_dossier
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import Plan, PublicSource, StructureRole, VersionChange
from jcm_desktop.domain.plan_versions import (
    counting,
    differences,
    figures,
    head,
    holds_on,
    in_force,
    on_day,
    other_figures_within,
    registered_content,
)

FIRST = changed(sample_dossier().plan, locked=True)
DAYS = st.dates(date(2019, 1, 1), date(2021, 12, 31))


def lasting(version: int, day: date | None, **changes: object) -> Plan:
    return changed(FIRST, version=version, valid_from=day, locked=False, change=VersionChange("a", "b"), **changes)


def passing(version: int, first: date | None, last: date | None, **changes: object) -> Plan:
    change = VersionChange("a", "b", temporary=True, until=last)
    return changed(FIRST, version=version, valid_from=first, locked=False, change=change, **changes)


def test_the_last_row_of_a_version_counts_and_one_taken_back_does_not() -> None:
    second = lasting(2, date(2020, 1, 1))
    rows = [changed(FIRST, locked=False), FIRST, second, changed(second, approval="7"), changed(FIRST, roles=())]
    assert [(one.version, one.approval) for one in counting(rows)] == [(1, ""), (2, "7")]
    assert head(rows).approval == "7"
    assert counting([*rows, changed(second, withdrawn=True)]) == (changed(FIRST, roles=()),)


def test_an_edit_changes_a_deviation_only_while_it_is_open() -> None:
    deviation = passing(2, date(2020, 1, 1), date(2020, 2, 1))
    assert head([FIRST, deviation]) == deviation
    assert head([FIRST, changed(deviation, locked=True)]) == FIRST
    assert head([FIRST, changed(deviation, locked=True), lasting(3, None)]).version == 3


def test_versions_hold_on_their_days() -> None:
    versions = (FIRST, lasting(2, date(2020, 6, 1)), passing(3, date(2020, 7, 1), date(2020, 7, 31)))
    wanted = {date(2019, 1, 1): 1, date(2020, 5, 31): 1, date(2020, 6, 1): 2, date(2020, 7, 31): 3, date(2020, 8, 1): 2}
    assert {day: on_day(versions, day).version for day in wanted} == wanted
    assert not holds_on(passing(2, None, None), date(2020, 1, 1))
    assert on_day(versions[1:2], date(2019, 1, 1)).version == 2  # nothing else is known


def test_meters_and_people_are_the_same_in_every_version() -> None:
    roles = (StructureRole("Manager", "Approves", "Bold"),)
    points = (changed(FIRST.points[0], meters=("OLD", "NEW"), source="Other"),)
    second = lasting(2, date(2020, 6, 1), points=points, roles=roles, roles_from=date(2020, 6, 1))
    early = in_force([FIRST, second], date(2020, 1, 1))
    assert (early.version, early.points[0].meters, early.points[0].source) == (1, ("OLD", "NEW"), "Monitored data")
    assert (early.roles, early.roles_from) == (roles, date(2020, 6, 1))
    assert registered_content(early) == registered_content(FIRST)


def test_what_was_registered_has_no_version_no_meter_and_no_name() -> None:
    same = lasting(2, None, roles=(), points=(changed(FIRST.points[0], meters=()),), approval="7")
    same = changed(same, fixed=tuple(changed(one, confirmed_by="Bold") for one in same.fixed[::-1]))
    assert registered_content(same) == registered_content(FIRST)
    assert differences(FIRST, same) == ()
    for other in (
        changed(FIRST, estimate_source="x"),
        changed(FIRST, points=(changed(FIRST.points[0], interval="day"),)),
        changed(FIRST, decisions={"way": "one"}),
        changed(FIRST, integrity_check="monthly"),
        changed(FIRST, sets=()),
    ):
        assert registered_content(other) != registered_content(FIRST)
        assert differences(FIRST, other)


def test_differences_are_told_in_the_order_of_the_sheets() -> None:
    source = PublicSource("Statistics", "2020")
    other = changed(
        FIRST,
        points=(changed(FIRST.points[0], option="A", public_source=source, comments="x"),),
        fixed=(),
        sets=(changed(FIRST.sets[0], members=("pv-1", "pv-2")),),
    )
    assert [(one.area, one.key, one.field, one.before, one.after) for one in differences(FIRST, other)] == [
        ("set", "i", "", "pv-1", "pv-1, pv-2"),
        ("point", "(1)", "option", "C", "A"),
        ("point", "(1)", "comments", "", "x"),
        ("point", "(1)", "public_source", "", "Statistics, 2020"),
        ("value", "EF_RE[pv-1]", "", FIRST.fixed[0].description, ""),
    ]


@given(st.lists(st.tuples(DAYS, st.one_of(st.none(), st.integers(0, 200)), st.booleans()), max_size=5), DAYS)
def test_exactly_one_version_holds_and_none_newer_does(rows: list[tuple[date, int | None, bool]], day: date) -> None:
    versions = [FIRST]
    for at, (first, more, temporary) in enumerate(rows, 2):
        last = None if more is None else first + timedelta(days=more)
        versions.append(passing(at, first, last) if temporary else lasting(at, first))
    found = on_day(versions, day)
    assert holds_on(found, day)
    assert not [one for one in versions if one.version > found.version and holds_on(one, day)]


@given(st.lists(st.tuples(DAYS, st.booleans(), st.booleans()), max_size=4), DAYS, st.integers(0, 500))
def test_other_figures_are_found_exactly_when_a_day_has_them(
    rows: list[tuple[date, bool, bool]], first: date, length: int
) -> None:
    versions = [FIRST]
    for at, (day, temporary, other) in enumerate(rows, 2):
        fixed = () if other else FIRST.fixed
        made = passing(at, day, day + timedelta(days=40), fixed=fixed) if temporary else lasting(at, day, fixed=fixed)
        versions.append(made)
    period = Span(first, first + timedelta(days=length))
    plan = on_day(versions, period.last)
    every = [period.first + timedelta(days=at) for at in range(period.days)]
    wanted = [day for day in every if figures(on_day(versions, day)) != figures(plan)]
    assert other_figures_within(versions, plan, period) == (wanted[0] if wanted else None)


def test_plans_and_dossiers_from_before_there_were_versions_are_still_read() -> None:
    plain = json.loads(msgspec.json.encode(sample_dossier()))
    del plain["plan_versions"]
    for name in ("locked", "change", "withdrawn", "roles_from"):
        del plain["plan"][name]
    for row in plain["plan"]["fixed"]:
        del row["confirmed_by"], row["confirmed_on"]
    read = msgspec.json.decode(json.dumps(plain), type=Dossier)
    assert read == sample_dossier()
    assert read.registered_plan is None


def test_a_deviation_without_an_end_may_be_written_with_the_last_day_there_is() -> None:
    period = Span(date(2020, 1, 1), date(2020, 12, 31))
    forever = passing(2, date(2020, 7, 1), date.max, estimate_t_per_year=None, fixed=())
    assert figures(forever) != figures(FIRST)
    assert other_figures_within([FIRST, forever], FIRST, period) == date(2020, 7, 1)
