"""Excel's functions in our language, one by one and at random: what is said must give the same number."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from helpers.official_books import ER, PE, PROJECT, RE, REDUCTIONS, REFERENCE, small, solar
from helpers.official_layout import (
    COMMON,
    PLAN,
    PLAN_CALC,
    block,
    head,
    new,
    put,
    saved,
    table_1,
    table_2,
    table_3,
    title,
)
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from jcm_desktop.domain.errors import UserError
from jcm_desktop.formulas import numbers
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.to_excel import to_excel
from jcm_desktop.formulas.tree import Binary, Call, Compare, Logic, Name, Negative, Node, Number, Sum
from jcm_desktop.methodologies.loader import load_definition
from jcm_desktop.methodologies.official_workbook.cells import Book, Cell, Sheet
from jcm_desktop.methodologies.official_workbook.importing import Found, Given, import_book, import_workbook
from jcm_desktop.words import sentence

TODAY = date(2026, 11, 24)
# a formula of the sheet (with [A], [B], [C] in tonnes and [F] in tCO2/t), and of ours
SAID = {
    "[A]*[F]": "A * EF",
    "+[A]*[F]": "A * EF",
    "SUM([A],[B])*[F]": "(A + B) * EF",
    "SUM('MPS(input)'!E8:E10)*[F]": "(A + B + C) * EF",
    "-[A]^2/[B]*[F]": "(-A) ** 2 / B * EF",
    "ROUND([A]*[F],2)": "round(A * EF, 2)",
    "ROUNDDOWN([A]*[F],0)": "rounddown(A * EF, 0)",
    "TRUNC([A])*[F]": "rounddown(A, 0) * EF",
    "INT([A])*[F]": "floor(A) * EF",
    "ROUNDUP([A],0)*[F]": "if(A >= 0, -floor(-A), floor(A)) * EF",
    "ROUNDUP([A]*[F],1)": "if(A * EF >= 0, -floor(-(A * EF * 10)) / 10, floor(A * EF * 10) / 10)",
    "ABS([A]-[B])*[F]": "max(A - B, -(A - B)) * EF",
    "EXP([A]/[B])*[C]*[F]": "exp(A / B) * C * EF",
    "POWER([A]/[B],2)*[C]*[F]": "(A / B) ** 2 * C * EF",
    "SQRT([A]/[B])*[C]*[F]": "(A / B) ** 0.5 * C * EF",
    "([A]/[B])^([B]/[C])*[C]*[F]": "(A / B) ** (B / C) * C * EF",
    "PRODUCT([A],[F],2)": "A * EF * 2",
    "MIN([A],[B])*[F]": "min(A, B) * EF",
    "MAX('MPS(input)'!E8:E10)*[F]": "max(A, B, C) * EF",
    "AVERAGE([A],[B])*[F]": "(A + B) / 2 * EF",
    "[A]*[F]*50%": "A * EF * 0.5",
    "[A]%*[F]": "A / 100 * EF",
    "IF(AND([A]>[B],[C]>0),[A],[B])*[F]": "if(A > B and C > 0, A, B) * EF",
    "IF(OR([A]>[B],NOT([C]>0)),[A],[B])*[F]": "if(A > B or not C > 0, A, B) * EF",
    "IF([A]>[B],[A]*[F])": "if(A > B, A * EF, 0)",
    "([A]>[B])*[C]*[F]": "(A > B) * C * EF",
    "IFERROR([A]/[B],0)*[C]*[F]": "if(B == 0, 0, A / B) * C * EF",
    "IFERROR([A]/([B]/[C]),[C])*[F]": "if(C == 0, C, if(B / C == 0, C, A / (B / C))) * EF",
    "IF(ISERROR([A]/[B]),0,[A]/[B])*[C]*[F]": "if(B == 0, 0, A / B) * C * EF",
    'IF([A]="","",[A]*[F])': "A * EF",
    'IF(OR([A]="",[B]=""),"",[A]*[F])': "A * EF",
    "IF(ISBLANK([A]),0,[A]*[F])": "A * EF",
    'IF([A]<>"",[A]*[F],"-")': "A * EF",
    "SUMPRODUCT('MPS(input)'!E8:E10,'MPS(input)'!E8:E10)/[A]*[F]": "(A * A + B * B + C * C) / A * EF",
    "[A]*[F]+H21": "A * EF",
    "[A]*0.5": "A * N_0_5",
    "IF([A]>10,[A],0)*[F]": "if(A > N_10, A, 0) * EF",
    "INDEX('MPS(input)'!E8:E10,2)*[F]": "B * EF",
}
REFUSED = {
    "COUNT([A])*[B]*[F]": "book.function",
    "OFFSET([A],1,0)*[F]": "book.function",
    'INDIRECT("A1")': "book.function",
    "[A]&[B]": "book.function",
    'SUMIF([A],">0")': "book.function",
    "MATCH([A],'MPS(input)'!E8:E10,0)": "book.function",
    "[A]^100*[F]": "book.power",
    "[A]^([B]/[C])*[F]": "book.dimension",
    "SQRT([A])*[F]": "book.dimension",
    "[A]*#REF!": "book.error_value",
    "Missing!A1*2": "book.no_such_sheet",
    "NoName*2": "book.unknown_name",
    "ROUND([A],[B])*[F]": "book.rounding_digits",
    "VLOOKUP([A],'MPS(input)'!E8:E10,1,FALSE)*[F]": "book.lookup_not_fixed",
    "VLOOKUP([A],B30:C33,[B],FALSE)*[F]": "book.lookup_column",
    "VLOOKUP([A],B30:C33,2,FALSE)*[F]": "book.lookup_table",
    'IF([A]="x",1,[B])*[F]': "book.choice_not_fixed",
    'IF(AND([A]="x",[B]>1),1,2)*[F]': "book.text_compared",
    'IF([A]="",[B],[C])*[F]': "book.blank_compared",
    "H9*2": "book.circular",
    "IFERROR([A]^[B],0)*[F]": "book.iferror",
    "IFERROR(EXP([A]),0)*[F]": "book.iferror",
    '[A]*"text"': "book.text_as_number",
    "B5*2": "book.text_as_number",
    "'MPS(input)'!E8:E10*2": "book.range_as_number",
    "SUMPRODUCT('MPS(input)'!E8:E10,'MPS(input)'!E8:E9)*[F]": "book.shapes_differ",
    "[A]": "book.dimension",
    "[A]*[F]+[B]": "book.parts_differ",
    "2^[A]": "book.dimension",
    "{1,2}": "book.array",
    "Table1[Col]": "book.formula_unreadable",
}


def read(formula: str, given: Given | None = None, **more: Any) -> Found:
    (found,) = import_workbook(saved(small(formula, **more)), "x.xlsx", given or Given(), TODAY).found
    return found


@pytest.mark.parametrize("formula", SAID)
def test_a_function_is_said_in_our_language(formula: str) -> None:
    found = read(formula)
    assert not found.problems, [sentence(one.code, one.place, one.facts) for one in found.problems]
    assert load_definition(found.text, "x.yaml").formulas["RE"] == SAID[formula]
    assert "book.trap_not_tried" not in {one.code for one in found.remarks}  # the proof has run


@pytest.mark.parametrize("formula", REFUSED)
def test_what_cannot_be_said_is_refused_by_name_with_its_cell(formula: str) -> None:
    found = read(formula)
    assert found.text == ""
    problem = found.problems[0]
    assert problem.code == REFUSED[formula]
    assert problem.place.startswith("MPS(")
    words = sentence(problem.code, problem.place, problem.facts)
    assert words.startswith(problem.place)
    assert "{" not in words


def test_a_typed_number_in_a_formula_is_a_trap_but_a_conversion_is_none() -> None:
    traps = [one for one in read("[A]*0.5").remarks if one.code == "book.trap_number_in_formula"]
    assert [(one.place, one.facts) for one in traps] == [("MPS(calc_process)!H9", {"value": "0.5", "unit": "tCO2/t"})]
    assert {one.code for one in read("[A]/1000*[F]", units=("kg", "kg", "kg")).remarks} == {"book.note_unused"}


CONVERSIONS = {
    "[A]*[F]/1000": (("kWh", "t", "t"), "tCO2/MWh", "A * EF / kWh_per_MWh", "1000"),
    "[A]*10^-3*[F]": (("kWh", "t", "t"), "tCO2/MWh", "A * MWh_per_kWh * EF", "0.001"),
    "[A]*3.6*[F]": (("MWh", "t", "t"), "tCO2/GJ", "A * GJ_per_MWh * EF", "3.6"),
    "[A]*24*[B]*[F]": (("MW", "day", "t"), "tCO2/MWh", "A * h_per_day * B * EF", "24"),
    "([A]+[B]/1000)*[F]": (("MWh", "kWh", "t"), "tCO2/MWh", "(A + B / kWh_per_MWh) * EF", "1000"),
    "[A]*[B]/100*[F]": (("MWh", "%", "t"), "tCO2/MWh", "A * B / percent * EF", "100"),
    "(1-[B]/100)*[A]*[F]": (("MWh", "%", "t"), "tCO2/MWh", "(1 - B / percent) * A * EF", "100"),
    "[A]*[F]*44/12": (("t", "t", "t"), "tC/t", "A * EF * N_44 / 12", "44"),
}


@pytest.mark.parametrize("formula", CONVERSIONS)
def test_a_number_that_turns_units_into_each_other_gets_its_unit(formula: str) -> None:
    units, unit, text, value = CONVERSIONS[formula]
    own = load_definition(read(formula, units=units, unit=unit).text, "x.yaml")
    assert own.formulas["RE"] == text
    assert [str(one.value) for one in own.constants.values()] == [value]


def test_a_hidden_factor_is_not_made_up() -> None:
    found = read("[A]*[F]", units=("kWh", "t", "t"), unit="tCO2/MWh")
    problem = found.problems[0]
    assert (problem.code, problem.facts["wanted"]) == ("book.dimension", "tCO2")


def test_a_percentage_that_is_used_as_a_fraction_is_one() -> None:
    found = read("[A]*[B]*[F]", units=("MWh", "%", "t"), unit="tCO2/MWh", values=(6, 0.05, 1))
    own = load_definition(found.text, "x.yaml")
    assert own.monitored["B"].unit == "1"
    assert "book.note_percent" in {one.code for one in found.remarks}


def test_an_unknown_unit_is_named_with_its_cell() -> None:
    problem = read("[A]*[F]", units=("USRt", "t", "t")).problems[0]
    assert (problem.code, problem.place, problem.facts["unit"]) == ("book.unit_unknown", "MPS(input)!E8", "USRt/p")


def test_a_factor_typed_into_the_calculation_is_a_default_with_its_cell() -> None:
    book = small("[A]*H20")
    calc = book[PLAN_CALC]
    calc["C20"], calc["H20"], calc["I20"], calc["J20"] = "Factor of coal", 2.5, "tCO2/t", "EF_coal"
    (found,) = import_workbook(saved(book), "x.xlsx", Given(), TODAY).found
    own = load_definition(found.text, "x.yaml")
    default = own.fixed["EF_coal"].default
    assert default is not None
    assert (str(default.value), default.evidence, default.source) == ("2.5", "draft", "x.xlsx, MPS(calc_process)!H20")
    trap = next(one for one in found.remarks if one.code == "book.trap_typed_number")
    assert trap.place == "MPS(calc_process)!H20"


def imported(book: Workbook) -> Found:
    (found,) = import_workbook(saved(book), "x.xlsx", Given(scope=1), TODAY).found
    assert not found.problems, [sentence(one.code, one.place, one.facts) for one in found.problems]
    return found


@pytest.mark.parametrize("without", ["headings and symbols", "symbols"])
def test_a_calculation_is_found_by_its_words_and_by_table_3(without: str) -> None:
    book = small("[A]*[F]")
    sheet, calc = book[PLAN], book[PLAN_CALC]
    for row in (6, 9, 12):
        calc[f"J{row}"] = None
    if without != "symbols":
        for cell in (f"{column}{row}" for row in (5, 8, 11) for column in "GHIJ"):
            calc[cell] = None
        table_3(sheet, 20, f"=ROUNDDOWN('{PLAN_CALC}'!H6,0)")
    own = load_definition(imported(book).text, "x.yaml")
    assert own.formulas == {"RE": "A * EF", "PE": "0", "ER": "RE - PE"}


def test_tables_and_calculation_may_stand_on_one_sheet() -> None:
    book = new()
    sheet = book.create_sheet(PLAN)
    head(sheet, title(False), "JCM_KH_AM001_ver01.0")
    table_1(sheet, 5, [("(1)", "A_p", "Amount", 3, "t/p", *COMMON)])
    table_2(sheet, 12, [("EF", "Factor", 2, "tCO2/t", "published")])
    block(sheet, 30, REDUCTIONS, [(ER, None, "=H34-H37", "tCO2/p", "ER_p")])
    block(sheet, 33, REFERENCE, [(RE, None, "=E8*D15", "tCO2/p", "RE_p")])
    block(sheet, 36, PROJECT, [(PE, None, 0, "tCO2/p", "PE_p")])
    assert load_definition(imported(book).text, "x.yaml").formulas["RE"] == "A * EF"


def test_leakage_is_taken_off_as_the_sheet_does() -> None:
    book = small("[A]*[F]")
    calc = book[PLAN_CALC]
    calc["H6"] = "=H9-H12-H20"
    put(calc, 20, 3, ["Leakage emissions", None, None, None, None, f"='{PLAN}'!E9*'{PLAN}'!D15", "tCO2/p", "LE_p"])
    own = load_definition(imported(book).text, "x.yaml")
    assert (own.formulas["ER"], own.formulas["LE"]) == ("RE - PE - LE", "B * EF")
    assert own.terms["LE"].label == "Leakage emissions"


def test_a_step_may_use_a_result() -> None:
    book = small("[A]*[F]")
    calc = book[PLAN_CALC]
    calc["H12"] = "=H21"
    put(calc, 21, 3, ["Emissions of the journey", None, None, None, None, "=H9*0.05", "tCO2/p", "PE_road,p"])
    found = imported(book)
    own = load_definition(found.text, "x.yaml")
    assert own.formulas["PE_road"] == "RE * 0.05"
    assert (own.formulas["RE"], own.formulas["PE"]) == ("A * EF", "PE_road")
    traps = [(one.place, one.facts["value"]) for one in found.remarks if one.code == "book.trap_plain_number"]
    assert traps == [("MPS(calc_process)!H21", "0.05")]


def test_reductions_without_reference_and_project_are_all_reference() -> None:
    book = small("0")
    calc = book[PLAN_CALC]
    for cell in ("B8", "C9", "H9", "J9", "B11", "C12", "H12", "J12"):
        calc[cell] = None
    calc["H6"] = f"='{PLAN}'!E8*'{PLAN}'!D15"
    (found,) = import_workbook(saved(book), "x.xlsx", Given(), TODAY).found
    own = load_definition(found.text, "x.yaml")
    assert own.formulas == {"RE": "A * EF", "PE": "0", "ER": "RE - PE"}
    assert {"book.note_not_split", "book.note_no_project_emissions"} <= {one.code for one in found.remarks}


def test_a_typed_result_is_no_calculation() -> None:
    book = small("0")
    book[PLAN_CALC]["H9"] = 1234
    (found,) = import_workbook(saved(book), "x.xlsx", Given(), TODAY).found
    problem = found.problems[0]
    assert (problem.code, problem.place) == ("book.typed_result", "MPS(calc_process)!H9")
    assert not found.text


def test_a_sheet_that_calculates_nothing_is_told() -> None:
    book = small("0")
    for cell in ("H6", "H9", "H12"):
        book[PLAN_CALC][cell] = None
    (found,) = import_workbook(saved(book), "x.xlsx", Given(), TODAY).found
    assert [one.code for one in found.problems] == ["book.no_reductions"]


def test_a_share_of_a_total_keeps_the_total_apart() -> None:
    """Each unit's part of what all use: a sum inside a sum over the same units gets a name."""
    book = solar()
    calc = book[PLAN_CALC]
    total = f"SUM('{PLAN}'!$E$8:$E$10)"
    for at in range(3):
        energy, factor = f"'{PLAN}'!E{8 + at}", f"'{PLAN}'!D{15 + at}"
        calc[f"N{9 + at}"] = f"={energy}/{total}*{energy}*{factor}/1000"
    calc["H9"] = "=SUM(N9:N11)"
    (found,) = import_workbook(saved(book), "x.xlsx", Given(), TODAY).found
    own = load_definition(found.text, "x.yaml")
    (name,) = [one for one in own.formulas if one not in ("RE", "PE", "ER")]
    assert own.formulas[name] == "sum(i, EG[i])"
    assert own.formulas["RE"] == f"sum(i, EG[i] / {name} * EG[i] * EF_RE[i] / kWh_per_MWh)"


