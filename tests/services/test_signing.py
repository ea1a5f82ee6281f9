"""Operator, manager and verifier sign one version in turn; whatever would void a signature is refused or told."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from helpers import certs, tsa
from helpers.road import PASSPHRASE, PROJECT, make_keys, make_report, signed_package

from jcm_desktop import clock, settings
from jcm_desktop.domain.errors import JcmError, UserError, WorldError
from jcm_desktop.services import entry, identities, packing, reporting, samples, signed_files, signing, transfer
from jcm_desktop.services.report_views import ReportView
from jcm_desktop.services.session import Session
from jcm_desktop.services.taking_back import take_signed
from jcm_desktop.services.verification import verify_file
from jcm_desktop.services.views import AnswerState, CellEdit
from jcm_desktop.storage import audit

SPAN = samples.sample(PROJECT).period
ROLES = ("operator", "manager", "verifier")
V1 = (PROJECT, SPAN, 1)


def page(session: Session) -> ReportView:
    return session.run(reporting.report_page, PROJECT, SPAN)


def files_of(session: Session) -> tuple[Path, Path]:
    newest = page(session).reports[0]
    return Path(newest.pdf), Path(newest.workbook)


def code_of(session: Session, use_case: Callable[..., object], *arguments: object, **named: object) -> str:
    with pytest.raises(JcmError) as caught:
        session.run(use_case, *arguments, **named)
    return caught.value.code


def events(session: Session) -> list[audit.Event]:
    def found(inner: Session) -> list[audit.Event]:
        with inner.workspace.read() as connection:
            return list(audit.events(connection, PROJECT))

    return session.run(found)


@pytest.fixture
def signed(session: Session) -> Session:
    """Three keys, and version 1 signed by all three."""
    make_keys(session)
    make_report(session)
    for role in ROLES:
        session.run(signing.sign_report, *V1, PASSPHRASE, role, "Ulaanbaatar")
    return session


def test_three_people_sign_in_turn_and_every_signature_stays_good(signed: Session) -> None:
    pdf, workbook = files_of(signed)
    rows = page(signed).reports[0].signatures
    assert [(one.role, one.signer, one.ok) for one in rows] == [
        ("operator", "Bold Bat", True),
        ("manager", "Saran Ganbold", True),
        ("verifier", "山田 太郎", True),
    ]
    for file in (pdf, workbook):
        view = verify_file(str(file))
        assert view.ok
        assert [one.role for one in view.signatures] == list(ROLES)
        assert {one.code: one.state for one in view.answers}["verify.people"] == "good"
        for one in view.signatures:
            states = {answer.code: answer.state for answer in one.answers}
            assert states["signature.intact"] == states["signature.covers"] == states["signature.later"] == "good"
            assert one.signed_in == "Ulaanbaatar"
    signed.run(packing.make_package, *V1, PASSPHRASE)
    assert verify_file(page(signed).reports[0].package).ok


def test_what_was_made_is_what_is_signed(session: Session) -> None:
    make_keys(session)
    make_report(session)
    pdf, _workbook = files_of(session)
    made = pdf.read_bytes()
    for role in ROLES:
        session.run(signing.sign_report, *V1, PASSPHRASE, role)
        assert pdf.read_bytes().startswith(made)  # a signature only adds
        made = pdf.read_bytes()


def test_the_preview_shows_who_signed(session: Session) -> None:
    make_keys(session, "operator")
    make_report(session)
    pdf, _workbook = files_of(session)
    before = reporting.page_image(str(pdf), 0, 600)
    session.run(signing.sign_report, *V1, PASSPHRASE)
    after = reporting.page_image(str(pdf), 0, 600)
    assert (after.width, after.height) == (before.width, before.height)
    line = before.width * 4
    changed = [at // line for at in range(0, len(before.pixels), 4) if before.pixels[at] != after.pixels[at]]
    assert len(changed) > 100
    assert before.height / 4 < min(changed) < max(changed) < before.height / 1.5  # in the places for signatures
    assert reporting.page_image(str(pdf), 1, 600).pages == after.pages


def test_before_signing_it_is_shown_what_is_signed(session: Session) -> None:
    make_keys(session, "operator", "manager")
    make_report(session)
    view = session.run(signing.signing_view, *V1)
    assert (view.role, view.obstacle, view.claimed) == ("operator", "", "30,312 t")
    assert [row.name for row in view.keys] == ["Bold Bat", "Saran Ganbold"]
    for row in view.files:
        assert hashlib.sha256(Path(row.path).read_bytes()).hexdigest() == row.sha256
    session.run(signing.sign_report, *V1, PASSPHRASE)
    view = session.run(signing.signing_view, *V1)
    assert (view.role, view.keys[0].name) == ("manager", "Saran Ganbold")
    assert view.same_person == {view.keys[1].fingerprint: "Bold Bat, Operator"}
    session.run(signing.sign_report, *V1, PASSPHRASE, "manager")
    view = session.run(signing.signing_view, *V1)
    assert view.role == "verifier"
    assert view.same_person  # there is no third key
    session.run(signing.sign_report, *V1, PASSPHRASE, "verifier", key="Bold Bat", same_person="Nobody else is here.")
    assert session.run(signing.signing_view, *V1).obstacle == "Everybody has signed this version."


def test_people_sign_in_turn(session: Session) -> None:
    make_report(session)
    assert code_of(session, signing.sign_report, *V1, PASSPHRASE) == "identity.none"
    make_keys(session)
    sign = signing.sign_report
    assert code_of(session, sign, *V1, PASSPHRASE, "manager") == "report.sign_in_order"
    assert code_of(session, packing.make_package, *V1, PASSPHRASE) == "report.sign_first"
    assert code_of(session, sign, *V1, "another phrase") == "identity.wrong_passphrase"
    assert code_of(session, sign, *V1, PASSPHRASE, key="nobody") == "identity.unknown"
    assert code_of(session, sign, PROJECT, SPAN, 7, PASSPHRASE) == "report.unknown_version"
    session.run(sign, *V1, PASSPHRASE)
    assert code_of(session, sign, *V1, PASSPHRASE) == "report.already_signed"
    assert code_of(session, sign, *V1, PASSPHRASE, "verifier") == "report.sign_in_order"


def test_one_person_in_two_roles_must_say_so(session: Session) -> None:
    make_keys(session, "operator")
    make_report(session)
    session.run(signing.sign_report, *V1, PASSPHRASE)
    assert code_of(session, signing.sign_report, *V1, PASSPHRASE, "manager") == "report.same_person"
    assert code_of(session, signing.sign_report, *V1, PASSPHRASE, "manager", same_person=" x ") == "report.same_person"
    reason = "The manager's post is vacant."
    session.run(signing.sign_report, *V1, PASSPHRASE, "manager", same_person=reason)
    pdf, workbook = files_of(session)
    for file in (pdf, workbook):
        view = verify_file(str(file))
        assert view.ok
        people = next(one for one in view.answers if one.code == "verify.people")
        assert people.state is AnswerState.OPEN
        assert people.codes == ("people.same_certificate",)
        assert people.answer == "Bold Bat signed both as Operator and as Monitoring manager, with one key."
        assert reason in view.signatures[1].meaning
    session.run(packing.make_package, *V1, PASSPHRASE)
    answers = {one.code: one.state for one in verify_file(page(session).reports[0].package).answers}
    assert answers["verify.people"] is AnswerState.OPEN


def test_a_clock_set_back_is_refused(session: Session) -> None:
    make_keys(session)
    make_report(session)
    with clock.frozen(clock.now() - timedelta(hours=2)):
        # the keys of this minute are not valid two hours ago, either
        assert code_of(session, signing.sign_report, *V1, PASSPHRASE) in ("sign.clock_back", "identity.not_yet_valid")
    with clock.frozen(clock.now() + timedelta(days=3)):
        session.run(signing.sign_report, *V1, PASSPHRASE)
    assert code_of(session, signing.sign_report, *V1, PASSPHRASE, "manager") == "sign.clock_back"
    assert code_of(session, packing.make_package, *V1, PASSPHRASE) == "sign.clock_back"
    pdf, _workbook = files_of(session)
    assert len(verify_file(str(pdf)).signatures) == 1


def test_a_signing_time_before_the_last_entry_is_refused(session: Session) -> None:
    with clock.frozen(clock.now() - timedelta(days=2)):
        make_keys(session)
    session.run(entry.enter_cells, PROJECT, SPAN, (CellEdit("(1)", list(SPAN.months())[2], "2271"),))
    make_report(session)
    before = files_of(session)[0].read_bytes()
    with clock.frozen(clock.now() - timedelta(days=1)):
        assert code_of(session, signing.sign_report, *V1, PASSPHRASE) == "sign.clock_back"
    assert files_of(session)[0].read_bytes() == before


def test_an_expired_key_does_not_sign(session: Session) -> None:
    make_keys(session, "operator")
    make_report(session)
    with clock.frozen(clock.now() + timedelta(days=366 * 6)):
        assert code_of(session, signing.sign_report, *V1, PASSPHRASE) == "identity.expired"


def test_later_changes_make_a_new_version_and_the_old_one_stays(session: Session) -> None:
    make_keys(session)
    make_report(session)
    session.run(signing.sign_report, *V1, PASSPHRASE)
    pdf = files_of(session)[0]
    before = pdf.read_bytes()
    session.run(entry.enter_cells, PROJECT, SPAN, (CellEdit("(1)", list(SPAN.months())[2], "2271"),))
    assert page(session).reports[0].superseded
    assert code_of(session, signing.sign_report, *V1, PASSPHRASE, "manager") == "report.superseded"
    make_report(session)
    assert [one.version for one in page(session).reports] == [2, 1]
    assert pdf.read_bytes() == before
    assert verify_file(str(pdf)).ok
    said = [one for one in events(session) if one.kind == "report.superseded"]
    assert [(one.payload["version"], one.payload["by"]) for one in said] == [(1, 2)]
    make_report(session)  # version 2 was signed by nobody
    assert len([one for one in events(session) if one.kind == "report.superseded"]) == 1


def test_a_version_changed_on_disk_is_not_signed(session: Session) -> None:
    make_keys(session)
    make_report(session)
    _pdf, workbook = files_of(session)
    workbook.write_bytes(workbook.read_bytes() + b" ")
    assert code_of(session, signing.sign_report, *V1, PASSPHRASE) == "report.changed_on_disk"
    assert not page(session).reports[0].signatures


def test_a_new_signature_makes_the_package_old_and_keeps_it(session: Session) -> None:
    package = signed_package(session)
    first = package.read_bytes()
    make_keys(session, "manager")
    session.run(signing.sign_report, *V1, PASSPHRASE, "manager")
    assert page(session).reports[0].package == ""
    session.run(packing.make_package, *V1, PASSPHRASE)
    assert package.read_bytes() != first
    kept = list((package.parent / "earlier").iterdir())
    assert [one.read_bytes() for one in kept] == [first]
    assert verify_file(str(kept[0])).ok


def test_signing_is_recorded_with_certificate_and_files(signed: Session) -> None:
    said = [one.payload for one in events(signed) if one.kind == "report.signed"]
    assert [one["role"] for one in said] == list(ROLES)
    pdf, workbook = files_of(signed)
    for file in (pdf, workbook):
        assert said[-1]["files"][file.name] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert len({one["certificate"] for one in said}) == 3


# --- over the list ----------------------------------------------------------------------------------------------------


def test_everybody_signs_the_packages_list(signed: Session) -> None:
    signed.run(packing.make_package, *V1, PASSPHRASE)
    for role in ("operator", "manager"):
        signed.run(packing.countersign_package, *V1, PASSPHRASE, role=role)
    assert code_of(signed, packing.countersign_package, *V1, PASSPHRASE, role="manager") == "cms.already_signed"
    view = verify_file(page(signed).reports[0].package)
    assert view.ok
    over_list = [one for one in view.signatures if one.place == "manifest.json.p7s"]
    assert sorted(one.role for one in over_list) == sorted(ROLES)
    assert {one.code: one.state for one in view.answers}["verify.people"] == "good"


# --- elsewhere --------------------------------------------------------------------------------------------------------


@pytest.fixture
def abroad(session: Session, tmp_path: Path) -> tuple[Session, dict[str, str]]:
    """Version 1 signed by the operator here and by the manager on another computer; the paths of the two files."""
    make_keys(session, "operator")
    make_report(session)
    session.run(signing.sign_report, *V1, PASSPHRASE)
    later = clock.now() + timedelta(minutes=1)
    manager = certs.identity("Saran", "Head Office", "MN", "manager", kind="p256")
    paths = {}
    for file in files_of(session):
        out = tmp_path / f"signed{file.suffix}"
        signed_files.sign_files({str(file): str(out)}, manager, "manager", at=later, place="Tokyo")
        paths[file.suffix] = str(out)
    return session, paths


def test_files_signed_elsewhere_are_taken_back(abroad: tuple[Session, dict[str, str]]) -> None:
    session, paths = abroad
    session.run(take_signed, *V1, paths[".pdf"], paths[".xlsx"])
    rows = page(session).reports[0].signatures
    assert [(one.role, one.signer) for one in rows] == [("operator", "Bold Bat"), ("manager", "Saran")]
    assert all(verify_file(str(one)).ok for one in files_of(session))
    make_keys(session, "verifier")
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        session.run(signing.sign_report, *V1, PASSPHRASE, "verifier")
    assert len(page(session).reports[0].signatures) == 3


def test_other_files_are_not_taken_back(abroad: tuple[Session, dict[str, str]], tmp_path: Path) -> None:
    session, paths = abroad
    pdf, workbook = files_of(session)
    take: tuple[Any, ...] = (take_signed, *V1)
    assert code_of(session, *take, str(pdf), str(workbook)) == "signed.nothing_new"
    assert code_of(session, *take, paths[".pdf"], str(workbook)) == "signed.files_differ"
    damaged = tmp_path / "damaged.pdf"
    body = bytearray(Path(paths[".pdf"]).read_bytes())
    body[-60] ^= 1
    damaged.write_bytes(bytes(body))
    assert code_of(session, *take, str(damaged), paths[".xlsx"]) == "signed.not_good"
    other = tmp_path / "other.pdf"
    other.write_bytes(bytes(body[:100]) + b"x" + bytes(body[101:]))
    assert code_of(session, *take, str(other), paths[".xlsx"]) == "signed.not_this_version"
    assert len(page(session).reports[0].signatures) == 1


def test_a_damaged_file_is_not_signed(abroad: tuple[Session, dict[str, str]], tmp_path: Path) -> None:
    _session, paths = abroad
    out = tmp_path / "out.pdf"
    bad = tmp_path / "bad.pdf"
    body = bytearray(Path(paths[".pdf"]).read_bytes())
    body[2000] ^= 1
    bad.write_bytes(bytes(body))
    with pytest.raises(UserError, match=r"sign\.not_whole"):
        signed_files.sign_files({str(bad): str(out)}, certs.verifier(), "verifier", at=clock.now())
    assert not out.exists()


# --- time stamps ------------------------------------------------------------------------------------------------------


def test_signatures_are_stamped_when_a_server_answers(session: Session) -> None:
    make_keys(session)
    make_report(session)
    with tsa.server(at=clock.now()) as url:
        assert code_of(session, signing.timestamp_url) == "timestamp.no_server"
        session.run(signing.set_timestamp_url, url)
        assert settings.load(session.folder).timestamp_url == url
        session.run(signing.sign_report, *V1, PASSPHRASE, timestamp_url=session.run(signing.timestamp_url))
        session.run(signing.sign_report, *V1, PASSPHRASE, "manager")
        session.run(signing.add_time_stamp, *V1)
    for file in files_of(session):
        view = verify_file(str(file))
        assert view.ok
        assert "2 of 2" in next(one for one in view.answers if one.code == "verify.times").answer
    session.run(packing.make_package, *V1, PASSPHRASE)
    assert verify_file(page(session).reports[0].package).ok


def test_a_silent_server_costs_the_stamp_and_not_the_signature(session: Session) -> None:
    make_keys(session)
    make_report(session)
    with tsa.server("broken") as url:
        done = session.run(signing.sign_report, *V1, PASSPHRASE, timestamp_url=url)
    assert "127.0.0.1" in done.warning
    assert done.warning in done.message
    assert len(page(session).reports[0].signatures) == 1
    before = [one.read_bytes() for one in files_of(session)]
    assert code_of(session, signing.add_time_stamp, *V1, url) in ("timestamp.no_answer", "timestamp.refused")
    assert [one.read_bytes() for one in files_of(session)] == before


# --- nothing half -----------------------------------------------------------------------------------------------------


def test_a_failure_at_any_moment_leaves_all_or_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fails at the n-th file that gets its name; whoever looks afterwards finds a version that is whole."""
    make_keys(session)
    make_report(session)
    folder = files_of(session)[0].parent
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    real = os.replace
    refused = 0
    for failing in range(12):
        calls = 0

        def replace(source: Any, target: Any, at: int = failing) -> None:
            nonlocal calls
            calls += 1
            if calls == at + 1 and Path(target).parent == folder:
                raise OSError(28, "No space left on device")
            real(source, target)

        with monkeypatch.context() as patched:
            patched.setattr("os.replace", replace)
            try:
                session.run(signing.sign_report, *V1, PASSPHRASE)
            except WorldError as error:
                refused += error.code == "storage.disk_full"
            else:
                break
        found = {one.name: one.read_bytes() for one in folder.iterdir()}
        assert found == before, failing
    assert refused >= 6
    assert [one.role for one in page(session).reports[0].signatures] == ["operator"]
    assert verify_file(str(files_of(session)[0])).ok


