"""Excel's formulas: what is read, in which order it binds, what is refused; nothing is guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula import Tokenizer

from jcm_desktop.methodologies.official_workbook.excel_tree import (
    Area,
    Excel,
    External,
    Function,
    Infix,
    Literal,
    Missing,
    Named,
    Percent,
    Ref,
    Sign,
    Text,
    Truth,
    shifted,
    walk,
    written,
)
from jcm_desktop.methodologies.official_workbook.formula_reader import Unreadable, read_formula

ONE, TWO, THREE = (Literal(Decimal(number)) for number in (1, 2, 3))
READ: dict[str, Excel] = {
    "-2^2": Infix("^", Sign("-", TWO), TWO),
    "2^3^2": Infix("^", Infix("^", TWO, THREE), TWO),
    "1-2-3": Infix("-", Infix("-", ONE, TWO), THREE),
    "1+2*3": Infix("+", ONE, Infix("*", TWO, THREE)),
    "-3%": Sign("-", Percent(THREE)),
    "1&2=3": Infix("=", Infix("&", ONE, TWO), THREE),
    "1<=2": Infix("<=", ONE, TWO),
    "$A$1": Ref("", 1, 1, True, True),
    "'MPS(input)'!$E9": Ref("MPS(input)", 9, 5, False, True),
    "シート1!B2": Ref("シート1", 2, 2),
    "'it''s'!A1": Ref("it's", 1, 1),
    "B9:A1": Area(Ref("", 1, 1), Ref("", 9, 2)),
    "Sheet1!A1:Sheet1!A3": Area(Ref("Sheet1", 1, 1), Ref("Sheet1", 3, 1)),
    "C:C": Area(Ref("", 1, 3), Ref("", 1_048_576, 3)),
    'IF(A1="x""y",,TRUE)': Function("IF", (Infix("=", Ref("", 1, 1), Text('x"y')), Missing(), Truth(True))),
    "_xlfn.XLOOKUP(1,A1,A1)": Function("XLOOKUP", (ONE, Ref("", 1, 1), Ref("", 1, 1))),
    "EF_grid*1": Infix("*", Named("", "EF_grid"), ONE),
    "[1]Sheet1!A1": External("[1]Sheet1!A1"),
    "'C:\\[b.xlsx]S'!A1": External("'C:\\[b.xlsx]S'!A1"),
    "SUM()": Function("SUM", ()),
    " 1 + 2 ": Infix("+", ONE, TWO),
    ".5": Literal(Decimal("0.5")),
    "1E-3": Literal(Decimal("0.001")),
}
REFUSED = (
    "",
    "1+",
    "(1",
    "1)",
    "1 2",
    "{1,2}",
    "Table1[Col]",
    "A1:INDEX(B1:B3,2)",
    "SUM((A1,B1))",
    "'S1:S3'!A1",
    "A1#",
    "@A1",
    '"open',
    "1..2",
    "A9999999",
    "XFE1",
    "9" * 50,
    "(" * 60 + "1" + ")" * 60,
    "+".join("1" * 300),
    "-" * 100 + "1",
    "1" * 9000,
)


@pytest.mark.parametrize("text", READ)
def test_a_formula_binds_as_in_excel(text: str) -> None:
    assert read_formula(text) == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_formula_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_formula(text)
    assert 1 <= caught.value.column <= 9000


def test_a_shared_formula_moves_with_its_cell_but_for_what_is_fixed() -> None:
    tree = read_formula("A1+$A1+A$1+$A$1+SUM(B1:C$4)")
    assert written(shifted(tree, 2, 1)) == "B3+A3+B1+A1+SUM(C3:D4)"
    assert written(shifted(read_formula("A1"), -1, 0)) == "#REF!"
    assert shifted(tree, 0, 0) is tree


# --- random formulas ---------------------------------------------------------------------------------------------

cells = st.builds(
    Ref,
    st.sampled_from(["", "MPS(input)", "It's", "S1"]),
    st.integers(1, 99),
    st.integers(1, 60),
    st.just(False),
    st.just(False),
)
areas = st.builds(
    lambda one, rows, columns: Area(one, Ref(one.sheet, one.row + rows, one.column + columns)),
    cells,
    st.integers(0, 3),
    st.integers(0, 3),
)
leaves = st.one_of(
    st.decimals(0, 1000, places=3, allow_nan=False).map(Literal),
    cells,
    st.booleans().map(Truth),
    st.text("ab\"' ,()", max_size=4).map(Text),
)


def grown(inner: st.SearchStrategy[Excel]) -> st.SearchStrategy[Excel]:
    operators = st.sampled_from(["+", "-", "*", "/", "^", "&", "=", "<>", "<", "<=", ">", ">="])
    return st.one_of(
        st.builds(Infix, operators, inner, inner),
        st.builds(Sign, st.sampled_from("+-"), inner),
        st.builds(Percent, inner),
        st.builds(
            lambda name, parts: Function(name, tuple(parts)),
            st.sampled_from(["SUM", "IF", "ROUND"]),
            st.lists(st.one_of(inner, areas), min_size=1, max_size=3),
        ),
    )


trees = st.recursive(leaves, grown, max_leaves=15)


@given(trees)
def test_what_is_written_reads_back_to_the_same_formula(tree: Excel) -> None:
    text = written(tree)
    again = read_formula(text)
    assert written(again) == text
    assert again == tree


@given(trees)
def test_another_reader_of_formulas_sees_the_same_operands(tree: Excel) -> None:
    """openpyxl's tokenizer knows no precedence, but what a cell, a text and a number is."""
    others = [one for one in Tokenizer("=" + written(tree)).items if one.type == "OPERAND"]
    mine = [one for one in walk(tree) if not isinstance(one, Infix | Sign | Percent | Function)]
    areas_inside = sum(isinstance(one, Area) for one in mine)
    assert len(others) == len(mine)
    assert sum(one.subtype == "RANGE" for one in others) == areas_inside + sum(isinstance(one, Ref) for one in mine)
    assert sum(one.subtype == "TEXT" for one in others) == sum(isinstance(one, Text) for one in mine)
