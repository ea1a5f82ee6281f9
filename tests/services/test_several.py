"""A project of two methodologies, from the register to a package that verifies: what each gives adds up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from helpers.road import PASSPHRASE, confirm

from jcm_desktop.domain.declaration import EligibilityAnswer, SingleScheme
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Calibration
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.methodologies import library as libraries
from jcm_desktop.packages.container import pack, unpack
from jcm_desktop.packages.dossier_file import read_dossier
from jcm_desktop.packages.manifest import DOSSIER, canonical
from jcm_desktop.packages.verify import State, verify_package
from jcm_desktop.services import (
    checking,
    declaring,
    entry,
    identities,
    metering,
    overview,
    packing,
    plan_shape,
    planning,
    reporting,
    results,
)
from jcm_desktop.services import signing as report_signing
from jcm_desktop.services.session import Session, installed_library, open_session
from jcm_desktop.services.verification import verify_file
from jcm_desktop.services.views import CellEdit
from jcm_desktop.signing.verdict import Trust

PROJECT = "TH013"  # cogeneration and a centrifugal chiller
YEAR = Span(date(2022, 7, 1), date(2023, 6, 30))
CHILLER, COGENERATION = MethodologyRef("TH_AM005", "2.0"), MethodologyRef("TH_AM009", "1.0")
# Stands for a definition that a user imported: made for this test, close to the shipped one of refrigerators.
REFRIGERATOR = Path(libraries.__file__).parent / "definitions" / "ID_AM003" / "1.0.yaml"
VALUES = {
    "AM005_COP_PJ[i-1]": ("6.5", "1"),
    "AM005_COP_RE[i-1]": ("5.5", "1"),
    "AM005_EF_elec": ("0.319", "tCO2/MWh"),
    "AM009_EF_elec": ("0.5", "tCO2/MWh"),
    "AM009_eta_RE": ("0.9", "1"),
    "AM009_EF_fuel_RE": ("0.0543", "tCO2/GJ"),
    "AM009_NCV_gas": ("48", "GJ/t"),
    "AM009_EF_gas": ("0.0561", "tCO2/GJ"),
}
READINGS = {"AM005_EC_PJ": ("1000", "1001"), "AM009_EG": ("25000", "25000"), "AM009_HG": ("30000", "30000.5")}
READINGS["AM009_FC_PJ"] = ("4500", "4500")


def bring_the_chiller(folder: Path) -> None:
    text = REFRIGERATOR.read_text(encoding="utf-8").replace("ID_AM003", "TH_AM005").replace('"1.0"', '"2.0"', 1)
    text = text.replace("country: ID", "country: TH")
    file = folder / "definitions" / "own" / "TH_AM005" / "2.0.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    bring_the_chiller(tmp_path / "w")
    session = open_session(tmp_path / "w", actor="Somchai")
    try:
        yield session
    finally:
        session.close()


def started(session: Session) -> None:
    session.run(overview.start_project, PROJECT)
    session.run(plan_shape.set_decision, PROJECT, "AM009_gas", "mass")
    for key, (value, unit) in VALUES.items():
        session.run(planning.set_fixed_value, PROJECT, key, value, unit, "Test data", "p. 1")
    for point in session.run(planning.plan_page, PROJECT).points:
        words = {"source": "meter", "procedure": "read monthly", "frequency": "continuously", "option": "C"}
        session.run(planning.edit_point, PROJECT, point.no, **words)
        meter = f"M{point.no}"
        session.run(metering.describe_meter, PROJECT, meter, (point.no,), accuracy_class="1", standard="IEC")
        session.run(
            metering.add_calibration, PROJECT, meter, Calibration(date(2022, 6, 1), date(2024, 5, 31), "C", "Lab", True)
        )
    session.run(overview.open_period, PROJECT, YEAR)
    halves = [Span(YEAR.first, date(2022, 12, 31)), Span(date(2023, 1, 1), YEAR.last)]
    cells = [
        CellEdit(point.no, half, value)
        for point in session.run(planning.plan_page, PROJECT).points
        for half, value in zip(halves, READINGS[point.key.partition("[")[0]], strict=True)
    ]
    session.run(entry.enter_cells, PROJECT, YEAR, tuple(cells))
    session.run(plan_shape.set_roles, PROJECT, (("Plant manager", "Approves", "Somchai"),))
    criteria = session.run(planning.plan_page, PROJECT).eligibility
    for number in range(1, len(criteria) + 1):  # those of both, numbered through
        session.run(declaring.declare, PROJECT, YEAR, EligibilityAnswer(str(number), met=True, text="Test data"))
    session.run(declaring.declare, PROJECT, YEAR, SingleScheme("No other scheme"))


def test_the_register_names_the_workbooks_to_bring(session: Session) -> None:
    rows = {one.reference: one for one in session.run(overview.register)}
    assert rows[PROJECT].usable
    assert not rows["VN011"].usable
    assert "VN_AM011 ver1.0, VN_AM012 ver1.0" in rows["VN011"].note
    assert "official workbook" in rows["VN011"].note
    with pytest.raises(UserError) as caught:
        session.run(overview.start_project, "VN011")
    assert caught.value.code == "project.not_usable"


def test_the_plan_asks_for_what_each_needs(session: Session) -> None:
    session.run(overview.start_project, PROJECT)
    plan = session.run(planning.plan_page, PROJECT)
    assert plan.methodology == "TH_AM005 ver2.0 + TH_AM009 ver1.0"
    assert {one.key for one in plan.fixed} == VALUES.keys()
    assert all(one.missing for one in plan.fixed)
    assert [one.no for one in plan.points] == ["(1)", "(2)", "(3)", "(4)"]
    assert {one.key.partition("[")[0] for one in plan.points} == READINGS.keys()
    assert plan.sets[0][0] == "AM005_i"
    assert plan.sets[0][1] == "i"
    assert "TH_AM005" in plan.sets[0][2]
    symbols = [one.symbol for one in plan.fixed if "EF<sub>elec</sub>" in one.symbol]
    assert symbols == ["EF<sub>elec</sub><sup>AM005</sup>", "EF<sub>elec</sub><sup>AM009</sup>"]
    assert {one.unit for one in plan.formulas if one.symbol.startswith("PE<sub>p</sub>")} == {"tCO2"}
    (card,) = session.run(overview.start_page)
    assert card.methodology == plan.methodology


def test_units_of_one_methodology_can_be_added(session: Session) -> None:
    session.run(overview.start_project, PROJECT)
    session.run(plan_shape.set_members, PROJECT, "AM005_i", ("chiller-1", "chiller-2"))
    plan = session.run(planning.plan_page, PROJECT)
    assert {one.key for one in plan.points} >= {"AM005_EC_PJ[chiller-1]", "AM005_EC_PJ[chiller-2]", "AM009_EG"}


def test_what_one_methodology_leaves_open_is_decided_for_it(session: Session) -> None:
    session.run(overview.start_project, PROJECT)
    plan = session.run(planning.plan_page, PROJECT)
    assert [(one.name, one.taken) for one in plan.decisions] == [("AM009_gas", False)]
    assert "TH_AM009" in plan.decisions[0].label
    session.run(plan_shape.set_decision, PROJECT, "AM009_gas", "volume")
    plan = session.run(planning.plan_page, PROJECT)
    assert [(one.chosen, one.taken) for one in plan.decisions] == [("volume", True)]
    assert {one.key for one in plan.points} >= {"AM005_EC_PJ[i-1]", "AM009_EG"}


def test_the_result_says_what_each_gives(session: Session) -> None:
    started(session)
    view = session.run(results.result_page, PROJECT, YEAR)
    assert not view.problem
    for vintage in view.vintages:
        assert [one.year for one in vintage.parts] == ["TH_AM005 ver2.0", "TH_AM009 ver1.0"]
        claims = [int(one.claimed.replace(",", "")) for one in vintage.parts]
        assert sum(claims) == int(vintage.claimed.replace(",", ""))
    # 1,000 MWh x (6.5 / 5.5 - 1) x 0.319 = 58.0 exactly; 28,620 / 2 - 24,235.2 / 2 = 2,192.4
    first = view.vintages[0]
    assert [(one.reductions, one.claimed) for one in first.parts] == [("58.0000", "58"), ("2,192.4000", "2,192")]
    assert "methodology" in view.rounding_words
    chiller = first.parts[0]
    assert chiller.derivations[0].symbol == "RE<sub>p</sub><sup>AM005</sup>"
    assert chiller.derivations[2].value == "58"


def test_the_road_ends_in_a_package_that_verifies(session: Session, tmp_path: Path) -> None:
    started(session)
    asked = [one for one in session.run(reporting.report_page, PROJECT, YEAR).blockers if one.code == "DEF-02"]
    assert [one.place.parameter for one in asked] == ["TH_AM005 ver2.0"]  # the other was read on an official page
    for ref in (CHILLER, COGENERATION):
        confirm(session, ref, tmp_path)
    for finding in session.run(reporting.report_page, PROJECT, YEAR).blockers:
        assert finding.needs_reason, finding
        session.run(
            checking.give_reason, PROJECT, YEAR, finding.code, finding.place, "Made for a test of two methodologies."
        )
    session.run(reporting.make_report, PROJECT, YEAR)
    session.run(identities.create_identity, "Somchai", "Plant", "TH", "operator", PASSPHRASE)
    session.run(report_signing.sign_report, PROJECT, YEAR, 1, PASSPHRASE)
    session.run(packing.make_package, PROJECT, YEAR, 1, PASSPHRASE)
    package = session.run(reporting.report_page, PROJECT, YEAR).reports[0].package
    mine = installed_library(session.folder)
    view = verify_file(package, library=mine)
    assert view.ok, [one for one in view.answers if one.state == "bad"]
    (used,) = [one for one in view.answers if one.code == "verify.definition"]
    assert (used.state, "TH_AM005 ver2.0 + TH_AM009 ver1.0" in used.answer) == ("good", True)

    (stands,) = [one for one in view.answers if one.code == "verify.confirmed"]
    assert (stands.state, str(CHILLER) in stands.answer, str(COGENERATION) in stands.answer) == ("good", True, True)

    data = Path(package).read_bytes()
    stranger = verify_package(data, "x.jcmpkg", Trust(frozenset()), libraries.Library(mine.sources[:1]))
    (other,) = [one for one in stranger.answers if one.code == "verify.definition"]
    if not libraries.shipped().has(CHILLER):
        assert (other.state, other.problems[0].place) == (State.OPEN, str(CHILLER))
    assert stranger.recomputed == view_claim(session)

    entries = unpack(data, "x")
    dossier = read_dossier(entries[DOSSIER])
    vintages = dossier.result["vintages"]
    assert [one["claimed"] for one in vintages[0]["parts"]] == [58, 2192]
    vintages[0]["parts"][0]["claimed"] = 59
    forged = pack({**entries, DOSSIER: canonical(dossier)})
    found = verify_package(forged, "x.jcmpkg", Trust(frozenset()), mine)
    places = {problem.place for answer in found.answers for problem in answer.problems}
    assert "result/vintages/0/parts/0/claimed" in places


def view_claim(session: Session) -> int:
    return int(session.run(results.result_page, PROJECT, YEAR).claimed.replace(",", ""))
