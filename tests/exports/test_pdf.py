"""The PDF: an archive file with the workbook inside, whole text in any script, and frames for three signatures."""

from __future__ import annotations

import io
import subprocess
from decimal import Decimal
from pathlib import Path

import page
import pikepdf
import pytest
from helpers.dossiers import changed, report_of, sample_dossier, with_point
from helpers.judges import need
from helpers.means import dossier_of, line
from reportlab.pdfbase.pdfmetrics import getFont

from jcm_desktop.domain.finding import Reason
from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.domain.role import Role
from jcm_desktop.exports.fonts import JAPANESE, SYMBOLS, TEXT, font_for, markup, plain
from jcm_desktop.exports.pdf import Draft, write_pdf

WORKBOOK = b"PK\x03\x04 stands for a workbook"


@pytest.fixture(scope="module")
def draft() -> Draft:
    return write_pdf(report_of(sample_dossier()), WORKBOOK)


def text_of(pdf: bytes, folder: Path) -> str:
    file = folder / "x.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.judge
def test_an_independent_program_finds_it_whole(draft: Draft, tmp_path: Path) -> None:
    need("qpdf")
    (tmp_path / "x.pdf").write_bytes(draft.pdf)
    done = subprocess.run(["qpdf", "--check", tmp_path / "x.pdf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.judge
@pytest.mark.parametrize("language", ["", "ja"])
def test_it_is_an_archive_file(language: str, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(write_pdf(report_of(sample_dossier(), language), WORKBOOK).pdf)
    judged = str(page.validate_pdf(str(tmp_path / "x.pdf"), profile="3b"))
    assert "146 passed, 0 failed" in judged, judged


@pytest.mark.judge
def test_a_mean_stands_as_a_mean(tmp_path: Path) -> None:
    need("pdftotext")
    text = text_of(write_pdf(report_of(dossier_of(line())), WORKBOOK).pdf, tmp_path).replace("\n", " ")
    assert format_decimal(Decimal(123 * 100 + 151 * 106 + 91 * 130) / 36_500)[:12] in text
    assert "tCO2/MWh/p" not in text
    assert "mean by days" in text


@pytest.mark.judge
def test_the_report_can_be_read(draft: Draft, tmp_path: Path) -> None:
    need("pdftotext")
    text = text_of(draft.pdf, tmp_path)
    for words in (
        "NOT REAL",
        "6/Jul/2019-31/Dec/2020",
        "30,312 tCO₂e",
        "9,422.1739",
        "20,890.8285",
        "How the result comes about",
        "SMP-01",
        "SAMPLE-0001",
        "ab" * 32,
        "Operator",
        "Verifier",
    ):
        assert words in text, words


def test_the_workbook_is_inside(draft: Draft) -> None:
    with pikepdf.open(io.BytesIO(draft.pdf)) as document:
        assert document.attachments["report.xlsx"].get_file().read_bytes() == WORKBOOK
        assert document.Root.AF[0].AFRelationship == "/Source"


def test_there_is_a_frame_for_each_role_inside_the_page(draft: Draft) -> None:
    assert [role for role, _, _ in draft.signature_boxes] == [Role.OPERATOR, Role.MANAGER, Role.VERIFIER]
    with pikepdf.open(io.BytesIO(draft.pdf)) as document:
        pages = len(document.pages)
        for _, number, (left, bottom, right, top) in draft.signature_boxes:
            assert number == pages - 1
            x1, y1, x2, y2 = (float(one) for one in document.pages[number].mediabox)
            assert x1 < left < right < x2
            assert y1 < bottom < top < y2


def test_the_same_report_gives_the_same_bytes(draft: Draft) -> None:
    assert write_pdf(report_of(sample_dossier()), WORKBOOK).pdf == draft.pdf


@pytest.mark.judge
def test_any_script_and_any_sign_of_markup_is_printed(tmp_path: Path) -> None:
    dossier = with_point(sample_dossier(), source="測定データ <b>& 3 < 5 ≤ 7", procedure="Эрчим хүч, Điện năng ☑ ₮")
    dossier = changed(dossier, reasons=(Reason("SMP-01", "project", "x"),))
    text = text_of(write_pdf(report_of(dossier), WORKBOOK).pdf, tmp_path)
    flat = "".join(text.split())
    for words in ("測定データ", "<b>&", "3<5≤7", "Эрчимхүч", "Điệnnăng", "☑₮"):
        assert words in flat, words


def test_each_character_has_a_font_that_has_it() -> None:
    assert [font_for(one) for one in "aҮĐ₂測≤☑"] == [TEXT, TEXT, TEXT, TEXT, JAPANESE, SYMBOLS, SYMBOLS]
    assert plain("a<測") == 'a&lt;<font name="IPAexGothic">測</font>'
    assert markup("x<sub>i</sub> &amp; y").endswith("i</sub> &amp; y")
    assert ord("測") in getFont(JAPANESE).face.charToGlyph


def test_a_long_period_and_many_points_go_on_over_pages() -> None:
    dossier = sample_dossier()
    many = tuple(changed(dossier.readings[0], id=f"x{at}", reason="a long reason " * 9) for at in range(150))
    long = write_pdf(report_of(changed(dossier, readings=(*dossier.readings, *many))), WORKBOOK)
    with pikepdf.open(io.BytesIO(long.pdf)) as document:
        assert len(document.pages) > 4
        assert long.signature_boxes[0][1] == len(document.pages) - 1
