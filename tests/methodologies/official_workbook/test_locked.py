"""ER-08: the locked cells of a filled workbook are those of the approved one, or the change is named."""

from __future__ import annotations

import pytest
from helpers import official_damage as damage
from helpers.official_books import boiler, changed
from helpers.official_layout import PLAN, PLAN_CALC, REPORT_CALC, saved

from jcm_desktop.methodologies.official_workbook.locked import Change, changes, locked_cells
from jcm_desktop.methodologies.official_workbook.reader import read_book


def test_filling_a_workbook_in_and_saving_it_with_another_program_changes_nothing(books: dict[str, bytes]) -> None:
    """Empty from openpyxl, empty from LibreOffice, filled: one hash."""
    empty = locked_cells(read_book(saved(boiler(filled=False)), "a"))
    filled = locked_cells(read_book(books["boiler"], "b"))
    again = locked_cells(read_book(books["empty boiler"], "c"))
    assert empty.formulas_sha256 == filled.formulas_sha256 == again.formulas_sha256
    assert empty.numbers_sha256 == filled.numbers_sha256
    assert len(empty.formulas) == 29
    assert changes(empty, filled) == ()


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "approved", "found"),
    [
        (REPORT_CALC, "H15", "=IFERROR(H14/H11,0)*H10*1.1", "IFERROR(H14/H11,0)*H10", "IFERROR(H14/H11,0)*H10*1.1"),
        (REPORT_CALC, "H20", 17, "'MRS(input)'!F8*H9*H10", ""),
        (PLAN_CALC, "E27", 0.0999, "0.0946", "0.0999"),
        (PLAN, "B22", "=1", "'MPS(calc_process)'!H6", "1"),
    ],
)
def test_a_changed_cell_is_named(sheet: str, cell: str, value: object, approved: str, found: str) -> None:
    right = locked_cells(read_book(saved(boiler()), "a"))
    wrong = locked_cells(read_book(saved(changed(boiler(), sheet, cell, value)), "b"))
    listed = [one for one in changes(right, wrong) if one.found != "17"]
    assert listed == [Change(f"{sheet}!{cell}", approved, found)]
    formula = str(value).startswith("=") or found == ""
    assert (right.formulas_sha256 != wrong.formulas_sha256) is formula


def test_a_shared_formula_is_the_same_as_one_written_out() -> None:
    """Excel keeps a formula that is copied down once, for all its cells."""
    plain = saved(changed(changed(boiler(), PLAN_CALC, "N1", "=A1*$B$1"), PLAN_CALC, "N2", "=A2*$B$1"))
    name = damage.sheet_part(plain, PLAN_CALC)
    body = damage.part(plain, name).decode()
    shared = body.replace("<f>A1*$B$1</f>", '<f t="shared" ref="N1:N2" si="0">A1*$B$1</f>')
    shared = shared.replace("<f>A2*$B$1</f>", '<f t="shared" si="0"/>')
    assert shared.count("shared") == 2
    one = locked_cells(read_book(plain, "a"))
    other = locked_cells(read_book(damage.with_parts(plain, {name: shared.encode()}), "b"))
    assert one.formulas["MPS(calc_process)!N2"] == "A2*B1"
    assert one == other
