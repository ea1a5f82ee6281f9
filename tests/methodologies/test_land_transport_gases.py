"""Transport, fluorocarbons, forest, cogeneration, waste heat, rice: known answers, lists, ways, templates."""

from __future__ import annotations

import math
import re
import subprocess
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from helpers.dossiers import TODAY, changed, report_of
from helpers.judges import need
from helpers.made_up import YEAR, Independent, made_up
from helpers.office import Cells, cached, formulas, recalculated

from jcm_desktop.calculation.engine import by_month, calculate
from jcm_desktop.catalogue import further_technologies, registered_projects, technologies
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Severity
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import IndexSet
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.exports.layout import FIRST_VALUE_COLUMN, MRS_CALC, MRS_INPUT, CalcLayout, InputLayout, address
from jcm_desktop.exports.pdf import write_pdf
from jcm_desktop.exports.report_model import Report
from jcm_desktop.exports.workbook import write_workbook
from jcm_desktop.methodologies.decisions import decide, rows_for, ways
from jcm_desktop.methodologies.library import shipped
from jcm_desktop.methodologies.loader import load_definition
from jcm_desktop.methodologies.registry import all_definitions, definition
from jcm_desktop.methodologies.schema import Definition, KnownValue
from jcm_desktop.methodologies.strict_yaml import read
from jcm_desktop.services.cases import calculate_case, case_workbook, explain_case
from jcm_desktop.validation.assessment import assess
from jcm_desktop.validation.runner import message, remedy

HERE = Path(__file__).parent
CASES = HERE / "cases"
DEFINITIONS = HERE.parents[1] / "jcm_desktop" / "methodologies" / "definitions"
KNOWN = yaml.safe_load((HERE / "known" / "other.yaml").read_text(encoding="utf-8"))
# Every definition of the group, and how well its formula is known.
GROUP = {
    ("ID_AM001", "1.0"): "draft",
    ("MM_AM005", "1.0"): "draft",
    ("TH_AM009", "1.0"): "official-page",
    ("ID_AM016", "1.0"): "third-party",
    ("VN_AM001", "2.0"): "draft",
    ("KH_AM004", "1.1"): "derived",
    ("LA_AM004", "1.0"): "derived",
    ("PH_AM004", "1.0"): "third-party",
    ("TEMPLATE_FLUOROCARBON", "1.0"): "draft",
    ("TEMPLATE_CNG_DIESEL_BUS", "1.0"): "draft",
    ("TEMPLATE_REEFER_CONTAINER", "1.0"): "draft",
    ("TEMPLATE_ELECTRIC_VEHICLE", "1.0"): "third-party",
    ("TEMPLATE_AFFORESTATION", "1.0"): "third-party",
}
TEMPLATES = [id for id, _version in GROUP if id.startswith("TEMPLATE")]
WAYS = [
    pytest.param(decide(written, choices), id="-".join((written.methodology, *choices.values())))
    for written in (shipped().written(shipped().newest(*ref)) for ref in GROUP)
    for choices in ways(written)
]


def case(name: str) -> str:
    return str(CASES / f"{name}.yaml")


# --- known answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KNOWN)
def test_a_case_gives_the_known_figures(name: str) -> None:
    document = calculate_case(case(name)).document
    for term, value in KNOWN[name]["terms"].items():
        (found,) = document["terms"][term]["values"]
        assert Decimal(found) == Decimal(value), term
    assert document["emission_reductions"] == KNOWN[name]["claim"]


def test_the_estimate_of_the_first_project_of_viet_nam_is_cut_year_by_year() -> None:
    """328 t a year for 65 months are 1,776.67 t; the published 1,776 t are the whole tonnes of each calendar year."""
    document = calculate_case(case("tachograph-estimate")).document
    yearly = [one["emission_reductions"] for one in document["vintages"]]
    assert yearly == [136, 328, 328, 328, 328, 328]
    assert sum(yearly) == math.floor(Fraction(328 * 65, 12)) == 1776
    assert abs(Decimal(document["emission_reductions_exact"]) - Decimal(328) * 65 / 12) < Decimal("1e-12")


