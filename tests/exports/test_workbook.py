"""The workbook: official sheets and columns, live formulas, and the numbers another program computes from them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from helpers.dossiers import amount, changed, report_of, sample_dossier, with_point, with_reading
from helpers.judges import need
from helpers.means import correction, dossier_of, line
from helpers.office import Cells, cached, formulas, recalculated

from jcm_desktop.calculation.engine import calculate
from jcm_desktop.domain.confidential import Mark, Secret
from jcm_desktop.domain.declaration import AcceptedCorrection, Cause, MissingData, Treatment
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.exports.layout import FIRST_VALUE_COLUMN, MRS_CALC, MRS_INPUT, SHEETS, CalcLayout, InputLayout, address
from jcm_desktop.exports.redaction import public_copy
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
    found = {path.stem: case_workbook(str(path)).body for path in cases}
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
    """The factor's rows, a year each, and the rows of its readings, one of them across the turn of the year."""
    live = formulas(books["means"])
    said = cached(books["means"])
    book = openpyxl.load_workbook(io.BytesIO(books["means"]))
    rows = [row for row in book[MRS_INPUT].iter_rows() if row[1].value == "(4)"]
    assert [row[5].value for row in rows] == ["tCO2/MWh"] * 2
    assert {row[5].value for row in book[MRS_INPUT].iter_rows() if row[1].value == "(1)"} == {"MWh/p"}
    values = []
    for row in rows:
        place = (MRS_INPUT, row[4].coordinate)
        form = r"=SUMPRODUCT\('Readings'!(\$I\$\d+:\$I\$\d+),'Readings'!(\$G\$\d+:\$G\$\d+)\)/SUM\('Readings'!\2\)"
        assert re.fullmatch(form, live[place])
        values.append(said[place])
    assert values == pytest.approx([(123 * 1.0 + 61 * 1.06) / 184, (90 * 1.06 + 91 * 1.3) / 181], rel=1e-14)
    readings = [row for row in book["Readings"].iter_rows() if row[0].value == "(4)"]
    assert [(row[6].value, row[7].value) for row in readings] == [(123, 123), (61, 151), (90, 151), (91, 91)]
    assert [live["Readings", row[8].coordinate] for row in readings] == [f"=E{row[8].row}" for row in readings]


def test_a_corrected_mean_counts_its_days_once(books: dict[str, bytes]) -> None:
    live, said = formulas(books["corrected"]), cached(books["corrected"])
    places = [one for one, text in live.items() if one[0] == MRS_INPUT and "/(SUM(" in text]
    assert len(places) == 2
    for place in places:
        assert re.fullmatch(r"=SUMPRODUCT\(\S+?\)/\(SUM\(('Readings'!\$G\$\d+,?){2}\)\)", live[place])
    assert [said[one] for one in places] == pytest.approx(
        [(123 * 1.0 + 61 * 1.06 * 0.98) / 184, (90 * 1.06 * 0.98 + 91 * 1.3) / 181], rel=1e-14
    )


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
    letters = [cell.value for cell in sheet[7]][:11]
    assert letters == [f"({letter})" for letter in "abcdefghijk"]
    rows = [one for one in sheet.iter_rows(values_only=True) if one[1] == "(1)"]
    assert [one[0] for one in rows] == ["6/Jul/2019-31/Dec/2019", "1/Jan/2020-31/Dec/2020"]
    for row in rows:
        assert str(row[4]).startswith("=SUM('Readings'!")
        assert row[5:7] == ("MWh/p", "Option C")
    plan = book["MPS(input)"]
    assert [cell.value for cell in plan[7]][:10] == [f"({letter})" for letter in "abcdefghij"]
    (heads,) = [row for row in plan.iter_rows(values_only=True) if "Monitoring option" in row]
    assert heads[0] == "Monitoring point No."
    assert heads[3] == "Estimated Values"


