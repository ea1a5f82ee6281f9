"""The library's pages: what is found, what one methodology says of itself, and where something is missing."""

from __future__ import annotations

import runpy
from pathlib import Path

import msgspec
import pytest

from jcm_desktop.catalogue import partner_countries, registered_projects, support
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.i18n import using_language
from jcm_desktop.methodologies import library as libraries
from jcm_desktop.services import methodology_page as pages
from jcm_desktop.services import overview
from jcm_desktop.services.coverage import coverage
from jcm_desktop.services.library import TITLE_ONLY, search
from jcm_desktop.services.library_views import CoverageState, LibraryFilter, LibraryView, Use
from jcm_desktop.services.methodology_page import methodology_page
from jcm_desktop.services.session import Session

ROOT = Path(__file__).parents[2]
SOLAR = Path(libraries.__file__).parent / "definitions" / "MN_AM003" / "2.0.yaml"
TEMPLATE = """
methodology: TEMPLATE_MADE_FOR_A_TEST
version: "1.0"
country: ""
title: Made for a test
sectoral_scope: 1
technologies: [wind]
status: template
evidence: {formula: draft, sources: [this test], checked: 2026-11-24}
family: electricity-displaced
"""


def found(session: Session, **wanted: str) -> LibraryView:
    return session.run(search, LibraryFilter(**wanted))


def refs(view: LibraryView) -> set[str]:
    return {f"{one.id} {one.version}" for one in view.rows}


def put(session: Session, name: str, text: str) -> None:
    file = session.folder / "definitions" / "own" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    session.reload_library()


def test_everything_known_is_there_once(session: Session) -> None:
    view = session.run(search)
    assert len(view.rows) == view.total == len(refs(view)) == len(session.library.known())
    assert view.problems == ()
    by_ref = {(one.id, one.version): one for one in view.rows}
    solar = by_ref["MN_AM003", "2.0"]
    assert (solar.use, solar.projects, solar.evidence) == (Use.REPORT, 3, "official-page")
    assert solar.origin_words == "Shipped with the program"
    pumps = by_ref["VN_AM013", "1.0"]
    assert (pumps.use, pumps.evidence, pumps.title) == (Use.WORKBOOK, TITLE_ONLY, "High-efficiency water pumps")
    assert by_ref["ID_AM003", "1.0"].use is Use.CONFIRM


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("mn_am003 ver2", "MN_AM003 2.0"),
        ("MN006", "MN_AM003 2.0"),
        ("mongolia boiler", "MN_AM002 1.0"),
        ("semarang", "ID_AM026 1.0"),
        ("TH_PM024", "TH_AM005 3.0"),
        ("solar pv kenya", "KE_AM002 1.0"),
    ],
)
def test_people_find_by_what_they_know(session: Session, text: str, wanted: str) -> None:
    assert wanted in refs(found(session, text=text))
    assert len(refs(found(session, text=text))) < 8


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    ("text", "wanted"),
    [("solar pv kenya", "KE_AM002 1.0"), ("mongolia boiler", "MN_AM002 1.0"), ("風力", "TEMPLATE_WIND 1.0")],
)
def test_both_names_are_found_in_either_language(session: Session, language: str, text: str, wanted: str) -> None:
    with using_language(language):
        assert wanted in refs(found(session, text=text))


def test_filters_narrow_each_other_and_their_counts_are_true(session: Session) -> None:
    whole = session.run(search)
    for field, facets in (
        ("country", whole.countries),
        ("technology", whole.technologies),
        ("scope", whole.scopes),
        ("evidence", whole.evidence),
        ("status", whole.statuses),
    ):
        assert facets
        for facet in facets:
            assert len(found(session, **{field: facet.key}).rows) == facet.count > 0, facet
    thai = found(session, country="TH", technology="refrigeration")
    assert {one.country for one in thai.rows} == {"TH"}
    assert {one.key: one.count for one in thai.statuses} == {"approved": len(thai.rows)}
    assert "ID" in {one.key for one in thai.countries}, "the other countries of this technology can be chosen"
    nothing = found(session, country="MN", technology="wind")
    assert nothing.rows == ()
    assert ("MN", 0) in {(one.key, one.count) for one in nothing.countries}
    assert [int(one.key) for one in whole.scopes] == sorted(int(one.key) for one in whole.scopes)


