"""The language's grammar, and that nothing else gets in."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.errors import UserError
from jcm_desktop.formulas import Binary, Call, Compare, Logic, Name, Negative, Number, Sum, indices_in, names_in, parse
from jcm_desktop.formulas.parse import MAX_CHAIN, MAX_DEPTH, MAX_LENGTH

A, B, C = Name("a"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a + b * c", Binary("+", A, Binary("*", B, C))),
        ("a - b - c", Binary("-", Binary("-", A, B), C)),
        ("a ** b ** c", Binary("**", A, Binary("**", B, C))),
        ("-a ** b", Negative(Binary("**", A, B))),
        ("+a", A),
        ("EC_PJ[i, j]", Name("EC_PJ", ("i", "j"))),
        ("sum(i, sum(j, x[i, j]))", Sum("i", Sum("j", Name("x", ("i", "j"))))),
        ("if(a < b, a, b)", Call("if", (Compare("<", A, B), A, B))),
        ("if (a != b, if(a>b,a,b), c)", Call("if", (Compare("!=", A, B), Call("if", (Compare(">", A, B), A, B)), C))),
        ("not a and b or c", Logic("or", (Logic("and", (Logic("not", (A,)), B)), C))),
        ("diff + iffy", Binary("+", Name("diff"), Name("iffy"))),
        ("round(a, -2)", Call("round", (A, Negative(Number(Decimal(2)))))),
        ("lookup(EF, i) * days(p)", Binary("*", Call("lookup", (Name("EF"), Name("i"))), Call("days", (Name("p"),)))),
        ("\n  a\n  +\tb\n", Binary("+", A, B)),
        ("1.50", Number(Decimal("1.50"))),
    ],
)
def test_formulas_become_trees(text: str, tree: object) -> None:
    assert parse(text) == tree


def test_nodes_know_their_column() -> None:
    node = parse("  aa + bb[i]")
    assert isinstance(node, Binary)
    assert (node.left.column, node.right.column) == (3, 8)


def test_a_literal_keeps_its_zeros() -> None:
    assert parse("1.0") != parse("1")
    assert hash(parse("1.0")) == hash(parse(" 1.0"))


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("", "formula.syntax", 1),
        ("a +", "formula.syntax", None),
        ("(a", "formula.syntax", None),
        ("a) + (b", "formula.syntax", 2),
        ("a b", "formula.syntax", None),
        ("a <> b", "formula.syntax", None),
        ("a = b", "formula.forbidden", 3),
        ("a.b", "formula.forbidden", 2),
        ("a // b", "formula.forbidden", 1),
        ("a % b", "formula.forbidden", 3),
        ("a ^ b", "formula.forbidden", 3),
        ("a @ b", "formula.forbidden", 3),
        ("'x'", "formula.forbidden", 1),
        ("f'{a}'", "formula.forbidden", 2),
        ("a # b", "formula.forbidden", 3),
        ("(a := b)", "formula.forbidden", 4),
        ("lambda: a", "formula.forbidden", 7),
        ("{a}", "formula.forbidden", 1),
        ("[a]", "formula.forbidden", 1),
        ("a, b", "formula.forbidden", 1),
        ("[a for a in b]", "formula.forbidden", 1),
        ("a if b else c", "formula.forbidden", 1),
        ("a < b < c", "formula.forbidden", 1),
        ("a in b", "formula.forbidden", 1),
        ("a is b", "formula.forbidden", 1),
        ("__import__", "formula.forbidden", 1),
        ("_a", "formula.forbidden", 1),
        ("open(a)", "formula.forbidden", 1),
        ("sum", "formula.forbidden", 1),
        ("If(a, b, c)", "formula.forbidden", 1),
        ("f()(a)", "formula.forbidden", 1),
        ("a[i][j]", "formula.forbidden", 1),
        ("max(*a)", "formula.forbidden", 5),
        ("ａ", "formula.forbidden", 1),
        ("a × b", "formula.forbidden", 3),
        ("a\x00b", "formula.forbidden", 2),
        ("a\x0cb", "formula.forbidden", 2),
        ("True", "formula.bad_number", 1),
        ("None", "formula.bad_number", 1),
        ("a + 1e5", "formula.bad_number", 5),
        ("0x10", "formula.bad_number", 1),
        ("1_000", "formula.bad_number", 1),
        ("1j", "formula.bad_number", 1),
        ("1.", "formula.bad_number", 1),
        (".5", "formula.bad_number", 1),
        ("1and a", "formula.bad_number", 1),
        ("9" * 41, "formula.bad_number", 1),
        ("a[1]", "formula.bad_index", 1),
        ("a[i + 1]", "formula.bad_index", 1),
        ("a[*i]", "formula.bad_index", 1),
        ("a[_i]", "formula.bad_index", 1),
        ("sum(a)", "formula.bad_call", 1),
        ("sum(1, a)", "formula.bad_call", 1),
        ("sum(x for x in y)", "formula.bad_call", 1),
        ("if(a, b)", "formula.bad_call", 1),
        ("floor(a, b)", "formula.bad_call", 1),
        ("round(a)", "formula.bad_call", 1),
        ("round(a, b)", "formula.bad_call", 1),
        ("round(a, 1.5)", "formula.bad_call", 1),
        ("round(a, 41)", "formula.bad_call", 1),
        ("days(q)", "formula.bad_call", 1),
        ("lookup(EF, 1)", "formula.bad_call", 1),
        ("lookup(EF[i], i)", "formula.bad_call", 1),
        ("min()", "formula.bad_call", 1),
    ],
)
def test_all_else_is_refused_with_its_column(text: str, code: str, column: int | None) -> None:
    with pytest.raises(UserError) as raised:
        parse(text)
    assert raised.value.code == code
    if column is not None:
        assert raised.value.place == f"column {column}"


def test_what_is_refused_is_quoted_as_written() -> None:
    with pytest.raises(UserError) as raised:
        parse("1 + (if(a, b, c) // d)")
    assert raised.value.facts["found"] == "if(a, b, c) // d"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100 + "a" + ")" * 100,
        "-" * 1000 + "a",
        "- " * 1000 + "a",
        "not " * 900 + "a",
        "-+" * 500 + "a",
        "a**" * 1300 + "a",
        "a+" * 1999 + "a",
        "max(-(1+" * 200 + "a" + "))" * 200,
        "a[" * 100,
    ],
)
def test_too_deep_is_refused(text: str) -> None:
    with pytest.raises(UserError) as raised:
        parse(text)
    assert raised.value.code == "formula.too_deep"


def test_the_limits_themselves_are_allowed() -> None:
    parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH)
    parse("a" + " + a" * MAX_CHAIN)
    parse("a" + " " * (MAX_LENGTH - 1))
    with pytest.raises(UserError) as raised:
        parse("a" + " " * MAX_LENGTH)
    assert raised.value.code == "formula.too_long"


def test_names_and_indices_are_collected() -> None:
    node = parse("sum(i, x[i] * if(days(p) > 3, lookup(EF, i), -y)) + min(z, round(w, 2)) and not v")
    assert names_in(node) == {"x", "EF", "y", "z", "w", "v"}
    assert indices_in(node) == {"i"}


def outcome(text: str) -> tuple[str, str]:
    try:
        parse(text)
    except UserError as error:
        return error.code, error.place
    return "formula.", "column "


@given(st.text(alphabet="ab1.i+-*/()[],<>=! \nsumfnot", max_size=40))
def test_any_text_is_a_formula_or_a_user_error(text: str) -> None:
    code, place = outcome(text)
    assert code.startswith("formula.")
    assert place.startswith("column ")