def test_the_tables_have_their_official_headings(books: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(books["MN006"]))
    texts = {
        sheet.title: [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value] for sheet in book
    }
    for sheet, wanted in {
        "MPS(input)": [
            "Monitoring Plan Sheet (Input Sheet) [Attachment to Project Design Document]",
            "Table 1: Parameters to be monitored ex post",
            "Table 2: Project-specific parameters to be fixed ex ante",
            "Table 3: Ex-ante estimation of CO2 emission reductions",
            "[Monitoring option]",
            "Option A",
            "Option B",
            "Option C",
            "tCO2/y",
        ],
        "MPS(calc_process)": ["1. Calculations for emission reductions", "[List of Default Values]"],
        "MSS": ["Responsible personnel", "Role"],
        "MRS(input)": [
            "Table 1: Parameters monitored ex post",
            "Table 2: Project-specific parameters fixed ex ante",
            "Table 3: Ex-post calculation of CO2 emission reductions",
            "CO2 emission reductions",
            "tCO2/p",
        ],
        "MRS(calc_process)": [
            "1. Calculations for emission reductions",
            "2. Selected default values",
            "3. Calculations for reference emissions",
            "4. Calculations of the project emissions",
            "[List of Default Values]",
            "Fuel type / option",
            "Value 2019",
            "Value 2020",
            "Units",
            "Parameter",
            "Mongolian grid, no captive generator",
            "captive generator, with or without the grid",
        ],
    }.items():
        places = [texts[sheet].index(one) for one in wanted if one in texts[sheet]]
        assert len(places) == len(wanted), set(wanted) - set(texts[sheet])
        blocks = [texts[sheet].index(one) for one in wanted if one[:1].isdigit() or one.startswith("Table")]
        assert blocks == sorted(blocks)


def test_every_sheet_is_ready_to_print(books: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(books["MN006"]))
    for sheet in book:
        assert sheet.print_area, sheet.title
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows


def test_cells_have_names(books: dict[str, bytes], computed: dict[str, Cells]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(books["MN006"]))
    values = {}
    for name, defined in book.defined_names.items():
        sheet, cell = next(iter(defined.destinations))
        values[name] = computed["MN006"][sheet, cell.replace("$", "")]
    assert values["Claim_total"] == 30312
    assert (values["Claim_2019"], values["Claim_2020"]) == (9422, 20890)
    assert values["ER_2019"] == pytest.approx(9422.17385)
    assert values["EG_pv_1_2020"] == pytest.approx(26211.83)
    assert values["EF_RE_pv_1"] == 0.797


def test_inputs_are_coloured_and_open_and_nothing_else_is_open(books: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(books["MN006"]))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if not cell.protection.locked:
                    assert cell.fill.fgColor.rgb == "FFFFF7D6", cell
    assert not book["MPS(input)"]["D9"].protection.locked
    assert book["MRS(input)"]["E9"].protection.locked
    assert book["MRS(input)"]["E9"].fill.fgColor.rgb == "FFFFF7D6"
    assert not book["Readings"]["E9"].protection.locked


def test_a_second_language_stands_below_english(books: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(report_of(sample_dossier(), "en+ja"))))
    texts = [str(cell.value) for row in book["MSS"].iter_rows() for cell in row if cell.value]
    assert "Role\n役割" in texts
    assert tuple(book.sheetnames) == SHEETS


def test_every_reading_is_in_the_list_with_its_exact_digits(books: dict[str, bytes]) -> None:
    report = report_of(straddling())
    sheet = openpyxl.load_workbook(io.BytesIO(books["straddling"]))["Readings"]
    rows = [row for row in sheet.iter_rows(min_row=9, values_only=True) if row[0]]
    assert len(rows) == len(report.parts) == 15
    assert [str(row[4]) for row in rows[:2]] == ["2033930.5", "2347.96"]
    assert rows[0][8] == "=E9*1/1000"
    crossing = [row for row in rows if "/G" in str(row[8]) or "*G" in str(row[8])]
    assert len(crossing) == 2


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
    with zipfile.ZipFile(io.BytesIO(write_workbook(report_of(dossier)))) as package:
        assert b"<v>2271.3212345678901</v>" in package.read("xl/worksheets/sheet6.xml")


def test_a_whole_number_is_not_rounded_down_by_binary_noise() -> None:
    """0.1 + 0.2 style sums: 3 x 0.1 MWh at 10 t/MWh are 3 t, in the core and in a spreadsheet."""
    dossier = sample_dossier()
    readings = tuple(changed(one, quantity=changed(amount(one), value=Decimal("0.1"))) for one in dossier.readings[:3])
    fixed = (changed(dossier.plan.fixed[0], quantity=changed(dossier.plan.fixed[0].quantity, value=Decimal(10))),)
    dossier = changed(dossier, readings=readings, plan=changed(dossier.plan, fixed=fixed))
    own = definition("MN_AM003", "2.0")
    assert calculate(own, dossier.plan, dossier.active_readings, dossier.period).vintages[0].claimed == 3
    claims = [one for one in formulas(write_workbook(report_of(dossier))).values() if one.startswith("=INT(")]
    assert claims
    assert all(one.startswith("=INT(ROUND(") and one.endswith(",9))") for one in claims)


