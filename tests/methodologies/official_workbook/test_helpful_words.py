"""Remarks that say what is wrong in the workbook, and where, in words of the person who made it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from helpers.official_books import boiler, changed, offering, small
from helpers.official_layout import PLAN, PLAN_CALC, saved
from openpyxl import Workbook

from jcm_desktop.methodologies.loader import load_definition
from jcm_desktop.methodologies.official_workbook.importing import Found, Given, import_workbook
from jcm_desktop.methodologies.official_workbook.remarks import Kind
from jcm_desktop.methodologies.official_workbook.text_numbers import reads_as_number
from jcm_desktop.words import sentence

TODAY = date(2026, 11, 24)


def read(book: Workbook) -> Found:
    (found,) = import_workbook(saved(book), "x.xlsx", Given(scope=1), TODAY).found
    return found


def said(found: Found, kind: Kind) -> list[str]:
    return [sentence(one.code, one.place, one.facts) for one in found.remarks if one.kind is kind]


def formula(found: Found) -> str:
    return load_definition(found.text, "x.yaml").formulas["RE"]


def test_a_number_of_ours_is_not_called_written() -> None:
    found = read(small("AVERAGE([A],[A])*[F]"))
    assert formula(found) == "(A + A) / 2 * EF"
    assert said(found, Kind.TRAP) == []
    both = read(small("AVERAGE([A]*3,[A])*[F]"))
    (trap,) = said(both, Kind.TRAP)
    assert trap == "MPS(calc_process)!H9: the number 3 is written in the formula; it has no unit."
    book = changed(small("H20*[F]"), PLAN_CALC, "H20", "='MPS(input)'!E8*(H21+7%)")  # written into the other formula
    traps = said(read(changed(book, PLAN_CALC, "H21", "=1+2.5")), Kind.TRAP)
    assert [one.split("the number ")[1].split(" ")[0] for one in traps] == ["2.5", "0.07"]


def test_rows_of_one_symbol_in_two_units_are_two_parameters() -> None:
    book = small("([A]+[C])*[F]", units=("t", "GJ", "t"))
    for cell in ("C9", "C10"):
        changed(book, PLAN, cell, "A_p")
    found = read(book)
    assert said(found, Kind.PROBLEM) == []
    (trap,) = said(found, Kind.TRAP)
    assert trap.startswith("MPS(input)!E9: A_{p} is in GJ/p here and in t/p in MPS(input)!E8")
    assert formula(found) == "sum(i, A[i]) * EF"


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("[A]+[F]", "A is in t", "EF in tCO2/t"),
        ("([A]+[B]/1000+[F])*[F]", "A + B / 1000 is in t", "EF in tCO2/t"),
        ("IF([A]>[F],[A],[B])*[F]", "A is in t", "EF in tCO2/t"),
    ],
)
def test_parts_that_cannot_be_added_are_both_named(text: str, left: str, right: str) -> None:
    (problem,) = said(read(small(text, units=("t", "kg", "t"))), Kind.PROBLEM)
    assert problem.startswith(f"MPS(calc_process)!H9: {left} and {right}; they cannot be added or compared.")


def test_one_question_is_asked_once() -> None:
    found = read(small('IF(OR([B]=0,[B]=""),0,[A]/[B])*[C]*[F]'))
    assert formula(found) == "if(B == 0, 0, A / B) * C * EF"


@pytest.mark.parametrize("text", ["[A]*[F]/0", "[A]*[F]/-0%", "SUM('MPS(input)'!E8:E10/0)*[F]", "0/0+[A]*[F]"])
def test_a_written_zero_below_the_line_is_refused(text: str) -> None:
    found = read(small(text))
    assert (found.text, [one.code for one in found.problems]) == ("", ["book.divides_by_zero"])


def test_a_sheet_is_called_as_its_tab_says_however_a_formula_writes_it() -> None:
    found = read(small("'mps(INPUT)'!E8*[F]*0.5"))
    assert formula(found) == "A * EF * 0.5"
    draft = found.draft
    assert draft is not None
    assert next(one.excel for one in draft.formulas if one.name == "RE") == "='MPS(input)'!E8*'MPS(input)'!D15*0.5"


@pytest.mark.parametrize("value", ["1,300.5", "1300", "１２ ", "-1.300,5", "5 %", "1'000", "2e3"])
def test_a_number_kept_as_text_is_named(value: Any) -> None:
    assert reads_as_number(value)
    book = changed(small("[A]*[F]"), PLAN, "E9", value)
    (trap,) = said(read(changed(book, PLAN_CALC, "H9", "='MPS(input)'!E9*'MPS(input)'!D15")), Kind.TRAP)
    assert trap == (f"MPS(input)!E9: the number {value.strip()} is stored as text; type it again as a number in Excel.")
    (problem,) = said(read(changed(small("[A]*H30"), PLAN_CALC, "H30", value)), Kind.PROBLEM)
    assert problem.startswith("MPS(calc_process)!H30: the number")


@pytest.mark.parametrize("value", ["Coal", "2020.01.01", "", "n/a", "12 t"])
def test_a_word_is_no_number(value: str) -> None:
    assert not reads_as_number(value)


def test_a_word_that_a_drop_down_offers_stays_a_word() -> None:
    book = offering(changed(small("[A]*[F]"), PLAN, "E9", "2"), PLAN, "E9", "1,2")
    assert said(read(book), Kind.TRAP) == []


def test_what_one_cell_picks_belongs_together() -> None:
    found = read(boiler())
    words = (
        "MPS(input)!D15: this one cell picks EF_fuel, NCV_fuel, eta_RE from the list. The plan asks for each of them; "
        "choose the same row for all."
    )
    assert words in said(found, Kind.NOTE)
    own = load_definition(found.text, "x.yaml")
    words = "EF_fuel, NCV_fuel and eta_RE are picked by the same cell MPS(input)!D15: choose the same row for all."
    assert own.evidence.notes.endswith(words)
    assert "chosen by MPS(input)!D15, the same row as for EF_fuel, eta_RE" in found.text
