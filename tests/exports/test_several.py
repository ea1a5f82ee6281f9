"""A report of two methodologies: each with its own sheets and figures, and the sum of what they claim."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import openpyxl
import pytest
from helpers.dossiers import changed, report_of, sample_dossier
from helpers.judges import need
from helpers.office import cached, formulas, recalculated

from jcm_desktop.calculation.case import read_case
from jcm_desktop.exports.layout import OFFICIAL, READINGS, SUM
from jcm_desktop.exports.methodology_parts import by_methodology
from jcm_desktop.exports.pdf import write_pdf
from jcm_desktop.exports.report_model import Report, sheet_methodology
from jcm_desktop.exports.workbook import write_workbook
from jcm_desktop.methodologies.library import shipped

CASE = Path(__file__).parents[1] / "methodologies" / "several" / "two-methodologies.yaml"


@pytest.fixture(scope="module")
def report() -> Report:
    case = read_case(CASE.read_text(encoding="utf-8"), CASE.name)
    sample = sample_dossier("ID003")
    project = changed(
        sample.project, methodology=case.plan.methodology, further_methodologies=case.plan.further_methodologies
    )
    dossier = changed(
        sample, project=project, plan=case.plan, period=case.period, readings=case.readings, evidence=(), meters=()
    )
    return report_of(dossier)


def test_each_methodology_has_the_five_sheets_and_the_sum_its_own(report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(report)))
    own = [f"{kind} {number}" for number in ("AM001", "AM003") for kind in OFFICIAL]
    assert book.sheetnames == [*own, SUM, READINGS]
    assert book["MRS(input) AM001"]["A2"].value == "Monitoring Spreadsheet: JCM_ID_AM001_ver01.0"
    assert book["MRS(input) AM003"]["A2"].value == "Monitoring Spreadsheet: JCM_ID_AM003_ver01.0"
    written = {cell.value for row in book["MRS(input) AM003"].iter_rows() for cell in row}
    assert "EC_PJ,i,p (freezer-1)" in written
    assert not [one for one in written if isinstance(one, str) and "AM001" in one]


def test_the_sum_is_alive_and_right(report: Report) -> None:
    book = {"two": write_workbook(report)}
    live = {place: text for (sheet, place), text in formulas(book["two"]).items() if sheet == SUM}
    said = {place: value for (sheet, place), value in cached(book["two"]).items() if sheet == SUM}
    assert {said[place] for place in live} == {113692, 25, 113717}
    assert "'MRS(calc_process) AM001'!" in live["B7"]
    assert said["C9"] == report.result.claimed == 113717


@pytest.mark.judge
def test_another_program_adds_up_the_same(report: Report, tmp_path: Path) -> None:
    need("soffice")
    book = write_workbook(report)
    computed = recalculated({"two": book}, tmp_path)["two"]
    said = cached(book)
    for place in formulas(book):
        assert computed[place] == pytest.approx(said[place], rel=1e-12, abs=1e-12), place


def test_the_parts_are_reports_of_their_own(report: Report) -> None:
    heat, freezer = by_methodology(report)
    assert (heat.definition.name, freezer.definition.name) == ("ID_AM001 ver1.0", "ID_AM003 ver1.0")
    assert [one.key for one in freezer.fixed] == ["COP_PJ[freezer-1]", "COP_RE[freezer-1]", "EF_elec"]
    assert [one.point.no for one in freezer.parts] == ["(3)"]
    assert [one.result.claimed for one in (heat, freezer)] == [113692, 25]
    assert sheet_methodology(report.definition) == "JCM_ID_AM001_ver01.0 + JCM_ID_AM003_ver01.0"
    alone = report_of(sample_dossier())
    assert by_methodology(alone) == (alone,)
    assert alone.definition is shipped().definition("MN_AM003", "2.0")


@pytest.mark.judge
def test_the_pdf_prints_what_each_gives(report: Report, tmp_path: Path) -> None:
    need("pdftotext")
    file = tmp_path / "x.pdf"
    file.write_bytes(write_pdf(report, b"PK\x03\x04 stands for a workbook").pdf)
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    for words in ("113,717 tCO", "113,692.8000", "25.8075", "113,718.6075", "rounded down on its own"):
        assert words in text, words
    assert "JCM_ID_AM001_ver01.0: Power Generation by Waste Heat Recovery" in " ".join(text.split())
