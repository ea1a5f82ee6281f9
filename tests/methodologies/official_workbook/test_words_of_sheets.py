"""Symbols, units, options, headings and methodology numbers, in the many ways people write them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop import words
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.units import parse_unit
from jcm_desktop.methodologies.official_workbook.cells import Address, column_number, letters
from jcm_desktop.methodologies.official_workbook.draft import options_in
from jcm_desktop.methodologies.official_workbook.draft_yaml import scalar
from jcm_desktop.methodologies.official_workbook.headings import meaning
from jcm_desktop.methodologies.official_workbook.sheets import read_methodology
from jcm_desktop.methodologies.official_workbook.symbols import read_symbol
from jcm_desktop.methodologies.official_workbook.unit_text import read_unit
from jcm_desktop.methodologies.strict_yaml import read

SOURCES = Path(__file__).parents[3] / "jcm_desktop"


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("ECPJ,i,p", "EC_{PJ,i,p}"),
        ("EC PJ,i,p", ""),
        ("EC_PJ,i,p", ""),
        ("ECPJ,i,p", ""),
        ("EC[PJ,i,p]", ""),
        ("EC_PJ (i, p)", ""),
        ("ＥＣ_PJ,i,p", ""),
        ("EC PJ, i, p", ""),
    ],
)
def test_a_symbol_is_one_however_it_is_written(text: str, marked: str) -> None:
    found = read_symbol(text, marked)
    assert found is not None
    assert (found.written, found.letters, found.name(("i",))) == ("EC_{PJ,i,p}", ("i",), "EC_PJ")


@pytest.mark.parametrize(
    ("text", "written", "name", "members"),
    [
        ("EG_i,p (pv-1)", "EG_{i,p}", "EG", ("pv-1",)),
        ("FC_i,j,p (a, b)", "FC_{i,j,p}", "FC", ("a", "b")),
        ("FC_i,j,p (kiln 2 (new), a (b, c))", "FC_{i,j,p}", "FC", ("kiln 2 (new)", "a (b, c)")),
        (f"EG_i,p ({'long ' * 30}name)", "EG_{i,p}", "EG", (f"{'long ' * 30}name",)),
        ("EFgrid", "EF_{grid}", "EF_grid", ()),
        ("ηRE", "eta_{RE}", "eta_RE", ()),
        ("T_{cooling-out,i}", "T_{cooling-out,i}", "T_cooling_out", ()),
        ("GWP_CH4", "GWP_{CH4}", "GWP_CH4", ()),
        ("REp", "RE_{p}", "RE_x", ()),
        ("min", "min", "min_x", ()),
    ],
)
def test_a_symbol_has_a_legal_name(text: str, written: str, name: str, members: tuple[str, ...]) -> None:
    found = read_symbol(text)
    assert found is not None
    assert (found.written, found.name(found.letters), found.members) == (written, name, members)


@pytest.mark.parametrize(
    "text", ["", "Description of data", "CO2 emission factor", "(1)", "x" * 200, "x" * 101 + " (a)", "a = b", "=A1"]
)
def test_words_are_no_symbols(text: str) -> None:
    assert read_symbol(text) is None


UNITS = {
    "tCO2/MWh": "tCO2/MWh",
    "MWh/p": "MWh",
    "t-CO2/GJ": "tCO2/GJ",
    "t CO₂/TJ": "tCO2/TJ",
    "tonnes CO2/MWh": "tCO2/MWh",
    "kl/p": "kL",
    "kℓ": "kL",
    "KWh/p": "kWh",
    "MWh/year": "MWh",
    "hours/p": "h",
    "GJ/Nm³": "GJ/Nm3",
    "GJ／kL": "GJ/kL",
    "%": "%",
    "％": "%",
    "-": "1",
    "－": "1",
    "N/A": "1",
    "dimensionless": "1",
    "無次元": "1",
    "[tCO2/MWh]": "tCO2/MWh",
    "kWh per day": "kWh/day",
    "t-coal": "t",
    "tCO2/tCH4": "tCO2/tCH4",
    "tSF6": "t",
    "t/ha/year": "t/ha",
    "1/year": "1",
    "台": "unit",
    "トン": "t",
    "tCO2e/p": "tCO2e",
}


@pytest.mark.parametrize("text", UNITS)
def test_a_unit_is_read_however_it_is_written(text: str) -> None:
    found = read_unit(text)
    assert found is not None
    assert found.unit == UNITS[text]
    assert parse_unit(found.unit).text == found.unit


@pytest.mark.parametrize("text", ["USRt", "GJ/1000Nm3", "円", "MWh//h", "tCO2/MtCO2"])
def test_an_unknown_unit_is_no_guess(text: str) -> None:
    with pytest.raises(UserError) as caught:
        read_unit(text)
    assert caught.value.facts["unit"] == text


def test_an_empty_cell_is_no_unit() -> None:
    assert read_unit(" ") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Option C", "C"),
        ("Option A or B", "AB"),
        ("Option B / Option C", "BC"),
        ("B/C", "BC"),
        ("C", "C"),
        ("オプションＢ又はＣ", "BC"),
        ("オプションC", "C"),
        ("[Option C: based on a measurement]", "C"),
        ("A public statistic", ""),
        ("", ""),
    ],
)
def test_options_are_read(text: str, found: str) -> None:
    assert options_in(text) == set(found)


@pytest.mark.parametrize(
    ("text", "methodology", "version"),
    [
        ("Monitoring Spreadsheet: JCM_ID_AM002_ver02.0", "ID_AM002", "2.0"),
        ("mn-am004-ver1-0", "MN_AM004", "1.0"),
        ("MN_AM004 Ver1.0", "MN_AM004", "1.0"),
        ("ID AM 002 version 2", "ID_AM002", "2.0"),
        ("VN_AM005, ver.01.1", "VN_AM005", "1.1"),
        ("JCM_TH_PM012_ver01.0", "TH_PM012", "1.0"),
        ("JCM_TEMPLATE_WIND_ver01.0", "TEMPLATE_WIND", "1.0"),
        ("JCM_VN_F_PMS_ver01.0", "", ""),
        ("AM002", "", ""),
    ],
)
def test_a_methodology_is_known_by_any_spelling(text: str, methodology: str, version: str) -> None:
    assert read_methodology(text) == (methodology, version)


@pytest.mark.parametrize(
    ("kind", "text", "means"),
    [
        ("columns", "(e)\nMonitored Values", "value"),
        ("columns", "Est. values", "value"),
        ("columns", "Value 2019", "value"),
        ("columns", "モニタリングオプション", "option"),
        ("columns", "データの説明", "description"),
        ("columns", "Param.", "parameter"),
        ("columns", "Colour", ""),
        ("tables", "Table2: Project-specific parameters to be fixed ex ante", "fixed"),
        ("tables", "表１：事後にモニタリングするパラメータ", "monitored"),
        ("blocks", "4. Calculations of the project emissions", "project"),
        ("blocks", "[List of Default Values]", "list"),
        ("results", "Emission reductions during the period p", "ER"),
        ("results", "リファレンス排出量", "RE"),
    ],
)
def test_a_heading_is_known_by_what_it_means(kind: str, text: str, means: str) -> None:
    assert meaning(kind, text) == means


@given(st.integers(1, 16_384))
def test_a_column_has_its_letters(column: int) -> None:
    assert column_number(letters(column)) == column
    assert str(Address("S", 1, column)) == f"S!{letters(column)}1"


@given(st.text(max_size=40))
def test_any_text_stands_in_a_definition_as_it_is(text: str) -> None:
    clean = "".join(one for one in text if one.isprintable())
    assert read(f"key: {scalar(clean)}\n", "x").data == {"key": clean}


def test_every_remark_has_words() -> None:
    coded = re.compile(r"\"((?:book)\.[a-z_0-9]+)\"")
    used = {
        code
        for path in (SOURCES / "methodologies" / "official_workbook").glob("*.py")
        for code in coded.findall(path.read_text(encoding="utf-8"))
    }
    known = {code for code in words.templates() if code.startswith("book.")}
    assert used <= known
    assert known - used <= {"book.identity_missing", "book.changed_meanwhile"}  # said by the service
