"""The workbook's own formulas, computed exactly: against LibreOffice, function by function and at random."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from helpers.judges import need
from helpers.official_layout import computed, saved
from openpyxl import Workbook

from jcm_desktop.methodologies.official_workbook.cells import Address, ExcelError
from jcm_desktop.methodologies.official_workbook.compute import Computer, Unknown, Workings
from jcm_desktop.methodologies.official_workbook.proof import recompute
from jcm_desktop.methodologies.official_workbook.reader import read_book

# A1:A6 = 6, 4, 2.5, 0, text, blank; B1:B3 = diesel, coal, gas; C1:C3 = 43, 25.8, 48; D1:D3 = 100, 300, 450
FORMULAS = (
    "A1+A2*A3-A4", "A1/A2", "A1/A4", "-A1^2", "2^-2", "A1%", "A1&A2", "A1=6", "A1<>A2", 'B1="DIESEL"', "SUM(A1:A6)",
    "SUM(A1:A6,1,TRUE)", "SUM(B1:B3)", "SUM(A5)", "SUMPRODUCT(A1:A3,C1:C3)", "SUMPRODUCT(A1:A3*C1:C3)",
    'SUMPRODUCT((B1:B3="coal")*C1:C3)', "SUMPRODUCT(A1:A6,A1:A6)", "PRODUCT(A1:A3,2)", "PRODUCT(A1:A6)",
    "AVERAGE(A1:A6)", "COUNT(A1:A6)", "COUNT(A1:A6,3)", "MIN(A1:A6)", "MAX(A1:A6,7)", "MIN(B1:B3)", "IF(A1>A2,1,2)",
    "IF(A4,1,2)", "IF(A1<A2,1)", "IF(A1>A2,,2)", 'IF(A6="",1,2)', "IF(A6=0,1,2)", 'IF(A5="text",1,2)',
    "AND(A1>0,A2>0)", "OR(A1<0,A4<0)", "NOT(A1>0)", "AND(A1:A4)", "IFERROR(A1/A4,9)", "IFERROR(A1/A2,9)",
    "IFERROR(A5*1,8)", '_xlfn.IFNA(MATCH("x",B1:B3,0),7)', "ROUND(2.5,0)", "ROUND(-2.5,0)", "ROUND(1234.567,-2)",
    "ROUND(A1/7,3)", "ROUNDDOWN(-2.57,1)", "ROUNDDOWN(A1/7,2)", "ROUNDUP(2.001,0)", "ROUNDUP(-2.001,1)",
    "ROUNDUP(2,0)", "TRUNC(-2.9)", "INT(-2.1)", "INT(A1/A2)", "ABS(-A3)", "EXP(1)", "POWER(A3,3)",
    "SQRT(A1)", "A1^0.5", "A1^-1.5", "POWER(2,-3)",
    "A3^2^2", "0^2", "5%*200", "(1-A3%)*A1", 'VLOOKUP("Coal",B1:C3,2,FALSE)', 'VLOOKUP("oil",B1:C3,2,FALSE)',
    "VLOOKUP(320,D1:E3,2)", "VLOOKUP(50,D1:E3,2)", "VLOOKUP(300,D1:E3,2,TRUE)", 'HLOOKUP("coal",B5:D6,2,FALSE)',
    "INDEX(C1:C3,2)", "INDEX(B1:C3,3,2)", 'INDEX(C1:C3,MATCH("gas",B1:B3,0))', "MATCH(320,D1:D3)",
    'MATCH("coal",B1:B3,0)', "ISBLANK(A6)", "ISBLANK(A4)", "ISNUMBER(A1)", "ISNUMBER(A5)", "ISERROR(A1/A4)", "A5+1",
    "A6+1", "A6", "B1", "TRUE+1", "SUM(A1:A3)/COUNT(A1:A3)", "IF(ISERROR(A1/A4),0,A1/A4)", "A1>B1", "B1>A1", "-(-A1)",
    "+A1", "A1-A1", "1/3*3", "0.1+0.2-0.3",
)  # fmt: skip


def table(formulas: list[str]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    value: Any
    for at, value in enumerate((6, 4, 2.5, 0, "text"), 1):
        sheet.cell(at, 1).value = value
    for at, line in enumerate((("diesel", 43, 100, 4.92), ("coal", 25.8, 300, 5.33), ("gas", 48, 450, 5.59)), 1):
        for column, value in enumerate(line, 2):
            sheet.cell(at, column).value = value
    for column, (word, value) in enumerate((("gas", 1), ("coal", 2), ("oil", 3)), 2):
        sheet.cell(5, column).value, sheet.cell(6, column).value = word, value
    for at, formula in enumerate(formulas, 1):
        sheet.cell(at, 10).value = f"={formula}"
    return saved(book)


def random_formula(dice: random.Random, depth: int) -> str:
    """A formula of everything the official sheets use, over A1:A4 and C1:C3."""
    if depth == 0 or dice.random() < 0.15:
        return dice.choice(["A1", "A2", "A3", "A4", "C1", "C2", "C3", "2", "0.5", "1.25", "10%", "7"])

    def part() -> str:
        return random_formula(dice, depth - 1)

    def condition() -> str:
        return f"{part()}{dice.choice(['>', '<', '>=', '<=', '=', '<>'])}{part()}"

    one_of: Callable[[Sequence[Callable[[], str]]], Callable[[], str]] = dice.choice
    return one_of(
        [
            lambda: f"({part()}{dice.choice('+-*/')}{part()})",
            lambda: f"({part()}+{part()}-{part()})",
            lambda: f"-{part()}",
            lambda: f"({part()})^2",
            lambda: f"IF({condition()},{part()},{part()})",
            lambda: f"IF(AND({condition()},{condition()}),{part()},{part()})",
            lambda: f"IF(OR({condition()},NOT({condition()})),{part()},{part()})",
            lambda: f"SUM({part()},A1:A3,{part()})",
            lambda: f"SUMPRODUCT(A1:A3,C1:C3)*{part()}",
            lambda: f"{dice.choice(['MIN', 'MAX'])}({part()},{part()},A1:A4)",
            lambda: f"{dice.choice(['ROUND', 'ROUNDDOWN', 'ROUNDUP'])}({part()},{dice.randint(-1, 4)})",
            lambda: f"INT({part()})",
            lambda: f"ABS({part()})",
            lambda: f"IFERROR({part()}/{part()},{part()})",
        ]
    )()


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    need("soffice")
    dice = random.Random(2026)
    formulas = {"table": list(FORMULAS), "random": [random_formula(dice, 4) for _ in range(400)]}
    return computed({name: table(one) for name, one in formulas.items()}, tmp_path_factory.mktemp("functions"))


@pytest.mark.judge
def test_every_function_gives_what_libreoffice_gives(answers: dict[str, bytes]) -> None:
    book = read_book(answers["table"], "table.xlsx")
    workings = Workings(book)
    found = recompute(book.sheets.values(), workings, Computer(workings))
    assert found.unknown == ()
    assert found.differences == ()
    assert found.agree == len(FORMULAS)


@pytest.mark.judge
def test_random_formulas_give_what_libreoffice_gives(answers: dict[str, bytes]) -> None:
    """But for rounding at a jump, where a binary last digit decides."""
    book = read_book(answers["random"], "random.xlsx")
    workings = Workings(book)
    found = recompute(book.sheets.values(), workings, Computer(workings))
    unknown = {one.code for one in found.unknown}
    assert unknown <= {"formula.number_too_big"}
    assert len(found.differences) <= 4, found.differences
    assert found.agree + len(found.differences) + len(found.unknown) == 400
    assert found.agree >= 390


def values(formula: str) -> object:
    book = read_book(table([formula]), "x.xlsx")
    return Computer(Workings(book)).value(Address("Sheet", 1, 10))


def test_values_are_exact() -> None:
    assert values("1/3*3") == Fraction(1)
    assert values("0.1+0.2-0.3") == Decimal(0)
    assert values("A1/7") == Fraction(6, 7)


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("SUMIF(A1:A3,2)", "book.function"),
        ("OFFSET(A1,1,0)", "book.function"),
        ("(-A1)^0.5", "formula.bad_power"),
        ("Other!A1", "book.no_such_sheet"),
        ("nothing", "book.unknown_name"),
        ("[1]S!A1", "book.uses_other_file"),
        ("J1+1", "book.circular"),
        ("IFERROR(SUMIF(A1,1),0)", "book.function"),
    ],
)
def test_what_is_not_known_is_said_and_never_hidden(formula: str, code: str) -> None:
    found = values(formula)
    assert isinstance(found, Unknown)
    assert found.code == code


def test_errors_spread_as_in_a_spreadsheet() -> None:
    assert values("SUM(A1,A1/A4)") == ExcelError("#DIV/0!")
    assert values("A5+1") == ExcelError("#VALUE!")
    assert values("IF(A1>0,1,A1/A4)") == 1


def test_cells_are_computed_once_however_many_need_them() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = 1
    for row in range(2, 400):
        sheet.cell(row, 1).value = f"=SUM(A$1:A{row - 1})"
    workings = Workings(read_book(saved(book), "x.xlsx"))
    assert Computer(workings).value(Address("Sheet", 399, 1)) == 2**397