def test_ten_kilograms_of_r_404a_are_three_figures_by_three_rules() -> None:
    """A Japanese leak report rounds the potential to 3,920; no report of the IPCC gives its 39.2 t."""
    found = {
        name: Decimal(calculate_case(case(f"R-404A-by-{name}")).document["terms"]["E_gas"]["values"][0])
        for name in ("Japanese-law", "AR4", "AR5", "AR6")
    }
    assert found["Japanese-law"] == Decimal("39.2")
    assert found["AR4"] == Decimal("39.216")
    assert (found["AR5"] / 200, found["AR6"] / 200) == (Decimal("39.428"), Decimal("47.28"))
    assert Decimal("39.2") not in (found["AR4"], found["AR5"] / 200, found["AR6"] / 200)


def test_waste_heat_gives_what_it_gave_before_it_was_a_family() -> None:
    for name, claim in (("cement-waste-heat-365", 113692), ("cement-waste-heat-366", 113675)):
        assert calculate_case(case(name)).document["emission_reductions"] == claim
    indonesia, myanmar = definition("ID_AM001"), definition("MM_AM005")
    assert indonesia.family == myanmar.family == "waste-heat-power"
    assert set(indonesia.fixed) == {"EC_CAP", "EF_grid"}
    assert set(myanmar.fixed) == {"EC_CAP", "EF_RE"}
    assert {**indonesia.formulas, "RE": "EG * EF_RE"} == {**myanmar.formulas}


def test_gas_by_mass_is_what_is_meant_where_nobody_says() -> None:
    """Cases and projects that are older than the choice go on as they were."""
    document = calculate_case(case("gas-cogeneration")).document
    assert document["decisions"] == {"gas": "mass"}
    assert document["emission_reductions"] == 4384


# --- what a definition says -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ref", GROUP, ids="-".join)
def test_a_definition_says_how_well_it_is_known(ref: tuple[str, str]) -> None:
    found = definition(*ref)
    assert found.evidence.formula == GROUP[ref]
    assert found.evidence.sources
    assert found.evidence.notes
    assert (found.status == "template") == (ref[0] in TEMPLATES) == (not found.country)
    assert {one.key for one in (*technologies(), *further_technologies())} >= set(found.technologies)


def test_projects_of_the_register_find_their_definition() -> None:
    used = {ref for one in registered_projects() for ref in one.methodologies}
    assert {ref for ref in GROUP if ref[0] not in (*TEMPLATES, "MM_AM005")} <= used


def test_the_slides_stay_nineteen() -> None:
    slides, further = {one.key for one in technologies()}, {one.key for one in further_technologies()}
    assert (len(technologies()), len(slides)) == (19, 19)
    assert not slides & further
    assert {"electric-vehicle", "afforestation", "rice-paddy"} <= further


def known_values(found: Definition) -> Iterator[tuple[str, KnownValue]]:
    for name, parameter in found.fixed.items():
        for one in (*parameter.choices.values(), *([parameter.default] if parameter.default else [])):
            yield name, one
    for name, table in found.tables.items():
        for row in table.rows:
            yield f"{name}[{row}]", table.known(row)


@pytest.mark.parametrize("found", WAYS)
def test_a_number_nobody_has_seen_is_in_no_list(found: Definition) -> None:
    for name, one in known_values(found):
        assert one.source, name
        assert one.evidence in ("third-party", "derived"), name


def test_the_lists_have_no_gas_of_the_montreal_protocol() -> None:
    written = shipped().written(shipped().newest("TEMPLATE_FLUOROCARBON"))
    for name, table in written.tables.items():
        names = [row for row in table.rows if not re.fullmatch(r"(HFC|PFC)-[\da-z-]+|R-(4|5)\d\d[A-F]", row)]
        assert names == [], name
        assert not {"HFC-22", "R-401A", "R-402A", "R-408A", "R-409A", "R-502"} & table.rows.keys()
    assert "Montreal" in written.evidence.notes
    assert any("HCFC" in one.text for one in written.eligibility)


BLENDS = {
    "R-410A": ("2087.5", "1923.5", "2255.5"),
    "R-404A": ("3921.6", "3942.8", "4728"),
    "HFC-134a": ("1430", "1300", "1530"),
}


