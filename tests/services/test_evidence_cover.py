"""The bars of the evidence page: they say what the check EVD-04 says, and what the days of a file are worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from helpers.breaks import GOOD, OWN, bills, invoice
from helpers.dossiers import TODAY, changed
from hypothesis import given, settings
from hypothesis import strategies as st

from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import using_language
from jcm_desktop.services import evidence, evidence_cover
from jcm_desktop.services.evidence_cover import CoverRow, DayState, cover_rows
from jcm_desktop.services.formatting import equals
from jcm_desktop.services.session import Session
from jcm_desktop.validation.assessment import assess

YEAR = Span(date(2021, 1, 1), date(2021, 12, 31))
POINT = changed(GOOD.plan.points[0], option="B")
START = GOOD.period.first


def bar(*items: Evidence, option: str = "B") -> CoverRow:
    (row,) = cover_rows(changed(POINT, option=option), items, YEAR)
    return row


def shown(row: CoverRow) -> list[tuple[str, DayState, tuple[int, ...]]]:
    return [(str(one.span), one.state, one.numbers) for one in row.stretches]


def test_invoices_of_a_year_with_a_gap_and_an_overlap() -> None:
    row = bar(
        invoice(date(2021, 7, 1), date(2022, 1, 19), "203"),
        invoice(date(2020, 12, 18), date(2021, 3, 31), "104"),
        invoice(date(2021, 3, 31), date(2021, 5, 31), "62"),
    )
    assert shown(row) == [
        ("2021-01-01..2021-03-30", DayState.BILLED, (1,)),
        ("2021-03-31..2021-03-31", DayState.BILLED_TWICE, (1, 2)),
        ("2021-04-01..2021-05-31", DayState.BILLED, (2,)),
        ("2021-06-01..2021-06-30", DayState.UNBILLED, ()),
        ("2021-07-01..2021-12-31", DayState.BILLED, (3,)),
    ]
    assert (row.required, row.complete, row.amount) == (True, False, "")
    assert row.summary == "30 days are in no invoice; 1 day is in more than one invoice"
    assert [one.counted for one in row.portions] == [
        "90 of its 104 days count (45/52)",
        "all of its 62 days count",
        "184 of its 203 days count (184/203)",
    ]
    assert [one.amount for one in row.portions] == [
        "104 MWh × 45/52 = 90 MWh",
        "62 MWh",
        "203 MWh × 184/203 = 184 MWh",
    ]
    assert row.portions[0].days == "2020-12-18 to 2021-03-31"


def test_a_year_of_invoices_without_a_fault() -> None:
    row = bar(invoice(date(2020, 12, 2), date(2021, 6, 30), "3"), invoice(date(2021, 7, 1), date(2021, 12, 31), "1"))
    assert row.complete
    assert row.summary == "Every day is in exactly one invoice."
    assert row.portions[0].amount == "3 MWh × 181/211 ≈ 2.57346 MWh"
    assert row.amount == "In the period, by days: ≈ 3.57346 MWh"


def test_a_point_with_option_b_has_a_bar_before_its_first_invoice() -> None:
    row = bar()
    assert shown(row) == [(str(YEAR), DayState.UNBILLED, ())]
    assert list(cover_rows(changed(POINT, option="C"), (), YEAR)) == []


def test_other_files_say_their_days_and_nobody_asks_for_more() -> None:
    photo = changed(invoice(date(2021, 2, 1), date(2021, 2, 28)), kind="photograph", name="meter.jpg")
    other = changed(photo, first=date(2021, 2, 28), last=date(2021, 2, 28), name="again.jpg", page="left")
    row = bar(photo, other, option="C")
    assert [one.state for one in row.stretches] == [
        *(DayState.IN_NONE, DayState.IN_ONE, DayState.IN_SEVERAL, DayState.IN_NONE),
    ]
    assert row.stretches[2].files == ("meter.jpg", "again.jpg, left")
    assert row.summary == "28 of 365 days of the period are covered"
    assert row.portions[1].counted == "its 1 day counts"
    assert not any(one.state.is_wrong for one in row.stretches)
    assert [one.kind for one in cover_rows(POINT, (photo,), YEAR)] == ["invoice", "photograph"]


def test_it_is_told_in_japanese() -> None:
    with using_language("ja"):
        assert bar(invoice(date(2020, 12, 18), date(2021, 12, 31), "104")).portions[0].amount.startswith("104 MWh ×")


def test_a_share_is_shown_exactly_or_said_to_be_rounded() -> None:
    assert equals(Fraction(680)) == "= 680"
    assert equals(Fraction(-1, 8)) == "= −0.125"
    assert equals(Fraction(2, 3)) == "≈ 0.666667"
    assert equals(Fraction(10**40 + 1, 2), places=1) == f"= {10**40 // 2:,}.5"
    assert equals(Fraction(0)) == "= 0"


days = st.integers(-30, 600).map(lambda at: START + timedelta(days=at))
several = st.lists(st.builds(lambda one, other: invoice(*sorted((one, other))), days, days), max_size=6)


@settings(max_examples=60)
@given(several)
def test_the_bar_is_red_where_the_check_finds_something(some: Sequence[Evidence]) -> None:
    """Day by day: EVD-04 names exactly the days that the bar shows as missing or as billed twice."""
    own = changed(OWN, monitored={"EG": changed(OWN.monitored["EG"], options=("B",))})
    found = assess(bills(*some)(GOOD), own, today=TODAY, only=frozenset({"evidence"})).findings
    places = [one.place for one in found if one.code == "EVD-04"]
    blamed = [day for one in places for day in _days(Span.parse(f"{one.first}..{one.last}"))]
    (row,) = cover_rows(POINT, tuple(some), GOOD.period)
    wrong = [day for one in row.stretches if one.state.is_wrong for day in _days(one.span)]
    assert sorted(blamed) == wrong
    assert row.complete == (not wrong)


def _days(span: Span) -> list[date]:
    return [span.first + timedelta(days=at) for at in range(span.days)]


def test_the_page_of_a_project_has_the_bar_of_its_meter_record(session: Session) -> None:
    (row,) = session.run(evidence_cover.cover_page, "MN006", GOOD.period)
    assert (row.kind, row.complete, row.required) == ("meter-record", True, False)
    path = session.folder / "bill.txt"
    path.write_text("January: 12 MWh", encoding="utf-8")
    proof = evidence.Proof("invoice", ("(1)",), "Seller", date(2019, 6, 20), date(2019, 7, 19), total="60")
    session.run(evidence.attach_files, "MN006", (str(path),), proof)
    first, second = session.run(evidence_cover.cover_page, "MN006", GOOD.period)
    assert (first.kind_words, second.kind_words) == ("Invoice", "Meter record")
    assert first.portions[0].amount == "60 MWh × 7/15 = 28 MWh"
