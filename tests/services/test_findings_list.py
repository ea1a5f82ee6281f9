"""The list of findings as a file: everything that is known of each, in both languages, whole or not at all."""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from helpers.judges import pdf_a_3b, qpdf_check
from helpers.road import PASSPHRASE, PROJECT, make_keys

from jcm_desktop import clock
from jcm_desktop.domain.errors import JcmError
from jcm_desktop.exports.findings_pdf import write_findings_pdf
from jcm_desktop.exports.findings_workbook import write_findings_workbook
from jcm_desktop.i18n import using_language
from jcm_desktop.services import checking, entry, samples, waiving
from jcm_desktop.services.dossiers import load
from jcm_desktop.services.findings_list import export_findings, findings_list, suggested_name
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit
from jcm_desktop.services.waiving import Decision

SPAN = samples.sample(PROJECT).period
MONTHS = list(SPAN.months())
AT = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
REASON = "The inverter was exchanged in August."


@pytest.fixture(autouse=True)
def moment() -> Iterator[None]:
    with clock.frozen(AT):
        yield


@pytest.fixture
def told(session: Session) -> Session:
    """A month far too high, one below zero that is waived, words in another, and one reason given."""
    texts = ((1, "2347960"), (3, "-5"), (4, "about 17"))
    session.run(entry.enter_cells, PROJECT, SPAN, tuple(CellEdit("(1)", MONTHS[at], text) for at, text in texts))
    make_keys(session, "manager")
    rows = session.run(checking.checks_page, PROJECT, SPAN).findings
    low = next(one for one in rows if one.code == "VAL-02")
    ((key, _who),) = session.run(waiving.waiving_view, PROJECT, SPAN, low.code, low.place).keys
    decision = Decision("Joint Committee", "9th meeting", "It was decided so.", date(2027, 12, 31))
    session.run(waiving.waive, PROJECT, SPAN, low.code, low.place, decision, PASSPHRASE, key)
    high = next(one for one in rows if one.code == "VAL-04")
    session.run(checking.give_reason, PROJECT, SPAN, high.code, high.place, REASON)
    return session


def written(session: Session, path: Path, form: str = "en", *, replace: bool = False) -> bytes:
    session.run(export_findings, PROJECT, SPAN, str(path), form, replace=replace)
    return path.read_bytes()


def code_of(session: Session, path: Path, form: str = "en") -> str:
    with pytest.raises(JcmError) as caught:
        session.run(export_findings, PROJECT, SPAN, str(path), form)
    return caught.value.code


def pdf_words(body: bytes) -> str:
    """All words of a PDF, one space between them."""
    document = pypdfium2.PdfDocument(body)
    try:
        text = " ".join(document[at].get_textpage().get_text_range() for at in range(len(document)))
    finally:
        document.close()
    return " ".join(text.split())


def cells(body: bytes) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(body))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_the_pdf_tells_everything(told: Session, tmp_path: Path) -> None:
    body = written(told, tmp_path / "list.pdf")
    words = pdf_words(body)
    for part in (
        "NOT REAL: constructed sample data",
        "MN006",
        "2019-07-06 … 2020-12-31",
        "2026-11-25 08:00 UTC, Bat",
        "Needs a reason",
        "VAL-04",
        "Readings, point (1), August 2019",
        "2,347,960 MWh",
        "≤ 11,160 MWh",
        "−1,871,324",
        "Look at the unit",
        REASON,
        "Bat, 2026-11-25",
        "Waived",
        "Joint Committee, 9th meeting: It was decided so.",
        "Saran Ganbold",
    ):
        assert part in words, part


@pytest.mark.judge
def test_the_pdf_is_for_archives(told: Session, tmp_path: Path) -> None:
    written(told, tmp_path / "list.pdf", "en+ja")
    assert qpdf_check(tmp_path / "list.pdf")[0] == 0
    conforms, said = pdf_a_3b(tmp_path / "list.pdf")
    assert conforms, said