def test_a_blend_is_the_sum_of_its_shares() -> None:
    """Each row of a blend shows its arithmetic; here it is done again, and the shares are whole."""
    tables = shipped().written(shipped().newest("TEMPLATE_FLUOROCARBON")).tables
    count = 0
    for table in tables.values():
        for known in (table.known(row) for row in table.rows if row.startswith("R-")):
            parts = re.findall(r"([\d.]+) × ([\d.,]+) \((\S+?)\)", known.source)
            assert sum(Decimal(share) for share, _, _ in parts) == 1
            assert all(table.known(gas).value == Decimal(value.replace(",", "")) for _, value, gas in parts)
            assert sum(Decimal(share) * table.known(gas).value for share, _, gas in parts) == known.value
            count += 1
    assert count == 16 * 4
    for name, wanted in BLENDS.items():
        assert tuple(str(tables[f"GWP_{one}"].known(name).value) for one in ("AR4", "AR5", "AR6")) == wanted


def test_the_carbon_of_a_gas_follows_from_its_number() -> None:
    """Add 90 to the number: the digits are carbon, hydrogen and fluorine. CO2 is rounded up in the fourth decimal."""
    rows = shipped().written(shipped().newest("TEMPLATE_FLUOROCARBON")).tables["CO2_of"]
    atoms = {"318": (4, 0, 8), "31-10": (4, 0, 10), "41-12": (5, 0, 12), "51-14": (6, 0, 14), "43-10": (5, 2, 10)}
    singles = [row for row in rows.rows if not row.startswith("R-")]
    assert len(singles) == 26
    for row in singles:
        number = re.fullmatch(r"[HP]FC-(\d+(?:-\d+)?)[a-z]*", row)
        assert number, row
        carbon, hydrogen, fluorine = atoms.get(number[1]) or tuple(map(int, str(int(number[1]) + 90).zfill(3)))
        assert hydrogen + fluorine == (8 if number[1] == "318" else 2 * carbon + 2), row
        mass = carbon * Fraction("12.011") + hydrogen * Fraction("1.008") + fluorine * Fraction("18.998")
        formed = carbon * Fraction("44.009") / mass
        assert 0 <= Fraction(rows.known(row).value) - formed < Fraction("0.0001"), row


def test_the_options_of_the_forest_ask_for_what_they_need() -> None:
    first = definition("KH_AM004", "1.1", {"changes": "deforestation"})
    second = definition("KH_AM004", "1.1", {"changes": "all"})
    assert (set(first.sets), set(second.sets)) == ({"d"}, {"d", "g"})
    assert set(second.fixed) - set(first.fixed) == {"A_deg", "P_deg", "C_from_deg", "C_to_deg"}
    assert set(second.monitored) - set(first.monitored) == {"A_PJ_deg"}


def test_rice_asks_for_factors_or_for_measurements() -> None:
    country = definition("PH_AM004")
    direct = definition("PH_AM004", None, {"methane": "direct", "nitrous_oxide": "measured"})
    assert country.fixed["U_country"].default is not None
    assert country.fixed["U_country"].default.value == Decimal("0.15")
    assert set(direct.fixed) == {"A", "EF_k", "U_direct"}
    assert {str(one.value) for one in direct.fixed["U_direct"].choices.values()} == {"0.05", "0.10"}
    assert rows_for(country, "s") == ("dry", "wet")
    assert rows_for(direct, "s") == ()
    amended = definition("PH_AM004", None, {"methane": "country_amended"})
    assert amended.fixed["x_o"].default is None  # the rendering prints no exponent: nobody is given one
    assert len(rows_for(amended, "a")) == 5


# --- made-up values: the core, fractions in this test, and another program's spreadsheet --------------------------


@pytest.mark.parametrize("found", WAYS)
def test_made_up_values_give_what_fractions_give(found: Definition) -> None:
    for seed in range(3):
        dossier = made_up(found, seed)
        (vintage,) = calculate(found, dossier.plan, dossier.readings, YEAR).vintages
        own = Independent(found, dossier)
        for term in vintage.terms:
            wanted = own.formula(term.name)
            assert abs(Fraction(term.value) - wanted) <= abs(wanted) / 10**26, term.name