# --- random expressions of ours, written into a sheet and read back ------------------------------------------------

MEMBERS = ("one", "two", "three")
PLACES: dict[tuple[str, tuple[str, ...]], str] = {
    **{("G", (member,)): f"E{8 + at}" for at, member in enumerate(MEMBERS)},
    **{("H", (member,)): f"E{11 + at}" for at, member in enumerate(MEMBERS)},
    ("K", ()): "D20",
    ("L", ()): "D21",
}


@dataclass(frozen=True)
class Where:
    """Where the values stand in the sheet below."""

    @property
    def sets(self) -> Mapping[str, tuple[str, ...]]:
        return {"i": MEMBERS}

    def cell(self, name: str, members: tuple[str, ...]) -> str:
        return f"'{PLAN}'!{PLACES[name, members]}"

    def days(self) -> str:
        raise NotImplementedError

    def lookup(self, table: str, member: str) -> str:
        raise NotImplementedError


def sheet_with(formula: str) -> Book:
    """Two monitored parameters of three units, two fixed ones, all without units, and a formula of them."""
    cells: dict[tuple[int, int], Cell] = {}
    heads = ("Parameters", "Description of data", "Estimated Values", "Units", "Monitoring option")
    for at, text in enumerate(heads, 3):
        cells[7, at] = Cell(text)
    for at, (name, member) in enumerate((name, member) for name in "GH" for member in MEMBERS):
        row: tuple[str | Decimal, ...] = (
            f"{name}_i,p ({member})",
            f"Amount {name} of unit i",
            Decimal(at + 2),
            "-",
            "Option C",
        )
        cells.update({(8 + at, column): Cell(value) for column, value in enumerate(row, 3)})
    for at, text in enumerate(("Parameters", "Description of data", "Estimated Values", "Units", "Source of data"), 2):
        cells[19, at] = Cell(text)
    for at, name in enumerate("KL"):
        fixed: tuple[str | Decimal, ...] = (name, f"Factor {name}", Decimal(3), "-", "source")
        cells.update({(20 + at, column): Cell(value) for column, value in enumerate(fixed, 2)})
    calc: dict[tuple[int, int], Cell] = {}
    for at, text in enumerate(("Item", "Value", "Units", "Parameter"), 1):
        calc[1, at] = Cell(text)
    lines = (("Emission reductions", "A3-A4", "ER_p"), ("Reference emissions", formula, "RE_p"))
    for at, (words, text, symbol) in enumerate(lines, 2):
        text = "B3-B4" if symbol == "ER_p" else f"({text})*B5"
        calc.update({(at, 1): Cell(words), (at, 2): Cell(None, text), (at, 3): Cell("tCO2"), (at, 4): Cell(symbol)})
    calc.update({(4, 1): Cell("Project emissions"), (4, 2): Cell(Decimal(0)), (4, 4): Cell("PE_p")})
    calc.update({(5, 1): Cell("One tonne"), (5, 2): Cell(Decimal(1)), (5, 3): Cell("tCO2"), (5, 4): Cell("T")})
    sheets = {PLAN: Sheet(PLAN, cells), PLAN_CALC: Sheet(PLAN_CALC, calc)}
    return Book("x.xlsx", "0" * 64, sheets)


