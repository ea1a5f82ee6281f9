"""Months from batches: exact, converted, limits from plan and methodology, means as means."""

from __future__ import annotations

from array import array
from datetime import date
from decimal import Decimal

import pytest
from helpers.dossiers import changed, sample_dossier

from jcm_desktop.calculation.logged import Assembled, assemble, moment, month_value, months, rules_for, too_close
from jcm_desktop.domain.batch import Batch, Overlay
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.mapping import Mapping, ValueColumn, ValueKind
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.series.blocks import EMPTY, Series
from jcm_desktop.series.zones import day_start

ZONE = "Asia/Ulaanbaatar"
DAY = Span(date(2020, 1, 1), date(2020, 1, 1))
START = day_start(ZONE, DAY.first)
OWN = definition("MN_AM003", "2.0")
POINT = sample_dossier().plan.points[0]


def batch(name: str = "b", kind: ValueKind = "interval", unit: str = "kWh", **changes: object) -> Batch:
    column = ValueColumn(1, "(1)", unit, kind)
    one = Batch(
        name, "(1)", f"{name}.csv", "0" * 64, 1, Mapping(zone=ZONE, step="3600", stamp="start", values=(column,)),
        24, 1, moment(START), moment(START + 23 * 3600), (), "",
    )  # fmt: skip
    return changed(one, **changes)


def series(*values: int, start: int = START, step: int = 3600) -> Series:
    return Series(((start, step if len(values) > 1 else 0, len(values)),), array("q", values), 1)


def whole(*parts: tuple[Batch, Series], overlays: tuple[Overlay, ...] = ()) -> Assembled:
    return assemble(parts, overlays)


def mean_definition() -> Definition:
    parameter = OWN.monitored[POINT.parameter]
    return changed(OWN, monitored={**OWN.monitored, POINT.parameter: changed(parameter, aggregate="mean")})


def test_a_day_is_added_up_and_converted() -> None:
    quantity, logged = month_value(whole((batch(), series(*range(24)))), OWN, POINT, DAY)
    assert quantity == Quantity(Decimal("0.0276"), "MWh")
    assert (logged.total, logged.unit, logged.batches, logged.files) == (Decimal("27.6"), "kWh", ("b",), ("b.csv",))


def test_a_rate_becomes_an_amount() -> None:
    quantity, logged = month_value(whole((batch(kind="rate", unit="kW"), series(*[15] * 24))), OWN, POINT, DAY)
    assert quantity.value == Decimal("0.036")
    assert logged.unit == "kW*s"


def test_a_mean_is_the_values_own_mean() -> None:
    quantity, _logged = month_value(whole((batch(), series(*range(24)))), mean_definition(), POINT, DAY)
    assert quantity.value == Decimal("0.00115")
    with pytest.raises(UserError, match="mean_register"):
        month_value(whole((batch(kind="register"), series(*range(24)))), mean_definition(), POINT, DAY)


def test_a_later_batch_fills_or_corrects_and_a_superseded_one_is_gone() -> None:
    first, other = (batch("a"), series(*[10] * 24)), series(*[20] * 24)
    for changes, wanted in (({}, 24), ({"overlap": "correct"}, 48), ({"supersedes": ("a",)}, 48)):
        found = whole(first, (batch("b", **changes), other))
        assert month_value(found, OWN, POINT, DAY)[0].value * 1000 == wanted
    taken_back = whole(first, (batch("c", rows=0, supersedes=("a",)), EMPTY))
    assert taken_back.batches == ()
    assert list(months(taken_back, [DAY])) == []


def test_what_people_laid_over_counts_and_is_told() -> None:
    over = Overlay("o", "(1)", moment(START), "value", "why", value=Decimal("7.25"))
    gone = Overlay("p", "(1)", moment(START + 3600), "void", "why")
    quantity, logged = month_value(whole((batch(), series(*[10] * 24)), overlays=(over, gone)), OWN, POINT, DAY)
    assert quantity.value * 1000 == Decimal("29.25")
    assert (logged.corrected, logged.values) == (2, 23)


def test_limits_come_from_the_methodology_and_the_plan() -> None:
    point = changed(POINT, capacity=Quantity(Decimal(2), "kW"))
    rules = rules_for(batch(), 1, OWN, point)
    assert (rules.low, rules.high) == (0, 20)
    assert rules_for(batch(kind="rate", unit="kW"), 1, OWN, point).high == 20
    assert rules_for(batch(kind="register"), 1, OWN, point).high is None
    _quantity, logged = month_value(whole((batch(), series(-1, 21, *[20] * 22))), OWN, point, DAY)
    assert (logged.below, logged.above) == (1, 1)


def test_intervals_that_reach_into_each_other_are_seen() -> None:
    assert too_close(whole((batch(), series(*[1] * 24)))) is None
    assert too_close(whole((batch(), series(*[1] * 24, step=1800)))) == START
    shifted = whole((batch("a"), series(1)), (batch("b"), series(1, start=START + 600)))
    assert too_close(shifted) == START


def test_another_unit_that_cannot_be_converted_is_refused() -> None:
    with pytest.raises(UserError, match="unit"):
        month_value(whole((batch(unit="t"), series(*range(24)))), OWN, POINT, DAY)
