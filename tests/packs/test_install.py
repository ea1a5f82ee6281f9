"""Packs in a workspace: taken from known publishers only, never older, whole or not at all, and taken back."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from helpers import packs

from jcm_desktop import files
from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.methodologies.library import library_of
from jcm_desktop.packages.container import pack as container
from jcm_desktop.packages.container import unpack
from jcm_desktop.packs.manifest import SIGNATURE
from jcm_desktop.services import checking, coverage, library, library_views, overview, planning, publishers, results
from jcm_desktop.services.packs import check_pack, install_pack, look_at_pack, packs_page, take_pack_back
from jcm_desktop.services.packs_views import PackRow
from jcm_desktop.services.session import Session, installed_library, installed_register, installed_rules
from jcm_desktop.storage import audit
from jcm_desktop.validation.rule_sets import shipped_rules
from jcm_desktop.words import sentence

REF = MethodologyRef("TH_AM098", "1.0")


def install(session: Session, folder: Path, data: bytes) -> str:
    return session.run(install_pack, packs.saved(folder, data)).message


def refused(session: Session, use_case: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, *arguments, **named)
    assert "no words yet" not in sentence(caught.value.code, caught.value.place, caught.value.facts)
    return caught.value.code


def refused_pack(session: Session, folder: Path, data: bytes) -> str:
    """The code; and a refused pack leaves everything as it was, and looking at it says the same before."""
    path = packs.saved(folder, data)
    before = snapshot(session)
    code = refused(session, install_pack, path)
    assert snapshot(session) == before
    view = session.run(check_pack, path)
    assert (view.allowed, view.refusal) == (False, code)
    assert view.words
    return code


def snapshot(session: Session) -> dict[str, bytes]:
    """Every file of the definitions, and how many events there are."""
    folder = session.folder / "definitions"
    found = {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    return {**found, "events": str(len(events(session))).encode()}


def events(session: Session) -> list[audit.Event]:
    def read(inner: Session) -> list[audit.Event]:
        with inner.workspace.read() as connection:
            return list(audit.events(connection, ""))

    return session.run(read)


def row(session: Session) -> PackRow:
    (found,) = session.run(packs_page).packs
    return found


def cop(session: Session) -> str:
    known = session.library.written(REF).fixed["COP_RE"].choices["individual quick freezer"]
    return str(known.value)


# --- taking -----------------------------------------------------------------------------------------------------


def test_a_pack_counts_from_the_moment_it_is_installed(session: Session, tmp_path: Path) -> None:
    assert not session.library.has(REF)
    path = packs.saved(tmp_path, packs.pack())
    view = session.run(check_pack, path)
    assert (view.allowed, view.trusted, view.installed_edition) == (True, True, 0)
    assert view.brings == ("1 definition", "1 list entry", "1 set of rules")
    assert [(one.id, one.here) for one in view.definitions] == [("TH_AM098", "new")]
    told = session.run(install_pack, path).message
    assert told == "Pack “thailand”, edition 1, is installed: 1 definition, 1 list entry, 1 set of rules."
    assert session.library.has(REF)
    origin = session.library.origin(REF)
    assert (origin.publisher, origin.pack, origin.edition, origin.issued) == ("Sample Office", "thailand", 1, packs.DAY)
    assert MethodologyRef("TH_AM099", "1.0") in session.library.entries
    assert session.rules.holding("TH", date(2026, 6, 1)).key == "generation-3"
    assert installed_library(session.folder).refs() == session.library.refs()
    (event,) = [one for one in events(session) if one.kind == "pack.installed"]
    assert event.payload["key"] == packs.key().public.fingerprint
    assert row(session).trusted
    assert [(one.edition, one.counts, one.whole) for one in row(session).editions] == [(1, True, True)]


def test_the_same_again_changes_nothing(session: Session, tmp_path: Path) -> None:
    install(session, tmp_path, packs.pack())
    before = snapshot(session)
    told = session.run(install_pack, packs.saved(tmp_path, packs.pack()))
    assert (told.kinds, told.message) == (frozenset(), "It is installed already.")
    assert snapshot(session) == before
    assert session.run(check_pack, packs.saved(tmp_path, packs.pack())).words == "It is installed already."


def test_a_newer_edition_takes_its_place_and_the_one_before_is_kept(session: Session, tmp_path: Path) -> None:
    install(session, tmp_path, packs.pack())
    path = packs.saved(tmp_path, packs.pack(2, packs.usual("1.40")))
    (brought,) = session.run(check_pack, path).definitions
    assert brought.here == "other"
    session.run(install_pack, path)
    assert (cop(session), row(session).edition, row(session).back_to) == ("1.40", 2, 1)
    assert [one.edition for one in row(session).editions] == [1, 2]


def test_two_packs_stand_beside_each_other(session: Session, tmp_path: Path) -> None:
    packs.trust(session, tmp_path, "Other Office")
    install(session, tmp_path, packs.pack())
    other = {"TH_AM097/1.0.yaml": packs.definition("TH_AM097"), **packs.families()}
    install(session, tmp_path, packs.pack(1, other, who="Other Office"))
    assert session.library.has(REF)
    assert session.library.has(MethodologyRef("TH_AM097", "1.0"))
    assert len(session.run(packs_page).packs) == 2
    series = {one.publisher: one.series for one in session.run(packs_page).packs}
    assert refused(session, take_pack_back, "thailand") == "pack.several"
    session.run(take_pack_back, series["Other Office"])
    assert not session.library.has(MethodologyRef("TH_AM097", "1.0"))
    assert session.library.has(REF)


# --- refusing ---------------------------------------------------------------------------------------------------


def test_a_foreign_pack_is_refused_until_its_publisher_is_known(stranger: Session, tmp_path: Path) -> None:
    data = packs.pack()
    assert refused_pack(stranger, tmp_path, data) == "pack.unknown_publisher"
    view = stranger.run(check_pack, packs.saved(tmp_path, data))
    assert (view.trusted, view.definitions, view.brings) == (False, (), ())  # nothing of it was read
    assert packs.key().public.fingerprint in view.words
    packs.trust(stranger, tmp_path)
    install(stranger, tmp_path, data)


def test_an_unsigned_or_changed_pack_is_refused(session: Session, tmp_path: Path) -> None:
    entries = unpack(packs.pack(), "x")
    name = "definitions/TH_AM098/1.0.yaml"
    for code, forged in (
        ("pack.unsigned", {one: body for one, body in entries.items() if one != SIGNATURE}),
        ("pack.changed", {**entries, name: packs.definition(cop="9.99")}),
        ("pack.bad_signature", {**entries, SIGNATURE: bytes(64)}),
    ):
        before = snapshot(session)
        path = packs.saved(tmp_path, container(forged))
        assert refused(session, install_pack, path) == code
        assert refused(session, check_pack, path) == code
        assert snapshot(session) == before


def test_a_publisher_has_one_name(session: Session, tmp_path: Path) -> None:
    forged = packs.pack(who="The Secretariat", signed_by=packs.key())
    assert refused_pack(session, tmp_path, forged) == "pack.other_name"


def test_a_publisher_no_longer_trusted_brings_nothing_more(session: Session, tmp_path: Path) -> None:
    install(session, tmp_path, packs.pack())
    session.run(publishers.distrust_publisher, "Sample Office")
    assert refused_pack(session, tmp_path, packs.pack(2)) == "pack.unknown_publisher"
    assert session.library.has(REF)  # what is installed stays
    assert not row(session).trusted
    assert refused(session, take_pack_back, "thailand", 1) == "pack.no_such_edition"


def test_never_older(session: Session, tmp_path: Path) -> None:
    """An older edition, an older day, and an edition that says something else than before."""
    install(session, tmp_path, packs.pack(3))
    assert refused_pack(session, tmp_path, packs.pack(2)) == "pack.older_edition"
    assert refused_pack(session, tmp_path, packs.pack(4, issued=packs.DAY - timedelta(1))) == "pack.older_day"
    assert refused_pack(session, tmp_path, packs.pack(3, packs.usual("1.50"))) == "pack.same_edition"
    install(session, tmp_path, packs.pack(4))


def test_an_older_edition_is_not_replayed_after_taking_one_back(session: Session, tmp_path: Path) -> None:
    install(session, tmp_path, packs.pack(2))
    install(session, tmp_path, packs.pack(5, packs.usual("1.50")))
    session.run(take_pack_back, "thailand")
    assert row(session).edition == 2
    assert refused_pack(session, tmp_path, packs.pack(3)) == "pack.older_edition"  # 5 was here
    assert refused_pack(session, tmp_path, packs.pack(5, packs.usual("1.60"))) == "pack.same_edition"
    install(session, tmp_path, packs.pack(5, packs.usual("1.50")))
    assert cop(session) == "1.50"


def test_the_history_remembers_an_edition_whose_files_are_gone(session: Session, tmp_path: Path) -> None:
    install(session, tmp_path, packs.pack(2))
    shutil.rmtree(session.folder / "definitions" / "packs")
    session.reload_library()
    path = packs.saved(tmp_path, packs.pack(2, packs.usual("1.50")))
    assert refused(session, install_pack, path) == "pack.same_edition"
    install(session, tmp_path, packs.pack(2))
    assert [one.kind for one in events(session)][-2:] == ["pack.installed", "pack.installed"]
    assert row(session).edition == 2


def test_a_pack_for_a_later_program_is_refused(session: Session, tmp_path: Path) -> None:
    assert refused_pack(session, tmp_path, packs.pack(application="99.0")) == "pack.needs_newer"


def test_contents_that_cannot_be_read_are_refused_whole(session: Session, tmp_path: Path) -> None:
    broken = packs.usual(**{"TH_AM097/1.0.yaml": b"nonsense: ["})
    assert refused_pack(session, tmp_path, packs.pack(1, broken)) == "yaml.syntax"
    assert not session.library.has(REF)


# --- projects ---------------------------------------------------------------------------------------------------


def started(session: Session, tmp_path: Path, reference: str) -> MethodologyRef:
    """A project whose methodology only the pack has."""
    found = next(one for one in session.run(overview.register) if one.reference == reference)
    id, _, version = found.methodology.partition(" ver")
    ref = MethodologyRef(id, version)
    assert not session.library.has(ref)
    brought = {f"{id}/{version}.yaml": packs.definition(id, version), **packs.families()}
    install(session, tmp_path, packs.pack(1, brought, name="more"))
    session.run(overview.start_project, reference)
    return ref


def only_a_workbook(session: Session) -> str:
    """A project of the register whose one methodology nobody ships."""
    rows = session.run(overview.register)
    return next(one.reference for one in rows if not one.usable and "+" not in one.methodology)


def test_a_project_keeps_the_version_it_is_registered_with(session: Session, tmp_path: Path) -> None:
    reference = only_a_workbook(session)
    ref = started(session, tmp_path, reference)
    later = f"{int(ref.version.split('.')[0]) + 1}.0"
    both = {
        f"{ref.id}/{ref.version}.yaml": packs.definition(ref.id, ref.version),
        f"{ref.id}/{later}.yaml": packs.definition(ref.id, later, "2.0"),
        **packs.families(),
    }
    install(session, tmp_path, packs.pack(2, both, name="more"))
    assert session.library.newest(ref.id).version == later
    assert session.run(planning.plan_page, reference).methodology == str(ref)
    only_later = {name: body for name, body in both.items() if not name.endswith(f"{ref.version}.yaml")}
    assert refused_pack(session, tmp_path, packs.pack(3, only_later, name="more")) == "pack.takes_away"
    assert refused(session, take_pack_back, "more", 0) == "pack.takes_away"
    session.run(take_pack_back, "more")
    assert row(session).edition == 1
    assert refused(session, take_pack_back, "more") == "pack.takes_away"
    assert session.run(planning.plan_page, reference).methodology == str(ref)


def test_projects_that_are_calculated_otherwise_are_named(session: Session, tmp_path: Path) -> None:
    dearer = {"ID_AM003/1.0.yaml": packs.definition("ID_AM003", "1.0", "1.40"), **packs.families()}
    path = packs.saved(tmp_path, packs.pack(1, dearer))
    (brought,) = session.run(check_pack, path).definitions
    assert (brought.here, brought.projects) == ("other", ("ID003",))
    assert "Calculated otherwise from now on: ID003 (ID_AM003 ver1.0)." in session.run(install_pack, path).message
    told = session.run(take_pack_back, "thailand").message
    assert told.startswith("The pack “thailand” no longer counts.")
    assert "ID003" in told


def test_a_report_says_which_pack_its_definition_came_from(session: Session, tmp_path: Path) -> None:
    reference = only_a_workbook(session)
    started(session, tmp_path, reference)
    year = Span(date(2022, 1, 1), date(2022, 12, 31))
    session.run(overview.open_period, reference, year)
    found = session.run(checking.checks_page, reference, year).findings
    (told,) = [one for one in found if one.code == "DEF-05"]
    for part in ("“more”", "edition 1", "Sample Office", packs.key().public.fingerprint, str(packs.DAY)):
        assert part in told.message
    assert dict(session.run(planning.plan_page, reference).origins).popitem()[1].startswith("Pack “more”")


# --- rules ------------------------------------------------------------------------------------------------------


def test_rules_of_a_pack_lie_over_the_shipped_ones(session: Session, tmp_path: Path) -> None:
    span = Span(date(2019, 7, 6), date(2020, 12, 31))
    assert session.run(checking.checks_page, "MN006", span)
    rules = packs.RULES.replace("TH: 2026-01-01", "MN: 2020-01-01").encode()
    install(session, tmp_path, packs.pack(1, {"rule_sets.yaml": rules}))
    (told,) = [one for one in session.run(checking.checks_page, "MN006", span).findings if one.code == "RUL-01"]
    assert "generation-3" in told.message
    assert "Sample Office" in told.message
    assert session.run(results.result_page, "MN006", span).claimed
    session.run(take_pack_back, "thailand")
    assert not [one for one in session.run(checking.checks_page, "MN006", span).findings if one.code == "RUL-01"]
    assert session.rules.sets == shipped_rules().sets


def test_of_two_packs_the_later_rules_hold_and_older_than_shipped_hold_nowhere(
    session: Session, tmp_path: Path
) -> None:
    def rules(title: str) -> dict[str, bytes]:
        return {"rule_sets.yaml": packs.RULES.replace("Rules of a later", title).encode()}

    install(session, tmp_path, packs.pack(1, rules("Later"), name="b", issued=packs.DAY + timedelta(2)))
    install(session, tmp_path, packs.pack(1, rules("Earlier"), name="c", issued=packs.DAY + timedelta(1)))
    assert session.rules.holding("TH", date(2026, 6, 1)).title.startswith("Later")
    long_ago = {"rule_sets.yaml": packs.RULES.replace("generation-3", "generation-0").encode()}
    install(session, tmp_path, packs.pack(1, long_ago, name="a", issued=date(2020, 1, 1)))
    assert "generation-0" not in {one.key for one in session.rules.sets}


def test_a_rule_set_with_a_known_key_takes_its_place_in_order(session: Session, tmp_path: Path) -> None:
    rules = packs.RULES.replace("generation-3", "generation-1").encode()
    install(session, tmp_path, packs.pack(1, {"rule_sets.yaml": rules}))
    assert [one.key for one in session.rules.sets] == [one.key for one in shipped_rules().sets]
    assert session.rules.origins["generation-1"].publisher == "Sample Office"
    assert session.rules.holding("XX", date(2020, 1, 1)).title.startswith("Rules of a later")


# --- countries and the register ---------------------------------------------------------------------------------

COUNTRIES = "code,name,signed_on,place,evidence\nXK,Made-up Land,2026-10-01,Tokyo,made up for tests\n"
PROJECTS = (
    "reference,country,status,registered_on,methodologies,title,host_participants,japanese_participants\n"
    "XK001,XK,Project registered,2026-11-01,TH_AM098 1.0,A project made up for tests,Host,Japan\n"
    "MN006,MN,Validation,,MN_AM003 2.0,Another title,Host,Japan\n"
)


def test_countries_and_projects_of_a_pack_are_known(session: Session, tmp_path: Path) -> None:
    tables = {"catalogue/partner_countries.csv": COUNTRIES, "catalogue/registered_projects.csv": PROJECTS}
    brought = packs.usual(**{name: text.encode() for name, text in tables.items()})
    path = packs.saved(tmp_path, packs.pack(1, brought))
    assert session.run(check_pack, path).brings[-2:] == ("1 partner country", "2 registered projects")
    session.run(install_pack, path)
    rows = {one.reference: one for one in session.run(overview.register)}
    assert len(rows) == 148
    assert (rows["XK001"].country, rows["XK001"].usable) == ("Made-up Land", True)
    assert rows["MN006"].title == "Another title"
    session.run(overview.start_project, "XK001")
    span = Span(date(2026, 11, 1), date(2026, 12, 31))
    session.run(overview.open_period, "XK001", span)
    codes = {one.code for one in session.run(checking.checks_page, "XK001", span).findings}
    assert "ID-01" not in codes  # the reference is of a partner country
    found = session.run(library.search, library_views.LibraryFilter(text="XK001")).rows
    assert [one.id for one in found] == ["TH_AM098"]
    assert "Made-up Land" in {
        one.name
        for one in session.run(
            coverage.coverage,
        ).countries
    }
    assert installed_register(session.folder).codes == session.register.codes


def test_tables_older_than_the_shipped_ones_change_nothing(session: Session, tmp_path: Path) -> None:
    old = {"catalogue/registered_projects.csv": PROJECTS.encode()}
    install(session, tmp_path, packs.pack(1, old, issued=date(2026, 5, 1)))
    assert len(session.run(overview.register)) == 147


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("partner_countries", "code,name", "name,code"),
        ("partner_countries", "2026-10-01", "yesterday"),
        ("partner_countries", "XK,", "xk,"),
        ("partner_countries", "XK,", "X\u202eK,"),
        ("registered_projects", "XK001,XK", "XK001,MN"),
        ("registered_projects", "Project registered", "Done"),
        ("registered_projects", "TH_AM098 1.0", "TH_AM098"),
        ("registered_projects", "TH_AM098 1.0", "TH_AM098 1.0 + "),
        ("registered_projects", "MN006,MN", "XK001,XK"),
        ("registered_projects", ",Host,Japan", ",Host"),
        ("registered_projects", "A project", '"A project'),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(
    session: Session, tmp_path: Path, table: str, old: str, new: str
) -> None:
    text = COUNTRIES if table == "partner_countries" else PROJECTS
    assert old in text
    data = packs.pack(1, {f"catalogue/{table}.csv": text.replace(old, new, 1).encode()})
    assert refused_pack(session, tmp_path, data) == "pack.bad_table"
    assert "line " in session.run(check_pack, packs.saved(tmp_path, data)).words


# --- taking back ------------------------------------------------------------------------------------------------


def test_editions_are_taken_back_one_by_one(session: Session, tmp_path: Path) -> None:
    for edition, value in ((1, "1.31"), (2, "1.32"), (3, "1.33")):
        install(session, tmp_path, packs.pack(edition, packs.usual(value)))
    told = session.run(take_pack_back, "thailand").message
    assert told == "Edition 2 of the pack “thailand” counts again."
    assert cop(session) == "1.32"
    session.run(take_pack_back, row(session).series)
    assert (cop(session), row(session).back_to) == ("1.31", 0)
    assert session.run(take_pack_back, "thailand").message == "The pack “thailand” no longer counts."
    assert not session.library.has(REF)
    assert (row(session).edition, row(session).back_to) == (0, None)
    assert refused(session, take_pack_back, "thailand") == "pack.unknown"
    assert refused(session, take_pack_back, row(session).series) == "pack.nothing_before"
    install(session, tmp_path, packs.pack(3, packs.usual("1.33")))
    assert cop(session) == "1.33"
    session.run(take_pack_back, "thailand", 1)
    assert cop(session) == "1.31"
    kinds = [one.kind for one in events(session) if one.kind.startswith("pack.")]
    assert kinds == ["pack.installed"] * 3 + ["pack.taken_back"] * 3 + ["pack.installed", "pack.taken_back"]
    assert all(one.intact for one in session.run(lambda inner: inner.workspace.verify_chains()).values())


def test_only_an_earlier_whole_edition_is_gone_back_to(session: Session, tmp_path: Path) -> None:
    install(session, tmp_path, packs.pack(1))
    install(session, tmp_path, packs.pack(2, packs.usual("1.40")))
    for edition in (2, 3, 7):
        assert refused(session, take_pack_back, "thailand", edition) == "pack.no_such_edition"
    damaged = session.folder / "definitions" / "packs" / row(session).series / "edition-1" / "TH_AM098" / "1.0.yaml"
    damaged.write_bytes(packs.definition(cop="9.99"))
    assert [one.whole for one in row(session).editions] == [False, True]
    assert refused(session, take_pack_back, "thailand", 1) == "pack.no_such_edition"
    assert row(session).back_to == 0


def test_a_file_changed_on_disk_is_not_used_and_the_pack_can_be_installed_again(
    session: Session, tmp_path: Path
) -> None:
    install(session, tmp_path, packs.pack())
    file = session.folder / "definitions" / "packs" / row(session).series / "edition-1" / "TH_AM098" / "1.0.yaml"
    file.write_bytes(packs.definition(cop="9.99"))
    session.reload_library()
    assert refused(session, lambda inner: inner.library.written(REF)) == "pack.file_changed"
    assert "not as its publisher signed it" in row(session).problem
    assert refused_pack(session, tmp_path, packs.pack(1, packs.usual("1.50"))) == "pack.same_edition"
    install(session, tmp_path, packs.pack())
    assert (cop(session), row(session).problem) == ("1.32", "")
    assert row(session).editions[0].whole


def test_a_file_put_beside_the_signed_ones_is_not_used(session: Session, tmp_path: Path) -> None:
    install(session, tmp_path, packs.pack())
    folder = session.folder / "definitions" / "packs" / row(session).series / "edition-1"
    packs.written(folder, {"TH_AM001/9.0.yaml": packs.definition("TH_AM001", "9.0")})
    session.reload_library()
    ref = MethodologyRef("TH_AM001", "9.0")
    assert refused(session, lambda inner: inner.library.written(ref)) == "pack.file_changed"


@pytest.mark.parametrize("body", [b"", b"[", b'{"publisher": "x"}', b'{"folder": "../../own"}'])
def test_an_origin_that_cannot_be_read_leaves_the_pack_out_and_says_so(
    session: Session, tmp_path: Path, body: bytes
) -> None:
    install(session, tmp_path, packs.pack())
    (session.folder / "definitions" / "packs" / row(session).series / "origin.json").write_bytes(body)
    session.reload_library()
    assert not session.library.has(REF)
    assert len(session.library.problems) == 1
    assert row(session).problem


def test_an_origin_leads_nowhere_else(session: Session, tmp_path: Path) -> None:
    install(session, tmp_path, packs.pack())
    place = session.folder / "definitions" / "packs" / row(session).series / "origin.json"
    place.write_bytes(place.read_bytes().replace(b"edition-1", b"../../own"))
    (problem,) = library_of(session.folder / "definitions").problems
    assert "folder" in problem.facts["key"]


# --- power cuts -------------------------------------------------------------------------------------------------


class PowerCutError(BaseException):
    """Not an Exception, so that nothing on the way takes it for an error to tell."""


def test_a_cut_at_any_write_leaves_the_old_edition_or_the_new_one(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped at every single write, sync and rename of an installation; then again, to the end."""
    import os

    install(session, tmp_path, packs.pack(1))
    edition, stops, finished = 1, 0, False
    while not finished:
        edition += 1
        stops += 1
        path = packs.saved(tmp_path, packs.pack(edition, packs.usual(f"1.{edition:03}")))
        left = [stops]

        def counted(real: Any, left: list[int] = left) -> Any:
            def call(*arguments: Any, **named: Any) -> Any:
                left[0] -= 1
                if left[0] == 0:
                    raise PowerCutError
                return real(*arguments, **named)

            return call

        with monkeypatch.context() as patched:
            for name in ("replace", "rename", "fsync"):
                patched.setattr(os, name, counted(getattr(os, name)))
            try:
                session.run(install_pack, path)
                finished = True
            except PowerCutError:
                pass
        session.reload_library()
        assert session.library.problems == ()
        counts = session.library.origin(REF).edition
        assert counts in (edition - 1, edition)
        assert cop(session) == (f"1.{counts:03}" if counts > 1 else "1.32")
        if counts != edition:
            session.run(install_pack, path)  # what was left does not stand in the way
        assert session.library.origin(REF).edition == edition
        assert all(one.whole for one in row(session).editions)
    assert stops > 20
    leftovers = [one for one in (session.folder / "definitions").rglob("*") if one.name.endswith(".new")]
    assert leftovers == []
    told = [one.payload["edition"] for one in events(session) if one.kind.startswith("pack.")]
    assert sorted(set(told)) == list(range(1, edition + 1))