plain_numbers = st.integers(1, 99).map(lambda one: Number(Decimal(one)))
outside = st.one_of(plain_numbers, st.sampled_from("KL").map(Name))
inside = st.one_of(outside, st.sampled_from("GH").map(lambda name: Name(name, ("i",))))


def grown(part: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    compared = st.builds(Compare, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), part, part)
    return st.one_of(
        st.builds(Binary, st.sampled_from("+-*/"), part, part),
        st.builds(Negative, part),
        st.builds(lambda one: Binary("**", one, Number(Decimal(2))), part),
        st.builds(lambda name, one, other: Call(name, (one, other)), st.sampled_from(["min", "max"]), part, part),
        st.builds(lambda one, yes, no: Call("if", (one, yes, no)), compared, part, part),
        st.builds(
            lambda word, one, other, yes, no: Call("if", (Logic(word, (one, other)), yes, no)),
            st.sampled_from(["and", "or"]), compared, compared, part, part,
        ),
        st.builds(lambda one: Call("floor", (one,)), part),
        st.builds(lambda name, one, at: Call(name, (one, Number(Decimal(at)))),
                  st.sampled_from(["round", "rounddown"]), part, st.integers(0, 3)),
    )  # fmt: skip


bodies = st.recursive(inside, grown, max_leaves=6)
sums = bodies.map(lambda body: Sum("i", body))
trees = st.recursive(st.one_of(outside, sums), grown, max_leaves=6)


