"""The days that files cover, in the report: bars, and shares of files that go beyond; no amount in a public copy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from helpers.breaks import GOOD, bills, invoice
from helpers.dossiers import changed, report_of
from helpers.judges import need, pdf_text
from reportlab.graphics.shapes import Line, Rect

from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.period import Span
from jcm_desktop.exports.charts import Cover, cover_chart
from jcm_desktop.exports.copies import full_copy, public_of
from jcm_desktop.exports.pdf import write_pdf

KEY = bytes(range(32))
CUT = invoice(date(2019, 6, 20), date(2019, 9, 30), "206")
FILES = (
    changed(CUT, name="first.pdf"),
    changed(CUT, name="second.pdf", first=date(2019, 9, 29), last=date(2020, 3, 31), total=None),
    changed(CUT, name="third.pdf", first=date(2020, 5, 1), last=date(2021, 3, 1), total=None, confidential=True),
)


def report_text(dossier: Dossier, folder: Path, *, public: bool = False, language: str = "en") -> str:
    report = report_of(dossier, language)
    copy = public_of(report, KEY) if public else full_copy(report, b"")
    (folder / "report.pdf").write_bytes(write_pdf(copy.report, b"PK", copy.data).pdf)
    return pdf_text(folder / "report.pdf")


@pytest.mark.judge
def test_gaps_overlaps_and_shares_are_told(tmp_path: Path) -> None:
    need("pdftotext")
    text = " ".join(report_text(bills(*FILES)(GOOD), tmp_path).split())
    assert "30 days missing; 2 days twice" in text
    assert "87 / 103 87/103 206 MWh × 87/103 = 174 MWh" in text
    assert "206 MWh × 87/103 = 174 MWh" in text
    assert "245 / 305 49/61" in text
    assert "Days that files cover" in text


@pytest.mark.judge
def test_a_public_copy_has_the_bars_and_no_amount(tmp_path: Path) -> None:
    need("pdftotext")
    text = " ".join(report_text(bills(*FILES)(GOOD), tmp_path, public=True).split())
    assert "30 days missing; 2 days twice" in text
    assert "87 / 103 87/103" in text
    assert "174 MWh" not in text
    assert "third.pdf" not in text


@pytest.mark.judge
def test_a_point_by_invoices_without_any_is_an_open_bar(tmp_path: Path) -> None:
    need("pdftotext")
    text = " ".join(report_text(bills()(GOOD), tmp_path).split())
    assert "No files are attached." in text
    assert f"{GOOD.period.days} days missing" in text
    assert "Files that go beyond the period" not in text


@pytest.mark.judge
def test_without_days_there_is_no_bar(tmp_path: Path) -> None:
    need("pdftotext")
    bare = changed(GOOD, evidence=(changed(FILES[0], first=None, last=None, kind="other"),))
    assert "Days that files cover" not in report_text(bare, tmp_path)


def test_a_bar_is_to_scale_and_each_state_has_its_own_drawing() -> None:
    year = Span(date(2021, 1, 1), date(2021, 12, 31))
    spans = [Span(date(2021, 1, 1), date(2021, 3, 14)), Span(date(2021, 3, 15), date(2021, 5, 26))]

    def drawn(cover: Cover) -> tuple[list[Rect], int]:
        shapes = cover_chart(year, [(spans[1], cover)], 365).contents
        return [one for one in shapes if isinstance(one, Rect)], sum(isinstance(one, Line) for one in shapes)

    (filled,), lines = drawn(Cover.FILLED)
    assert (filled.x, filled.width) == (73, 73)
    (opened,), _lines = drawn(Cover.OPEN)
    assert opened.fillColor != filled.fillColor
    (_hatched,), hatches = drawn(Cover.HATCHED)
    assert hatches > lines + 20
    assert drawn(Cover.EMPTY) == ([], lines)
