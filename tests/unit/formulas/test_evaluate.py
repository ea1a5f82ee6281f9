"""Evaluation: exact, by the sheet's rules, with its derivation."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.units import parse_unit
from jcm_desktop.formulas import (
    Environment,
    Scope,
    Trace,
    as_decimal,
    evaluate,
    lookups_in,
    names_in,
    parse,
    render_tree,
    walk,
)
from jcm_desktop.formulas.numbers import power


def leaf(value: str, unit: str = "", source: str = "", symbol: str = "") -> Trace:
    return Trace(symbol, symbol, Decimal(value), unit, "value", (), source)


def environment(days: int = 0, sets: dict[str, tuple[str, ...]] | None = None, **values: object) -> Environment:
    """Plain names from text, indexed names from a mapping of members to text."""
    known = {}
    for name, value in values.items():
        if isinstance(value, dict):
            known[name] = {
                key if isinstance(key, tuple) else (key,): leaf(one, symbol=f"{name}[{key}]")
                for key, one in value.items()
            }
        else:
            known[name] = {(): leaf(str(value), symbol=name)}
    return Environment(known, sets or {}, {"EF": {"coal": leaf("0.09"), "gas": leaf("0.05")}}, days)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1 + 0.2", "0.3"),
        ("1 - 0.9", "0.1"),
        ("2 ** 10", "1024"),
        ("2 ** -2", "0.25"),
        ("-2 ** 2", "-4"),
        ("(-2) ** 2", "4"),
        ("6.25 ** 0.5", "2.5"),
        ("0 ** 0.59", "0"),
        ("1 ** 0.59", "1"),
        ("2 ** 0.5", "1.414213562373095048801688724209698078570"),
        ("(1 / 3) ** 0.5", "0.5773502691896257645091487805019574556476"),
        ("1 / 8 * 8", "1"),
        ("10 - 4 - 3", "3"),
        ("16 / 4 / 2 * 3", "6"),
        ("min(3, 1, 2) + max(3, 1, 2)", "4"),
        ("if(1 < 2, 5, 1 / 0)", "5"),
        ("if(1 >= 2 or not 1 == 1, 1 / 0, 6)", "6"),
        ("(1 < 2) + (2 <= 2) + (3 > 4) + (3 != 4)", "3"),
        ("floor(2.7)", "2"),
        ("floor(-2.1)", "-3"),
        ("floor(-1 / 3)", "-1"),
        ("round(2.5, 0)", "3"),
        ("round(-2.5, 0)", "-3"),
        ("round(0.125, 2)", "0.13"),
        ("round(1250, -2)", "1300"),
        ("round(2 / 3, 4)", "0.6667"),
        ("round(-1 / 3, 2)", "-0.33"),
        ("rounddown(2.79, 1)", "2.7"),
        ("rounddown(-2.79, 1)", "-2.7"),
        ("rounddown(2 / 3, 4)", "0.6666"),
        ("days(p) * 24", "8760"),
        ("lookup(EF, coal)", "0.09"),
        ("exp(0)", "1"),
    ],
)
def test_values_are_exact(text: str, value: str) -> None:
    assert evaluate(parse(text), environment(days=365)).value == Decimal(value)


def test_exp_has_forty_digits_of_the_true_value() -> None:
    # e, from the decimal expansion published as OEIS A001113
    assert evaluate(parse("exp(1)"), environment()).value == Decimal("2.718281828459045235360287471352662497757")
    third = evaluate(parse("exp(1/3)"), environment()).value
    assert isinstance(third, Decimal)
    with localcontext(prec=60):
        known = Decimal("2.7182818284590452353602874713526624977572470936999")
        assert abs(third**3 - known) < Decimal("1e-38")


def test_a_division_that_does_not_end_stays_exact() -> None:
    found = evaluate(parse("a / b * c"), environment(a="135", b="1.32", c="1.63"))
    assert found.value == Fraction(135) / Fraction("1.32") * Fraction("1.63")
    assert isinstance(found.value, Fraction)
    assert evaluate(parse("1 / 3 + 1 / 3 + 1 / 3"), environment()).value == 1


def test_python_context_of_the_caller_changes_nothing() -> None:
    long = "1.2345678901234567890123456789012345678"
    for text, expected in (("-a", f"-{long}"), ("a + 0", long), ("max(a, 0)", long), ("a - 0 - 0", long)):
        with localcontext(prec=3) as outer:
            assert str(evaluate(parse(text), environment(a=long)).value) == expected
            assert outer.prec == 3


def test_a_sum_runs_over_the_members_of_its_set() -> None:
    known = environment(
        sets={"i": ("b1", "b2"), "j": ("x", "y")},
        EC={"b1": "10", "b2": "20"},
        W={("b1", "x"): "1", ("b1", "y"): "2", ("b2", "x"): "3", ("b2", "y"): "4"},
        EF="0.5",
    )
    assert evaluate(parse("sum(i, EC[i] * EF)"), known).value == 15
    assert evaluate(parse("sum(i, EC[i] * sum(j, W[i, j]))"), known).value == 170
    assert evaluate(parse("sum(j, sum(i, W[i, j] * EC[i]))"), known).value == 170
    assert evaluate(parse("EC[b2] - EC[b1]"), known).value == 10
    assert evaluate(parse("sum(i, 1)"), known).value == 2
    assert evaluate(parse("sum(i, lookup(EF, coal))"), known).value == Decimal("0.18")


def test_what_no_sum_changes_is_computed_once_and_shown_everywhere() -> None:
    known = environment(
        sets={"i": ("b1", "b2"), "j": ("x", "y"), "k": ()},
        EC={"b1": "10", "b2": "20"},
        F={"x": "3", "y": "5"},
        a="7",
        zero="0",
    )
    found = evaluate(parse("sum(i, sum(j, EC[i] * (F[j] - 1) * (a + 1)))"), known)
    assert found.value == 30 * 6 * 8
    steps = [(one.text, one.value) for one in walk(found) if one.kind == "step" and one.text in ("F[j] - 1", "a + 1")]
    assert (
        steps == [(text, Decimal(n)) for text, n in (("F[j] - 1", 2), ("a + 1", 8), ("F[j] - 1", 4), ("a + 1", 8))] * 2
    )
    assert evaluate(parse("sum(j, sum(i, F[j] * 2 + EC[i]))"), known).value == 16 + 26 + 20 + 30
    assert evaluate(parse("sum(k, EC[b1] * (a / zero) * nobody)"), known).value == 0  # nothing is asked for
    assert evaluate(parse("sum(i, if(EC[i] > 15, sum(j, F[j] / (EC[i] - 10)), a))"), known).value == Decimal("7.8")
    assert evaluate(parse("sum(i, if(a > 15, nobody, EC[i] * sum(j, F[j])))"), known).value == 240


def test_a_derivation_says_the_same_each_time_it_is_read() -> None:
    known = environment(sets={"i": ("b1", "b2")}, EC={"b1": "10", "b2": "20"}, a="2")
    one, other = (evaluate(parse("sum(i, round(EC[i] / 3, 2) * a)"), known) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one.children == one.children
    less = environment(sets={"i": ("b1",)}, EC={"b1": "10"}, a="2")
    assert one != evaluate(parse("sum(i, round(EC[i] / 3, 2) * a)"), less)
    assert one != "a text"
    assert one.to_plain() == other.to_plain()


def test_an_index_may_choose_the_row_of_a_table() -> None:
    known = environment(sets={"f": ("coal", "gas")}, FC={"coal": "100", "gas": "10"})
    assert evaluate(parse("sum(f, FC[f] * lookup(EF, f))"), known).value == Decimal("9.5")


def test_an_empty_set_sums_to_nothing_but_an_unlisted_one_is_missing() -> None:
    assert evaluate(parse("sum(i, EC[i])"), environment(sets={"i": ()})).value == 0
    with pytest.raises(UserError) as raised:
        evaluate(parse("sum(i, 1)"), environment())
    assert (raised.value.code, raised.value.place) == ("formula.missing_set", "i")


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("nobody + 1", "formula.missing_value", "nobody"),
        ("sum(i, EC[i])", "formula.missing_value", "EC[b2]"),
        ("sum(i, sum(j, W[i, j]))", "formula.missing_value", "W[b1, x]"),
        ("lookup(EF, peat)", "formula.missing_value", "EF[peat]"),
        ("lookup(XX, peat)", "formula.missing_value", "XX[peat]"),
        ("2 + a / (a - a)", "formula.division_by_zero", "a / (a - a)"),
        ("a * 2 / zero / a", "formula.division_by_zero", "a * 2 / zero / a"),
        ("zero ** -1", "formula.division_by_zero", "zero ** -1"),
        ("zero ** 0", "formula.bad_power", "zero ** 0"),
        ("(-a) ** 0.5", "formula.bad_power", "(-a) ** 0.5"),
        ("a ** 64.5", "formula.bad_power", "a ** 64.5"),
        ("zero ** -0.5", "formula.division_by_zero", "zero ** -0.5"),
        ("1 + 9 ** 9 ** 9", "formula.bad_power", "9 ** 9 ** 9"),
        ("exp(5000)", "formula.bad_power", "exp(5000)"),
        ("((9 ** 64) ** 64) ** 64", "formula.number_too_big", "((9 ** 64) ** 64)"),
        ("(((1 / 3) ** 64) ** 64) ** 64", "formula.number_too_big", None),
    ],
)
def test_what_cannot_be_computed_names_its_term(text: str, code: str, place: str | None) -> None:
    known = environment(sets={"i": ("b1", "b2"), "j": ("x",)}, EC={"b1": "1"}, W={("b2", "x"): "1"}, a="7", zero="0")
    with pytest.raises(UserError) as raised:
        evaluate(parse(text), known)
    assert raised.value.code == code
    if place is not None:
        assert raised.value.place.strip("()") == place.strip("()")


def test_products_and_sums_beyond_all_sense_are_refused_not_rounded() -> None:
    nines = "(9999999999 ** 64)"
    for text in (" * ".join([nines] * 6), f"{nines} * {nines} * {nines} + 0.{'0' * 30}1 ** 64"):
        with pytest.raises(UserError) as raised:
            evaluate(parse(text), environment())
        assert raised.value.code == "formula.number_too_big"


def test_the_branch_not_taken_may_lack_its_values() -> None:
    assert evaluate(parse("if(a > 1, a, nobody)"), environment(a="2")).value == 2
    with pytest.raises(UserError):
        evaluate(parse("if(a > 1, a, nobody)"), environment(a="1"))


def test_the_derivation_holds_every_leaf_and_step() -> None:
    reading = Trace("2016-01-01..2016-01-31", "", Decimal(60), "MWh", "reading", (), "r1")
    known = Environment(
        {
            "EC": {("f1",): Trace("EC[f1]", "EC[f1]", Decimal(60), "MWh", "value", (reading,), "point 1")},
            "COP": {("f1",): leaf("3", "1", "catalogue", "COP[f1]")},
            "EF": {(): leaf("0.8", "tCO2/MWh", "grid", "EF")},
        },
        {"i": ("f1",)},
    )
    found = evaluate(parse("sum(i, EC[i] / COP[i] * 2 * EF)"), known)
    assert [one.symbol or one.text for one in walk(found)] == [
        "sum(i, EC[i] / COP[i] * 2 * EF)",
        "EC[i] / COP[i] * 2 * EF",
        "EC[f1]",
        "2016-01-01..2016-01-31",
        "COP[f1]",
        "2",
        "EF",
    ]
    assert render_tree(found).splitlines() == [
        "sum(i, EC[i] / COP[i] * 2 * EF) = 32",
        "  EC[i] / COP[i] * 2 * EF = 32",
        "    EC[f1] = 60 MWh   [point 1]",
        "      2016-01-01..2016-01-31 = 60 MWh   [r1]",
        "    COP[f1] = 3   [catalogue]",
        "    EF = 0.8 tCO2/MWh   [grid]",
    ]
    assert found.to_plain() == {
        "kind": "step",
        "value": "32",
        "text": "sum(i, EC[i] / COP[i] * 2 * EF)",
        "children": [
            {
                "kind": "step",
                "value": "32",
                "text": "EC[i] / COP[i] * 2 * EF",
                "children": [one.to_plain() for one in found.children[0].children],
            }
        ],
    }


def test_rounding_is_a_step_of_its_own_in_the_derivation() -> None:
    found = evaluate(parse("round(1 / 3, 2) + floor(2.5) + rounddown(1.99, 0) + exp(0)"), environment())
    assert [one.text for one in walk(found) if one.kind == "rounding"] == [
        "round(1 / 3, 2)",
        "floor(2.5)",
        "rounddown(1.99, 0)",
        "exp(0)",
    ]


def test_with_a_scope_every_step_has_its_unit() -> None:
    units = {"EC": parse_unit("MWh"), "EF": parse_unit("tCO2/MWh")}
    scope = Scope(units, {"EC": ("i",)}, frozenset({"i"}))
    known = environment(sets={"i": ("a", "b")}, EC={"a": "1", "b": "2"}, EF="0.5")
    found = evaluate(parse("round(sum(i, EC[i]) * EF, 1)"), known, scope)
    assert [(one.text, one.unit) for one in walk(found) if one.kind != "value"] == [
        ("round(sum(i, EC[i]) * EF, 1)", "tCO2"),
        ("sum(i, EC[i]) * EF", "tCO2"),
        ("sum(i, EC[i])", "MWh"),
    ]
    with pytest.raises(UserError):
        evaluate(parse("sum(i, EC[i]) + EF"), known, scope)


@pytest.mark.parametrize("text", ["a * 1.0", "a * 1", "a * 1.00"])
def test_formulas_that_differ_in_zeros_keep_their_own_text(text: str) -> None:
    assert evaluate(parse(text), environment(a="3")).text == text


def test_a_number_that_never_ends_is_printed_to_the_digits_asked_half_even() -> None:
    assert str(as_decimal(Fraction(2, 3))) == "0." + "6" * 27 + "7"
    assert str(as_decimal(Fraction(2, 3), 5)) == "0.66667"
    assert Fraction(as_decimal(Fraction(1, 2**50))) == Fraction(1, 2**50)
    assert Fraction(as_decimal(Fraction(7**40, 10**300))) == Fraction(7**40, 10**300)
    assert str(as_decimal(Decimal("-0.0"))) == "0.0"
    assert str(as_decimal(Decimal("1.50"))) == "1.50"


def test_a_number_that_ends_too_late_to_be_read_is_printed_as_one_that_never_ends() -> None:
    """A power of e has 40 digits, a product of three of them 120: nobody reads those, and they are not exact."""
    found = evaluate(parse("exp(-k) * exp(-k) * exp(-k)"), environment(k="0.4")).value
    assert isinstance(found, Decimal)
    assert len(found.as_tuple().digits) > 100
    assert str(as_decimal(found)) == "0.3011942119122020966449776071"
    assert str(as_decimal(Fraction(found))) == str(as_decimal(found))
    assert str(as_decimal(Fraction(7**300, 10**300))) == "3.383857020074910409368831219E-47"


def test_a_power_that_is_not_whole_is_a_named_rounding() -> None:
    known = environment(a="2", n="2", x="0.59")
    assert evaluate(parse("a ** x"), known).kind == "rounding"
    assert evaluate(parse("a ** -1.5"), known).kind == "rounding"
    assert evaluate(parse("a ** n"), known).value == 4
    assert evaluate(parse("a ** 2"), known).kind == "step"


@given(st.fractions(min_value=Fraction(1, 1000), max_value=1000), st.integers(2, 9))
def test_a_root_to_its_power_is_the_number(base: Fraction, root: int) -> None:
    found = power(base, Fraction(1, root))
    assert abs(Fraction(found) ** root - base) < base / 10**36


def test_tables_are_looked_up_by_index_or_by_row() -> None:
    node = parse("sum(i, lookup(GWP, i) * q[i]) + lookup(EF, coal) * if(lookup(A, x) > 0, -lookup(B, i), 1)")
    assert lookups_in(node) == {("GWP", "i"), ("EF", "coal"), ("A", "x"), ("B", "i")}
    assert {"GWP", "EF", "q"} <= names_in(node)
