"""Renewable and waste methodologies: what each counts, how well each is known, and the laws of their calculations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from helpers.cases_made import made
from helpers.dossiers import changed
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.calculation.case import read_case
from jcm_desktop.calculation.engine import by_month, calculate
from jcm_desktop.catalogue import registered_projects
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import EvidenceLevel, FixedValue, IndexSet, MonitoringPoint, Plan
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.methodologies.registry import all_definitions, definition
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services.cases import calculate_case
from jcm_desktop.services.overview import skeleton_plan
from jcm_desktop.validation.assessment import assess

CASES = Path(__file__).parent / "cases"


def families_of(one: Definition) -> tuple[str, ...]:
    return (one.family,) if isinstance(one.family, str) else one.family


# How well the calculation of each is known; nothing better may be claimed without a source.
OFFICIAL, DERIVED, DOCUMENT = EvidenceLevel.OFFICIAL_PAGE, EvidenceLevel.DERIVED, EvidenceLevel.PROJECT_DOCUMENT
KNOWN_FROM = {
    "MV_AM001 1.0": OFFICIAL,
    "TH_AM001 1.0": OFFICIAL,
    "KE_AM002 1.0": OFFICIAL,
    "VN_AM007 1.0": OFFICIAL,
    "MN_AM003 2.0": OFFICIAL,
    "ET_AM002 1.0": OFFICIAL,
    "PH_AM001 1.0": OFFICIAL,
    "KE_PM003 1.0": OFFICIAL,
    "ID_AM013 1.0": DERIVED,
    "ID_AM019 1.0": DERIVED,
    "ID_AM021 1.0": DOCUMENT,
    **dict.fromkeys(
        (
            "TH_AM001 2.0",
            "KH_AM002 1.0",
            "BD_AM002 1.0",
            "CL_AM001 1.0",
            "CR_AM001 1.0",
            "PW_AM001 1.0",
            "PH_AM002 1.0",
            "LA_AM002 1.0",
            "ID_AM017 1.0",
            "MN_AM004 1.0",
            "VN_AM004 1.0",
            "TN_PM001 1.0",
        ),
        EvidenceLevel.DRAFT,
    ),
}
TEMPLATES = {
    "SOLAR_PV": "solar-pv",
    "SMALL_HYDRO": "small-hydro",
    "WIND": "wind",
    "BIOMASS_POWER": "biomass-power",
    "GEOTHERMAL": "geothermal",
    "WASTE_TO_ENERGY": "waste-to-energy",
    "LANDFILL_GAS": "methane-recovery",
    "SEMI_AEROBIC_LANDFILL": "methane-recovery",
    "WASTEWATER_METHANE": "methane-recovery",
}
SOLAR = [one for one in all_definitions() if "solar-pv" in families_of(one) and "d" not in one.sets]


@pytest.mark.parametrize("name", KNOWN_FROM)
def test_how_well_the_calculation_is_known(name: str) -> None:
    id_, version = name.split()
    one = definition(id_, version)
    assert one.evidence.formula is KNOWN_FROM[name]
    assert one.evidence.sources
    assert one.evidence.notes


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_a_draft_of_no_country(name: str) -> None:
    one = definition(f"TEMPLATE_{name}")
    assert (one.status, one.country, one.evidence.formula) == ("template", "", EvidenceLevel.DRAFT)
    assert one.technologies == (TEMPLATES[name],)
    assert all(parameter.origin for parameter in one.fixed.values())


def test_solar_and_hydropower_of_the_register_are_installed_but_for_the_versions_nothing_is_known_of() -> None:
    installed = {(one.methodology, one.version) for one in all_definitions()}
    wanted = set()
    for project in registered_projects():
        if any(word in project.title for word in ("Solar", "solar", "PV", "Hydro")) and len(project.methodologies) == 1:
            wanted |= set(project.methodologies)
    open_ = {("KE_AM001", "1.0"), ("MV_AM002", "1.0")}
    assert wanted - installed <= open_
    assert len(wanted & installed) >= 17


@pytest.mark.parametrize("own", SOLAR, ids=lambda one: str(one.ref))
@given(generated=st.decimals(0, 10**6, places=3), factor=st.decimals(0, 2, places=4))
def test_a_solar_plant_reduces_output_times_factor(own: Definition, generated: Decimal, factor: Decimal) -> None:
    plan = Plan(
        methodology=own.ref,
        sets=(IndexSet("i", ("pv",)),),
        points=(MonitoringPoint("(1)", "EG", "MWh", "", "C", ("pv",)),),
        fixed=(FixedValue("EF_RE", Quantity(factor, "tCO2/MWh"), "", ("pv",)),),
    )
    year = Span(date(2021, 1, 1), date(2021, 12, 31))
    reading = Reading("r", "(1)", year.first, year.last, Quantity(generated, "MWh"))
    result = calculate(own, plan, [reading], year)
    assert (result.reference, result.project) == (generated * factor, Decimal(0))


def test_members_keep_their_own_words() -> None:
    assert "consumed or sold" in definition("VN_AM007").monitored["EG"].label
    assert "on days of category d" in definition("KH_AM002").monitored["EG"].label
    assert definition("KH_AM002").monitored["EG"].over == ("i", "d")
    assert "generated by PV system i" in definition("TH_AM001", "1.0").monitored["EG"].label
    assert "recipient i consumes" in definition("ET_AM002").monitored["EG"].label
    assert not definition("ET_AM002").eligibility
    assert len(definition("KE_AM002").eligibility) == 4


def test_factors_that_were_not_seen_are_asked_for() -> None:
    for id in ("TH_AM001", "KE_AM002", "CR_AM001", "PW_AM001", "PH_AM001", "PH_AM002", "LA_AM002", "MN_AM004"):
        factor = definition(id).fixed["EF_RE"]
        assert not factor.choices, id
        assert factor.default is None
        assert factor.origin
    biogas = definition("VN_AM004").fixed
    assert [name for name, one in biogas.items() if one.choices] == ["GWP_CH4"]


def test_a_study_factor_is_refused_for_mongolia_and_the_listed_ones_are_not() -> None:
    listed = {one.value for one in definition("MN_AM003", "2.0").fixed["EF_RE"].choices.values()}
    assert listed == {Decimal("0.797"), Decimal("0.533")}
    text = (CASES / "Khushig-solar.yaml").read_text()
    for value, blocks in (("0.797", False), ("0.533", False), ("0.798", True)):
        case = read_case(text.replace("0.797", value), "case.yaml")
        dossier = changed(made(case.definition).dossier, plan=case.plan, period=case.period, readings=case.readings)
        codes = {one.code for one in assess(dossier, case.definition, today=date(2026, 11, 24)).findings}
        assert ("ER-01" in codes) is blocks


# --- sets that may be empty -------------------------------------------------------------------------------------


def test_a_project_without_batteries_names_none() -> None:
    plan = skeleton_plan(definition("ID_AM017"))
    assert {one.name: one.members for one in plan.sets} == {"i": ("i-1",), "b": ()}
    assert [one.key for one in plan.points] == ["EG[i-1]"]
    text = (CASES / "solar-metered-behind-the-battery.yaml").read_text()
    empty = read_case(text.replace("{i: [roof]}", "{i: [roof], b: []}"), "case.yaml")
    assert empty.plan.members("b") == ()
    assert empty.plan.points == read_case(text, "case.yaml").plan.points
    with pytest.raises(UserError) as caught:
        read_case(text.replace("{i: [roof]}", "{i: [], b: []}"), "case.yaml")
    assert (caught.value.code, caught.value.facts["name"]) == ("case.bad_set", "i")
    with pytest.raises(UserError) as caught:
        read_case(text.replace("{i: [roof]}", "{b: [battery]}"), "case.yaml")
    assert caught.value.code == "case.missing_key"


def test_batteries_that_lose_nothing_change_nothing() -> None:
    with_battery = (CASES / "solar-with-battery.yaml").read_text().replace('"108"', '"120"')
    case = read_case(with_battery, "case.yaml")
    without = read_case((CASES / "solar-metered-behind-the-battery.yaml").read_text(), "case.yaml")
    results = [calculate(one.definition, one.plan, one.readings, one.period).reductions for one in (case, without)]
    assert results[0] == results[1]


# --- rehabilitation ---------------------------------------------------------------------------------------------


def test_generation_before_is_taken_off_by_days() -> None:
    """Months of a common year add up to the year; in a leap year a day more is taken off, never less."""
    case = read_case((CASES / "Karai-rehabilitation.yaml").read_text(), "case.yaml")
    whole = calculate(case.definition, case.plan, case.readings, case.period)
    months = by_month(case.definition, case.plan, case.readings, case.period)
    assert abs(sum(one.reductions for one in months) - whole.reductions) < Decimal("1e-20")
    leap = Span(date(2024, 1, 1), date(2024, 12, 31))
    readings = [changed(one, first=leap.first, last=leap.last) for one in case.readings]
    less = calculate(case.definition, case.plan, readings, leap)
    assert Fraction(whole.reductions) - Fraction(less.vintages[0].terms[-1].trace.value) == Fraction(
        41671
    ) / 365 * Fraction("0.477")


# --- first-order decay ------------------------------------------------------------------------------------------


def decay(own_waste: Decimal, earlier: dict[int, Decimal], k: str, span: Span) -> Fraction:
    """The degradable carbon that decays in a span: waste of the span, and of earlier years by their age."""
    own = definition("VN_AM004")
    base = read_case((CASES / "biogas-first-year.yaml").read_text(), "case.yaml")
    years = tuple(str(age) for age in earlier)
    fixed = [one for one in base.plan.fixed if one.parameter != "k"]
    fixed.append(FixedValue("k", Quantity(Decimal(k), "1/year"), "", ("food",)))
    for age, waste in earlier.items():
        fixed.append(FixedValue("age", Quantity(Decimal(age), "year"), "", (str(age),)))
        fixed.append(FixedValue("W_past", Quantity(waste, "t"), "", ("food", str(age))))
    sets = (IndexSet("j", ("food",)), IndexSet("x", years))
    plan = changed(base.plan, sets=sets, fixed=tuple(fixed))
    sent = next(one for one in plan.points if one.parameter == "W")
    readings = [
        changed(
            one,
            first=span.first,
            last=span.last,
            **({"quantity": Quantity(own_waste, "t")} if one.point == sent.no else {}),
        )
        for one in base.readings
    ]
    (vintage,) = calculate(own, plan, readings, span).vintages
    return Fraction(vintage.term("C_dec").trace.value)


COMMON = Span(date(2021, 1, 1), date(2021, 12, 31))


@given(st.decimals("0.01", "1.5", places=3), st.integers(2, 12))
def test_all_of_a_deposit_decays_over_the_years_and_never_more(k: Decimal, years: int) -> None:
    """The yearly parts of one deposit add up to 1 - e^-k(years): nothing is lost, nothing counted twice."""
    deposit = Decimal(1000)
    parts = [decay(deposit, {}, str(k), COMMON)]
    parts += [decay(Decimal(0), {age: deposit}, str(k), COMMON) for age in range(1, years)]
    carbon = Fraction(150)
    left = carbon - sum(parts)
    assert left > 0
    assert abs(left - carbon * Fraction((-k * years).exp())) < Fraction(1, 10**20)
    assert parts == sorted(parts, reverse=True)


def test_earlier_waste_counts_for_the_days_of_the_period_and_never_for_more_than_a_year() -> None:
    earlier = {1: Decimal(900), 2: Decimal(800)}
    whole = decay(Decimal(0), earlier, "0.4", COMMON)
    assert decay(Decimal(0), earlier, "0.4", Span(date(2024, 1, 1), date(2024, 12, 31))) == whole
    quarter = decay(Decimal(0), earlier, "0.4", Span(date(2021, 1, 1), date(2021, 3, 31)))
    assert quarter == whole * Fraction(90, 365)


def test_a_decay_over_two_calendar_years_is_refused(tmp_path: Path) -> None:
    text = (CASES / "biogas-third-year.yaml").read_text().replace("last: 2024-12-31", "last: 2025-03-31")
    (tmp_path / "case.yaml").write_text(text)
    answer = calculate_case(str(tmp_path / "case.yaml"))
    assert "PER-12" in {one["code"] for one in answer.document["findings"]}
    assert answer.blocks
    assert "PER-12" not in {
        one["code"] for one in calculate_case(str(CASES / "biogas-third-year.yaml")).document["findings"]
    }


def test_a_semi_aerobic_landfill_gives_half_of_what_an_anaerobic_one_does() -> None:
    """With the correction factors 1 and 0.5 and without a correction for uncertainty."""
    text = (CASES / "semi-aerobic-landfill.yaml").read_text().replace('phi: {value: "0.9"', 'phi: {value: "1"')
    case = read_case(text, "case.yaml")
    (vintage,) = calculate(case.definition, case.plan, case.readings, case.period).vintages
    assert Fraction(vintage.term("PE_CH4").trace.value) * 2 == Fraction(vintage.term("RE_CH4").trace.value)