@pytest.mark.parametrize("found", WAYS)
def test_a_value_in_another_unit_is_the_same_value_and_a_wrong_unit_is_refused(found: Definition) -> None:
    dossier = made_up(found, 1)
    name = next(iter(found.monitored))
    for wrong in ("K", "piece"):
        with pytest.raises(UserError) as caught:
            calculate(found, dossier.plan, made_up(found, 1, {name: wrong}).readings, YEAR)
        assert caught.value.code == "unit.mismatch"


@pytest.mark.parametrize("ref", GROUP, ids="-".join)
def test_a_parameter_in_another_unit_does_not_load(ref: tuple[str, str]) -> None:
    written = shipped().written(shipped().newest(*ref))
    assert isinstance(written.family, str)  # of one family
    own = (DEFINITIONS / ref[0] / f"{ref[1]}.yaml").read_text(encoding="utf-8")
    file = DEFINITIONS / "families" / f"{written.family}.yaml"
    shared = file.read_text(encoding="utf-8") if written.family else ""
    for name in {**written.monitored, **written.fixed}:
        unit = re.compile(rf"(?m)^(  {re.escape(name)}:\n(?:    .*\n)*?    unit: ).*$")
        texts = [unit.sub(r"\g<1>piece", text, count=1) for text in (own, shared)]
        assert texts != [own, shared], name
        families = {written.family: read(texts[1], "family.yaml")} if shared else {}
        with pytest.raises(UserError) as caught:
            load_definition(texts[0], "mine.yaml", families)
        assert caught.value.code in ("formula.dimension", "formula.scale"), name


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    found = {}
    for one in WAYS:
        own = one.values[0]
        assert isinstance(own, Definition)
        found[str(one.id)] = report_of(made_up(own, 7), own=own)
    return found


@pytest.mark.judge
def test_another_program_computes_the_same(reports: dict[str, Report], tmp_path: Path) -> None:
    """LibreOffice, from the formulas alone, for every way of every definition; lists and powers included."""
    need("soffice")
    books = {name: write_workbook(report) for name, report in reports.items()}
    computed = recalculated(books, tmp_path)
    for name, report in reports.items():
        layout = CalcLayout(report, MRS_CALC, InputLayout(report, MRS_INPUT))
        (vintage,) = report.result.vintages
        for term in vintage.terms:
            place = address(layout.rows[term.name], FIRST_VALUE_COLUMN).replace("$", "")
            found = computed[name][MRS_CALC, place]
            assert found == pytest.approx(float(term.value), rel=1e-12, abs=1e-12), (name, term.name)


# --- lists and decisions in what is written ----------------------------------------------------------------------


def values_of(cells: Cells, sheet: str) -> list[str]:
    return [str(value) for (own, _), value in cells.items() if own == sheet and value is not None]


def test_the_workbook_shows_the_list_and_points_into_it() -> None:
    book = case_workbook(case("R-404A-by-AR5")).body
    written = values_of(cached(book), MRS_CALC)
    assert "[List of Default Values]" in written
    assert any(one.startswith("0.44 × 3,170 (HFC-125)") for one in written)
    assert any(one.startswith("Whose global warming potentials count: Fifth assessment report") for one in written)
    live = {place: text for (sheet, place), text in formulas(book).items() if sheet == MRS_CALC}
    row = next(place for (sheet, place), value in cached(book).items() if sheet == MRS_CALC and value == "GWP (R-404A)")
    assert any(f"$C${row[1:]}" in text for text in live.values())
    assert not [one for one in written if "AR4" in one or "fourth" in one]


OPTION = {"": ("Sixth assessment report of the IPCC",), "ja": ("IPCC 第 6 次評価報告書",)}


