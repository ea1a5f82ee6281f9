"""Text of every script: where lines end, that nothing is lost or wider than its column, and which font draws it."""

from __future__ import annotations

import io
import subprocess
import unicodedata
from pathlib import Path

import pytest
from helpers.judges import need
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from jcm_desktop.exports import fonts
from jcm_desktop.exports.linebreak import clusters, is_whole, units
from jcm_desktop.exports.text import Look, Text

THAI = "การผลิตไฟฟ้าด้วยพลังงานแสงอาทิตย์ที่โรงงานน้ำแข็ง ผู้รับผิดชอบตรวจสอบข้อมูลเดือนละหนึ่งครั้ง"
JAPANESE = "測定データ（メーター）は、毎月一回、責任者が確認する。「太陽光」の発電量。"
VIETNAMESE = "Điện năng phát ra bởi hệ thống pin mặt trời, đo tại phía xoay chiều"
MONGOLIAN = "Нарны цахилгаан станцын үйлдвэрлэсэн эрчим хүч; Өнөржаргал шалгана"
INDONESIAN = "Tenaga listrik yang dihasilkan oleh sistem fotovoltaik selama periode p"
SAMPLES = {"th": THAI, "ja": JAPANESE, "vi": VIETNAMESE, "mn": MONGOLIAN, "id": INDONESIAN}
SCRIPTS = st.sampled_from([*"abc XYZ09.,-/", *THAI, *JAPANESE, *VIETNAMESE, *MONGOLIAN, "₮", "☑", "\U0001f600"])


def drawn(text: Text, width: float) -> list[str]:
    return ["".join(run.text for run in line.runs) for line in text.lines(width)]


@given(st.lists(SCRIPTS, max_size=60).map("".join))
def test_units_lose_nothing_and_keep_marks_with_their_letters(text: str) -> None:
    assert "".join(units(text)) == text
    assert "".join(clusters(text)) == text
    assert is_whole(clusters(text))
    if not text[:1].isspace():
        assert is_whole([one for one in units(text) if not one.isspace()])


@given(st.lists(SCRIPTS, min_size=1, max_size=80).map("".join), st.sampled_from([30.0, 70.0, 150.0, 400.0]))
def test_no_line_is_wider_than_its_column_and_no_letter_is_lost(text: str, width: float) -> None:
    paragraph = Text(text.replace("&", "").replace("<", ""), Look(size=8, leading=10))
    lines = paragraph.lines(width)
    for line in lines:
        assert line.width <= width + 0.5
    shown = "".join("".join(run.text for run in line.runs) for line in lines)
    assert shown.replace(" ", "") == fonts.clean(text.replace("&", "").replace("<", "")).replace(" ", "")


def test_thai_is_broken_between_words() -> None:
    words = units("การผลิตไฟฟ้าด้วยพลังงานแสงอาทิตย์")
    assert {"การ", "ผลิต", "ไฟฟ้า", "ด้วย", "พลังงาน"} <= set(words)
    assert len(drawn(Text(THAI, Look(size=8, leading=10)), 120)) > 2


def test_japanese_lines_begin_and_end_as_they_may() -> None:
    for width in range(40, 200, 7):
        for line in drawn(Text(JAPANESE, Look(size=8, leading=10)), width):
            assert line[0] not in "、。）」"
            assert line[-1] not in "（「"


def test_a_subscript_stays_with_its_letter() -> None:
    text = Text("value of EC<sub>PJ,i,p</sub> here", Look(size=8, leading=10))
    lines = drawn(text, 52)
    assert any("ECPJ,i,p" in line for line in lines)
    small = [run for line in text.lines(52) for run in line.runs if run.text == "PJ,i,p"]
    assert small
    assert small[0].rise < 0


@pytest.mark.parametrize("language", sorted(SAMPLES))
def test_every_letter_of_the_languages_has_a_font(language: str) -> None:
    assert "\ufffd" not in fonts.clean(SAMPLES[language])


def test_each_character_has_a_font_that_has_it() -> None:
    found = [fonts.font_for(one) for one in "aҮĐ₂測≤☑ก"]
    assert found == [*[fonts.TEXT] * 4, fonts.JAPANESE, fonts.SYMBOLS, fonts.SYMBOLS, fonts.THAI]
    assert fonts.font_for("\u1820") == ""
    assert fonts.clean("a\u1820\x00b\n") == "a\ufffd b "


def test_decomposed_letters_are_put_together() -> None:
    assert fonts.clean(unicodedata.normalize("NFD", VIETNAMESE)) == VIETNAMESE


def test_bold_japanese_is_drawn_with_a_thicker_pen() -> None:
    assert list(fonts.runs("A測", bold=True)) == [("A", fonts.BOLD, False), ("測", fonts.JAPANESE, True)]
    assert list(fonts.runs("ก", bold=True)) == [("ก", fonts.THAI_BOLD, False)]


@pytest.mark.judge
def test_every_script_can_be_searched_and_copied(tmp_path: Path) -> None:
    need("pdftotext")
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(500, 400), invariant=1, initialFontName=fonts.TEXT)
    top = 380.0
    for text in SAMPLES.values():
        paragraph = Text(text, Look(size=9, leading=12))
        top -= paragraph.wrap(460)[1] + 8
        paragraph.drawOn(canvas, 10, top)
    canvas.save()
    (tmp_path / "x.pdf").write_bytes(buffer.getvalue())
    done = subprocess.run(["pdftotext", "-raw", tmp_path / "x.pdf", "-"], capture_output=True, text=True, check=True)
    flat = "".join(done.stdout.split())
    for language, text in SAMPLES.items():
        assert "".join(text.split()) in flat, language


def test_a_paragraph_is_cut_without_single_lines() -> None:
    text = Text("word " * 60, Look(size=8, leading=10))
    lines = len(text.lines(100))
    assert lines > 6
    assert text.split(100, 15) == []
    first, second = text.split(100, 10 * (lines - 1) + 1)
    assert len(second.lines(100)) == 2
    assert len(first.lines(100)) + len(second.lines(100)) == lines
