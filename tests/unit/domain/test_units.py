"""Units: an exact closed table, and no silent mixing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.units import ONE, convert, factor, parse_unit, tidy


@pytest.mark.parametrize(
    ("frm", "to", "expected"),
    [
        ("kWh", "MWh", Fraction(1, 1000)),
        ("GWh", "kWh", Fraction(10**6)),
        ("MWh", "GJ", Fraction(36, 10)),
        ("MJ", "kWh", Fraction(10, 36)),
        ("TJ", "GJ", Fraction(1000)),
        ("MW*h", "MWh", Fraction(1)),
        ("kW*day", "kWh", Fraction(24)),
        ("kJ/s", "kW", Fraction(1)),
        ("kg", "t", Fraction(1, 1000)),
        ("Gg", "g", Fraction(10**9)),
        ("kL", "m3", Fraction(1)),
        ("L", "m3", Fraction(1, 1000)),
        ("m*m2", "m3", Fraction(1)),
        ("ha", "m2", Fraction(10_000)),
        ("km2", "ha", Fraction(100)),
        ("kgCO2/kWh", "tCO2/MWh", Fraction(1)),
        ("tCO2e", "tCO2", Fraction(1)),
        ("%", "1", Fraction(1, 100)),
        ("min", "s", Fraction(60)),
        ("h/day", "1", Fraction(1, 24)),
        ("lm/kW", "lm/W", Fraction(1, 1000)),
        ("ohm/m", "ohm/km", Fraction(1000)),
        ("kWh/t", "MWh/t", Fraction(1, 1000)),
        ("GJ/kL", "GJ/m3", Fraction(1)),
        ("kgCH4", "tCH4", Fraction(1, 1000)),
        ("kgCH4/ha/day", "tCH4/ha/day", Fraction(1, 1000)),
    ],
)
def test_factors_are_exact(frm: str, to: str, expected: Fraction) -> None:
    assert factor(frm, to) == expected
    assert factor(to, frm) == 1 / expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tCO2", "t"),
        ("tC", "t"),
        ("tC", "tCO2"),
        ("Nm3", "m3"),
        ("MWh", "MW"),
        ("m2", "m3"),
        ("K", "1"),
        ("piece", "1"),
        ("lm", "1"),
        ("lm/W", "1"),
        ("ohm", "1"),
        ("ohm/km", "ohm"),
        ("tCH4", "tCO2"),
        ("tCH4", "t"),
        ("tCH4", "tC"),
        ("year", "day"),
        ("1/year", "1/h"),
    ],
)
def test_different_things_never_convert(one: str, other: str) -> None:
    with pytest.raises(UserError) as raised:
        factor(one, other)
    assert raised.value.code == "unit.mismatch"


@pytest.mark.parametrize(
    ("written", "text", "symbol"),
    [
        ("tCO2/MWh", "tCO2/MWh", "tCO₂/MWh"),
        (" tCO₂ / MWh ", "tCO2/MWh", "tCO₂/MWh"),
        ("MWh/p", "MWh", "MWh"),
        ("h / p", "h", "h"),
        ("kg·m2/s", "kg*m2/s", "kg·m²/s"),
        ("m^3", "m3", "m³"),
        ("Nm³/h", "Nm3/h", "Nm³/h"),
        ("K²", "K^2", "K²"),
        ("s^-2", "s^-2", "s⁻²"),
        ("１", "1", "1"),
        ("1/MWh", "1/MWh", "1/MWh"),
        ("lm / W", "lm/W", "lm/W"),
        ("ohm/km", "ohm/km", "ohm/km"),
        ("tCO₂ / tCH₄", "tCO2/tCH4", "tCO₂/tCH₄"),
        ("1/year", "1/year", "1/year"),
    ],
)
def test_text_is_tidied_and_its_symbol_reads_back(written: str, text: str, symbol: str) -> None:
    unit = parse_unit(written)
    assert unit.text == text
    assert unit.symbol == symbol
    assert parse_unit(unit.symbol).equals(unit)


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [("mwh", "MWh"), ("KWH", "kWh"), ("tco2", "tCO2"), ("MWhh", "MWh"), ("kcal", None), ("month", None), ("", None)],
)
def test_unknown_units_are_refused_with_a_near_one(written: str, suggestion: str | None) -> None:
    with pytest.raises(UserError) as raised:
        parse_unit(written)
    assert raised.value.code == "unit.not_known"
    if suggestion:
        assert raised.value.facts["suggestion"] == suggestion


@pytest.mark.parametrize(
    "hostile", ["MWh" * 100, "/", "*", "MWh//h", "MWh*", "MWh^0", "MWh^99", "(MWh)", "1e5", "p", "\x00"]
)
def test_nonsense_is_refused(hostile: str) -> None:
    with pytest.raises(UserError) as raised:
        parse_unit(hostile)
    assert raised.value.code == "unit.not_known"


def test_products_of_units_cancel_and_their_text_reads_back() -> None:
    emissions = parse_unit("MWh") * parse_unit("tCO2/MWh")
    assert emissions.text == "tCO2"
    assert emissions.equals(parse_unit("tCO2"))
    quotient = parse_unit("MWh") / parse_unit("kg*m2/s")
    assert parse_unit(quotient.text).equals(quotient)
    assert (parse_unit("K") ** -2).text == "1/K^2"
    assert (parse_unit("K") ** 0).equals(ONE)


def test_tidy_finds_the_known_name() -> None:
    assert tidy(parse_unit("MW*h")).text == "MWh"
    assert tidy(parse_unit("kWh/MWh")).text == "kWh/MWh"


def test_convert_is_a_decimal_where_it_ends_and_a_fraction_where_not() -> None:
    assert convert(Decimal("135000"), "kWh", "MWh") == Decimal(135)
    assert isinstance(convert(Decimal("1.5"), "MWh", "GJ"), Decimal)
    third = convert(Decimal(1), "GJ", "MWh")
    assert third == Fraction(10, 36)
    assert isinstance(third, Fraction)
    same = convert(Decimal("1.50"), "MWh", "MWh")
    assert isinstance(same, Decimal)
    assert same.as_tuple() == Decimal("1.50").as_tuple()
