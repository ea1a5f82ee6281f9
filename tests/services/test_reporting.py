"""From data to a signed report: refused while something blocks, superseded when data change, never lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.road import PASSPHRASE, PROJECT, signed_package

from jcm_desktop.domain.errors import UserError
from jcm_desktop.services import checking, entry, packing, planning, reporting, samples, signing
from jcm_desktop.services.check_views import FindingRow
from jcm_desktop.services.local_verification import verify_here
from jcm_desktop.services.report_views import ReportView
from jcm_desktop.services.session import Session
from jcm_desktop.services.verification import verify_file
from jcm_desktop.services.views import CellEdit

SPAN = samples.sample(PROJECT).period
MONTHS = list(SPAN.months())
FREEZER = samples.sample("ID003").period


def page(session: Session) -> ReportView:
    return session.run(reporting.report_page, PROJECT, SPAN)


def code_of(session: Session, use_case: Callable[..., object], *arguments: object) -> str:
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


def test_a_reason_falls_with_the_value_it_was_given_for(session: Session) -> None:
    """The old words are offered again where another one is asked for; a frozen period keeps its reasons."""
    march = list(FREEZER.months())[2]

    def put(value: str) -> None:
        session.run(entry.enter_cells, "ID003", FREEZER, (CellEdit("(1)", march, value),))

    def warned() -> FindingRow:
        rows = session.run(checking.checks_page, "ID003", FREEZER).findings
        return next(one for one in rows if one.code == "VAL-04")

    put("28000")
    text = "The compressor ran all month, it is right"
    session.run(checking.give_reason, "ID003", FREEZER, "VAL-04", warned().place, text)
    assert (warned().reason, warned().reason_before, warned().needs_reason) == (text, "", False)
    put("28000000")
    assert (warned().reason, warned().reason_before, warned().needs_reason) == ("", text, True)
    blockers = {one.code: one for one in session.run(reporting.report_page, "ID003", FREEZER).blockers}
    assert blockers["VAL-04"].reason_before == text
    put("28000")
    assert warned().reason == text


def test_the_road_ends_in_a_package_that_verifies(session: Session) -> None:
    package = signed_package(session)
    assert package.name == "MN006_2019-07-06_2020-12-31_v1.jcmpkg"
    view = verify_file(str(package))
    assert (view.ok, view.project, view.claimed) == (True, PROJECT, "30,312 t")
    newest = page(session).reports[0]
    for file, kind in ((newest.pdf, "pdf"), (newest.workbook, "workbook")):
        assert (verify_file(file).kind, verify_file(file).ok) == (kind, True)
    trusted = verify_here(str(package), session.folder).view  # signed with keys of this workspace
    assert {one.state for one in trusted.answers if one.code != "verify.people"} == {"good"}


def test_later_data_supersede_a_version_and_leave_it_whole(session: Session) -> None:
    package = signed_package(session)
    body = package.read_bytes()
    session.run(entry.enter_cells, PROJECT, SPAN, (CellEdit("(1)", MONTHS[2], "2271"),))
    assert not page(session).reports[0].current
    arguments = (PROJECT, SPAN, 1, PASSPHRASE)
    assert code_of(session, signing.sign_report, *arguments, "manager") == "report.superseded"
    assert code_of(session, packing.make_package, *arguments) == "report.superseded"
    session.run(reporting.make_report, PROJECT, SPAN)
    assert [one.version for one in page(session).reports] == [2, 1]
    assert [one.superseded for one in page(session).reports] == ["", "Superseded by version 2."]
    assert code_of(session, signing.sign_report, *arguments, "manager") == "report.newer_version"
    assert package.read_bytes() == body
    assert verify_file(str(package)).ok


def test_a_page_is_shown_as_pixels(session: Session) -> None:
    session.run(reporting.make_report, PROJECT, SPAN)
    image = reporting.page_image(page(session).reports[0].pdf, 0, 400)
    assert image.width == 400
    assert len(image.pixels) == image.width * image.height * 4
    assert image.pages >= 6
    assert len(set(image.pixels)) > 20
    assert reporting.page_image(page(session).reports[0].pdf, 99, 400).pages == image.pages


def test_a_report_in_two_languages_is_a_version_like_any_other(session: Session) -> None:
    for form in ("ja", "en+ja"):
        session.run(reporting.make_report, PROJECT, SPAN, form)
        assert Path(page(session).reports[0].pdf).stat().st_size > 10_000
    assert [one.language for one in page(session).reports] == ["English + 日本語", "日本語"]
    assert code_of(session, reporting.make_report, PROJECT, SPAN, "tlh") == "report.language"
    assert [form for form, _ in page(session).forms] == ["en", "ja", "en+ja"]


def test_letters_without_a_font_are_named(session: Session) -> None:
    session.run(planning.edit_point, PROJECT, "(1)", comments="Тоолуур № 7, Đồng hồ, มิเตอร์, 計器, α ≤ β")
    assert session.run(reporting.make_report, PROJECT, SPAN).warning == ""
    session.run(planning.edit_point, PROJECT, "(1)", comments="ᠮᠣᠩᠭᠣᠯ")
    made = session.run(reporting.make_report, PROJECT, SPAN)
    assert "ᠣ" in made.warning
    assert made.message.endswith(made.warning)


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
