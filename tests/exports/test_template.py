"""The approved workbook is filled in its bytes, recalculated by another program, and compared with ours and itself."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from helpers.dossiers import TODAY, report_of, sample_dossier
from helpers.judges import need
from helpers.office import cached, converted
from helpers.official_book import solar_book
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.calculation.result import Vintage
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.workbook_facts import CellPlace, FilledWorkbook, TemplateMap
from jcm_desktop.exports.report_model import Report
from jcm_desktop.exports.template_check import compare, locked_sha256
from jcm_desktop.exports.template_fill import fill
from jcm_desktop.exports.template_map import find_map
from jcm_desktop.exports.template_plan import Unfit, planned
from jcm_desktop.exports.template_plan import values_of as values_in
from jcm_desktop.exports.template_results import results_of
from jcm_desktop.exports.workbook import write_workbook
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.validation.assessment import assess

VALUE = CellPlace("MRS(input)", "E12")
FACTOR = CellPlace("MPS(input)", "D21")
SOLAR = definition("MN_AM003", "2.0")


@pytest.fixture(scope="module")
def template() -> bytes:
    return solar_book()


@pytest.fixture(scope="module")
def report() -> Report:
    return report_of(sample_dossier())


@pytest.fixture(scope="module")
def where(template: bytes) -> TemplateMap:
    return find_map(template, SOLAR, sample_dossier().plan)


def values_of(report: Report, vintage: Vintage, where: TemplateMap) -> dict[CellPlace, Decimal | str]:
    return values_in(planned(solar_book(), report, vintage, where))


def parts(xlsx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def test_the_input_cells_are_found_by_their_headings(where: TemplateMap) -> None:
    assert where.monitored == {"EG[pv-1]": VALUE}
    assert where.plan == {"EG[pv-1]": CellPlace("MPS(input)", "D12")}
    assert where.fixed == {"EF_RE[pv-1]": FACTOR}
    assert where.results == {name: CellPlace("MRS(calc_process)", cell) for name, cell in RESULTS.items()}
    assert where.period == (CellPlace("MRS(input)", "A12"),)


def test_only_the_values_of_input_cells_differ(template: bytes, report: Report, where: TemplateMap) -> None:
    filled = fill(template, values_of(report, report.result.vintages[0], where))
    before, after = parts(template), parts(filled)
    assert list(before) == list(after)
    changed = [name for name in before if before[name] != after[name]]
    assert len(changed) == 2
    for name in changed:
        one, other = before[name], after[name]
        same_start = next(at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
        assert one[:same_start].rfind(b"<c ") >= 0
    book = openpyxl.load_workbook(io.BytesIO(filled))
    assert book["MRS(input)"]["E12"].value == 11822.05
    assert book["MRS(input)"]["A12"].value == "6/Jul/2019-31/Dec/2019"
    assert book["MPS(input)"]["D21"].value == 0.797
    assert book["MPS(input)"]["D12"].value == 25500
    assert book["MRS(input)"]["E12"].fill.fgColor.rgb == "00CCFFCC"
    assert not book["MRS(input)"]["E12"].protection.locked
    assert book["MRS(input)"].protection.sheet
    assert book["MRS(calc_process)"]["C4"].value == "=C7-C10"


def test_the_digits_are_exact(template: bytes) -> None:
    filled = fill(template, {VALUE: Decimal("1234567890123.123456789")})
    assert any(b"<v>1234567890123.123456789</v>" in body for body in parts(filled).values())


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40))
def test_any_text_is_put_and_read_back(text: str) -> None:
    filled = fill(solar_book(), {CellPlace("MRS(input)", "A12"): text})
    found = openpyxl.load_workbook(io.BytesIO(filled))["MRS(input)"]["A12"].value
    assert (found or "") == text


def test_what_cannot_be_filled_is_refused(template: bytes) -> None:
    def code(values: dict[CellPlace, Decimal], body: bytes = template) -> str:
        with pytest.raises(UserError) as caught:
            fill(body, values, "x.xlsx")
        return caught.value.code

    one = Decimal(1)
    assert code({CellPlace("MRS(calc_process)", "C4"): one}) == "template.cell_is_formula"
    assert code({CellPlace("Elsewhere", "C4"): one}) == "template.no_sheet"
    assert code({CellPlace("MRS(input)", "C4000"): one}) == "template.no_cell"
    assert code({VALUE: one}, b"no workbook") == "template.not_a_workbook"
    assert code({VALUE: one}, template[: len(template) // 2]) == "template.not_a_workbook"
    with pytest.raises(UserError) as caught:
        CellPlace("MRS(input)", "9E")
    assert caught.value.code == "template.bad_cell"


def test_a_bomb_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * (300 * 2**20))
    with pytest.raises(UserError) as caught:
        fill(buffer.getvalue(), {VALUE: Decimal(1)})
    assert caught.value.code == "template.too_large"


def test_a_cell_the_sheet_does_not_list_is_put_in_its_order(template: bytes) -> None:
    filled = fill(template, {CellPlace("MRS(input)", "D12"): "new", CellPlace("MRS(input)", "H12"): "last"})
    book = openpyxl.load_workbook(io.BytesIO(filled))
    assert [book["MRS(input)"][f"{one}12"].value for one in "BCDEFH"] == ["(1)", "EG_i,p", "new", None, "MWh/p", "last"]


def test_a_parameter_without_a_cell_is_named(report: Report) -> None:
    with pytest.raises(UserError) as caught:
        values_of(report, report.result.vintages[0], TemplateMap())
    assert (caught.value.code, caught.value.place) == ("template.parameter_without_cell", "EG[pv-1]")


def test_what_finds_no_cell_is_told_and_the_rest_is_put_in(template: bytes, report: Report, where: TemplateMap) -> None:
    vintage = report.result.vintages[0]
    lacking = TemplateMap(
        where.plan, {}, {"EG[pv-1]": CellPlace("MRS(calc_process)", "C7")}, where.period, where.results
    )
    rows = planned(template, report, vintage, lacking)
    unfit = {(str(one.kind), one.key): one.unfit for one in rows if one.unfit}
    assert unfit == {("fixed", "EF_RE[pv-1]"): Unfit.NO_CELL, ("monitored", "EG[pv-1]"): Unfit.FORMULA}
    values = values_in(rows, all_of_them=False)
    assert set(values) == {*where.plan.values(), *where.period}
    assert fill(template, values)
    with pytest.raises(UserError) as caught:
        values_in(rows)
    assert caught.value.code == "template.cell_is_formula"


def test_the_formulas_of_the_filled_workbook_are_computed_here(
    template: bytes, report: Report, where: TemplateMap
) -> None:
    for vintage in report.result.vintages:
        told = results_of(fill(template, values_of(report, vintage, where)), where, vintage)
        assert [(one.name, one.same, one.problem) for one in told] == [(name, True, "") for name in RESULTS]
    first, second = report.result.vintages
    other = results_of(fill(template, values_of(report, first, where)), where, second)
    assert {one.name: one.same for one in other} == {"ER": False, "RE": False, "PE": True}


def test_a_formula_nobody_can_compute_here_says_so(template: bytes, report: Report, where: TemplateMap) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template))
    book["MRS(calc_process)"]["C7"] = "=[1]Elsewhere!A1"
    buffer = io.BytesIO()
    book.save(buffer)
    told = {one.name: one for one in results_of(buffer.getvalue(), where, report.result.vintages[0])}
    assert told["RE"].problem.startswith("book.")
    assert not told["RE"].same
    assert told["PE"].same


@pytest.fixture(scope="module")
def recalculated(
    template: bytes, report: Report, where: TemplateMap, tmp_path_factory: pytest.TempPathFactory
) -> dict[int, bytes]:
    need("soffice")
    books = {str(one.year): fill(template, values_of(report, one, where)) for one in report.result.vintages}
    found = converted(books, tmp_path_factory.mktemp("template"))
    return {int(name): body for name, body in found.items()}


RESULTS = {"ER": "C4", "RE": "C7", "PE": "C10"}


@pytest.mark.judge
def test_another_program_computes_from_the_filled_template_what_we_compute(
    recalculated: dict[int, bytes], report: Report
) -> None:
    for vintage in report.result.vintages:
        values = cached(recalculated[vintage.year])
        for name, cell in RESULTS.items():
            found = values["MRS(calc_process)", cell]
            assert found == pytest.approx(float(vintage.term(name).value), rel=1e-12), name


def codes(facts: FilledWorkbook | None) -> list[str]:
    dossier = sample_dossier()
    found = assess(dossier, SOLAR, today=TODAY, workbook=facts).findings
    return [one.code for one in found if one.code in ("ER-02", "ER-08")]


@pytest.mark.judge
def test_the_checks_pass_the_filled_template(
    recalculated: dict[int, bytes], template: bytes, report: Report, where: TemplateMap
) -> None:
    for vintage in report.result.vintages:
        facts = compare(recalculated[vintage.year], template, where, vintage)
        assert facts.results == ()
        assert facts.locked == ()
        assert codes(facts) == []
    assert codes(None) == []


@pytest.mark.judge
def test_another_result_is_er_02(
    recalculated: dict[int, bytes], template: bytes, report: Report, where: TemplateMap
) -> None:
    other = compare(recalculated[2020], template, where, report.result.vintages[0])
    assert {str(one.place) for one in other.results} == {"MRS(calc_process)!C4", "MRS(calc_process)!C7"}
    assert codes(other) == ["ER-02", "ER-02"]
    stale = fill(template, values_of(report, report.result.vintages[0], where))
    assert "ER-02" in codes(compare(stale, template, where, report.result.vintages[0]))


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [
        ("MRS(calc_process)", "C4", "=C7-C10+1"),
        ("MRS(calc_process)", "C10", -5),
        ("MRS(input)", "C12", "EG_j,p"),
        ("MRS(input)", "E12", "=2*6000"),
        ("MSS", "F9", "something new"),
    ],
)
def test_a_changed_locked_cell_is_er_08(
    template: bytes, report: Report, where: TemplateMap, sheet: str, cell: str, value: Any
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(fill(template, values_of(report, report.result.vintages[0], where))))
    book[sheet][cell] = value
    buffer = io.BytesIO()
    book.save(buffer)
    facts = compare(buffer.getvalue(), template, where, report.result.vintages[0])
    assert [str(one.place) for one in facts.locked] == [f"{sheet}!{cell}"]
    assert "ER-08" in codes(facts)


def test_the_hash_of_the_locked_cells_is_that_of_the_approved_ones(
    template: bytes, report: Report, where: TemplateMap
) -> None:
    approved = locked_sha256(template, where)
    filled = fill(template, values_of(report, report.result.vintages[1], where))
    assert locked_sha256(filled, where) == approved
    other = fill(template, {CellPlace("MRS(input)", "D12"): "another description"})
    assert locked_sha256(other, where) != approved


def test_our_own_workbook_is_a_template_too(report: Report, tmp_path: Path) -> None:
    """Its plan can be filled; its monitored values are formulas, so they are refused."""
    own = write_workbook(report)
    found = find_map(own, SOLAR, report.dossier.plan)
    assert set(found.plan) == {"EG[pv-1]"}
    assert set(found.fixed) == {"EF_RE[pv-1]"}
    assert set(found.results) >= {"ER", "RE", "PE"}
    filled = fill(own, {found.fixed["EF_RE[pv-1]"]: Decimal("0.8")})
    assert cached(filled)["MPS(input)", found.fixed["EF_RE[pv-1]"].cell] == 0.8
    with pytest.raises(UserError) as caught:
        fill(own, {found.monitored["EG[pv-1]"]: Decimal(1)})
    assert caught.value.code == "template.cell_is_formula"