def exact(node: Node, values: dict[tuple[str, tuple[str, ...]], Fraction], member: str = "") -> Fraction:
    """Another evaluation of our language, with Python's own fractions; ZeroDivisionError where a divisor is zero."""

    def part(one: Node) -> Fraction:
        return exact(one, values, member)

    match node:
        case Number(value):
            return Fraction(value)
        case Name(name, index):
            return values[name, (member,) if index else ()]
        case Negative(inner):
            return -part(inner)
        case Sum(_, body):
            return sum((exact(body, values, one) for one in MEMBERS), Fraction(0))
        case Binary(sign, left, right):
            one, other = part(left), part(right)
            if sign == "**":
                return one ** int(other)
            if sign == "/":
                return one / other
            return one + other if sign == "+" else one - other if sign == "-" else one * other
        case Compare(sign, left, right):
            one, other = part(left), part(right)
            found = {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other, "==": one == other}
            return Fraction(found.get(sign, one != other))
        case Logic(word, parts):
            return Fraction((all if word == "and" else any)([part(one) for one in parts]))
        case Call("if", (condition, yes, no)):
            return part(yes if part(condition) else no)
        case Call("min" | "max" as name, parts):
            return (min if name == "min" else max)(part(one) for one in parts)
        case Call("floor", (inner,)):
            return Fraction(numbers.floor(part(inner)))
        case Call("round" | "rounddown" as name, (inner, Number(digits))):
            rounded = numbers.round_half_away if name == "round" else numbers.round_down
            return Fraction(rounded(part(inner), int(digits)))
    raise TypeError(node)


