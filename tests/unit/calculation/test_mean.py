"""A monitored mean: weighted by days, never split, never added up, and nothing without a reading."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from helpers.means import correction, dossier_of, line
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.calculation.aggregate import new_days, portion, whole
from jcm_desktop.calculation.engine import by_month, calculate, explain
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.formulas.numbers import as_decimal
from jcm_desktop.words import sentence

values = st.decimals(-1000, 1000, places=4, allow_nan=False)
weighted = st.lists(st.tuples(values, st.integers(1, 366)), min_size=1, max_size=12)


def one_after_the_other(found: list[tuple[Decimal, int]]) -> list[tuple[Decimal, Span]]:
    """The values over so many days each, from the first of 2019 on."""
    first, placed = date(2019, 1, 1), []
    for value, days in found:
        placed.append((value, Span(first, first + timedelta(days - 1))))
        first += timedelta(days)
    return placed


@given(weighted, st.randoms(use_true_random=False))
def test_a_mean_lies_between_its_values_in_whatever_order(found: list[tuple[Decimal, int]], chance: Random) -> None:
    placed = one_after_the_other(found)
    mean = whole(placed, "mean")
    assert mean is not None
    assert min(value for value, _ in found) <= mean <= max(value for value, _ in found)
    chance.shuffle(placed)
    assert whole(placed, "mean") == mean
    assert Fraction(mean) == sum(Fraction(value) * days for value, days in found) / sum(days for _, days in found)


@given(weighted, values, st.data())
def test_what_is_laid_over_a_reading_is_added_to_it(
    found: list[tuple[Decimal, int]], more: Decimal, data: st.DataObject
) -> None:
    """A correction has the days of its reading, which do not count again."""
    placed = one_after_the_other(found)
    at = data.draw(st.integers(0, len(placed) - 1))
    value, span = placed[at]
    added = [*placed[:at], (value + more, span), *placed[at + 1 :]]
    assert whole([*placed[: at + 1], (more, span), *placed[at + 1 :]], "mean") == whole(added, "mean")


def test_days_are_new_once() -> None:
    def days(first: int, last: int) -> Span:
        return Span(date(2019, 1, first), date(2019, 1, last))

    assert new_days([days(1, 10), days(1, 10), days(11, 20)]) == [10, 0, 10]
    assert new_days([days(11, 20), days(5, 12), days(30, 31)]) == [8, 8, 2]
    assert new_days([days(1, 31), days(4, 5)]) == [31, 0]
    assert new_days([]) == []


@given(values, st.integers(2, 400), st.data())
def test_cut_in_two_an_amount_is_shared_out_and_a_mean_is_not(value: Decimal, days: int, data: st.DataObject) -> None:
    first = date(2019, 3, 1)
    cut = date.fromordinal(first.toordinal() + data.draw(st.integers(1, days - 1)))
    last = date.fromordinal(first.toordinal() + days - 1)
    both = [Span(first, date.fromordinal(cut.toordinal() - 1)), Span(cut, last)]
    amounts = [(portion(value, Span(first, last), one, "sum"), one) for one in both]
    means = [(portion(value, Span(first, last), one, "mean"), one) for one in both]
    assert whole(amounts, "sum") == value == whole(means, "mean")
    assert {one for one, _ in means} == {value}


def test_nothing_is_no_mean() -> None:
    assert whole([], "mean") is None
    assert whole([], "sum") == 0


def test_each_year_has_the_mean_of_its_own_days() -> None:
    """2018: 123 days at 1.00, 61 at 1.06. 2019: 90 at 1.06, 91 at 1.30. Losses 1000 MWh each half, x 0.12 / 0.10."""
    case = line()
    result = calculate(case.definition, case.plan, case.readings, case.period)
    factors = (Fraction(123 * 100 + 61 * 106, 18_400), Fraction(90 * 106 + 91 * 130, 18_100))
    assert [one.reference for one in result.vintages] == [as_decimal(1200 * one) for one in factors]
    assert [one.project for one in result.vintages] == [as_decimal(1000 * one) for one in factors]
    assert result.reductions == as_decimal(200 * (factors[0] + factors[1]))
    assert result.splits == ()


def test_a_month_has_the_mean_of_its_own_days_and_months_need_not_add_up() -> None:
    case = line()
    months = {one.span.first: one for one in by_month(case.definition, case.plan, case.readings, case.period)}
    share = Fraction(31, 184)  # of the losses from July to December
    for month, factor in ((date(2018, 7, 1), "1.00"), (date(2018, 12, 1), "1.06")):
        assert months[month].reductions == as_decimal(200 * share * Fraction(factor))
        assert months[month].complete
    result = calculate(case.definition, case.plan, case.readings, case.period)
    assert sum(one.reductions for one in months.values()) != result.reductions


def test_one_factor_for_all_days_makes_months_add_up_again() -> None:
    case = line(' {value: "1.1", unit: tCO2/MWh}')
    result = calculate(case.definition, case.plan, case.readings, case.period)
    assert [one.reductions for one in result.vintages] == [Decimal(220), Decimal(220)]
    months = by_month(case.definition, case.plan, case.readings, case.period)
    assert round(sum(one.reductions for one in months), 20) == Decimal(440)


def test_the_derivation_shows_readings_and_weights() -> None:
    case = line()
    tree = explain(calculate(case.definition, case.plan, case.readings, case.period), "RE")
    assert "[point (4): mean by days]" in tree
    assert "2018-11-01..2018-12-31 = 1.06 tCO2/MWh" in tree
    trace = calculate(case.definition, case.plan, case.readings, case.period).vintages[0].term("RE").trace
    (factor,) = [one for one in trace.children if one.symbol == "EF_grid"]
    assert [one.text for one in factor.children] == [
        "2018-07-01..2018-10-31, 123 of 123 days",
        "2018-11-01..2019-03-31, 61 of 151 days",
    ]


def test_a_year_without_a_reading_has_no_mean() -> None:
    case = line('\n    - {first: 2018-07-01, last: 2018-12-31, value: "1.1", unit: tCO2/MWh}')
    with pytest.raises(UserError) as caught:
        calculate(case.definition, case.plan, case.readings, case.period)
    error = caught.value
    assert (error.code, error.place) == ("calculation.no_reading", "EF_grid")
    assert "EF_grid for 2019-01-01..2019-06-30" in sentence(error.code, error.place, error.facts)


def test_a_month_without_a_reading_has_nothing_yet() -> None:
    some = '\n    - {first: 2018-07-01, last: 2018-07-31, value: "1.1", unit: tCO2/MWh}'
    more = '\n    - {first: 2019-02-01, last: 2019-02-28, value: "1.2", unit: tCO2/MWh}'
    case = line(some + more)
    result = calculate(case.definition, case.plan, case.readings, case.period)
    assert [one.reductions for one in result.vintages] == [Decimal(220), Decimal(240)]
    months = by_month(case.definition, case.plan, case.readings, case.period)
    assert [bool(one.reductions) for one in months] == [True, *([False] * 6), True, *([False] * 4)]
    assert [one.complete for one in months] == [bool(one.reductions) for one in months]


def test_another_unit_is_turned_before_it_is_averaged() -> None:
    case = line(' {value: "1.1", unit: tCO2/MWh}')
    readings = [
        one
        if one.point != "(4)"
        else type(one)(one.id, one.point, one.first, one.last, Quantity(Decimal(1100), "kgCO2/MWh"))
        for one in case.readings
    ]
    plain = calculate(case.definition, case.plan, case.readings, case.period)
    turned = calculate(case.definition, case.plan, readings, case.period)
    assert turned.reductions == plain.reductions


def test_a_correction_changes_the_reading_it_is_laid_over_and_not_its_weight() -> None:
    """2 % less of 1.06, which counts for 61 of 184 days and 90 of 181."""
    case = line()
    counted = dossier_of(case, correction()).counted_readings
    assert len(counted) == len(case.readings) + 1
    plain = calculate(case.definition, case.plan, case.readings, case.period)
    found = calculate(case.definition, case.plan, counted, case.period)
    less = 200 * Fraction("0.0212") * (Fraction(61, 184) + Fraction(90, 181))
    assert found.reductions == as_decimal(Fraction(plain.reductions) - less)
