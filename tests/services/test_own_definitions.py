"""Definitions of one's own: strictly read, whole or not at all, kept with their workbook, not taken from a project."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers.official_books import boiler
from helpers.road import confirm

from jcm_desktop import files
from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.domain.finding import Severity
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.methodologies import library as libraries
from jcm_desktop.services import checking, confirming, library, methodology_page, overview, own_definitions, planning
from jcm_desktop.services.library_views import LibraryFilter, Use
from jcm_desktop.services.own_definitions import install_own, remove_own
from jcm_desktop.services.session import Session
from jcm_desktop.storage import audit
from jcm_desktop.words import sentence

SHIPPED = Path(libraries.__file__).parent / "definitions"
REFRIGERATOR = (SHIPPED / "ID_AM003" / "1.0.yaml").read_text("utf-8")
OTHER = REFRIGERATOR.replace("methodology: ID_AM003", "methodology: ID_AM903").replace(
    "project-document\n", "draft\n", 1
)
REF = MethodologyRef("ID_AM903", "1.0")


def refused(session: Session, use_case: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, *arguments, **named)
    assert "no words yet" not in sentence(caught.value.code, caught.value.place, caught.value.facts)
    return caught.value.code


def own_files(session: Session) -> list[str]:
    folder = session.folder / "definitions" / "own"
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def events(session: Session) -> list[audit.Event]:
    def read(inner: Session) -> list[audit.Event]:
        with inner.workspace.read() as connection:
            return [one for one in audit.events(connection, "") if one.subject == str(REF)]

    return session.run(read)


def test_a_definition_counts_from_the_moment_it_is_installed(session: Session) -> None:
    words = session.run(install_own, OTHER).message
    assert "Compare it with the approved text" in words
    assert own_files(session) == ["ID_AM903/1.0.yaml"]
    (row,) = session.run(own_definitions.own_definitions)
    assert (row.id, row.projects, row.confirmed, row.hides_words, row.problem) == ("ID_AM903", (), False, "", "")
    (event,) = events(session)
    assert event.kind == "definition.installed"
    assert session.workspace.evidence.get(event.payload["text"]) == OTHER.encode()
    assert event.payload["definition"] == row.sha256
    assert session.run(install_own, OTHER).kinds  # the same again changes nothing
    assert len(events(session)) == 1


BAD = {
    "no YAML": ("methodology", "methodology: [", "yaml."),
    "an unknown key": ("title:", "colour: blue\ntitle:", "yaml."),
    "a number as a float": ('value: "1.32"', "value: 1.32", "yaml."),
    "a bad number": ("ID_AM903", "ID_XX903", "definition."),
    "an unknown family": ("[refrigerator,", "[spaceship,", "definition."),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_text_leaves_nothing(session: Session, what: str) -> None:
    old, new, code = BAD[what]
    assert old in OTHER
    before = sorted(session.folder.rglob("*"))
    assert refused(session, install_own, OTHER.replace(old, new, 1), name="mine.yaml").startswith(code)
    assert refused(session, install_own, OTHER, workbook="/nowhere/x.xlsx") == "file.missing"
    assert [one for one in sorted(session.folder.rglob("*")) if one not in before] == []


def test_another_one_of_the_same_version_is_meant(session: Session) -> None:
    session.run(install_own, OTHER)
    changed = OTHER.replace('"1.32"', '"1.30"')
    assert refused(session, install_own, changed) == "own.exists"
    session.run(install_own, changed, replace=True)
    last = events(session)[-1]
    assert session.workspace.evidence.get(last.payload["replaces"]) == OTHER.encode()
    assert session.workspace.evidence.get(last.payload["text"]) == changed.encode()


def test_a_full_disk_leaves_the_old_one(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    session.run(install_own, OTHER)
    real = files.replace_durably

    def full(source: Path, target: Path) -> None:
        if target.suffix == ".yaml":
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(files, "replace_durably", full)
    with pytest.raises(WorldError):
        session.run(install_own, OTHER.replace('"1.32"', '"1.30"'), replace=True)
    assert own_files(session) == ["ID_AM903/1.0.yaml"]
    assert (session.folder / "definitions" / "own" / "ID_AM903" / "1.0.yaml").read_text("utf-8") == OTHER
    assert len(events(session)) == 1
    assert all(one.intact for one in session.run(lambda inner: inner.workspace.verify_chains()).values())


def test_the_workbook_it_came_from_is_kept_and_is_its_approved_text(session: Session, tmp_path: Path) -> None:
    from jcm_desktop.services.workbook_import import Given, read_workbook

    book = tmp_path / "official.xlsx"
    boiler().save(book)
    given = Given(methodology="ID_AM903", version="1.0", country="ID", scope=3, title="Made for a test")
    (draft,) = read_workbook(str(book), given).drafts
    session.run(install_own, draft.text, name=book.name, workbook=str(book))
    view = session.run(confirming.confirming_page, "ID_AM903", "1.0")
    assert [one.name for one in view.texts] == ["official.xlsx"]
    assert session.workspace.evidence.get(view.texts[0].sha256) == book.read_bytes()
    assert view.needed
    session.run(confirming.tick, "ID_AM903", "1.0", [one.id for one in view.items], "MPS(input)")
    session.run(confirming.complete, "ID_AM903", "1.0", "Saruul")
    assert session.run(own_definitions.own_definitions)[0].confirmed


def test_the_library_knows_what_is_confirmed(session: Session, tmp_path: Path) -> None:
    session.run(install_own, OTHER)

    def use() -> tuple[Use, Use]:
        (row,) = session.run(library.search, LibraryFilter(text="ID_AM903")).rows
        return row.use, session.run(methodology_page.methodology_page, "ID_AM903", "1.0").use

    assert use() == (Use.CONFIRM, Use.CONFIRM)
    confirm(session, REF, tmp_path)
    assert use() == (Use.REPORT, Use.REPORT)
    session.run(install_own, OTHER.replace('"1.32"', '"1.30"'), replace=True)
    assert use() == (Use.CONFIRM, Use.CONFIRM)


def test_a_project_says_where_its_definition_came_from(session: Session, tmp_path: Path) -> None:
    """TH013 waits for a chiller methodology nobody ships; a user brings it."""
    row = next(one for one in session.run(overview.register) if not one.usable)
    wanted = [part.split(" ver") for part in row.methodology.split(" + ")]
    for id, version in wanted:
        if not session.library.has(MethodologyRef(id, version)):
            text = OTHER.replace("ID_AM903", id).replace('version: "1.0"', f'version: "{version}"', 1)
            session.run(install_own, text.replace("country: ID", f"country: {id[:2]}"))
    said = session.run(overview.start_project, row.reference)
    assert "Made or imported in this workspace" in said.message
    origins = dict(session.run(planning.plan_page, row.reference).origins)
    assert "Made or imported in this workspace" in origins.values()
    year = Span(date(2022, 1, 1), date(2022, 12, 31))
    session.run(overview.open_period, row.reference, year)
    found = session.run(checking.checks_page, row.reference, year).findings
    (told,) = [one for one in found if one.code == "DEF-05"]
    assert told.severity is Severity.INFO
    assert "own workspace" in told.message
    id, version = next((id, version) for id, version in wanted if origins[f"{id} ver{version}"].startswith("Made"))
    assert refused(session, remove_own, id, version) == "own.in_use"


def test_one_is_taken_out_and_its_text_stays(session: Session) -> None:
    assert refused(session, remove_own, "ID_AM903", "1.0") == "own.unknown"
    session.run(install_own, OTHER)
    session.run(remove_own, "ID_AM903", "1.0")
    assert (own_files(session), session.run(own_definitions.own_definitions)) == ([], ())
    assert not session.library.has(REF)
    assert session.workspace.evidence.get(events(session)[-1].payload["text"]) == OTHER.encode()


def test_one_over_a_shipped_version_says_what_it_hides(session: Session) -> None:
    words = session.run(install_own, REFRIGERATOR.replace('"1.32"', '"1.30"')).message
    assert "1 project is now calculated with it: ID003" in words
    (row,) = session.run(own_definitions.own_definitions)
    assert row.hides_words == "Shipped with the program"
    assert refused(session, remove_own, "ID_AM003", "1.0") == "own.in_use"


def test_a_file_that_cannot_be_read_is_listed_with_its_problem(session: Session) -> None:
    session.run(install_own, OTHER)
    (session.folder / "definitions" / "own" / "ID_AM903" / "1.0.yaml").write_text("nonsense: [")
    session.reload_library()
    (row,) = session.run(own_definitions.own_definitions)
    assert (row.title, row.problem) == ("", "yaml.syntax")
    session.run(install_own, OTHER, replace=True)
    assert session.run(own_definitions.own_definitions)[0].problem == ""
