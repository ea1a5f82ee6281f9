"""Whose packs are taken: a deliberate act, written down, for one key under one name."""

from __future__ import annotations

from pathlib import Path

import msgspec
from helpers import packs
from helpers.pack_shelf import events, refused

from jcm_desktop.services import publishers
from jcm_desktop.services.packs import check_pack, install_pack, look_at_pack, packs_page
from jcm_desktop.services.session import Session, installed_rules
from jcm_desktop.validation.rule_sets import shipped_rules


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
    stranger.run(publishers.trust_publisher, str(path), packs.key().public.fingerprint, name="Sample Office")
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
