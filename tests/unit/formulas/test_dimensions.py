"""Units of formulas: kinds and hidden factors."""

from __future__ import annotations

from fractions import Fraction

import pytest

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.units import parse_unit
from jcm_desktop.formulas import Scope, check_formula, parse, unit_of

SCOPE = Scope(
    units={
        name: parse_unit(unit)
        for name, unit in {
            "EC": "MWh",
            "EC_k": "kWh",
            "HG": "GJ",
            "EF": "tCO2/MWh",
            "EF_heat": "tCO2/GJ",
            "COP": "1",
            "share": "%",
            "CAP": "MW",
            "FC": "t",
            "T": "K",
            "X": "MWh",
            "EF_fuel": "tCO2/t",
        }.items()
    },
    indices={"EC": ("i",), "COP": ("i",), "X": ("i", "j")},
    sets=frozenset({"i", "j"}),
    tables={"EF_of": parse_unit("tCO2/GJ")},
)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("sum(i, EC[i] * COP[i] * EF)", "tCO2"),
        ("sum(i, sum(j, X[i, j]))", "MWh"),
        ("HG * EF_heat - FC * EF_fuel", "tCO2"),
        ("CAP * days(p)", "MW*day"),
        ("T ** 2 * T ** -2", "1"),
        ("COP_free ** 1.5", "1"),
        ("2 * HG / HG", "1"),
        ("min(HG, 0)", "GJ"),
        ("if(HG > 0 and not FC < 0, HG, 0)", "GJ"),
        ("round(HG, 2) + floor(HG) + rounddown(-HG, 1)", "GJ"),
        ("exp(HG / HG)", "1"),
        ("lookup(EF_of, coal) * HG", "tCO2"),
        ("sum(i, lookup(EF_of, i) * HG)", "tCO2"),
        ("0 + HG", "GJ"),
        ("HG > 0", "1"),
    ],
)
def test_units_follow_the_arithmetic(text: str, unit: str) -> None:
    scope = Scope({**SCOPE.units, "COP_free": parse_unit("1")}, SCOPE.indices, SCOPE.sets, SCOPE.tables)
    assert unit_of(parse(text), scope).equals(parse_unit(unit))
    check_formula(parse(text), unit, scope)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("HG + FC", "formula.dimension", "FC"),
        ("HG + 1", "formula.dimension", "1"),
        ("HG > FC", "formula.dimension", "FC"),
        ("max(HG, FC * 2)", "formula.dimension", "FC * 2"),
        ("if(HG, HG, 0)", "formula.dimension", "HG"),
        ("HG and 1", "formula.dimension", "HG"),
        ("if(HG > 0, HG, FC)", "formula.dimension", "FC"),
        ("exp(HG)", "formula.dimension", "HG"),
        ("2 ** HG", "formula.dimension", "HG"),
        ("HG ** 1.5", "formula.dimension", "HG"),
        ("HG ** FC", "formula.dimension", "FC"),
        ("HG + EC_k", "formula.scale", "EC_k"),
        ("sum(i, EC[i]) + EC_k", "formula.scale", "EC_k"),
        ("CAP * days(p) + sum(i, EC[i])", "formula.scale", "sum(i, EC[i])"),
        ("exp(share)", "formula.scale", "share"),
        ("1 + share", "formula.scale", "share"),
        ("nobody + 1", "formula.unknown_name", "nobody"),
        ("lookup(EF, coal)", "formula.unknown_name", "EF"),
        ("EF_of * HG", "formula.unknown_name", "EF_of"),
        ("lookup(EF_of, i) * HG", "formula.bad_index", "lookup(EF_of, i)"),
        ("EC + 1", "formula.bad_index", "EC"),
        ("EC[i]", "formula.bad_index", "EC[i]"),
        ("sum(j, EC[j])", "formula.bad_index", "EC[j]"),
        ("sum(i, HG[i])", "formula.bad_index", "HG[i]"),
        ("sum(i, sum(j, X[j, i]))", "formula.bad_index", "X[j, i]"),
        ("sum(k, HG)", "formula.bad_index", "sum(k, HG)"),
        ("sum(i, sum(i, EC[i]))", "formula.bad_index", "sum(i, EC[i])"),
    ],
)
def test_a_wrong_term_is_named(text: str, code: str, place: str) -> None:
    with pytest.raises(UserError) as raised:
        unit_of(parse(text), SCOPE)
    assert (raised.value.code, raised.value.place) == (code, place)


@pytest.mark.parametrize(
    ("text", "expected", "factor"),
    [
        ("sum(i, EC[i]) * EF_heat", "tCO2", "18/5"),
        ("EC_k * EF", "tCO2", "1/1000"),
        ("HG * EF_heat * share", "tCO2", "1/100"),
        ("CAP * days(p)", "MWh", "24"),
    ],
)
def test_a_factor_that_would_be_hidden_is_told(text: str, expected: str, factor: str) -> None:
    with pytest.raises(UserError) as raised:
        check_formula(parse(text), expected, SCOPE)
    assert raised.value.code == "formula.scale"
    assert Fraction(raised.value.facts["factor"]) == Fraction(factor)


def test_the_result_must_be_of_the_expected_kind_but_zero_is_of_any() -> None:
    with pytest.raises(UserError) as raised:
        check_formula(parse("HG"), "tCO2", SCOPE)
    assert raised.value.code == "formula.dimension"
    check_formula(parse("0"), "tCO2", SCOPE)
    with pytest.raises(UserError):
        check_formula(parse("1"), "tCO2", SCOPE)