def test_names_are_written_as_on_the_official_sheets() -> None:
    report = report_of(sample_dossier())
    assert sheet_methodology(report.definition) == "JCM_MN_AM003_ver02.0"
    assert sheet_span(report.dossier.period) == "6/Jul/2019-31/Dec/2020"
    assert report.fixed[0].evidence is EvidenceLevel.DERIVED


def told_in_k(dossier: Dossier, language: str = "", *, public: bool = False) -> list[str]:
    """Column (k) of the first point, for each calendar year."""
    report = report_of(dossier, language)
    report = public_copy(report) if public else report
    sheet = openpyxl.load_workbook(io.BytesIO(write_workbook(report)))[MRS_INPUT]
    layout = InputLayout(report, MRS_INPUT)
    assert sheet.cell(layout.table_1 + 2, 11).value == "(k)"
    return [str(sheet.cell(layout.point_row("(1)", at) + 1, 11).value or "") for at in range(len(layout.vintages))]


def explained() -> Dossier:
    """A month without a reading, one with a careful value, and a late calibration; with a comment in the plan."""
    dossier = with_point(sample_dossier(), comments="As registered")
    gone, careful = date(2019, 11, 1), date(2020, 5, 1)
    readings = tuple(
        changed(one, quantity=Quantity(Decimal(37), "MWh")) if one.first == careful else one
        for one in dossier.readings
        if one.first != gone
    )
    return changed(
        dossier,
        readings=readings,
        declarations=(
            MissingData(point="(1)", first=gone, last=date(2019, 11, 30), cause=Cause.OUTAGE),
            MissingData(
                point="(1)", first=careful, last=date(2020, 5, 31), cause=Cause.METER_FAILURE,
                treatment=Treatment.CONSERVATIVE,
            ),
            AcceptedCorrection(
                point="(1)", meter="SAMPLE-0001", first=date(2020, 3, 1), last=date(2020, 3, 31),
                percent=Decimal("0.2"), adds=False, basis="CAL-03",
            ),
        ),
    )  # fmt: skip


def test_column_k_explains_what_is_missing_put_in_its_place_or_corrected() -> None:
    assert told_in_k(with_point(sample_dossier(), comments="As registered")) == ["As registered", "As registered"]
    first, second = told_in_k(explained())
    outage = "No reading for 1/Nov/2019-30/Nov/2019: outage of the grid or the supply. Nothing is claimed for them."
    assert first == f"As registered\n{outage}"
    assert second.split("\n") == [
        "As registered",
        "Readings of 1/Mar/2020-31/Mar/2020 lowered by 0.2 %: late calibration of meter SAMPLE-0001.",
        "No reading for 1/May/2020-31/May/2020: failure of the meter. The careful value 37 MWh stands in its place.",
    ]
    assert told_in_k(explained(), "ja")[0].startswith(first)  # English first, the other language behind it
    one = changed(explained(), declarations=())
    assert told_in_k(one)[0].endswith("why is not stated.")


def test_column_k_of_the_public_copy_withholds_the_value() -> None:
    dossier = explained()
    marks = (Mark(Secret.METER, "SAMPLE-0001"), Mark(Secret.POINT, "(1)"))
    hidden = told_in_k(changed(dossier, project=changed(dossier.project, confidential=marks)), public=True)[1]
    assert "The careful value XXX stands" in hidden
    assert "meter XXX." in hidden
    assert "SAMPLE-0001" not in hidden
    assert "37" not in hidden


def test_column_k_stays_short() -> None:
    dossier = sample_dossier()
    halves = tuple(changed(one, last=one.last - timedelta(days=3)) for one in dossier.readings)
    told = told_in_k(changed(dossier, readings=halves))[1].split("\n")
    assert len(told) == 12
    half_months = [(one, one.replace(day=10)) for one in (each.first for each in dossier.readings[6:])]
    readings = tuple(
        changed(dossier.readings[0], id=f"{first}{at}", first=first, last=last)
        for one, end in half_months
        for at, (first, last) in enumerate(((one, one), (end, end)))
    )
    told = told_in_k(changed(dossier, readings=readings))[1].split("\n")
    assert (len(told), told[-1][:4]) == (13, "And ")