def test_nothing_is_found_where_nothing_is(session: Session) -> None:
    view = found(session, text="no such methodology")
    assert (view.rows, view.summary.partition(" ")[0]) == ((), "0")


def test_a_broken_file_of_the_workspace_is_told_and_harms_no_other(session: Session) -> None:
    put(session, "MN_AM009/1.0.yaml", "methodology: [")
    view = session.run(search)
    (row,) = [one for one in view.rows if one.id == "MN_AM009"]
    assert row.use is Use.BROKEN
    assert "MN_AM009/1.0.yaml" in row.title
    assert len(view.problems) == 1
    page = session.run(methodology_page, "MN_AM009", "1.0")
    assert page.calculation is None
    assert "MN_AM009/1.0.yaml" in page.next_step


def test_a_template_is_for_estimates_and_of_no_country(session: Session) -> None:
    put(session, "TEMPLATE_MADE_FOR_A_TEST/1.0.yaml", TEMPLATE)
    (row,) = found(session, text="made for a test").rows
    assert (row.use, row.country, row.country_name) == (Use.ESTIMATE, "any", "any country")
    page = session.run(methodology_page, row.id, row.version)
    assert "refused" in page.next_step
    assert page.calculation is not None
    assert (page.calculation.to_enter, len(page.calculation.fixed)) == (1, 1)
    assert "1 value" in page.calculation.to_enter_words
    table = session.run(coverage)
    (wind,) = [one for one in table.rows if one.technology == "wind"]
    assert wind.template
    assert {cell.state for cell in wind.cells} <= {CoverageState.TEMPLATE, CoverageState.APPROVED}
    cell = next(cell for cell in wind.cells if cell.state is CoverageState.TEMPLATE)
    assert cell.leads_to is not None
    assert row.id in {one.id for one in session.run(search, cell.leads_to).rows}


def test_one_methodology_says_everything(session: Session) -> None:
    page = session.run(methodology_page, "MN_AM003", "2.0")
    assert page.title == "Installation of Solar PV System"
    calculation = page.calculation
    assert calculation is not None
    assert calculation.formulas[0].math == "Σ<sub>i</sub> (EG<sub>i,p</sub> × EF<sub>RE,i</sub>)"
    assert [one.unit for one in calculation.formulas] == ["tCO2"] * 3
    (grid, *_others) = calculation.fixed[0].known
    assert (grid.value, grid.evidence) == ("0.797", "derived")
    assert "18,438 t" in grid.source
    assert calculation.fixed[0].over == "for each PV system i"
    assert {one.reference for one in page.projects} >= {"MN003", "MN004", "MN006"}
    (own,) = [one for one in page.projects if one.reference == "MN006"]
    assert (own.started, own.usable) == (True, False)
    assert {one.version for one in page.versions} >= {"2.0", "3.0"}
    assert [one.version for one in page.versions if one.shown] == ["2.0"]
    assert page.sources
    assert page.checked_on


def test_an_entry_says_how_to_get_the_calculation(session: Session) -> None:
    page = session.run(methodology_page, "VN_AM011", "1.0")
    assert page.calculation is None
    assert "official workbook" in page.next_step
    (project,) = page.projects
    assert (project.beside, project.usable) == ("VN_AM012 ver1.0", False)
    assert "VN_AM012" in project.note
    assert not page.title
    assert "lens" in page.about
    with pytest.raises(UserError) as caught:
        session.run(methodology_page, "VN_AM011", "9.0")
    assert caught.value.code == "methodology.unknown"


def test_where_a_definition_came_from_is_never_hidden(session: Session) -> None:
    put(session, "MN_AM003/2.0.yaml", SOLAR.read_text(encoding="utf-8"))
    page = session.run(methodology_page, "MN_AM003", "2.0")
    assert page.origin_words == "Made or imported in this workspace"
    assert page.hides == ("Shipped with the program",)
    pack = session.folder / "definitions" / "packs" / "p"
    (pack / "MN_AM003").mkdir(parents=True)
    (pack / "MN_AM003" / "2.1.yaml").write_text(
        SOLAR.read_text(encoding="utf-8").replace('version: "2.0"', 'version: "2.1"'), encoding="utf-8"
    )
    origin = {
        "publisher": "The Secretariat",
        "fingerprint": "ab",
        "pack": "solar",
        "edition": 3,
        "issued": "2026-05-01",
    }
    (pack / "origin.json").write_bytes(msgspec.json.encode(origin))
    session.reload_library()
    words = session.run(methodology_page, "MN_AM003", "2.1").origin_words
    assert words == "Pack “solar”, edition 3, of The Secretariat, issued 2026-05-01"