def test_a_power_cut_between_files_is_settled(session: Session) -> None:
    """What the disk may hold after a cut: some files new, the old ones still beside them."""
    make_keys(session)
    make_report(session)
    folder = files_of(session)[0].parent
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    session.run(signing.sign_report, *V1, PASSPHRASE)
    after = {one.name: one.read_bytes() for one in folder.iterdir()}
    names = ["report.xlsx", "report.pdf", "record.json"]
    for reached in range(4):
        for one in folder.iterdir():
            one.unlink()
        for at, name in enumerate(names):
            done = at < reached
            (folder / name).write_bytes(after[name] if done else before[name])
            (folder / f"{name}.before").write_bytes(before[name])
            if not done:
                (folder / f"{name}.next").write_bytes(after[name])
        row = page(session).reports[0]
        assert len(row.signatures) == (1 if reached == 3 else 0)
        found = {one.name: one.read_bytes() for one in folder.iterdir()}
        assert found == (after if reached == 3 else before)
    assert json.loads(after["record.json"])["signatures"][0]["role"] == "operator"


def test_an_event_that_cannot_be_stored_takes_the_signature_back(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_keys(session)
    make_report(session)
    folder = files_of(session)[0].parent
    before = {one.name: one.read_bytes() for one in folder.iterdir()}

    def fail(*_arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("jcm_desktop.storage.workspace.UnitOfWork.record", fail)
        with pytest.raises(OSError, match="No space"):
            session.run(signing.sign_report, *V1, PASSPHRASE)
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before


def test_a_key_named_for_opening_is_found_by_the_file(session: Session, tmp_path: Path) -> None:
    make_keys(session)
    file = tmp_path / "a.jcmpkg"
    file.write_bytes(b"content")
    manager = next(one for one in session.run(identities.stored) if one.about.role == "manager")
    transfer.encrypt_file(str(file), [str(manager.folder / "certificate.pem")])
    assert session.run(transfer.receiving_key, f"{file}.p7m") == manager.facts.fingerprint
