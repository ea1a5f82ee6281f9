"""From data to a signed report: refused while something blocks, superseded when data change, never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.road import PASSPHRASE, PROJECT, signed_package

from jcm_desktop.domain.errors import UserError
from jcm_desktop.services import checking, entry, identities, reporting, samples
from jcm_desktop.services.session import Session
from jcm_desktop.services.verification import verify_file
from jcm_desktop.services.views import CellEdit

SPAN = samples.sample(PROJECT).period
MONTHS = list(SPAN.months())
FREEZER = samples.sample("ID003").period


def page(session: Session) -> reporting.ReportView:
    return session.run(reporting.report_page, PROJECT, SPAN)


def code_of(session: Session, use_case: object, *arguments: object) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, *arguments)
    return caught.value.code


def test_a_report_waits_until_nothing_blocks(session: Session) -> None:
    session.run(entry.enter_cells, PROJECT, SPAN, (CellEdit("(1)", MONTHS[2], "about"),))
    assert not page(session).ready
    assert [one.code for one in page(session).blockers] == ["VAL-01"]
    assert code_of(session, reporting.make_report, PROJECT, SPAN) == "report.blocked"
    session.run(entry.undo, PROJECT, SPAN)
    assert page(session).ready


def test_a_warning_waits_for_its_reason(session: Session) -> None:
    march = list(FREEZER.months())[2]
    session.run(entry.enter_cells, "ID003", FREEZER, (CellEdit("(1)", march, "28"),))
    (warning,) = session.run(reporting.report_page, "ID003", FREEZER).blockers
    assert warning.code == "ER-06"
    assert code_of(session, reporting.make_report, "ID003", FREEZER) == "report.blocked"
    assert code_of(session, checking.give_reason, "ID003", FREEZER, "ER-06", warning.place, " ok ") == "reason.empty"
    text = "A second shift worked in March."
    session.run(checking.give_reason, "ID003", FREEZER, "ER-06", warning.place, text)
    session.run(reporting.make_report, "ID003", FREEZER)
    rows = session.run(checking.checks_page, "ID003", FREEZER).findings
    assert text in {one.reason for one in rows}


def test_the_road_ends_in_a_package_that_verifies(session: Session) -> None:
    package = signed_package(session)
    assert package.name == "MN006_2019-07-06_2020-12-31_v1.jcmpkg"
    view = verify_file(str(package))
    assert (view.ok, view.project, view.claimed) == (True, PROJECT, "30,312 t")
    newest = page(session).reports[0]
    for file, kind in ((newest.pdf, "pdf"), (newest.workbook, "workbook")):
        assert (verify_file(file).kind, verify_file(file).ok) == (kind, True)
    mine = view.signers[0].fingerprint
    trusted = verify_file(str(package), frozenset({mine}))
    assert {one.state for one in trusted.answers} == {"good"}


def test_later_data_supersede_a_version_and_leave_it_whole(session: Session) -> None:
    package = signed_package(session)
    body = package.read_bytes()
    session.run(entry.enter_cells, PROJECT, SPAN, (CellEdit("(1)", MONTHS[2], "2271"),))
    assert not page(session).reports[0].current
    arguments = (PROJECT, SPAN, 1, PASSPHRASE)
    assert code_of(session, reporting.sign_report, *arguments, "manager") == "report.superseded"
    assert code_of(session, reporting.make_package, *arguments) == "report.superseded"
    session.run(reporting.make_report, PROJECT, SPAN)
    assert [one.version for one in page(session).reports] == [2, 1]
    assert package.read_bytes() == body
    assert verify_file(str(package)).ok


def test_three_roles_sign_one_after_the_other(session: Session) -> None:
    signed_package(session)
    for role in ("manager", "verifier"):
        session.run(reporting.sign_report, PROJECT, SPAN, 1, PASSPHRASE, role)
    newest = page(session).reports[0]
    assert [one.role for one in newest.signatures] == ["operator", "manager", "verifier"]
    assert verify_file(newest.pdf).ok
    assert verify_file(newest.workbook).ok
    session.run(reporting.make_package, PROJECT, SPAN, 1, PASSPHRASE)
    assert verify_file(page(session).reports[0].package).ok


def test_signing_has_an_order_and_a_key(session: Session) -> None:
    session.run(reporting.make_report, PROJECT, SPAN)
    sign = (PROJECT, SPAN, 1, PASSPHRASE)
    assert code_of(session, reporting.sign_report, *sign) == "identity.none"
    session.run(identities.create_identity, "Bold Bat", "Plant", "MN", "operator", PASSPHRASE)
    assert code_of(session, reporting.sign_report, *sign, "manager") == "report.sign_in_order"
    assert code_of(session, reporting.make_package, *sign) == "report.sign_first"
    wrong = (PROJECT, SPAN, 1, "another phrase")
    assert code_of(session, reporting.sign_report, *wrong) == "identity.wrong_passphrase"
    session.run(reporting.sign_report, *sign)
    assert code_of(session, reporting.sign_report, *sign) == "report.already_signed"
    assert code_of(session, reporting.sign_report, PROJECT, SPAN, 7, PASSPHRASE) == "report.unknown_version"


def test_a_key_is_made_once_and_well(session: Session) -> None:
    make = identities.create_identity
    assert code_of(session, make, "", "Plant", "MN", "operator", PASSPHRASE) == "identity.name_missing"
    assert code_of(session, make, "Bat", "Plant", "MN", "operator", "short") == "identity.passphrase_short"
    session.run(make, "Bold Bat", "Plant", "MN", "operator", PASSPHRASE)
    assert code_of(session, make, "Bold Bat", "Plant", "MN", "operator", PASSPHRASE) == "identity.exists"
    card = session.run(identities.identity)
    assert card is not None
    assert (card.name, card.organisation) == ("Bold Bat", "Plant")
    assert (session.folder / identities.KEY_FILE).stat().st_mode & 0o077 == 0


def test_a_page_is_shown_as_pixels(session: Session) -> None:
    session.run(reporting.make_report, PROJECT, SPAN)
    image = reporting.page_image(page(session).reports[0].pdf, 0, 400)
    assert image.width == 400
    assert len(image.pixels) == image.width * image.height * 4
    assert image.pages == 3
    assert len(set(image.pixels)) > 20
    assert reporting.page_image(page(session).reports[0].pdf, 99, 400).pages == 3


def test_a_report_in_two_languages_is_a_version_like_any_other(session: Session) -> None:
    session.run(reporting.make_report, PROJECT, SPAN, "ja")
    assert Path(page(session).reports[0].pdf).stat().st_size > 10_000


def test_a_report_is_not_made_of_evidence_that_changed(session: Session) -> None:
    """EVD-07: every byte is read when the report is made; a missing file shows at once."""
    store = session.workspace.evidence.folder
    (path,) = [one for one in store.rglob("*") if one.is_file() and b"2033.93" in one.read_bytes()]
    body = path.read_bytes()
    path.write_bytes(body.replace(b"2033.93", b"2933.93"))
    with pytest.raises(UserError) as caught:
        session.run(reporting.make_report, "MN006", SPAN)
    assert caught.value.code == "report.blocked"
    path.unlink()
    found = session.run(checking.checks_page, "MN006", SPAN).findings
    assert [one.code for one in found if one.blocks] == ["EVD-07"]
    path.write_bytes(body)
    session.run(reporting.make_report, "MN006", SPAN)
