"""The PDF: an archive file with workbook and data inside, a first page that says it all, whole text in any script."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import page
import pikepdf
import pytest
from helpers.breaks import stated
from helpers.dossiers import amount, changed, long_dossier, report_of, sample_dossier, with_point
from helpers.judges import need, pdf_text, qpdf_check
from helpers.means import dossier_of, line

from jcm_desktop.domain.declaration import Approval, Cause, MissingData, Treatment
from jcm_desktop.domain.finding import Reason
from jcm_desktop.domain.role import Role
from jcm_desktop.exports.copies import full_copy
from jcm_desktop.exports.pdf import Draft, write_pdf
from jcm_desktop.exports.pdfa import attached
from jcm_desktop.exports.report_model import Report

WORKBOOK = b"PK\x03\x04 stands for a workbook"


def drawn(report: Report, workbook: bytes = WORKBOOK) -> Draft:
    made = full_copy(report, b"")
    return write_pdf(made.report, workbook, made.data)


@pytest.fixture(scope="module")
def draft() -> Draft:
    return drawn(report_of(sample_dossier()))


def text_of(pdf: bytes, folder: Path) -> str:
    need("pdftotext")
    (folder / "x.pdf").write_bytes(pdf)
    return pdf_text(folder / "x.pdf")


@pytest.mark.judge
@pytest.mark.parametrize("language", ["en", "ja", "en+ja"])
def test_it_is_a_whole_archive_file_in_every_language(language: str, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(drawn(report_of(sample_dossier(), language)).pdf)
    status, said = qpdf_check(tmp_path / "x.pdf")
    assert status == 0, said
    judged = str(page.validate_pdf(str(tmp_path / "x.pdf"), profile="3b"))
    assert "146 passed, 0 failed" in judged, judged
    with pikepdf.open(tmp_path / "x.pdf") as document:
        assert str(document.Root.Lang) == language.split("+")[0]


@pytest.mark.judge
def test_the_first_page_says_it_all(draft: Draft, tmp_path: Path) -> None:
    need("pdftotext")
    first = text_of(draft.pdf, tmp_path).partition("\f")[0]
    for words in (
        "NOT REAL",
        "MN006",
        "Introduction of 15MW Solar Power System near New Airport",
        "6/Jul/2019-31/Dec/2020",
        "30,312 tCO₂e",
        "9,422.1739",
        "20,890.8285",
        "State of the checks",
        "Operator",
        "Monitoring manager",
        "Verifier",
        "Fingerprint of this report",
    ):
        assert words in first, words


@pytest.mark.judge
def test_every_section_and_its_page_is_in_the_contents(draft: Draft, tmp_path: Path) -> None:
    pages = text_of(draft.pdf, tmp_path).split("\f")
    with pikepdf.open(io.BytesIO(draft.pdf)) as document, document.open_outline() as outline:
        titles = [one.title for one in outline.root]
        assert titles[0] == "1 Result"
        assert titles[-1].startswith("B ")
        assert len(document.pages) == len(pages) - 1
    for title in titles:
        number, _, words = title.partition(" ")
        on = [at for at, text in enumerate(pages, 1) if f"{number} {words}" in " ".join(text.split()) and at > 1]
        assert on, title
    assert f"1/ {len(pages) - 1}" in pages[0].replace("1 / ", "1/ ")


@pytest.mark.judge
def test_every_number_is_derived(draft: Draft, tmp_path: Path) -> None:
    flat = " ".join(text_of(draft.pdf, tmp_path).split())
    assert "= 11,822.05 × 0.797" in flat
    assert "sum of the readings of point (1)" in flat
    assert "rounded down to whole tonnes" in flat


@pytest.mark.judge
def test_a_mean_stands_as_a_mean(tmp_path: Path) -> None:
    text = " ".join(text_of(drawn(report_of(dossier_of(line()))).pdf, tmp_path).split())
    first = Decimal(123 * 100 + 61 * 106) / 18_400
    assert f"{first:.6f}" in text
    assert "tCO₂/MWh/p" not in text
    assert "mean by days" in text


def test_workbook_and_data_are_inside(draft: Draft) -> None:
    files = attached(draft.pdf)
    assert files["report.xlsx"] == WORKBOOK
    assert b'"jcm_report":1' in files["dossier.json"]
    with pikepdf.open(io.BytesIO(draft.pdf)) as document:
        assert [str(one.AFRelationship) for one in document.Root.AF] == ["/Source", "/Data"]


def test_there_is_a_frame_for_each_role_on_the_first_page(draft: Draft) -> None:
    assert [role for role, _, _ in draft.signature_boxes] == [Role.OPERATOR, Role.MANAGER, Role.VERIFIER]
    with pikepdf.open(io.BytesIO(draft.pdf)) as document:
        for _, number, (left, bottom, right, top) in draft.signature_boxes:
            assert number == 0
            x1, y1, x2, y2 = (float(one) for one in document.pages[number].mediabox)
            assert x1 < left < right < x2
            assert y1 < bottom < top < y2


@pytest.mark.parametrize("language", ["en", "ja", "en+ja"])
def test_the_same_report_gives_the_same_bytes(language: str) -> None:
    thai = with_point(sample_dossier(), source="การผลิตไฟฟ้าด้วยพลังงานแสงอาทิตย์ที่น้ำแข็ง ปี่ ฟ้า")
    other = with_point(sample_dossier(), source="ป้ายชื่อ ปี่ ญี่ปุ่น ฟ้า")
    first = drawn(report_of(thai, language)).pdf
    drawn(report_of(other, language))  # what was drawn before must not show
    assert drawn(report_of(thai, language)).pdf == first


@pytest.mark.judge
def test_any_script_and_any_sign_of_markup_is_printed(tmp_path: Path) -> None:
    dossier = with_point(
        sample_dossier(),
        source="測定データ <b>& 3 < 5 ≤ 7",
        procedure="Эрчим хүч, Điện năng ☑ ₮",
        comments="น้ำแข็งที่ผู้รับผิดชอบตรวจสอบข้อมูล",
    )
    dossier = changed(dossier, reasons=(Reason("SMP-01", "project", "x"),))
    flat = "".join(text_of(drawn(report_of(dossier)).pdf, tmp_path).split())
    for words in ("測定データ", "<b>&", "3<5≤7", "Эрчимхүч", "Điệnnăng", "☑₮", "น้ำแข็งที่ผู้รับผิดชอบตรวจสอบข้อมูล"):
        assert words in flat, words


@pytest.mark.judge
@pytest.mark.parametrize("language", ["en", "en+ja"])
def test_fifty_points_of_two_years_paginate_well(language: str, tmp_path: Path) -> None:
    pages = text_of(drawn(report_of(long_dossier(50, 24), language)).pdf, tmp_path).split("\f")[:-1]
    assert 30 < len(pages) < 90
    for text in pages[:-1]:
        body = [line for line in text.splitlines() if line.strip()]
        assert len(body) > 8, text
    flat = " ".join(" ".join(pages).split())
    for at in range(1, 51):
        assert f"({at}) EC" in flat or f"({at})" in flat


@pytest.mark.judge
def test_long_titles_and_texts_are_not_cut(tmp_path: Path) -> None:
    title = "Introduction of a very long title " * 14
    dossier = with_point(sample_dossier(), procedure="A procedure that goes on. " * 300, comments="x" * 400)
    dossier = changed(dossier, project=changed(dossier.project, title=title.strip()))
    flat = "".join(text_of(drawn(report_of(dossier)).pdf, tmp_path).split())
    assert "".join(title.split()) in flat
    assert flat.count("Aprocedurethatgoeson.") >= 300
    assert "x" * 400 in flat


@pytest.mark.judge
def test_a_careful_value_and_the_approval_are_told(tmp_path: Path) -> None:
    dossier = sample_dossier()
    may = next(one for one in dossier.readings if one.first == date(2020, 5, 1))
    why = MissingData(
        point="(1)", first=may.first, last=may.last, cause=Cause.METER_FAILURE, treatment=Treatment.CONSERVATIVE,
        text="The least of all Mays",
    )  # fmt: skip
    flat = " ".join(text_of(drawn(report_of(stated(dossier, why))).pdf, tmp_path).split())
    assert "Every monitoring point has a reading for every day" not in flat
    for words in ("Careful values in place of missing readings", "failure of the meter", "The least of all Mays"):
        assert words in flat
    assert "Nobody has approved this period yet." in flat
    approval = Approval(frozen=True, by="Bold", entered_by=("Bat",), at=datetime(2021, 2, 1, tzinfo=UTC))
    flat = " ".join(text_of(drawn(report_of(stated(dossier, approval))).pdf, tmp_path).split())
    assert "Nobody has approved this period yet." not in flat
    assert "Bold, 2021-02-01" in flat
    opened = changed(approval, frozen=False, reason="a slip in May")
    assert "Nobody has approved" in text_of(drawn(report_of(stated(dossier, opened))).pdf, tmp_path)


@pytest.mark.judge
def test_missing_days_and_corrections_say_what_they_cost(tmp_path: Path) -> None:
    dossier = sample_dossier()
    old = dossier.readings[3]
    new = changed(
        old, id="new", supersedes=old.id, reason="meter misread", quantity=changed(amount(old), value=Decimal("2000"))
    )
    readings = (*(one for one in dossier.readings if one.first != date(2020, 5, 1)), new)
    report = report_of(changed(dossier, readings=readings))
    (gap,) = report.gaps
    assert gap.span.first == date(2020, 5, 1)
    expected = Decimal(25500) * 31 / 365 * Decimal("0.797")
    assert gap.tonnes == pytest.approx(-expected, rel=Decimal("1e-9"))
    (correction,) = report.corrections
    assert correction.tonnes == (Decimal(2000) - amount(old).value) * Decimal("0.797")
    flat = " ".join(text_of(drawn(report).pdf, tmp_path).split())
    assert f"−{expected:.2f}"[:6] in flat.replace(",", "")
    assert "meter misread" in flat
    assert "−49.33" in flat