def test_a_full_disk_is_told_and_leaves_the_old_edition(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(session, tmp_path, packs.pack(1))
    before = snapshot(session)
    path = packs.saved(tmp_path, packs.pack(2, packs.usual("1.40")))
    real = files.replace_durably
    for name in ("1.0.yaml", "pack.json", "origin.json"):

        def full(source: Path, target: Path, name: str = name) -> None:
            if target.name == name:
                raise OSError(28, "No space left on device")
            real(source, target)

        with monkeypatch.context() as patched:
            patched.setattr(files, "replace_durably", full)
            with pytest.raises(WorldError) as caught:
                session.run(install_pack, path)
        assert caught.value.code == "file.not_written"
        kept = {name: body for name, body in snapshot(session).items() if "edition-2" not in name}
        assert kept == before
        session.reload_library()
        assert session.library.origin(REF).edition == 1


# --- publishers -------------------------------------------------------------------------------------------------


def test_trust_is_a_deliberate_act_that_is_written_down(stranger: Session, tmp_path: Path) -> None:
    path = packs.saved(tmp_path, packs.pack())
    print_ = packs.key().public.fingerprint
    trust = publishers.trust_publisher
    assert refused(stranger, trust, path, "") == "publisher.fingerprint_missing"
    misheard = print_[:-1] + ("1" if print_.endswith("0") else "0")
    assert refused(stranger, trust, path, misheard) == "publisher.fingerprint_differs"
    assert refused(stranger, trust, path, print_, "first-use") == "publisher.compared_how"
    assert refused(stranger, trust, path, print_, "guessed") == "publisher.compared_how"
    stranger.run(trust, path, " ".join(stranger.run(check_pack, path).digits), "telephone", note="+66 2 000 0000")
    (known,) = stranger.run(packs_page).publishers
    assert (known.name, known.fingerprint, known.added_by) == ("Sample Office", print_, "Bat")
    assert "telephone" in known.compared
    assert "+66 2 000 0000" in known.compared
    assert refused(stranger, trust, path, print_) == "publisher.already"
    stranger.run(publishers.distrust_publisher, print_[:12])
    assert stranger.run(packs_page).publishers == ()
    assert refused(stranger, publishers.distrust_publisher, print_) == "publisher.unknown"
    kinds = [one.kind for one in events(stranger) if one.kind.startswith("publisher.")]
    assert kinds == ["publisher.trusted", "publisher.distrusted"]


def test_a_key_alone_needs_the_publisher_s_name(stranger: Session, tmp_path: Path) -> None:
    path = tmp_path / "publisher.pub"
    path.write_bytes(packs.key().public.pem)
    trust = (publishers.trust_publisher, str(path), packs.key().public.fingerprint)
    assert refused(stranger, *trust) == "publisher.name_missing"
    stranger.run(*trust, name="Sample Office")
    path.write_bytes(b"-----BEGIN PUBLIC KEY-----\n")
    assert refused(stranger, *trust, name="X") == "publisher.bad_key"


def test_a_list_of_publishers_that_was_tampered_with_is_refused(session: Session, tmp_path: Path) -> None:
    place = session.folder / publishers.FILE
    good = place.read_bytes()
    other = packs.key("Mallory").public
    listed = msgspec.json.decode(good)
    forgeries = [
        b"",
        b"{",
        good.replace(b"Sample", b"\xff"),
        good.replace(b'"jcm_publishers": 1', b'"jcm_publishers": 2'),
    ]
    listed["entries"][0]["key"] = other.pem.decode()
    forgeries.append(msgspec.json.encode(listed))
    for body in forgeries:
        place.write_bytes(body)
        assert refused(session, packs_page) == "publisher.list_unreadable"
        path = packs.saved(tmp_path, packs.pack(who="Mallory"))
        assert refused(session, install_pack, path) == "publisher.list_unreadable"
    place.write_bytes(good)
    assert session.run(packs_page).publishers


def test_looking_at_a_pack_needs_no_workspace_and_makes_none(tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    view = look_at_pack(Path(packs.saved(tmp_path, packs.pack())), folder)
    assert (view.allowed, view.refusal, view.publisher) == (False, "pack.unknown_publisher", "Sample Office")
    assert not folder.exists()
    assert installed_rules(folder).sets == shipped_rules().sets
