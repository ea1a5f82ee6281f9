"""A key file on paper: printed, read back from lines and squares, and every slip named."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from helpers import certs, judges
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop import i18n, words
from jcm_desktop.domain.errors import UserError
from jcm_desktop.signing.identity import load_identity
from jcm_desktop.signing.recovery import from_text, to_lines
from jcm_desktop.signing.recovery_sheet import draw_sheet


@given(st.binary(min_size=1, max_size=500))
def test_what_is_printed_comes_back(body: bytes) -> None:
    assert from_text("\n".join(to_lines(body))) == body


@given(st.binary(min_size=41, max_size=300), st.data())
def test_lines_may_come_in_any_order_with_anything_around(body: bytes, data: st.DataObject) -> None:
    lines = data.draw(st.permutations(to_lines(body)))
    text = "The lines:\n\n" + "\n \n".join(f"  {line.lower()}  " for line in lines) + "\nThat is all.\n"
    assert from_text(text) == body
    assert from_text("/".join(lines)) == body


@given(st.binary(min_size=41, max_size=300), st.data())
def test_a_slip_is_named_by_its_line(body: bytes, data: st.DataObject) -> None:
    lines = to_lines(body)
    at = data.draw(st.integers(0, len(lines) - 2))
    line = list(lines[at])
    place = data.draw(st.sampled_from([one for one in range(4, len(line)) if line[one].isalnum()]))
    line[place] = data.draw(st.sampled_from([one for one in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if one != line[place]]))
    lines[at] = "".join(line)
    with pytest.raises(UserError) as caught:
        from_text("\n".join(lines))
    assert (caught.value.code, caught.value.facts["lines"]) == ("recovery.lines_wrong", str(at + 1))


def test_letters_that_look_alike_are_the_same() -> None:
    body = random.Random(3).randbytes(400)
    text = "\n".join(to_lines(body)).replace("0", "O").replace("1", "l")
    text = "\n".join(
        f"{at:03}{line[3:]}" if not line.startswith("END") else line for at, line in enumerate(text.splitlines(), 1)
    )
    text = "\n".join(line.replace("O", "0") if line.startswith("END") else line for line in text.splitlines())
    with pytest.raises(UserError, match=r"recovery\.lines_missing"):
        from_text("\n".join(text.splitlines()[:-1]))
    assert from_text("\n".join([*text.splitlines()[:-1], to_lines(body)[-1]])) == body


def test_missing_lines_and_mixed_sheets_are_told() -> None:
    one, other = random.Random(1).randbytes(200), random.Random(2).randbytes(200)
    lines, strangers = to_lines(one), to_lines(other)
    for text, code, named in (
        ([*lines[:1], *lines[3:]], "recovery.lines_missing", "2, 3"),
        (lines[:-1], "recovery.lines_missing", "END"),
        ([*lines[:2], strangers[2], *lines[3:]], "recovery.whole_wrong", ""),
        (["nothing of the kind"], "recovery.no_lines", ""),
        ([], "recovery.no_lines", ""),
    ):
        with pytest.raises(UserError) as caught:
            from_text("\n".join(text))
        assert (caught.value.code, caught.value.facts.get("lines", "")) == (code, named)
        assert "{" not in words.sentence(caught.value.code, caught.value.place, caught.value.facts)
    again = [*lines[:2], strangers[2], lines[2], *lines[3:]]  # typed again, and well
    assert from_text("\n".join(again)) == one


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(UserError):
        from_text(text)


@pytest.mark.judge
@pytest.mark.parametrize(("language", "kind"), [("en", "rsa"), ("ja", "p256")])
def test_a_printed_sheet_brings_the_key_back(language: str, kind: str, tmp_path: Path) -> None:
    """Print it, look at it as a scanner and as a telephone would, and unlock what comes out."""
    zxing = pytest.importorskip("zxingcpp")
    from PIL import Image

    i18n.set_language(language)
    body = certs.key_file(kind=kind)
    one = load_identity(body, certs.PASSPHRASE)
    sheet = tmp_path / "sheet.pdf"
    sheet.write_bytes(draw_sheet(body, one.facts, certs.SIGNED))
    text = judges.pdf_text(sheet)
    assert from_text(text) == body
    assert certs.JAPANESE in text
    assert " ".join(one.fingerprint_words.split()[:2]) in text
    assert one.facts.fingerprint_digits[0] in text
    status, said = judges.run(judges.need("pdftoppm"), "-r", "200", "-png", sheet, tmp_path / "page")
    assert status == 0, said
    squares = [
        found.text for page in sorted(tmp_path.glob("page*.png")) for found in zxing.read_barcodes(Image.open(page))
    ]
    assert load_identity(from_text("\n".join(squares)), certs.PASSPHRASE).fingerprint == one.fingerprint
    assert judges.qpdf_check(sheet)[0] == 0


def test_the_same_sheet_has_the_same_bytes() -> None:
    body = certs.key_file(kind="p256")
    facts = load_identity(body, certs.PASSPHRASE).facts
    assert draw_sheet(body, facts, certs.SIGNED) == draw_sheet(body, facts, certs.SIGNED)