def test_the_workbook_tells_everything(told: Session, tmp_path: Path) -> None:
    rows = cells(written(told, tmp_path / "list.xlsx"))
    (head,) = [at for at, row in enumerate(rows) if row[0] == "Code"]
    listed = {(row[0], row[2]): row for row in rows[head + 1 :] if row[0]}
    view = told.run(checking.checks_page, PROJECT, SPAN)
    assert {(one.code, one.place_words) for one in view.findings} == set(listed)
    high = listed["VAL-04", "Readings, point (1), August 2019"]
    assert high[4:7] == ["2,347,960 MWh", "≤ 11,160 MWh", -1871324]
    assert high[8:10] == [REASON, "Bat, 2026-11-25"]
    low = listed["VAL-02", "Readings, point (1), October 2019"]
    assert (low[1], low[8]) == ("Waived", "Joint Committee, 9th meeting: It was decided so.")
    counts = {row[0]: row[2] for row in rows[:head]}
    assert counts["Needs a reason"] == str(sum(str(one.severity) == "warning" for one in view.findings))
    assert "NOT REAL" in str(rows[3][0])


@pytest.mark.parametrize("name", ["list.pdf", "list.xlsx"])
def test_the_same_list_gives_the_same_bytes(told: Session, tmp_path: Path, name: str) -> None:
    for form in ("en", "ja", "en+ja"):
        first = written(told, tmp_path / name, form, replace=True)
        assert written(told, tmp_path / name, form, replace=True) == first


def test_japanese_and_both_languages(told: Session, tmp_path: Path) -> None:
    assert "計測値,ポイント(1),2019年8月" in pdf_words(written(told, tmp_path / "ja.pdf", "ja")).replace(" ", "")
    both = cells(written(told, tmp_path / "both.xlsx", "en+ja"))
    (high,) = [row for row in both if row[0] == "VAL-04"]
    assert str(high[2]).splitlines() == ["Readings, point (1), August 2019", "計測値, ポイント(1), 2019年8月"]
    spoken = tmp_path / "spoken.pdf"
    told.run(_in_japanese, str(spoken))
    assert "2019年8月" in pdf_words(spoken.read_bytes())


def _in_japanese(session: Session, path: str) -> None:
    """Without a form the list speaks the language that is spoken."""
    with using_language("ja"):
        export_findings(session, PROJECT, SPAN, path)


def test_a_list_without_findings_says_so(session: Session, tmp_path: Path) -> None:
    found = session.run(findings_list, session.run(load, PROJECT, SPAN), "en")
    assert {one.code for one in found.findings} == {"DEF-02", "SMP-01"}
    empty = replace(found, findings=(), counts=(), constructed=())
    assert "The checks found nothing." in pdf_words(write_findings_pdf(empty))
    assert "NOT REAL" not in pdf_words(write_findings_pdf(empty))
    assert "The checks found nothing." in {row[0] for row in cells(write_findings_workbook(empty))}


def test_a_text_that_no_cell_holds_is_cut_and_not_lost(session: Session) -> None:
    found = session.run(findings_list, session.run(load, PROJECT, SPAN), "en")
    long = replace(found, findings=(replace(found.findings[0], reason="because " * 9_000),))
    (row,) = [row for row in cells(write_findings_workbook(long)) if row[0] == found.findings[0].code]
    assert str(row[8]).startswith("because because")
    assert str(row[8]).endswith("…")


def test_a_file_that_is_there_is_only_replaced_when_asked(session: Session, tmp_path: Path) -> None:
    target = tmp_path / "list.pdf"
    target.write_bytes(b"something of mine")
    assert code_of(session, target) == "findings.there_already"
    assert target.read_bytes() == b"something of mine"
    assert written(session, target, replace=True).startswith(b"%PDF")


def test_another_name_and_another_language_are_refused(session: Session, tmp_path: Path) -> None:
    assert code_of(session, tmp_path / "list.docx") == "findings.ending"
    assert code_of(session, tmp_path / "list") == "findings.ending"
    assert code_of(session, tmp_path / "list.pdf", "en+xx") == "report.language"
    assert not list(tmp_path.glob("list*"))
    assert suggested_name(PROJECT, SPAN, ".pdf") == "MN006_20190706-20201231_findings.pdf"


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "storage.disk_full"), (errno.EROFS, "storage.read_only")])
def test_a_disk_that_fails_is_told_and_leaves_nothing(
    session: Session, tmp_path: Path, number: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(number, "the world failed")

    with monkeypatch.context() as patched:
        patched.setattr("os.replace", fail)
        assert code_of(session, tmp_path / "list.pdf") == code
    assert not list(tmp_path.glob("list*"))


def test_a_file_open_in_another_program_is_told(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class SharingViolationError(PermissionError):
        winerror = 32

    def fail(*_arguments: object) -> None:
        raise SharingViolationError(errno.EACCES, "in use")

    with monkeypatch.context() as patched:
        patched.setattr("os.replace", fail)
        assert code_of(session, tmp_path / "list.xlsx") == "storage.locked"
