"""Laws of the calculation: the order of entries never shows, years and months add up, text means what it says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from helpers.dossiers import changed, sample_dossier
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.calculation.engine import by_month, calculate
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.formulas.evaluate import Environment, evaluate
from jcm_desktop.formulas.numbers import as_decimal
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.to_text import to_text
from jcm_desktop.formulas.trace import Trace
from jcm_desktop.formulas.tree import Binary, Call, Name, Negative, Node, Number
from jcm_desktop.methodologies.registry import definition

SOLAR, FREEZER = definition("MN_AM003", "2.0"), definition("ID_AM003")
values = st.decimals(0, 10**7, places=4, allow_nan=False)


@given(st.permutations(range(18)), st.lists(values, min_size=18, max_size=18))
def test_the_order_of_entries_never_changes_a_total(order: list[int], typed: list[Decimal]) -> None:
    dossier = sample_dossier()
    readings = [
        changed(one, quantity=Quantity(value, "MWh")) for one, value in zip(dossier.readings, typed, strict=True)
    ]
    straight = calculate(SOLAR, dossier.plan, readings, dossier.period)
    mixed = calculate(SOLAR, dossier.plan, [readings[at] for at in order], dossier.period)
    assert mixed == straight


@given(st.lists(values, min_size=12, max_size=12))
def test_months_and_years_add_up_exactly_where_nothing_is_divided(typed: list[Decimal]) -> None:
    dossier = sample_dossier()
    readings = [
        changed(one, quantity=Quantity(value, "MWh")) for one, value in zip(dossier.readings, typed, strict=False)
    ]
    result = calculate(SOLAR, dossier.plan, readings, dossier.period)
    months = by_month(SOLAR, dossier.plan, readings, dossier.period)
    assert sum(one.reductions for one in months) == result.reductions
    assert sum(one.reductions for one in result.vintages) == result.reductions
    assert sum(one.claimed for one in result.vintages) == result.claimed <= result.reductions
    assert result.reductions - result.claimed < len(result.vintages)


@given(st.dates(date(2016, 1, 1), date(2018, 12, 31)), st.integers(1, 900), values)
def test_a_reading_over_years_is_split_without_loss(first: date, days: int, value: Decimal) -> None:
    last = date.fromordinal(first.toordinal() + days - 1)
    dossier = sample_dossier("ID003")
    reading = Reading("r", "(1)", first, last, Quantity(value, "MWh"))
    result = calculate(FREEZER, dossier.plan, [reading], Span(first, last))
    whole = Fraction(value) * (Fraction(163, 132) - 1) * Fraction("0.814")
    assert result.reductions == as_decimal(whole)
    for one in result.vintages:
        assert one.reductions == as_decimal(whole * Fraction(one.span.days, days))


# --- random formulas against Python's own fractions -------------------------------------------------------------

numbers = st.decimals(-1000, 1000, places=3, allow_nan=False).map(lambda one: Number(abs(one)))
names = st.sampled_from("abcd").map(Name)
FUNCTIONS = st.sampled_from(("min", "max"))
signs = st.sampled_from("+-*/")


def grown(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Binary, signs, children, children),
        st.builds(Negative, children),
        st.builds(lambda name, one, other: Call(name, (one, other)), FUNCTIONS, children, children),
    )


trees = st.recursive(st.one_of(numbers, names), grown, max_leaves=20)


def as_python(node: Node, known: dict[str, Fraction]) -> Fraction:
    """The same formula in Python's exact fractions, by another way than ours."""
    match node:
        case Number(value):
            return Fraction(value)
        case Name(name):
            return known[name]
        case Negative(inner):
            return -as_python(inner, known)
        case Binary(sign, left, right):
            one, other = as_python(left, known), as_python(right, known)
            if sign == "/":
                return one / other
            return one + other if sign == "+" else one - other if sign == "-" else one * other
        case Call(name, parts):
            return {"min": min, "max": max}[name]([as_python(part, known) for part in parts])
    raise TypeError(node)


@given(trees, st.tuples(*(st.decimals(-500, 500, places=2, allow_nan=False) for _ in "abcd")))
def test_a_formula_gives_what_fractions_give(tree: Node, typed: tuple[Decimal, ...]) -> None:
    from jcm_desktop.domain.errors import UserError

    none: tuple[str, ...] = ()
    values = {name: {none: Trace(name, name, value, "1", "value")} for name, value in zip("abcd", typed, strict=True)}
    known = {name: Fraction(value) for name, value in zip("abcd", typed, strict=True)}
    try:
        wanted: Fraction | None = as_python(tree, known)
    except ZeroDivisionError:
        wanted = None
    try:
        found: Fraction | None = Fraction(evaluate(tree, Environment(values)).value)
    except UserError as error:
        found = None
        assert error.code == "formula.division_by_zero"  # noqa: PT017 - one of two outcomes
    assert found == wanted


@given(trees)
def test_the_text_of_a_formula_reads_back_to_it(tree: Node) -> None:
    assert to_text(parse(to_text(tree))) == to_text(tree)
