"""The workbook: official sheets and columns, live formulas, and the numbers another program computes from them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from helpers.dossiers import changed, report_of, sample_dossier, with_reading
from helpers.judges import need
from helpers.means import correction, dossier_of, line
from helpers.office import Cells, cached, formulas, recalculated

from jcm_desktop.calculation.engine import calculate
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.exports.layout import FIRST_VALUE_COLUMN, MRS_CALC, MRS_INPUT, SHEETS, CalcLayout, InputLayout, address
from jcm_desktop.exports.report_model import sheet_methodology, sheet_span
from jcm_desktop.exports.workbook import write_workbook
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.services.cases import case_workbook

CASES = sorted((Path(__file__).parents[1] / "methodologies" / "cases").glob("*.yaml"))


def straddling() -> Dossier:
    """Readings in another unit, one of them across the turn of the year, and a month without any."""
    dossier = sample_dossier()
    long = changed(dossier.readings[5], last=date(2020, 1, 31))
    kept = (*dossier.readings[:5], long, *dossier.readings[7:15])
    dossier = changed(dossier, readings=kept)
    return with_reading(dossier, 0, value="2033930.5", unit="kWh")


def corrected_sum() -> Dossier:
    """A correction laid over an amount that straddles the turn of the year."""
    days = changed(correction("(1)"), first=date(2019, 12, 1), last=date(2020, 1, 31))
    return changed(straddling(), declarations=(days,))


@pytest.fixture(scope="module")
def books(request: pytest.FixtureRequest) -> dict[str, bytes]:
    """Some of the cases, with --full all: every definition has a made-up case in another program elsewhere."""
    cases = CASES if request.config.getoption("--full") else CASES[:: max(1, len(CASES) // 6)]
    found = {path.stem: case_workbook(str(path)) for path in cases}
    found["MN006"] = write_workbook(report_of(sample_dossier()))
    found["ID003"] = write_workbook(report_of(sample_dossier("ID003")))
    found["straddling"] = write_workbook(report_of(straddling()))
    found["means"] = write_workbook(report_of(dossier_of(line())))
    found["corrected"] = write_workbook(report_of(dossier_of(line(), correction())))
    found["corrected sum"] = write_workbook(report_of(corrected_sum()))
    return found


@pytest.fixture(scope="module")
def computed(books: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cells]:
    need("soffice")
    return recalculated(books, tmp_path_factory.mktemp("office"))


@pytest.mark.judge
def test_another_program_computes_what_the_file_says(books: dict[str, bytes], computed: dict[str, Cells]) -> None:
    for name, xlsx in books.items():
        said = cached(xlsx)
        live = formulas(xlsx)
        assert len(live) >= 9, name
        for place in live:
            mine, theirs = said[place], computed[name][place]
            assert isinstance(mine, int | float), (name, place, mine)
            assert isinstance(theirs, int | float), (name, place, theirs)
            assert theirs == pytest.approx(mine, rel=1e-12, abs=1e-12), (name, place, live[place])


@pytest.mark.judge
@pytest.mark.parametrize("name", ["MN006", "ID003", "straddling", "means", "corrected", "corrected sum"])
def test_another_program_computes_what_the_core_computes(name: str, computed: dict[str, Cells]) -> None:
    dossiers = {"MN006": sample_dossier(), "ID003": sample_dossier("ID003"), "straddling": straddling()}
    dossiers |= {"means": dossier_of(line()), "corrected": dossier_of(line(), correction())}
    dossiers |= {"corrected sum": corrected_sum()}
    dossier = dossiers[name]
    report = report_of(dossier)
    layout = CalcLayout(report, MRS_CALC, InputLayout(report, MRS_INPUT))
    for at, vintage in enumerate(report.result.vintages):
        for term in vintage.terms:
            place = address(layout.rows[term.name], FIRST_VALUE_COLUMN + at).replace("$", "")
            found = computed[name][MRS_CALC, place]
            assert found == pytest.approx(float(term.value), rel=1e-12, abs=1e-12), (term.name, vintage.year)
        claim = address(layout.rows["claim"], FIRST_VALUE_COLUMN + at).replace("$", "")
        assert computed[name][MRS_CALC, claim] == vintage.claimed


def test_a_mean_is_weighted_by_days_and_nothing_of_it_is_shared_out(books: dict[str, bytes]) -> None:
    """The report's sheet: the factor's row, and the rows of its readings, one of them across the turn of the year."""
    live = formulas(books["means"])
    said = cached(books["means"])
    sheet = openpyxl.load_workbook(io.BytesIO(books["means"]))[MRS_INPUT]
    rows = {str(row[1].value): row for row in sheet.iter_rows() if str(row[1].value).startswith("(")}
    factor = rows["(4)"]
    assert (factor[5].value, rows["(1)"][5].value) == ("tCO2/MWh", "MWh/p")
    place = (MRS_INPUT, factor[4].coordinate)
    assert re.fullmatch(r"=SUMPRODUCT\((\$I\$\d+:\$I\$\d+),(\$G\$\d+:\$G\$\d+)\)/SUM\(\2\)", live[place])
    assert said[place] == pytest.approx((123 * 1.0 + 151 * 1.06 + 91 * 1.3) / 365, rel=1e-14)
    readings = [row for row in sheet.iter_rows() if row[0].value == "(4)"]
    assert [(row[6].value, row[7].value) for row in readings] == [(123, 123), (61, 151), (90, 151), (91, 91)]
    assert [live[MRS_INPUT, row[8].coordinate] for row in readings] == [f"=$E${row[8].row}" for row in readings]
    years = [formula for (name, _), formula in live.items() if name == MRS_CALC and "SUMPRODUCT" in formula]
    assert len(years) == 4  # factor and resistance, each year on its own


def test_a_corrected_mean_counts_its_days_once(books: dict[str, bytes]) -> None:
    live, said = formulas(books["corrected"]), cached(books["corrected"])
    (place,) = [one for one, text in live.items() if one[0] == MRS_INPUT and "/(SUM(" in text]
    assert re.fullmatch(r"=SUMPRODUCT\(\S+?\)/\(SUM\((\$G\$\d+,){3}\$G\$\d+\)\)", live[place])
    assert said[place] == pytest.approx((123 * 1.0 + 151 * 1.06 * 0.98 + 91 * 1.3) / 365, rel=1e-14)


def test_the_sheets_and_columns_are_the_official_ones(books: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(books["MN006"]))
    assert tuple(book.sheetnames) == SHEETS
    assert all(sheet.sheet_state == "visible" for sheet in book)
    sheet = book["MRS(input)"]
    assert sheet["A1"].value == "Monitoring Report Sheet (Input Sheet) [For Verification]"
    assert sheet["A2"].value == "Monitoring Spreadsheet: JCM_MN_AM003_ver02.0"
    assert sheet["A3"].value == "Reference Number: MN006"
    (heads,) = [row for row in sheet.iter_rows(values_only=True) if "Monitored Values" in row]
    assert heads[:11] == (
        "Monitoring period",
        "Monitoring point No.",
        "Parameters",
        "Description of data",
        "Monitored Values",
        "Units",
        "Monitoring option",
        "Source of data",
        "Measurement methods and procedures",
        "Monitoring frequency",
        "Other comments",
    )
    row = next(one for one in sheet.iter_rows(values_only=True) if one[1] == "(1)")
    assert row[4].startswith("=SUM(")
    assert (row[0], row[5], row[6]) == ("6/Jul/2019-31/Dec/2020", "MWh/p", "Option C")


def test_the_claim_of_each_year_and_the_sum_are_on_the_input_sheet(books: dict[str, bytes]) -> None:
    values = {value for (sheet, _), value in cached(books["MN006"]).items() if sheet == MRS_INPUT and value is not None}
    assert {9422, 20890, 30312} <= values


def test_what_is_constructed_says_so_on_every_sheet(books: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(books["MN006"]))
    assert all(str(sheet["A4"].value).startswith("NOT REAL. Sample:") for sheet in book)


def test_inputs_are_open_and_formulas_locked(books: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(books["MN006"]))
    for sheet in book:
        assert sheet.protection.sheet
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert cell.protection.locked, cell


def test_the_file_holds_nothing_that_runs_or_links(books: dict[str, bytes]) -> None:
    for xlsx in books.values():
        with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
            names = package.namelist()
            assert not [one for one in names if re.search(r"vba|external|activeX|embed|connection", one, re.I)]
            workbook = package.read("xl/workbook.xml").decode()
            assert 'fullCalcOnLoad="1"' not in workbook
            for name in names:
                assert b'TargetMode="External"' not in package.read(name)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert write_workbook(report_of(sample_dossier())) == write_workbook(report_of(sample_dossier()))


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    dossier = sample_dossier()
    evil = changed(dossier.plan.points[0], source='=HYPERLINK("x")', comments="+1+1", description="@SUM(A1)")
    dossier = changed(dossier, plan=changed(dossier.plan, points=(evil,)))
    live = formulas(write_workbook(report_of(dossier)))
    assert not [formula for formula in live.values() if "HYPERLINK" in formula or "@" in formula]


def test_a_value_keeps_its_digits_in_the_cell() -> None:
    dossier = with_reading(sample_dossier(), 2, value="2271.3212345678901")
    values = {value for (sheet, _), value in cached(write_workbook(report_of(dossier))).items() if sheet == MRS_INPUT}
    assert 2271.3212345678901 in values


def test_a_whole_number_is_not_rounded_down_by_binary_noise() -> None:
    """0.1 + 0.2 style sums: 3 x 0.1 MWh at 10 t/MWh are 3 t, in the core and in a spreadsheet."""
    dossier = sample_dossier()
    readings = tuple(changed(one, quantity=changed(one.quantity, value=Decimal("0.1"))) for one in dossier.readings[:3])
    fixed = (changed(dossier.plan.fixed[0], quantity=changed(dossier.plan.fixed[0].quantity, value=Decimal(10))),)
    dossier = changed(dossier, readings=readings, plan=changed(dossier.plan, fixed=fixed))
    own = definition("MN_AM003")
    assert calculate(own, dossier.plan, dossier.active_readings, dossier.period).vintages[0].claimed == 3
    claims = [one for one in formulas(write_workbook(report_of(dossier))).values() if one.startswith("=INT(")]
    assert claims
    assert all(one.startswith("=INT(ROUND(") and one.endswith(",9))") for one in claims)


def test_names_are_written_as_on_the_official_sheets() -> None:
    report = report_of(sample_dossier())
    assert sheet_methodology(report.definition) == "JCM_MN_AM003_ver02.0"
    assert sheet_span(report.dossier.period) == "6/Jul/2019-31/Dec/2020"
    assert report.fixed[0].evidence is EvidenceLevel.DERIVED
