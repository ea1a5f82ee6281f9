"""Files laid over the days of a period: nothing is lost, nothing counts twice unseen, order makes no difference."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.evidence_days import Coverage, backing, backs, coverage, days_of
from jcm_desktop.domain.period import DAY, Span

YEAR = Span(date(2021, 1, 1), date(2021, 12, 31))
ZERO = date(2021, 1, 1)


def bill(first: date | None, last: date | None, total: str | None = None, name: str = "bill.pdf") -> Evidence:
    amount = None if total is None else Decimal(total)
    return Evidence("a" * 64, name, "pdf", 1, "invoice", ("(1)",), first=first, last=last, total=amount)


def days(span: Span) -> set[date]:
    return {span.first + timedelta(days=at) for at in range(span.days)}


def test_what_lies_outside_the_period_does_not_count() -> None:
    found = coverage([bill(date(2020, 12, 18), date(2021, 1, 17), "1240"), bill(date(2021, 12, 2), None)], YEAR)
    (one,) = found.portions
    assert (one.whole.days, one.counted.days, one.is_cut) == (31, 17, True)
    assert (one.share, one.amount) == (Fraction(17, 31), Fraction(1240 * 17, 31))
    assert found.gaps == (Span(date(2021, 1, 18), YEAR.last),)


def test_a_file_around_the_whole_period_counts_for_all_of_it() -> None:
    found = coverage([bill(date(2020, 1, 1), date(2022, 12, 31), "1096")], YEAR)
    assert found.gaps == found.overlaps == ()
    assert found.amount == 365
    assert coverage([bill(date(2019, 1, 1), date(2019, 12, 31), "5")], YEAR).gaps == (YEAR,)


def test_days_in_two_and_three_files_are_one_overlap() -> None:
    spans = [(1, 31), (20, 40), (35, 60), (36, 90)]
    items = [bill(ZERO + timedelta(days=first - 1), ZERO + timedelta(days=last - 1), "1") for first, last in spans]
    found = coverage(items, YEAR)
    assert found.overlaps == (
        Span(date(2021, 1, 20), date(2021, 1, 31)),
        Span(date(2021, 2, 4), date(2021, 3, 1)),
    )
    assert [len(one.portions) for one in found.stretches] == [1, 2, 1, 2, 3, 2, 1, 0]
    assert found.amount is None  # some days would count twice


def test_an_amount_needs_every_file_to_state_one() -> None:
    first, second = bill(ZERO, date(2021, 6, 30), "10"), bill(date(2021, 7, 1), YEAR.last)
    assert coverage([first, second], YEAR).amount is None
    assert coverage([first, msgspec.structs.replace(second, total=Decimal("2.5"))], YEAR).amount == Fraction(25, 2)
    assert coverage([], YEAR).amount is None


def test_days_that_are_missing_or_reversed_are_no_days() -> None:
    assert days_of(bill(date(2021, 2, 1), date(2021, 1, 1))) is None
    assert days_of(bill(None, date(2021, 1, 1))) is None
    assert backing([bill(ZERO, None), bill(ZERO, ZERO)], "(1)", "invoice") == (bill(ZERO, ZERO),)
    assert backing([bill(ZERO, ZERO)], "(2)", "invoice") == backing([bill(ZERO, ZERO)], "(1)", "photograph") == ()


def test_a_file_without_days_backs_every_value_of_its_points() -> None:
    january = Span(ZERO, date(2021, 1, 31))
    assert backs(bill(None, None), "(1)", january)
    assert backs(bill(date(2021, 1, 31), date(2021, 3, 1)), "(1)", january)
    assert not backs(bill(date(2021, 2, 1), date(2021, 3, 1)), "(1)", january)
    assert not backs(bill(None, None), "(2)", january)


moments = st.integers(-40, 80).map(lambda at: ZERO + timedelta(days=at))
items = st.lists(
    st.builds(
        bill,
        moments,
        st.one_of(st.none(), moments),
        st.sampled_from([None, "0", "31", "1240.5", "7"]),
        st.sampled_from(["a.pdf", "b.pdf"]),
    ),
    max_size=9,
)
periods = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(
    lambda two: Span(ZERO + timedelta(days=two[0]), ZERO + timedelta(days=two[0] + two[1]))
)


def counts(found: Coverage) -> dict[date, int]:
    return {day: len(one.portions) for one in found.stretches for day in days(one.span)}


@given(items, periods)
def test_covered_days_and_gaps_make_up_the_period(some: Sequence[Evidence], period: Span) -> None:
    found = coverage(some, period)
    assert found.covered_days + sum(one.days for one in found.gaps) == period.days
    assert sum(one.span.days for one in found.stretches) == period.days
    assert found.stretches[0].span.first == period.first
    assert all(
        one.span.last + DAY == other.span.first
        for one, other in zip(found.stretches, found.stretches[1:], strict=False)
    )


@given(items, periods)
def test_each_day_is_judged_as_if_it_were_counted_by_hand(some: Sequence[Evidence], period: Span) -> None:
    spans = [days(own) for one in some if (own := days_of(one)) is not None]
    by_hand = {day: sum(day in span for span in spans) for day in days(period)}
    found = coverage(some, period)
    assert counts(found) == by_hand
    assert {day for one in found.gaps for day in days(one)} == {day for day, count in by_hand.items() if not count}
    assert {day for one in found.overlaps for day in days(one)} == {day for day, count in by_hand.items() if count > 1}
    assert all(one.last + DAY < other.first for one, other in zip(found.overlaps, found.overlaps[1:], strict=False))


@given(items, periods, st.randoms(use_true_random=False))
def test_the_order_of_files_makes_no_difference(some: list[Evidence], period: Span, chance: object) -> None:
    mixed = list(some)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert coverage(mixed, period) == coverage(some, period)


@given(items, periods, periods)
def test_what_counts_in_two_periods_is_what_counts_in_both_together(
    some: Sequence[Evidence], period: Span, other: Span
) -> None:
    following = Span(period.last + DAY, period.last + timedelta(days=other.days))
    both = Span(period.first, following.last)

    def total(span: Span) -> Fraction:
        return sum((one.amount or Fraction(0) for one in coverage(some, span).portions), Fraction(0))

    assert total(period) + total(following) == total(both)
    assert all(0 < one.share <= 1 for one in coverage(some, both).portions)
