"""Formulas laid out: only divisions leave the line, nothing is lost, parentheses where the value would change."""

from __future__ import annotations

import re
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.to_text import to_math
from jcm_desktop.formulas.typeset import Part, typeset


def shown(text: str) -> str:
    """The layout on one line, with each fraction as `{a}/{b}`."""
    return flat(typeset(parse(text), {"COP_PJ": "COP_{PJ,i}"}))


def flat(part: Part) -> str:
    if part.kind == "text":
        return part.text
    inner = [flat(one) for one in part.parts]
    return f"{{{inner[0]}}}/{{{inner[1]}}}" if part.kind == "fraction" else "".join(inner)


def test_a_division_becomes_a_fraction() -> None:
    assert shown("a / b") == "{a}/{b}"
    assert shown("a * COP_PJ / b * c") == "{a × COP<sub>PJ,i</sub>}/{b} × c"
    assert shown("(1 / a - 1 / b) * c") == "({1}/{a} − {1}/{b}) × c"
    assert shown("a - (b - c / d)") == "a − (b − {c}/{d})"
    assert shown("sum(i, a[i] / b)") == "Σ<sub>i</sub> {a}/{b}"
    assert shown("-(a / b)") == "−{a}/{b}"
    assert shown("min(a / b, c)") == "min({a}/{b}, c)"
    assert shown("floor(a / b)") == "⌊{a}/{b}⌋"


def test_without_a_division_it_is_one_text() -> None:
    node = parse("a * (b + c) ** 2 - exp(d)")
    assert typeset(node, {}) == Part("text", to_math(node, {}))


@given(
    st.recursive(
        st.integers(1, 9).map(str),
        lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda one: f"({one[0]} {one[1]} {one[2]})"),
        max_leaves=12,
    )
)
def test_what_is_shown_has_the_same_value(text: str) -> None:
    """Read back as fractions in braces, the layout computes what the formula does."""
    node = parse(text)
    read = flat(typeset(node, {})).replace("−", "-").replace("×", "*").replace("÷", "/")
    read = read.replace("}/{", ")/(").replace("{", "((").replace("}", "))")
    try:
        wanted = value(text)
    except ZeroDivisionError:
        return
    assert value(read) == wanted


def value(text: str) -> Fraction:
    return Fraction(eval(re.sub(r"\d+", r"Fraction(\g<0>)", text), {"Fraction": Fraction}))