@pytest.mark.judge
@pytest.mark.parametrize("language", ["", "ja"])
def test_the_report_prints_the_gas_its_potential_and_where_it_is_from(language: str, tmp_path: Path) -> None:
    need("pdftotext")
    found = definition("TEMPLATE_FLUOROCARBON", None, {"report": "AR6"})
    dossier = made_up(found, 3)
    plan = changed(dossier.plan, sets=(IndexSet("g", ("HFC-32", "R-410A")), *dossier.plan.sets[1:]))
    renamed = {old: new for old, new in zip(dossier.plan.members("g"), ("HFC-32", "R-410A"), strict=True)}
    points = tuple(changed(one, index=tuple(renamed.get(at, at) for at in one.index)) for one in plan.points)
    report = report_of(changed(dossier, plan=changed(plan, points=points)), language, found)
    assert [one.key for one in report.listed] == [
        "GWP_AR6[HFC-32]",
        "GWP_AR6[R-410A]",
        "CO2_of[HFC-32]",
        "CO2_of[R-410A]",
    ]
    (tmp_path / "x.pdf").write_bytes(write_pdf(report, write_workbook(report)).pdf)
    text = subprocess.run(
        ["pdftotext", "-raw", tmp_path / "x.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    plain = " ".join(text.split())
    for words in ("771", "2,255.5", "0.5 × 771 (HFC-32)", "7.SM.7", *OPTION[language]):
        assert words in plain, words


def test_a_derivation_names_the_row_and_its_source() -> None:
    tree = explain_case(case("R-404A-by-AR5"), "RE")
    assert "GWP_AR5[R-404A] = 3942.8 tCO2/t   [0.44 × 3,170 (HFC-125)" in tree
    assert "28 tCO2/t" in explain_case(case("rice-country-factor"), "RE_CH4")


# --- months and part of a year ----------------------------------------------------------------------------------


def test_a_reference_level_of_a_year_is_spread_over_its_months() -> None:
    """A month is 30 or so days of 366: the chart never adds up to more than the year claims."""
    found = definition("LA_AM004")
    dossier = made_up(found, 5)
    fixed = tuple(
        changed(one, quantity=Quantity(Decimal(0 if one.parameter == "R" else 366_000), one.quantity.unit))
        for one in dossier.plan.fixed
    )
    readings = tuple(changed(one, quantity=Quantity(Decimal(0), "tCO2")) for one in dossier.readings)
    plan = changed(dossier.plan, fixed=fixed)
    months = by_month(found, plan, readings, YEAR)
    assert [one.reductions for one in months][:2] == [62_000, 56_000]
    assert sum(one.reductions for one in months) == 730_000
    assert calculate(found, plan, readings, YEAR).reductions == 732_000
    leap = Span(date(2024, 1, 1), date(2024, 12, 31))
    assert calculate(found, plan, readings, leap).reductions == 732_000


# --- templates --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", TEMPLATES)
def test_a_template_makes_no_report_and_says_why(id: str) -> None:
    found = definition(id)
    dossier = made_up(found, 1)
    (refused,) = [one for one in assess(dossier, found, today=TODAY).findings if one.code == "DEF-01"]
    assert (refused.severity, refused.blocks) == (Severity.ERROR, True)
    assert "a template, a generic calculation for which no approved methodology is known" in message(refused)
    assert "estimates and proposals" in remedy(refused)
    own = definition("LA_AM004")
    assert "DEF-01" not in {one.code for one in assess(made_up(own, 1), own, today=TODAY).findings}


def test_whoever_asks_for_the_warming_of_methane_offers_the_same_three_reports() -> None:
    bus = definition("TEMPLATE_CNG_DIESEL_BUS").fixed["GWP"].choices
    newest = bus["AR6"]
    assert newest.value == Decimal("27.9")
    asked = [one for one in all_definitions() if "GWP_CH4" in one.fixed]
    assert len(asked) > 3
    for one in asked:
        choices = one.fixed["GWP_CH4"].choices
        assert {known.value for known in choices.values()} == {known.value for known in bus.values()}, one.ref
        assert choices["sixth assessment report"] == newest, one.ref


@pytest.mark.parametrize(
    "name", ["electric-taxis", "R-404A-by-AR5", "cng-diesel-bus", "reefer-containers", "afforestation"]
)
def test_a_template_calculates_explains_and_makes_a_workbook(name: str) -> None:
    answer = calculate_case(case(name))
    assert not answer.blocks
    assert answer.document["methodology"].startswith("TEMPLATE_")
    assert "ER = " in explain_case(case(name), "ER")
    assert answer.document["emission_reductions"] in cached(case_workbook(case(name)).body).values()
