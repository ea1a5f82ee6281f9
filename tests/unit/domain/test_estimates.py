"""What the plan expects of some days: the table of calendar years first, shared out by days of operation."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from helpers.dossiers import changed, sample_dossier
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.estimates import expected_in_year, expected_reductions
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import Plan, YearEstimate
from jcm_desktop.domain.project import Project

GOOD = sample_dossier()
PLAN: Plan = changed(
    GOOD.plan,
    estimate_t_per_year=Decimal(730),
    estimates=(YearEstimate(2019, Decimal(100)), YearEstimate(2020, Decimal(366))),
)
PROJECT: Project = changed(GOOD.project, operation_start=date(2019, 7, 6), operation_end=None)


def test_a_year_of_the_table_holds_for_its_days_of_operation() -> None:
    """2019 has 179 of them: from 6 July on."""
    assert expected_reductions(PLAN, PROJECT, Span(date(2019, 7, 6), date(2019, 12, 31))) == 100
    assert expected_reductions(PLAN, PROJECT, Span(date(2019, 1, 1), date(2019, 12, 31))) == 100
    assert expected_reductions(PLAN, PROJECT, Span(date(2020, 1, 1), date(2020, 1, 31))) == 31
    assert expected_reductions(PLAN, PROJECT, Span(date(2019, 7, 6), date(2020, 12, 31))) == 466
    assert expected_in_year(PLAN, PROJECT, 2019, Span(date(2019, 3, 1), date(2019, 3, 31))) == 0


def test_another_year_is_expected_by_the_figure_of_one_year() -> None:
    assert expected_reductions(PLAN, PROJECT, Span(date(2021, 1, 1), date(2021, 1, 31))) == 62
    without = changed(PLAN, estimate_t_per_year=None)
    assert expected_reductions(without, PROJECT, Span(date(2020, 12, 1), date(2021, 1, 31))) is None
    assert expected_reductions(without, PROJECT, Span(date(2020, 12, 1), date(2020, 12, 31))) == 31


def test_a_year_in_the_table_without_operation_is_shared_over_all_its_days() -> None:
    over = changed(PROJECT, operation_end=date(2019, 12, 31))
    assert expected_reductions(PLAN, over, Span(date(2020, 1, 1), date(2020, 1, 10))) == 10


@given(st.integers(0, 500), st.integers(0, 500))
def test_days_add_up(first: int, more: int) -> None:
    """However a span is cut in two, the parts expect what the whole does."""
    start = date(2019, 7, 6)
    cut = start + timedelta(days=first)
    end = cut + timedelta(days=1 + more)
    one, other = Span(start, cut), Span(cut + timedelta(days=1), end)
    parts = [expected_reductions(PLAN, PROJECT, each) for each in (one, other, Span(start, end))]
    assert None not in parts
    a, b, both = (Fraction(each) for each in parts if each is not None)
    assert abs(a + b - both) < Fraction(1, 10**20)
