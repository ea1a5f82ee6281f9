"""Statements about a period: the latest on a subject counts, whatever else was stated between."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.declaration import (
    AcceptedCorrection,
    Approval,
    Cause,
    Declaration,
    EligibilityAnswer,
    IntegrityCheck,
    MissingData,
    SingleScheme,
    Waiver,
    counting,
)
from jcm_desktop.domain.finding import Finding, Place, Severity

MONTH = (date(2020, 1, 1), date(2020, 1, 31))
EVERY: tuple[Declaration, ...] = (
    EligibilityAnswer(criterion="1", met=True),
    Waiver(code="VAL-05", authority="Joint Committee", reference="JC7", reason="decided"),
    MissingData(point="(1)", first=MONTH[0], last=MONTH[1], cause=Cause.OUTAGE),
    AcceptedCorrection(
        point="(1)", meter="M", first=MONTH[0], last=MONTH[1], percent=Decimal("0.2"), adds=False, basis="CAL-03"
    ),
    IntegrityCheck(first=MONTH[0], last=MONTH[1], person="Bold"),
    SingleScheme(text="registered nowhere else"),
    Approval(frozen=True),
)


def test_all_kinds_go_through_json_and_have_a_name() -> None:
    for one in EVERY:
        assert msgspec.json.decode(msgspec.json.encode(one), type=Declaration) == one
    assert len({one.kind for one in EVERY}) == len(EVERY)


def test_the_latest_counts_and_a_withdrawn_one_does_not() -> None:
    yes, no = EligibilityAnswer(criterion="1", met=True), EligibilityAnswer(criterion="1", met=False)
    other = EligibilityAnswer(criterion="2", met=True)
    assert counting([yes, other, no]) == (no, other)
    assert counting([yes, other, msgspec.structs.replace(yes, withdrawn=True)]) == (other,)


@given(st.permutations(EVERY))
def test_the_order_of_other_subjects_does_not_matter(order: list[Declaration]) -> None:
    assert counting(order) == counting(EVERY)


def test_a_waiver_covers_its_check_its_place_and_its_days() -> None:
    here = Place("readings", "(1)", "EG", "2020-01-01", "2020-01-31")
    found = Finding("VAL-05", Severity.WARNING, here, {}, "")
    waiver = Waiver(code="VAL-05", authority="JC", reference="7", reason="x", valid_until=date(2021, 1, 1))
    assert waiver.covers(found, date(2021, 1, 1))
    assert not waiver.covers(found, date(2021, 1, 2))
    assert not msgspec.structs.replace(waiver, code="VAL-04").covers(found, date(2020, 1, 1))
    assert msgspec.structs.replace(waiver, place=str(here)).covers(found, date(2020, 1, 1))
    assert not msgspec.structs.replace(waiver, place="plan").covers(found, date(2020, 1, 1))
    assert not msgspec.structs.replace(waiver, valid_from=date(2020, 2, 1)).covers(found, date(2020, 1, 1))
