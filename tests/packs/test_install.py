"""Packs in a workspace: taken from known publishers only, never older, whole or not at all, and taken back."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from helpers import packs
from helpers.pack_shelf import REF, cop, events, install, refused, refused_pack, row, snapshot

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.methodologies.library import library_of
from jcm_desktop.packages.container import pack as container
from jcm_desktop.packages.container import unpack
from jcm_desktop.packs.manifest import SIGNATURE
from jcm_desktop.services import publishers
from jcm_desktop.services.packs import check_pack, install_pack, packs_page, take_pack_back
from jcm_desktop.services.session import Session, installed_library
from jcm_desktop.signing.fingerprint import in_digits
from jcm_desktop.words import sentence

# --- taking ----------------------------------------------------------------------------------------------------------


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


# --- refusing --------------------------------------------------------------------------------------------------------


def test_a_foreign_pack_is_refused_until_its_publisher_is_known(stranger: Session, tmp_path: Path) -> None:
    data = packs.pack()
    assert refused_pack(stranger, tmp_path, data) == "pack.unknown_publisher"
    view = stranger.run(check_pack, packs.saved(tmp_path, data))
    assert (view.trusted, view.definitions, view.brings) == (False, (), ())  # nothing of it was read
    assert "four rows" in view.words
    rows = in_digits(packs.key().public.fingerprint)  # as they are read out by telephone
    assert view.digits == rows
    with pytest.raises(UserError) as caught:
        stranger.run(install_pack, packs.saved(tmp_path, data))
    told = sentence(caught.value.code, caught.value.place, caught.value.facts)
    assert all(row in told for row in rows)
    assert packs.key().public.fingerprint not in f"{told} {view.words}"
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


# --- taking back -----------------------------------------------------------------------------------------------------


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
