"""Every code that a line, a mapping or an import can be refused with has its sentence."""

from __future__ import annotations

import re
from pathlib import Path

from jcm_desktop import words

ROOT = Path(__file__).parents[3] / "jcm_desktop"
CODE = re.compile(r"\"((?:row|data|sheet|mapping|import|logger|series|zone|logged)\.[a-z_]+)\"")


def test_every_code_has_words() -> None:
    files = {"sheet.tsv", "zone.tab"}
    sources = [one for one in ROOT.glob("**/*.py") if "wording" not in one.parts]
    found = {code for one in sources for code in CODE.findall(one.read_text())} - files
    assert len(found) > 60
    assert not sorted(found - words.templates().keys())


def test_no_sentence_is_left_over() -> None:
    text = "".join(one.read_text() for one in ROOT.glob("**/*.py") if "wording" not in one.parts)
    own = [code for code in words.templates() if code.partition(".")[0] in ("row", "sheet", "mapping", "logged")]
    assert not [code for code in own if f'"{code}"' not in text]
