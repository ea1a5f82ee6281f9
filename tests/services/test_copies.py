"""Marks, the public copy beside the full one, their signatures, and the proof that both are one report."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from helpers.road import PASSPHRASE, PROJECT

from jcm_desktop.domain.errors import UserError
from jcm_desktop.services import confidentiality, identities, packing, reporting, samples, signing
from jcm_desktop.services.copies_check import verify_copies
from jcm_desktop.services.report_views import ReportRow
from jcm_desktop.services.session import Session
from jcm_desktop.services.verification import verify_file
from jcm_desktop.services.views import VerificationView
from jcm_desktop.storage import audit

SPAN = samples.sample(PROJECT).period
MARKS = ("point/(1)", "japanese-participants", "meter/SAMPLE-0001", "people")


def newest(session: Session) -> ReportRow:
    return session.run(reporting.report_page, PROJECT, SPAN).reports[0]


def made(session: Session) -> ReportRow:
    session.run(confidentiality.mark_confidential, PROJECT, MARKS)
    session.run(reporting.make_report, PROJECT, SPAN, "en+ja")
    return newest(session)


def states(view: VerificationView) -> dict[str, str]:
    return {one.code: str(one.state) for one in view.answers}


def test_marks_are_offered_stored_and_recorded(session: Session) -> None:
    view = session.run(confidentiality.confidential_page, PROJECT, SPAN)
    assert {one.mark for one in view.rows} >= {*MARKS, "host-participants", "location", "fixed/EF_RE[pv-1]"}
    assert not any(one.marked for one in view.rows)
    changes = session.run(confidentiality.mark_confidential, PROJECT, MARKS)
    assert "4" in changes.message
    view = session.run(confidentiality.confidential_page, PROJECT, SPAN)
    assert {one.mark for one in view.rows if one.marked} == set(MARKS)

    def events(inner: Session) -> list[bytes]:
        with inner.workspace.read() as connection:
            return list(audit.export_jsonl(connection, PROJECT))

    assert b'"project.confidential"' in session.run(events)[-1]


@pytest.mark.parametrize("mark", ["point/(9)", "meter/none", "fixed/X", f"evidence/{'0' * 64}"])
def test_only_what_is_there_can_be_marked(session: Session, mark: str) -> None:
    with pytest.raises(UserError) as caught:
        session.run(confidentiality.mark_confidential, PROJECT, (mark,))
    assert caught.value.code == "confidential.no_such_thing"


def test_without_marks_there_is_one_copy_unless_asked(session: Session) -> None:
    session.run(reporting.make_report, PROJECT, SPAN)
    assert newest(session).public_pdf == ""
    session.run(reporting.make_report, PROJECT, SPAN, public=True)
    row = newest(session)
    view = verify_copies(row.pdf, row.public_pdf)
    assert view.ok, view
    assert set(states(view).values()) == {"good"}


def test_the_full_copy_proves_the_public_one(session: Session) -> None:
    row = made(session)
    view = verify_copies(row.pdf, row.public_pdf)
    assert states(view) == {"copies.same": "good", "copies.fingerprint": "good", "copies.redrawn": "good"}
    assert view.project == PROJECT
    assert not session.run(reporting.report_page, PROJECT, SPAN).reports[0].public_pdf.endswith("report.pdf")


def test_signed_copies_prove_each_other_too_and_the_package_does(session: Session) -> None:
    row = made(session)
    session.run(identities.create_identity, "Bold Bat", "Plant", "MN", "operator", PASSPHRASE)
    session.run(signing.sign_report, PROJECT, SPAN, row.version, PASSPHRASE, "operator", "Ulaanbaatar", own_name=True)
    session.run(packing.make_package, PROJECT, SPAN, row.version, PASSPHRASE)
    row = newest(session)
    for file in (row.pdf, row.workbook, row.public_pdf, row.public_workbook):
        assert verify_file(file).ok, file
    for full in (row.pdf, row.package):
        view = verify_copies(full, row.public_pdf)
        assert set(states(view).values()) == {"good"}, view


def test_another_report_is_not_the_same(session: Session) -> None:
    first = made(session)
    session.run(reporting.make_report, PROJECT, SPAN, "en+ja")
    view = verify_copies(newest(session).pdf, first.public_pdf)
    assert not view.ok
    assert states(view)["copies.same"] == "bad"
    assert states(view)["copies.fingerprint"] == "bad"


def test_a_repainted_page_is_found(session: Session, tmp_path: Path) -> None:
    row = made(session)
    with pikepdf.open(row.public_pdf) as document:
        page = document.pages[0]
        content = page.Contents.read_bytes()
        page.Contents = document.make_stream(content + b"\nq 0 0 0 rg 100 100 50 50 re f Q")
        buffer = io.BytesIO()
        document.save(buffer)
    painted = tmp_path / "painted.pdf"
    painted.write_bytes(buffer.getvalue())
    view = verify_copies(row.pdf, str(painted))
    assert states(view) == {"copies.same": "good", "copies.fingerprint": "good", "copies.redrawn": "bad"}
    assert not view.ok


def test_files_that_are_no_copies_say_so(session: Session, tmp_path: Path) -> None:
    row = made(session)
    bare = tmp_path / "bare.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(bare)
    for full, public in ((str(bare), row.public_pdf), (row.pdf, str(bare))):
        view = verify_copies(full, public)
        assert not view.ok
        assert states(view) == {"copies.data": "bad"}
        assert "bare.pdf" in view.answers[0].answer
    with pytest.raises(UserError):
        verify_copies(row.pdf, str(tmp_path / "nothing.pdf"))


def test_the_salts_stay_out_of_the_public_copy(session: Session) -> None:
    row = made(session)
    record = (Path(row.pdf).parent / "record.json").read_text()
    salt = record.partition('"salt": "')[2][:64]
    assert len(bytes.fromhex(salt)) == 32
    from jcm_desktop.exports.pdfa import attached

    assert salt in attached(Path(row.pdf).read_bytes())["salts.json"].decode()
    assert set(attached(Path(row.public_pdf).read_bytes())) == {"report.xlsx", "dossier.json"}
    assert salt.encode() not in Path(row.public_pdf).read_bytes()