def test_a_project_of_the_register_starts_with_its_facts(session: Session) -> None:
    (row,) = [one for one in session.run(overview.register) if one.reference == "MN003"]
    assert row.usable
    assert row.registered_on == "2017-05-26"
    assert row.japanese_participants
    session.run(overview.start_project, "MN003")
    (card,) = [one for one in session.run(overview.start_page) if one.reference == "MN003"]
    assert (card.title, card.methodology) == (row.title, row.methodology)
    page = session.run(methodology_page, "MN_AM003", "2.0")
    assert [one.started for one in page.projects if one.reference == "MN003"] == [True]


def test_each_project_of_the_register_can_be_started_or_says_which_workbooks_to_bring(session: Session) -> None:
    ready = set()
    for project in registered_projects():
        refs = tuple(MethodologyRef(*one) for one in project.methodologies)
        missing = session.library.missing(refs)
        note = overview.why_not(session, project)
        assert bool(note) == bool(missing)
        assert all(str(ref) in note for ref in missing)
        if missing:
            continue
        ready.add(project.reference)
        plan = overview.skeleton_plan(session.library.joined(refs))
        assert plan.methodologies == refs
        assert session.library.for_plan(plan).name == " + ".join(map(str, refs))
        assert plan.points, project.reference
    assert ready >= {"MN006", "ID003", "KH003", "CR002", "TH013"}, "those with several methodologies among them"


def test_the_coverage_counts_what_the_library_has(session: Session) -> None:
    table = session.run(coverage)
    assert [one.code for one in table.countries] == [one.code for one in partner_countries()]
    assert sum(one.supported or 0 for one in table.countries) == 205
    assert len([one for one in table.countries if one.supported is not None]) == 17
    assert {one.technology: one.supported for one in table.rows if one.supported} == support().technologies
    assert len([one for one in table.rows if one.supported is not None]) == 19
    for row in table.rows:
        assert row.countries == sum(cell.state is CoverageState.APPROVED for cell in row.cells)
        for cell in row.cells:
            assert cell.words
            if cell.leads_to is None:
                assert cell.state is CoverageState.NONE
                assert cell.definitions == cell.entries == 0
                continue
            rows = session.run(search, cell.leads_to).rows
            assert rows
            if cell.state is CoverageState.APPROVED:
                approved = [one for one in rows if one.status == "approved"]
                assert len(approved) == cell.definitions + cell.entries
    solar = next(one for one in table.rows if one.technology == "solar-pv")
    mongolia = next(cell for cell in solar.cells if cell.country == "MN")
    assert mongolia.state is CoverageState.APPROVED
    assert mongolia.definitions >= 1
    assert mongolia.projects == 4


@pytest.mark.parametrize("ref", [("TEMPLATE_WIND", "1.0"), ("ID_AM005", "2.0")])
def test_notes_and_sources_are_words_that_are_translated(
    session: Session, ref: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = session.run(methodology_page, *ref)
    monkeypatch.setattr(pages, "_", lambda text: f"«{text}»")
    told = session.run(methodology_page, *ref)
    assert told.sources == tuple(f"«{one}»" for one in shown.sources) != ()
    assert told.notes == tuple(f"«{one}»" for one in shown.notes)
    messages = {one.id for one in runpy.run_path(str(ROOT / "dev_messages.py"))["collected"]()}
    assert {*shown.sources, *shown.notes} <= messages


def test_the_pages_speak_japanese(session: Session) -> None:
    def japanese() -> tuple[str, str]:
        with using_language("ja"):
            rows = search(session, LibraryFilter(technology="solar-pv")).rows
            return rows[0].technology_words, search(session).technologies[0].words

    words, facet = session.lane.submit(japanese).result()
    assert words == "太陽光発電"
    assert not facet.isascii()