@given(trees, st.integers(0, 10**6))
def test_an_expression_of_ours_comes_back_with_the_same_value(tree: Node, seed: int) -> None:
    (found,) = import_book(sheet_with(to_excel(tree, Where())), Given("KH_AM001", "1.0", "KH", 1), TODAY).found
    problems = [one for one in found.problems if one.code != "formula.too_long"]
    assert not problems, (to_excel(tree, Where()), problems)
    if found.problems:
        return
    own = load_definition(found.text, "x.yaml")
    node = {name: parse(text) for name, text in own.formulas.items()}
    dice = random.Random(seed)
    for _ in range(3):
        values = {place: Fraction(dice.randint(-500, 2000), 100) for place in PLACES}
        known = {**values, ("T", ()): Fraction(1)}
        for name, one in node.items():
            if name not in ("RE", "PE", "ER"):
                assert isinstance(one, Sum)  # a total that stood inside a sum over the same units
        try:
            wanted: Fraction | None = exact(tree, values)
        except (ZeroDivisionError, UserError):
            wanted = None
        try:
            for name, one in node.items():
                if name not in ("RE", "PE", "ER"):
                    known[name, ()] = exact(one, known)
            given_back: Fraction | None = exact(node["RE"], known)
        except (ZeroDivisionError, UserError):
            given_back = None
        assert given_back == wanted, (to_excel(tree, Where()), own.formulas)
